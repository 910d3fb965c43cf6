"""Signing in on the page: phone, code and picture never pass through the chat."""

import pytest
from support import PHONE

pytestmark = pytest.mark.anyio

WITH_PICTURE = "+79000000002"
PICTURE_WITH_CODE = "+79000000006"


def read_picture(hh, page: str) -> str:
    """What a person reads in the picture that the page shows."""
    key = page.partition("/sign-in/picture?")[2].partition('"')[0]
    return next(item["text"] for item in hh.state()["captchas"] if item["key"] == key)


async def test_a_person_signs_in_and_out(run_console, hh):
    async with run_console() as held:
        visitor = await held.visit("/sign-in")
        asked = await visitor.submit("/sign-in", "/sign-in", login=PHONE)
        assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in/code")
        page = (await visitor.get("/sign-in/code")).text
        assert "смотрите SMS" in page
        assert PHONE not in page
        code = hh.codes()[-1]["code"]
        entered = await visitor.submit("/sign-in/code", "/sign-in/code", code=code)
        assert entered.headers["location"] == "/sign-in"
        page = (await visitor.get("/sign-in")).text
        assert "Вы вошли на hh.ru" in page
        events = [entry.body for entry in held.app.store.audit.entries()]
        assert [body["event"] for body in events] == ["console_opened", "code_requested", "signed_in"]
        # a port or a time may have the four digits of a code
        told = str([value for body in events for name, value in body.items() if name not in ("account", "at")])
        assert PHONE not in told
        assert code not in told
        await visitor.submit("/sign-out", "/sign-in")
        assert "Телефон или e-mail" in (await visitor.get("/sign-in")).text
        assert hh.state()["sessions"] == []
        assert held.app.store.audit.entries()[-1].body["event"] == "signed_out"


async def test_a_code_that_was_asked_for_in_the_chat_is_typed_here(run_console, connect, hh):
    async with connect(None, signed_in=False) as assistant, run_console() as held:
        await assistant.call("login_request_code", login=PHONE)
        visitor = await held.visit("/sign-in/code")
        await visitor.submit("/sign-in/code", "/sign-in/code", code=hh.codes()[-1]["code"])
        assert (await assistant.call("get_status"))["signed_in"] is True


async def test_a_wrong_code_can_be_corrected(run_console, hh):
    async with run_console() as held:
        visitor = await held.visit()
        await visitor.submit("/sign-in", "/sign-in", login=PHONE)
        wrong = await visitor.submit("/sign-in/code", "/sign-in/code", code="0")
        assert wrong.status_code == 422
        assert "Код не подошёл" in wrong.text
        assert "login_confirm" not in wrong.text
        await visitor.submit("/sign-in/code", "/sign-in/code", code=hh.codes()[-1]["code"])
        assert held.app.hh.signed_in()


async def test_a_person_reads_the_picture(run_console, hh):
    async with run_console() as held:
        visitor = await held.visit()
        assert (await visitor.get("/sign-in/picture")).status_code == 404
        asked = await visitor.submit("/sign-in", "/sign-in", login=WITH_PICTURE)
        assert asked.status_code == 422
        assert "прочитать картинку" in asked.text
        picture = await visitor.get("/sign-in/picture")
        assert picture.headers["content-type"].startswith("image/")
        wrong = await visitor.submit("/sign-in", "/sign-in", login=WITH_PICTURE, picture="wrong")
        assert "прочитана неверно" in wrong.text
        text = read_picture(hh, wrong.text)
        right = await visitor.submit("/sign-in", "/sign-in", login=WITH_PICTURE, picture=text)
        assert right.status_code == 303
        await visitor.submit("/sign-in/code", "/sign-in/code", code=hh.codes()[-1]["code"])
        assert held.app.hh.signed_in()


async def test_a_picture_belongs_to_the_login_that_it_was_asked_for_with(run_console, hh):
    async with run_console() as held:
        visitor = await held.visit()
        await visitor.submit("/sign-in", "/sign-in", login=WITH_PICTURE)
        assert (await visitor.submit("/sign-in", "/sign-in", login=PHONE)).status_code == 303
        assert len(hh.codes()) == 1


async def test_a_picture_may_be_asked_for_with_the_code(run_console, hh):
    async with run_console() as held:
        visitor = await held.visit()
        await visitor.submit("/sign-in", "/sign-in", login=PICTURE_WITH_CODE)
        code = hh.codes()[-1]["code"]
        asked = await visitor.submit("/sign-in/code", "/sign-in/code", code=code)
        assert asked.status_code == 422
        text = read_picture(hh, asked.text)
        assert (await visitor.submit("/sign-in/code", "/sign-in/code", code=code, picture=text)).status_code == 303
        assert held.app.hh.signed_in()


@pytest.mark.parametrize(("login", "said"), [("", "Введите телефон"), ("nobody", "hh.ru"), ("+71", "hh.ru")])
async def test_a_login_that_will_not_do_is_explained(run_console, login, said):
    async with run_console() as held:
        answer = await (await held.visit()).submit("/sign-in", "/sign-in", login=login)
        assert answer.status_code == 422
        assert said in answer.text


async def test_without_a_request_there_is_no_code_to_type(run_console):
    async with run_console() as held:
        visitor = await held.visit()
        assert (await visitor.submit("/sign-in/code", "/sign-in/code", code=" ")).status_code == 422
        answer = await visitor.submit("/sign-in/code", "/sign-in/code", code="1234")
        assert answer.headers["location"] == "/sign-in"
        assert "Кода нет, или срок его действия истёк" in (await visitor.get("/sign-in")).text


async def test_starting_over_forgets_the_login(run_console):
    async with run_console() as held:
        visitor = await held.visit()
        await visitor.submit("/sign-in", "/sign-in", login=PHONE)
        assert PHONE in (await visitor.get("/sign-in")).text
        await visitor.submit("/sign-in/again", "/sign-in/code")
        assert PHONE not in (await visitor.get("/sign-in")).text


async def test_hh_ru_down_is_said_plainly(run_console, hh):
    hh.fault(path="/account/login", kind="status", status=503, times=20)
    async with run_console() as held:
        answer = await (await held.visit()).submit("/sign-in", "/sign-in", login=PHONE)
        assert answer.status_code == 422
        assert "hh.ru сейчас недоступен" in answer.text
