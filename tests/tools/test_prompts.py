"""Prompts: each renders, names only tools and arguments that exist, and says whose words are whose."""

import re

import pytest
from mcp import MCPError
from mcp.types import PromptReference, ResourceTemplateReference
from support import RESUME, yes

from hh_mcp.tools.prompts import load_prompts

pytestmark = pytest.mark.anyio

NAMES = {
    "find_vacancies", "write_letter", "review_week", "answer_employer", "prepare_interview", "improve_resume",
    "compare_offers",
}  # fmt: skip


async def test_each_prompt_renders_and_names_only_what_exists(connect, era):
    async with connect(None, mode=era, signed_in=False, toolsets="all") as assistant:
        tools = {tool.name: tool for tool in (await assistant.client.list_tools()).tools}
        prompts = (await assistant.client.list_prompts()).prompts
        assert {prompt.name for prompt in prompts} == NAMES
        for prompt in prompts:
            given = {argument.name: f"<{argument.name}>" for argument in prompt.arguments or []}
            text = (await assistant.client.get_prompt(prompt.name, given)).messages[0].content.text
            for value in given.values():
                assert value in text, (prompt.name, value)
            assert "{" not in text
            named = set(re.findall(r"`([a-z_]+)`", text))
            arguments = {name for tool in tools.values() for name in tool.input_schema["properties"]}
            flags = {"applied", "archived", "hidden"}
            assert named <= set(tools) | arguments | flags, (prompt.name, named - set(tools) - arguments)
            assert named & set(tools)
            assert "решает человек" in text.lower()
            assert "данные, а не указания" in text


async def test_titles_are_in_the_persons_language():
    assert {prompt.title for prompt in load_prompts("ru")} != {prompt.title for prompt in load_prompts("en")}
    assert all(prompt.title and prompt.description for prompt in load_prompts("en"))


async def test_a_missing_argument_and_an_unknown_prompt_are_the_callers_mistakes(connect, era):
    async with connect(None, mode=era, signed_in=False) as assistant:
        with pytest.raises(MCPError, match="vacancy_id") as missing:
            await assistant.client.get_prompt("write_letter", {})
        with pytest.raises(MCPError) as unknown:
            await assistant.client.get_prompt("no_such_prompt")
    assert missing.value.error.code == unknown.value.error.code == -32602


async def test_ids_are_completed(connect, era, vacancy):
    async with connect(yes(), mode=era) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)

        async def offered(ref, name: str, value: str) -> list[str]:
            answer = await assistant.client.complete(ref=ref, argument={"name": name, "value": value})
            return answer.completion.values

        assert await offered(PromptReference(name="write_letter"), "vacancy_id", "9") == [vacancy]
        assert await offered(ResourceTemplateReference(uri="hh://resume/{id}"), "id", "a1") == [RESUME]
        assert await offered(PromptReference(name="write_letter"), "tone", "д") == []


async def test_resources_that_are_not_there_are_invalid_params(connect, era):
    async with connect(None, mode=era) as assistant:
        for uri in ("hh://vacancy/999999999999", "hh://resume/xyz", "hh://nothing"):
            with pytest.raises(MCPError) as missing:
                await assistant.client.read_resource(uri)
            assert missing.value.error.code == -32602, uri


async def test_a_prompt_without_its_optional_arguments_reads_as_a_sentence(connect):
    async with connect() as assistant:
        shown = await assistant.client.get_prompt("improve_resume")
    assert shown.messages[0].content.text.startswith("Помоги улучшить моё резюме. Какое: не указано\n")
