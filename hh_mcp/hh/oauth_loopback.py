"""The end of OAuth in a browser: a listener on this machine that takes one redirect (RFC 8252, 7.3)."""

from urllib.parse import urlsplit

import anyio
from anyio.abc import SocketStream

from hh_mcp.hh.config import is_loopback
from hh_mcp.hh.errors import BadArgument, Timeout

_MAX_HEAD = 16_384
_PAGE = (
    "<!doctype html><meta charset=utf-8><title>hh-mcp</title>"
    "<p>Готово: это окно можно закрыть. / Done: you may close this window.</p>"
)


async def receive_callback(redirect_uri: str, timeout: float = 300.0) -> str:
    """Listen at `redirect_uri` until the browser is sent there; returns the whole address it came with.

    `redirect_uri` must be plain HTTP on this machine with a port; raises Timeout after `timeout` seconds.
    """
    parts = urlsplit(redirect_uri)
    if parts.scheme != "http" or not is_loopback(parts.hostname) or not parts.port:
        raise BadArgument(
            "REDIRECT_URI must be http://127.0.0.1:PORT/…", detail_ru="REDIRECT_URI: http://127.0.0.1:PORT/…"
        )
    found: list[str] = []
    listener = await anyio.create_tcp_listener(local_host=parts.hostname, local_port=parts.port)
    async with listener:
        with anyio.move_on_after(timeout):
            async with anyio.create_task_group() as group:

                async def serve(stream: SocketStream) -> None:
                    async with stream:
                        target = await _answer(stream, parts.path or "/")
                    if target is not None:
                        found.append(f"{parts.scheme}://{parts.netloc}{target}")
                        group.cancel_scope.cancel()

                await listener.serve(serve, group)
    if not found:
        raise Timeout("Nobody came back from the browser.", detail_ru="Из браузера никто не вернулся.")
    return found[0]


async def _answer(stream: SocketStream, path: str) -> str | None:
    """Answer one request; returns its target if it is the redirect."""
    head = b""
    try:
        while b"\r\n\r\n" not in head and len(head) < _MAX_HEAD:
            head += await stream.receive()
    except (anyio.EndOfStream, anyio.BrokenResourceError):
        return None
    method, _, rest = head.split(b"\r\n", 1)[0].decode("latin-1").partition(" ")
    target = rest.partition(" ")[0]
    known = method == "GET" and target.partition("?")[0] == path
    body = (_PAGE if known else "").encode()
    status = "200 OK" if known else "404 Not Found"
    headers = f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\nConnection: close"
    await stream.send(f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body)
    return target if known else None
