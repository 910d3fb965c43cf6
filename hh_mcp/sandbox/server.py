"""Serving the imitation on loopback, inside an event loop that belongs to somebody else."""

import contextlib
import os
import socket
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import anyio
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from hh_mcp.sandbox.app import make_app
from hh_mcp.sandbox.records import Value
from hh_mcp.sandbox.stage import Stage
from hh_mcp.sandbox.world import Options, World

if TYPE_CHECKING:
    from asyncio import Transport

    import h11

    from hh_mcp.sandbox.state_file import StateFile


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running imitation."""

    url: str
    stage: Stage

    @property
    def world(self) -> World:
        """Its present state."""
        return self.stage.world


@dataclass(frozen=True, slots=True)
class Guest:
    """An imitation that another process serves from the same file."""

    url: str


class _Protocol(H11Protocol):
    """Shows the transport of a connection to the application, so that a fault can reset it."""

    def connection_made(self, transport: "Transport") -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        super().connection_made(transport)
        # asyncio does this only for sockets that name their protocol; without it each answer waits for 40 ms.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, "transport": transport}

    def _should_upgrade_to_ws(self) -> bool:
        return True

    def handle_websocket_upgrade(self, event: "h11.Request") -> None:
        # Loaded with the first socket: most imitations never have one, and all of them start faster without it.
        from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

        self.ws_protocol_class = WebSocketsSansIOProtocol
        super().handle_websocket_upgrade(event)


class _Server(uvicorn.Server):
    """A server that leaves signals to its host and says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = anyio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.listening.set()

    def stop(self) -> None:
        self.should_exit = self.force_exit = True
        for connection in list(self.server_state.connections):
            transport: Any = connection.transport
            transport.abort()


@contextlib.asynccontextmanager
async def serve(
    port: int = 0, *, state_file: str | os.PathLike[str] | None = None, **options: Value
) -> AsyncGenerator[Sandbox | Guest, None]:
    """Run the imitation on a loopback port while the block lasts; with a file, find the state that is kept there."""
    if state_file is None:
        async with host(listen(port), None, options) as sandbox:
            yield sandbox
        return
    from hh_mcp.sandbox.guests import share
    from hh_mcp.sandbox.state_file import StateFile

    async with share(StateFile(state_file), port, options) as sandbox:
        yield sandbox


def listen(*ports: int) -> socket.socket:
    """Listen on the first of the ports that is free; 0 is any."""
    for port in ports[:-1]:
        with contextlib.suppress(OSError):
            return socket.create_server(("127.0.0.1", port))
    return socket.create_server(("127.0.0.1", ports[-1]))


@contextlib.asynccontextmanager
async def host(
    listener: socket.socket, file: "StateFile | None", options: dict[str, Value]
) -> AsyncGenerator[Sandbox, None]:
    """Serve on a socket while the block lasts."""
    port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    if file is not None:
        file.port = port
    stage = Stage(Options(**options), url, file)
    config = uvicorn.Config(
        make_app(stage),
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,  # the application tells the imitation's own time
        headers=[("Server", "ddos-guard")],
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    with listener:  # the server closes it, unless it is cancelled
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(server.serve, [listener])
            await server.listening.wait()
            try:
                yield Sandbox(url, stage)
            finally:
                server.stop()
