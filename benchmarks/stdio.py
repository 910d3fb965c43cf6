"""A client of the least size: one line out, one line in, so that what is measured is the server."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BARE = [sys.executable, str(HERE / "bare_server.py")]
OURS = [sys.executable, "-m", "hh_mcp"]
READING = 1.1  # seconds: the server takes a quicker yes for a program's
_HELLO = {
    "protocolVersion": "2025-11-25",
    "capabilities": {"elicitation": {}},
    "clientInfo": {"name": "b", "version": "1"},
}


class Server:
    """A server process on stdio; whoever it asks reads for as long as a person needs, and says yes.

    No row may count that time: none measures how long a call takes that asks.
    """

    def __init__(self, command: Sequence[str], env: Mapping[str, str]):
        self.started = time.perf_counter()
        pipe = subprocess.PIPE
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HH_MCP_")}
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, env={**kept, **env})
        self._last = 1
        self.send({"id": 1, "method": "initialize", "params": _HELLO})
        self.send({"method": "notifications/initialized"})

    def send(self, message: dict[str, Any]) -> None:
        """Write one message."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self._process.stdin.flush()

    def ask(self, method: str, **params: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever the method takes
        """Write one request and wait for its answer."""
        return self.answers([self.request(method, **params)])[0]

    def request(self, method: str, **params: Any) -> int:  # noqa: ANN401
        """Write one request; returns its id."""
        self._last += 1
        self.send({"id": self._last, "method": method, "params": params})
        return self._last

    def answers(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        """Read until every request is answered."""
        found: dict[int, dict[str, Any]] = {}
        while set(ids) - set(found):
            assert self._process.stdout
            message = json.loads(self._process.stdout.readline())
            if message.get("method") == "elicitation/create":
                time.sleep(READING)
                self.send({"id": message["id"], "result": {"action": "accept", "content": {"send": True}}})
            elif "id" in message:
                found[message["id"]] = message
        return [found[number] for number in ids]

    def call(self, tool: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401
        """Call a tool that must succeed; returns what it says."""
        return said(self.ask("tools/call", name=tool, arguments=arguments))

    def memory(self) -> float:
        """Resident memory in MB."""
        shown = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self._process.pid)],  # noqa: S607
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return int(shown.stdout) / 1024

    def close(self) -> None:
        """End it as a client does: by closing its stdin."""
        self._process.communicate(timeout=20)


def said(answer: dict[str, Any]) -> dict[str, Any]:
    """What a tool's answer holds; an error ends the benchmark."""
    result = answer.get("result") or {}
    if "structuredContent" not in result:
        sys.exit(f"a call failed: {json.dumps(answer, ensure_ascii=False)[:500]}")
    return result["structuredContent"]


@contextmanager
def running(command: Sequence[str], env: Mapping[str, str]) -> Iterator[Server]:
    """A server for the length of a block."""
    server = Server(command, env)
    try:
        yield server
    finally:
        server.close()
