"""A console over real HTTP, and a browser without a screen: it keeps cookies and sends what a browser would."""

import re
from html import unescape
from typing import Any

import httpx2 as httpx

from hh_mcp.console import Console
from hh_mcp.settings import Settings
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

    @property
    def settings(self) -> Settings:
        return self.app.settings

    async def visit(self, path: str = "/") -> Visitor:
        """Come in with a fresh secret."""
        http = httpx.AsyncClient(trust_env=False, timeout=30)
        came = await http.get(self.console.entry(path))
        assert came.status_code == 200, came.text
        return Visitor(http, self.base)
