"""The page can be read by everybody: with a screen reader, in the dark, in a narrow window."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browser_scenes import Clock, busy_day, sign_in
from console_support import send
from playwright.async_api import expect
from support import PHONE

from hh_mcp.guard import approval

pytestmark = pytest.mark.anyio

PAGES = ["/", "/actions/{id}", "/progress", "/journal", "/sign-in", "/sign-in/code", "/settings", "/nothing"]
PICTURES = Path(__file__).parents[2] / "docs" / "img"
RUN_AXE = """() => axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations.map(
  (one) => [one.impact, one.id, one.nodes.map((node) => node.html.slice(0, 120) + " " + node.failureSummary)]))"""


STICKING_OUT = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("*")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
async def test_axe_finds_no_serious_violation(run_console, propose, new_window, hh, axe, scheme, width):
    window = await new_window(color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    async with run_console(approval="auto") as held:
        await sign_in(held, hh)
        first = busy_day(held, propose)
        page = await window.enter(held)
        for path in PAGES:
            await page.goto(held.base + path.format(id=first))
            await page.evaluate(axe)
            assert await page.evaluate(RUN_AXE) == [], path


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_phone_shows_the_limit_and_who_said_yes(run_console, propose, new_window, hh, axe, lang, scheme):
    window = await new_window(color_scheme=scheme, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    async with run_console(lang=lang, daily_responses=2) as held:
        for target, employer in (("1", "Облако и Ко"), ("2", "Общество с очень длинным именем " * 3)):
            send(held, propose(held, target=target, employer=employer))
        waiting = propose(held, target="3", warnings=("В тексте есть ссылка.",))
        approval.approve(held.app.store, propose(held, target="4"), "terminal", held.app.now())
        page = await window.enter(held)
        for path in ("/", f"/actions/{waiting.id}"):
            await page.goto(held.base + path)
            assert await page.evaluate(STICKING_OUT) == [], path
            await page.evaluate(axe)
            assert await page.evaluate(RUN_AXE) == [], path
            sizes = ".warnings :is(h2, h3)", "one => getComputedStyle(one).fontSize"
            assert await page.locator(sizes[0]).evaluate(sizes[1]) == "15px", path  # as the text around it


async def test_axe_finds_nothing_in_empty_pages_and_in_english(run_console, new_window, axe):
    window = await new_window(reduced_motion="reduce")
    async with run_console(lang="en", read_only=True) as held:
        page = await window.enter(held)
        for path in PAGES:
            await page.goto(held.base + path.format(id="zzzzzzzz"))
            await page.evaluate(axe)
            assert await page.evaluate(RUN_AXE) == [], path


@pytest.mark.parametrize("width", [320, 390, 768, 1024])
async def test_nothing_sticks_out_of_a_narrow_window(run_console, propose, new_window, hh, width):
    window = await new_window(viewport={"width": width, "height": 700})
    async with run_console() as held:
        await sign_in(held, hh)
        first = busy_day(held, propose)
        propose(held, "x" * 300, target="7", vacancy="Оченьдлинноеслово" * 10, employer="Y" * 200)
        page = await window.enter(held)
        for path in PAGES:
            await page.goto(held.base + path.format(id=first))
            assert await page.evaluate(STICKING_OUT) == [], path


async def test_a_screen_reader_hears_of_a_change(run_console, propose, window):
    async with run_console() as held:
        page = await window.enter(held)
        propose(held)
        await expect(page.get_by_role("status").filter(has_text="Новое письмо ждёт вашего решения")).to_have_count(1)
        await expect(page.get_by_role("link", name="Решения 1")).to_be_visible()


TALL = {"viewport": {"width": 1280, "height": 1040}}
DARK = {"color_scheme": "dark"}
SHOTS = [
    ("console-decisions", "/", TALL),
    ("console-decisions-dark", "/", TALL | DARK),
    ("console-progress", "/progress", TALL),
    ("console-progress-dark", "/progress", TALL | DARK),
]


@pytest.mark.skipif("UPDATE_SCREENSHOTS" not in os.environ, reason="pictures are made with UPDATE_SCREENSHOTS=1")
async def test_pictures_for_the_documentation(run_console, propose, new_window, hh):
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with run_console(account="anna") as held:
        window = await new_window(reduced_motion="reduce", viewport={"width": 1280, "height": 640})
        page = await window.enter(held, "/sign-in")
        await page.get_by_label("Телефон или e-mail").fill(PHONE)
        await page.get_by_role("button", name="Получить код").click()
        await page.get_by_label("Код").focus()
        # the window has moved to a new page, and is empty until that is painted
        await page.wait_for_load_state("networkidle")
        await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        await page.screenshot(path=PICTURES / "console-sign-in.png")
    hh.reset()
    clock = Clock(datetime.now(UTC) - timedelta(hours=6))
    async with run_console(now=clock) as held:
        await sign_in(held, hh)
        busy_day(held, propose, clock)
        for name, path, options in SHOTS:
            window = await new_window(reduced_motion="reduce", **options)
            page = await window.enter(held)
            await page.goto(held.base + path)
            await page.screenshot(path=PICTURES / f"{name}.png")


@pytest.mark.parametrize("width", [320, 390])
async def test_the_state_of_a_letter_is_one_line_in_a_narrow_window(run_console, propose, new_window, width):
    window = await new_window(viewport={"width": width, "height": 700})
    async with run_console() as held:
        send(held, propose(held))
        page = await window.enter(held)
        label = page.locator(".step.good")
        height = await label.evaluate("step => step.getBoundingClientRect().height")
        line = await label.evaluate("step => parseFloat(getComputedStyle(step).lineHeight)")
    assert height < 2 * line
