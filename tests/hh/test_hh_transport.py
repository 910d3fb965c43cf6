"""Requests over real HTTP: reads are repeated, writes never, and what left is known."""

import gzip
import logging
import time
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

import anyio
import anyio.lowlevel
import hh_servers
import pytest
from hh_servers import Request, always, answer, in_turn, serving, silent
from hypothesis import given
from hypothesis import strategies as st

from hh_mcp.hh.config import HHConfig
from hh_mcp.hh.errors import HHUnavailable, OutcomeUnknown, RateLimited, SiteChanged, Timeout
from hh_mcp.hh.hosts import Hosts
from hh_mcp.hh.pacing import retry_after, wait_asked_for
from hh_mcp.hh.transport import ATTEMPTS, MAX_BODY, Transport
from hh_mcp.hh.wire import Ask

pytestmark = pytest.mark.anyio


def config(url: str, **changes: Any) -> HHConfig:
    return hh_servers.config(url, **({"read_timeout": 5, "write_timeout": 5} | changes))


def at(url: str, **changes: object):
    """Open a transport and close it at the end."""
    return aclosing(Transport(config(url, **changes)))


READ = Ask(host="site", path="/page")
JSON = Ask(host="site", path="/data", expect="json")
WRITE = Ask(host="site", method="POST", path="/send", body=b"x=1")


@pytest.mark.parametrize(
    "trouble",
    [
        None,
        answer(503),
        answer(200, b"{}", length=50) + b"",
        answer(200, b"not gzip", "Content-Encoding: gzip"),
        answer(200, b'{"a":'),
        answer(429, b"", "Retry-After: 0"),
        b"nonsense\r\n\r\n",
    ],
    ids=["reset", "503", "truncated", "broken gzip", "half JSON", "429", "not HTTP"],
)
async def test_a_read_is_repeated_until_it_succeeds(trouble: bytes | None):
    async def script(request: Request, stream):
        if len(server.seen) > 1:
            await stream.send(answer(200, b'{"ok": true}'))
        elif trouble is not None:
            await stream.send(trouble)
        await stream.aclose()

    async with serving(script) as server:
        async with at(server.url) as transport:
            found = await transport.read(JSON)
        assert (found.json(), len(server.seen)) == ({"ok": True}, 2)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (answer(500), HHUnavailable),
        (answer(429), RateLimited),
        (answer(200, b"[1,"), SiteChanged),
        (answer(200, b"", length=9), Timeout),
    ],
)
async def test_a_read_gives_up_with_a_typed_error(data: bytes, error: type[Exception]):
    async with serving(always(data)) as server:
        async with at(server.url, read_timeout=0.4 if error is Timeout else 5) as transport:
            with pytest.raises((error, HHUnavailable)):
                await transport.read(JSON)
        assert len(server.seen) == ATTEMPTS


async def test_a_silent_host_is_a_timeout():
    async with serving(silent) as server:
        async with at(server.url, read_timeout=0.4) as transport:
            with pytest.raises(Timeout):
                await transport.read(READ)
        assert len(server.seen) == ATTEMPTS


async def test_nobody_listening_is_unavailable_and_nothing_was_sent():
    async with at("http://127.0.0.1:9") as transport:
        with pytest.raises(HHUnavailable):
            await transport.read(READ)
        with pytest.raises(HHUnavailable) as refused:
            await transport.write(WRITE)
    assert refused.value.sent == "no"


@pytest.mark.parametrize("said", [answer(502), b"", answer(200)], ids=["502", "closed", "closed before TLS"])
async def test_a_proxy_that_opens_no_tunnel_sent_nothing(monkeypatch, said: bytes):
    async def refuse(_request: Request, stream):
        await stream.send(said)
        await stream.aclose()

    async with serving(refuse) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        async with at("https://hh.example.test") as transport:
            with pytest.raises(HHUnavailable) as refused:
                await transport.write(WRITE)
        assert refused.value.sent == "no"
        assert [(request.method, request.target) for request in proxy.seen] == [("CONNECT", "hh.example.test:443")]


async def test_a_body_beyond_the_cap_is_not_read_to_its_end():
    bomb = gzip.compress(b"0" * (MAX_BODY + 1))
    script = always(answer(200, bomb, "Content-Encoding: gzip"))
    async with serving(script) as server, at(server.url, read_timeout=5) as transport:
        with pytest.raises(SiteChanged, match="8 MiB"):
            await transport.read(READ)


async def test_a_long_retry_after_is_told_and_not_waited_for():
    async with serving(always(answer(429, b"", "Retry-After: 3600"))) as server:
        async with at(server.url) as transport:
            with pytest.raises(RateLimited) as limited, anyio.fail_after(2):
                await transport.read(READ)
        assert (limited.value.retry_after, len(server.seen)) == (3600, 1)


async def test_a_short_retry_after_is_waited_for_by_everybody():
    """The host asked to slow down, so whoever else comes meanwhile waits as well."""
    script = in_turn(answer(429, b"", "Retry-After: 1"), answer(200, b"{}"))
    async with serving(script) as server, at(server.url) as transport:
        async with anyio.create_task_group() as group:
            group.start_soon(transport.read, JSON)
            while not server.seen:
                await anyio.lowlevel.checkpoint()
            begun = time.monotonic()
            while time.monotonic() - begun < 0.2:  # its answer has come by now
                await anyio.lowlevel.checkpoint()
            await transport.read(READ)
            assert time.monotonic() - begun >= 0.9
        assert time.monotonic() - begun < 5
        assert len(server.seen) == 3


@pytest.mark.parametrize("data", [None, b"nonsense\r\n\r\n"], ids=["reset", "not HTTP"])
async def test_a_write_without_an_answer_is_one_request_and_unknown(data: bytes | None):
    async with serving(in_turn(data)) as server, at(server.url) as transport:
        with pytest.raises(OutcomeUnknown) as unknown:
            await transport.write(WRITE)
        assert (unknown.value.sent, len(server.seen)) == ("unknown", 1)


async def test_a_write_whose_answer_breaks_off_keeps_its_status():
    async def script(_request: Request, stream):
        await stream.send(answer(200, b"{}", length=50))
        await stream.aclose()

    async with serving(script) as server, at(server.url) as transport:
        found = await transport.write(WRITE)
        assert (found.status, found.complete, len(server.seen)) == (200, False, 1)


async def test_a_silent_write_is_unknown_after_its_own_deadline():
    async with serving(silent) as server:
        async with at(server.url, write_timeout=0.3) as transport:
            with pytest.raises(OutcomeUnknown):
                await transport.write(WRITE)
        assert len(server.seen) == 1


async def test_a_write_is_not_repeated_on_a_redirect_or_a_503():
    async with serving(in_turn(answer(503), answer(302, b"", "Location: /elsewhere"))) as server:
        async with at(server.url) as transport:
            assert (await transport.write(WRITE)).status == 503
            assert (await transport.write(WRITE)).status == 302
        assert len(server.seen) == 2


async def test_cancelling_a_write_does_not_lose_its_answer():
    arrived, released = anyio.Event(), anyio.Event()
    found = []

    async def script(_request: Request, stream):
        arrived.set()
        await released.wait()
        await stream.send(answer(200, b"sent"))

    async with (
        serving(script) as server,
        at(server.url, write_timeout=5) as transport,
        anyio.create_task_group() as group,
    ):

        async def send():
            found.append(await transport.write(WRITE))

        group.start_soon(send)
        await arrived.wait()
        group.cancel_scope.cancel()
        released.set()
    assert [item.text for item in found] == ["sent"]


async def test_each_write_has_its_own_connection():
    connections = []

    async def script(_request: Request, stream):
        connections.append(stream)
        await stream.send(answer(200))

    async with serving(script) as server, at(server.url) as transport:
        for _ in range(3):
            await transport.write(WRITE)
        assert len(connections) == len(set(connections)) == 3
        await transport.read(READ)
        await transport.read(READ)
        assert len(set(connections)) == 4


async def test_the_api_and_the_site_are_asked_by_their_own_names():
    async with serving(always(answer(200, b"{}"))) as server:
        async with at(server.url) as transport:
            await transport.read(Ask(host="api", path="/me"))
            await transport.read(READ)
        names = [request.headers["user-agent"] for request in server.seen]
        assert names == ["hh-mcp/test (a@example.test)", "Mozilla/5.0 hh-mcp/test"]


async def test_turns_are_spaced():
    async with serving(always(answer(200))) as server:
        before = time.monotonic()
        async with at(server.url, pace=0.05) as transport, anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(transport.read, READ)
        assert time.monotonic() - before >= 0.15


async def test_cookies_and_queries_stay_out_of_the_log(caplog):
    caplog.set_level(logging.DEBUG)
    secret = Ask(host="site", path="/page", params=(("code", "1234"),), headers={"Cookie": "hhtoken=very-secret"})
    script = always(answer(200, b"", "Set-Cookie: hhtoken=fresh-secret"))
    async with serving(script) as server, at(server.url) as transport:
        await transport.read(secret)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("hh_mcp", "httpcore"))]
    assert ours
    assert not [line for line in ours if "secret" in line or "1234" in line]


def test_addresses_are_https_or_this_machine():
    config("http://127.0.0.1:1")
    config("http://localhost:1")
    with pytest.raises(ValueError, match="https"):
        config("http://hh.ru")


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/site/account/login?a=1", ("site", "/account/login?a=1")),
        ("/account/login", ("site", "/account/login")),
        ("http://127.0.0.1:1/chatik/x", ("chat", "/x")),
        ("http://127.0.0.1:1/site", ("site", "/")),
        ("//127.0.0.1:1/site/y", ("site", "/y")),
        ("https://127.0.0.1:1/site/y", None),
        ("https://evil.example/site/y", None),
        ("http://127.0.0.1:1/other", None),
        ("http://127.0.0.1:1@evil.example/site", None),
        ("http://[bad", None),
        (".evil.example/x", ("site", "/.evil.example/x")),
        ("@evil.example/x", ("site", "/@evil.example/x")),
        ("?page=1", ("site", "/?page=1")),
    ],
)
def test_redirects_are_followed_within_hh_only(location: str, expected):
    place = Hosts(config("http://127.0.0.1:1")).locate("site", location)
    assert place == (expected and (*expected, ""))


@given(
    st.text()
    | st.builds("".join, st.lists(st.sampled_from(["/", "\\", "@", ":", "?", "#", ".", "evil.example", "http"])))
)
def test_no_redirect_leaves_hh(location: str):
    hosts = Hosts(config("http://127.0.0.1:1"))
    target = hosts.locate("site", location)
    if target is not None:
        assert urlsplit(hosts.url(*target)).netloc == "127.0.0.1:1"


async def test_no_write_begins_when_too_little_time_is_left():
    async with serving(always(answer(200))) as server, at(server.url, write_timeout=5) as transport:
        with anyio.move_on_after(1), pytest.raises(Timeout) as late:
            await transport.write(WRITE)
        assert (late.value.sent, server.seen) == ("no", [])
        with anyio.CancelScope() as scope:
            scope.cancel()
            await transport.write(WRITE)
        assert server.seen == []


def test_retry_after_is_read_in_both_forms():
    now = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)
    assert retry_after("7", now) == 7
    assert retry_after(format_datetime(now + timedelta(seconds=30), usegmt=True), now) == 30
    assert retry_after(format_datetime(now - timedelta(seconds=30), usegmt=True), now) == 0
    assert retry_after("99999999999999999999", now) == 86_400
    assert retry_after("soon", now) is None
    assert retry_after(None, now) is None
    dates = {"retry-after": format_datetime(now + timedelta(seconds=30), usegmt=True), "date": format_datetime(now)}
    assert wait_asked_for(dates) == 30
    assert wait_asked_for({}) is None
