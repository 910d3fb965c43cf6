"""Sign-in by code: two calls, perhaps two processes, and every way it can go wrong."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hh_memory import MemoryStore
from support import RESUME

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import (
    BadArgument,
    BlockedBySite,
    CaptchaRequired,
    CodeExpired,
    HHUnavailable,
    NotSignedIn,
    PasswordOnly,
    SessionExpired,
    TooManyAttempts,
    WrongCode,
)
from hh_mcp.hh.login_state import mask, normalise
from hh_mcp.hh.models import CaptchaAnswer, Route

pytestmark = pytest.mark.anyio
PHONE = "+79000000001"


class Clock:
    def __init__(self) -> None:
        self.moment = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **parts: float) -> None:
        self.moment += timedelta(**parts)


async def test_a_person_signs_in_with_a_code(hh, open_client: Any, store: MemoryStore):
    async with open_client() as client:
        asked = await client.request_login_code("8 (900) 000-00-01")
        assert (asked.login, asked.delivery, asked.code_length, asked.already_sent) == (
            "+7 *** ***-**-01",
            "sms",
            4,
            False,
        )
        assert client.signed_in() == frozenset()
        account = await client.confirm_login(hh.codes()[-1]["code"])
        assert (account.id, account.first_name) == ("70000001", "Анна")
        assert client.signed_in() == {Route.SITE}
        assert await client.get_account() == account
    assert set(store.texts) == {"site", "login"}


async def test_the_two_steps_may_run_in_two_processes(hh, open_client: Any):
    async with open_client() as first, open_client() as second:
        await first.request_login_code(PHONE)
        await second.confirm_login(hh.codes()[-1]["code"])
        assert first.signed_in() == {Route.SITE}
        assert len(await first.get_resumes()) == 3
        await second.logout()
        assert first.signed_in() == frozenset()
        with pytest.raises(NotSignedIn):
            await first.get_resumes()


async def test_signing_out_forgets_the_session_here_and_there(hh, client: HHClient, store: MemoryStore):
    kept = store.texts["site"]
    await client.logout()
    assert client.signed_in() == frozenset()
    store.texts["site"] = kept
    with pytest.raises(NotSignedIn.__mro__[1]) as dead:
        await client.get_resumes()
    assert dead.value.code == "session_expired"


async def test_signing_out_works_while_hh_is_down(hh, client: HHClient):
    hh.fault(kind="reset_before", times=0)
    await client.logout()
    assert client.signed_in() == frozenset()


@pytest.mark.parametrize(
    ("phone", "delivery"),
    [("+79000000004", "messenger"), ("+79000000007", "email"), ("ivan@example.test", "email")],
)
async def test_it_says_where_the_code_went(open_client: Any, phone: str, delivery: str):
    async with open_client() as client:
        assert (await client.request_login_code(phone)).delivery == delivery


async def test_wrong_codes_lock_the_sign_in_for_a_quarter_of_an_hour_even_after_a_restart(hh, open_client: Any):
    clock = Clock()
    async with open_client(now=clock) as client:
        await client.request_login_code(PHONE)
        right = hh.codes()[-1]["code"]
        wrong = "0000" if right != "0000" else "1111"
        for _ in range(4):
            with pytest.raises(WrongCode):
                await client.confirm_login(wrong)
        with pytest.raises(TooManyAttempts):
            await client.confirm_login(wrong)
    async with open_client(now=clock) as client:
        posts = len(hh.requests("POST"))
        with pytest.raises(TooManyAttempts) as locked:
            await client.confirm_login(right)
        with pytest.raises(TooManyAttempts):
            await client.request_login_code("ivan@example.test")
        assert 0 < locked.value.retry_after <= 900
        assert len(hh.requests("POST")) == posts
        clock.advance(minutes=16)
        hh.advance(16 * 60)
        await client.request_login_code(PHONE)
        await client.confirm_login(hh.codes()[-1]["code"])


async def test_a_mistyped_code_can_be_corrected(hh, open_client: Any):
    async with open_client() as client:
        await client.request_login_code(PHONE)
        right = hh.codes()[-1]["code"]
        for wrong in ("12ab", "", "0000" if right != "0000" else "1111"):
            with pytest.raises(WrongCode):
                await client.confirm_login(wrong)
        assert await client.confirm_login(f" {right[:2]} {right[2:]}")


async def test_an_old_code_has_expired(hh, open_client: Any):
    async with open_client() as client:
        await client.request_login_code(PHONE)
        hh.advance(3600)
        with pytest.raises(CodeExpired):
            await client.confirm_login(hh.codes()[-1]["code"])


async def test_a_code_that_nobody_asked_for_has_expired(open_client: Any):
    async with open_client() as client:
        with pytest.raises(CodeExpired):
            await client.confirm_login("1234")
        with pytest.raises(CodeExpired):
            await client.get_login_captcha()


async def test_a_code_works_once(hh, open_client: Any):
    async with open_client() as client:
        await client.request_login_code(PHONE)
        code = hh.codes()[-1]["code"]
        await client.confirm_login(code)
        with pytest.raises(CodeExpired):
            await client.confirm_login(code)


async def test_asking_again_at_once_names_the_code_already_sent(hh, open_client: Any):
    async with open_client() as client:
        first = await client.request_login_code(PHONE)
        again = await client.request_login_code(PHONE)
        assert (again.already_sent, again.resend_at, len(hh.codes())) == (True, first.resend_at, 1)


async def test_a_mistyped_phone_does_not_block_the_right_one(hh, open_client: Any):
    async with open_client() as client:
        await client.request_login_code("ivan@example.test")
        await client.request_login_code(PHONE)
        await client.confirm_login(hh.codes()[-1]["code"])
        assert client.signed_in() == {Route.SITE}


async def test_hh_may_say_that_an_earlier_code_is_still_good(open_client: Any):
    async with open_client() as client:
        assert (await client.request_login_code("+79000000005")).already_sent


async def test_ten_codes_a_day_are_enough(hh, open_client: Any):
    clock = Clock()
    async with open_client(now=clock) as client:
        for _ in range(10):
            await client.request_login_code(PHONE)
            clock.advance(minutes=6)
            hh.advance(360)
        with pytest.raises(TooManyAttempts) as enough:
            await client.request_login_code(PHONE)
        assert enough.value.retry_after > 3600
        clock.advance(days=1)
        hh.advance(86_400)
        assert await client.request_login_code(PHONE)


async def test_an_account_with_a_password_only_is_named(open_client: Any):
    async with open_client() as client:
        with pytest.raises(PasswordOnly):
            await client.request_login_code("+79000000003")


@pytest.mark.parametrize(
    "login", ["", "ivan", "@", "ivan@", "12345", "+7900abc0001", "a b@example.test", "+1" + "2" * 20]
)
async def test_a_login_must_be_a_phone_or_an_address(hh, open_client: Any, login: str):
    async with open_client() as client:
        with pytest.raises(BadArgument):
            await client.request_login_code(login)
    assert hh.requests() == []


async def test_a_country_that_hh_refuses_is_a_bad_argument(open_client: Any):
    async with open_client() as client:
        with pytest.raises(BadArgument):
            await client.request_login_code("+12025550123")


def captcha_text(hh: Any, key: str) -> str:
    return next(item["text"] for item in hh.state()["captchas"] if item["key"] == key)


async def test_a_person_reads_the_picture_and_the_code_is_sent(hh, open_client: Any):
    phone = "+79000000002"
    async with open_client() as client:
        with pytest.raises(CaptchaRequired) as asked:
            await client.request_login_code(phone)
        assert asked.value.url is not None
        picture = await client.get_login_captcha()
        assert picture.picture
        assert picture.media_type.startswith("image/")
        wrong = CaptchaAnswer(key=picture.key, state=picture.state, text="wrong")
        with pytest.raises(CaptchaRequired, match="wrong"):
            await client.request_login_code(phone, wrong)
        picture = await client.get_login_captcha()
        right = CaptchaAnswer(key=picture.key, state=picture.state, text=captcha_text(hh, picture.key))
        with pytest.raises(CodeExpired):
            await client.request_login_code("ivan@example.test", right)
        await client.request_login_code(phone, right)
        assert await client.confirm_login(hh.codes()[-1]["code"])


async def test_a_picture_may_be_asked_for_with_the_code(hh, open_client: Any):
    async with open_client() as client:
        await client.request_login_code("+79000000006")
        code = hh.codes()[-1]["code"]
        with pytest.raises(CaptchaRequired):
            await client.confirm_login(code)
        picture = await client.get_login_captcha()
        answer = CaptchaAnswer(key=picture.key, state=picture.state, text=captcha_text(hh, picture.key))
        assert await client.confirm_login(code, answer)


async def test_a_lost_answer_to_the_request_is_not_repeated(hh, open_client: Any):
    hh.fault(method="POST", path="/account/otp_generate", kind="reset_after_commit")
    async with open_client() as client:
        with pytest.raises(HHUnavailable):
            await client.request_login_code(PHONE)
    assert len(hh.requests("POST", "/account/otp_generate")) == 1


@pytest.mark.parametrize("path", ["/account/login", "/account/otp_generate", "/account/login/by_code"])
async def test_the_front_guard_is_named(hh, open_client: Any, path: str):
    async with open_client() as client:
        confirming = path.endswith("by_code")
        if confirming:
            await client.request_login_code(PHONE)
        hh.fault(path=path, kind="ddos_html")
        with pytest.raises(BlockedBySite):
            await (client.confirm_login("1234") if confirming else client.request_login_code(PHONE))
        assert client.stopped() is None


async def test_cookies_of_a_browser_sign_in(hh, client: HHClient, open_client: Any, store: MemoryStore):
    cookies = json.loads(store.texts.pop("site"))["cookies"]
    exported = [{"name": name, "value": value, "domain": "127.0.0.1"} for name, value in cookies.items()]
    async with open_client() as other:
        with pytest.raises(BadArgument):
            await other.import_cookies("# Netscape HTTP Cookie File\n")
        account = await other.import_cookies(json.dumps(exported))
        assert (account.id, other.signed_in()) == ("70000001", {Route.SITE})


@pytest.mark.parametrize(
    ("typed", "known", "shown"),
    [
        ("+7 900 000-00-01", "+79000000001", "+7 *** ***-**-01"),
        ("8(900)0000001", "+79000000001", "+7 *** ***-**-01"),
        ("9000000001", "+79000000001", "+7 *** ***-**-01"),
        ("+375291234567", "+375291234567", "+375 *** ***-**-67"),
        (" Ivan@Example.Test ", "ivan@example.test", "i***@example.test"),
    ],
)
def test_logins_are_normalised_and_masked(typed: str, known: str, shown: str):
    assert normalise(typed) == known
    assert mask(known) == shown


async def test_only_cookies_that_open_an_account_say_that_the_check_is_passed(hh, client: HHClient, store: MemoryStore):
    cookies = json.loads(store.texts["site"])["cookies"]
    good = [{"name": name, "value": value, "domain": "127.0.0.1"} for name, value in cookies.items()]
    bad = [{**cookie, "value": "0" * 32} for cookie in good]
    hh.fault(method="POST", path="vacancy_response/popup", kind="captcha")
    with pytest.raises(CaptchaRequired):
        await client.respond_to_vacancy(hh.add_vacancy(name="Вакансия"), RESUME)
    with pytest.raises((NotSignedIn, SessionExpired)):
        await client.import_cookies(json.dumps(bad))
    assert client.stopped() is not None
    await client.import_cookies(json.dumps(good))
    assert client.stopped() is None
