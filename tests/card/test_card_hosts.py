"""The card in hosts of every kind: one press gives one response with exactly the text that was on the screen."""

import pytest
from conftest import PROXY
from playwright.async_api import expect

pytestmark = pytest.mark.anyio

HOSTS = {
    "alone": {},
    "same origin": {"sandbox": "allow-scripts allow-same-origin"},
    "strips _meta": {"strips": ("_meta",)},
    "strips both": {"strips": ("_meta", "structuredContent")},
    "strips everywhere": {"strips": ("_meta", "structuredContent"), "strips_calls": ("_meta", "structuredContent")},
    "no context": {"context": False},
    "two frames": {"proxy": f"{PROXY}proxy.html"},
}


@pytest.mark.parametrize("options", HOSTS.values(), ids=HOSTS)
async def test_an_edit_is_sent_once_and_exactly(open_host, hh, vacancy, options):
    async with open_host(**options) as host:
        card = await host.show(vacancy)
        await expect(card.get_by_role("heading", name="Отправить отклик?")).to_be_visible()
        await card.get_by_role("textbox").fill("Моя правка,\nдве строки")
        await card.get_by_role("button", name="Отправить", exact=True).dblclick()
        await expect(card.get_by_role("heading", name="Отклик отправлен")).to_be_visible()
        await expect(card.get_by_role("button")).to_have_count(0)
    assert [r["letter"] for r in hh.responses_to(vacancy)] == ["Моя правка,\nдве строки"]
    assert len(hh.requests("POST", "vacancy_response/popup")) == 1
