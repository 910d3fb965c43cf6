"""Tells whoever listens that there is news: a look at hh.ru now and then, only while somebody listens.

A client of 2026-07-28 listens by a stream (`subscriptions/listen`), which the SDK serves from a bus; an older one says
`resources/subscribe` and hears notifications in its session. Both are told that `hh://notifications` has changed, and
read it, or call get_notifications.
"""

import logging
from collections.abc import Callable
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

LegacyContext = ServerRequestContext[App]


class Bus(InMemorySubscriptionBus):
    """The SDK's bus, which also knows whether anybody listens."""

    def __init__(self) -> None:
        super().__init__()
        self.listening = 0

    def subscribe(self, listener: Callable[[ServerEvent], None]) -> Callable[[], None]:
        """Count the listener until it leaves."""
        unsubscribe = super().subscribe(listener)
        self.listening += 1
        left = False

        def leave() -> None:
            nonlocal left
            self.listening -= 0 if left else 1
            left = True
            unsubscribe()

        return leave


class Watch:
    """The background look, and who is told of it."""

    def __init__(self, app: App):
        self._app = app
        self.bus = Bus()
        self._sessions: set[Any] = set()

    def serve(self, server: Server[Any]) -> None:
        """Let older clients subscribe; the SDK's high-level server has no door for it."""
        server.add_request_handler("resources/subscribe", SubscribeRequestParams, self._subscribe)
        server.add_request_handler("resources/unsubscribe", UnsubscribeRequestParams, self._unsubscribe)

    async def run(self) -> None:
        """Look again and again, at a polite interval, while somebody listens."""
        pause = self._app.settings.watch_minutes * 60
        while pause:
            await anyio.sleep(pause)
            if (self.bus.listening or self._sessions) and await self._news():
                await self._tell()

    async def _news(self) -> bool:
        from hh_mcp.tools.news import look

        try:
            return bool(await look(self._app))
        except HHError as error:
            log.info("no look at the news: %s", error.code)
            return False
        except Exception:  # a look is only a look: the server goes on
            log.exception("the look at the news broke off")
            return False

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

    async def _subscribe(self, ctx: LegacyContext, params: SubscribeRequestParams) -> EmptyResult:
        if str(params.uri) != NEWS:
            raise MCPError(code=INVALID_PARAMS, message=f"Only {NEWS} changes by itself.")
        self._sessions.add(ctx.session)
        return EmptyResult()

    async def _unsubscribe(self, ctx: LegacyContext, params: UnsubscribeRequestParams) -> EmptyResult:
        self._sessions.discard(ctx.session)
        return EmptyResult()
