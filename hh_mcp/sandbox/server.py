"""Serving the imitation on loopback, inside an event loop that belongs to somebody else."""

import contextlib
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


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running imitation."""

    url: str
    stage: Stage

    @property
    def world(self) -> World:
        """Its present state."""
        return self.stage.world


class _Protocol(H11Protocol):
    """Shows the transport of a connection to the application, so that a fault can reset it."""

    def connection_made(self, transport: "Transport") -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        super().connection_made(transport)
        # asyncio does this only for sockets that name their protocol; without it each answer waits for 40 ms.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, "transport": transport}


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
async def serve(port: int = 0, **options: Value) -> AsyncGenerator[Sandbox, None]:
    """Run the imitation on a loopback port while the block lasts."""
    listener = socket.create_server(("127.0.0.1", port))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    stage = Stage(Options(**options), url)
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
