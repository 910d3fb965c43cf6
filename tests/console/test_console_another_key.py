"""The key of the vault was changed or is gone: everything that needs no session works, and the way out does too."""

import pytest
from support import PHONE, RESUME, yes

from hh_mcp.console.routes import CHANGES, READS

pytestmark = pytest.mark.anyio

CLOSED = "Сохранённая сессия hh.ru не открывается"


@pytest.fixture
async def changed(connect, hh):
    """Signed in and asked for a code under one key, stopped by a captcha; what follows is given another."""
    async with connect(yes(), key="one") as assistant:
        app = assistant.client.server._app
        hh.fault(method="POST", path="vacancy_response/popup", kind="captcha", times=1)
        await assistant.error("respond", vacancy_id=hh.add_vacancy(name="Первая"), resume_id=RESUME)
        app.hh._sessions.save("oauth", "{}")
    return {"key": "another", "signed_in": False}


async def test_status_and_search_work_under_another_key(connect, changed):
    async with connect(None, **changed) as assistant:
        status = await assistant.call("get_status")
        assert status["signed_in"] is False
        assert any(CLOSED in warning and "logout" in warning for warning in status["warnings"])
        assert (await assistant.call("search_vacancies", text="инженер"))["items"]
        text = await assistant.error("list_resumes")
        assert text.startswith(f"[session_expired] {CLOSED}")


async def test_the_way_out_works_under_another_key(connect, changed, hh):
    async with connect(None, **changed) as assistant:
        await assistant.call("logout")
        await assistant.sign_in(hh)
        assert (await assistant.call("list_resumes"))["items"]


async def test_a_new_sign_in_needs_no_logout(connect, changed, hh):
    async with connect(None, **changed) as assistant:
        await assistant.sign_in(hh)
        assert (await assistant.call("get_status"))["signed_in"] is True


async def test_the_key_of_before_brings_the_session_back(connect, changed):
    async with connect(None, **changed) as assistant:
        await assistant.call("search_vacancies", text="инженер")
    async with connect(None, key="one", signed_in=False) as assistant:
        assert (await assistant.call("get_status"))["signed_in"] is True


async def test_every_page_works_under_another_key(run_console, changed, hh):
    async with run_console(key=changed["key"]) as held:
        visitor = await held.visit("/sign-in")
        for path in ("/", "/progress", "/journal", "/settings", "/sign-in", "/sign-in/code", "/live"):
            assert (await visitor.get(path)).status_code == 200, path
        assert CLOSED in (await visitor.get("/sign-in")).text
        hh.advance(61)
        await visitor.submit("/sign-in", "/sign-in", login=PHONE)
        await visitor.submit("/sign-in/code", "/sign-in/code", code=hh.codes()[-1]["code"])
        assert "Вы вошли на hh.ru" in (await visitor.get("/sign-in")).text


async def test_a_page_of_a_store_that_fails_says_so(run_console):
    async with run_console() as held:
        visitor = await held.visit()
        held.app.store._database.execute("drop table actions")
        page = await visitor.get("/")
    assert page.status_code == 503
    assert "Хранилище hh-mcp недоступно" in page.text


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("path", list(READS))
async def test_every_page_is_shown_under_another_key(run_console, propose, changed, path, lang):
    async with run_console(key=changed["key"], lang=lang) as held:
        action, visitor = propose(held), await held.visit()
        page = await visitor.get(path.replace("{id}", action.id))
    assert page.status_code == (404 if path == "/sign-in/picture" else 200)  # there is no picture yet


@pytest.mark.parametrize("path", list(CHANGES))
async def test_every_form_is_answered_under_another_key(run_console, propose, changed, path):
    async with run_console(key=changed["key"]) as held:
        action, visitor = propose(held), await held.visit()
        answer = await visitor.submit(
            path.replace("{id}", action.id), f"/actions/{action.id}", login=PHONE, code="1234"
        )
        assert answer.status_code in (303, 409, 422), answer.text
        if answer.status_code == 303:
            assert (await visitor.get(answer.headers["location"])).status_code == 200


@pytest.mark.parametrize(
    ("lang", "words", "way"),
    [
        ("ru", CLOSED, "войдите заново"),
        ("en", "The saved hh.ru session cannot be opened", "sign out (logout) and in again"),
    ],
)
async def test_the_first_page_says_that_the_key_is_another(run_console, changed, lang, words, way):
    async with run_console(key=changed["key"], lang=lang) as held:
        visitor = await held.visit()
        for path in ("/", "/sign-in"):
            page = await visitor.get(path)
            assert words in page.text, path
            assert way in page.text, path
            assert 'href="/sign-in"' in page.text


async def test_signing_out_under_another_key_is_a_way_out(run_console, changed):
    async with run_console(key=changed["key"]) as held:
        visitor = await held.visit("/sign-in")
        await visitor.submit("/sign-out", "/sign-in")
        assert CLOSED not in (await visitor.get("/sign-in")).text
