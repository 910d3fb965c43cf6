"""What the site may answer to a sign-in and the imitation does not."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import hh_samples as samples
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hh_memory import MemoryStore
from hh_servers import Pretender, Request, answer, config, data, page, serving, to

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import (
    BadArgument,
    BlockedBySite,
    CaptchaRequired,
    CodeExpired,
    HHError,
    HHUnavailable,
    NotSignedIn,
    SessionExpired,
    SiteChanged,
    TooManyAttempts,
    WrongCode,
)
from hh_mcp.hh.models import Route
from hh_mcp.hh.trust_flags import trust_flags

pytestmark = pytest.mark.anyio
LOGIN, OTP, CONFIRM = "/site/account/login", "/site/account/otp_generate", "/site/account/login/by_code"
PHONE = "+79000000001"
SENT = {"success": True, "key": "CODE_SEND_OK", "codeLength": 4, "notificationType": "SMS"}
PAGE = {"xsrfToken": "x" * 32, "userType": "anonymous", "userId": None}
PROOF = ("Set-Cookie: hhtoken=fresh; Path=/", "Set-Cookie: crypted_id=me; Path=/")
BACK = "http://127.0.0.1:8765/callback"


@pytest.fixture
def pretender() -> Pretender:
    pretender = Pretender()
    pretender.tell(LOGIN, page(PAGE))
    pretender.tell(OTP, data(SENT), "POST")
    pretender.tell("/site/", page({"userType": "applicant", "userId": "70000001"}))
    pretender.tell("/site/applicant/resumes", page(samples.RESUMES_PAGE))
    return pretender


@pytest.fixture
async def client(pretender: Pretender, store: MemoryStore):
    async with serving(pretender) as server, HHClient(config(server.url), store) as client:
        yield client


def pem(key: Any) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (to("/account/captcha?state=1"), CaptchaRequired),
        (to("https://spb.example/account/login"), SiteChanged),
        (answer(403, b"<html>DDoS-Guard</html>"), BlockedBySite),
        (answer(200, b"<html></html>"), SiteChanged),
        (page({"userType": "anonymous"}), SiteChanged),
        (page(PAGE | {"loginTrustFlagsSecret": "nonsense"}), SiteChanged),
        (page(PAGE | {"loginTrustFlagsSecret": pem(ec.generate_private_key(ec.SECP256R1()))}), SiteChanged),
        (answer(502), HHUnavailable),
    ],
)
async def test_a_sign_in_page_that_is_something_else(pretender: Pretender, client: HHClient, reply: bytes, error):
    pretender.tell(LOGIN, reply)
    with pytest.raises(error):
        await client.request_login_code(PHONE)
    assert pretender.made("POST") == []


async def test_the_token_may_come_as_a_cookie(pretender: Pretender, client: HHClient):
    pretender.tell(LOGIN, page({"userType": "anonymous"}, 200, "Set-Cookie: _xsrf=from-cookie"))
    await client.request_login_code(PHONE)
    posted = pretender.made("POST")[0]
    assert posted.headers["x-xsrftoken"] == "from-cookie"
    assert "loginTrustFlags" not in posted.body.decode()


def test_the_pages_key_encrypts_the_trust_flags():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert len(trust_flags(pem(key), datetime.now(UTC))) == 344


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (data({"success": False, "key": "UNKNOWN"}), HHUnavailable),
        (data({"success": False, "key": "SOMETHING_NEW"}), SiteChanged),
        (data({"error": {"key": "BAD_LOGIN"}}), BadArgument),
        (data({"hhcaptcha": {"isBot": True}}), CaptchaRequired),
        (data({"hhcaptcha": {"captchaState": "s"}}, 403), CaptchaRequired),
        (data({"xsrfError": True}, 403), HHUnavailable),
        (answer(403), NotSignedIn),
        (answer(403, b"<!DOCTYPE html><title>403</title>"), BlockedBySite),
        (answer(200), SiteChanged),
        (answer(500), HHUnavailable),
        (answer(200, b"{", length=1), SiteChanged),
        (answer(200, b"not gzip", "Content-Encoding: gzip"), HHUnavailable),
    ],
)
async def test_a_request_for_a_code_that_fails_is_typed(pretender: Pretender, client: HHClient, reply: bytes, error):
    pretender.tell(OTP, reply, "POST")
    with pytest.raises(error):
        await client.request_login_code(PHONE)
    assert len(pretender.made("POST")) == 1


async def test_an_odd_answer_with_a_code_sent(pretender: Pretender, client: HHClient):
    odd = {"key": "OTP_SEND_OK", "notificationType": None, "expirationTime": {"$": "2026-08-29T10:05:00+03:00"}}
    pretender.tell(OTP, data(odd | {"otp": {"secondsUntilNextSend": 30}}), "POST")
    asked = await client.request_login_code("Ivan@Example.test")
    assert (asked.delivery, asked.code_length) == ("email", 4)
    assert asked.resend_at - datetime.now(UTC) < timedelta(seconds=31)
    assert asked.expires_at == datetime.fromisoformat("2026-08-29T10:05:00+03:00")


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (data({"success": True}), SiteChanged),
        (data({"success": False, "key": "BAD"}, 200, *PROOF), SiteChanged),
        (data({"verification": {"key": "CODE_EXPIRED"}}), CodeExpired),
        (data({"verificationResult": {"key": "CONFIRM_CODE_BLOCKED", "nextConfirmTime": None}}), TooManyAttempts),
        (
            data({"verificationResult": {"key": "CONFIRM_CODE_BLOCKED", "nextConfirmTime": "2999-01-01T00:00:00Z"}}),
            TooManyAttempts,
        ),
        (answer(403), NotSignedIn),
        (answer(500), HHUnavailable),
        (to("/account/captcha"), CaptchaRequired),
    ],
)
async def test_a_code_that_is_not_taken_is_typed(pretender: Pretender, client: HHClient, reply: bytes, error):
    await client.request_login_code(PHONE)
    pretender.tell(CONFIRM, reply, "POST")
    with pytest.raises(error):
        await client.confirm_login("1234")
    assert client.signed_in() == frozenset()


async def test_cookies_decide_even_if_the_body_is_empty_and_the_first_page_fails(
    pretender: Pretender, client: HHClient
):
    await client.request_login_code(PHONE)
    pretender.tell(CONFIRM, answer(200, b"", *PROOF), "POST")
    pretender.tell("/site/", answer(404))
    assert (await client.confirm_login("1234")).id == "70000001"
    assert client.signed_in() == {Route.SITE}


async def test_a_picture_without_a_key_is_named(pretender: Pretender, client: HHClient):
    pretender.tell(OTP, data({"hhcaptcha": {"isBot": True, "captchaState": "s"}}), "POST")
    with pytest.raises(CaptchaRequired):
        await client.request_login_code(PHONE)
    pretender.tell("/site/captcha", data({}), "POST")
    with pytest.raises(SiteChanged):
        await client.get_login_captcha()
    pretender.tell("/site/captcha", data({"key": "k"}), "POST")
    with pytest.raises(HHError):
        await client.get_login_captcha()
    pretender.tell("/site/captcha/picture", answer(200, b"PNG", "Content-Type: image/jpeg; x=1"))
    assert (await client.get_login_captcha()).media_type == "image/jpeg"


def cookies(**changes: str) -> str:
    found = {"hhtoken": "t", "crypted_id": "me"} | changes
    return json.dumps([{"name": name, "value": value, "domain": "127.0.0.1"} for name, value in found.items()])


async def test_imported_cookies_that_do_not_work_change_nothing(
    pretender: Pretender, client: HHClient, store: MemoryStore
):
    await client.import_cookies(cookies())
    kept = store.texts["site"]
    pretender.tell("/site/applicant/resumes", to("/account/login"))
    with pytest.raises(SessionExpired):
        await client.import_cookies(cookies(hhtoken="dead"))
    assert store.texts["site"] == kept
    await client.logout()
    with pytest.raises(SessionExpired):
        await client.import_cookies(cookies())
    assert "site" not in store.texts


@pytest.mark.parametrize("consented", [True, False])
async def test_after_a_sign_in_an_application_gets_its_tokens_if_the_person_agreed(
    pretender: Pretender, store: MemoryStore, consented: bool
):
    pretender.tell("/api/token", data({"access_token": "USER1", "refresh_token": "R1", "expires_in": 1209600}), "POST")
    answers = pretender.__call__

    async def script(request: Request, stream: Any) -> None:
        query = parse_qs(urlsplit(request.target).query)
        if consented and request.target.startswith("/site/oauth/authorize"):
            pretender.tell("/site/oauth/authorize", to(f"{BACK}?code=C1&state={query['state'][0]}"))
        await answers(request, stream)

    async with serving(script) as server:
        known = config(server.url, client_id="app", client_secret="hush", redirect_uri=BACK)
        async with HHClient(known, store) as client:
            await client.import_cookies(cookies())
            assert client.signed_in() == ({Route.SITE, Route.API} if consented else {Route.SITE})


async def test_a_clock_of_hh_that_is_far_ahead_does_not_lock_for_ever(pretender: Pretender, client: HHClient):
    pretender.tell(OTP, data(SENT | {"nextSendTime": "2999-01-01T00:00:00+03:00"}), "POST")
    asked = await client.request_login_code(PHONE)
    assert asked.resend_at - datetime.now(UTC) <= timedelta(days=1)


async def test_our_own_lockout_counts_wrong_codes_too(pretender: Pretender, client: HHClient, store: MemoryStore):
    pretender.tell(CONFIRM, data({"success": False, "error": {"key": "WRONG_CODE"}}), "POST")
    await client.request_login_code(PHONE)
    for _ in range(4):
        with pytest.raises(WrongCode):
            await client.confirm_login("1234")
    for _ in range(2):
        with pytest.raises(TooManyAttempts) as locked:
            await client.confirm_login("1234")
        assert 0 < locked.value.retry_after <= 900
    assert len(pretender.made("POST")) == 1 + 5


async def test_a_sign_in_that_cannot_be_read_starts_anew(pretender: Pretender, client: HHClient, store: MemoryStore):
    await client.request_login_code(PHONE)
    store.texts["login"] = "{"
    with pytest.raises(CodeExpired):
        await client.confirm_login("1234")
    assert await client.request_login_code(PHONE)
