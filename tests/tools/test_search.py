"""Search that helps: several pages at once, each vacancy once, spelling, hints, pay in roubles."""

from datetime import UTC, datetime

import pytest
from support import RESUME

from hh_mcp.hh.models import Salary, VacancyPage
from hh_mcp.views.vacancies import vacancy_list
from hh_mcp.views.words import age_words, months_words, salary_words

pytestmark = pytest.mark.anyio


async def test_several_pages_come_in_one_call_with_progress(connect, hh):
    seen: list[float] = []

    async def note(progress: float, total: float | None, message: str | None) -> None:
        seen.append(progress)

    async with connect(signed_in=False) as assistant:
        result = await assistant.client.call_tool(
            "search_vacancies", {"text": "python", "per_page": 10, "pages": 3}, progress_callback=note
        )
        single = await assistant.call("search_vacancies", text="python", per_page=10)
    items = result.structured_content["items"]
    assert len(items) == len({item["id"] for item in items}) == 30
    assert items[:10] == single["items"]
    assert seen == [1, 2]
    assert len(hh.requests("GET", "/search/vacancy")) == 4


async def test_nothing_found_comes_with_a_hint(connect):
    async with connect(signed_in=False) as assistant:
        found = await assistant.call("search_vacancies", text="абракадабракадабра")
    assert found["items"] == []
    assert "уберите" in found["hint"]


async def test_vacancies_similar_to_a_resume(connect):
    async with connect() as assistant:
        found = await assistant.call("search_vacancies", resume_id=RESUME, per_page=5)
    assert len(found["items"]) == 5


async def test_filters_reach_hh(connect, hh):
    async with connect(signed_in=False) as assistant:
        await assistant.call(
            "search_vacancies",
            text="инженер",
            salary=100_000,
            only_with_salary=True,
            experience="between1And3",
            work_format="REMOTE",
            employment="FULL",
            exclude="стажёр",
            period_days=7,
            order_by="publication_time",
            page=1,
            per_page=5,
        )
    asked = hh.requests("GET", "/search/vacancy")[-1]["query"]
    expected = {
        "text": "инженер",
        "salary": "100000",
        "only_with_salary": "true",
        "experience": "between1And3",
        "work_format": "REMOTE",
        "employment_form": "FULL",
        "excluded_text": "стажёр",
        "search_period": "7",
        "order_by": "publication_time",
        "page": "1",
        "items_on_page": "5",
    }
    assert (
        expected.items()
        <= {key: value[0] if isinstance(value, list) else value for key, value in asked.items()}.items()
    )


async def test_foreign_pay_is_told_in_roubles_too(connect, hh):
    vacancy = hh.add_vacancy(
        name="Remote engineer", salary={"from": 3000, "to": 4000, "currency": "USD", "gross": False}
    )
    async with connect(signed_in=False) as assistant:
        read = await assistant.call("get_vacancy", vacancy_id=vacancy)
    assert read["salary"].startswith("3\u00a0000–4\u00a0000 $ на руки (≈ ")
    assert read["salary"].endswith("₽)")


async def test_hourly_pay_stays_hourly(connect, hh):
    pay = {"from": 96_000, "to": 120_000, "perModeFrom": 500, "perModeTo": 625, "mode": "HOUR", "frequency": "DAILY"}
    vacancy = hh.add_vacancy(name="Курьер-почасовик", site={"compensation": {**pay, "currencyCode": "RUR"}})
    async with connect(signed_in=False) as assistant:
        read = await assistant.call("get_vacancy", vacancy_id=vacancy)
        found = await assistant.call("search_vacancies", text="Курьер-почасовик")
    assert read["salary"].startswith("500–625 ₽ за час")
    assert read["pay_frequency"] == "ежедневно"
    assert found["items"][0]["salary"] == read["salary"]


def test_hourly_pay_in_dollars_is_told_for_an_hour_in_roubles():
    pay = Salary(start=3, end=20, currency="USD", mode="HOUR")
    assert salary_words(pay, "ru", {"USD": 81.37}) == "3–20 $ за час (≈ 240–1\u00a0630 ₽)"


@pytest.mark.parametrize(
    ("salary", "said"),
    [
        (None, None),
        (Salary(), None),
        (Salary(start=150000), "от 150\u00a0000 ₽"),
        (Salary(end=90000, gross=True), "до 90\u00a0000 ₽ до налогов"),
        (Salary(start=1, end=1, gross=False), "1 ₽ на руки"),
        (Salary(start=500, mode="HOUR"), "от 500 ₽ за час"),
        (Salary(end=4500, mode="SHIFT", gross=True), "до 4\u00a0500 ₽ за смену до налогов"),
        (Salary(start=90000, end=90000, mode="FLY_IN_FLY_OUT"), "90\u00a0000 ₽ за вахту"),
        (Salary(start=700, mode="SERVICE"), "от 700 ₽ за услугу"),
        (Salary(start=700, mode="CENTURY"), "от 700 ₽ CENTURY"),
        (Salary(start=700, mode="", currency=""), "от 700"),
        (Salary(start=10, currency="XYZ"), "от 10 XYZ"),
    ],
)
def test_pay_in_words(salary, said):
    assert salary_words(salary) == said


def test_times_in_words():
    assert months_words(64) == "5 г. 4 мес."
    assert months_words(0) == "0 мес."
    assert age_words(None, None) is None


def test_what_hh_says_of_the_spelling_is_passed_on():
    page = VacancyPage(items=(), found=0, page=0, pages=0, fixed_text="python", suggested_text="питон")
    shown = vacancy_list(page, datetime.now(UTC), "ru")
    assert (shown.fixed_text, shown.hint) == ("python", "питон")
