"""Answers that hh.ru may give and the imitation does not: redirects away, pages instead of JSON, odd successes."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import hh_samples as samples
import pytest
from hh_memory import MemoryStore
from hh_servers import Pretender, Request, answer, config, data, page, serving, to

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import (
    AlreadyApplied,
    ApiRefused,
    BadArgument,
    BlockedBySite,
    CannotWrite,
    CaptchaRequired,
    CountrySite,
    ExternalApply,
    HHError,
    HHUnavailable,
    LetterRequired,
    LimitReached,
    NotFound,
    OAuthExpired,
    OutcomeUnknown,
    RaisedTooEarly,
    RateLimited,
    SessionExpired,
    SiteChanged,
    StaleToken,
    TestRequired,
    VacancyArchived,
    VpnRefused,
    Withdrawn,
)
from hh_mcp.hh.health import check_health
from hh_mcp.hh.models import Answer, ChatDetail, Receipt, Response, Route, VacancyQuery

pytestmark = pytest.mark.anyio
RESUME = samples.HASH
VACANCY = "900000001"
POPUP = "/site/applicant/vacancy_response/popup"
SEND = "/chatik/chatik/api/send"


@pytest.fixture
def pretender() -> Pretender:
    return Pretender()


@pytest.fixture
async def url(pretender: Pretender):
    async with serving(pretender) as server:
        yield server.url


SITE = json.dumps({"id": "s1", "cookies": {"hhtoken": "t", "_xsrf": "x"}, "signed_in": True})
TOKEN = json.dumps({"user": {"access": "USER1", "refresh": "R1", "expires_at": "2999-01-01T00:00:00Z"}})


@pytest.fixture
async def by_site(url: str, store: MemoryStore):
    store.texts["site"] = SITE
    async with HHClient(config(url), store) as client:
        yield client


@pytest.fixture
async def by_api(url: str, store: MemoryStore):
    store.texts["oauth"] = TOKEN
    async with HHClient(config(url, route="api"), store) as client:
        yield client


async def refused(made: Any) -> tuple[type[HHError], str]:
    with pytest.raises(HHError) as error:
        await made
    return type(error.value), error.value.sent


# Reading pages

LOGIN_PAGE = b'<!DOCTYPE html><html><body><a href="/account/login">x</a></body></html>'


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (to("/site/account/login?backurl=%2F"), SessionExpired),
        (to("/account/signup"), SessionExpired),
        (to("/account/captcha?state=1"), CaptchaRequired),
        (to("https://evil.example/applicant/resumes"), SiteChanged),
        (to("/site/applicant/resumes"), SiteChanged),
        (answer(401), SessionExpired),
        (answer(403), SessionExpired),
        (answer(403, b"<!DOCTYPE html><title>HeadHunter</title>"), SessionExpired),
        (answer(403, b"<!DOCTYPE html><title>403</title>"), BlockedBySite),
        (answer(403, "<html>Подтвердите, что вы не робот</html>".encode()), CaptchaRequired),
        (data({"error": "closed"}, 403), BlockedBySite),
        (data({"hhcaptcha": {"isBot": True}}), CaptchaRequired),
        (answer(451), VpnRefused),
        (to("/vpncheeck"), VpnRefused),
        (to("https://hh.kz/applicant/resumes"), CountrySite),
        (answer(400), BadArgument),
        (answer(304), SiteChanged),
        (answer(200, b"<html></html>"), SiteChanged),
        (page({"userType": "anonymous", "userId": None}), SessionExpired),
        (page({"userType": "applicant", "userId": "1"}), SiteChanged),
    ],
)
async def test_a_page_that_is_something_else(
    pretender: Pretender, by_site: HHClient, reply: bytes, error: type[HHError]
):
    pretender.tell("/site/applicant/resumes", reply)
    assert await refused(by_site.get_resumes()) == (error, "no")


@pytest.mark.parametrize(
    ("body", "error"),
    [("<html><title>DDoS-Guard</title>", BlockedBySite), ("<html>Подтвердите, что вы не робот", CaptchaRequired)],
)
async def test_a_check_instead_of_a_page_stops_writes(pretender: Pretender, by_site: HHClient, body: str, error):
    pretender.tell("/site/applicant/resumes", answer(200, body.encode()))
    assert await refused(by_site.get_resumes()) == (error, "no")
    assert len(pretender.seen) == 1
    assert await refused(by_site.send_chat_message("55", "Привет", "k")) == (error, "no")
    assert len(pretender.seen) == 1


async def test_resumes_may_be_shown_on_the_profile(pretender: Pretender, by_site: HHClient, store: MemoryStore, caplog):
    pretender.tell("/site/applicant/resumes", to("/applicant/profile/me?from=s3cr3t"))
    caplog.set_level(logging.DEBUG, "hh_mcp.hh")
    reply = page(samples.RESUMES_PAGE, 200, "Set-Cookie: hhtoken=t2; Path=/", "Set-Cookie: _xsrf=other")
    pretender.tell("/site/applicant/profile/me", reply)
    assert [resume.id for resume in await by_site.get_resumes()] == [RESUME]
    kept = json.loads(store.texts["site"])["cookies"]
    assert kept == {"hhtoken": "t2", "_xsrf": "0" * 32}
    assert pretender.seen[1].headers["cookie"] == "hhtoken=t; _xsrf=x"
    assert pretender.seen[1].target.endswith("?from=s3cr3t")
    assert "/applicant/profile/me" in caplog.text
    assert "s3cr3t" not in caplog.text


async def test_cookies_go_to_the_site_and_the_chat_and_never_to_the_api(pretender: Pretender, by_site: HHClient):
    pretender.tell("/chatik/chatik/api/unread", data({"unreadCount": 2, "unreadSupportCount": 0}))
    pretender.tell("/api/employers/1", data({"id": "1", "name": "Ромашка"}))
    await by_site.get_unread()
    await by_site.get_employer("1")
    assert [request.headers.get("cookie") for request in pretender.seen] == ["hhtoken=t; _xsrf=x", None]


async def test_an_answer_after_the_logout_brings_nothing_back(
    pretender: Pretender, by_site: HHClient, store: MemoryStore
):
    pretender.tell("/site/applicant/resumes", page(samples.RESUMES_PAGE, 200, "Set-Cookie: hhtoken=zombie"))
    answers = pretender.__call__

    async def forget(request: Request, stream: Any) -> None:
        store.delete("site")
        await answers(request, stream)

    async with serving(forget) as server, HHClient(config(server.url), store) as client:
        await client.get_resumes()
    assert "site" not in store.texts


@pytest.mark.parametrize("reply", [answer(200, LOGIN_PAGE), to("/account/login")])
async def test_a_sign_in_page_instead_of_json_is_a_dead_session(pretender: Pretender, by_site: HHClient, reply: bytes):
    pretender.tell("/chatik/chatik/api/chats", reply)
    assert await refused(by_site.get_user_chats()) == (SessionExpired, "no")
    assert by_site.signed_in() == frozenset()


@pytest.mark.parametrize("value", [{}, {"unreadCount": "many"}, []])
async def test_json_of_another_shape_is_named(pretender: Pretender, by_site: HHClient, value: Any):
    pretender.tell("/chatik/chatik/api/unread", data(value))
    with pytest.raises(SiteChanged, match="unreadCount"):
        await by_site.get_unread()


async def test_a_page_of_html_is_not_json(pretender: Pretender, by_site: HHClient):
    pretender.tell("/chatik/chatik/api/unread", answer(200, b"<html>hello</html>"))
    with pytest.raises(SiteChanged, match="JSON"):
        await by_site.get_unread()


async def test_anonymous_pages_are_refused_as_such(pretender: Pretender, url: str, store: MemoryStore):
    pretender.tell("/site/search/vacancy", answer(403, b"<!DOCTYPE html><title>403</title>"))
    pretender.tell("/api/vacancies", data({"errors": [{"type": "forbidden"}]}, 403))
    async with HHClient(config(url), store) as client:
        assert await refused(client.get_vacancies(VacancyQuery(text="x"))) == (BlockedBySite, "no")
        assert client.stopped() is None
    assert [request.target.partition("?")[0] for request in pretender.seen] == [
        "/site/search/vacancy",
        "/api/vacancies",
    ]


# A response by the site

OTHER = {**samples.TOPIC, "resumeId": 300000002}


@pytest.mark.parametrize(
    ("reply", "error", "sent"),
    [
        (data({"responseStatus": {"negotiations": {"topicList": [{"id": 1}]}}}), OutcomeUnknown, "unknown"),
        (data({"success": "false"}), OutcomeUnknown, "unknown"),
        (data([]), OutcomeUnknown, "unknown"),
        (answer(200, b"<html>" + b"x" * 3000), OutcomeUnknown, "unknown"),
        (answer(204), OutcomeUnknown, "unknown"),
        (answer(408), OutcomeUnknown, "unknown"),
        (to("/site/applicant/negotiations"), OutcomeUnknown, "unknown"),
        (to("https://elsewhere.example/"), OutcomeUnknown, "unknown"),
        (to("/account/login"), SessionExpired, "no"),
        (to("/account/captcha?x=1"), CaptchaRequired, "no"),
        (answer(401), SessionExpired, "no"),
        (answer(403), SessionExpired, "no"),
        (data({"error": "test-required"}, 400), TestRequired, "no"),
        (data({"error": "negotiations-limit-exceeded"}), LimitReached, "no"),
        (data({"success": "true", "alreadyApplied": True}), AlreadyApplied, "no"),
        (data({"responseStatus": {"testRequired": True}}), TestRequired, "no"),
        (data({"errors": [{"type": "not_found", "value": "vacancy"}]}, 400), NotFound, "no"),
        (data({"error": "letter_required"}, 400), LetterRequired, "no"),
        (data({"hhcaptcha": {"isBot": True}}), CaptchaRequired, "no"),
        (answer(429, b"", "Retry-After: 5"), RateLimited, "no"),
        (answer(400, b"?"), BadArgument, "no"),
        (answer(200, b"x", "Content-Encoding: gzip"), OutcomeUnknown, "unknown"),
    ],
)
async def test_odd_answers_to_a_response(pretender: Pretender, by_site: HHClient, reply: bytes, error, sent: str):
    pretender.tell(POPUP, reply, "POST")
    assert await refused(by_site.respond_to_vacancy(VACANCY, RESUME, "Письмо")) == (error, sent)
    assert len(pretender.made("POST")) == 1


@pytest.mark.parametrize(
    "value",
    [
        {"success": True},
        {"success": "true"},
        {"responseStatus": {"responded": True}},
        {"responseStatus": {"success": True}},
    ],
)
async def test_every_known_success_of_a_response(pretender: Pretender, by_site: HHClient, value: Any):
    pretender.tell(POPUP, data(value | {"topic_id": "54", "chat_id": "55"}), "POST")
    assert await by_site.respond_to_vacancy(VACANCY, RESUME) == Receipt(id="54", chat_id="55", route=Route.SITE)
    form = pretender.made("POST")[0].body.decode()
    assert form.startswith("_xsrf=x&vacancy_id=900000001&resume_hash=")


async def test_answers_to_a_vacancy_without_questions_are_not_sent(pretender: Pretender, by_site: HHClient):
    pretender.tell("/site/applicant/vacancy_response", page({}))
    answers = (Answer(question_id="1", text="Да"),)
    assert await refused(by_site.respond_to_vacancy(VACANCY, RESUME, "", answers)) == (NotFound, "no")
    assert pretender.made("POST") == []


class Forgetful(MemoryStore):
    """A store that can no longer write."""

    def save(self, name: str, value: str) -> None:
        raise OSError("disk full")

    def swap(self, name: str, expected: str | None, value: str | None) -> bool:
        raise OSError("disk full")


async def test_a_store_that_fails_does_not_hide_what_became_of_a_write(pretender: Pretender, url: str, caplog):
    store = Forgetful()
    store.texts |= {"site": SITE, "oauth": TOKEN}
    fresh = "Set-Cookie: hhtoken=fresh"
    pretender.tell(POPUP, data({"success": True, "topic_id": "54"}, 200, fresh), "POST")
    pretender.tell(
        "/api/vacancies/favorited/1", data({"errors": [{"type": "oauth", "value": "token_revoked"}]}, 403), "PUT"
    )
    async with HHClient(config(url), store) as client:
        assert (await client.respond_to_vacancy(VACANCY, RESUME)).id == "54"
        assert await refused(client.add_favorite("1")) == (OAuthExpired, "no")
    assert caplog.text.count("could not be saved") == 2


async def test_without_a_token_a_page_is_read_first(pretender: Pretender, by_site: HHClient, store: MemoryStore):
    store.texts["site"] = json.dumps({"id": "s1", "cookies": {"hhtoken": "t"}, "signed_in": True})
    pretender.tell(POPUP, data({"success": True}), "POST")
    assert await refused(by_site.respond_to_vacancy(VACANCY, RESUME)) == (NotFound, "no")
    pretender.tell("/site/applicant/resumes", page({**samples.RESUMES_PAGE, "xsrfToken": None}))
    assert await refused(by_site.respond_to_vacancy(VACANCY, RESUME)) == (HHUnavailable, "no")
    assert pretender.made("POST") == []
    pretender.tell("/site/applicant/resumes", page(samples.RESUMES_PAGE))
    await by_site.respond_to_vacancy(VACANCY, RESUME)
    assert pretender.made("POST")[0].headers["x-xsrftoken"] == "0" * 32


# Looking for a response by the site


def seen_by_site(pretender: Pretender, popup: Any, topics: list[Any], pages: str = "1") -> None:
    pretender.tell("/site/applicant/resumes", page(samples.RESUMES_PAGE))
    pretender.tell(POPUP, data(popup) if isinstance(popup, dict) else popup)
    block = {"topicList": topics, "total": len(topics), "pageCount": pages}
    pretender.tell("/site/applicant/negotiations", page({"applicantNegotiations": block}))


def popup(topics: list[Any], **more: Any) -> dict[str, Any]:
    negotiations = {"topicList": topics, "total": len(topics)}
    return {"type": "modal", "responseStatus": {"negotiations": negotiations, **more}}


@pytest.mark.parametrize(
    ("shown", "topics", "found"),
    [
        (popup([]), [], False),
        (popup([samples.TOPIC]), [samples.TOPIC], True),
        (popup([OTHER]), [OTHER], False),
        ({"type": "alreadyApplied"}, [samples.TOPIC], True),
        ({"type": "quickResponse"}, [samples.TOPIC], True),
        ({"type": "quickResponse"}, [], False),
        (answer(404), [], False),
        (answer(404), [samples.TOPIC], True),
    ],
)
async def test_a_response_is_found_or_certainly_not_there(
    pretender: Pretender, by_site: HHClient, shown, topics, found
):
    seen_by_site(pretender, shown, topics)
    response = await by_site.find_response(VACANCY, RESUME)
    assert (response.id if response else None) == ("5400000001" if found else None)


@pytest.mark.parametrize(
    ("shown", "topics", "pages"),
    [
        (popup([samples.TOPIC]), [], "1"),
        (popup([], usedResumeIds=["300000001"]), [], "1"),
        (popup([{"id": 1}]), [], "1"),
        ({"type": "alreadyApplied"}, [], "1"),
        (popup([OTHER]), [OTHER], "5000"),
    ],
)
async def test_doubt_about_a_response_is_said(pretender: Pretender, by_site: HHClient, shown, topics, pages: str):
    seen_by_site(pretender, shown, topics, pages)
    assert await refused(by_site.find_response(VACANCY, RESUME)) == (SiteChanged, "no")


async def test_a_resume_of_somebody_else_settles_nothing(pretender: Pretender, by_site: HHClient):
    seen_by_site(pretender, popup([]), [])
    assert await refused(by_site.find_response(VACANCY, "f" * 38)) == (NotFound, "no")


# Messages by the site


@pytest.mark.parametrize(
    ("reply", "error", "sent"),
    [
        (data({}), OutcomeUnknown, "unknown"),
        (answer(200), OutcomeUnknown, "unknown"),
        (answer(200, b"{"), OutcomeUnknown, "unknown"),
        (data({"error": {"code": "spam_detected"}}), CannotWrite, "no"),
        (data({"error": [{"key": "CHAT_DOES_NOT_EXIST"}], "code": 409}, 409), NotFound, "no"),
        (data({"error": "chat_not_found"}, 404), NotFound, "no"),
        (data({"error": [{"key": "SOMETHING"}]}, 409), OutcomeUnknown, "unknown"),
        (answer(409), OutcomeUnknown, "unknown"),
        (answer(403), SessionExpired, "no"),
        (data({"error": "unheard"}, 400), BadArgument, "no"),
        (answer(502), OutcomeUnknown, "unknown"),
    ],
)
async def test_odd_answers_to_a_message(pretender: Pretender, by_site: HHClient, reply: bytes, error, sent: str):
    pretender.tell(SEND, reply, "POST")
    assert await refused(by_site.send_chat_message("55", "Привет", "k")) == (error, sent)
    assert len(pretender.made("POST")) == 1


@pytest.mark.parametrize(
    ("value", "number"),
    [({"id": 7}, "7"), ({"messageId": 7}, "7"), ({"message": {"id": 7}}, "7"), ({"success": True}, None)],
)
async def test_every_known_success_of_a_message(
    pretender: Pretender, by_site: HHClient, value: Any, number: str | None
):
    pretender.tell(SEND, data(value), "POST")
    receipt = await by_site.send_chat_message("55", "Привет", "k")
    assert (receipt.id, receipt.chat_id) == (number, "55")
    sent = pretender.made("POST")[0]
    assert json.loads(sent.body) == {"chatId": 55, "idempotencyKey": "k", "text": "Привет"}
    assert sent.headers["x-xsrftoken"] == "x"


@pytest.mark.parametrize("word", ["unknown", "alreadyApplied", "wrong_state", "chat_not_found", "unheard"])
@pytest.mark.parametrize(
    ("status", "beside", "error"),
    [
        (200, {"hhcaptcha": {"isBot": True}}, CaptchaRequired),
        (409, {"recaptcha": {"isBot": True}}, CaptchaRequired),
        (403, {"errorPage": {"xsrfError": True}}, StaleToken),
        (401, {}, SessionExpired),
    ],
)
async def test_a_word_does_not_hide_what_has_marks_of_its_own(
    pretender: Pretender, by_site: HHClient, store: MemoryStore, status: int, beside: Any, error, word: str
):
    seen_by_site(pretender, popup([]), [samples.TOPIC])
    writes = {
        POPUP: lambda: by_site.respond_to_vacancy(VACANCY, RESUME),
        SEND: lambda: by_site.send_chat_message("55", "Привет", "k"),
        "/site/applicant/negotiations/decline": lambda: by_site.withdraw_response("5400000001"),
    }
    for path, write in writes.items():
        store.texts = {"site": SITE}
        pretender.tell(path, data({"error": word, **beside}, status), "POST")
        assert await refused(write()) == (error, "no")


@pytest.mark.parametrize(
    ("word", "status", "error"),
    [
        ("negotiations-limit-exceeded", 429, LimitReached),
        ("too-often", 429, RateLimited),
        ("vacancy_archived", 404, VacancyArchived),
        ("unheard", 404, NotFound),
    ],
)
async def test_a_known_word_says_more_than_a_status_and_an_unknown_one_less(
    pretender: Pretender, by_site: HHClient, word: str, status: int, error
):
    pretender.tell(POPUP, data({"error": word}, status), "POST")
    assert await refused(by_site.respond_to_vacancy(VACANCY, RESUME)) == (error, "no")


@pytest.mark.parametrize("status", [200, 400, 403])
async def test_a_locked_account_stops_writes_whatever_the_status(pretender: Pretender, by_site: HHClient, status: int):
    pretender.tell(SEND, data({"error": "ACCOUNT_BLOCKED"}, status), "POST")
    assert await refused(by_site.send_chat_message("55", "Привет", "k")) == (BlockedBySite, "no")
    assert await refused(by_site.respond_to_vacancy(VACANCY, RESUME)) == (BlockedBySite, "no")
    assert len(pretender.made("POST")) == 1


async def test_a_chat_that_repeats_itself_ends(pretender: Pretender, by_site: HHClient):
    pretender.tell("/chatik/chatik/api/chat_data", data(samples.CHAT_DATA))
    detail = await by_site.get_chat_detail("5500000001", limit=100)
    assert [message.id for message in detail.messages] == ["9900000001", "9900000002"]
    pretender.tell("/chatik/chatik/api/chats", data(samples.CHATS))
    assert (await by_site.get_user_chats(page=200)).items == ()


# Now and then, by the site


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer(200), None),
        (data({}), None),
        (to("/site/applicant/negotiations?filter=all"), None),
        (to("/account/login"), SessionExpired),
        (to("/elsewhere"), OutcomeUnknown),
        (answer(200, b"<doc/>"), OutcomeUnknown),
        (data({"error": "wrong_state"}, 400), BadArgument),
        (data({"error": "wrong_state"}), CannotWrite),
        (answer(502), OutcomeUnknown),
    ],
)
async def test_withdrawing_by_the_site(pretender: Pretender, by_site: HHClient, reply: bytes, error):
    seen_by_site(pretender, popup([]), [samples.TOPIC])
    pretender.tell("/site/applicant/negotiations/decline", reply, "POST")
    if error is None:
        await by_site.withdraw_response("5400000001")
    else:
        assert (await refused(by_site.withdraw_response("5400000001")))[0] in (error, CannotWrite)
    body = pretender.made("POST")[0].body
    assert b'name="topic"\r\n\r\n5400000001\r\n' in body
    assert b'name="employerId"\r\n\r\n500001\r\n' in body


async def test_what_cannot_be_withdrawn_is_not_tried(pretender: Pretender, by_site: HHClient):
    seen_by_site(pretender, popup([]), [{**samples.TOPIC, "actions": [], "declineByApplicantAllowed": False}])
    assert await refused(by_site.withdraw_response("5400000001")) == (CannotWrite, "no")
    assert pretender.made("POST") == []


async def test_views_by_the_site(pretender: Pretender, by_site: HHClient):
    pretender.tell("/site/applicant/resumeview/history", page(samples.VIEWS_PAGE))
    views = await by_site.get_resume_views(RESUME)
    assert (len(views.items), views.found, views.pages) == (3, 3, 1)
    assert (await by_site.get_resume_views(RESUME, 1)).items == ()
    pretender.tell("/site/applicant/resumeview/history", page({}))
    with pytest.raises(SiteChanged):
        await by_site.get_resume_views(RESUME)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer(409), RaisedTooEarly),
        (answer(429), RaisedTooEarly),
        (data({"error": "touch-limit"}, 429), RaisedTooEarly),
        (answer(429, b"", "Retry-After: 5"), RateLimited),
        (data({"hhcaptcha": {"isBot": True}}, 409), CaptchaRequired),
        (to("/account/captcha"), CaptchaRequired),
        (data({"error": "unknown"}, 400), BadArgument),
        (answer(403), SessionExpired),
    ],
)
async def test_raising_too_early_by_the_site(pretender: Pretender, by_site: HHClient, reply: bytes, error):
    pretender.tell("/site/applicant/resumes/touch", reply, "POST")
    assert await refused(by_site.raise_resume(RESUME)) == (error, "no")


# The API


@pytest.mark.parametrize(
    ("reply", "error", "sent"),
    [
        (answer(303, b"", "Location: https://jobs.example.test/1"), ExternalApply, "no"),
        (answer(201, b"<html>"), OutcomeUnknown, "unknown"),
        (answer(502), OutcomeUnknown, "unknown"),
        (answer(302, b"", "Location: /x"), OutcomeUnknown, "unknown"),
        (data({"errors": [{"type": "negotiations", "value": "limit_exceeded"}]}, 403), LimitReached, "no"),
        (data({"errors": [{"type": "oauth", "value": "token_expired"}]}, 403), OAuthExpired, "no"),
        (data({"errors": [{"type": "captcha_required", "captcha_url": "https://x"}]}, 403), CaptchaRequired, "no"),
        (data({"errors": [{"type": "forbidden"}]}, 403), Withdrawn, "no"),
    ],
)
async def test_odd_answers_to_a_response_by_the_api(pretender: Pretender, by_api: HHClient, reply: bytes, error, sent):
    pretender.tell("/api/negotiations", reply, "POST")
    assert await refused(by_api.respond_to_vacancy(VACANCY, RESUME, "Письмо")) == (error, sent)
    assert len(pretender.seen) == 1


@pytest.mark.parametrize("tokens", [{}, {"oauth": TOKEN}], ids=["site", "both"])
async def test_a_refusal_of_the_network_is_not_hidden_by_the_api(
    pretender: Pretender, url: str, store: MemoryStore, tokens: dict[str, str]
):
    store.texts |= {"site": SITE, **tokens}
    for page_of_site in ("/site/search/vacancy", "/site/applicant/resumes"):
        pretender.tell(page_of_site, answer(451))
    for operation in ("/api/vacancies", "/api/resumes/mine"):
        pretender.tell(operation, data({"errors": [{"type": "forbidden"}]}, 403))
    async with HHClient(config(url), store) as client:
        for ask in (lambda: client.get_vacancies(VacancyQuery(text="x")), client.get_resumes):
            with pytest.raises(HHError) as error:
                await ask()
            assert not isinstance(error.value, ApiRefused)
            assert "API" not in error.value.text("ru")


async def test_a_response_by_the_api(pretender: Pretender, by_api: HHClient, store: MemoryStore):
    pretender.tell("/api/negotiations", answer(201, b"", "Location: /negotiations/54"), "POST")
    assert await by_api.respond_to_vacancy(VACANCY, RESUME, "Письмо") == Receipt(id="54", route=Route.API)
    pretender.tell("/api/negotiations", answer(201), "POST")
    assert await by_api.respond_to_vacancy(VACANCY, RESUME) == Receipt(route=Route.API)
    form = pretender.seen[1].body.decode()
    assert f'name="vacancy_id"\r\n\r\n{VACANCY}\r\n' in form
    assert f'name="resume_id"\r\n\r\n{RESUME}\r\n' in form
    assert 'name="message"' not in form
    assert pretender.seen[0].headers["authorization"] == "Bearer USER1"
    assert await refused(by_api.respond_to_vacancy(VACANCY, RESUME, "x" * 10_001)) == (BadArgument, "no")


async def test_a_response_is_looked_for_in_the_whole_list_of_the_api(pretender: Pretender, by_api: HHClient):
    def listed(**changes: Any) -> bytes:
        row = samples.API_NEGOTIATIONS["items"][0] | changes
        return data(samples.API_NEGOTIATIONS | {"items": [row]})

    pretender.tell("/api/negotiations", listed())
    found = await by_api.find_response(VACANCY, RESUME)
    assert isinstance(found, Response)
    assert await by_api.find_response(VACANCY, "f" * 38) is None
    assert await by_api.find_response("900000002", RESUME) is None
    pretender.tell("/api/negotiations", listed(resume=None))
    assert await refused(by_api.find_response(VACANCY, RESUME)) == (SiteChanged, "no")
    pretender.tell("/api/negotiations", data(samples.API_NEGOTIATIONS | {"pages": 1000}))
    assert await refused(by_api.find_response(VACANCY, "f" * 38)) == (SiteChanged, "no")


async def test_what_a_response_needs_by_the_api(pretender: Pretender, by_api: HHClient):
    pretender.tell(f"/api/vacancies/{VACANCY}", data(samples.API_VACANCY))
    pretender.tell("/api/negotiations", data(samples.API_NEGOTIATIONS))
    form = await by_api.get_response_form(VACANCY)
    assert (form.letter_required, form.has_test, form.test_required, form.impossible) == (True, True, True, False)
    assert (form.applied_resume_ids, form.responses) == ({RESUME}, 1)


async def test_questions_and_answers_need_the_site(by_api: HHClient):
    assert await refused(by_api.get_questions(VACANCY)) == (TestRequired, "no")


async def test_a_chat_by_the_api(pretender: Pretender, by_api: HHClient):
    pretender.tell("/api/common/chats", data({"items": [samples.API_CHAT], "found": 1, "pages": 2}))
    page = await by_api.get_user_chats()
    assert (len(page.items), page.has_more) == (1, True)
    pretender.tell("/api/common/chats/5500000001/messages", data(samples.API_CHAT))
    detail = await by_api.get_chat_detail("5500000001")
    assert isinstance(detail, ChatDetail)
    assert [message.text for message in detail.messages] == ["Здравствуйте!"]
    assert (await by_api.get_chat_detail("5500000001", before="1")).messages == ()
    endless = {**samples.API_CHAT, "has_more": True}
    pretender.tell("/api/common/chats/5500000001/messages", data(endless))
    repeated = await by_api.get_chat_detail("5500000001", limit=100)
    assert (len(repeated.messages), repeated.has_more) == (1, True)
    pretender.tell("/api/common/chats/counters/unread", data({"unread_chats_count": "3"}))
    assert (await by_api.get_unread()).chats == 3
    pretender.tell("/api/common/chats/counters/unread", data({}))
    assert await refused(by_api.get_unread()) == (SiteChanged, "no")
    pretender.tell("/api/common/chats/5500000001/message/7/read", answer(204), "PUT")
    await by_api.mark_chat_read("5500000001", "7")


@pytest.mark.parametrize(
    ("reply", "error", "sent"),
    [
        (data({"errors": [{"type": "conflict", "reason": "already_exists"}]}, 409), OutcomeUnknown, "unknown"),
        (answer(201), OutcomeUnknown, "unknown"),
        (data({"errors": [{"type": "text", "reason": "spam_detected"}]}, 400), CannotWrite, "no"),
        (data({"errors": [{"type": "forbidden", "reason": "chat_blocked"}]}, 403), CannotWrite, "no"),
        (answer(404), NotFound, "no"),
        (answer(500), OutcomeUnknown, "unknown"),
    ],
)
async def test_odd_answers_to_a_message_by_the_api(pretender: Pretender, by_api: HHClient, reply: bytes, error, sent):
    pretender.tell("/api/common/chats/55/messages", reply, "POST")
    assert await refused(by_api.send_chat_message("55", "Привет", "k")) == (error, sent)
    assert len(pretender.seen) == 1


async def test_a_message_by_the_api_says_that_a_machine_helped(pretender: Pretender, by_api: HHClient):
    pretender.tell("/api/common/chats/55/messages", data({"id": "7"}, 201), "POST")
    assert await by_api.send_chat_message("55", "Привет", "k") == Receipt(id="7", chat_id="55", route=Route.API)
    assert json.loads(pretender.seen[0].body) == {"text": "Привет", "idempotency_key": "k", "is_automated": True}


LISTS: list[tuple[str, str, str, Callable[[HHClient], Any]]] = [
    ("PUT", "/api/vacancies/favorited/1", "", lambda client: client.add_favorite("1")),
    ("DELETE", "/api/vacancies/favorited/1", "", lambda client: client.remove_favorite("1")),
    ("PUT", "/api/employers/blacklisted/1", "", lambda client: client.hide_employer("1")),
    ("DELETE", "/api/employers/blacklisted/1", "", lambda client: client.unhide_employer("1")),
    ("DELETE", "/api/negotiations/active/1", "", lambda client: client.withdraw_response("1")),
    ("POST", f"/api/resumes/{RESUME}/publish", "", lambda client: client.raise_resume(RESUME)),
]


@pytest.mark.parametrize(("method", "path", "_", "write"), LISTS, ids=[f"{m} {p[4:20]}" for m, p, *_ in LISTS])
async def test_small_writes_of_the_api(pretender: Pretender, by_api: HHClient, method: str, path: str, _: str, write):
    pretender.tell(path, answer(204), method)
    await write(by_api)
    pretender.tell(path, answer(500), method)
    assert await refused(write(by_api)) == (OutcomeUnknown, "unknown")
    pretender.tell(path, data({"errors": [{"type": "not_found"}]}, 404), method)
    assert await refused(write(by_api)) == (NotFound, "no")
    assert [request.method for request in pretender.seen] == [method] * 3


async def test_lists_of_the_api(pretender: Pretender, by_api: HHClient):
    pretender.tell("/api/vacancies/favorited", data(samples.API_PAGE))
    assert [item.id for item in (await by_api.get_favorites()).items] == ["900000001"]
    pretender.tell(
        "/api/employers/blacklisted", data({"items": [{"id": "1", "name": "Ромашка"}], "found": 1, "pages": 1})
    )
    assert [item.id for item in (await by_api.get_hidden_employers()).items] == ["1"]
    pretender.tell(f"/api/vacancies/{VACANCY}/similar_vacancies", data(samples.API_PAGE))
    assert (await by_api.get_similar_vacancies(VACANCY)).found == 1
    pretender.tell("/api/negotiations", data(samples.API_NEGOTIATIONS))
    assert (await by_api.get_responses("invitation")).found == 1
    assert await refused(by_api.get_responses("unheard")) == (BadArgument, "no")
    pretender.tell("/api/negotiations/5400000001", data(samples.API_NEGOTIATIONS["items"][0]))
    assert (await by_api.get_response("5400000001")).id == "5400000001"
    pretender.tell(f"/api/resumes/{RESUME}", data(samples.API_RESUME))
    assert (await by_api.get_resume_detail(RESUME)).title == "QA engineer"
    pretender.tell("/api/resumes/mine", data(samples.API_RESUMES))
    assert [resume.numeric_id for resume in await by_api.get_resumes()] == ["300000001"]
    pretender.tell(f"/api/resumes/{RESUME}/views", data(samples.API_VIEWS))
    assert (await by_api.get_resume_views(RESUME)).found == 2


async def test_dictionaries_are_asked_for_again_with_their_etag(pretender: Pretender, url: str, store: MemoryStore):
    moment = datetime(2026, 9, 1, tzinfo=UTC)
    cache = MemoryStore()
    cache.texts["/industries"] = "broken"
    async with HHClient(config(url), store, now=lambda: moment, cache=cache) as client:
        pretender.tell("/api/industries", data([{"id": "7", "name": "IT", "industries": [{"id": "7.1", "name": "B"}]}]))
        assert [item.parent_id for item in await client.get_industries()] == [None, "7"]
        pretender.tell("/api/areas", data([{"id": "113", "name": "Россия", "areas": []}], 200, 'ETag: "v1"'))
        first = await client.get_areas()
        moment += timedelta(days=2)
        pretender.tell("/api/areas", answer(304, b"", 'ETag: "v1"'))
        assert await client.get_areas() == first
        assert pretender.seen[-1].headers["if-none-match"] == '"v1"'
        asked = len(pretender.seen)
        assert await client.get_areas() == first
        assert len(pretender.seen) == asked
        odd = [{"id": "1", "name": "A", "areas": [{"name": "no id"}, {"code": "c", "areas": {}}]}]
        for _ in range(20):
            odd = [{"id": "1", "name": "A", "areas": odd}]
        moment += timedelta(days=2)
        pretender.tell("/api/areas", data(odd))
        assert {area.name for area in await client.get_areas()} == {"A"}
        cache.texts["/areas"] = json.dumps({"fetched_at": moment.isoformat(), "body": "{"})
        assert await client.get_areas()
        pretender.tell("/api/employers/1", answer(204))
        assert (await refused(client.get_employer("1")))[0] is SiteChanged
        for path, value, read in (
            ("/api/dictionaries", [], client.get_dictionaries),
            ("/api/professional_roles", {}, client.get_roles),
            ("/api/metro/1", {}, lambda: client.get_metro("1")),
        ):
            pretender.tell(path, data(value))
            assert (await refused(read()))[0] is SiteChanged


async def test_a_captcha_of_the_api_stops_writes_of_the_person(pretender: Pretender, by_api: HHClient):
    captcha = {"type": "captcha_required", "captcha_url": "https://hh.ru/account/captcha?state=1"}
    pretender.tell("/api/me", data({"errors": [captcha]}, 403))
    with pytest.raises(CaptchaRequired) as asked:
        await by_api.get_account()
    assert asked.value.url == captcha["captcha_url"]
    stopped = by_api.stopped()
    assert stopped is not None
    assert stopped.url == captcha["captcha_url"]
    assert await refused(by_api.add_favorite("1")) == (CaptchaRequired, "no")
    assert len(pretender.seen) == 1


async def test_a_locked_account_stops_writes(pretender: Pretender, by_site: HHClient):
    pretender.tell(POPUP, answer(403, b"<html>DDoS-Guard</html>"), "POST")
    for _ in range(2):
        assert await refused(by_site.respond_to_vacancy(VACANCY, RESUME)) == (BlockedBySite, "no")
    assert len(pretender.seen) == 1


async def test_both_sessions_at_hand_the_site_goes_first_and_a_write_never_changes_route(
    pretender: Pretender, by_site: HHClient, store: MemoryStore
):
    store.texts["oauth"] = TOKEN
    assert by_site.signed_in() == {Route.SITE, Route.API}
    pretender.tell("/site/applicant/resumes", to("/account/login"))
    pretender.tell("/api/resumes/mine", data(samples.API_RESUMES))
    assert [resume.title for resume in await by_site.get_resumes()] == ["QA engineer"]
    assert by_site.routes()["respond"] == Route.API
    store.texts["site"] = SITE
    pretender.tell("/api/negotiations", answer(201), "POST")
    pretender.tell(POPUP, answer(403, b"{}"), "POST")
    with pytest.raises(HHError):
        await by_site.respond_to_vacancy(VACANCY, RESUME)
    assert [request.target for request in pretender.made("POST")] == [POPUP]


async def test_a_doctor_looks_at_everything(pretender: Pretender, by_site: HHClient):
    pretender.tell("/site/applicant/resumes", page(samples.RESUMES_PAGE))
    health = await check_health(by_site)
    looks = {check.name: check for check in health.checks}
    assert not health.ok
    assert (looks["api"].answer, looks["site"].answer, looks["resumes"].ok) == ("HTTP 404", "HTTP 404", True)
    assert (looks["chats"].code, looks["responses"].code) == ("not_found", "not_found")
    assert looks["session"].answer == "site"
    assert "hhtoken" not in health.model_dump_json()


@pytest.mark.parametrize(
    ("reply", "code"), [(answer(403, b"<html>DDoS-Guard"), "blocked_by_site"), (answer(502), "hh_unavailable")]
)
async def test_a_doctor_sees_that_a_host_is_down(pretender: Pretender, by_site: HHClient, reply: bytes, code: str):
    pretender.tell("/site/account/login", reply)
    looks = {check.name: check for check in (await check_health(by_site)).checks}
    assert (looks["site"].ok, looks["site"].code) == (False, code)
    assert looks["site"].next_step


async def test_a_doctor_without_a_session_or_a_host(url: str, store: MemoryStore):
    async with HHClient(config(url, chat_url="http://127.0.0.1:9"), store) as client:
        looks = {check.name: check for check in (await check_health(client, "en")).checks}
        assert (looks["chat"].ok, looks["chat"].code) == (False, "hh_unavailable")
        assert (looks["session"].ok, looks["session"].code, looks["session"].answer) == (False, "not_signed_in", None)


async def test_a_list_without_an_end_is_no_proof_that_a_response_is_not_there(pretender: Pretender, by_site: HHClient):
    block = {"topicList": [samples.TOPIC]}
    pretender.tell("/site/applicant/negotiations", page({"applicantNegotiations": block}))
    assert (await refused(by_site.get_response("1")))[0] is SiteChanged
