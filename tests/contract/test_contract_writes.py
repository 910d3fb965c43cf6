"""Changes answer as hh.ru documents: statuses, `Location`, empty bodies, errors."""

from uuid import uuid4

import pytest
from contract_api import BACK, CLIENT, RESUME, Api
from contract_spec import NEW, OLD, check, needs_spec

pytestmark = needs_spec


def apply(api: Api, vacancy: str, **fields: str) -> int:
    form = {"vacancy_id": vacancy, "resume_id": RESUME, **fields}
    answer = api.call("POST", "/negotiations", files={key: (None, value) for key, value in form.items()})
    check(OLD, answer)
    return answer.status_code


def test_a_response_is_201_and_every_refusal_is_documented(old: Api) -> None:
    assert apply(old, old.vacancy()) == 201
    assert apply(old, number := old.vacancy(response_letter_required=True), message="Здравствуйте") == 201
    assert apply(old, number) == 403
    assert apply(old, old.vacancy(response_letter_required=True)) == 403
    assert apply(old, old.vacancy(has_test=True)) == 403
    assert apply(old, old.vacancy(archived=True)) == 403
    assert apply(old, old.vacancy(closed_for_applicants=True)) == 403
    assert apply(old, old.vacancy(response_url="https://jobs.example.test/1")) == 303
    assert apply(old, "1") == 400
    assert apply(old, "word") == 400


def test_the_limit_of_responses_is_a_documented_error(old: Api) -> None:
    old.control("reset", responses_limit=1)
    old.token = old.user_token()
    assert [apply(old, old.vacancy()) for _ in range(2)] == [201, 400]


def test_a_negotiation_is_written_to_edited_and_declined(old: Api) -> None:
    chat = old.control("chats", messages=[], letter="Здравствуйте!")
    path = f"/negotiations/{chat['topic_id']}"
    answer = old.call("POST", f"{path}/messages", data={"message": "Добрый день"})
    check(OLD, answer)
    assert answer.status_code == 201
    check(OLD, old.call("POST", f"{path}/messages", data={"message": ""}))
    check(OLD, old.call("POST", "/negotiations/1/messages", data={"message": "?"}))
    edited = old.call("PUT", f"{path}/messages/{answer.json()['id']}", data={"message": "Добрый вечер"})
    assert edited.status_code == 204
    check(OLD, edited)
    check(OLD, old.call("PUT", f"{path}/messages/1", data={"message": "?"}))
    for status in (204, 403):
        declined = old.call("DELETE", f"/negotiations/active/{chat['topic_id']}?with_decline_message=true")
        assert declined.status_code == status
        check(OLD, declined)
    check(OLD, old.call("DELETE", "/negotiations/active/1"))


def test_too_early_is_425(old: Api) -> None:
    old.control("reset", chat_delay=60)
    old.token = old.user_token()
    assert apply(old, old.vacancy()) == 201
    number = old.call("GET", "/negotiations?order_by=created_at").json()["items"][0]["id"]
    early = old.call("DELETE", f"/negotiations/active/{number}")
    assert early.status_code == 425
    check(OLD, early)


def test_lists_are_kept(old: Api) -> None:
    vacancy, archived = old.vacancy(), old.vacancy(archived=True)
    for path in (
        f"/vacancies/favorited/{vacancy}",
        f"/vacancies/blacklisted/{vacancy}",
        "/employers/blacklisted/500010",
    ):
        put = old.call("PUT", path)
        assert put.status_code == 204
        check(OLD, put)
        check(OLD, old.call("GET", path.rpartition("/")[0]))
        check(OLD, old.call("DELETE", path))
        check(OLD, old.call("PUT", f"{path.rpartition('/')[0]}/1"))
    assert old.call("PUT", f"/vacancies/favorited/{archived}").status_code == 403


def test_a_search_is_saved_renamed_and_forgotten(old: Api) -> None:
    saved = old.call("POST", "/saved_searches/vacancies?text=python&area=1&name=Питон")
    check(OLD, saved)
    path = saved.headers["location"]
    check(OLD, old.call("GET", path))
    check(OLD, old.call("GET", "/saved_searches/vacancies"))
    for change in ("name=Go", "subscription=true", "name=Go&subscription=true"):
        check(OLD, old.call("PUT", f"{path}?{change}"))
    check(OLD, old.call("DELETE", path))
    check(OLD, old.call("GET", path))
    check(OLD, old.call("POST", "/saved_searches/vacancies?area=no"))


def test_a_resume_is_raised_made_changed_and_deleted(old: Api) -> None:
    for status in (204, 429):
        raised = old.call("POST", f"/resumes/{RESUME}/publish")
        assert raised.status_code == status
        check(OLD, raised)
    check(OLD, old.call("POST", "/resumes/c3d4e5f6ff0300000003c3d4e5f6a7b8c9d0e1/publish"))
    made = old.call("POST", "/resumes", json={"title": "Архитектор"})
    check(OLD, made)
    path = made.headers["location"]
    changed = old.call("PUT", path, json={"title": "Архитектор решений", "skill_set": ["UML"], "area": {"id": "2"}})
    check(OLD, changed)
    assert old.call("GET", path).json()["title"] == "Архитектор решений"
    check(OLD, old.call("GET", path))
    check(OLD, old.call("DELETE", path))
    check(OLD, old.call("GET", path))


def test_a_resume_is_shown_to_some_and_hidden_from_others(old: Api) -> None:
    path = f"/resumes/{RESUME}/blacklist"
    added = old.call("POST", path, json={"items": [{"id": "500010"}, {"id": "500011"}]})
    assert added.status_code == 204
    check(OLD, added)
    check(OLD, old.call("GET", path))
    check(OLD, old.call("POST", path, json={"items": [{"id": "1"}]}))
    check(OLD, old.call("POST", path, json=[]))
    check(OLD, old.call("DELETE", f"{path}/employer?id=500010"))
    assert [item["id"] for item in old.call("GET", path).json()["items"]] == ["500011"]
    check(OLD, old.call("DELETE", path))
    check(OLD, old.call("DELETE", f"{path}/employer?id=500010"))


def test_the_form_of_a_resume_is_saved_as_a_difference(old: Api) -> None:
    changed = old.call("PUT", f"/resume_profile/{RESUME}", json={"resume": {"title": "Разработчик"}, "creds": {}})
    check(OLD, changed)
    assert changed.json()["resume"]["title"] == "Разработчик"
    check(OLD, old.call("PUT", f"/resume_profile/{RESUME}", json={"resume": 1}))
    check(OLD, old.call("PUT", "/resume_profile/unknown", json={}))
    check(OLD, old.call("POST", "/resume_profile", json={"resume": {"title": "Ещё одно"}}))


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"is_in_search": "true"}, 204), ({"last_name": "А", "first_name": "Б", "middle_name": "В"}, 204), ({}, 400),
     ({"is_in_search": "true", "last_name": "А"}, 400)],
)  # fmt: skip
def test_the_person_may_be_changed(old: Api, fields: dict[str, str], status: int) -> None:
    answer = old.call("POST", "/me", data=fields)
    assert answer.status_code == status
    check(OLD, answer)


def test_a_chat_is_written_to_edited_read_and_left(new: Api) -> None:
    ids = new.response(messages=["Здравствуйте!"])
    path, key = f"/common/chats/{ids['chat_id']}", str(uuid4())
    for status in (201, 409):
        sent = new.call(
            "POST", f"{path}/messages", json={"text": "Добрый день", "idempotency_key": key, "is_automated": False}
        )
        assert sent.status_code == status
        check(NEW, sent)
    number = new.call("GET", f"{path}/messages?order=prev&limit=1").json()["messages"][0]["id"]
    for wrong in (
        {"idempotency_key": key},
        {"text": "?"},
        {"text": "а" * 20_001, "idempotency_key": "k"},
        {"file_upload_ids": ["x"], "idempotency_key": "k"},
    ):
        answer = new.call("POST", f"{path}/messages", json=wrong)
        assert answer.status_code == 400
        check(NEW, answer)
    check(NEW, new.call("PUT", f"{path}/messages/{number}", json={"text": "Добрый вечер"}))
    check(NEW, new.call("PUT", f"{path}/messages/{ids['message_id']}", json={"text": "?"}))
    check(NEW, new.call("PUT", f"{path}/message/{number}/read"))
    check(NEW, new.call("PUT", f"{path}/message/1/read"))
    check(NEW, new.call("DELETE", f"{path}/messages/{number}"))
    check(NEW, new.call("POST", "/common/chats/1/messages", json={"text": "?", "idempotency_key": "k"}))
    check(NEW, new.call("POST", "/common/chats/files/upload_links"))
    check(NEW, new.call("PUT", f"{path}/leave"))
    check(NEW, new.call("GET", f"{path}/messages"))


def test_a_chat_that_is_closed_refuses_as_documented(new: Api) -> None:
    ids = new.response(can_write=False)
    answer = new.call("POST", f"/common/chats/{ids['chat_id']}/messages", json={"text": "?", "idempotency_key": "k"})
    assert answer.status_code == 403
    check(NEW, answer)


@pytest.mark.parametrize(
    "fields",
    [
        {"grant_type": "client_credentials", **CLIENT},
        {"grant_type": "client_credentials", **CLIENT, "client_secret": "wrong"},
        {"grant_type": "authorization_code", **CLIENT, "code": "unknown", "redirect_uri": BACK},
        {"grant_type": "refresh_token", "refresh_token": "unknown"},
        {"grant_type": "refresh_token"},
        {"grant_type": "password"},
    ],
)
def test_the_token_endpoint_answers_as_documented_in_both_places(old: Api, new: Api, fields: dict[str, str]) -> None:
    check(NEW, new.http.post("/api/token", data=fields))
    check(OLD, old.http.post("/site/oauth/token", data=fields))


def test_the_old_address_revokes_tokens_too(old: Api) -> None:
    for status in (204, 403):
        answer = old.http.delete("/api/oauth/token", headers={"Authorization": f"Bearer {old.token}"})
        assert answer.status_code == status
        check(OLD, answer)


def test_a_token_is_revoked_once(new: Api) -> None:
    for status in (204, 403):
        answer = new.call("DELETE", "/token")
        assert answer.status_code == status
        check(NEW, answer)
    assert new.call("GET", "/me").json()["errors"] == [{"type": "oauth", "value": "token_revoked"}]
