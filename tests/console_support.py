"""A running console with proposals in its store, and a browser without a screen to come in with."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import httpx2 as httpx
import pytest
from loopback import new_browser

from hh_mcp.console import Console
from hh_mcp.guard import approval
from hh_mcp.guard.action import Preview, Proposal
from hh_mcp.settings import Settings
from hh_mcp.store.records import Action, Kind, Quota, State
from hh_mcp.tools.app import App


class Visitor:
    """A browser that came in through the door."""

    def __init__(self, http: httpx.AsyncClient, base: str):
        self.http = http
        self.base = base

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.http.get(f"{self.base}{path}", **options)

    async def post(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        """Post a form as a browser does: with the Origin of the page."""
        return await self.http.post(f"{self.base}{path}", data=form, headers={"origin": self.base, **headers})

    async def token(self, path: str = "/sign-in/code") -> str:
        return fields((await self.get(path)).text)["csrf"]

    async def submit(self, path: str, page: str, **changes: str) -> httpx.Response:
        """Fill in the form of `page` and post it to `path`."""
        return await self.post(path, fields((await self.get(page)).text) | changes)


def fields(html: str) -> dict[str, str]:
    """The hidden fields and the text of the first forms of a page."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    text = re.search(r'<textarea [^>]*name="text"[^>]*>\n(.*?)</textarea>', html, re.DOTALL)
    return {name: unescape(value) for name, value in found.items()} | ({"text": unescape(text[1])} if text else {})


class Held:
    """A console with its parts, as a test holds them."""

    def __init__(self, console: Console, app: App, base: str):
        self.console = console
        self.app = app
        self.base = base
        self._clients: list[httpx.AsyncClient] = []

    async def close(self) -> None:
        for http in self._clients:
            await http.aclose()

    @property
    def settings(self) -> Settings:
        return self.app.settings

    async def visit(self, path: str = "/") -> Visitor:
        """Come in with a fresh secret."""
        http = new_browser()
        self._clients.append(http)
        came = await http.get(self.console.entry(path))
        assert came.status_code == 200, came.text
        return Visitor(http, self.base)


def send(held: Held, action: Action, state: State = State.SENT) -> Action:
    """Take an action through the store as the gate does, without hh.ru."""
    actions, now = held.app.store.actions, held.app.now()
    permitted = approval.approve(held.app.store, action, "console", now)
    sending = actions.reserve(permitted, permitted.approved, Quota(limit=200), now)
    return actions.settle(sending, state, now, receipt="{}")


LETTER = "Здравствуйте!\n\nХочу у вас работать."


@pytest.fixture
def run_console(make_settings: Callable[..., Settings]) -> Callable[..., Any]:
    """Run a console with an App of its own, as another process would."""

    @asynccontextmanager
    async def running(on_approved: Any = None, now: Any = None, **changes: Any) -> AsyncIterator[Held]:
        app = App(make_settings(**changes), now or (lambda: datetime.now(UTC)))
        try:
            async with Console(app, on_approved) as console:
                held = Held(console, app, await console.start())
                try:
                    yield held
                finally:
                    await held.close()
        finally:
            await app.close()

    return running


@pytest.fixture
def propose() -> Callable[..., Action]:
    """Write a proposal down, as the gate does after it has read hh.ru."""

    def proposed(
        held: Held, text: str = LETTER, kind: Kind = Kind.RESPOND, target: str = "77", hours: float = 24, **seen: Any
    ) -> Action:
        preview = Preview(
            **{
                "employer": "ООО «Ромашка»",
                "vacancy": "Инженер по тестированию",
                "vacancy_id": target,
                "salary": "от 150 000 ₽ на руки",
                "area": "Москва",
                "resume": "Тестировщик",
                "url": f"https://hh.ru/vacancy/{target}",
                **seen,
            }
        )
        proposal = Proposal(account=held.settings.account_key, kind=kind, target=target, resume="r1", text=text)
        return held.app.store.actions.propose(proposal.draft(preview), held.app.now(), timedelta(hours=hours))

    return proposed
