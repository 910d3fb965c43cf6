"""A server on loopback that answers with the bytes a test scripts: what no well-behaved web framework would send."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
from anyio.abc import SocketAttribute, SocketStream

from hh_mcp.hh.config import HHConfig

Script = Callable[["Request", SocketStream], Awaitable[None]]


@dataclass
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Scripted:
    """Answers every request by `script`; remembers the requests."""

    script: Script
    url: str = ""
    seen: list[Request] = field(default_factory=list)

    async def serve(self, stream: SocketStream) -> None:
        async with stream:
            with anyio.move_on_after(10):
                try:
                    while (request := await read_request(stream)) is not None:
                        self.seen.append(request)
                        await self.script(request, stream)
                except (anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream):
                    pass


async def read_request(stream: SocketStream) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        try:
            data += await stream.receive()
        except anyio.EndOfStream:
            return None
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += await stream.receive()
    return Request(method, target, headers, body)


def answer(status: int = 200, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body) if length is None else length}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def always(data: bytes) -> Script:
    async def script(_request: Request, stream: SocketStream) -> None:
        await stream.send(data)

    return script


def in_turn(*answers: bytes | None) -> Script:
    """Answer with each in turn, the last for ever; None closes the connection without an answer."""
    left = list(answers)

    async def script(_request: Request, stream: SocketStream) -> None:
        data = left.pop(0) if len(left) > 1 else left[0]
        if data is None:
            await stream.aclose()
        else:
            await stream.send(data)

    return script


async def silent(_request: Request, _stream: SocketStream) -> None:
    await anyio.sleep_forever()


@asynccontextmanager
async def serving(script: Script) -> AsyncGenerator[Scripted]:
    server = Scripted(script)
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1", local_port=0)
    async with listener, anyio.create_task_group() as group:
        port = listener.extra(SocketAttribute.local_port)
        server.url = f"http://127.0.0.1:{port}"
        group.start_soon(listener.serve, server.serve)
        yield server
        group.cancel_scope.cancel()


Pages = dict[tuple[str, str], bytes]


def page(state: Any, status: int = 200, *headers: str) -> bytes:
    body = f'<!DOCTYPE html><template id="HH-Lux-InitialState">{json.dumps(state)}</template>'
    return answer(status, body.encode(), *headers)


def data(value: Any, status: int = 200, *headers: str) -> bytes:
    return answer(status, json.dumps(value).encode(), "Content-Type: application/json", *headers)


def to(location: str) -> bytes:
    return answer(302, b"", f"Location: {location}")


class Pretender:
    """Answers as told by method and path; everything else is 404."""

    def __init__(self) -> None:
        self.pages: Pages = {}
        self.seen: list[Request] = []

    def tell(self, path: str, reply: bytes, method: str = "GET") -> None:
        self.pages[method, path] = reply

    async def __call__(self, request: Request, stream: Any) -> None:
        self.seen.append(request)
        key = request.method, request.target.partition("?")[0]
        await stream.send(self.pages.get(key, answer(404)))

    def made(self, method: str) -> list[Request]:
        return [request for request in self.seen if request.method == method]


def config(url: str, **changes: Any) -> HHConfig:
    """A client's configuration: all three hosts at one address, without pauses."""
    values = {
        "api_url": f"{url}/api",
        "site_url": f"{url}/site",
        "chat_url": f"{url}/chatik",
        "api_user_agent": "hh-mcp/test (a@example.test)",
        "site_user_agent": "Mozilla/5.0 hh-mcp/test",
        "pace": 0.0,
        "backoff": 0.001,
    }
    return HHConfig(**(values | changes))
