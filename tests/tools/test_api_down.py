"""api.hh.ru refuses or is down, and the site works: nothing that the site can do fails."""

import pytest
from support import RESUME, Imitation, yes

pytestmark = pytest.mark.anyio
APPLICATION = {"client_id": "api-down", "client_secret": "hush"}


@pytest.fixture(params=[403, 500], ids=["refuses", "is_down"])
def shut(request: pytest.FixtureRequest, hh: Imitation) -> Imitation:
    """hh.ru whose API answers nobody."""
    hh.fault(kind="status", status=request.param, host="api", times=0)
    return hh


async def test_pay_in_dollars_is_shown_in_dollars(connect, shut: Imitation):
    vacancy = shut.add_vacancy(name="Paid in dollars", salary={"from": 3000, "to": 4000, "currency": "USD"})
    async with connect() as assistant:
        read = await assistant.call("get_vacancy", vacancy_id=vacancy)
        (card,) = (await assistant.call("search_vacancies", text="Paid in dollars"))["items"]
    assert "3\u00a0000–4\u00a0000 $" in read["salary"]
    assert "$" in card["salary"]
    assert "≈" not in read["salary"]


async def test_a_big_city_is_found_by_its_name(connect, shut: Imitation):
    async with connect() as assistant:
        await assistant.call("search_vacancies", text="python", area="спб", role="программист")
        assert (await assistant.call("lookup", kind="area", text="Kazan"))["items"][0]["id"] == "88"
        text = await assistant.error("search_vacancies", text="python", area="Урюпинск")
    searched = shut.requests("GET", "/search/vacancy")[-1]["query"]
    assert (searched["area"], searched["professional_role"]) == ("2", "96")
    assert "id" in text
    assert "login_request_code" not in text


async def test_names_that_were_read_before_are_kept(connect, hh: Imitation, now_later):
    async with connect() as assistant:
        before = (await assistant.call("lookup", kind="area", text="Новосибирская область"))["items"]
    assert before
    hh.fault(kind="status", status=403, host="api", times=0)
    async with connect(now=now_later, signed_in=None) as assistant:
        assert (await assistant.call("lookup", kind="area", text="Новосибирская область"))["items"] == before


@pytest.fixture
def now_later():
    from datetime import UTC, datetime, timedelta

    return lambda: datetime.now(UTC) + timedelta(days=8)


@pytest.mark.parametrize("application", [{}, APPLICATION], ids=["plain", "application"])
async def test_everything_of_the_site_goes_on(connect, shut: Imitation, vacancy: str, application):
    async with connect(yes(), **application) as assistant:
        assert (await assistant.call("list_resumes"))["items"]
        assert (await assistant.call("search_vacancies", text="python", area="Москва"))["items"]
        assert (await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME))["status"] == "sent"
        assert (await assistant.call("list_responses"))["items"]
        await assistant.call("list_chats")
        await assistant.call("get_notifications")


async def test_nobody_who_is_signed_in_is_told_to_sign_in(connect, hh: Imitation):
    hh.fault(kind="status", status=403, host="api", times=0)
    async with connect(toolsets="all") as assistant:
        for tool, arguments in (
            ("lookup", {"kind": "employer", "text": "Тинькофф"}),
            ("get_employer", {"employer_id": "500001"}),
        ):
            text = await assistant.error(tool, **arguments)
            assert "login_request_code" not in text, tool
            assert "приложение" in text


async def test_a_search_of_strangers_goes_by_the_site(connect, shut: Imitation):
    async with connect(signed_in=False, **APPLICATION) as assistant:
        assert (await assistant.call("search_vacancies", text="python"))["items"]


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 403}, {"kind": "status", "status": 500}])
async def test_chats_that_refuse_cost_the_digest_only_themselves(connect, hh: Imitation, vacancy: str, fault):
    async with connect(yes()) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        await assistant.call("get_notifications")
        hh.employer(response_id=hh.responses_to(vacancy)[0]["id"], act="invite", text="Приходите!")
        hh.fault(host="chatik", times=0, **fault)
        news = await assistant.call("get_notifications")
        assert [item["kind"] for item in news["items"]] == ["invitation"]
        assert "Чаты" in news["missing"]
        assert "login_request_code" not in news["missing"]
        hh.clear_faults()
        assert "missing" not in await assistant.call("get_notifications")
