"""A store that is locked or full takes nothing away: what was read is shown, what has left is told as it was."""

import sqlite3
from contextlib import closing, contextmanager

import anyio
import pytest
from mcp import MCPError
from support import RESUME, yes

from hh_mcp.guard import approval
from hh_mcp.store.records import State

pytestmark = pytest.mark.anyio


@contextmanager
def locked(settings, app):
    """Somebody else writes for longer than anybody waits."""
    app.store._database.execute("pragma busy_timeout = 50")
    with closing(sqlite3.connect(settings.database, isolation_level=None)) as other:
        other.execute("begin immediate")
        yield
        other.execute("rollback")


@contextmanager
def full(settings, app):
    """Not a page more: what a full disk looks like to SQLite."""
    database = app.store._database
    database.execute("vacuum")
    (pages,) = database.execute("pragma page_count").fetchone()
    database.execute(f"pragma max_page_count = {pages}")
    yield
    database.execute("pragma max_page_count = 1073741823")


TROUBLES = pytest.mark.parametrize("trouble", [locked, full])


@TROUBLES
async def test_every_read_answers_without_a_store(make_settings, connect, hh, vacancy, trouble):
    chat = hh.add_chat()
    async with connect(yes(), toolsets="all") as assistant:
        with trouble(make_settings(), assistant.client.server._app):
            reads = {
                "get_status": {},
                "list_resumes": {},
                "get_resume": {"resume_id": RESUME},
                "search_vacancies": {"text": "инженер", "area": "Казань", "role": "тестировщик"},
                "get_vacancy": {"vacancy_id": vacancy},
                "list_chats": {},
                "get_chat": {"chat_id": chat},
                "list_responses": {},
                "lookup": {"kind": "area", "text": "Казань"},
            }
            for tool, arguments in reads.items():
                await assistant.call(tool, **arguments)
            news = await assistant.call("get_notifications")
            assert any(item.get("chat_id") == chat for item in news["items"])
        assert (await assistant.call("lookup", kind="area", text="Казань"))["items"]


async def test_a_send_that_cannot_be_written_down_is_told_as_sent(make_settings, connect, hh, vacancy):
    settings = make_settings()
    async with connect(yes()) as assistant:
        app = assistant.client.server._app
        hh.fault(method="POST", path="vacancy_response/popup", kind="slow", seconds=1, times=1)

        outcome = {}

        async def respond():
            outcome.update(await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(respond)
            while not any(action.state is State.SENDING for action in app.store.actions.recent(settings.account_key)):
                await anyio.sleep(0.01)
            with locked(settings, app):
                while not outcome:
                    await anyio.sleep(0.05)
        assert outcome["status"] == "sent"
        found = await assistant.call("get_action", action_id=outcome["action_id"])
        assert found["status"] == "sent"
        assert app.store.actions.get(outcome["action_id"]).state is State.SENT
        assert app.store.audit.verify().intact


async def test_a_locked_store_has_a_code_and_sends_nothing(make_settings, connect, hh, vacancy):
    async with connect(yes()) as assistant:
        await assistant.call("get_status")
        with locked(make_settings(), assistant.client.server._app):
            text = await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert text.startswith("[store_unavailable]")
    assert "Ничего не отправлено" in text
    assert hh.responses_to(vacancy) == []


@pytest.mark.parametrize("held", [None, State.PROPOSED, State.SENDING], ids=["propose", "approve", "settle"])
async def test_the_server_answers_while_another_process_writes(make_settings, connect, hh, vacancy, held):
    """Whatever is decided waits for the store, and nobody else waits with it."""
    settings, outcome, may_answer = make_settings(), {}, anyio.Event()
    person = slow_answer(yes(), may_answer)
    async with connect(person, mode="legacy", approval_wait=30) as assistant, anyio.create_task_group() as tasks:
        app = assistant.client.server._app
        hh.fault(method="POST", path="vacancy_response/popup", kind="slow", seconds=1, times=1)

        async def respond():
            outcome.update(await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME))

        with closing(sqlite3.connect(settings.database, isolation_level=None)) as other:
            if held is None:
                other.execute("begin immediate")
            tasks.start_soon(respond)
            if held is State.SENDING:
                may_answer.set()
            if held:
                await reached(app, settings, held)
                other.execute("begin immediate")
            may_answer.set()
            await still_answers(assistant, outcome)
            other.execute("rollback")
    assert outcome["status"] == "sent"


async def test_a_yes_of_before_waits_for_the_store_too(make_settings, connect, hh, vacancy):
    settings, outcome = make_settings(), {}
    same = {"vacancy_id": vacancy, "resume_id": RESUME}
    async with connect(None) as assistant, anyio.create_task_group() as tasks:
        app = assistant.client.server._app
        pending = await assistant.call("respond", **same)
        approval.approve(app.store, app.store.actions.get(pending["action_id"]), "terminal", app.now())

        async def respond():
            outcome.update(await assistant.call("respond", **same))

        with closing(sqlite3.connect(settings.database, isolation_level=None)) as other:
            other.execute("begin immediate")
            tasks.start_soon(respond)
            await still_answers(assistant, outcome)
            other.execute("rollback")
    assert outcome["status"] == "sent"


async def still_answers(assistant, outcome):
    """Others are answered, for a while that is shorter than anything here waits for a locked store."""
    end = anyio.current_time() + 1.5
    while anyio.current_time() < end:
        start = anyio.current_time()
        await assistant.client.list_tools()
        await anyio.sleep(0.02)
        assert anyio.current_time() - start < 1
    assert not outcome


def slow_answer(person, waiting):
    """A person who answers when the test says so."""

    async def answer(*question):
        await waiting.wait()
        return await person(*question)

    return answer


async def reached(app, settings, state):
    while not any(action.state is state for action in app.store.actions.recent(settings.account_key)):
        await anyio.sleep(0.01)


@TROUBLES
async def test_a_change_that_was_made_is_told_so(make_settings, connect, hh, trouble):
    chat = hh.add_chat()
    async with connect(yes(), toolsets="all") as assistant:
        (message, *_) = (await assistant.call("get_chat", chat_id=chat))["messages"]
        with trouble(make_settings(), assistant.client.server._app):
            await assistant.call("mark_chat_read", chat_id=chat, message_id=message["id"])
    assert hh.requests("POST", "mark_read")


async def test_a_note_that_fails_replaces_no_result(make_settings, connect, hh):
    async with connect(yes()) as assistant:
        app = assistant.client.server._app
        await assistant.call("get_status")
        app.store._database.set_authorizer(no_audit)  # as SQLite says of a damaged file: no error of a lock or a disk
        assert (await assistant.call("list_resumes"))["items"]
        app.store._database.set_authorizer(None)


def no_audit(code, table, *_):
    return sqlite3.SQLITE_DENY if (code, table) == (sqlite3.SQLITE_INSERT, "audit") else sqlite3.SQLITE_OK


async def test_what_a_client_attaches_has_a_code_too(make_settings, connect, hh):
    async with connect(yes()) as assistant:
        app = assistant.client.server._app
        app.store._database.execute("drop table actions")
        with pytest.raises(MCPError, match="store_unavailable"):
            await assistant.client.read_resource("hh://status")
