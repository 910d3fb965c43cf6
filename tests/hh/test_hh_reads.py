"""Reads against the imitation: what is found, and what a read that fails says."""

from typing import Any

import pytest
from hh_memory import MemoryStore

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import (
    BadArgument,
    BlockedBySite,
    CaptchaRequired,
    HHError,
    HHUnavailable,
    NotFound,
    NotSignedIn,
    RaisedTooEarly,
    RateLimited,
    SessionExpired,
    Timeout,
)
from hh_mcp.hh.models import Relation, Route, VacancyQuery

pytestmark = pytest.mark.anyio
RESUME = "a1b2c3d4ff0300000001a1b2c3d4e5f6a7b8c9"
PAGES = [
    ("/applicant/resumes", lambda client: client.get_resumes()),
    ("/applicant/negotiations", lambda client: client.get_responses()),
    ("/chatik/api/chats", lambda client: client.get_user_chats()),
    ("/chatik/api/chat_data", lambda client: client.get_chat_detail("5500000001")),
    ("/applicant/vacancy_response/popup", lambda client: client.get_response_form("900000009")),
]
IDS = [path for path, _ in PAGES]


async def test_three_resumes_one_of_them_not_published(client: HHClient):
    resumes = await client.get_resumes()
    assert [resume.status for resume in resumes] == ["published", "published", "not_published"]
    detail = await client.get_resume_detail(resumes[0].id)
    assert (detail.id, detail.title) == (resumes[0].id, resumes[0].title)
    assert detail.jobs
    with pytest.raises(NotFound):
        await client.get_resume_detail("f" * 38)


async def test_strangers_search_and_read_vacancies(open_client: Any):
    async with open_client() as stranger:
        page = await stranger.get_vacancies(VacancyQuery(text="python", per_page=5))
        assert 0 < len(page.items) <= 5 <= page.found
        vacancy = await stranger.get_vacancy(page.items[0].id)
        assert vacancy.title == page.items[0].title
        assert vacancy.description
        with pytest.raises(NotFound):
            await stranger.get_vacancy("999999999")
        with pytest.raises(NotSignedIn):
            await stranger.get_resumes()


@pytest.mark.parametrize("route", ["api", "site"])
async def test_a_search_is_narrowed_by_every_filter(open_client: Any, route: str):
    async with open_client(route=route) as client:
        found = await client.get_vacancies(
            VacancyQuery(
                text="python",
                area=("1", "2"),
                salary=100_000,
                currency="RUR",
                only_with_salary=True,
                experience=("between1And3", "between3And6"),
                work_format=("REMOTE", "ON_SITE", "HYBRID"),
                employment_form=("FULL",),
                professional_role=("96",),
                excluded_text="стажёр",
                period=30,
                order_by="publication_time",
                per_page=10,
            )
        )
        assert found.found > 0
        for item in found.items:
            assert item.salary is not None
            assert item.experience in ("between1And3", "between3And6")
            assert item.employment == "FULL"
        everything = await client.get_vacancies(VacancyQuery(text="python"))
        assert found.found < everything.found


@pytest.mark.parametrize(
    "query",
    [
        {"per_page": 0},
        {"per_page": 101},
        {"page": -1},
        {"page": 100, "per_page": 20},
        {"area": ("../me",)},
        {"professional_role": ("x",)},
        {"employer_id": ("1;2",)},
        {"resume_id": "../mine"},
    ],
)
async def test_a_search_that_hh_cannot_answer_is_refused_here(hh, open_client: Any, query: dict[str, Any]):
    async with open_client() as client:
        with pytest.raises(BadArgument):
            await client.get_vacancies(VacancyQuery(**query))
    assert hh.requests() == []


async def test_where_strangers_are_refused_the_two_ways_out_are_named(hh, open_client: Any):
    hh.reset(anonymous_search=False)
    async with open_client(route="api") as stranger:
        with pytest.raises(BlockedBySite) as refused:
            await stranger.get_vacancies(VacancyQuery(text="python"))
    text = refused.value.text("ru")
    assert "login_request_code" in text
    assert "dev.hh.ru" in text
    async with open_client() as stranger:
        assert (await stranger.get_vacancies(VacancyQuery(text="python"))).items


@pytest.mark.parametrize("route", ["api", "site"])
async def test_hostile_texts_are_carried_and_break_nothing(hh, open_client: Any, route: str):
    hh.reset(hostile=True, vacancies=100)
    async with open_client(route=route) as stranger:
        page = await stranger.get_vacancies(VacancyQuery(per_page=100))
        assert len(page.items) > 50
        for item in page.items[:20]:
            assert (await stranger.get_vacancy(item.id)).title == item.title


async def test_hostile_chats_are_carried_too(hh, open_client: Any):
    hh.reset(hostile=True)
    async with open_client() as client:
        await client.request_login_code("+79000000001")
        await client.confirm_login(hh.codes()[-1]["code"])
        for chat in (await client.get_user_chats()).items:
            assert (await client.get_chat_detail(chat.id)).chat.title == chat.title
        for resume in await client.get_resumes():
            assert (await client.get_resume_detail(resume.id)).title == resume.title


async def test_what_does_not_exist_is_not_found(client: HHClient):
    for read in (
        client.get_vacancy("999999999"),
        client.get_response_form("999999999"),
        client.get_chat_detail("5999999999"),
        client.get_employer("999999999"),
        client.get_resume_views("f" * 38),
        client.get_response("999999999"),
    ):
        with pytest.raises(NotFound):
            await read


async def test_a_vacancy_remembers_the_response(vacancy, client: HHClient):
    assert (await client.get_vacancy(vacancy)).relations == frozenset()
    await client.respond_to_vacancy(vacancy, RESUME)
    assert Relation.RESPONSE in (await client.get_vacancy(vacancy)).relations


async def test_vacancies_similar_to_a_resume(client: HHClient):
    assert (await client.get_vacancies(VacancyQuery(resume_id=RESUME, per_page=5))).items


async def test_responses_can_be_filtered_by_status(client: HHClient):
    everything = await client.get_responses()
    assert everything.found == len(everything.items) > 1
    discarded = await client.get_responses("discard")
    assert {item.state for item in discarded.items} == {"discard"}
    one = await client.get_response(everything.items[0].id)
    assert one == everything.items[0]
    with pytest.raises(NotFound):
        await client.get_response("1")
    for status, page in (("unheard", 0), (None, -1), (None, 5000)):
        with pytest.raises(BadArgument):
            await client.get_responses(status, page)


async def test_chats_are_read_without_marking_them(hh, client: HHClient):
    chats = await client.get_user_chats()
    unread = await client.get_user_chats(unread_only=True)
    assert unread.items
    assert all(chat.unread for chat in unread.items)
    chat = unread.items[0]
    before = await client.get_unread()
    detail = await client.get_chat_detail(chat.id)
    assert [int(m.id) for m in detail.messages] == sorted(int(m.id) for m in detail.messages)
    assert await client.get_unread() == before
    await client.mark_chat_read(chat.id, detail.messages[-1].id)
    assert (await client.get_unread()).chats == before.chats - 1
    assert {c.id for c in chats.items} >= {c.id for c in unread.items}


async def test_pages_of_chats_do_not_overlap(hh, client: HHClient):
    for number in range(30):
        hh.add_chat(title=f"Чат {number}")
    pages = [await client.get_user_chats(page=number) for number in range(3)]
    ids = [chat.id for page in pages for chat in page.items]
    assert len(ids) == len(set(ids)) > 30
    assert pages[0].has_more
    assert (pages[2].items, pages[2].has_more) == ((), False)


async def test_older_messages_are_read_in_steps(hh, client: HHClient):
    chat = (await client.get_user_chats()).items[0].id
    for number in range(45):
        await client.send_chat_message(chat, f"Сообщение {number}", f"key-{number}")
        if number % 3 == 2:
            hh.employer(
                response_id=(await client.get_chat_detail(chat, limit=1)).chat.response_id, act="message", text="?"
            )
    everything = await client.get_chat_detail(chat, limit=200)
    ids = [message.id for message in everything.messages]
    assert len(ids) == len(set(ids)) >= 60
    assert not everything.has_more
    last = await client.get_chat_detail(chat, limit=10)
    assert [message.id for message in last.messages] == ids[-10:]
    assert last.has_more
    older = await client.get_chat_detail(chat, limit=35, before=last.messages[0].id)
    assert [message.id for message in older.messages] == ids[-45:-10]
    for limit in (0, 201):
        with pytest.raises(BadArgument):
            await client.get_chat_detail(chat, limit=limit)


@pytest.mark.parametrize(("path", "read"), PAGES, ids=IDS)
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "ddos_html"}, BlockedBySite),
        ({"kind": "captcha"}, CaptchaRequired),
        ({"kind": "expire_session"}, SessionExpired),
        ({"kind": "status", "status": 404}, NotFound),
    ],
    ids=lambda value: value.get("kind") if isinstance(value, dict) else "",
)
async def test_a_read_that_is_refused_says_why_at_once(hh, client: HHClient, path, read, fault, error):
    before = len(hh.requests())
    hh.fault(path=path, times=0, **fault)
    with pytest.raises(error) as refused:
        await read(client)
    assert refused.value.sent == "no"
    assert len(hh.requests()) <= before + 2


@pytest.mark.parametrize(("path", "read"), PAGES, ids=IDS)
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 503},
        {"kind": "status", "status": 429, "retry_after": 0},
        {"kind": "reset_before"},
        {"kind": "reset_after_commit"},
        {"kind": "slow", "seconds": 0.01},
        {"kind": "hang"},
        {"kind": "garbage"},
        {"kind": "empty"},
    ],
    ids=lambda fault: f"{fault['kind']}{fault.get('status', '')}",
)
async def test_a_read_survives_a_passing_fault(hh, client: HHClient, open_client: Any, path, read, fault):
    async with open_client(read_timeout=0.6) as hasty:
        hh.fault(path=path, **fault)
        assert await read(hasty)


@pytest.mark.parametrize(("path", "read"), PAGES, ids=IDS)
@pytest.mark.parametrize("kind", ["garbage", "empty"])
async def test_an_unreadable_read_is_typed(hh, client: HHClient, path, read, kind: str):
    hh.fault(path=path, kind=kind, times=0)
    with pytest.raises(HHError) as unreadable:
        await read(client)
    assert unreadable.value.code in ("site_changed", "hh_unavailable", "session_expired")


async def test_a_read_that_never_ends_is_a_timeout_within_the_deadline(hh, client: HHClient, open_client: Any):
    hh.fault(path="/applicant/resumes", kind="hang", times=0)
    async with open_client(call_timeout=0.3) as hasty:
        with pytest.raises(Timeout):
            await hasty.get_resumes()


async def test_a_long_wait_that_hh_asks_for_is_told(hh, client: HHClient):
    hh.fault(path="/applicant/resumes", kind="status", status=429, retry_after=600, times=0)
    with pytest.raises(RateLimited) as limited:
        await client.get_resumes()
    assert limited.value.retry_after == 600
    assert "600" in limited.value.next_step("ru")


async def test_hh_that_is_down_is_unavailable(hh, client: HHClient):
    hh.fault(kind="status", status=502, times=0)
    with pytest.raises(HHUnavailable):
        await client.get_resumes()


async def test_a_session_that_hh_forgot_is_noticed_on_a_page_that_strangers_see_too(
    hh, client: HHClient, store: MemoryStore
):
    assert client.signed_in() == {Route.SITE}
    hh.reset()
    assert (await client.get_vacancies(VacancyQuery(text="python", per_page=1))).items
    assert client.signed_in() == frozenset()


async def test_a_session_that_cannot_be_read_counts_as_none(client: HHClient, store: MemoryStore):
    for broken in ("", "{", "[]", '{"cookies": 5}'):
        store.texts["site"] = store.texts["login"] = store.texts["oauth"] = store.texts["breaker"] = broken
        assert client.signed_in() == frozenset()
        assert client.stopped() is None
        with pytest.raises(NotSignedIn):
            await client.get_resumes()


async def test_beyond_the_main_job_on_the_site(hh, client: HHClient):
    response = next(item for item in (await client.get_responses()).items if item.can_withdraw)
    await client.withdraw_response(response.id)
    after = await client.get_responses("all")
    assert not [item for item in after.items if item.id == response.id and item.can_withdraw]
    with pytest.raises(NotFound):
        await client.withdraw_response("1")
    assert (await client.get_similar_vacancies("900000009")).items


async def test_a_resume_is_raised_every_four_hours(hh, client: HHClient):
    resume = next(resume for resume in await client.get_resumes() if resume.can_raise)
    await client.raise_resume(resume.id)
    with pytest.raises(RaisedTooEarly):
        await client.raise_resume(resume.id)
    assert len(hh.requests("POST", "/applicant/resumes/touch")) == 2


async def test_dictionaries_are_asked_for_once_a_day(hh, client: HHClient):
    areas = {area.id: area for area in await client.get_areas()}
    assert areas["1"].path[0] == "Россия"
    assert {role.id: role.name for role in await client.get_roles()}["96"]
    assert "currency" in await client.get_dictionaries()
    assert {currency.id: currency.rate for currency in await client.get_currencies()}["RUR"] == 1
    assert await client.get_industries()
    assert (await client.get_metro("1"))[0].line
    seen = len(hh.requests())
    assert {area.id: area for area in await client.get_areas()} == areas
    assert len(hh.requests()) == seen


async def test_names_are_suggested(client: HHClient):
    assert "Москва" in {item.text for item in await client.suggest("area", "Москва")}
    assert (await client.suggest("employer", "Енисей"))[0].id
    for kind, text in (("unheard", "Москва"), ("area", "М")):
        with pytest.raises(BadArgument):
            await client.suggest(kind, text)


async def test_an_employer_has_a_card(client: HHClient):
    vacancy = (await client.get_vacancies(VacancyQuery(text="python", per_page=1))).items[0]
    employer = await client.get_employer(vacancy.employer.id)
    assert (employer.id, employer.name) == (vacancy.employer.id, vacancy.employer.name)


async def test_which_route_serves_what(client: HHClient, open_client: Any, store: MemoryStore):
    routes = client.routes()
    assert routes["respond"] == routes["search"] == routes["questions"] == Route.SITE
    assert (routes["lookup"], routes["favorites"]) == (Route.API, None)
    store.texts.clear()
    assert client.routes()["respond"] is None
    with pytest.raises(NotSignedIn):
        await client.get_favorites()
