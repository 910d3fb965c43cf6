"""Signing in on the site by code (site shapes 7)."""

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from sandbox_browser import PHONE, Browser


def test_the_login_page_has_a_token_that_equals_the_cookie_and_a_real_key(visitor: Browser) -> None:
    state = visitor.state("/account/login?role=applicant&backurl=%2F")
    assert state["xsrfToken"] == visitor.http.cookies["_xsrf"]
    assert state["userType"] == "anonymous"
    assert state["userId"] is None
    assert load_pem_public_key(state["loginTrustFlagsSecret"].encode()).key_size == 2048


def test_a_code_goes_to_the_inbox_and_opens_a_session(visitor: Browser) -> None:
    sent = visitor.ask_code()
    assert (sent["success"], sent["key"], sent["codeLength"], sent["notificationType"]) == (
        True,
        "CODE_SEND_OK",
        4,
        "SMS",
    )
    [letter] = visitor.control("inbox")
    assert letter["login"] == PHONE
    answer = visitor.post("/account/login/by_code", username=PHONE, code=letter["code"], remember="true", backurl="")
    assert answer.json()["verification"] == {"success": True, "key": "CODE_OK"}
    assert {"hhtoken", "hhul", "crypted_id", "crypted_hhuid", "hhuid", "_hi", "_xsrf"} <= set(visitor.http.cookies)
    assert visitor.http.cookies["hhrole"] == "anonymous"
    assert visitor.state("/?role=applicant")["userType"] == "applicant"
    assert visitor.http.cookies["hhrole"] == "applicant"


def test_a_code_serves_once(person: Browser) -> None:
    answer = person.post("/account/login/by_code", username=PHONE, code=person.code())
    assert answer.json()["verificationResult"]["key"] == "CODE_NOT_FOUND"


def test_the_fifth_wrong_code_locks_the_account_for_a_while(visitor: Browser) -> None:
    visitor.ask_code()
    keys = [visitor.post("/account/login/by_code", username=PHONE, code="no").json() for _ in range(5)]
    assert [item["error"]["key"] for item in keys[:4]] == ["WRONG_CODE"] * 4
    assert keys[4]["verificationResult"]["key"] == "CONFIRM_CODE_BLOCKED"
    assert keys[4]["verificationResult"]["nextConfirmTime"] is not None
    visitor.control("clock", advance=901)
    assert visitor.ask_code()["success"] is True


def test_a_code_lives_five_minutes_of_the_clock(visitor: Browser) -> None:
    visitor.ask_code()
    visitor.control("clock", advance=301)
    answer = visitor.post("/account/login/by_code", username=PHONE, code=visitor.code())
    assert answer.json()["verificationResult"]["key"] == "CODE_EXPIRED"


def test_a_second_code_is_not_sent_within_a_minute(visitor: Browser) -> None:
    visitor.ask_code()
    again = visitor.ask_code()
    assert (again["success"], again["key"]) == (False, "CODE_SEND_BLOCKED")
    assert 0 < again["otp"]["secondsUntilNextSend"] <= 60
    assert len(visitor.control("inbox")) == 1
    visitor.control("clock", advance=61)
    assert visitor.ask_code()["success"] is True


@pytest.mark.parametrize(
    ("login", "key"),
    [("", "EMPTY"), ("123", "BAD_LOGIN"), ("a@", "BAD_LOGIN"), ("+7 900 000-00-03", "PASSWORD_REQUIRED"),
     ("+7 900 000-00-05", "CODE_SEND_BLOCKED"), ("+1 202 555 0100", "COUNTRY_BLACKLISTED")],
)  # fmt: skip
def test_some_logins_get_no_code(visitor: Browser, login: str, key: str) -> None:
    answer = visitor.ask_code(login)
    assert (answer["success"], answer["key"]) == (False, key)
    assert visitor.control("inbox") == []


@pytest.mark.parametrize(
    ("login", "channel"),
    [("+7 900 000-00-04", "MESSENGER"), ("+7 900 000-00-07", "EMAIL"), ("Anna@example.test", "EMAIL")],
)
def test_the_answer_tells_where_the_code_went(visitor: Browser, login: str, channel: str) -> None:
    assert visitor.ask_code(login)["notificationType"] == channel
    assert visitor.control("inbox")[0]["channel"] == channel


def test_one_login_has_to_pass_a_captcha_first(visitor: Browser) -> None:
    login = "+7 900 000-00-02"
    asked = visitor.ask_code(login)["hhcaptcha"]
    assert asked["isBot"] is True
    key = visitor.post("/captcha?lang=RU").json()["key"]
    picture = visitor.http.get("/site/captcha/picture", params={"key": key})
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    wrong = visitor.ask_code(login, captchaKey=key, captchaText="wrong", captchaState=asked["captchaState"])[
        "hhcaptcha"
    ]
    assert wrong["captchaError"] is True
    assert wrong["captchaState"] not in (None, asked["captchaState"])
    key = visitor.post("/captcha?lang=RU").json()["key"]
    text = next(item["text"] for item in visitor.control("state")["captchas"] if item["key"] == key)
    sent = visitor.ask_code(login, captchaKey=key, captchaText=text, captchaState=wrong["captchaState"])
    assert sent["key"] == "CODE_SEND_OK"


def test_a_post_without_the_token_is_refused(visitor: Browser) -> None:
    visitor.http.get("/site/account/login")
    assert visitor.http.post("/site/account/otp_generate", data={"login": PHONE}).status_code == 403
    field = {"login": PHONE, "_xsrf": visitor.http.cookies["_xsrf"]}
    assert visitor.http.post("/site/account/otp_generate", data=field).json()["success"] is True


def test_a_password_opens_a_session_and_a_wrong_one_does_not(visitor: Browser) -> None:
    visitor.http.get("/site/account/login")
    wrong = visitor.post("/account/login", username="+7 900 000-00-03", password="guess")
    assert wrong.json()["loginError"]["code"] == "mismatch"
    visitor.post("/account/login", username="+7 900 000-00-03", password="sandbox")
    assert visitor.state("/")["userType"] == "applicant"


def test_after_signing_out_pages_lead_to_the_login_page(person: Browser) -> None:
    answer = person.post("/account/logout", _xsrf=person.http.cookies["_xsrf"])
    assert answer.status_code == 302
    answer = person.http.get("/site/applicant/resumes")
    assert answer.status_code == 302
    assert answer.headers["location"].endswith("/site/account/login?backurl=%2Fapplicant%2Fresumes")
    assert person.http.get("/site/shards/applicant/resumes", headers=person.xhr).status_code == 403
    assert person.chatik("unread").status_code == 403


@pytest.mark.parametrize(("way", "status"), [("redirect", 302), ("empty", 200)])
def test_cookies_sign_in_whatever_the_answer(visitor: Browser, way: str, status: int) -> None:
    visitor.control("reset", sign_in=way)
    visitor.ask_code()
    answer = visitor.post("/account/login/by_code", username=PHONE, code=visitor.code())
    assert (answer.status_code, answer.content, "crypted_id" in answer.cookies) == (status, b"", True)
    assert visitor.state("/")["userType"] == "applicant"


def test_a_way_of_signing_in_that_does_not_exist_is_refused(visitor: Browser) -> None:
    assert visitor.http.post("/_sandbox/reset", json={"sign_in": "magic"}).status_code == 400


def test_an_employer_signs_in_and_has_no_pages_of_applicants(visitor: Browser) -> None:
    login = "+7 900 000-00-20"
    assert visitor.ask_code(login)["accountType"] == "EMPLOYER"
    visitor.post("/account/login/by_code", username=login, code=visitor.code())
    state = visitor.state("/")
    assert (state["userType"], "applicantInfo" in state) == ("employer", False)
    assert visitor.http.get("/site/applicant/resumes").status_code == 403
    assert visitor.chatik("unread").status_code == 403
    assert visitor.state("/search/vacancy")["userLabelsForVacancies"] == {}
