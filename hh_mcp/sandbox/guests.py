"""Several processes, one file of state: the first serves it, the others use its address and wait to take its place."""

import json
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http.client import HTTPConnection, HTTPException

import anyio
from anyio.to_thread import run_sync

from hh_mcp.sandbox.records import Value
from hh_mcp.sandbox.server import Guest, Sandbox, host, listen
from hh_mcp.sandbox.state_file import StateFile

LOOK_EVERY = 0.1  # seconds between two looks at the lock, and at an address that is about to answer
PATIENCE = 10.0


@asynccontextmanager
async def share(file: StateFile, port: int, options: dict[str, Value]) -> AsyncGenerator[Sandbox | Guest, None]:
    """Serve the file, or use the address of the process that does; raises TimeoutError when it does not answer."""
    end = anyio.current_time() + PATIENCE
    while anyio.current_time() < end:
        with file.serving() as ours:
            if ours:
                async with host(listen(*_ports(file, port)), file, options) as sandbox:
                    yield sandbox
                return
        kept = file.kept_port()
        if kept and await run_sync(_answers, file, kept):
            async with _visit(file, kept, options) as guest:
                yield guest
            return
        await anyio.sleep(LOOK_EVERY)  # it has just begun, or just ended
    raise TimeoutError(f"{file.path}: another process holds it and does not answer")


def _ports(file: StateFile, port: int) -> tuple[int, ...]:
    """The port that is asked for; else the kept one, and any other when somebody has taken it."""
    return (port,) if port else (file.kept_port(), 0)


@asynccontextmanager
async def _visit(file: StateFile, port: int, options: dict[str, Value]) -> AsyncGenerator[Guest, None]:
    """Use the imitation of another process, and take its place when it ends."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_succeed, file, port, options)
        try:
            yield Guest(f"http://127.0.0.1:{port}")
        finally:
            tasks.cancel_scope.cancel()


async def _succeed(file: StateFile, port: int, options: dict[str, Value]) -> None:
    """Take the place of the process that serves, at the same address, when it has ended."""
    while True:
        with file.serving() as ours:
            if ours and (listener := _again(port)):
                async with host(listener, file, options):
                    await anyio.sleep_forever()
        await anyio.sleep(LOOK_EVERY)


def _again(port: int) -> socket.socket | None:
    try:
        return listen(port)
    except OSError:  # its last connections are still being closed
        return None


def _answers(file: StateFile, port: int) -> bool:
    """Whether the imitation of this very file answers there: another program may have taken a port that was kept."""
    connection = HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/")
        return json.loads(connection.getresponse().read()).get("state_file") == str(file.path.resolve())
    except (OSError, HTTPException, ValueError, AttributeError):
        return False
    finally:
        connection.close()
