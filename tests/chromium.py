"""A real Chromium and its windows; skipped where the system has none."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",  # the tests run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parent / "browser" / "node_modules" / "axe-core" / "axe.min.js"


def missing(what: str) -> NoReturn:
    """Skip with the reason, except where everything has to be there."""
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
async def chromium(anyio_backend: str) -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        missing("there is no Chromium on this system (Debian: apt-get install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


class Window:
    """A window of the browser, with everything that went wrong in it."""

    def __init__(self, context: BrowserContext, page: Page):
        self.context = context
        self.page = page
        self.troubles: list[str] = []
        self.requests: list[tuple[str, dict[str, str]]] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("dialog", lambda dialog: self.troubles.append(f"dialog: {dialog.message}"))
        page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)
        page.on("request", lambda request: self.requests.append((request.url, request.headers)))

    async def enter(self, held: Any, path: str = "/") -> Page:
        """Come in through the door and wait for the page behind it."""
        await self.page.goto(held.console.entry(path))
        await self.page.wait_for_url(held.base + path)
        return self.page


@pytest.fixture
async def new_window(chromium: Browser) -> AsyncIterator[Any]:
    """Open windows that share nothing, as two browsers would."""
    opened: list[BrowserContext] = []

    async def open_window(**options: Any) -> Window:
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "ru-RU", "timezone_id": "UTC"} | options
        context = await chromium.new_context(**options)
        context.set_default_timeout(10_000)
        opened.append(context)
        return Window(context, await context.new_page())

    yield open_window
    for context in opened:
        await context.close()


@pytest.fixture
async def window(new_window: Any) -> Window:
    return await new_window()


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.exists():
        missing("axe-core is not installed (npm install --prefix tests/browser)")
    return AXE.read_text(encoding="utf-8")
