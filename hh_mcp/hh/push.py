"""The push channel of chats: hh.ru says over a websocket that something has happened (hh.ru: facts 8.2).

A page names the channel, the channel gives an address that serves once, and the socket at that address only speaks.
None of it is documented, so nothing rests on it: whatever goes wrong means that nothing is heard, and that the next try
comes later than the last. Cookies go with the question for the address alone, and to a host of hh.ru's alone.
"""

from __future__ import annotations

import json
import logging
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from math import ceil
from typing import TYPE_CHECKING

import anyio

from hh_mcp.hh.breaker import Breaker
from hh_mcp.hh.config import HHConfig, is_loopback
from hh_mcp.hh.door import Door
from hh_mcp.hh.jar import cookie_header
from hh_mcp.hh.site import RESUMES
from hh_mcp.hh.site_session import SiteSessions
from hh_mcp.hh.transport import Transport
from hh_mcp.hh.tree import at, text
from hh_mcp.hh.wire import Ask

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

log = logging.getLogger("hh_mcp.hh")
# At DEBUG websockets logs the address of the socket, and whoever has that can listen.
logging.getLogger("websockets.client").setLevel(logging.CRITICAL)

TICK = 3.0  # seconds between two looks whether the person is still signed in
STEADY = 60.0  # seconds after which a socket counts as one that works
LONGEST = 900.0  # seconds between two tries, at most
OPENING = 15.0
GOODBYE = 0.5  # seconds that hh.ru has to answer a farewell
LARGEST = 256 * 1024
RECONNECTED = "reconnected"
# Of the known events those that can mean something new for a person.
_NEWS = frozenset(
    {
        "chat_message_create",
        "chat_state_changed",
        "chat_participant_action",
        "last_viewed_message_change",
        "unread_chats_count_change",
        "bell_notification_created_event",
    }
)


class NoChannel(Exception):
    """hh.ru gives this session no channel that can be used; asking again soon would be of no use."""


class Push:
    """Hears hh.ru's events for the person who is signed in on the site."""

    def __init__(
        self,
        transport: Transport,
        door: Door,
        sessions: SiteSessions,
        breaker: Breaker,
        config: HHConfig,
        usable: Callable[[], bool],
    ) -> None:
        self._transport = transport
        self._door = door
        self._sessions = sessions
        self._breaker = breaker
        self._config = config
        self._usable = usable
        self._named_for: str | None = None  # the sign-in whose page named the channel

    async def events(self) -> AsyncGenerator[str]:
        """Yield the type of each event, and `reconnected` after a gap; end when this sign-in does."""
        sign_in, tries = self._sign_in(), 0
        while sign_in is not None and self._sign_in() == sign_in:
            opened, wait = anyio.current_time(), 0.0
            try:
                async with self._socket(sign_in) as socket:
                    if tries:
                        yield RECONNECTED
                    while (frame := await self._next(socket, sign_in)) is not None:
                        if kind := news_in(frame):
                            yield kind
            except NoChannel:
                wait = LONGEST
            except Exception as error:  # nothing rests on the channel: news are looked for without it
                log.debug("the push channel: %s", type(error).__name__)
            tries = 1 if anyio.current_time() - opened > STEADY else tries + 1
            await self._pause(sign_in, wait or delay(tries, self._config.backoff))

    def _sign_in(self) -> str | None:
        """Return what stands for the sign-in that can listen now; None when there is none."""
        return self._sessions.current().id if self._usable() else None

    async def _pause(self, sign_in: str, seconds: float) -> None:
        for _ in range(ceil(seconds / TICK)):
            if self._sign_in() != sign_in:
                return
            await anyio.sleep(min(TICK, seconds))

    async def _next(self, socket: ClientConnection, sign_in: str) -> str | bytes | None:
        """Wait for a frame; None when the sign-in has ended meanwhile."""
        while self._sign_in() == sign_in:
            with anyio.move_on_after(TICK):
                return await socket.recv()
        return None

    @asynccontextmanager
    async def _socket(self, sign_in: str) -> AsyncGenerator[ClientConnection]:
        """Open a socket; it is closed quickly, whatever ends the caller."""
        with anyio.fail_after(self._config.call_timeout):
            address = await self._address(sign_in)
        socket = await self._open(address)
        try:
            yield socket
        finally:
            with anyio.CancelScope(shield=True):
                await socket.close()

    async def _open(self, address: str) -> ClientConnection:
        from websockets.asyncio.client import connect

        class Straight(connect):
            """A socket at the address that was checked, or none."""

            def process_redirect(self, exc: Exception) -> Exception:
                return exc

        return await Straight(
            address,
            user_agent_header=self._config.site_user_agent,
            proxy=None if is_loopback(self._transport.hosts.name("push")) else True,
            open_timeout=OPENING,
            close_timeout=GOODBYE,
            ping_interval=STEADY,
            ping_timeout=STEADY,
            max_size=LARGEST,
        )

    async def _address(self, sign_in: str) -> str:
        """Ask for the address of a socket; each serves once."""
        if self._breaker.tripped is not None:
            raise NoChannel
        await self._find(sign_in)
        page = self._door.address("/")
        headers = {"Accept": "application/json", "Referer": page, "Origin": page.rstrip("/")}
        answer = await self._transport.read(
            Ask(
                host="push",
                path="/connection/data",
                params=(("connectionMode", "direct"),),
                headers={**headers, **cookie_header(self._sessions.current().cookies)},
                expect="json",
            )
        )
        address = self._transport.hosts.socket(text(answer.json(), "url") or "") if answer.ok else None
        if address is None:
            self._named_for = None  # it may have moved
            raise NoChannel
        return address

    async def _find(self, sign_in: str) -> None:
        """Read which host the channel is at, once a sign-in."""
        if self._named_for == sign_in:
            return
        state = await self._door.page(RESUMES)
        if not self._transport.hosts.adopt_push(text(state, "chatik", "websocketOrigin") or ""):
            raise NoChannel
        self._named_for = sign_in


def news_in(frame: str | bytes) -> str | None:
    """Return the type of a frame that can mean something new; own doings and unknown frames are none."""
    try:
        value: object = json.loads(frame)
    except (ValueError, RecursionError):
        return None
    kind = text(value, "type") or text(value, "data", "eventType")
    return kind if kind in _NEWS and at(value, "data", "fromCurrentDevice") is not True else None


def delay(tries: int, base: float) -> float:
    """Seconds before another try: 1 to 2 after the first, doubling with each, at most `LONGEST`."""
    return random.uniform(0.5, 1) * min(LONGEST, base * 2.0 ** min(tries + 1, 30))
