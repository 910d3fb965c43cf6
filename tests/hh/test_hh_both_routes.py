"""One behaviour, two routes: the same story told through the API and through the site."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from hh_memory import MemoryStore
from sandbox_browser import Application, Browser

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import (
    AlreadyApplied,
    BadArgument,
    CannotWrite,
    HHError,
    LetterRequired,
    NotFound,
    NotSignedIn,
    OutcomeUnknown,
    RaisedTooEarly,
    TestRequired,
)
from hh_mcp.hh.models import Relation, Route, VacancyQuery

pytestmark = pytest.mark.anyio
PHONE = "+79000000001"
RESUME = "a1b2c3d4ff0300000001a1b2c3d4e5f6a7b8c9"
SECOND = "b2c3d4e5ff0300000002b2c3d4e5f6a7b8c9d0"
BACK = "http://127.0.0.1:8765/callback"
APPLICATION = {"client_id": "app-1", "client_secret": "hush", "redirect_uri": BACK}


async def consent(client: HHClient, store: MemoryStore) -> str:
    """Do what the person does in a browser: open the address, agree; returns where the browser is sent."""
    url = client.begin_oauth()
    session = json.loads(store.texts["site"])
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in session["cookies"].items())}
    headers["User-Agent"] = "Mozilla/5.0"
    async with httpx.AsyncClient(trust_env=False, headers=headers) as browser:
        answer = await browser.get(url)
        if answer.status_code != 302:
            form = {"action": "approve", "_xsrf": session["cookies"]["_xsrf"]}
            answer = await browser.post(url, data=form)
    assert answer.headers["location"].startswith(BACK), answer.text
    return answer.headers["location"]


@pytest.fixture(params=["site", "api"])
async def both(request: pytest.FixtureRequest, hh: Any, open_client: Any, store: MemoryStore):
    """A client that is signed in by one route only."""
    hh.reset(legacy_api=True)
    async with open_client(**APPLICATION) as person:
        await person.request_login_code(PHONE)
        await person.confirm_login(hh.codes()[-1]["code"])
        if request.param == "api":
            await person.finish_oauth(await consent(person, store))
            store.delete("site")
    async with open_client(**APPLICATION, route=request.param) as client:
        assert client.signed_in() >= {Route(request.param)}
        yield client


@pytest.fixture
def vacancy(both: HHClient, hh: Any) -> str:
    return hh.add_vacancy(name="Инженер по тестированию")


async def test_whose_account_it_is(both: HHClient):
    account = await both.get_account()
    assert (account.first_name, account.last_name, account.phone) == ("Анна", "Тестова", "79000000001")


async def test_resumes(both: HHClient):
    resumes = await both.get_resumes()
    assert [(resume.id, resume.numeric_id, resume.status) for resume in resumes] == [
        (RESUME, "300000001", "published"),
        (SECOND, "300000002", "published"),
        ("c3d4e5f6ff0300000003c3d4e5f6a7b8c9d0e1", "300000003", "not_published"),
    ]
    assert (resumes[0].area, resumes[0].salary.start, resumes[0].access) == ("Москва", 250_000, "clients")


async def test_a_resume(both: HHClient):
    resume = await both.get_resume_detail(RESUME)
    assert (resume.title, resume.first_name, resume.jobs[0].end) == ("Python-разработчик", "Анна", None)
    assert resume.about
    assert "Python" in resume.skills
    assert set(resume.work_formats) == {"REMOTE", "HYBRID"}
    with pytest.raises(NotFound):
        await both.get_resume_detail("f" * 38)


async def test_who_looked_at_a_resume(both: HHClient):
    views = await both.get_resume_views(RESUME)
    assert 0 < views.found == len(views.items)
    assert all(view.employer.name and view.at for view in views.items)


async def test_raising_a_resume(both: HHClient):
    await both.raise_resume(RESUME)
    with pytest.raises(RaisedTooEarly) as early:
        await both.raise_resume(RESUME)
    assert (early.value.code, early.value.sent) == ("rate_limited", "no")
    assert "4 часа" in early.value.next_step("ru")
    assert "4 hours" in early.value.next_step("en")


async def test_searching(both: HHClient):
    page = await both.get_vacancies(VacancyQuery(text="python", area=("1",), per_page=10))
    assert page.items
    assert {item.area for item in page.items} == {"Москва"}
    similar = await both.get_vacancies(VacancyQuery(resume_id=RESUME, per_page=5))
    assert similar.items


async def test_a_vacancy_before_and_after_the_response(both: HHClient, vacancy: str):
    before = await both.get_vacancy(vacancy)
    assert (before.title, before.relations) == ("Инженер по тестированию", frozenset())
    await both.respond_to_vacancy(vacancy, RESUME)
    assert Relation.RESPONSE in (await both.get_vacancy(vacancy)).relations
    with pytest.raises(NotFound):
        await both.get_vacancy("999999999")


async def test_similar_vacancies(both: HHClient):
    vacancy = (await both.get_vacancies(VacancyQuery(text="python", per_page=1))).items[0]
    assert (await both.get_similar_vacancies(vacancy.id)).items


async def test_what_a_response_needs(both: HHClient, hh: Any):
    wanted = hh.add_vacancy(name="С письмом", response_letter_required=True)
    assert (await both.get_response_form(wanted)).letter_required
    with pytest.raises(LetterRequired):
        await both.respond_to_vacancy(wanted, RESUME)
    asking = hh.add_vacancy(name="С вопросами", has_test=True, test_required=True)
    assert (await both.get_response_form(asking)).has_test
    with pytest.raises(TestRequired):
        await both.respond_to_vacancy(asking, RESUME)
    assert hh.state()["responses"] == []


async def test_a_response_from_sending_to_withdrawing(both: HHClient, hh: Any, vacancy: str):
    assert await both.find_response(vacancy, RESUME) is None
    receipt = await both.respond_to_vacancy(vacancy, RESUME, "Здравствуйте!")
    assert receipt.id
    found = await both.find_response(vacancy, RESUME)
    assert found is not None
    assert (found.id, found.vacancy_id, found.state) == (receipt.id, vacancy, "response")
    assert await both.find_response(vacancy, SECOND) is None
    with pytest.raises(AlreadyApplied):
        await both.respond_to_vacancy(vacancy, RESUME)
    form = await both.get_response_form(vacancy)
    assert (form.responses, len(form.applied_resume_ids)) == (1, 1)
    assert (await both.get_response(receipt.id)).vacancy_title == "Инженер по тестированию"
    await both.withdraw_response(receipt.id)
    with pytest.raises((CannotWrite, NotFound, BadArgument)):
        await both.withdraw_response(receipt.id)


async def test_lists_of_responses(both: HHClient, vacancy: str):
    before = await both.get_responses()
    await both.respond_to_vacancy(vacancy, RESUME)
    after = await both.get_responses()
    assert after.found == before.found + 1
    assert {item.state for item in (await both.get_responses("discard")).items} == {"discard"}
    employers = [item.employer.name for item in after.items if item.employer]
    assert len(employers) == len(after.items)


async def test_chats(both: HHClient, hh: Any, vacancy: str):
    receipt = await both.respond_to_vacancy(vacancy, RESUME, "Здравствуйте!")
    hh.employer(response_id=receipt.id, act="invite", text="Приходите!")
    chat = next(chat for chat in (await both.get_user_chats()).items if chat.vacancy_id == vacancy)
    assert chat.employer is not None
    assert (chat.unread, chat.last_message.text) == (1, "Приходите!")
    unread = (await both.get_unread()).chats
    detail = await both.get_chat_detail(chat.id)
    assert [message.mine for message in detail.messages] == [True, False]
    assert [message.text for message in detail.messages] == ["Здравствуйте!", "Приходите!"]
    assert [c.id for c in (await both.get_user_chats(unread_only=True)).items].count(chat.id) == 1
    await both.mark_chat_read(chat.id, detail.messages[-1].id)
    assert (await both.get_unread()).chats == unread - 1
    sent = await both.send_chat_message(chat.id, "Спасибо!", "key-1")
    assert sent.id
    last = (await both.get_chat_detail(chat.id, limit=1)).messages[-1]
    assert (last.id, last.text, last.mine) == (sent.id, "Спасибо!", True)
    older = await both.get_chat_detail(chat.id, before=sent.id, limit=1)
    assert [message.text for message in older.messages] == ["Приходите!"]
    assert older.has_more
    with pytest.raises(OutcomeUnknown):
        await both.send_chat_message(chat.id, "Спасибо!", "key-1")
    assert len(hh.state()["messages"]) == 1


async def test_an_unknown_chat(both: HHClient):
    for made in (both.get_chat_detail("5599999999"), both.send_chat_message("5599999999", "Привет", "k")):
        with pytest.raises((NotFound, CannotWrite)) as refused:
            await made
        assert refused.value.sent == "no"


FAULTS = [
    ({"kind": "status", "status": 503}, "outcome_unknown", "unknown"),
    ({"kind": "captcha"}, "captcha_required", "no"),
    ({"kind": "ddos_html"}, "blocked_by_site", "no"),
    ({"kind": "reset_after_commit"}, "outcome_unknown", "unknown"),
    ({"kind": "garbage"}, "outcome_unknown", "unknown"),
    ({"kind": "status", "status": 429, "retry_after": 3}, "rate_limited", "no"),
]
FAULT_IDS = [f"{fault['kind']} {fault.get('status', '')}".strip() for fault, *_ in FAULTS]


@pytest.mark.parametrize(("fault", "code", "sent"), FAULTS, ids=FAULT_IDS)
async def test_a_response_is_sent_once_whatever_happens(both: HHClient, hh: Any, vacancy: str, fault, code, sent):
    for path in ("/applicant/vacancy_response/popup", "/negotiations"):
        hh.fault(method="POST", path=path, **fault)
    with pytest.raises(HHError) as error:
        await both.respond_to_vacancy(vacancy, RESUME)
    assert (error.value.code, error.value.sent) == (code, sent)
    hh.clear_faults()
    accepted = hh.responses_to(vacancy)
    assert (await both.find_response(vacancy, RESUME) is not None) == bool(accepted)
    posts = [post for post in hh.requests("POST") if post["path"].endswith(("/popup", "/negotiations"))]
    assert len(posts) == 1


async def test_saved_searches_need_a_token(both: HHClient, hh: Any, store: MemoryStore):
    if Route.API not in both.signed_in():
        with pytest.raises(NotSignedIn):
            await both.get_saved_searches()
        return
    token = json.loads(store.texts["oauth"])["user"]["access"]
    headers = {"Authorization": f"Bearer {token}", "User-Agent": "test/1.0 (test@example.test)"}
    async with httpx.AsyncClient(trust_env=False, headers=headers) as person:
        made = await person.post(f"{hh.url}/api/saved_searches/vacancies?text=python&name=Питон")
    assert made.status_code == 201, made.text
    (search,) = await both.get_saved_searches()
    assert (search.name, search.new) == ("Питон", 0)
    hh.add_vacancy(name="Разработчик python")
    assert (await both.get_saved_searches())[0].new == 1


async def test_favourites_and_hidden_employers_need_a_token(both: HHClient, vacancy: str):
    if Route.API not in both.signed_in():
        with pytest.raises(NotSignedIn):
            await both.get_favorites()
        return
    await both.add_favorite(vacancy)
    assert vacancy in [item.id for item in (await both.get_favorites()).items]
    await both.remove_favorite(vacancy)
    assert vacancy not in [item.id for item in (await both.get_favorites()).items]
    employer = (await both.get_vacancy(vacancy)).employer.id
    await both.hide_employer(employer)
    assert employer in [item.id for item in (await both.get_hidden_employers()).items]
    assert (await both.get_employer(employer)).hidden
    await both.unhide_employer(employer)
    assert (await both.get_hidden_employers()).items == ()


async def test_where_hh_no_longer_lets_applications_in_the_error_is_typed(
    hh: Any, open_client: Any, store: MemoryStore
):
    hh.reset(legacy_api=False)
    async with open_client(**APPLICATION) as client:
        await client.request_login_code(PHONE)
        await client.confirm_login(hh.codes()[-1]["code"])
        if Route.API not in client.signed_in():
            await client.finish_oauth(await consent(client, store))
    async with open_client(**APPLICATION, route="api") as client:
        assert (await client.get_account()).first_name == "Анна"
        vacancy = hh.add_vacancy(name="QA")
        with pytest.raises(HHError) as refused:
            await client.respond_to_vacancy(vacancy, RESUME)
        assert refused.value.sent == "no"
    assert hh.state()["responses"] == []


async def test_a_token_lives_two_weeks_and_is_refreshed_once(hh: Any, open_client: Any, store: MemoryStore):
    moment = datetime.now(UTC)
    async with open_client(**APPLICATION, now=lambda: moment) as client:
        await client.request_login_code(PHONE)
        await client.confirm_login(hh.codes()[-1]["code"])
        if Route.API not in client.signed_in():
            await client.finish_oauth(await consent(client, store))
        store.delete("site")
        before = json.loads(store.texts["oauth"])["user"]["access"]
        assert await client.get_account()
        moment += timedelta(days=15)
        hh.advance(15 * 86_400)
        assert await client.get_account()
        assert json.loads(store.texts["oauth"])["user"]["access"] != before
        await client.logout()
        assert client.signed_in() == frozenset()
    revoked = [item for item in hh.requests("DELETE") if urlsplit(item["path"]).path.endswith("/token")]
    assert len(revoked) == 1


@pytest.mark.parametrize(("access", "listed", "hidden"), [("blacklist", True, True), ("whitelist", True, False)])
async def test_a_resume_that_the_employer_does_not_see(
    both: HHClient, hh: Any, vacancy: str, access: str, listed: bool, hidden: bool
):
    employer = (await both.get_vacancy(vacancy)).employer.id
    browser = Browser(hh.url)
    with browser.http:
        hh.advance(61)
        application = Application(browser.sign_in())
        token = application.tokens()["access_token"]
        application.call(token, "PUT", f"/resumes/{RESUME}", json={"access": {"type": {"id": access}}})
        application.call(token, "POST", f"/resumes/{RESUME}/{access}", json={"items": [{"id": employer}]})
    context = await both.get_response_context(vacancy, RESUME)
    (resume,) = (one for one in context.resumes if one.id == RESUME)
    assert resume.access == access
    assert context.form.hidden_resume_ids is not None
    assert bool(context.form.hidden_resume_ids & {resume.id, resume.numeric_id}) is hidden


@pytest.mark.parametrize("status", [403, 404, 405])
async def test_where_hh_does_not_say_who_sees_a_resume_it_stays_unknown(
    hh: Any, open_client: Any, store: MemoryStore, status: int
):
    hh.reset(legacy_api=True)
    vacancy = hh.add_vacancy(name="QA")
    async with open_client(**APPLICATION) as client:
        await client.request_login_code(PHONE)
        await client.confirm_login(hh.codes()[-1]["code"])
        await client.finish_oauth(await consent(client, store))
    token = json.loads(store.texts["oauth"])["user"]["access"]
    async with httpx.AsyncClient(trust_env=False, headers={"Authorization": f"Bearer {token}"}) as http:
        body = {"access": {"type": {"id": "whitelist"}}}
        answer = await http.put(f"{hh.url}/api/resumes/{RESUME}", json=body, headers={"User-Agent": "t (a@b.test)"})
        assert answer.status_code == 204
    hh.fault(kind="status", status=status, path="resumes_by_status")
    async with open_client(**APPLICATION, route="api") as client:
        context = await client.get_response_context(vacancy, RESUME)
        assert client.stopped() is None
    assert context.form.hidden_resume_ids is None
