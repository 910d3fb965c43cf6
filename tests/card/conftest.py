"""Hosts that show the card in a real Chromium: the official bridge, the real server and its sandbox behind it."""

import json
import shutil
import subprocess
from collections.abc import Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from chromium import Window, axe, chromium, missing, new_window  # noqa: F401 - fixtures
from mcp import Client
from mcp.types import CallToolResult
from playwright.async_api import FrameLocator
from support import APPS, DESKTOP, RESUME, Assistant, Imitation

from hh_mcp.server import build_server
from hh_mcp.tools.card_clients import CARD

HERE = Path(__file__).parent
ESBUILD = HERE / "node_modules" / ".bin" / "esbuild"
HOST, PROXY = "http://127.0.0.1:9/", "http://localhost:9/"  # two origins that no request leaves for
# What the specification grants a card that asks for nothing
CSP = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    f"media-src 'self' data:; connect-src 'none'; frame-src {PROXY}"
)


@pytest.fixture(scope="session")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The host's script with the official bridge in it."""
    if shutil.which("node") is None or not ESBUILD.exists():
        missing("the bridge of MCP Apps is not installed (npm install --prefix tests/card)")
    made = tmp_path_factory.mktemp("host") / "host.js"
    command = [ESBUILD, HERE / "host.js", "--bundle", "--format=iife", "--log-level=error", f"--outfile={made}"]
    subprocess.run(command, check=True, timeout=60)
    return made.read_text(encoding="utf-8").replace("</script", "<\\/script")


class Host:
    """A program with one conversation: it calls the server's tools and shows the card."""

    def __init__(self, assistant: Assistant, window: Window, options: dict[str, Any]):
        self.assistant, self.window, self.page, self.options = assistant, window, window.page, options
        self.calls: list[str] = []
        self.allowed: Callable[[str], bool] = lambda tool: True
        self.result: CallToolResult | None = None
        self.arguments: dict[str, Any] = {}

    @property
    def card(self) -> FrameLocator:
        outer = self.page.frame_locator("iframe")
        return outer.frame_locator("iframe") if self.options.get("proxy") else outer

    async def relay(self, params: str) -> str:
        """Carry a call of the card to the server."""
        call = json.loads(params)
        self.calls.append(call["name"])
        if not self.allowed(call["name"]):
            raise PermissionError("this host lets a card only read")
        result = await self.assistant.client.call_tool(call["name"], call["arguments"])
        return json.dumps(self.shape(result, self.options.get("strips_calls", ())))

    @staticmethod
    def shape(result: CallToolResult, strips: tuple[str, ...]) -> dict[str, Any]:
        whole = result.model_dump(mode="json", by_alias=True, exclude_none=True)
        return {name: value for name, value in whole.items() if name not in strips and name != "resultType"}

    async def call(self, tool: str = "respond", **arguments: Any) -> str:
        """Have the assistant call a tool; returns the action's id."""
        self.arguments = arguments
        self.result = await self.assistant.raw(tool, **arguments)
        return (self.result.structured_content or {}).get("action_id", "")

    async def respond(self, vacancy: str, letter: str = "Здравствуйте!") -> str:
        return await self.call(vacancy_id=vacancy, resume_id=RESUME, cover_letter=letter)

    async def open(self, give: bool = True) -> FrameLocator:
        """Mount the card as this host does: read the page, draw it, hand the result over."""
        html = (await self.assistant.client.read_resource(CARD)).contents[0].text
        await self.page.evaluate("(html) => open_card(html)", html)
        if give:
            await self.give()
        return self.card

    async def give(self) -> None:
        assert self.result is not None
        arguments = None if self.options.get("no_input") else self.arguments
        shaped = None if self.options.get("no_result") else self.shape(self.result, self.options.get("strips", ()))
        await self.page.evaluate("([input, result]) => give(input, result)", [arguments, shaped])

    async def show(self, vacancy: str, letter: str = "Здравствуйте!") -> FrameLocator:
        await self.respond(vacancy, letter)
        return await self.open()


@pytest.fixture
def open_host(make_settings: Any, connect: Any, hh: Imitation, bridge: str, new_window: Any) -> Any:  # noqa: F811
    """Open a program; `options` say what it is like, `changes` are settings of the server."""

    @asynccontextmanager
    async def opened(view: dict[str, Any] | None = None, changes: dict[str, Any] | None = None, **options: Any):
        async with connect(None):
            pass
        options = {"sandbox": "allow-scripts", "hostContext": {}} | options
        window = await new_window(**{"viewport": {"width": 760, "height": 900}} | (view or {}))
        server = build_server(make_settings(toolsets="all", **(changes or {})))
        async with Client(server, client_info=DESKTOP, extensions=[APPS]) as client:
            host = Host(Assistant(client), window, options)
            host.app = server._app
            await _serve(host, bridge)
            yield host
        assert [trouble for trouble in window.troubles if "relay" not in trouble] == []

    return opened


async def _serve(host: Host, bridge: str) -> None:
    """Answer the browser's requests here: nothing else is there to be asked."""
    given = f"<script>window.OPTIONS = {json.dumps(host.options)};{bridge}</script>"
    start = f"<!doctype html><title>host</title><body style='margin:0'><div id='place'></div>{given}"
    pages = {HOST: start, f"{PROXY}proxy.html": (HERE / "proxy.html").read_text(encoding="utf-8")}

    async def answer(route: Any) -> None:
        body = pages.get(route.request.url)
        if body is None:
            await route.abort()
            return
        await route.fulfill(
            body=body, content_type="text/html; charset=utf-8", headers={"content-security-policy": CSP}
        )

    await host.window.context.route("**/*", answer)
    await host.page.expose_function("relay", host.relay)
    await host.page.goto(HOST)
