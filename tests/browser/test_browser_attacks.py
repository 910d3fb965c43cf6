"""What a hostile page, a wrong secret or a hostile vacancy can do in a real browser: nothing."""

from urllib.parse import urlsplit

import anyio
import pytest
import uvicorn
from playwright.async_api import expect

from hh_mcp.console.address import listen
from hh_mcp.store.records import State

pytestmark = pytest.mark.anyio

SEND = "Отправить отклик"
EVIL = "</textarea></title><script>alert(1)</script><img src=x onerror=alert(1)>"
# A site from elsewhere, and programs of this machine under other names
STRANGERS = ["http://evil.example", "http://127.0.0.1:1", "http://other.localhost:1"]


@pytest.mark.parametrize("path", ["/", "/enter?key=wrong", "/journal"])
async def test_a_wrong_secret_shows_a_closed_door(run_console, propose, window, path):
    async with run_console() as held:
        propose(held)
        answer = await window.page.goto(held.base + path)
        assert answer.status == 403
        await expect(window.page.get_by_role("heading", name="Эта страница закрыта")).to_be_visible()
        assert "Ромашка" not in await window.page.content()


async def test_the_secret_leaves_no_trace(run_console, propose, window):
    async with run_console() as held:
        propose(held)
        page = await window.enter(held)
        entry = window.requests[0][0]
        secret = entry.partition("key=")[2]
        await page.get_by_role("link", name="Журнал").click()
        await expect(page.get_by_role("heading", name="Журнал")).to_be_visible()
        assert [url for url, _ in window.requests if secret in url] == [entry]
        assert not [headers for _, headers in window.requests if secret in str(headers)]
        assert secret not in await page.evaluate(
            "document.referrer + document.cookie + location + document.body.innerHTML"
        )
        await page.go_back()
        assert page.url == f"{held.base}/"
        await page.go_back()
        assert "enter" not in page.url  # the door is not in the history


async def hostile(window, origin: str, html: str):
    """Show a page of somebody else in the same browser that holds the session."""
    page = await window.context.new_page()

    async def fulfil(route) -> None:
        await route.fulfill(body=html, content_type="text/html")

    await page.route(f"{origin}/**", fulfil)
    await page.goto(f"{origin}/attack")
    return page


@pytest.mark.parametrize("origin", STRANGERS)
async def test_a_foreign_page_cannot_post_even_with_the_token(run_console, propose, window, origin):
    async with run_console() as held:
        action = propose(held)
        page = await window.enter(held)
        names = ("csrf", "shown", "letter")
        stolen = {name: await page.locator(f"input[name={name}]").first.input_value() for name in names}
        inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in stolen.items())
        form = f'<form method="post" action="{held.base}/actions/{action.id}/approve">{inputs}'
        attack = await hostile(window, origin, f'{form}<input name="text" value="x"><button>go</button></form>')
        await attack.get_by_role("button").click()
        await expect(attack.get_by_text("Foreign origin")).to_be_visible()
        assert held.app.store.actions.get(action.id).state is State.PROPOSED


@pytest.mark.parametrize("origin", STRANGERS)
async def test_a_foreign_page_reads_nothing_and_frames_nothing(run_console, propose, window, origin):
    async with run_console() as held:
        propose(held)
        await window.enter(held)
        attack = await hostile(window, origin, f'<iframe src="{held.base}/"></iframe>')
        script = f"fetch('{held.base}/live', {{credentials: 'include'}}).then(r => r.text()).catch(() => 'refused')"
        assert await attack.evaluate(script) == "refused"
        framed = attack.frames[1]
        assert SEND not in await framed.content()
        assert "Ромашка" not in await framed.content()


async def test_a_form_without_its_token_does_nothing(run_console, propose, window):
    async with run_console() as held:
        action = propose(held)
        page = await window.enter(held)
        await page.evaluate("document.querySelectorAll('input[name=csrf]').forEach(field => field.remove())")
        await page.get_by_role("button", name=SEND).click()
        await expect(page.get_by_text("Ничего не сделано")).to_be_visible()
        assert held.app.store.actions.get(action.id).state is State.PROPOSED


async def test_a_script_in_a_vacancy_is_text(run_console, propose, window):
    async with run_console() as held:
        page = await window.enter(held)
        seen = dict.fromkeys(("employer", "vacancy", "salary", "area", "resume", "last_message"), EVIL)
        action = propose(held, EVIL, url="javascript:alert(1)", warnings=(EVIL,), answers=((EVIL, EVIL),), **seen)
        await expect(page.get_by_role("heading", name=EVIL)).to_be_visible()  # drawn by the script of the page
        await expect(page.get_by_label("Сопроводительное письмо")).to_have_value(EVIL)
        for path in ("/", f"/actions/{action.id}", "/journal"):
            await page.goto(held.base + path)
            await expect(page.get_by_text("alert(1)").first).to_be_visible()
            assert await page.locator("img, script:not([src])").count() == 0
        assert window.troubles == []


async def test_what_escaping_might_miss_the_policy_stops(run_console, window):
    async with run_console() as held:
        page = await window.enter(held)
        await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.pwned=1\">')")
        await page.evaluate(
            """() => {
                const script = document.createElement("script");
                script.textContent = "window.pwned = 1";
                document.body.append(script);
            }"""
        )
        assert await page.evaluate("window.pwned") is None
    assert any("Content Security Policy" in trouble for trouble in window.troubles)


class Program:
    """Another program of this machine, which writes down the cookies that a browser brings."""

    def __init__(self) -> None:
        self.cookies: list[str] = []

    async def __call__(self, scope, receive, send) -> None:
        self.cookies += [value.decode() for name, value in scope["headers"] if name == b"cookie"]
        await send({"type": "http.response.start", "status": 200, "headers": [(b"set-cookie", b"theirs=1")]})
        await send({"type": "http.response.body", "body": b"hello"})


@pytest.fixture
async def program():
    """Such a program on one port of both loopback addresses."""
    listeners = listen()
    heard = Program()
    server = uvicorn.Server(uvicorn.Config(heard, lifespan="off", log_config=None, ws="none"))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(server.serve, listeners)
        yield heard, listeners[0].getsockname()[1]
        server.should_exit = True


async def test_the_cookie_reaches_no_other_program(run_console, propose, window, program):
    heard, port = program
    async with run_console() as held:
        propose(held)
        page = await window.enter(held)
        for host in ("127.0.0.1", "localhost", "[::1]", "other.localhost"):
            await page.goto(f"http://{host}:{port}/")
            await page.goto(f"http://{host}:{port}/")
            assert set(heard.cookies) == {"theirs=1"}, host  # its own, which shows that cookies are heard
            heard.cookies.clear()
        await page.goto(held.base)
        await expect(page.get_by_role("button", name=SEND)).to_be_visible()


async def test_the_page_is_not_there_under_another_name(run_console, propose, window):
    async with run_console() as held:
        propose(held)
        page = await window.enter(held)
        for host in ("127.0.0.1", "localhost"):
            answer = await page.goto(f"http://{host}:{urlsplit(held.base).port}/")
            assert answer.status == 421
            assert await window.context.cookies(page.url) == []
