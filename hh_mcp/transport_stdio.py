"""MCP over stdin and stdout, without threads where these are pipes, as they are under every client on Linux and macOS.

The SDK reads and writes them in worker threads, three hand-overs a call; with many calls at once that was a fifth of
the server's time. Here the event loop waits for the pipes itself. Whatever else they are (on Windows, files, a
terminal) goes the SDK's way, and so does a stdout that shares its pipe with stderr: its writers expect one that blocks.
"""

import logging
import os
import stat
import sys
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Self, cast

import anyio

log = logging.getLogger(__name__)

_STDIN, _STDOUT, _STDERR = 0, 1, 2
_CHUNK = 65_536  # bytes


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

    async def __anext__(self) -> str:
        while not self._lines:
            await anyio.wait_readable(self._fd)
            self._take()
        return self._lines.popleft().decode(errors="replace")

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
