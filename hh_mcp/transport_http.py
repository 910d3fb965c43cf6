"""MCP over HTTP (`hh-mcp serve --transport http`): for a client that cannot start a process of its own.

Whoever reaches the address could act in the person's name, so three doors stand in a row, and none can be left open:

    Host     the names this server goes by, else 421: a web page cannot reach it by rebinding its own name
    Origin   none, or one of the same names, else 403: browsers name the page that asks
    token    `Authorization: Bearer …`, else 401; made at start when HH_MCP_HTTP_TOKEN is not set, shown once on stderr

`/health` asks for no token and tells nothing but that the server lives. SIGTERM and SIGINT end it in order: no new
connections, running calls are waited for (a send under way is shielded anyway), then the store is closed.
"""

import asyncio
import contextlib
import logging
import secrets
import signal
import socket
import sys
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import anyio
import uvicorn
from anyio.abc import TaskStatus
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from hh_mcp import __version__
from hh_mcp.server import JobServer

PATH = "/mcp"
HEALTH = "/health"
_TALKATIVE = ("sse_starlette", "mcp")  # at DEBUG they write down whole answers; at INFO, ids of sessions
PATIENCE = 10  # seconds for running calls at the end; a POST and its outcome fit in
HEAD = 5.0  # seconds that a client has for the head of a request
CONNECTIONS = 200  # open at once; a client has a handful
SHORTEST_TOKEN = 16  # characters; shorter ones can be guessed


@dataclass(frozen=True)
class Address:
    """Where to listen, and the names that clients may call this server by."""

    host: str = "127.0.0.1"
    port: int = 8765
    names: tuple[str, ...] = ()

    @property
    def hosts(self) -> list[str]:
        """Values of the Host header that are let in, with a port or without."""
        known = ["127.0.0.1", "localhost", "[::1]", *self.names]
        return [form for name in known for form in (name, f"{name}:*")]

    @property
    def origins(self) -> list[str]:
        """Values of the Origin header that are let in: the same names, nothing foreign."""
        return [f"{scheme}://{host}" for host in self.hosts for scheme in ("http", "https")]


class Doors:
    """The doors in front of everything: Host and Origin for all, a token for all but `/health`."""

    def __init__(self, app: ASGIApp, token: str, security: TransportSecuritySettings):
        self._app = app
        self._token = token.encode()
        self._security = security

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refuse(Headers(scope=scope), scope["path"])
        await (refusal or self._app)(scope, receive, send)

    def _refuse(self, headers: Headers, path: str) -> Response | None:
        if not _fits(headers.get("host", ""), self._security.allowed_hosts):
            return _problem(421, "This server does not go by that name; see --allow-host.")
        origin = headers.get("origin")
        if origin is not None and not _fits(origin, self._security.allowed_origins):
            return _problem(403, "Web pages of other origins are not let in.")
        if path != HEALTH and not self._admits(headers.get("authorization", "")):
            return _problem(401, "A bearer token is needed: HH_MCP_HTTP_TOKEN.", {"WWW-Authenticate": "Bearer"})
        return None

    def _admits(self, authorization: str) -> bool:
        scheme, _, given = authorization.partition(" ")
        return scheme.lower() == "bearer" and secrets.compare_digest(given.strip().encode(), self._token)


def _fits(value: str, allowed: Sequence[str]) -> bool:
    """Compare whole values; `:*` stands for any port."""
    bare, _, port = value.rpartition(":")
    return value in allowed or (port.isdecimal() and f"{bare}:*" in allowed)


def _problem(status: int, words: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": words}, status, headers)


async def _health(request: Request) -> Response:
    del request
    return JSONResponse({"status": "ok", "version": __version__})


def make_app(server: JobServer, token: str, address: Address) -> ASGIApp:
    """Put the doors in front of the protocol."""
    if len(token) < SHORTEST_TOKEN:
        raise ValueError(f"the token has fewer than {SHORTEST_TOKEN} characters")
    server.serve_over_http()
    security = TransportSecuritySettings(allowed_hosts=address.hosts, allowed_origins=address.origins)
    app = server.streamable_http_app(streamable_http_path=PATH, transport_security=security)
    app.routes.append(Route(HEALTH, _health))
    return Doors(app, token, security)


def make_token() -> str:
    """Make a token that nobody can guess."""
    return secrets.token_urlsafe(32)


class _Protocol(H11Protocol):
    """Closes a connection that sends no whole head in time, and one too many: neither has shown a token yet."""

    _check: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS:
            transport.close()
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def _watch(self) -> None:
        if self._check is None:
            self._check = self.loop.call_later(HEAD, self._end_idle)

    def _end_idle(self) -> None:
        self._check = None
        if not self.cycle or self.cycle.response_complete:
            self.transport.close()


class _Server(uvicorn.Server):
    """Leaves signals to `serve`, so that the process ends with 0, and says when it listens."""

    def __init__(self, config: uvicorn.Config, address: Address):
        super().__init__(config)
        self._address = address

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if sockets and not self.should_exit:
            host, port = self._address.host, sockets[0].getsockname()[1]
            sys.stderr.write(f"http://{f'[{host}]' if ':' in host else host}:{port}{PATH}\n")


async def serve(server: JobServer, token: str, address: Address) -> None:
    """Serve until SIGTERM or SIGINT; raises OSError when the address is taken."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listener = socket.create_server((address.host, address.port), family=family)
    config = uvicorn.Config(
        make_app(server, token, address),
        ws="none",
        http=_Protocol,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
    )
    running = _Server(config, address)
    async with anyio.create_task_group() as tasks:
        await tasks.start(_stop_on_signal, running)
        await running.serve([listener])
        tasks.cancel_scope.cancel()


async def _stop_on_signal(running: uvicorn.Server, *, task_status: TaskStatus[None]) -> None:
    with contextlib.ExitStack() as stack:
        try:
            signals = stack.enter_context(anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM))
        except NotImplementedError:  # Windows: Ctrl+C arrives as KeyboardInterrupt
            task_status.started()
            return
        task_status.started()
        async for received in signals:
            running.handle_exit(received, None)  # ends event streams that a client holds open, too
