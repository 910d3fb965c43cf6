"""Helpers of the tests: the imitation's control calls, a person who answers, an assistant, a terminal."""

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
import httpx2 as httpx
from click.testing import CliRunner, Result
from mcp import Client
from mcp.client import ClientRequestContext, advertise
from mcp.server.apps import APP_MIME_TYPE, EXTENSION_ID
from mcp.types import CallToolResult, ElicitRequestParams, ElicitResult, Implementation

from hh_mcp.cli.root import cli
from hh_mcp.settings import Settings
from hh_mcp.store import Store
from hh_mcp.tools.app import App

PHONE = "+79000000001"
RESUME = "a1b2c3d4ff0300000001a1b2c3d4e5f6a7b8c9"  # the imitation's first published resume


class Imitation:
    """The imitation of hh.ru and its control calls."""

    def __init__(self, url: str):
        self.url = url
        self._http = httpx.Client(base_url=f"{url}/_sandbox", trust_env=False, timeout=30)

    def close(self) -> None:
        self._http.close()

    def reset(self, **options: Any) -> None:
        self._post("/reset", options)

    def state(self) -> dict[str, Any]:
        return self._get("/state")

    def codes(self) -> list[dict[str, Any]]:
        return self._get("/inbox")

    def requests(self, method: str | None = None, path: str = "") -> list[dict[str, Any]]:
        seen = self._get("/requests")
        return [r for r in seen if method in (None, r["method"]) and path in r["path"]]

    def fault(self, **fault: Any) -> None:
        self._post("/faults", fault)

    def clear_faults(self) -> None:
        self._http.delete("/faults").raise_for_status()

    def advance(self, seconds: float) -> None:
        self._post("/clock", {"advance": seconds})

    def employer(self, **act: Any) -> None:
        self._post("/employer", act)

    def push(self, **frame: Any) -> None:
        self._post("/push", frame)

    def add_vacancy(self, **fields: Any) -> str:
        return str(self._post("/vacancies", fields)["id"])

    def add_chat(self, **fields: Any) -> str:
        return str(self._post("/chats", fields)["id"])

    def responses_to(self, vacancy_id: str) -> list[dict[str, Any]]:
        return [r for r in self.state()["responses"] if str(r["vacancy_id"]) == vacancy_id]

    def _get(self, path: str) -> Any:
        return self._http.get(path).raise_for_status().json()

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return self._http.post(path, json=body).raise_for_status().json()


Answer = Callable[[ClientRequestContext, ElicitRequestParams], Any]


class Loopback(httpx.AsyncHTTPTransport):
    """Finds `*.localhost` on this machine as browsers do; the system's resolver may not."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.host.endswith(".localhost"):
            return await super().handle_async_request(request)
        here = httpx.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1"),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return await super().handle_async_request(here)


class Clock:
    """The time of a test: it passes by itself, and by what a person takes to read."""

    def __init__(self, now: Callable[[], datetime] | None = None):
        self._now = now or (lambda: datetime.now(UTC))
        self.passed = timedelta()

    def __call__(self) -> datetime:
        return self._now() + self.passed

    def read_by(self, person: Answer | None, seconds: float) -> Answer | None:
        """The same answers, each after so many seconds of reading."""

        async def slowly(context: ClientRequestContext, params: ElicitRequestParams) -> Any:
            assert person is not None
            self.passed += timedelta(seconds=seconds)
            return await person(context, params)

        return person and slowly


class Person:
    """Answers the questions that the client shows, and remembers them."""

    def __init__(self, action: str = "accept", takes: float = 0, **content: Any):
        """`takes` is for a server in another process, where no clock can be put forward."""
        self.asked: list[str] = []
        self._takes = takes
        self._action = action
        self._content = content

    async def __call__(self, context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        self.asked.append(params.message)
        await anyio.sleep(self._takes)
        return ElicitResult(action=self._action, content=self._content or None)


APPS = advertise(EXTENSION_ID, {"mimeTypes": [APP_MIME_TYPE]})
DESKTOP = Implementation(name="claude-ai", version="0.1.0")  # as Claude Desktop calls itself

READING = 1.2  # seconds: the server takes what is quicker for a program's answer


def yes(takes: float = 0, **content: Any) -> Person:
    return Person("accept", takes, send=True, **content)


def no() -> Person:
    return Person("accept", send=False)


@dataclass
class Assistant:
    """An MCP client in the hands of an assistant."""

    client: Client

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Call a tool that must succeed; the text and the structured content must be the same."""
        result = await self.raw(tool, **arguments)
        assert not result.is_error, result.content[0].text
        assert json.loads(result.content[0].text) == result.structured_content
        return result.structured_content

    async def error(self, tool: str, **arguments: Any) -> str:
        """Call a tool that must fail, and return the text of its error."""
        result = await self.raw(tool, **arguments)
        assert result.is_error, result.structured_content
        return result.content[0].text

    async def raw(self, tool: str, **arguments: Any) -> CallToolResult:
        return await self.client.call_tool(tool, arguments)

    async def sign_in(self, hh: Imitation, login: str = PHONE) -> None:
        if hh.codes():
            hh.advance(61)  # hh.ru sends the next code a minute after the last
        await self.call("login_request_code", login=login)
        await self.call("login_confirm", code=hh.codes()[-1]["code"])


def environment(settings: Settings) -> dict[str, str]:
    """The environment of a process that shares the store of `settings`."""
    kept = {name: value for name, value in os.environ.items() if not _foreign(name)}
    given = {"HOME": settings.home, "API_URL": settings.api_url, "SITE_URL": settings.site_url}
    given |= {"CHAT_URL": settings.chat_url, "RESPONSE_PAUSE": "0", "APPROVAL_WAIT": "0"}
    return {**kept, **{f"HH_MCP_{name}": str(value) for name, value in given.items()}}


def _foreign(name: str) -> bool:
    """Whether a variable is a setting of ours, or the mark of a coding agent that runs the tests."""
    return name.startswith(("HH_MCP_", "CLAUDE", "CURSOR_", "CODEX_", "GEMINI_")) or name == "AI_AGENT"


Typed = str | Callable[..., str]
CARD = "»: "  # the end of the question that wants a word of the card


def word_of(shown: str) -> str:
    """The word that the terminal asks a person to type."""
    return re.findall(r"«(\w+)»: ", shown)[-1]


def at_card(arguments: list[str], typed: Typed, after: str) -> tuple[Typed, str]:
    """What a person does at the card: reads it first, and for a yes types the word that it asks for."""
    if arguments[:2] not in (["approvals", "approve"], ["approvals", "edit"]):
        return typed, after
    return (word_of if typed == "да\n" else typed), after or CARD


# the terminal has to be the program's own, or Ctrl+C typed there would be a letter
_AT_A_TERMINAL = """
import os, sys
os.login_tty(0)
os.execv(sys.executable, [sys.executable, "-m", "hh_mcp", *sys.argv[1:]])
"""


def in_terminal(
    settings: Settings,
    arguments: list[str],
    typed: Typed,
    code: int = 0,
    after: str = "",
    then: Sequence[tuple[str, Typed]] = (),
) -> str:
    """Run `hh-mcp` in a pseudo-terminal, type once `after` is shown, and return what it showed.

    `then` goes on in the same way: what is shown next, and what is typed at that. At the card of an approval, "да" is
    a person's yes: the word that the card asks for.
    """
    typed, after = at_card(arguments, typed, after)
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _AT_A_TERMINAL, *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environment(settings),
    )
    os.close(slave)
    bound = _bounded(process)
    shown, seen, steps = b"", 0, [(after, typed), *then]
    try:
        while True:
            if steps and steps[0][0].encode() in shown[seen:]:
                _, said = steps.pop(0)
                seen = len(shown)
                os.write(master, _typing(said, shown.decode()).encode())
            shown += os.read(master, 4096)
    except OSError:  # the other end is closed: the process has ended
        pass
    os.close(master)
    bound.cancel()
    assert process.wait(30) == code, shown.decode()
    return shown.decode()


def _typing(typed: Typed, shown: str) -> str:
    if typed is word_of:
        return f"{word_of(shown)}\n"
    return typed if isinstance(typed, str) else typed()


def _bounded(process: "subprocess.Popen[bytes]") -> threading.Timer:
    """End a process that waits for something nobody types; a hanging test would tell nothing."""
    timer = threading.Timer(60, process.kill)
    timer.daemon = True
    timer.start()
    return timer


def type_in_terminal(arguments: list[str], lines: list[str], env: dict[str, str], code: int = 0) -> str:
    """Run `hh-mcp` in a pseudo-terminal with all `lines` typed ahead, and return what it showed."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "hh_mcp", *arguments]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=env)
    os.close(slave)
    bound = _bounded(process)
    os.write(master, "".join(f"{line}\n" for line in lines).encode())
    shown = b""
    with contextlib.suppress(OSError):  # the other end is closed: the process has ended
        while part := os.read(master, 4096):
            shown += part
    os.close(master)
    bound.cancel()
    assert process.wait(30) == code, shown.decode()
    return shown.decode()


def sign_in(settings: Settings, hh: Imitation) -> None:
    """Sign in by code, so that processes that share the store of `settings` find the session."""

    async def go() -> None:
        app = App(settings)
        await app.hh.request_login_code(PHONE)
        await app.hh.confirm_login(hh.codes()[-1]["code"])
        await app.close()

    anyio.run(go)


def sign_in_by_oauth(settings: Settings, hh: Imitation, *, code_too: bool = False) -> None:
    """Sign in by the application of `settings`; a person who is on the site by a browser agrees to it."""
    by_code = settings.model_copy(update={"route": "auto"})
    sign_in(by_code, hh)
    cookies = cookies_of(by_code)

    async def go() -> None:
        app = App(by_code)
        await app.hh.finish_oauth(consent(app.hh.begin_oauth(), cookies))
        await app.close()

    anyio.run(go)
    if not code_too:
        with Store.open(settings.database) as store:
            store.sessions(settings.account_key).delete("site")


def run_with(settings: Settings, *arguments: str, code: int = 0, typed: str | None = None, **env: str) -> Result:
    """Run `hh-mcp` in this process, with the store of `settings`; its exit code must be `code`."""
    done = CliRunner().invoke(cli, list(arguments), input=typed, env={**environment(settings), **env})
    assert done.exit_code == code, done.output
    return done


def cookies_of(settings: Settings) -> dict[str, str]:
    """The cookies of the session that the store of `settings` holds, as a browser would have them."""
    with Store.open(settings.database) as store:
        kept = json.loads(store.sessions(settings.account_key).load("site") or "{}")
    return kept.get("cookies", kept)


def consent(address: str, cookies: dict[str, str], answer: str = "approve") -> str:
    """What the person does in the browser: looks at the page and presses a button; returns where they are sent."""
    assert parse_qs(urlsplit(address).query)["code_challenge_method"] == ["S256"]
    with httpx.Client(trust_env=False, cookies=cookies) as http:
        http.get(address)
        pressed = http.post(address, data={"_xsrf": cookies["_xsrf"], "action": answer})
    return pressed.headers["location"]
