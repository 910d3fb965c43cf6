"""MCP over stdin and stdout, without threads where these are pipes, as they are under every client on Linux and macOS.

The SDK reads and writes them in worker threads, three hand-overs a call; with many calls at once that was a fifth of
the server's time. Here the event loop waits for the pipes itself. Whatever else they are (on Windows, files, a
terminal) goes the SDK's way, and so does a stdout that shares its pipe with stderr: its writers expect one that blocks.

A line that is no message is answered with an error on every way (`Messages`): the SDK drops it, and its client would
wait for an answer until its own patience ends.
"""

import json
import logging
import os
import re
import stat
import sys
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import anyio
from mcp.shared.message import SessionMessage
from mcp.types import INVALID_REQUEST, PARSE_ERROR, ErrorData, JSONRPCError
from pydantic import ValidationError

log = logging.getLogger(__name__)

_STDIN, _STDOUT, _STDERR = 0, 1, 2
_CHUNK = 65_536  # bytes
_DIGITS = 18  # of a number that is read; an id that is longer is nobody's


class _Gone(Exception):
    """Nobody reads the answers any more: the client has ended, not we have failed."""


def has_pipes() -> bool:
    """Whether the event loop can wait for stdin and stdout itself."""
    if sys.platform == "win32":
        return False
    try:
        kinds = [os.fstat(fd) for fd in (_STDIN, _STDOUT)]
        shared = os.path.sameopenfile(_STDOUT, _STDERR)
    except OSError:
        return False
    return not shared and all(stat.S_ISFIFO(kind.st_mode) or stat.S_ISSOCK(kind.st_mode) for kind in kinds)


@contextmanager
def claimed() -> Generator[tuple[anyio.AsyncFile[str], anyio.AsyncFile[str]]]:
    """Take the pipes for the protocol alone: meanwhile stdin is empty, and what is printed goes to stderr."""
    with (
        Path(os.devnull).open("rb") as nothing,
        _taken(_STDIN, nothing.fileno()) as said,
        _taken(_STDOUT, _STDERR) as told,
    ):
        try:
            # The SDK iterates over the one, and calls `write` and `flush` of the other: that much of a file they are
            yield cast("anyio.AsyncFile[str]", _Lines(said)), cast("anyio.AsyncFile[str]", _Writer(told))
        except* _Gone:
            log.info("the client is gone")
        finally:
            sys.stdout.flush()  # what was printed and kept must not follow the protocol, however it ended


@contextmanager
def _taken(fd: int, instead: int) -> Generator[int]:
    """Keep what `fd` is under another number, with `instead` in its place; both are put back in the end."""
    wire = os.dup(fd)
    os.dup2(instead, fd)
    os.set_blocking(wire, False)
    try:
        yield wire
    finally:
        os.set_blocking(wire, True)
        os.dup2(wire, fd)
        os.close(wire)


class _Lines:
    """The lines of a pipe, as they come."""

    def __init__(self, fd: int):
        self._fd = fd
        self._rest = bytearray()
        self._lines: deque[bytearray] = deque()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytearray:
        while not self._lines:
            await anyio.wait_readable(self._fd)
            self._take()
        return self._lines.popleft()  # as it came: what is not UTF-8 is for the parser to refuse

    def _take(self) -> None:
        try:
            data = os.read(self._fd, _CHUNK)
        except BlockingIOError:
            return
        except ConnectionResetError:  # a socket whose other end was closed with answers unread
            data = b""
        self._rest += data
        if b"\n" in data:
            *whole, self._rest = self._rest.split(b"\n")
            self._lines.extend(whole)
        elif not data:
            if not self._rest:
                raise StopAsyncIteration
            self._lines.append(self._rest)
            self._rest = bytearray()


class _Writer:
    """A pipe that a message is written to, however slowly it is read."""

    def __init__(self, fd: int):
        self._fd = fd
        self._data = memoryview(b"")

    async def write(self, text: str) -> None:
        """Remember one message; `flush` writes it."""
        self._data = memoryview(text.encode())

    async def flush(self) -> None:
        """Write what is remembered."""
        while self._data:
            try:
                self._data = self._data[os.write(self._fd, self._data) :]
            except BlockingIOError:
                await anyio.wait_writable(self._fd)
            except (BrokenPipeError, ConnectionResetError) as error:
                raise _Gone from error


class Messages:
    """What a client sends; a line that is no message gets an error for an answer and goes no further."""

    def __init__(self, read: Any, write: Any):  # noqa: ANN401 - the SDK's two streams, whose types it keeps to itself
        self._read = read
        self._write = write

    @property
    def last_context(self) -> Context | None:
        """The sender's context of the last message, as the SDK's own stream has it."""
        return self._read.last_context

    async def receive(self) -> SessionMessage:
        """Wait for the next message."""
        while isinstance(item := await self._read.receive(), Exception):
            await self._refuse(item)
        return item

    async def _refuse(self, error: Exception) -> None:
        said = _refusal(error)
        if said is None:
            return
        log.warning("a line of the client is no JSON-RPC message; answered with error %d", said.error.code)
        await self._write.send(SessionMessage(said))

    async def aclose(self) -> None:
        """Read no more."""
        await self._read.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> SessionMessage:
        try:
            return await self.receive()
        except anyio.EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        await self.aclose()


def _refusal(error: Exception) -> JSONRPCError | None:
    """The answer to a line that is no message; None where there was nothing but space in it."""
    faults = error.errors(include_url=False, include_context=False) if isinstance(error, ValidationError) else []
    if any(fault["type"] != "json_invalid" for fault in faults):
        whole = [fault["input"] for fault in faults if fault["type"] == "missing"]
        return _problem(
            INVALID_REQUEST, "Invalid Request: not a JSON-RPC 2.0 message", _id(whole[0] if whole else None)
        )
    line = faults[0]["input"] if faults else b""
    text = line if isinstance(line, str) else bytes(line).decode(errors="replace")
    return (
        _problem(PARSE_ERROR, "Parse error: the line is not valid JSON", _id(_members(text))) if text.strip() else None
    )


def _problem(code: int, message: str, number: str | int | None) -> JSONRPCError:
    return JSONRPCError(jsonrpc="2.0", id=number, error=ErrorData(code=code, message=message))


def _id(members: Any) -> str | int | None:  # noqa: ANN401 - whatever JSON may be
    """The id of a request; an answer to a question of ours has one too, but of our own numbers."""
    known = cast("dict[str, Any]", members) if isinstance(members, dict) else {}
    number = known.get("id") if "method" in known else None
    return number if isinstance(number, str | int) and not isinstance(number, bool) else None


_SPACE = re.compile(r"[ \t\r\n]*")
_LENIENT = json.JSONDecoder(strict=False, parse_int=lambda digits: int(digits) if len(digits) <= _DIGITS else None)


def _members(text: str) -> dict[str, Any]:
    """Read the members of an object as far as it can be read."""
    found: dict[str, Any] = {}

    def after(at: int, sign: str) -> int:
        at = cast("re.Match[str]", _SPACE.match(text, at)).end()
        if not text.startswith(sign, at):
            raise ValueError(sign)
        return cast("re.Match[str]", _SPACE.match(text, at + len(sign))).end()

    try:
        at = after(0, "{")
        while True:
            name, at = _LENIENT.raw_decode(text, at)
            found[str(name)], at = _LENIENT.raw_decode(text, after(at, ":"))
            at = after(at, ",")
    except (ValueError, RecursionError):
        return found
