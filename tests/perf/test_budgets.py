"""What an answer may cost an assistant, in tokens of o200k_base; the texts are longer than people write."""

import json
import warnings

import pytest
from mcp import Client
from support import RESUME, yes

from hh_mcp.server import build_server

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # how it opens its own data
    import bpe_openai

pytestmark = pytest.mark.anyio

LONG = "Ищем инженера: автотесты, нагрузка, отчёты. Пишем на Python и Go, смены по графику, «белая» зарплата. " * 150
ENCODING = bpe_openai.get_encoding("o200k_base")


def tokens(value):
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return len(ENCODING.encode(text))


async def costs(assistant, tool, **arguments):
    """The text's tokens and the structured content's; a client may show either to its model."""
    result = await assistant.raw(tool, **arguments)
    assert not result.is_error, result.content[0].text
    return max(tokens(result.content[0].text), tokens(result.structured_content)), result.structured_content


async def test_a_search_of_20_vacancies_is_at_most_2000_tokens(connect, hh):
    for _ in range(20):
        hh.add_vacancy(
            name="Ведущий инженер по автоматизации тестирования мобильных приложений", response_letter_required=True
        )
    async with connect(yes()) as assistant:
        cost, found = await costs(assistant, "search_vacancies", text="автоматизации тестирования мобильных")
        assert len(found["items"]) == 20
        assert cost <= 2_000
        cost, found = await costs(assistant, "search_vacancies", text="python", area="Москва")
        assert cost <= 2_000


async def test_a_vacancy_is_at_most_1300_tokens_and_tells_how_to_read_on(connect, hh):
    skills = [{"name": f"Навык номер {n}"} for n in range(30)]
    vacancy = hh.add_vacancy(name="Ведущий инженер", description=f"<p>{LONG}</p>", key_skills=skills)
    async with connect(yes()) as assistant:
        cost, shown = await costs(assistant, "get_vacancy", vacancy_id=vacancy)
        assert cost <= 1_300
        assert "full=true" in shown["more"]
        _, whole = await costs(assistant, "get_vacancy", vacancy_id=vacancy, full=True)
        assert len(whole["employer_text"]) >= len(LONG) - 1


async def test_20_chats_are_at_most_1500_tokens(connect, hh):
    for n in range(20):
        hh.add_chat(text=f"{n}. {LONG[:3000]}")
    async with connect(yes()) as assistant:
        cost, shown = await costs(assistant, "list_chats")
        assert len(shown["items"]) == 20
        assert cost <= 1_500


async def test_a_digest_of_a_busy_day_is_at_most_1000_tokens(connect, hh):
    for n in range(25):
        hh.add_chat(text=f"{n}. {LONG[:2000]}")
    async with connect(yes(), hourly_responses=200) as assistant:
        for n in range(12):
            vacancy = hh.add_vacancy(name=f"Ведущий инженер по тестированию {n}")
            await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
            response = hh.responses_to(vacancy)[0]["id"]
            hh.employer(act="invite", response_id=response, text=LONG[:1000])
        cost, shown = await costs(assistant, "get_notifications")
        assert cost <= 1_000
        assert shown["items"][0]["kind"] == "invitation"
        assert shown["counts"]["invitation"] >= 12
        assert shown["more"].startswith("+")


async def test_the_core_tools_are_at_most_3500_tokens(make_settings):
    async with Client(build_server(make_settings())) as client:
        shown = (await client.list_tools()).tools
    assert sum(tokens(tool.name) + tokens(tool.description) + tokens(tool.input_schema) for tool in shown) <= 3_500
