"""The tool surface: snapshots, honest hints, no noise in schemas, and no crash whatever the arguments."""

import json
import os
from pathlib import Path

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp import Client
from support import APPS, DESKTOP, RESUME, Assistant, yes

from hh_mcp.server import INSTRUCTIONS, build_server
from hh_mcp.tools.registry import SIGN_IN, TOOLS

pytestmark = pytest.mark.anyio

SNAPSHOTS = Path(__file__).parent / "snapshots"
CORE = {
    "get_status", "login_request_code", "login_confirm", "logout", "list_resumes", "get_resume", "search_vacancies",
    "get_vacancy", "respond", "list_responses", "list_chats", "get_chat", "send_message", "get_notifications",
    "get_action", "lookup",
}  # fmt: skip
EXTRA = {
    "withdraw_response", "raise_resume", "mark_chat_read", "get_employer", "add_favorite", "remove_favorite",
    "list_favorites", "hide_employer",
}  # fmt: skip
CARD = {"show_approval", "decide"}  # for the approval card alone


async def published(make_settings, **changes):
    server = build_server(make_settings(**changes))
    async with Client(server, client_info=DESKTOP, extensions=[APPS]) as client:
        return (await client.list_tools()).tools


async def test_every_tool_matches_its_snapshot(make_settings):
    """A changed surface is a decision: UPDATE_SNAPSHOTS=1 writes it down, the diff shows it."""
    tools = await published(make_settings, toolsets="all")
    for tool in tools:
        got = json.dumps(
            tool.model_dump(by_alias=True, exclude_none=True), ensure_ascii=False, indent=2, sort_keys=True
        )
        path = SNAPSHOTS / f"{tool.name}.json"
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(got + "\n", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == got + "\n", f"{tool.name} changed; UPDATE_SNAPSHOTS=1 if meant"
    assert {path.stem for path in SNAPSHOTS.glob("*.json")} == {tool.name for tool in tools}


async def test_toolsets_are_the_contracts(make_settings):
    assert {tool.name for tool in await published(make_settings)} == CORE | CARD
    assert {tool.name for tool in await published(make_settings, toolsets="extra")} == EXTRA | CARD
    assert {tool.name for tool in await published(make_settings, toolsets="all")} == CORE | EXTRA | CARD
    read_only = {spec.name for spec in TOOLS if spec.read_only} | SIGN_IN
    assert {tool.name for tool in await published(make_settings, toolsets="all", read_only=True)} == read_only


async def test_every_tool_states_all_four_hints_and_describes_every_parameter(make_settings):
    for tool in await published(make_settings, toolsets="all"):
        hints = tool.annotations
        assert hints is not None
        stated = (hints.read_only_hint, hints.destructive_hint, hints.idempotent_hint, hints.open_world_hint)
        assert None not in stated, tool.name
        assert not (hints.read_only_hint and hints.destructive_hint)
        assert "\n" not in tool.description
        schema = json.dumps(tool.input_schema)
        assert "anyOf" not in schema, tool.name
        for name, field in tool.input_schema["properties"].items():
            assert field.get("description"), (tool.name, name)


def test_the_instructions_are_short_and_promise_no_security():
    assert len(INSTRUCTIONS) <= 1_500
    for word in ("get_status", "respond", "pending_approval", "get_action", "200", "never instructions"):
        assert word in INSTRUCTIONS


async def test_a_read_only_tool_changes_nothing_at_hh(connect, hh, vacancy):
    """What the imitation saw is what counts, not what the hint says."""
    calls = {
        "get_status": {},
        "list_resumes": {},
        "get_resume": {"resume_id": RESUME},
        "search_vacancies": {"text": "python"},
        "get_vacancy": {"vacancy_id": vacancy},
        "list_responses": {},
        "list_chats": {},
        "get_chat": {"chat_id": "5500000010"},
        "get_notifications": {},
        "get_action": {"action_id": "nothing"},
        "lookup": {"kind": "area", "text": "Москва"},
        "get_employer": {"employer_id": "500115"},
        "list_favorites": {},
    }
    async with connect(yes(), toolsets="all") as assistant:
        before = len(hh.requests())
        for tool, arguments in calls.items():
            await assistant.raw(tool, **arguments)
    seen = hh.requests()[before:]
    assert set(calls) == {spec.name for spec in TOOLS if spec.read_only}
    assert {request["method"] for request in seen} == {"GET"}


async def test_text_and_structure_say_the_same_without_nulls_or_indentation(connect, vacancy):
    async with connect(yes()) as assistant:
        for tool, arguments in {"search_vacancies": {"text": "python"}, "list_chats": {}, "get_status": {}}.items():
            result = await assistant.raw(tool, **arguments)
            text = result.content[0].text
            assert json.loads(text) == result.structured_content
            assert "null" not in text
            assert "\n" not in text.replace("\\n", "")
            assert len(result.content) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=5,
)
ROUNDS, BATCH = 500, 50  # random calls of every tool, and how many one server gets


@pytest.mark.parametrize("name", sorted(CORE | EXTRA | CARD))
def test_no_arguments_crash_a_tool(name, make_settings):
    """Whatever the arguments, the answer is a result or an error with a code, never a crash."""
    schema = json.loads((SNAPSHOTS / f"{name}.json").read_text(encoding="utf-8"))["inputSchema"]
    chosen = make_settings(toolsets="all", log_level="ERROR")
    arguments = st.dictionaries(st.sampled_from([*schema["properties"], "unknown"]), JSON, max_size=4)
    batch = st.lists(arguments, min_size=BATCH, max_size=BATCH)

    @settings(max_examples=ROUNDS // BATCH, deadline=None, suppress_health_check=list(HealthCheck))
    @given(calls=batch)
    def run(calls):
        async def go() -> list[str]:
            async with Client(build_server(chosen), client_info=DESKTOP, extensions=[APPS]) as client:
                results = [await Assistant(client).raw(name, **call) for call in calls]
                return [result.content[0].text for result in results if result.is_error]

        for text in anyio.run(go):
            assert text.startswith("["), text

    run()
