"""OAuth: consent, codes, PKCE, tokens that live fourteen days and are renewed once (facts 2)."""

from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from sandbox_browser import PHONE, Application, Browser, code_of

DAY = 86_400


def error(answer: object) -> tuple[str, str]:
    body = answer.json()  # type: ignore[attr-defined]
    return body["error"], body["error_description"]


def test_consent_is_asked_once_and_state_comes_back(application: Application) -> None:
    page = application.authorize(state="s 1")
    assert (page.status_code, "просит доступ" in page.text) == (200, True)
    back = application.agree(state="s 1")
    assert back.headers["location"].startswith(f"{application.BACK}?code=")
    assert back.headers["location"].endswith("&state=s+1")
    assert application.authorize().status_code == 302


def test_a_refusal_comes_back_as_an_error(application: Application) -> None:
    assert application.agree("deny").headers["location"] == f"{application.BACK}?error=access_denied"


def test_without_a_session_the_way_leads_through_the_login_page(visitor: Browser) -> None:
    answer = Application(visitor).authorize(force_login="true")
    assert answer.status_code == 302
    assert "/site/account/login?backurl=" in answer.headers["location"]
    assert answer.headers["location"].endswith("&oauth=true")


def test_tokens_open_the_api_and_say_how_long_they_live(application: Application) -> None:
    tokens = application.tokens()
    assert (tokens["token_type"], tokens["expires_in"]) == ("bearer", 1_209_600)
    assert (tokens["access_token"][:4], len(tokens["access_token"])) == ("USER", 64)
    me = application.call(tokens["access_token"], "GET", "/me").json()
    assert (me["auth_type"], me["phone"]) == ("applicant", "79000000001")


def test_a_code_serves_once_and_not_for_long(application: Application) -> None:
    code = code_of(application.agree())
    assert application.exchange(code).status_code == 200
    assert error(application.exchange(code)) == ("invalid_grant", "code has already been used")
    late = code_of(application.authorize())
    application.person.control("clock", advance=601)
    assert error(application.exchange(late)) == ("invalid_grant", "code expired")
    assert error(application.exchange("unknown")) == ("invalid_request", "code not found")


def test_pkce_wants_the_verifier_of_the_challenge(application: Application) -> None:
    verifier = "v" * 64
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    pkce = {"code_challenge": challenge, "code_challenge_method": "S256"}
    code = code_of(application.agree(**pkce))
    assert error(application.exchange(code, code_verifier="other")) == ("invalid_grant", "code verifier mismatch")
    assert application.exchange(code, code_verifier=verifier).status_code == 200
    assert application.authorize(code_challenge=challenge).status_code == 400
    assert application.authorize(**{**pkce, "code_challenge_method": "plain"}).status_code == 400


@pytest.mark.parametrize(
    ("address", "allowed"),
    [("http://127.0.0.1:9/back/deeper", True), ("http://127.0.0.1:9/back?more=1", True),
     ("http://127.0.0.1:9/backup", False),
     ("https://127.0.0.1:9/back", False), ("http://127.0.0.1:8/back", False), ("http://example.test:9/back", False)],
)  # fmt: skip
def test_the_address_to_return_to_has_to_fit(application: Application, address: str, allowed: bool) -> None:
    application.agree()
    assert application.authorize(redirect_uri=address).status_code == (302 if allowed else 400)


def test_a_secret_that_differs_is_not_the_application(application: Application) -> None:
    application.tokens()
    assert error(application.token(grant_type="client_credentials", client_secret="other"))[0] == "invalid_client"


def test_a_token_is_renewed_once_and_only_after_it_is_over(application: Application) -> None:
    tokens = application.tokens()
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert error(application.token(**refresh)) == ("invalid_grant", "token not expired")
    application.person.control("clock", advance=14 * DAY)
    dead = application.call(tokens["access_token"], "GET", "/me")
    assert (dead.status_code, dead.json()["errors"]) == (403, [{"type": "oauth", "value": "token_expired"}])
    assert dead.json()["oauth_error"] == "token-expired"
    fresh = application.token(**refresh).json()
    assert application.call(fresh["access_token"], "GET", "/me").status_code == 200
    assert error(application.token(**refresh)) == ("invalid_grant", "token has already been refreshed")


def test_a_revoked_token_takes_its_pair_with_it(application: Application) -> None:
    tokens = application.tokens()
    assert application.call(tokens["access_token"], "DELETE", "/token").status_code == 204
    again = application.call(tokens["access_token"], "GET", "/me").json()
    assert again["errors"] == [{"type": "oauth", "value": "token_revoked"}]
    refresh = application.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert error(refresh) == ("invalid_grant", "token was revoked")


def test_an_application_has_a_token_of_its_own_every_five_minutes(application: Application) -> None:
    issued = application.token(grant_type="client_credentials").json()
    assert set(issued) == {"access_token", "token_type"}
    assert issued["access_token"].startswith("APPL")
    assert error(application.token(grant_type="client_credentials"))[1] == "app token refresh too early"
    me = application.call(issued["access_token"], "GET", "/me").json()
    assert (me["is_application"], len(me)) == (True, 6)
    assert (
        application.call(issued["access_token"], "GET", "/common/chats").json()["errors"][0]["value"]
        == "user_auth_expected"
    )
    assert application.call(issued["access_token"], "DELETE", "/token").status_code == 403


def test_the_mobile_way_gives_tokens_for_a_code_and_a_session_for_a_key(application: Application) -> None:
    app = application.token(grant_type="client_credentials").json()["access_token"]
    forced = {"X-Force-App-Access": "true"}
    path, login = "/one_time_password/phone", "+7 900 000-00-08"
    assert application.call(app, "POST", f"{path}/generate", data={"login": login}).status_code == 406
    sent = application.call(app, "POST", f"{path}/generate", data={"login": login}, headers=forced).json()
    assert sent == {"code_length": 4, "can_request_code_again_in": 60, "notification_type": "sms"}
    form = {"login": login, "confirmation_code": "no", "user_type": "applicant"}
    wrong = application.call(app, "POST", f"{path}/login", data=form, headers=forced)
    assert wrong.json()["errors"] == [{"type": "bad_argument", "value": "confirmation_code"}]
    form["confirmation_code"] = application.person.code()
    user = application.call(app, "POST", f"{path}/login", data=form, headers=forced).json()["access_token"]
    number = application.call(user, "GET", "/me").json()["id"]
    key = application.call(user, "GET", f"/autologin_key/{number}", headers=forced).json()["key"]
    application.http.cookies.clear()
    assert application.http.get(f"/site/?loginkey={key}").status_code == 302
    assert application.person.state("/")["userType"] == "applicant"
    application.http.cookies.clear()
    assert application.http.get(f"/site/?loginkey={key}").status_code == 200
    assert PHONE not in str(application.person.control("requests")[-1]["headers"])
