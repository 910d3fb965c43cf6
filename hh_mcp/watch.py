"""Tells whoever listens that there is news: a look at hh.ru now and then, only while somebody listens.

Where hh.ru's push channel is open (`hh_mcp.hh.push`), its events bring the next look on; without it the looks go on.

A client of 2026-07-28 listens by a stream (`subscriptions/listen`), which the SDK serves from a bus; an older one says
`resources/subscribe` and hears notifications in its session. Both are told that `hh://notifications` has changed, and
read it, or call get_notifications.
"""

import logging
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import anyio
from mcp import MCPError
from mcp.server import Server
from mcp.server.context import ServerRequestContext
from mcp.server.subscriptions import InMemorySubscriptionBus, ResourceUpdated, ServerEvent
from mcp.types import INVALID_PARAMS, EmptyResult, SubscribeRequestParams, UnsubscribeRequestParams

from hh_mcp.hh.errors import HHError
from hh_mcp.tools.app import NEWS, App

log = logging.getLogger(__name__)

TELL = 5.0  # seconds that one client may take to hear of news
SETTLE = 1.0  # seconds for events that come in handfuls
LEAST = 3.0  # seconds between two looks, however much hh.ru has to say
AGAIN = 5.0  # seconds before it is tried again whether somebody is signed in, which asks hh.ru nothing
LATER = 300.0  # seconds, when the store cannot even tell

LegacyContext = ServerRequestContext[App]


class Bus(InMemorySubscriptionBus):
    """The SDK's bus, which also knows whether anybody listens."""

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__()
        self.listening = 0
        self._changed = changed

    def subscribe(self, listener: Callable[[ServerEvent], None]) -> Callable[[], None]:
        """Count the listener until it leaves."""
        unsubscribe = super().subscribe(listener)
        self.listening += 1
        self._changed()
        left = False

        def leave() -> None:
            nonlocal left
            self.listening -= 0 if left else 1
            left = True
            unsubscribe()
            self._changed()

        return leave


class Watch:
    """The background look, and who is told of it."""

    def __init__(self, app: App):
        self._app = app
        self.bus = Bus(self._note_listeners)
        self._sessions: set[Any] = set()
        self._listeners_changed = anyio.Event()
        self._happened = anyio.Event()

    def serve(self, server: Server[Any]) -> None:
        """Let older clients subscribe; the SDK's high-level server has no door for it."""
        server.add_request_handler("resources/subscribe", SubscribeRequestParams, self._subscribe)
        server.add_request_handler("resources/unsubscribe", UnsubscribeRequestParams, self._unsubscribe)

    async def run(self) -> None:
        """Look again and again, at a polite interval, while somebody listens."""
        if pause := self._app.settings.watch_minutes * 60:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._hear)
                await self._look(pause)

    async def _look(self, pause: float) -> None:
        failed = False
        while True:
            await self._wait(pause, eager=not failed)
            if self._listened:
                news = await self._news()
                failed = news is None
                if news:
                    await self._tell()
            await anyio.sleep(min(LEAST, pause))

    async def _wait(self, pause: float, *, eager: bool) -> None:
        """Wait for the next look; an event brings it on, unless hh.ru has just refused one."""
        with anyio.move_on_after(pause):
            await (self._happened.wait() if eager else anyio.sleep_forever())
            await anyio.sleep(SETTLE)
        self._happened = anyio.Event()

    async def _hear(self) -> None:
        """Keep the push channel open while somebody listens."""
        while True:
            while not self._listened:
                await self._listeners_changed.wait()
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._follow)
                while self._listened:
                    await self._listeners_changed.wait()
                tasks.cancel_scope.cancel()

    async def _follow(self) -> None:
        while True:
            pause = AGAIN
            try:
                async with aclosing(self._app.hh.listen_to_chats()) as events:
                    async for _ in events:
                        self._happened.set()
            except Exception as error:  # the looks go on without it
                log.debug("the push channel is not heard: %s", type(error).__name__)
                pause = LATER
            await anyio.sleep(pause)

    @property
    def _listened(self) -> bool:
        return bool(self.bus.listening or self._sessions)

    def _note_listeners(self) -> None:
        self._listeners_changed.set()
        self._listeners_changed = anyio.Event()

    async def _news(self) -> int | None:
        """Count what is new; None when it could not be found out."""
        from hh_mcp.tools.news import look

        try:
            return await look(self._app)
        except HHError as error:
            log.info("no look at the news: %s", error.code)
        except Exception:  # a look is only a look: the server goes on
            log.exception("the look at the news broke off")
        return None

    async def _tell(self) -> None:
        try:
            await self.bus.publish(ResourceUpdated(uri=NEWS))
        except Exception:  # a listener that cannot be told is no reason to end the server
            log.exception("the listeners could not be told of the news")
        for session in list(self._sessions):
            try:
                with anyio.fail_after(TELL):
                    await session.send_resource_updated(NEWS)
            except Exception as error:  # gone, or stuck: an older client that still lives subscribes again
                log.info("a session is not told of news any more: %s", type(error).__name__)
                self._sessions.discard(session)
                self._note_listeners()

    async def _subscribe(self, ctx: LegacyContext, params: SubscribeRequestParams) -> EmptyResult:
        if str(params.uri) != NEWS:
            raise MCPError(code=INVALID_PARAMS, message=f"Only {NEWS} changes by itself.")
        self._drop(ctx)
        self._sessions.add(ctx.session)
        self._note_listeners()
        return EmptyResult()

    async def _unsubscribe(self, ctx: LegacyContext, params: UnsubscribeRequestParams) -> EmptyResult:
        self._drop(ctx)
        self._note_listeners()
        return EmptyResult()

    def _drop(self, ctx: LegacyContext) -> None:
        """Forget a client; the SDK makes a session a request, and those of one client share its first words."""
        first_words = ctx.session.client_params
        self._sessions -= {known for known in self._sessions if known.client_params is first_words}
