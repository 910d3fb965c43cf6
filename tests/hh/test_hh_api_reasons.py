"""Why api.hh.ru says no: true sentences over real HTTP, with the way that is left (hh.ru: facts 0.1, 1.3, 2.6)."""

import json
from collections.abc import Awaitable, Callable

import pytest
from hh_memory import MemoryStore
from hh_servers import Pretender, answer, config, data, serving

from hh_mcp.hh.api_standing import standing_of
from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import HHError
from hh_mcp.hh.models import VacancyQuery

pytestmark = pytest.mark.anyio
RESUME = "ab12" * 9 + "cd"
TOKEN = json.dumps({"user": {"access": "USER1", "expires_at": "2999-01-01T00:00:00Z"}})
Call = Callable[[HHClient], Awaitable[object]]
# Every operation that hh.ru took out of its documentation: method, path, whether the site does it, the call.
WITHDRAWN: list[tuple[str, str, bool, Call]] = [
    ("GET", "/resumes/mine", True, lambda hh: hh.get_resumes()),
    ("GET", f"/resumes/{RESUME}/views", True, lambda hh: hh.get_resume_views(RESUME)),
    ("POST", f"/resumes/{RESUME}/publish", True, lambda hh: hh.raise_resume(RESUME)),
    ("GET", f"/resumes/{RESUME}/similar_vacancies", True, lambda hh: hh.get_vacancies(VacancyQuery(resume_id=RESUME))),
    ("GET", f"/resumes/{RESUME}", True, lambda hh: hh.get_resume_detail(RESUME)),
    ("GET", "/negotiations", True, lambda hh: hh.get_responses()),
    ("GET", "/negotiations/1", True, lambda hh: hh.get_response("1")),
    ("POST", "/negotiations", True, lambda hh: hh.respond_to_vacancy("1", RESUME)),
    ("DELETE", "/negotiations/active/1", True, lambda hh: hh.withdraw_response("1")),
    ("GET", "/vacancies/favorited", False, lambda hh: hh.get_favorites()),
    ("PUT", "/vacancies/favorited/1", False, lambda hh: hh.add_favorite("1")),
    ("DELETE", "/vacancies/favorited/1", False, lambda hh: hh.remove_favorite("1")),
    ("GET", "/employers/blacklisted", False, lambda hh: hh.get_hidden_employers()),
    ("PUT", "/employers/blacklisted/1", False, lambda hh: hh.hide_employer("1")),
    ("DELETE", "/employers/blacklisted/1", False, lambda hh: hh.unhide_employer("1")),
    ("GET", "/saved_searches/vacancies", False, lambda hh: hh.get_saved_searches()),
]
FORBIDDEN = {"errors": [{"type": "forbidden"}]}


@pytest.fixture
def pretender() -> Pretender:
    return Pretender()


@pytest.fixture
async def hh_ru(pretender: Pretender):
    store = MemoryStore()
    store.texts["oauth"] = TOKEN
    async with serving(pretender) as server, HHClient(config(server.url, route="api"), store) as client:
        yield client


async def refusal(made: Awaitable[object]) -> HHError:
    with pytest.raises(HHError) as refused:
        await made
    return refused.value


@pytest.mark.parametrize("status", [403, 405, 410])
@pytest.mark.parametrize(("method", "path", "on_site", "call"), WITHDRAWN)
async def test_a_method_that_is_no_longer_documented_is_told_as_that(
    pretender: Pretender, hh_ru: HHClient, method: str, path: str, on_site: bool, call: Call, status: int
):
    pretender.tell(f"/api{path}", data(FORBIDDEN, status), method)
    error = await refusal(call(hh_ru))
    if status == 410 and any(map(str.isdigit, path)):
        assert error.code == "not_found"  # it may be about the id as well
    else:
        assert "15 декабря 2025" in error.text("ru")
        assert "15 December 2025" in error.text("en")
    assert ("login_request_code" in error.next_step("ru")) is on_site or error.code == "not_found"
    assert ("в браузере" in error.next_step("ru")) is not on_site or error.code == "not_found"
    assert error.sent == "no"
    assert hh_ru.stopped() is None


async def test_a_list_that_is_gone_sends_nobody_to_a_list(pretender: Pretender, hh_ru: HHClient):
    pretender.tell("/api/resumes/mine", data({"errors": [{"type": "not_found"}]}, 404))
    error = await refusal(hh_ru.get_resumes())
    assert "списка" not in error.text("ru")
    assert "15 декабря 2025" in error.text("ru")


@pytest.mark.parametrize(
    ("method", "path", "standing"),
    [
        ("GET", "/me", "documented"),
        ("POST", "/me", "withdrawn"),
        ("PUT", "/user_statuses/job_search_statuses/mine", "undocumented"),
        ("GET", "/mobile/resumes/mine", "undocumented"),
        ("GET", "/resumes/a1/status", "withdrawn"),
        ("GET", "/resumes/creation_availability", "withdrawn"),
        ("PUT", "/resume_profile/a1", "withdrawn"),
        ("GET", "/resumes/a1/conditions", "withdrawn"),
        ("POST", "/resumes", "withdrawn"),
        ("PUT", "/resumes/a1", "withdrawn"),
        ("DELETE", "/resumes/a1", "withdrawn"),
        ("GET", "/vacancies", "documented"),
        ("GET", "/vacancies/1", "documented"),
        ("GET", "/vacancies/1/similar_vacancies", "documented"),
        ("GET", "/vacancies/1/suitable_resumes", "withdrawn"),
        ("GET", "/vacancies/1/resumes_by_status", "withdrawn"),
        ("GET", "/vacancies/possible_job_offers", "undocumented"),
        ("GET", "/suggests/areas", "documented"),
        ("GET", "/dictionaries", "documented"),
        ("GET", "/employers/1", "documented"),
        ("PUT", "/vacancies/blacklisted/1", "withdrawn"),
        ("POST", "/saved_searches/vacancies", "withdrawn"),
        ("GET", "/resume_profile/data_inconsistency", "undocumented"),
        ("GET", "/negotiations_statistic/mine", "undocumented"),
        ("POST", "/negotiations/1/messages", "withdrawn"),
        ("PUT", "/negotiations/1/messages/2", "withdrawn"),
        ("GET", "/common/chats", "employers"),
        ("GET", "/chats", "undocumented"),
    ],
)
def test_what_hh_documents_for_an_applicant(method: str, path: str, standing: str):
    assert standing_of(method, path) == standing


@pytest.mark.parametrize(
    ("reason", "code", "russian", "english"),
    [
        ({"type": "forbidden"}, "blocked_by_site", "токеном человека", "the person's token"),
        ({"type": "oauth", "value": "token_revoked"}, "session_expired", "Доступ отозван", "was revoked"),
        (
            {"type": "oauth", "value": "bad_authorization"},
            "session_expired",
            "не знает этот токен",
            "not know the token",
        ),
        ({"type": "oauth", "value": "application_not_found"}, "blocked_by_site", "dev.hh.ru/admin", "dev.hh.ru/admin"),
        ({"type": "oauth", "value": "user_auth_expected"}, "not_signed_in", "login --oauth", "login --oauth"),
        ({"type": "oauth", "value": "no_scope"}, "blocked_by_site", "login --oauth", "HH_MCP_ROUTE=auto"),
        ({"type": "negotiations", "value": "limit_exceeded"}, "limit_reached", "предел", "limit"),
        ({"type": "negotiations", "value": "overall_limit"}, "cannot_write", "подряд", "without an answer"),
        ({"type": "resumes", "value": "total_limit_exceeded"}, "rate_limited", "не поднимает", "raises no more"),
        ({"type": "vacancies_favorited", "value": "limit_exceeded"}, "cannot_write", "избранного", "favourites"),
        ({"type": "negotiations", "value": "address_not_found"}, "cannot_write", "работодателя", "employer"),
        ({"type": "moon_phase", "value": "waning"}, "blocked_by_site", "«moon_phase / waning»", "does not know"),
    ],
)
async def test_a_403_is_given_its_own_reason(
    pretender: Pretender, hh_ru: HHClient, reason: dict[str, str], code: str, russian: str, english: str
):
    pretender.tell("/api/me", data({"errors": [reason]}, 403))
    error = await refusal(hh_ru.get_account())
    assert error.code == code
    assert russian in error.text("ru")
    assert english in error.text("en")
    assert "без токена" not in error.text("ru")


async def test_a_reason_that_nobody_knows_brings_no_text_of_its_own(pretender: Pretender, hh_ru: HHClient):
    hostile = "Ignore\x1b[2J \u202e<b>" + "x" * 500
    pretender.tell("/api/me", data({"errors": [{"type": hostile, "value": "y"}]}, 403))
    words = (await refusal(hh_ru.get_account())).text("ru")
    assert not set(words) & set("\x1b\u202e<")
    assert len(words) < 400


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://hh.ru/account/captcha?state=S1", True),
        ("https://spb.hh.ru/account/captcha?state=S1", True),
        ("https://hh.ru.example/account/captcha", False),
        ("https://hh.ru@evil.example/", False),
        ("javascript:alert(1)", False),
        ("http://hh.ru/account/captcha", False),
    ],
)
async def test_the_address_of_a_check_is_hhs_own(pretender: Pretender, hh_ru: HHClient, address: str, shown: bool):
    captcha = {"type": "captcha_required", "value": "captcha_required", "captcha_url": address}
    pretender.tell("/api/me", data({"errors": [captcha]}, 403))
    error = await refusal(hh_ru.get_account())
    assert (address in error.text("ru")) is shown
    assert (address in error.text("en")) is shown
    stopped = hh_ru.stopped()
    assert stopped is not None
    assert stopped.url == (address if shown else None)


async def test_the_newest_address_of_a_check_is_kept(pretender: Pretender, hh_ru: HHClient):
    for state in ("S1", "S2"):
        url = f"https://hh.ru/account/captcha?state={state}"
        pretender.tell("/api/me", data({"errors": [{"type": "captcha_required", "captcha_url": url}]}, 403))
        await refusal(hh_ru.get_account())
    stopped = hh_ru.stopped()
    assert stopped is not None
    assert (stopped.url or "").endswith("S2")


async def test_a_guard_before_the_api_is_told_as_one(pretender: Pretender, hh_ru: HHClient):
    pretender.tell("/api/me", answer(403, b"<html>DDoS-Guard</html>"))
    assert "API" not in (await refusal(hh_ru.get_account())).text("ru")
