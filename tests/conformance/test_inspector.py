"""The MCP Inspector's command line, a client that is not ours, against the server that people start."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from conformance_node import program, run

pytestmark = pytest.mark.anyio

ERAS = {"legacy": "2025-11-25", "modern": "2026-07-28"}
TOOL_ERROR = 5  # the Inspector's exit code for a result with isError


@pytest.fixture(params=sorted(ERAS))
def inspect(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Make one request to `hh-mcp serve --sandbox` by the Inspector; the era is set in its file of servers."""
    inspector = program("@modelcontextprotocol/inspector", "mcp-inspector")
    server = {
        "type": "stdio",
        "command": sys.executable,
        "args": ["-m", "hh_mcp", "serve", "--sandbox"],
        "env": {"HH_MCP_HOME": str(tmp_path / "home"), "HH_MCP_OPEN_BROWSER": "false"},
        "protocolEra": request.param,
    }
    config = tmp_path / "servers.json"
    config.write_text(json.dumps({"mcpServers": {"hh": server}}), encoding="utf-8")
    env = {**os.environ, "HOME": str(tmp_path), "MCP_INSPECTOR_SECRET_STORE": "memory"}

    async def ask(method: str, *arguments: str, code: int = 0) -> Any:
        asked = ["--cli", "--config", str(config), "--server", "hh", "--method", method, "--format", "json", *arguments]
        done = await run([*inspector, *asked], env)
        assert done.returncode == code, done.stderr.decode()[-2000:]
        return json.loads(done.stdout)["result"]

    ask.era = request.param
    return ask


async def test_the_inspector_finds_calls_and_reads_everything(inspect):
    met = await inspect("initialize")
    assert met["serverInfo"]["name"] == "hh-mcp"
    assert met["protocolVersion"] == ERAS[inspect.era]
    assert "respond" in met["instructions"]

    tools = {tool["name"]: tool for tool in (await inspect("tools/list"))["tools"]}
    assert tools["search_vacancies"]["annotations"]["readOnlyHint"] is True
    assert tools["respond"]["annotations"]["destructiveHint"] is True

    arguments = ("--tool-args-json", json.dumps({"text": "python", "area": "Москва", "per_page": 5}))
    found = await inspect("tools/call", "--tool-name", "search_vacancies", *arguments)
    assert len(found["structuredContent"]["items"]) == 5
    assert json.loads(found["content"][0]["text"]) == found["structuredContent"]

    (read,) = (await inspect("resources/read", "--uri", "hh://status"))["contents"]
    status = json.loads(read["text"])
    assert (status["signed_in"], status["responses"]["used"]) == (False, 0)

    prompt = await inspect("prompts/get", "--prompt-name", "find_vacancies", "--prompt-args", "wishes=удалённо")
    assert "Пожелания: удалённо" in prompt["messages"][0]["content"]["text"]


@pytest.mark.parametrize("inspect", ["modern"], indirect=True)
async def test_a_tool_that_fails_is_an_error_to_the_inspector_too(inspect):
    failed = await inspect("tools/call", "--tool-name", "list_resumes", code=TOOL_ERROR)
    assert failed["isError"] is True
    assert failed["content"][0]["text"].startswith("[not_signed_in]")
