"""Small parts: the cookie jar, imported cookies, ids, error texts, hosts of the API."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hh_mcp.hh import errors, ids
from hh_mcp.hh.api_errors import api_error, is_dead_token
from hh_mcp.hh.config import HHConfig
from hh_mcp.hh.cookie_import import parse_cookies
from hh_mcp.hh.errors import BadArgument, HHError
from hh_mcp.hh.jar import absorb, cookie_header
from hh_mcp.hh.login_state import LoginState
from hh_mcp.hh.oauth_state import ApplicationToken, Pending, UserToken
from hh_mcp.hh.site_session import SiteSession
from hh_mcp.hh.wire import Answer, Ask, multipart


def test_cookies_are_set_replaced_and_dropped():
    cookies = {"old": "1", "gone": "1", "empty": "1", "past": "1"}
    changed = absorb(
        cookies,
        [
            "old=2; Path=/; HttpOnly",
            "new=3; Max-Age=10",
            "gone=x; Max-Age=0",
            "empty=",
            "past=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "odd=4; Expires=whenever",
            "=nameless",
            "bad name\x00=1",
            "comma=a,b",
            "long=" + "x" * 5000,
        ],
    )
    assert changed
    assert cookies == {"old": "2", "new": "3", "odd": "4"}
    assert cookie_header(cookies) == {"Cookie": "old=2; new=3; odd=4"}
    assert not absorb(cookies, ["old=2"])
    assert cookie_header({}) == {}


def test_a_jar_does_not_grow_without_end():
    cookies: dict[str, str] = {}
    absorb(cookies, [f"c{number}=1" for number in range(1000)])
    assert len(cookies) == 80


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_set_cookie_leaves_a_jar_that_can_be_sent(lines: list[str]):
    cookies: dict[str, str] = {}
    absorb(cookies, lines)
    for value in cookie_header(cookies).values():
        assert value.isascii()
        assert "\n" not in value


NETSCAPE = """# Netscape HTTP Cookie File
.hh.ru\tTRUE\t/\tTRUE\t1900000000\thhtoken\ttoken-1
#HttpOnly_.hh.ru\tTRUE\t/\tTRUE\t1900000000\tcrypted_id\tid-1
spb.hh.ru\tFALSE\t/\tTRUE\t0\tforeign\t1
hh.ru\tFALSE\t/\tTRUE\t0\t_xsrf\told
.hh.ru\tTRUE\t/\tTRUE\t0\t_xsrf\tright
.example.test\tTRUE\t/\tTRUE\t0\thhtoken\tstolen
.ru\tTRUE\t/\tTRUE\t0\tempty\t
broken line
"""


def test_a_netscape_cookie_file():
    assert parse_cookies(NETSCAPE, "https://hh.ru") == {"hhtoken": "token-1", "crypted_id": "id-1", "_xsrf": "right"}


@pytest.mark.parametrize("wrap", [lambda found: found, lambda found: {"cookies": found}], ids=["list", "object"])
def test_a_json_export_of_a_browser(wrap):
    exported = [
        {"name": "hhtoken", "value": "t", "domain": ".hh.ru", "path": "/"},
        {"name": "hhul", "value": "u", "domain": "hh.ru"},
        {"name": "x", "value": "1", "domain": "evilhh.ru"},
        {"name": "y", "domain": ".hh.ru"},
        "nonsense",
    ]
    assert parse_cookies(json.dumps(wrap(exported)), "https://hh.ru") == {"hhtoken": "t", "hhul": "u"}


@pytest.mark.parametrize(
    "source", ["", "{", "[]", "[1,2]", "{}", NETSCAPE.replace("hh.ru", "example.test"), "[" * 100_000]
)
def test_a_file_without_a_sign_in_is_refused(source: str):
    with pytest.raises(BadArgument):
        parse_cookies(source, "https://hh.ru")


@given(st.text(max_size=30))
def test_an_id_has_digits_only(value: str):
    try:
        assert ids.number(value, "id") == value
    except BadArgument:
        return
    assert value.isascii()
    assert value.isdecimal()


def test_resume_ids_are_hashes():
    assert ids.resume_hash("a1b2c3d4ff0300000001a1b2c3d4e5f6a7b8c9")
    for bad in ("mine", "../mine", "g" * 38, ""):
        with pytest.raises(BadArgument):
            ids.resume_hash(bad)


def every(kind: type[HHError]) -> list[type[HHError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in every(child))]


@pytest.mark.parametrize("kind", [kind for kind in every(HHError) if kind.__module__ == errors.__name__])
def test_every_error_speaks_both_languages(kind: type[HHError]):
    error = kind()
    for lang, sent in (("ru", "отправлен"), ("en", "sent")):
        text = error.text(lang)
        assert text.startswith(f"[{error.code}] ")
        assert sent in text.lower()
        assert text.endswith(error.next_step(lang))
    assert (kind.__doc__ or "").endswith(".")


def api(
    status: int, *entries: dict[str, str], body: bytes | None = None, headers: dict[str, str] | None = None
) -> Answer:
    content = json.dumps({"errors": list(entries)}).encode() if body is None else body
    return Answer(host="api", path="/x", status=status, headers=headers or {}, body=content)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (api(400, {"type": "bad_user_agent", "value": "blacklisted"}), "blocked_by_site"),
        (api(400, {"type": "bad_argument", "value": "vacancy_id"}), "bad_argument"),
        (api(400, {"type": "bad_argument"}), "bad_argument"),
        (api(400, {"type": "bad_request"}), "bad_argument"),
        (api(403, {"type": "oauth", "value": "token_expired"}), "session_expired"),
        (api(403, {"type": "oauth", "value": "user_auth_expected"}), "not_signed_in"),
        (api(403, {"type": "oauth", "value": "application_not_found"}), "blocked_by_site"),
        (api(403, {"type": "oauth", "value": "no_scope"}), "blocked_by_site"),
        (api(403, {"type": "forbidden"}), "blocked_by_site"),
        (
            api(403, {"type": "captcha_required", "value": "captcha_required", "captcha_url": "https://x"}),
            "captcha_required",
        ),
        (api(403, {"type": "negotiations", "value": "already_applied"}), "already_applied"),
        (api(403, {"type": "negotiations", "value": "limit_exceeded"}), "limit_reached"),
        (api(400, {"type": "negotiations", "value": "limit_exceeded"}), "limit_reached"),
        (api(403, {"type": "negotiations", "value": "test_required"}), "test_required"),
        (api(403, {"type": "negotiations", "value": "resume_visibility_conflict"}), "resume_not_published"),
        (api(403, {"type": "negotiations", "value": "vacancy_archived"}), "vacancy_archived"),
        (api(403, {"type": "negotiations", "value": "in_a_row_limit"}), "cannot_write"),
        (api(403, {"type": "forbidden", "reason": "chat_blocked"}), "cannot_write"),
        (api(400, {"type": "text", "reason": "spam_detected"}), "cannot_write"),
        (api(404, {"type": "not_found"}), "not_found"),
        (api(404, body=b""), "not_found"),
        (api(425, {"type": "negotiations", "value": "chat_is_not_ready"}), "cannot_write"),
        (api(425, body=b""), "cannot_write"),
        (api(429, {"type": "resumes", "value": "touch_limit_exceeded"}), "rate_limited"),
        (api(429, body=b"", headers={"retry-after": "5"}), "rate_limited"),
        (api(451, body=b""), "vpn_refused"),
        (api(403, body=b"<html>DDoS-Guard</html>"), "blocked_by_site"),
        (api(401, body=b""), "blocked_by_site"),
        (api(502, body=b"<html>"), "hh_unavailable"),
        (api(406, body=b""), "bad_argument"),
        (api(303, body=b""), "site_changed"),
    ],
)
def test_the_apis_errors(answer: Answer, code: str):
    error = api_error(answer)
    assert error is not None
    assert error.code == code
    assert error.sent == "no"


def test_success_and_a_business_403_are_no_dead_token():
    assert api_error(api(204, body=b"")) is None
    assert is_dead_token(api(403, {"type": "oauth", "value": "token_revoked"}))
    assert not is_dead_token(api(403, {"type": "negotiations", "value": "already_applied"}))


def test_a_multipart_form():
    headers, body = multipart((("topic", "1"), ("query", "")))
    mark = headers["Content-Type"].partition("boundary=")[2].encode()
    assert body.count(b"--" + mark) == 3
    assert b'name="topic"\r\n\r\n1\r\n' in body


def test_secrets_stay_out_of_representations():
    secret = "s3cr3t"
    moment = datetime(2026, 9, 1, tzinfo=UTC)
    holders = [
        HHConfig(api_user_agent="a", site_user_agent="b", client_secret=secret),
        Ask(host="site", path="/x", headers={"Cookie": secret}, body=secret.encode()),
        Answer(host="site", path="/x", status=200, headers={"x": secret}, set_cookies=(secret,), body=secret.encode()),
        SiteSession(cookies={"hhtoken": secret}),
        LoginState(login=secret, cookies={"hhtoken": secret}, xsrf=secret),
        UserToken(access=secret, refresh=secret, expires_at=moment),
        ApplicationToken(access=secret, issued_at=moment),
        Pending(state=secret, verifier=secret, redirect_uri="x", started_at=moment),
    ]
    assert not [holder for holder in holders if secret in repr(holder)]


def test_a_wait_is_named_in_both_languages():
    limited = errors.RateLimited(retry_after=61.2)
    assert "61" in limited.next_step("ru")
    assert "61" in limited.next_step("en")
