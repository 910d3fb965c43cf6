"""News that hh.ru pushes: whoever listens hears of them at once, and by the looks where there is no channel."""

import sqlite3
from contextlib import asynccontextmanager, closing

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
            with pytest.warns(MCPDeprecationWarning):
                await assistant.client.unsubscribe_resource(NEWS)
            return
        listen = assistant.client.listen(resource_subscriptions=[NEWS])
        async with listen as events, anyio.create_task_group() as tasks:
            tasks.start_soon(self._take, events)
            yield
            tasks.cancel_scope.cancel()

    async def _take(self, events) -> None:
        async for _ in events:
            self.note()

    @asynccontextmanager
    async def after_a_response(self, vacancy, **changes):
        """An assistant that has responded, has read what there is, and listens."""
        hear = self.hear if self._era == "legacy" else None
        opened = self._connect(yes(), mode=self._era, message_handler=hear, **{"watch_minutes": NEVER} | changes)
        async with opened as assistant:
            await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
            await assistant.call("get_notifications")
            async with self.listening(assistant):
                yield assistant


def looks(hh) -> list:
    return hh.requests("GET", "/applicant/negotiations")


async def told(assistant) -> list[str]:
    return [item["text"] for item in (await assistant.call("get_notifications"))["items"]]


async def test_a_message_is_heard_before_the_next_look(connect, vacancy, answered, sockets, era):
    ear = Ear(connect, era)
    async with ear.after_a_response(vacancy) as assistant:
        await sockets(1)
        answered(act="message", text="Уточните, пожалуйста, опыт.")
        await ear.heard(1)
        assert await told(assistant) == ["Уточните, пожалуйста, опыт."]


async def test_what_happened_while_the_socket_was_lost_is_heard(connect, hh, vacancy, answered, sockets):
    ear = Ear(connect)
    async with ear.after_a_response(vacancy) as assistant:
        await sockets(1)
        hh.push(drop=True)
        answered(act="message", text="Есть ещё вопрос.")
        await ear.heard(1)
        assert await told(assistant) == ["Есть ещё вопрос."]


async def test_a_lost_socket_is_opened_again(connect, hh, vacancy, answered, sockets):
    ear = Ear(connect)
    async with ear.after_a_response(vacancy) as assistant:
        await sockets(1)
        hh.push(drop=True)
        await sockets(0)
        await sockets(1)
        answered(act="message", text="Есть ещё вопрос.")
        await ear.heard(1)
        assert await told(assistant) == ["Есть ещё вопрос."]


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 403}, {"kind": "reset_before"}, {"kind": "ddos_html"}])
async def test_without_a_channel_the_looks_go_on(connect, hh, vacancy, answered, fault):
    hh.fault(**fault, host="websocket", times=0)
    ear = Ear(connect)
    async with ear.after_a_response(vacancy, watch_minutes=0.005) as assistant:
        answered(act="message", text="Есть ещё вопрос.")
        await ear.heard(1)
        assert await told(assistant) == ["Есть ещё вопрос."]
        assert "stopped" not in await assistant.call("get_status")


async def test_who_says_much_is_not_looked_at_more_often(connect, hh, vacancy, answered, sockets):
    ear = Ear(connect)
    async with ear.after_a_response(vacancy):
        await sockets(1)
        answered(act="message", text="Первое.")
        await ear.heard(1)
        before, looked = anyio.current_time(), len(looks(hh))
        for number in range(20):
            answered(act="message", text=f"Ещё {number}.")
        await ear.heard(2)
        assert anyio.current_time() - before > 2.5
        assert len(looks(hh)) == looked + 1


async def test_a_handful_of_events_is_one_look(connect, hh, vacancy, answered, sockets):
    ear = Ear(connect)
    async with ear.after_a_response(vacancy):
        await sockets(1)
        looked = len(looks(hh))
        hh.push(type="unread_chats_count_change")
        with anyio.move_on_after(0.2):
            while len(looks(hh)) == looked:
                await anyio.sleep(0.02)
        answered(act="message", text="Первое.")
        await ear.heard(1)
        assert len(looks(hh)) == looked + 1


async def test_after_a_refusal_events_wait_for_the_next_look(connect, hh, vacancy, answered, sockets):
    ear = Ear(connect)
    async with ear.after_a_response(vacancy, watch_minutes=0.05):
        await sockets(1)
        hh.fault(kind="status", status=404, path="/applicant/negotiations", method="GET")
        looked = len(looks(hh))
        answered(act="message", text="Первое.")
        with anyio.fail_after(10):
            while len(looks(hh)) == looked:
                await anyio.sleep(0.02)
        before = anyio.current_time()
        hh.push(type="chat_message_create")
        await ear.heard(1)
        assert anyio.current_time() - before > 5


async def test_nobody_listens_and_no_socket_is_open(connect, hh, vacancy, sockets, era):
    async with connect(yes(), mode=era, watch_minutes=NEVER) as assistant:
        await assistant.call("get_notifications")
        assert hh.requests("GET", "/connection/data") == []
        for _ in range(2):
            async with Ear(connect, era).listening(assistant):
                await sockets(1)
            await sockets(0)


async def test_who_never_wants_looks_gets_no_socket(connect, hh, vacancy):
    ear = Ear(connect)
    async with ear.after_a_response(vacancy, watch_minutes=0) as assistant:
        for _ in range(3):  # time enough for a question
            await assistant.call("get_notifications")
        assert hh.requests("GET", "/connection/data") == []


async def test_signing_out_ends_the_socket(connect, hh, vacancy, sockets):
    """hh.ru keeps its session, as the sign-out does not get there: the socket is closed from here."""
    ear = Ear(connect)
    async with ear.after_a_response(vacancy) as assistant:
        await sockets(1)
        hh.fault(kind="reset_before", path="/account/logout", times=0)
        await assistant.call("logout")
        await sockets(0)


async def test_who_signs_in_later_is_heard_too(connect, hh, vacancy, sockets):
    async with connect(yes(), signed_in=False, watch_minutes=NEVER) as assistant, Ear(connect).listening(assistant):
        await assistant.sign_in(hh)
        await sockets(1)


async def test_a_store_that_breaks_off_ends_the_socket_alone(connect, make_settings, vacancy, sockets):
    """Another program takes the table away and puts it back: an error that nobody foresaw."""
    ear = Ear(connect)
    async with ear.after_a_response(vacancy) as assistant:
        await sockets(1)
        with closing(sqlite3.connect(make_settings().database)) as other:
            other.execute("alter table sessions rename to taken")
            await sockets(0)
            other.execute("alter table taken rename to sessions")
        assert (await assistant.call("get_status"))["signed_in"]


async def test_the_server_ends_quickly_with_a_socket_open(connect, hh, vacancy, sockets):
    ear = Ear(connect)
    async with ear.after_a_response(vacancy):
        await sockets(1)
        before = anyio.current_time()
    assert anyio.current_time() - before < 3
    await sockets(0)
