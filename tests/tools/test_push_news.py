"""News that hh.ru pushes: whoever listens hears of them at once, and by the looks where there is no channel."""

import logging
from contextlib import asynccontextmanager
from functools import partial

import anyio
import pytest
from mcp import MCPDeprecationWarning
from mcp.types import ResourceUpdatedNotification
from support import RESUME, yes

pytestmark = pytest.mark.anyio

NEVER = 1440  # minutes: no look of the clock's own comes within a test
NEWS = "hh://notifications"


@pytest.fixture
def answered(hh, vacancy):
    """Make the employer of a response act."""

    def act(**what) -> None:
        hh.employer(response_id=hh.responses_to(vacancy)[0]["id"], **what)

    return act


@pytest.fixture
def sockets(hh):
    """Wait until so many sockets are open at hh.ru."""

    async def wait(count: int) -> None:
        with anyio.fail_after(10):
            while hh.state()["counters"]["sockets"] != count:
                await anyio.sleep(0.05)

    return wait


class Ear:
    """A client of either era that listens for news."""

    def __init__(self, connect, era="auto"):
        self._connect = connect
        self._era = era
        self.news = 0
        self._more = anyio.Event()

    async def hear(self, message: object) -> None:
        if isinstance(message, ResourceUpdatedNotification):
            self.note()

    def note(self) -> None:
        self.news += 1
        self._more.set()
        self._more = anyio.Event()

    async def heard(self, count: int) -> None:
        with anyio.fail_after(20):
            while self.news < count:
                await self._more.wait()

    @asynccontextmanager
    async def listening(self, assistant):
        if self._era == "legacy":
            with pytest.warns(MCPDeprecationWarning):
                await assistant.client.subscribe_resource(NEWS)
            yield
            return
        async with anyio.create_task_group() as tasks:
            async with assistant.client.listen(resource_subscriptions=[NEWS]) as events:
                tasks.start_soon(self._take, events)
                yield
                tasks.cancel_scope.cancel()

    async def _take(self, events) -> None:
        async for _ in events:
            self.note()

    @asynccontextmanager
    async def after_a_response(self, vacancy, **changes):
        """An assistant that has responded, has read what there is, and listens."""
        opened = self._connect(yes(), mode=self._era, message_handler=self.hear, **{"watch_minutes": NEVER} | changes)
        async with opened as assistant:
            await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
            await assistant.call("get_notifications")
            async with self.listening(assistant):
                yield assistant


async def told(assistant) -> list[str]:
    return [item["text"] for item in (await assistant.call("get_notifications"))["items"]]


async def test_a_message_is_heard_before_the_next_look(connect, vacancy, answered, sockets, era):
    ear = Ear(connect, era)
    async with ear.after_a_response(vacancy) as assistant:
        await sockets(1)
        answered(act="message", text="Уточните, пожалуйста, опыт.")
        await ear.heard(1)
        assert await told(assistant) == ["Уточните, пожалуйста, опыт."]
