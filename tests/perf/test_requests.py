"""What each tool costs hh.ru: the number of requests, counted by the imitation."""

import pytest
from support import RESUME, yes

pytestmark = pytest.mark.anyio


@pytest.fixture
def cost(hh):
    """How many requests the imitation sees while a call runs."""

    async def counted(assistant, tool, **arguments):
        before = len(hh.requests())
        await assistant.call(tool, **arguments)
        return [f"{request['method']} {request['path']}" for request in hh.requests()[before:]]

    return counted


async def test_a_search_and_a_vacancy_are_one_request_each(connect, vacancy, cost):
    """The rates of foreign currencies are asked for once a day, where somebody pays in one."""
    async with connect(yes()) as assistant:
        assert await cost(assistant, "search_vacancies", text="python") == ["GET /search/vacancy", "GET /dictionaries"]
        assert await cost(assistant, "search_vacancies", text="python") == ["GET /search/vacancy"]
        assert len(await cost(assistant, "get_vacancy", vacancy_id=vacancy)) == 1


async def test_a_response_is_three_requests_and_two_within_the_minute(connect, hh, vacancy, cost):
    """The list of responses, at most once a minute; the page of the vacancy; the POST."""
    another = hh.add_vacancy(name="Другая вакансия")
    async with connect(yes()) as assistant:
        first = await cost(assistant, "respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Здравствуйте!")
        second = await cost(assistant, "respond", vacancy_id=another, resume_id=RESUME, cover_letter="Добрый день!")
    page, post = f"GET /vacancy/{vacancy}", "POST /applicant/vacancy_response/popup"
    assert first == ["GET /applicant/negotiations", page, post]
    assert second == [f"GET /vacancy/{another}", post]


async def test_a_digest_is_four_requests_at_most(connect, cost):
    async with connect(yes()) as assistant:
        assert len(await cost(assistant, "get_notifications")) <= 4
        assert len(await cost(assistant, "get_notifications")) <= 4


async def test_the_same_city_is_looked_up_once(connect, cost):
    async with connect(yes()) as assistant:
        await assistant.call("lookup", kind="area", text="Казань")
        assert await cost(assistant, "lookup", kind="area", text="Казань") == []
        assert await cost(assistant, "lookup", kind="area", text="екб") == []
        assert len(await cost(assistant, "search_vacancies", text="python", area="Казань")) == 1


async def test_status_asks_hh_nothing(connect, cost):
    async with connect(yes()) as assistant:
        assert await cost(assistant, "get_status") == []


@pytest.mark.parametrize("chatik", [True, False])
async def test_a_regional_host_costs_no_request_once_it_is_known(connect, hh, vacancy, cost, chatik):
    hh.fault(kind="region", chatik=chatik)
    try:
        async with connect(yes()) as assistant:
            await assistant.call("get_notifications")  # the first redirects
            search = await cost(assistant, "search_vacancies", text="тестирование", only_with_salary=False)
            page = await cost(assistant, "get_vacancy", vacancy_id=vacancy)
            response = await cost(assistant, "respond", vacancy_id=vacancy, resume_id=RESUME)
            digest = await cost(assistant, "get_notifications")
    finally:
        hh.clear_faults()
    assert [line for line in search if not line.endswith("/dictionaries")] == ["GET /search/vacancy"]
    assert page == [f"GET /vacancy/{vacancy}"]
    assert len(response) <= 3
    assert len(digest) <= 4
