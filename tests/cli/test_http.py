"""MCP over HTTP: three doors, none of them ever open; the whole job behind them; an orderly end."""

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx2 as httpx
import pytest
from mcp import Client, MCPDeprecationWarning
from mcp.client.streamable_http import streamable_http_client
from mcp.types import ResourceUpdatedNotification
from support import READING, RESUME, Assistant, environment, in_terminal, yes

from hh_mcp.transport_http import CONNECTIONS, HEAD

TOKEN = "a-token-of-the-tests"


@dataclass
class Running:
    """A server over HTTP in a process of its own."""

    url: str
    process: subprocess.Popen[str]

    @property
    def base(self) -> str:
        return self.url.removesuffix("/mcp")

    def post(self, **headers: str) -> httpx.Response:
        sent = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json", **headers}
        with httpx.Client(trust_env=False) as http:
            return http.post(self.url, headers=sent, content="{}")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


def start(env: dict[str, str], *arguments: str) -> tuple[Running, list[str]]:
    command = [sys.executable, "-m", "hh_mcp", "serve", "--transport", "http", "--port", "0", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env)
    assert process.stderr is not None
    said = [process.stderr.readline().strip()]
    while not said[-1].startswith("http://"):
        said.append(process.stderr.readline().strip())
    return Running(said[-1], process), said


@contextmanager
def serving(settings, **more: str) -> Iterator[Running]:
    env = {**environment(settings), "HH_MCP_HTTP_TOKEN": TOKEN, "HH_MCP_OPEN_BROWSER": "false", **more}
    server, said = start(env, "--allow-host", "jobs.test")
    assert len(said) == 1, "a token that was given is not shown"
    yield server
    server.process.kill()
    server.process.wait(10)
    server.process.stderr.close()


@pytest.fixture
def running(make_settings) -> Iterator[Running]:
    with serving(make_settings()) as server:
        yield server


@pytest.fixture
def trusting(make_settings) -> Iterator[Running]:
    """A server whose person lets its client decide."""
    with serving(make_settings(), HH_MCP_HTTP_DECISIONS="true") as server:
        yield server


def test_the_doors(running):
    bearer = f"Bearer {TOKEN}"
    assert running.post().status_code == 401
    assert running.post().headers["WWW-Authenticate"] == "Bearer"
    assert running.post(Authorization="Bearer wrong").status_code == 401
    assert running.post(Authorization=f"Basic {TOKEN}").status_code == 401
    assert running.post(Authorization=bearer, Host="evil.test").status_code == 421
    assert running.post(Authorization=bearer, Origin="https://evil.test").status_code == 403
    assert running.post(Authorization=bearer, Origin="null").status_code == 403
    for host in ("jobs.test", "jobs.test:443", "localhost:1"):
        assert running.post(Authorization=bearer, Host=host).status_code == 400, "in, and then it is no JSON-RPC"
    assert running.post(Authorization=bearer, Origin="http://localhost:3000").status_code == 400
    with httpx.Client(trust_env=False, base_url=running.base) as http:
        assert http.get("/health").json()["status"] == "ok"
        assert http.get("/health", headers={"Host": "evil.test"}).status_code == 421
        assert http.get("/anything").status_code == 401
        assert http.get("/anything", headers={"Authorization": bearer}).status_code == 404


@asynccontextmanager
async def assistant_of(running: Running, mode: str, hear: Any = None) -> AsyncIterator[Assistant]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(headers=headers, timeout=60, trust_env=False) as http:
        transport = streamable_http_client(running.url, http_client=http, terminate_on_close=False)
        async with Client(transport, mode=mode, elicitation_callback=yes(READING), message_handler=hear) as client:
            yield Assistant(client)


@pytest.mark.anyio
async def test_over_http_a_form_decides_nothing(running, make_settings, hh, vacancy, era):
    letter = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": "Здравствуйте!"}
    async with assistant_of(running, era) as assistant:
        await assistant.sign_in(hh)
        pending = await assistant.call("respond", **letter)
        assert pending["status"] == "pending_approval"
        assert hh.responses_to(vacancy) == []
        in_terminal(make_settings(), ["approvals", "approve", pending["action_id"]], "да\n")
        assert (await assistant.call("respond", **letter))["status"] == "sent"


@pytest.mark.anyio
async def test_the_main_job_over_http_in_both_eras_then_an_orderly_end(trusting, hh, vacancy):
    async with assistant_of(trusting, "auto") as assistant:
        await assistant.sign_in(hh)
        sent = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Здравствуйте!")
        assert sent["status"] == "sent"
    async with assistant_of(trusting, "legacy") as assistant:
        again = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Здравствуйте!")
        assert again["action_id"] == sent["action_id"]
        assert len(hh.responses_to(vacancy)) == 1
        assert trusting.stop() == 0, "with a client that still listens"


def test_a_token_is_made_and_shown_once_where_there_is_none(make_settings):
    env = {**environment(make_settings()), "HH_MCP_LANG": "en"}
    server, said = start(env)
    name, token = said[0].split("=")
    assert name == "HH_MCP_HTTP_TOKEN"
    assert len(token) >= 40
    assert server.post(Authorization=f"Bearer {token}").status_code == 400
    assert server.post().status_code == 401
    assert server.stop() == 0
    assert token not in server.process.stderr.read()
    server.process.stderr.close()
    short = {**env, "HH_MCP_HTTP_TOKEN": "short"}
    command = [sys.executable, "-m", "hh_mcp", "serve", "--transport", "http"]
    done = subprocess.run(command, env=short, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert "fewer than 16" in done.stderr


def test_a_port_that_is_taken_is_one_sentence(running):
    port = running.base.rpartition(":")[2]
    env = {**os.environ, "HH_MCP_HTTP_TOKEN": TOKEN}
    command = [sys.executable, "-m", "hh_mcp", "serve", "--transport", "http", "--port", port]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "Address already in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_head_that_never_ends_is_not_waited_for(running):
    """Nobody has shown a token yet: half a head, and connections without one, are closed."""
    host, port = running.base.removeprefix("http://").split(":")
    with contextlib.ExitStack() as held:
        half = [held.enter_context(socket.create_connection((host, int(port)), timeout=20)) for _ in range(3)]
        for connection in half:
            connection.sendall(b"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nX-")
        with httpx.Client(trust_env=False, base_url=running.base) as http:
            assert http.get("/health").status_code == 200, "others are served meanwhile"
        assert [connection.recv(1) for connection in half] == [b""] * 3


def test_no_more_connections_than_a_cap(running):
    host, port = running.base.removeprefix("http://").split(":")
    with contextlib.ExitStack() as held:
        for _ in range(CONNECTIONS):
            held.enter_context(socket.create_connection((host, int(port)), timeout=20))
        last = held.enter_context(socket.create_connection((host, int(port)), timeout=HEAD / 2))
        assert last.recv(1) == b"", "closed at once, not after its time"


def test_at_debug_no_answer_is_in_the_log(make_settings):
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "get_status", "arguments": {}}}
    hello = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    env = {**environment(make_settings()), "HH_MCP_HTTP_TOKEN": TOKEN, "HH_MCP_LOG_LEVEL": "DEBUG"}
    server, _ = start(env)
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json, text/event-stream"}
    with httpx.Client(trust_env=False, headers=headers, timeout=60) as http:
        first = http.post(server.url, json={"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": hello})
        session = first.headers["mcp-session-id"]
        http.post(
            server.url,
            json={"jsonrpc": "2.0", "method": "notifications/initialized"},
            headers={"mcp-session-id": session},
        )
        answer = http.post(server.url, json=call, headers={"mcp-session-id": session})
    assert "signed_in" in answer.text
    server.process.terminate()
    _, log = server.process.communicate(timeout=30)
    assert "signed_in" not in log
    assert session not in log
    assert TOKEN not in log


class Ear:
    """What an older client hears of news."""

    def __init__(self) -> None:
        self.news = 0
        self._more = anyio.Event()

    async def __call__(self, message: object) -> None:
        if isinstance(message, ResourceUpdatedNotification):
            self.news += 1
            self._more.set()

    async def heard(self) -> None:
        with anyio.fail_after(60):
            await self._more.wait()


async def subscribe(assistant: Assistant) -> None:
    with pytest.warns(MCPDeprecationWarning):
        await assistant.client.subscribe_resource("hh://notifications")


@pytest.fixture
def watching(make_settings) -> Iterator[Running]:
    """A server that looks for news every second, and by looks only."""
    with serving(make_settings(), HH_MCP_HTTP_DECISIONS="true", HH_MCP_WATCH_MINUTES="0.02") as server:
        yield server


@pytest.mark.anyio
async def test_a_client_that_went_silent_keeps_no_news_from_others(watching, hh, vacancy):
    ear = Ear()
    async with assistant_of(watching, "legacy") as gone:
        await gone.sign_in(hh)
        await gone.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        await gone.call("get_notifications")
        await subscribe(gone)
    async with assistant_of(watching, "legacy", ear) as assistant:
        await subscribe(assistant)
        hh.employer(response_id=hh.responses_to(vacancy)[0]["id"], act="message", text="Вопрос.")
        await ear.heard()
        assert (await assistant.call("get_notifications"))["items"][0]["text"] == "Вопрос."


def rename(home: Path, old: str, new: str) -> None:
    with closing(sqlite3.connect(home / "hh-mcp.db", timeout=30)) as database:
        database.execute(f"alter table {old} rename to {new}")
        database.commit()


@pytest.mark.anyio
async def test_a_look_that_breaks_off_does_not_end_the_server(watching, make_settings, hh, vacancy):
    ear, home = Ear(), make_settings().home
    async with assistant_of(watching, "legacy", ear) as assistant:
        await assistant.sign_in(hh)
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        await assistant.call("get_notifications")
        before = len(hh.requests("GET", "/applicant/negotiations"))
        rename(home, "notices", "gone")
        await subscribe(assistant)
        with anyio.fail_after(60):
            while len(hh.requests("GET", "/applicant/negotiations")) < before + 2:
                await anyio.sleep(0.05)
        rename(home, "gone", "notices")
        hh.employer(response_id=hh.responses_to(vacancy)[0]["id"], act="message", text="Вопрос.")
        await ear.heard()


@pytest.mark.anyio
@pytest.mark.parametrize("fault", [{"kind": "status", "status": 500}, {"kind": "region"}])
async def test_a_look_that_fails_does_not_end_the_server(watching, hh, vacancy, fault):
    ear = Ear()
    async with assistant_of(watching, "legacy", ear) as assistant:
        await assistant.sign_in(hh)
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        await assistant.call("get_notifications")
        before = len(hh.requests("GET", "/applicant/negotiations"))
        hh.fault(path="/applicant/negotiations", times=50, **fault)
        await subscribe(assistant)
        with anyio.fail_after(60):
            while len(hh.requests("GET", "/applicant/negotiations")) < before + 2:
                await anyio.sleep(0.05)
        hh.clear_faults()
        hh.employer(response_id=hh.responses_to(vacancy)[0]["id"], act="message", text="Вопрос.")
        await ear.heard()
        assert watching.process.poll() is None
