"""Answers made for a stranger, an employer, a draft, a chat that refuses: what becomes of the person's session."""

import json
from typing import Any

import hh_samples as samples
import pytest
from hh_memory import MemoryStore
from hh_servers import Pretender, Request, answer, config, data, page, serving, to

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import (
    CaptchaRequired,
    ChatRefused,
    CopiedSession,
    EmployerAccount,
    HHError,
    NoFinishedResume,
    SessionExpired,
    SiteChanged,
    StaleToken,
)
from hh_mcp.hh.models import Route, VacancyQuery

pytestmark = pytest.mark.anyio
RESUME = samples.HASH
RESUMES, SHARD = "/site/applicant/resumes", "/site/shards/applicant/resumes"
POPUP, SEND = "/site/applicant/vacancy_response/popup", "/chatik/chatik/api/send"
SITE = json.dumps({"id": "s1", "cookies": {"hhtoken": "t", "crypted_id": "me", "_xsrf": "x"}, "signed_in": True})
STRANGER = ("Set-Cookie: hhtoken=anonymous", "Set-Cookie: crypted_id=; Max-Age=0", "Set-Cookie: hhrole=anonymous")
NOBODY = {"userType": "anonymous", "userId": None, "xsrfToken": "z" * 32}


@pytest.fixture
def pretender() -> Pretender:
    pretender = Pretender()
    pretender.tell(RESUMES, page(samples.RESUMES_PAGE | {"xsrfToken": "x"}))
    return pretender


@pytest.fixture
async def url(pretender: Pretender):
    async with serving(pretender) as server:
        yield server.url


@pytest.fixture
async def client(url: str, store: MemoryStore):
    store.texts["site"] = SITE
    async with HHClient(config(url), store) as client:
        yield client


def cookies(store: MemoryStore) -> dict[str, str]:
    return json.loads(store.texts["site"])["cookies"]


KEPT = json.loads(SITE)["cookies"]


# A stranger's answer


@pytest.mark.parametrize(
    "reply",
    [
        page(NOBODY, 200, *STRANGER),
        answer(403, b"", *STRANGER),
        answer(401, b"", *STRANGER),
        answer(302, b"", "Location: /account/login", *STRANGER),
        answer(403, b"<!DOCTYPE html><title>HeadHunter</title>", *STRANGER),
    ],
)
async def test_an_answer_to_a_stranger_leaves_the_session(
    pretender: Pretender, client: HHClient, store: MemoryStore, reply: bytes
):
    pretender.tell(RESUMES, reply)
    with pytest.raises(SessionExpired):
        await client.get_resumes()
    assert cookies(store) == KEPT


async def test_a_public_page_for_strangers_ends_the_session_and_keeps_it(
    pretender: Pretender, client: HHClient, store: MemoryStore
):
    pretender.tell("/site/search/vacancy", page(samples.SEARCH_PAGE | NOBODY, 200, *STRANGER))
    assert (await client.get_vacancies(VacancyQuery(text="python"))).items
    assert (cookies(store), client.signed_in()) == (KEPT, frozenset())
    await client.get_resumes()
    assert client.signed_in() == {Route.SITE}


async def test_a_redirect_on_the_way_to_a_stranger_leaves_the_session(
    pretender: Pretender, client: HHClient, store: MemoryStore
):
    pretender.tell(RESUMES, answer(302, b"", "Location: /site/profile", *STRANGER))
    pretender.tell("/site/profile", page(NOBODY))
    with pytest.raises(SessionExpired):
        await client.get_resumes()
    assert cookies(store) == KEPT


@pytest.mark.parametrize("reply", [answer(403, b"", *STRANGER), data({"error": "x"}, 403, *STRANGER), answer(401)])
async def test_a_refused_write_leaves_the_session(
    pretender: Pretender, client: HHClient, store: MemoryStore, reply: bytes
):
    pretender.tell(POPUP, reply, "POST")
    with pytest.raises(HHError):
        await client.respond_to_vacancy("900000001", RESUME)
    assert cookies(store) == KEPT


async def test_json_for_a_stranger_is_a_dead_session(pretender: Pretender, client: HHClient, store: MemoryStore):
    pretender.tell(POPUP, data({"userType": "anonymous"}, 200, *STRANGER))
    with pytest.raises(SessionExpired):
        await client.get_response_form("900000001")
    assert cookies(store) == KEPT


async def test_cookies_of_an_accepted_answer_are_kept(pretender: Pretender, client: HHClient, store: MemoryStore):
    pretender.tell(RESUMES, page(samples.RESUMES_PAGE | {"xsrfToken": "new"}, 200, "Set-Cookie: hhtoken=rotated"))
    await client.get_resumes()
    assert cookies(store) == KEPT | {"hhtoken": "rotated", "_xsrf": "new"}


async def test_a_copied_session_that_is_refused_is_told_as_one(pretender: Pretender, url: str, store: MemoryStore):
    pretender.tell(RESUMES, page(NOBODY, 200, *STRANGER))
    copied = [{"name": name, "value": value, "domain": "127.0.0.1"} for name, value in KEPT.items()]
    async with HHClient(config(url), store) as client:
        with pytest.raises(CopiedSession):
            await client.import_cookies(json.dumps(copied))
    assert store.texts == {}


async def test_a_cookie_file_with_a_byte_order_mark_is_read(url: str, store: MemoryStore):
    lines = "\ufeff127.0.0.1\tFALSE\t/\tFALSE\t0\tcrypted_id\tme\n127.0.0.1\tFALSE\t/\tFALSE\t0\thhtoken\tt\n"
    copied = [{"name": name, "value": value, "domain": "127.0.0.1"} for name, value in KEPT.items()]
    async with HHClient(config(url), store) as client:
        assert (await client.import_cookies(lines)).id == "70000001"
        assert (await client.import_cookies("\ufeff" + json.dumps(copied))).id == "70000001"


# Signing in

LOGIN, OTP, CONFIRM = "/site/account/login", "/site/account/otp_generate", "/site/account/login/by_code"
PROOF = ("Set-Cookie: hhtoken=fresh", "Set-Cookie: crypted_id=me")


def ready(pretender: Pretender, confirmed: bytes) -> None:
    pretender.tell(LOGIN, page(NOBODY))
    pretender.tell(OTP, data({"success": True, "key": "CODE_SEND_OK"}), "POST")
    pretender.tell(CONFIRM, confirmed, "POST")
    pretender.tell("/site/", page({"userType": "applicant", "userId": "70000001"}))


@pytest.mark.parametrize("location", ["/", "/site/", "https://elsewhere.example/"])
async def test_a_redirect_with_session_cookies_is_a_sign_in(
    pretender: Pretender, url: str, store: MemoryStore, location: str
):
    ready(pretender, answer(302, b"", f"Location: {location}", *PROOF))
    async with HHClient(config(url), store) as client:
        await client.request_login_code("+79000000001")
        assert (await client.confirm_login("1234")).id == "70000001"
        assert client.signed_in() == {Route.SITE}


@pytest.mark.parametrize("location", ["/account/login?failed", "/account/captcha", "/vpncheeck"])
async def test_a_redirect_to_a_check_is_no_sign_in(pretender: Pretender, url: str, store: MemoryStore, location: str):
    ready(pretender, answer(302, b"", f"Location: {location}", *PROOF))
    async with HHClient(config(url), store) as client:
        await client.request_login_code("+79000000001")
        with pytest.raises(HHError):
            await client.confirm_login("1234")
        assert client.signed_in() == frozenset()


@pytest.mark.parametrize("first", [{"userType": "employer", "userId": "5"}, {"userType": "applicant", "userId": "5"}])
@pytest.mark.parametrize("kind", ["employer", "EMPLOYER"])
async def test_an_account_of_an_employer_is_told_at_the_sign_in(
    pretender: Pretender, url: str, store: MemoryStore, first: Any, kind: str
):
    store.texts["site"] = SITE
    ready(pretender, data({"success": True}, 200, *PROOF))
    pretender.tell("/site/", page(first))
    pretender.tell(RESUMES, page({"userType": kind, "userId": "5"}))
    async with HHClient(config(url), store) as client:
        await client.request_login_code("+79000000001")
        with pytest.raises(EmployerAccount):
            await client.confirm_login("1234")
    assert store.texts["site"] == SITE


# Only a draft

DRAFT = {**samples.RESUME_ITEM, "_attributes": {**samples.RESUME_ITEM["_attributes"], "status": "not_finished"}}
WIZARD = {"userType": "applicant", "userId": "70000001", "resumeWizard": {"step": 1}}


@pytest.mark.parametrize("shard", [answer(404), data({"applicantResumes": []}), data({"applicantResumes": [DRAFT]})])
@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_only_a_draft_is_told_with_the_link(pretender: Pretender, client: HHClient, shard: bytes, lang: Any):
    pretender.tell(RESUMES, page(WIZARD))
    pretender.tell(SHARD, shard)
    with pytest.raises(NoFinishedResume) as error:
        await client.get_resumes()
    words = error.value.text(lang)
    assert words.startswith("[resume_not_published]")
    assert "/applicant/resumes" in words


async def test_the_shard_stands_in_for_the_page(pretender: Pretender, client: HHClient):
    pretender.tell(RESUMES, page({"userType": "applicant", "userId": "70000001"}))
    pretender.tell(SHARD, data({"applicantResumes": [samples.RESUME_ITEM]}))
    assert [resume.id for resume in await client.get_resumes()] == [RESUME]


async def test_a_page_and_a_shard_without_a_list_are_a_change(pretender: Pretender, client: HHClient):
    pretender.tell(RESUMES, page({"userType": "applicant", "userId": "70000001"}))
    pretender.tell(SHARD, data({"resumes": 1}))
    with pytest.raises(SiteChanged):
        await client.get_resumes()


async def test_nobody_is_told_of_a_draft_without_looking_at_the_list(pretender: Pretender, client: HHClient):
    pretender.tell(RESUMES, page(samples.RESUMES_PAGE | {"applicantResumes": []}))
    assert await client.get_resumes() == ()


# A chat that refuses


@pytest.mark.parametrize(
    "reply", [answer(403), answer(401), to("/account/login"), answer(403, b"<!DOCTYPE html><title>HeadHunter</title>")]
)
async def test_chats_that_refuse_alone_do_not_end_the_session(pretender: Pretender, client: HHClient, reply: bytes):
    pretender.tell("/chatik/chatik/api/chats", reply)
    with pytest.raises(ChatRefused):
        await client.get_user_chats()
    assert client.signed_in() == {Route.SITE}
    assert client.stopped() is None
    assert await client.get_resumes()


async def test_chats_that_refuse_a_dead_session_end_it(pretender: Pretender, client: HHClient):
    pretender.tell("/chatik/chatik/api/chats", answer(403))
    pretender.tell(RESUMES, to("/account/login"))
    with pytest.raises(SessionExpired):
        await client.get_user_chats()
    assert client.signed_in() == frozenset()


async def test_an_old_token_of_the_chat_is_renewed_by_one_page(
    pretender: Pretender, client: HHClient, store: MemoryStore
):
    pretender.tell(SEND, answer(403), "POST")
    pretender.tell(RESUMES, page(samples.RESUMES_PAGE | {"xsrfToken": "fresh"}))
    with pytest.raises(StaleToken) as stale:
        await client.send_chat_message("55", "Привет", "k")
    assert (stale.value.sent, len(pretender.seen)) == ("no", 2)
    with pytest.raises(ChatRefused) as refused:
        await client.send_chat_message("55", "Привет", "k")
    assert (refused.value.sent, len(pretender.seen)) == ("no", 4)
    assert [request.headers["x-xsrftoken"] for request in pretender.made("POST")] == ["x", "fresh"]


async def test_a_token_of_the_chats_host_does_not_replace_the_sites(pretender: Pretender, url: str, store: MemoryStore):
    store.texts["site"] = SITE
    set_by_chat = ("Set-Cookie: _xsrf=chatik; Path=/", "Set-Cookie: __ddg=1; Domain=127.0.0.1")
    pretender.tell("/chatik/chatik/api/unread", data({"unreadCount": 1}, 200, *set_by_chat))
    chat = url.replace("127.0.0.1", "localhost")
    async with HHClient(config(url, chat_url=f"{chat}/chatik"), store) as client:
        await client.get_unread()
    assert cookies(store) == KEPT


async def test_a_cookie_of_the_whole_site_may_come_from_the_chat(pretender: Pretender, client: HHClient, store: Any):
    pretender.tell("/chatik/chatik/api/unread", data({"unreadCount": 1}, 200, "Set-Cookie: hhtoken=rotated"))
    await client.get_unread()
    assert cookies(store)["hhtoken"] == "rotated"


# The shell of a dead session

SHELL = (
    '<!DOCTYPE html><title>HeadHunter</title><a href="/account/login">Войти</a>'
    '<script>window.routes = {"captcha": "/account/captcha"}</script>'
)
CHECK = '<!DOCTYPE html><title>Ой!</title><form action="https://hh.ru/account/captcha?state=1"></form>'
WORDS = "<!DOCTYPE html><title>Ой!</title><h1>Подтвердите, что вы не робот</h1><a href='/account/login'>Войти</a>"


@pytest.mark.parametrize(
    ("body", "error", "stops"),
    [(SHELL, SessionExpired, False), (CHECK, CaptchaRequired, True), (WORDS, CaptchaRequired, True)],
)
@pytest.mark.parametrize("status", [200, 403])
async def test_a_shell_that_names_the_captcha_page_is_no_captcha(
    pretender: Pretender, client: HHClient, body: str, error: type[HHError], stops: bool, status: int
):
    pretender.tell(RESUMES, answer(status, body.encode()))
    if status == 200 and not stops:
        error = SiteChanged
    with pytest.raises(error):
        await client.get_resumes()
    assert (client.stopped() is not None) is stops


async def test_two_processes_lose_no_cookie(pretender: Pretender, url: str, store: MemoryStore):
    """Each hears of another cookie while the other is asking."""
    store.texts["site"] = SITE
    async with HHClient(config(url), store) as other:
        answers = pretender.__call__

        async def script(request: Request, stream: Any) -> None:
            if "first" in request.headers.get("user-agent", ""):
                await other.get_resumes()
            await answers(request, stream)

        pretender.tell(RESUMES, page(samples.RESUMES_PAGE | {"xsrfToken": "x"}, 200, "Set-Cookie: theirs=1"))
        pretender.tell("/site/vacancy/900000001", page(samples.VACANCY_PAGE, 200, "Set-Cookie: ours=1"))
        async with serving(script) as server:
            named = config(server.url, site_user_agent="first hh-mcp/test")
            async with HHClient(named, store) as first:
                await first.get_vacancy("900000001")
    assert cookies(store) == KEPT | {"theirs": "1", "ours": "1"}
