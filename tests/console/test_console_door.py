"""Nobody comes in but the person that the page was opened for, and no other page acts in their name."""

import logging
import re
import socket
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from console_support import fields
from loopback import new_browser

from hh_mcp.console.desk import FORM_LIMIT
from hh_mcp.console.routes import CHANGES, READS
from hh_mcp.store.records import State

pytestmark = pytest.mark.anyio

PAGES = [path.replace("{id}", "abcdefgh") for path in READS]
ACTS = [path.replace("{id}", "abcdefgh") for path in CHANGES]


@pytest.fixture
async def stranger():
    async with new_browser() as http:
        yield http


async def test_nothing_listens_before_it_is_needed_and_two_consoles_share_no_port(run_console, stranger):
    async with run_console() as one, run_console() as two:
        assert one.base != two.base
        assert await one.console.start() == one.base
    with pytest.raises(httpx.ConnectError):
        await stranger.get(one.base)


async def test_it_listens_on_loopback_only(run_console, stranger):
    async with run_console() as held:
        port = urlsplit(held.base).port
        assert (await stranger.get(f"http://127.0.0.1:{port}")).status_code == 421
        with pytest.raises(httpx.ConnectError):  # an address of this machine that is not the one we bind
            await stranger.get(f"http://127.0.0.2:{port}")


async def test_each_page_has_a_host_of_its_own(run_console):
    async with run_console() as one, run_console() as two:
        names = {urlsplit(held.base).hostname for held in (one, two)}
    assert len(names) == 2
    assert all(re.fullmatch(r"hh-mcp-[0-9a-f]{16}\.localhost", name) for name in names)


async def test_no_stranger_can_have_its_port_over_ipv6(run_console):
    """A browser tries both loopback addresses for a name under .localhost."""
    async with run_console() as held:
        with pytest.raises(OSError, match="in use"):
            socket.create_server(("::1", urlsplit(held.base).port), family=socket.AF_INET6)


async def test_a_port_that_is_taken_over_ipv6_is_not_used(run_console, monkeypatch):
    """Whichever port the system offers first, somebody has it over IPv6 already."""
    create, strangers = socket.create_server, []

    def offered(address, **options):
        listener = create(address, **options)
        if address == ("127.0.0.1", 0) and not strangers:
            strangers.append(create(("::1", listener.getsockname()[1]), family=socket.AF_INET6))
        return listener

    monkeypatch.setattr(socket, "create_server", offered)
    async with run_console() as held:
        assert urlsplit(held.base).port != strangers[0].getsockname()[1]
        assert (await (await held.visit()).get("/")).status_code == 200
    strangers[0].close()


@pytest.mark.parametrize("path", PAGES)
async def test_without_a_session_every_page_is_closed(run_console, propose, stranger, path):
    async with run_console() as held:
        propose(held)
        answer = await stranger.get(held.base + path)
    assert answer.status_code == 403
    assert "Ромашка" not in answer.text
    assert "default" not in answer.text


@pytest.mark.parametrize("path", ACTS)
async def test_without_a_session_nothing_is_done(run_console, stranger, path):
    async with run_console() as held:
        answer = await stranger.post(held.base + path, data={"csrf": ""}, headers={"origin": held.base})
        assert answer.status_code == 403
        assert held.app.store.audit.entries() == []


async def test_a_secret_works_once(run_console, stranger):
    async with run_console() as held:
        entry = held.console.entry()
        await stranger.head(entry)  # a look ahead does not use it up
        assert (await stranger.get(entry)).status_code == 200
        assert (await stranger.get(held.base)).status_code == 200
        stranger.cookies.clear()
        again = await stranger.get(entry)
        assert again.status_code == 403
        assert "set-cookie" not in again.headers


@pytest.mark.parametrize("query", ["", "?key=", "?key=wrong", "?key=" + "a" * 43, "?kee=x"])
async def test_a_wrong_secret_opens_nothing(run_console, stranger, query):
    async with run_console() as held:
        held.console.entry()
        answer = await stranger.get(f"{held.base}/enter{query}")
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_a_secret_is_soon_worth_nothing(run_console, stranger):
    moment = datetime.now(UTC)
    async with run_console(now=lambda: moment) as held:
        entry = held.console.entry()
        moment += timedelta(minutes=2)
        assert (await stranger.get(entry)).status_code == 403


async def test_a_session_ends(run_console):
    moment = datetime.now(UTC)
    async with run_console(now=lambda: moment) as held:
        visitor = await held.visit()
        assert (await visitor.get("/")).status_code == 200
        moment += timedelta(hours=12)
        assert (await visitor.get("/")).status_code == 403


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(run_console, stranger):
    async with run_console() as held:
        cookie = (await stranger.get(held.console.entry())).headers["set-cookie"]
    name, _, rest = cookie.partition("=")
    assert name == "hh-mcp"
    assert rest.partition("; ")[2].split("; ") == ["Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Strict"]


async def test_the_secret_is_nowhere_but_in_the_address(run_console, stranger, caplog):
    caplog.set_level(logging.DEBUG)
    async with run_console() as held:
        entry = held.console.entry("/journal")
        secret = entry.partition("key=")[2]
        assert secret not in await held.console.start()
        door = await stranger.get(entry)
        assert door.headers["referrer-policy"] == "no-referrer"
        assert 'content="0;url=/journal"' in door.text
        assert secret not in door.text + str(door.headers)
        assert secret not in (await stranger.get(f"{held.base}/journal")).text
        assert secret not in str(held.app.store.audit.entries())
    # httpx2 is the visitor here, and writes down where it goes
    assert not [record for record in caplog.records if secret in record.getMessage() and "httpx" not in record.name]


@pytest.mark.parametrize("path", ["/", "/enter", "/static/console.css"])
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost:{port}",
        "127.0.0.1",
        "127.0.0.1:{port}",
        "[::1]:{port}",
        "{name}",
        "{name}:1",
        "x.{name}:{port}",
        "hh-mcp-0123456789abcdef.localhost:{port}",
        "evil.example:{port}",
        "",
    ],
)
async def test_a_foreign_host_name_is_turned_away(run_console, path, host):
    async with run_console() as held:
        visitor = await held.visit()
        ours = urlsplit(held.base)
        answer = await visitor.get(path, headers={"host": host.format(name=ours.hostname, port=ours.port)})
    assert answer.status_code == 421
    assert "set-cookie" not in answer.headers


ORIGINS = ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost", "http://x.localhost", "file://"]


@pytest.mark.parametrize("origin", ORIGINS)
async def test_a_foreign_origin_reads_nothing(run_console, origin):
    async with run_console() as held:
        visitor = await held.visit()
        answer = await visitor.get("/live", headers={"origin": origin})
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("origin", [*ORIGINS, None])
async def test_a_foreign_origin_permits_nothing(run_console, propose, origin):
    async with run_console() as held:
        action, visitor = propose(held), await held.visit()
        form = fields((await visitor.get("/")).text)
        headers = {"origin": origin} if origin else {}
        answer = await visitor.http.post(f"{held.base}/actions/{action.id}/approve", data=form, headers=headers)
        assert answer.status_code == 403
        assert held.app.store.actions.get(action.id).state is State.PROPOSED


async def test_no_other_origin_is_ever_let_in(run_console):
    async with run_console() as held:
        visitor = await held.visit()
        asks = {"origin": held.base, "access-control-request-method": "POST"}
        answer = await visitor.http.options(f"{held.base}/live", headers=asks)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("csrf", [None, "", "wrong", "another's", "ещё"])
@pytest.mark.parametrize("path", list(CHANGES))
async def test_without_the_token_of_the_page_nothing_is_done(run_console, propose, path, csrf):
    async with run_console() as held:
        action, visitor, other = propose(held), await held.visit(), await held.visit()
        form = fields((await visitor.get("/")).text) | {"login": "+79000000001", "code": "1234"}
        form.pop("csrf")
        if csrf:
            form["csrf"] = await other.token() if csrf == "another's" else csrf
        before = held.app.store.audit.entries()
        answer = await visitor.post(path.replace("{id}", action.id), form)
        assert answer.status_code == 403
        assert "Ничего не сделано" in answer.text
        assert held.app.store.audit.entries() == before
        assert held.app.store.actions.get(action.id).state is State.PROPOSED


async def test_only_a_plain_form_of_a_sane_size_is_read(run_console, propose):
    async with run_console() as held:
        action, visitor = propose(held), await held.visit()
        form = fields((await visitor.get("/")).text)
        path = f"{held.base}/actions/{action.id}/approve"
        headers = {"origin": held.base}
        large = await visitor.http.post(path, data=form | {"text": "a" * FORM_LIMIT}, headers=headers)
        parts = await visitor.http.post(path, data=form, files={"x": b"y"}, headers=headers)
        json = await visitor.http.post(path, json=form, headers=headers)
        broken = await visitor.http.post(
            path, content=b"csrf=%ff", headers=headers | {"content-type": "application/x-www-form-urlencoded"}
        )
        assert [one.status_code for one in (large, parts, json, broken)] == [403, 403, 403, 403]
        assert held.app.store.actions.get(action.id).state is State.PROPOSED


EVERY = [*PAGES, "/enter", "/static/console.css", "/static/console.js", "/nothing", "/static/../page.py"]


@pytest.mark.parametrize("path", EVERY)
async def test_every_answer_forbids_what_it_does_not_need(run_console, path):
    async with run_console() as held:
        visitor = await held.visit()
        answers = [await visitor.get(path), await visitor.get(path, headers={"host": "evil.example"})]
    for answer in answers:
        policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
        assert policy.pop("default-src") == policy.pop("frame-ancestors") == policy.pop("base-uri") == "'none'"
        assert set(policy.values()) == {"'self'"}
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["referrer-policy"] == ("no-referrer" if path == "/enter" else "same-origin")
        assert "server" not in answer.headers


@pytest.mark.parametrize("path", [path for path in PAGES if path not in ("/live", "/sign-in/picture")])
async def test_no_page_holds_a_script_or_a_style_of_its_own_or_anything_from_elsewhere(run_console, propose, path):
    async with run_console() as held:
        action, visitor = propose(held), await held.visit()
        html = (await visitor.get(path.replace("abcdefgh", action.id))).text
    assert "<style" not in html
    assert " style=" not in html
    assert " on" not in html.replace(" on_", "").partition("<body")[0]
    assert html.count("<script") == html.count('<script src="/static/console.js" defer></script>') == 1
    assert 'src="http' not in html
    assert "<link" in html
    assert 'href="//' not in html
