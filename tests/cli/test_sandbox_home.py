"""The sandbox of one home: every command sees the same, and a restart loses nothing."""

import json
import os
import subprocess
import sys

import httpx2 as httpx
import pytest
from mcp import Client, StdioServerParameters
from support import PHONE


def environment(home) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HH_MCP_")}
    ours = {"HOME": str(home), "OPEN_BROWSER": "false", "APPROVAL_WAIT": "0"}
    return {**kept, **{f"HH_MCP_{name}": value for name, value in ours.items()}}


def hh_mcp(home, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hh_mcp", *arguments]
    return subprocess.run(command, env=environment(home), capture_output=True, text=True, timeout=120, check=False)


def served(home) -> Client:
    arguments = ["-m", "hh_mcp", "serve", "--sandbox"]
    return Client(StdioServerParameters(command=sys.executable, args=arguments, env=environment(home)))


async def propose(client: Client) -> str:
    async with httpx.AsyncClient(trust_env=False) as http:
        status = (await client.call_tool("get_status", {})).structured_content
        await client.call_tool("login_request_code", {"login": PHONE})
        code = (await http.get(f"{status['sandbox_url']}/_sandbox/inbox")).json()[-1]["code"]
    await client.call_tool("login_confirm", {"code": code})
    resume = (await client.call_tool("list_resumes", {})).structured_content["items"][0]["id"]
    found = (await client.call_tool("search_vacancies", {"text": "python"})).structured_content["items"]
    plain = next(item for item in found if not item.get("flags"))
    letter = {"vacancy_id": plain["id"], "resume_id": resume, "cover_letter": "Здравствуйте!"}
    return (await client.call_tool("respond", letter)).structured_content["action_id"]


@pytest.mark.anyio
async def test_every_command_of_a_home_sees_the_same_sandbox(tmp_path):
    async with served(tmp_path / "home") as client:
        action_id = await propose(client)
        shown = json.loads(hh_mcp(tmp_path / "home", "status", "--sandbox", "--json").stdout)
    assert shown["signed_in"] is True
    assert action_id in str(shown["pending"])
    assert action_id in hh_mcp(tmp_path / "home", "approvals", "--sandbox").stdout
    assert "ждут решения: 1. Посмотреть: hh-mcp approvals --sandbox" in hh_mcp(tmp_path / "home", "status").stderr


@pytest.mark.anyio
async def test_a_restart_keeps_sign_in_and_proposals(tmp_path):
    async with served(tmp_path / "home") as client:
        action_id = await propose(client)
    async with served(tmp_path / "home") as client:
        status = (await client.call_tool("get_status", {})).structured_content
    assert status["signed_in"] is True
    assert action_id in str(status["pending"])
