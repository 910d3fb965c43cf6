"""Forks children that die at a named point of a send; a fork of a warm process is quicker than a new one.

Reads one JSON order a line: `{"settings", "tool", "arguments", "point", "later"}`; forks; the child connects an MCP
client to the server in its own process, says yes for the person, and at `point` (if any) kills itself with SIGKILL.
Answers one JSON line: `{"died", "result"}`.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import anyio
from mcp import Client
from support import Clock, yes

import hh_mcp.guard.gate
import hh_mcp.hh.client
import hh_mcp.store.store
from hh_mcp.hh.client import HHClient
from hh_mcp.server import JobServer, build_server
from hh_mcp.settings import Settings
from hh_mcp.store.actions import Actions

assert hh_mcp.guard.gate
assert hh_mcp.hh.client
assert hh_mcp.store.store

# point -> the method it is at, and whether death comes before, inside (just before its commit) or after it
POINTS: dict[str, tuple[type, str, str]] = {
    "before the proposal": (Actions, "propose", "before"),
    "proposal not committed": (Actions, "propose", "inside"),
    "proposed": (Actions, "propose", "after"),
    "approval not committed": (Actions, "approve", "inside"),
    "approved": (Actions, "approve", "after"),
    "reservation not committed": (Actions, "reserve", "inside"),
    "reserved": (Actions, "reserve", "after"),
    "before the post": (HHClient, "<post>", "before"),
    "after the post": (HHClient, "<post>", "after"),
    "before the outcome": (Actions, "settle", "before"),
    "outcome not committed": (Actions, "settle", "inside"),
    "settled": (Actions, "settle", "after"),
}
POSTS = {"respond": "respond_to_vacancy", "send_message": "send_chat_message"}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str, tool: str) -> None:
    """Replace the method at `point` by one that dies there."""
    owner, name, when = POINTS[point]
    name = POSTS[tool] if name == "<post>" else name
    real: Callable[..., Any] = getattr(owner, name)

    def around(self: Any, *args: Any, **kwargs: Any) -> Any:
        if when == "before":
            die()
        if when == "inside":
            self._database.set_trace_callback(lambda sql: die() if sql.lower() == "commit" else None)
        result = real(self, *args, **kwargs)
        die()
        return result

    async def around_async(self: Any, *args: Any, **kwargs: Any) -> Any:
        if when == "before":
            die()
        result = await real(self, *args, **kwargs)
        die()
        return result

    setattr(owner, name, around_async if owner is HHClient else around)


CLOCK = Clock()
READER = CLOCK.read_by(yes(), 2)


@cache
def made(settings: str, later: float) -> JobServer:
    """A server that has opened nothing yet: made before the fork, used after it."""
    return build_server(Settings(**json.loads(settings)), now=lambda: CLOCK() + timedelta(seconds=later))


async def call(order: dict[str, Any]) -> dict[str, Any]:
    server = made(json.dumps(order["settings"]), order.get("later", 0))
    async with Client(server, elicitation_callback=READER) as client:
        result = await client.call_tool(order["tool"], order["arguments"])
        return result.structured_content or {"error": result.content[0].text}


def child(order: dict[str, Any], pipe: int) -> None:
    if order.get("point"):
        arm(order["point"], order["tool"])
    result = anyio.run(call, order)
    os.write(pipe, json.dumps(result).encode())


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        made(json.dumps(order["settings"]), order.get("later", 0))
        read, write = os.pipe()
        pid = os.fork()
        if not pid:
            try:
                child(order, write)
            finally:
                os._exit(0)
        os.close(write)
        with os.fdopen(read, "rb") as answer:
            told = answer.read()
        _, status = os.waitpid(pid, 0)
        died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print(json.dumps({"died": died, "result": json.loads(told) if told else None}), flush=True)


if __name__ == "__main__":
    main()
