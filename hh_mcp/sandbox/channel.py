"""Who listens to news of chats, and how a piece of news looks on the wire (facts 8.2)."""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from math import inf

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from hh_mcp.sandbox.clock import MOSCOW
from hh_mcp.sandbox.records import Json


@dataclass(slots=True)
class Channel:
    """Sockets that wait for frames; a reset of the world leaves them open."""

    _listeners: list[MemoryObjectSendStream[Json]] = field(default_factory=list[MemoryObjectSendStream[Json]])

    def __len__(self) -> int:
        return len(self._listeners)

    def send(self, frame: Json) -> None:
        """Give a frame to everybody who listens."""
        for listener in self._listeners:
            with suppress(anyio.ClosedResourceError, anyio.BrokenResourceError):  # it is just leaving
                listener.send_nowait(frame)

    def drop(self) -> None:
        """End every socket, as a network does."""
        for listener in self._listeners:
            listener.close()

    @contextmanager
    def listen(self) -> Generator[MemoryObjectReceiveStream[Json], None, None]:
        """Receive the frames sent while the block lasts."""
        send, receive = anyio.create_memory_object_stream[Json](inf)
        self._listeners.append(send)
        try:
            yield receive
        finally:
            self._listeners.remove(send)
            send.close()
            receive.close()


def frame(now: float, name: str, data: Json, *, mine: bool = False) -> Json:
    """Word an event; ids inside are texts and the zone has no colon."""
    moment = datetime.fromtimestamp(now, MOSCOW)
    at = f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}{moment:%z}"
    return {"type": name, "data": {"eventType": name, "time": at, "fromCurrentDevice": mine, "eventData": data}}
