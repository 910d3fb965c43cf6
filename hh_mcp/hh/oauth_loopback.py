"""The end of OAuth in a browser: a listener on this machine that takes one redirect (RFC 8252, 7.3)."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from secrets import compare_digest
from urllib.parse import SplitResult, parse_qs, urlsplit

import anyio
from anyio.abc import SocketStream
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from hh_mcp.hh.config import is_loopback
from hh_mcp.hh.errors import BadArgument, Timeout

_MAX_HEAD = 16_384
_HEAD_SECONDS = 10.0
_PAGE = "<!doctype html><meta charset=utf-8><title>hh-mcp</title><p>{ru}</p><p lang=en>{en}</p>"
_CAME = (
    "hh.ru ответил. Вернитесь в терминал: вход завершится там. Это окно можно закрыть.",
    "hh.ru has answered. Go back to the terminal, the sign-in ends there. You may close this window.",
)
_DENIED = (
    "Доступ не выдан: вход не выполнен. Это окно можно закрыть.",
    "Access was denied: nobody is signed in. You may close this window.",
)
_STRAY = (
    "Этот адрес ждёт ответа hh.ru на другой вход. Войдите по ссылке из терминала.",
    "This address waits for the answer of hh.ru to another sign-in. Use the link in the terminal.",
)


@dataclass(frozen=True)
class Expected:
    """The one redirect that counts: where it goes, and the `state` it brings back."""

    target: SplitResult
    state: str

    def is_addressed(self, method: str, path: str, host: str) -> bool:
        """Tell whether a request goes to our address; a page elsewhere that was rebound here has its own Host."""
        ours = {self.target.netloc.lower(), f"{self.target.hostname}:{self.target.port}"}
        return method == "GET" and path == (self.target.path or "/") and host.lower() in ours

    def is_ours(self, query: dict[str, list[str]]) -> bool:
        """Tell whether it answers our sign-in."""
        return compare_digest(query.get("state", [""])[0].encode(), self.state.encode())


class Callback:
    """A listener that is there already: the browser may be sent off."""

    def __init__(self, found: MemoryObjectReceiveStream[str]) -> None:
        self._found = found

    async def wait(self, timeout: float = 300.0) -> str:
        """Return the whole address that the browser came back with; raises Timeout after `timeout` seconds."""
        try:
            with anyio.fail_after(timeout):
                return await self._found.receive()
        except TimeoutError as error:
            raise Timeout("Nobody came back from the browser.", detail_ru="Из браузера никто не вернулся.") from error


@asynccontextmanager
async def listening(redirect_uri: str, state: str) -> AsyncGenerator[Callback]:
    """Listen at `redirect_uri` for the redirect that brings `state` back; nothing else ends it.

    Raises BadArgument when it is not plain HTTP on this machine with a port, or when another program has the port: no
    browser may be sent there then.
    """
    parts = urlsplit(redirect_uri)
    if parts.scheme != "http" or not is_loopback(parts.hostname) or not parts.port:
        raise BadArgument(
            "REDIRECT_URI must be http://127.0.0.1:PORT/…", detail_ru="REDIRECT_URI: http://127.0.0.1:PORT/…"
        )
    try:
        listener = await anyio.create_tcp_listener(local_host=parts.hostname, local_port=parts.port)
    except OSError as error:
        raise _taken(parts.port) from error
    send, receive = anyio.create_memory_object_stream[str](1)
    expected = Expected(parts, state)

    async def serve(stream: SocketStream) -> None:
        async with stream:
            await _serve(stream, expected, send)

    async with listener, send, receive, anyio.create_task_group() as group:
        group.start_soon(listener.serve, serve)
        yield Callback(receive)
        group.cancel_scope.cancel()


def _taken(port: int) -> BadArgument:
    error = BadArgument(
        f"Another program listens at port {port} of REDIRECT_URI; the browser was not opened.",
        detail_ru=f"Порт {port} из REDIRECT_URI занят другой программой; браузер не открыт.",
    )
    return error.advise(
        "Close that program (perhaps another hh-mcp login), or register and set another port.",
        "Закройте эту программу (может быть, другой hh-mcp login) или укажите другой порт здесь и на dev.hh.ru.",
    )


async def _serve(stream: SocketStream, expected: Expected, found: MemoryObjectSendStream[str]) -> None:
    """Answer one request; the redirect that counts is handed on."""
    head = b""
    try:
        with anyio.move_on_after(_HEAD_SECONDS):
            while b"\r\n\r\n" not in head and len(head) < _MAX_HEAD:
                head += await stream.receive()
            status, words, target = _judge(head, expected)
            await stream.send(_page(status, words))
            if target is not None:
                found.send_nowait(f"{expected.target.scheme}://{expected.target.netloc}{target}")
    except (anyio.EndOfStream, anyio.BrokenResourceError, anyio.WouldBlock):
        return


def _judge(head: bytes, expected: Expected) -> tuple[str, tuple[str, str], str | None]:
    """Tell what to answer to a request, and its target if it is the redirect that counts."""
    first, *lines = head.split(b"\r\n\r\n", 1)[0].decode("latin-1").split("\r\n")
    method, _, rest = first.partition(" ")
    target = rest.partition(" ")[0]
    path, _, raw = target.partition("?")
    named = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("host:")]
    if len(named) != 1 or not expected.is_addressed(method, path, named[0]):
        return "404 Not Found", _STRAY, None
    query = parse_qs(raw)
    if not expected.is_ours(query):
        return "400 Bad Request", _STRAY, None
    return "200 OK", _CAME if "code" in query else _DENIED, target


def _page(status: str, words: tuple[str, str]) -> bytes:
    body = _PAGE.format(ru=words[0], en=words[1]).encode()
    headers = f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\nConnection: close"
    return f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body
