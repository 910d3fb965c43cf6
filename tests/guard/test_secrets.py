"""A whole conversation at debug level leaves no secret anywhere: streams, results, journal, exports, database bytes."""

import json
import sys

import anyio
import pytest
from mcp import Client, StdioServerParameters
from pydantic import SecretStr
from support import PHONE, READING, RESUME, Assistant, environment, yes

from hh_mcp.store import Store

pytestmark = pytest.mark.anyio


async def test_no_secret_leaves_the_vault(make_settings, hh, tmp_path, vacancy):
    settings = make_settings()
    noise = tmp_path / "stderr"
    env = {**environment(settings), "HH_MCP_LOG_LEVEL": "DEBUG", "HH_MCP_KEY": "correct horse battery"}
    serve = f"exec {sys.executable} -m hh_mcp serve 2>{noise}"
    results: list[str] = []
    async with Client(
        StdioServerParameters(command="sh", args=["-c", serve], env=env), elicitation_callback=yes(READING)
    ) as client:
        assistant = Assistant(client)

        async def call(tool: str, **arguments) -> dict:
            result = await assistant.raw(tool, **arguments)
            results.append(result.model_dump_json())
            return result.structured_content or {}

        await call("login_request_code", login=PHONE)
        code = hh.codes()[-1]["code"]
        await call("login_confirm", code="0000" if code != "0000" else "1111")
        await call("login_confirm", code=code)
        with Store.open(settings.database, SecretStr(env["HH_MCP_KEY"])) as store:
            session = json.loads(store.sessions(settings.account_key).load("site") or "{}")
        await call("list_resumes")
        await call("get_resume", resume_id=RESUME)
        await call("search_vacancies", text="python")
        sent = await call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Здравствуйте!")
        await call("list_chats")
        await call("send_message", chat_id=sent["chat_id"], text="Спасибо!")
        hh.fault(kind="status", status=500, times=0)
        await call("list_chats")
        hh.clear_faults()
        hh.fault(kind="expire_session", times=1)
        await call("list_resumes")
        await call("get_status")

    cookies = {value for value in strings(session) if len(value) >= 16}
    assert len(cookies) >= 4, "the session has its secrets, or this test proves nothing"
    secrets = cookies | {"9000000001", "correct horse battery"}

    export = [sys.executable, "-m", "hh_mcp", "audit", "export", "--format", "jsonl"]
    shown = await anyio.run_process(export, env=env)
    places = {
        "stderr": noise.read_text(encoding="utf-8"),
        "results": "\n".join(results),
        "audit": (shown.stdout + shown.stderr).decode(),
        **{file.name: file.read_bytes().decode("latin-1") for file in settings.home.rglob("*") if file.is_file()},
    }
    found = [(place, secret[:4]) for place, text in places.items() for secret in secrets if secret in text]
    assert found == []
    assert "DEBUG" in places["stderr"]
    for place in ("stderr", "audit", "results"):
        assert f'"{code}"' not in places[place]
        assert f"code={code}" not in places[place]


def strings(value: object):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
