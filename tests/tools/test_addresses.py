"""A pasted address of a page is an id in every tool that takes one; an address of another site is not."""

import pytest
from support import RESUME, yes

from hh_mcp.tools import addresses

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "address",
    [
        "https://hh.ru/vacancy/900000001",
        "https://sochi.hh.ru/vacancy/900000001?hhtmFrom=vacancy_search_list&query=python",
        "http://m.hh.ru/vacancy/900000001/",
        "hh.ru/vacancy/900000001",
        " <https://HH.ru/vacancy/900000001>, ",
        "https://hh.kz/vacancy/900000001#about",
        "https://api.hh.ru/vacancies/900000001",
        "https://hh.ru/applicant/vacancy_response?vacancyId=900000001&hhtmFrom=vacancy",
        "900000001",
        " 900000001 ",
    ],
)
def test_an_address_of_a_vacancy_is_its_id(address: str):
    assert addresses.vacancy_id(address) == "900000001"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/vacancy/900000001",
        "https://hh.ru@evil.example/vacancy/900000001",
        "https://hh.ru.evil.example/vacancy/900000001",
        "https://evilhh.ru/vacancy/900000001",
        "ftp://hh.ru/vacancy/900000001",
        "https://hh.ru/vacancy/900000001x",
        "https://hh.ru/vacancy/",
        "https://hh.ru/resume/900000001",
        "https://hh.ru/vacancy/900000001 https://hh.ru/vacancy/900000002",
        "https://[hh.ru/vacancy/900000001",
    ],
)
def test_any_other_address_is_no_id(address: str):
    assert addresses.vacancy_id(address) == address


@pytest.mark.parametrize(
    ("read", "address", "number"),
    [
        (addresses.resume_id, f"https://spb.hh.ru/resume/{RESUME}?hhtmFrom=resumes", RESUME),
        (addresses.resume_id, f"https://hh.ru/applicant/resume?resume={RESUME}", RESUME),
        (addresses.chat_id, "https://chatik.hh.ru/chat/5500000001", "5500000001"),
        (addresses.chat_id, "https://hh.ru/chat/5500000001", "5500000001"),
        (addresses.chat_id, "https://hh.ru/applicant/negotiations?chatId=5500000001", "5500000001"),
        (addresses.response_id, "https://hh.ru/negotiations/item?topicId=5400000001", "5400000001"),
        (addresses.employer_id, "https://hh.ru/employer/500001", "500001"),
        (addresses.employer_id, "ООО «Рога/Копыта»", "ООО «Рога/Копыта»"),
        (addresses.vacancy_id, 900000001, "900000001"),
    ],
)
def test_an_address_of_anything_else_is_its_id(read, address, number):
    assert read(address) == number


async def test_an_address_and_an_id_are_one_response(connect, hh):
    vacancy = hh.add_vacancy(name="Инженер")
    async with connect(yes()) as assistant:
        page = f"https://kazan.hh.ru/vacancy/{vacancy}?query=x"
        assert (await assistant.call("get_vacancy", vacancy_id=page))["id"] == vacancy
        sent = await assistant.call("respond", vacancy_id=page, resume_id=f"https://hh.ru/resume/{RESUME}")
        again = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        chat = await assistant.call("get_chat", chat_id=f"https://chatik.hh.ru/chat/{sent['chat_id']}")
    assert sent["status"] == "sent"
    assert again["action_id"] == sent["action_id"]
    assert chat["id"] == sent["chat_id"]
    assert len(hh.responses_to(vacancy)) == 1


async def test_a_search_takes_addresses_and_todays_rouble(connect, hh):
    async with connect() as assistant:
        await assistant.call("search_vacancies", employer="https://hh.ru/employer/500001", currency="rub", salary=1)
        await assistant.call("search_vacancies", resume_id=f"https://hh.ru/resume/{RESUME}")
    first, second = hh.requests("GET", "/search/vacancy")[-2:]
    assert first["query"]["currency_code"] in ("RUR", ["RUR"])
    assert first["query"]["employer_id"] in ("500001", ["500001"])
    assert second["query"]["resume"] in (RESUME, [RESUME])
