"""The server as a client starts it: a process on stdio, both protocol eras, nothing but protocol on stdout."""

import json
import subprocess
import sys

import pytest
from mcp import Client, StdioServerParameters
from support import environment

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_stock_client_talks_to_the_server_with_its_own_imitation(tmp_path, make_settings, mode):
    env = {**environment(make_settings()), "HH_MCP_HOME": str(tmp_path)}
    server = StdioServerParameters(command=sys.executable, args=["-m", "hh_mcp", "serve", "--sandbox"], env=env)
    async with Client(server, mode=mode) as client:
        assert client.protocol_version == ("2026-07-28" if mode == "auto" else "2025-11-25")
        names = {tool.name for tool in (await client.list_tools()).tools}
        status = (await client.call_tool("get_status")).structured_content
        found = (await client.call_tool("search_vacancies", {"text": "python"})).structured_content
    assert {"login_request_code", "login_confirm", "list_resumes", "search_vacancies", "respond"} <= names
    assert status["sandbox_url"].startswith("http://127.0.0.1:")
    assert found["items"]


def test_stdout_belongs_to_the_protocol(make_settings):
    hello = {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    }
    lines = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "get_status", "arguments": {}}},
        {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "list_resumes", "arguments": {}}},
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "hh_mcp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(make_settings()),
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.writelines(json.dumps(line) + "\n" for line in lines)
    process.stdin.flush()
    answers = [json.loads(process.stdout.readline()) for _ in range(3)]
    rest, _ = process.communicate(timeout=20)
    assert {answer["id"] for answer in answers} == {1, 2, 3}
    assert rest == ""
    assert process.returncode == 0
