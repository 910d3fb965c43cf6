"""The push channel: what is heard, who is asked for its address, and who never hears of us."""

import base64
import hashlib
import json
import logging
from contextlib import aclosing
from typing import Any

import anyio
import hh_samples as samples
import pytest
from hh_memory import MemoryStore
from hh_servers import Pretender, Request, Scripted, answer, config, data, page, serving, to
from hypothesis import given, settings
from hypothesis import strategies as st

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.config import HHConfig
from hh_mcp.hh.hosts import Hosts
from hh_mcp.hh.push import LONGEST, delay, news_in

pytestmark = pytest.mark.anyio
RESUMES, CONNECTION = "/site/applicant/resumes", "/push/connection/data"
SITE = json.dumps({"id": "s1", "cookies": {"hhtoken": "t0ken", "_xsrf": "x"}, "signed_in": True})
MESSAGE = {"type": "chat_message_create", "data": {"fromCurrentDevice": False, "eventData": {"chatId": "1"}}}


def frame(value: Any) -> bytes:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    assert len(body) < 65536
    size = bytes([len(body)]) if len(body) < 126 else b"\x7e" + len(body).to_bytes(2, "big")
    return b"\x81" + size + body


class Channel(Pretender):
    """hh.ru with a push channel: a socket gets the frames, then silence, and no answer to a farewell."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[Any] = []
        self.url = self.origin = self.socket = ""

    async def __call__(self, request: Request, stream: Any) -> None:
        path = request.target.partition("?")[0]
        if ("GET", path) in self.pages or not self.url:
            await super().__call__(request, stream)
            return
        self.seen.append(request)
        match path:
            case "/site/applicant/resumes":
                await stream.send(page(samples.RESUMES_PAGE | {"chatik": {"websocketOrigin": self.origin}}))
            case "/push/connection/data":
                await stream.send(data({"url": self.socket}))
            case "/push/ws/connect":
                await stream.send(upgrade(request) + b"".join(frame(value) for value in self.frames))
                await anyio.sleep_forever()
            case _:
                await stream.send(answer(404))

    def at(self, url: str) -> None:
        self.url, self.origin = url, f"{url}/push"
        self.socket = f"{url}/push/ws/connect?sd=s1gned&cm=direct".replace("http", "ws", 1)

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.seen if request.target.startswith(path)]


def upgrade(request: Request) -> bytes:
    key = request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    accept = base64.b64encode(hashlib.sha1(key.encode(), usedforsecurity=False).digest()).decode()
    lines = ["HTTP/1.1 101 X", "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Accept: {accept}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@pytest.fixture
async def channel():
    channel = Channel()
    async with serving(channel) as server:
        channel.at(server.url)
        yield channel


@pytest.fixture
async def evil():
    """A server on another port of this machine; nobody has any business there."""
    async with serving(Channel()) as server:
        yield server


@pytest.fixture
async def client(channel: Channel, store: MemoryStore):
    store.texts["site"] = SITE
    async with HHClient(config(channel.url), store) as client:
        yield client


async def first(client: HHClient) -> str:
    async with aclosing(client.listen_to_chats()) as events:
        with anyio.fail_after(10):
            return await anext(events)


async def hear_nothing(client: HHClient, until: Any) -> None:
    """Listen until `until` holds; an event would be a surprise."""

    async def listen() -> None:
        async with aclosing(client.listen_to_chats()) as events:
            async for event in events:
                raise AssertionError(event)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(listen)
        with anyio.fail_after(10):
            while not until():
                await anyio.sleep(0.01)
        for _ in range(20):  # what was begun has its turn
            await anyio.sleep(0.005)
        tasks.cancel_scope.cancel()


async def test_an_event_is_heard(channel: Channel, client: HHClient):
    channel.frames = [MESSAGE]
    assert await first(client) == "chat_message_create"


async def test_unknown_frames_and_own_doings_are_passed_over(channel: Channel, client: HHClient):
    own = {"type": "chat_message_create", "data": {"fromCurrentDevice": True}}
    late = {"data": {"eventType": "chat_state_changed"}}
    channel.frames = [
        b"",
        b"pong",
        b"[" * 3000,
        [],
        None,
        {"type": "connect"},
        {"type": ["chat_state_changed"]},
        own,
        late,
    ]
    assert await first(client) == "chat_state_changed"


KEYS = st.sampled_from(["type", "data", "eventType", "fromCurrentDevice"])
WORDS = st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["chat_message_create", "connect"])


@settings(max_examples=60)
@given(st.recursive(WORDS, lambda inner: st.dictionaries(KEYS, inner) | st.lists(inner), max_leaves=6))
def test_any_frame_is_news_or_is_not(value: Any):
    assert news_in(json.dumps(value)) in (None, "chat_message_create")


async def test_cookies_go_with_the_question_alone(channel: Channel, client: HHClient):
    channel.frames = [MESSAGE]
    await first(client)
    (question,), (socket,) = channel.asked(CONNECTION), channel.asked("/push/ws/connect")
    assert "hhtoken=t0ken" in question.headers["cookie"]
    assert question.target == f"{CONNECTION}?connectionMode=direct"
    assert not {"cookie", "authorization"} & set(socket.headers)
    assert "hh-mcp" in socket.headers["user-agent"]


async def test_the_page_is_read_once_a_sign_in(channel: Channel, client: HHClient):
    channel.frames = [MESSAGE]
    for _ in range(3):
        await first(client)
    assert (len(channel.asked(RESUMES)), len(channel.asked(CONNECTION))) == (1, 3)


HOSTILE = [
    "{evil}/push",
    "http://127.0.0.1:80/push",
    "https://127.0.0.1:{port}/push",
    "http://hh.ru@{there}/push",
    "http://{here}@{there}/push",
    "http://{there}#@{here}/push",
    "http://[::1]@{there}/push",
    "//{there}/push",
    "http:{there}",
    "http://{here}.evil.example/push",
    "http://{here}\\@{there}/push",
    "ftp://{here}/push",
    "http://[",
    "",
]


def worded(text: str, channel: Channel, evil: Scripted) -> str:
    here, there = channel.url.removeprefix("http://"), evil.url.removeprefix("http://")
    return text.format(evil=evil.url, here=here, there=there, port=here.rpartition(":")[2])


@pytest.mark.parametrize("origin", HOSTILE)
async def test_a_hostile_origin_is_never_asked(channel: Channel, client: HHClient, evil: Scripted, origin: str):
    channel.origin = worded(origin, channel, evil)
    await hear_nothing(client, lambda: channel.asked(RESUMES))
    assert evil.seen == []
    assert [request.target for request in channel.seen] == [RESUMES]


@pytest.mark.parametrize(
    "address", [text.replace("http:", "ws:").replace("{evil}", "ws://{there}") for text in HOSTILE]
)
async def test_a_hostile_address_gets_no_socket(channel: Channel, client: HHClient, evil: Scripted, address: str):
    channel.socket = worded(address, channel, evil)
    await hear_nothing(client, lambda: channel.asked(CONNECTION))
    assert evil.seen == []
    assert channel.asked("/push/ws") == []


@pytest.mark.parametrize(("path", "scheme"), [(CONNECTION, "http"), ("/push/ws/connect", "ws")])
async def test_no_redirect_is_followed(channel: Channel, client: HHClient, evil: Scripted, path: str, scheme: str):
    channel.tell(path, to(f"{evil.url}{path}?sd=s1gned".replace("http", scheme, 1)))
    await hear_nothing(client, lambda: channel.asked(path))
    assert evil.seen == []


REAL = Hosts(HHConfig(api_user_agent="a", site_user_agent="b"))


@pytest.mark.parametrize("origin", ["https://websocket.hh.ru", "https://websocket.hh.ru:443/", "https://WS2.hh.ru"])
def test_a_channel_of_hh_ru_is_taken(origin: str):
    assert REAL.adopt_push(origin)
    assert REAL.url("push", "/connection/data").endswith(".hh.ru/connection/data")
    assert REAL.socket("wss://websocket.hh.ru/ws?sd=a%2Bb&cm=direct") == "wss://websocket.hh.ru/ws?sd=a%2Bb&cm=direct"


ELSEWHERE = [
    "evil.example",
    "hh.ru.evil.example",
    "evilhh.ru",
    "hh.ru:8443",
    "websocket.hh.ru:80",
    "hh.ru.",
    "a@hh.ru",
    "hh.ru@evil",
    "websocket.hh.ru%2eevil.example",
    "xn--hh-6kc.ru",
    "api.hh.ru",
    "hh.kz",
    "localhost",
    "127.0.0.1:80",
    "",
]


@pytest.mark.parametrize("host", ELSEWHERE)
def test_a_channel_elsewhere_is_refused(host: str):
    assert not REAL.adopt_push(f"https://{host}")
    assert REAL.socket(f"wss://{host}/ws?sd=a") is None


@pytest.mark.parametrize("scheme", ["http", "ws", "file", "javascript", ""])
def test_a_channel_in_the_open_is_refused(scheme: str):
    assert not REAL.adopt_push(f"{scheme}://websocket.hh.ru")
    assert REAL.socket(f"{scheme}://websocket.hh.ru/ws?sd=a") is None


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_who_is_refused_does_not_ask_again_soon(channel: Channel, client: HHClient, status: int):
    channel.tell(CONNECTION, data({"url": channel.socket}, status))
    await hear_nothing(client, lambda: channel.asked(CONNECTION))
    assert [request.target.partition("?")[0] for request in channel.seen] == [RESUMES, CONNECTION]


def test_each_pause_is_longer_than_the_one_before():
    tries = range(1, 40)
    assert all(0.25 * 2**n <= delay(n, 0.5) <= 0.5 * 2 ** (n + 1) for n in range(1, 9))
    assert max(delay(n, 0.5) for n in tries) <= LONGEST


async def test_nobody_who_is_signed_out_asks(channel: Channel, client: HHClient, store: MemoryStore):
    del store.texts["site"]
    with anyio.fail_after(5):
        assert [event async for event in client.listen_to_chats()] == []
    assert channel.seen == []


async def test_a_check_of_hh_ru_comes_before_any_channel(channel: Channel, client: HHClient, store: MemoryStore):
    store.texts["breaker"] = json.dumps({"code": "captcha_required", "since": "2026-11-01T00:00:00Z"})
    assert client.stopped()
    opened = []
    await hear_nothing(client, lambda: opened or not opened.append(1))
    assert channel.seen == []


async def test_listening_ends_with_the_sign_in(channel: Channel, client: HHClient, store: MemoryStore):
    """The socket stays open at hh.ru, which says nothing."""
    channel.frames = [MESSAGE]
    async with aclosing(client.listen_to_chats()) as events:
        with anyio.fail_after(10):
            assert await anext(events)
            del store.texts["site"]
            assert [event async for event in events] == []


async def test_a_socket_is_left_quickly(channel: Channel, client: HHClient):
    """The other end answers no farewell."""
    channel.frames = [MESSAGE]
    before = anyio.current_time()
    await first(client)
    assert anyio.current_time() - before < 5


async def test_a_gap_is_an_event(channel: Channel, client: HHClient):
    """What happened meanwhile was heard by nobody."""
    channel.tell("/push/ws/connect", answer(503))
    async with aclosing(client.listen_to_chats()) as events, anyio.create_task_group() as tasks:

        async def open_late() -> None:
            while not channel.asked("/push/ws/connect"):
                await anyio.sleep(0.01)
            channel.pages.clear()

        tasks.start_soon(open_late)
        with anyio.fail_after(10):
            assert await anext(events) == "reconnected"


async def test_no_log_holds_what_opens_a_socket(channel: Channel, client: HHClient, caplog: pytest.LogCaptureFixture):
    channel.frames = [MESSAGE]
    with caplog.at_level(logging.DEBUG):
        await first(client)
    assert "/push/connection/data" in caplog.text.replace("push /connection/data", "/push/connection/data")
    assert not [word for word in ("s1gned", "t0ken") if word in caplog.text]
