"""The card can be read by everybody: with a screen reader, in the dark, in a narrow window, in both languages."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.anyio

RUN_AXE = """() => axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations.map(
  (one) => [one.impact, one.id, one.nodes.map((node) => node.html.slice(0, 120) + " " + node.failureSummary)]))"""
STICKING_OUT = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("*")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.outerHTML.slice(0, 80))"""
WORDS = """() => [...document.querySelectorAll("h2, label, button, .hint, .until, .note, summary, dt, #brief")]
  .map((one) => one.textContent).join(" ")"""


async def checked(host, axe):
    frame = host.page.frames[-1]
    await frame.evaluate(axe)
    assert await frame.evaluate(RUN_AXE) == []
    assert await frame.evaluate(STICKING_OUT) == []
    return await frame.evaluate(WORDS)


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 760])
async def test_axe_finds_nothing_and_nothing_sticks_out(open_host, hh, axe, lang, scheme, width):
    vacancy = hh.add_vacancy(name="Оченьдлинноеслово" * 10)
    view = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme, "reduced_motion": "reduce"}
    # the frame may be looked into, so that axe can be put there
    options = {"sandbox": "allow-scripts allow-same-origin", "hostContext": {"theme": scheme}}
    async with open_host(view, {"lang": lang}, **options) as host:
        card = await host.show(vacancy, "Пишите: t.me/anna")
        words = await checked(host, axe)
        await expect(card.locator(".yes")).to_be_enabled()
        words += await checked(host, axe)
        await card.get_by_role("textbox").fill("x" * 10_120)
        words += await checked(host, axe)
        await card.locator(".no").click()
        await expect(card.locator(".acts")).to_be_hidden()
        words += await checked(host, axe)
        host.allowed = lambda tool: False
        await host.open()
        await expect(card.locator("#elsewhere")).to_be_visible()
        words += await checked(host, axe)
    cyrillic = any("а" <= char.lower() <= "я" for char in words)
    assert cyrillic is (lang == "ru")
