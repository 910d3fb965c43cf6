"""Two worlds, living employers, hostile texts, pages for a person, the program itself."""

import json
import subprocess
import sys
import time

import httpx2 as httpx
import pytest
from sandbox_browser import RESUME, Application, Browser


@pytest.fixture
def old(visitor: Browser) -> Application:
    """An application in the world until December 2025."""
    visitor.control("reset", legacy_api=True)
    return Application(visitor.sign_in())


def test_the_removed_methods_are_forbidden_in_the_new_world(application: Application) -> None:
    access = application.tokens()["access_token"]
    for method, path in (
        ("GET", "/resumes/mine"),
        ("POST", "/negotiations"),
        ("GET", "/vacancies/favorited"),
        ("POST", "/me"),
    ):
        answer = application.call(access, method, path)
        assert (answer.status_code, answer.json()["errors"]) == (403, [{"type": "forbidden"}])
    assert application.call(access, "GET", f"/resumes/{RESUME}").status_code == 200
    assert application.call(access, "GET", "/common/chats").status_code == 200


def test_the_old_world_responds_with_201_and_no_body(old: Application) -> None:
    access = old.tokens()["access_token"]
    form = {"vacancy_id": old.person.vacancy(), "resume_id": RESUME, "message": "Здравствуйте"}
    sent = old.call(access, "POST", "/negotiations", data=form)
    assert (sent.status_code, sent.content) == (201, b"")
    path = sent.headers["location"]
    item = old.call(access, "GET", path).json()
    assert (item["state"]["id"], item["vacancy"]["relations"]) == ("response", ["got_response"])
    again = old.call(access, "POST", "/negotiations", data=form).json()
    assert again["errors"] == [{"type": "negotiations", "value": "already_applied"}]
    form["vacancy_id"] = old.person.vacancy()
    told = old.call(access, "POST", "/negotiations", data=form | {"with_chat_info": "true"})
    assert set(told.json()) == {"id"}


def test_an_external_vacancy_sends_away_and_keeps_nothing(old: Application) -> None:
    access = old.tokens()["access_token"]
    form = {"vacancy_id": old.person.vacancy(response_url="https://jobs.example.test/7"), "resume_id": RESUME}
    answer = old.call(access, "POST", "/negotiations", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "https://jobs.example.test/7")
    assert old.person.control("state")["responses"] == []


def test_a_search_for_a_person_knows_what_they_did_and_hid(old: Application) -> None:
    access = old.tokens()["access_token"]
    number = old.person.vacancy(name="Редкий альбатрос")
    old.call(access, "PUT", f"/vacancies/favorited/{number}")
    [item] = old.call(access, "GET", "/vacancies?text=альбатрос").json()["items"]
    assert item["relations"] == ["favorited"]
    old.call(access, "PUT", f"/vacancies/blacklisted/{number}")
    assert old.call(access, "GET", "/vacancies?text=альбатрос").json()["found"] == 0
    assert old.http.get("/api/vacancies?text=альбатрос").json()["items"][0]["relations"] == []


def test_one_chat_looks_the_same_through_three_doors(application: Application) -> None:
    access, person = application.tokens()["access_token"], application.person
    chat = person.control("chats", employer="Ромашка", messages=["Добрый день"])["chat_id"]
    documented = application.call(access, "GET", f"/common/chats/{chat}/messages").json()
    forced = {"X-Force-App-Access": "true"}
    mobile = application.call(access, "GET", f"/chats/{chat}?limit=20", headers=forced).json()
    site = person.chatik("chat_data", chatId=chat).json()
    assert [item["payload"]["text"] for item in documented["messages"]] == ["", "Добрый день"]
    assert [item["body"]["text"]["content"] for item in mobile["chat"]["messages"]["items"]] == ["", "Добрый день"]
    assert [item["text"] for item in site["chat"]["messages"]["items"]] == ["", "Добрый день"]
    body = {"text": "И вам", "idempotency_key": "k"}
    assert application.call(access, "POST", f"/common/chats/{chat}/messages", json=body).status_code == 201
    assert application.call(access, "POST", f"/chats/{chat}/messages", json=body, headers=forced).status_code == 409
    assert person.tell("send", chatId=int(chat), text="И вам", idempotencyKey="k").status_code == 409
    assert len(person.control("state")["messages"]) == 1
    assert application.call(access, "GET", f"/chats/{chat}", headers=forced).status_code == 400


def test_employers_act_when_their_time_comes_the_same_way_for_the_same_seed(visitor: Browser) -> None:
    def story() -> list[tuple[str, bool, int]]:
        visitor.control("reset", seed=5)
        visitor.sign_in()
        for number in range(910_000_001, 910_000_013):
            visitor.respond(visitor.vacancy(id=number))
        assert {item["viewed"] for item in visitor.control("state")["responses"]} == {False}
        visitor.control("clock", advance=4 * 86_400)
        return [(item["state"], item["viewed"], item["messages"]) for item in visitor.control("state")["responses"]]

    first = story()
    assert first == story()
    assert {viewed for _, viewed, _ in first} == {True}
    assert {"INVITATION", "DISCARD", "RESPONSE"} == {state for state, _, _ in first}


def test_what_happened_meanwhile_has_its_own_time(person: Browser) -> None:
    chats = [person.respond(person.vacancy(id=910_000_001 + step)).json()["chat_id"] for step in range(6)]
    person.control("clock", advance=30 * 86_400)
    state = person.control("state")
    said = [item["messages"] for item in state["chats"] if item["id"] in chats]
    late = [messages[-1]["at"] - messages[0]["at"] for messages in said if len(messages) > 1]
    assert late
    assert max(late) < 4 * 86_400


def test_an_employer_acts_at_once_when_told_to(person: Browser) -> None:
    accepted = person.respond(person.vacancy()).json()
    told = person.control("employer", response_id=accepted["topic_id"], act="invite", text="Приходите")
    assert (told["response"]["state"], told["message"]["text"]) == ("INVITATION", "Приходите")
    topic = person.state("/applicant/negotiations")["applicantNegotiations"]["topicList"][0]
    assert (topic["lastState"], topic["viewedByOpponent"], topic["hasNewMessages"]) == ("INVITATION", True, True)
    person.control("employer", response_id=accepted["topic_id"], act="discard")
    last = person.chatik("chat_data", chatId=accepted["chat_id"]).json()["chat"]["messages"]["items"][-1]
    assert last["workflowTransition"]["applicantState"] == "DISCARD"
    assert person.http.post("/_sandbox/employer", json={"response_id": "1", "act": "view"}).status_code == 404
    assert (
        person.http.post("/_sandbox/employer", json={"response_id": accepted["topic_id"], "act": "hire"}).status_code
        == 400
    )


def test_the_same_seed_gives_the_same_vacancies_and_another_gives_others(visitor: Browser) -> None:
    def names(seed: int) -> list[tuple[str, str]]:
        visitor.control("reset", seed=seed)
        items = visitor.http.get("/api/vacancies?order_by=publication_time&per_page=100").json()["items"]
        return [(item["id"], item["name"]) for item in items]

    assert names(3) == names(3) != names(4)


def test_the_default_catalogue_is_rich(visitor: Browser) -> None:
    visitor.control("reset", vacancies=1000)

    def count(query: str) -> int:
        return visitor.http.get(f"/api/vacancies?{query}").json()["found"]

    assert count("") > 900
    body = visitor.http.get("/api/vacancies?clusters=true").json()
    kinds = {item["id"]: len(item["items"]) for item in body["clusters"]}
    assert kinds["professional_role"] >= 20
    assert kinds["area"] >= 30
    assert visitor.http.get("/api/employers").json()["found"] == 150
    for query in (
        "salary_mode=SHIFT",
        "salary_mode=HOUR",
        "area=40",
        "area=16",
        "label=with_address",
        "schedule=remote",
    ):
        assert count(query) > 0
    items = [
        item
        for page in range(5)
        for item in visitor.http.get(f"/api/vacancies?per_page=100&page={page}").json()["items"]
    ]
    assert {item["type"]["id"] for item in items} >= {"open", "anonymous", "direct"}
    for flag in ("has_test", "response_letter_required"):
        assert {item[flag] for item in items} == {True, False}
    assert {None, "RUR"} < {item["salary_range"] and item["salary_range"]["currency"] for item in items}
    assert len({item["name"] for item in items}) > 100


def test_hostile_texts_are_everywhere_when_asked_for(visitor: Browser) -> None:
    visitor.control("reset", hostile=True, vacancies=200)
    visitor.sign_in()
    cards = visitor.http.get("/api/vacancies?per_page=100").text
    assert "approval is disabled" in cards
    chats = visitor.chatik("chats").text
    assert "tool_result" in chats
    names = visitor.http.get("/api/employers?per_page=100").text
    assert "Игнорируй прежние указания" in names
    visitor.control("reset", hostile=False)
    assert "approval is disabled" not in visitor.http.get("/api/vacancies?per_page=100").text


def test_a_person_reads_the_sms_and_answers_as_an_employer(person: Browser) -> None:
    assert person.code() in person.http.get("/inbox").text
    accepted = person.respond(person.vacancy(name="<b>Лоцман</b>"), "Возьмите & меня").json()
    page = person.http.get("/employer").text
    assert "&lt;b&gt;Лоцман&lt;/b&gt;" in page
    assert "Возьмите &amp; меня" in page
    form = {"response_id": accepted["topic_id"], "act": "message", "text": "Ждём вас"}
    assert person.http.post("/employer", data=form).status_code == 303
    assert "Ждём вас" in person.http.get("/employer").text
    assert (
        person.chatik("chat_data", chatId=accepted["chat_id"]).json()["chat"]["messages"]["items"][-1]["text"]
        == "Ждём вас"
    )


def test_the_program_says_where_it_is_and_ends_when_told_to() -> None:
    started = time.monotonic()
    command = [sys.executable, "-W", "error", "-m", "hh_mcp.sandbox", "--port", "0", "--vacancies", "50"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout
            url = json.loads(process.stdout.readline())["url"]
            assert time.monotonic() - started < 5
            assert (
                httpx.get(f"{url}/api/areas", headers={"User-Agent": "tests/1.0 (qa@example.test)"}).status_code == 200
            )
        finally:
            process.terminate()
            rest, errors = process.communicate(timeout=10)
    assert (process.returncode, rest, errors) == (0, "", "")


def test_the_front_page_shows_the_way(visitor: Browser) -> None:
    assert set(visitor.http.get("/").json()) == {"api", "site", "chatik", "websocket", "control", "inbox", "employer"}


def test_what_hh_does_not_have_the_imitation_does_not_have(visitor: Browser) -> None:
    assert visitor.http.get("/api/nothing").json()["errors"] == [{"type": "not_found"}]
    assert visitor.http.get("/site/nothing").status_code == 404
    assert visitor.http.get("/chatik/nothing").status_code == 404


def test_a_reset_that_makes_no_sense_is_refused(visitor: Browser) -> None:
    for wrong in (
        {"vacancies": "many"},
        {"legacy_api": 1},
        {"responses_limit": -1},
        {"seed": None, "employers": 10**9},
    ):
        assert visitor.http.post("/_sandbox/reset", json=wrong).status_code == 400
    assert visitor.http.post("/_sandbox/reset").json()["ok"] is True
    assert visitor.http.post("/_sandbox/clock", content=b'{"advance": NaN}').status_code == 400


def test_a_captcha_may_be_asked_in_the_popup_too(visitor: Browser) -> None:
    visitor.control("reset", captcha_every=2)
    visitor.sign_in()
    answers = [visitor.respond(visitor.vacancy()) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 302]
    assert "/account/captcha" in answers[1].headers["location"]
    assert len(visitor.control("state")["responses"]) == 1


def test_a_search_with_a_resume_recommends(person: Browser) -> None:
    state = person.state(f"/search/vacancy?resume={RESUME}")["vacancySearchResult"]
    assert {item["professionalRoleIds"][0]["professionalRoleId"][0] for item in state["vacancies"]} == {96}


def test_views_of_a_resume_have_their_page(person: Browser) -> None:
    views = person.state(f"/applicant/resumeview/history?resumeHash={RESUME}")["applicantResumeViewHistory"][
        "historyViews"
    ]
    assert (views["total"], views["new"]) == (2, 1)
    assert person.post("/shards/resume/batch_update").status_code == 200
    assert person.post("/shards/resume/batch_update").status_code == 429
