"""A client that cannot ask: the page opens, the person decides there, and it goes out in the same call."""

import html
import re
from pathlib import Path

import anyio
import httpx2 as httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from support import PHONE, RESUME, Loopback

pytestmark = pytest.mark.anyio


@pytest.fixture
def browser(monkeypatch, tmp_path) -> Path:
    """A "browser" that only keeps the page it was given; the person's eyes are the test's."""
    opened = tmp_path / "opened.html"
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\ncp "${{1#file://}}" {opened}.part && mv {opened}.part {opened}\n', encoding="utf-8")
    script.chmod(0o700)
    monkeypatch.setenv("BROWSER", str(script))
    return opened


class Window:
    """What the person sees: a page, its forms, and a button to press."""

    def __init__(self, opened: Path):
        self._http = httpx.AsyncClient(transport=Loopback(), trust_env=False, follow_redirects=True)
        self._opened = opened
        self._page = ""

    async def __aenter__(self) -> "Window":
        with anyio.fail_after(10):
            while not self._opened.exists():
                await anyio.sleep(0.02)
        url = re.search(r"url=([^\"]+)", self._opened.read_text(encoding="utf-8"))
        assert url is not None
        self._opened.unlink()
        await self._take(await self._http.get(html.unescape(url[1])))
        onward = LexborHTMLParser(self._page).css_first("a[href]").attributes["href"]
        await self._take(await self._http.get(self._url.join(onward)))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def _take(self, answer: httpx.Response) -> None:
        assert answer.status_code == 200, answer.text
        self._url, self._page = answer.url, answer.text

    @property
    def text(self) -> str:
        return LexborHTMLParser(self._page).body.text()

    async def press(self, action: str, **changes: str) -> None:
        tree = LexborHTMLParser(self._page)
        forms = [(form, form.attributes.get("action")) for form in tree.css("form")]
        forms += [(form, button.attributes["formaction"]) for form, _ in forms for button in form.css("[formaction]")]
        form, target = next((form, target) for form, target in forms if action in (target or ""))
        fields = {f.attributes["name"]: f.attributes.get("value") or "" for f in form.css("input[name]")}
        fields |= {area.attributes["name"]: area.text() for area in form.css("textarea[name]")}
        origin = f"{self._url.scheme}://{self._url.netloc.decode()}"
        await self._take(
            await self._http.post(self._url.join(target), data={**fields, **changes}, headers={"Origin": origin})
        )


async def test_approved_on_the_page_it_is_sent_in_the_same_call(connect, hh, browser, vacancy):
    async with connect(None, open_browser=True, approval_wait=20) as assistant:
        results = []

        async def respond() -> None:
            letter = "Здравствуйте, это я!"
            results.append(await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=letter))

        async with anyio.create_task_group() as group:
            group.start_soon(respond)
            async with Window(browser) as window:
                assert "Здравствуйте, это я!" in window.text
                await window.press("/approve")
        with anyio.fail_after(10):
            while not results:
                await anyio.sleep(0.02)
    assert results[0]["status"] == "sent"
    assert [r["letter"] for r in hh.responses_to(vacancy)] == ["Здравствуйте, это я!"]


async def test_approved_after_the_call_has_ended_it_is_sent_and_can_be_looked_up(connect, hh, browser, vacancy):
    async with connect(None, open_browser=True, approval_wait=0) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        assert pending["status"] == "pending_approval"
        assert "страниц" in pending["next_step"]
        async with Window(browser) as window:
            await window.press("/approve")
        with anyio.fail_after(10):
            while (await assistant.call("get_action", action_id=pending["action_id"]))["status"] != "sent":
                await anyio.sleep(0.02)
    assert len(hh.requests("POST", "vacancy_response/popup")) == 1


async def test_declined_on_the_page_nothing_is_sent(connect, hh, browser, vacancy):
    async with connect(None, open_browser=True, approval_wait=0) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        async with Window(browser) as window:
            await window.press("/decline")
        told = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert told["status"] == "declined"
    assert hh.responses_to(vacancy) == []


async def test_signing_in_on_the_page_keeps_phone_and_code_out_of_the_chat(connect, hh, browser):
    async with connect(None, signed_in=False, open_browser=True) as assistant:
        opened = await assistant.call("login_request_code")
        assert opened["status"] == "page_opened"
        async with Window(browser) as window:
            await window.press("/sign-in", login=PHONE)
            await window.press("/sign-in/code", code=hh.codes()[-1]["code"])
        assert (await assistant.call("get_status"))["signed_in"] is True


async def test_no_secret_of_the_page_is_in_any_answer(connect, hh, browser, vacancy):
    async with connect(None, open_browser=True, approval_wait=0) as assistant:
        result = await assistant.raw("respond", vacancy_id=vacancy, resume_id=RESUME)
        assert "127.0.0.1" not in result.model_dump_json()
        assert "key=" not in result.model_dump_json()
