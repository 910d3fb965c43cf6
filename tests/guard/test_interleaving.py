"""Another process does the same at the worst moment: both are told that it is sent, and it is sent once."""

from contextlib import contextmanager
from functools import partial
from itertools import count

import anyio
import pytest
from anyio.from_thread import start_blocking_portal
from mcp import Client
from support import RESUME, Assistant, Clock, yes

from hh_mcp.server import build_server

pytestmark = pytest.mark.anyio

NUMERIC = "300000001"  # the same resume by its other name: which one is meant is known once hh.ru is read


@contextmanager
def another(settings):
    """A server on the same store, in a thread of its own: it can be waited for in the middle of a statement."""
    with start_blocking_portal() as portal:
        clock = Clock()
        server = build_server(settings, now=clock)
        client = portal.wrap_async_context_manager(Client(server, elicitation_callback=clock.read_by(yes(), 2)))
        with client as there:
            yield lambda **same: portal.call(lambda: Assistant(there).call("respond", **same))


@contextmanager
def before_statement(database, number, act):
    """Have `act` happen before the statement of this number, and yield what it answers.

    The statements of a transaction count as one; the last is the one that takes the permit, then the way is closed.
    """
    statements, answers = count(1), []

    def look(sql: str) -> None:
        if not database.in_transaction and next(statements) == number:
            answers.append(act())
        elif sql.startswith("update actions") and "state = 'sending'" in sql:
            database.set_trace_callback(None)

    database.set_trace_callback(look)
    yield answers
    database.set_trace_callback(None)


@pytest.mark.parametrize(("resume", "approval"), [(RESUME, "ask"), (NUMERIC, "ask"), (RESUME, "auto")])
async def test_sent_by_another_between_any_two_statements_it_is_said_to_be_sent(
    connect, make_settings, hh, resume, approval
):
    chosen = {"hourly_responses": 200, "approval": approval}
    async with connect(yes(), **chosen) as assistant:
        database = assistant.client.server._app.store._database
        with another(make_settings(**chosen)) as respond:
            for number in count(1):
                same = {"vacancy_id": hh.add_vacancy(name=f"{number}"), "resume_id": resume}
                with before_statement(database, number, partial(respond, **same)) as theirs:
                    ours = await assistant.call("respond", **same)
                assert {answer["status"] for answer in [ours, *theirs]} == {"sent"}, number
                assert len(hh.responses_to(same["vacancy_id"])) == 1
                if not theirs:
                    break
    assert number > 10


async def test_sent_by_another_while_hh_is_read_it_is_said_to_be_sent(connect, hh, vacancy):
    """Two calls settle the same unknown outcome: the slower one finds what the quicker one has sent since."""
    same = {"vacancy_id": vacancy, "resume_id": NUMERIC}
    popup = "vacancy_response/popup"
    said: list[dict] = []
    async with connect(yes(), write_timeout=0.6) as slow, connect(yes()) as quick:

        async def call_slowly() -> None:
            said.append(await slow.call("respond", **same))

        hh.fault(method="POST", path=popup, times=1, kind="reset_before")
        first = await slow.call("respond", **same)
        hh.advance(61)  # long enough for silence to mean that nothing was sent
        hh.fault(method="GET", path=popup, times=1, kind="slow", seconds=1)
        async with anyio.create_task_group() as group:
            group.start_soon(call_slowly)
            with anyio.fail_after(10):
                while not hh.requests("GET", popup):
                    await anyio.sleep(0.02)
            said.append(await quick.call("respond", **same))
            assert len(said) == 1
    assert first["status"] == "unknown"
    assert [(each["status"], each["action_id"]) for each in said] == [("sent", said[0]["action_id"])] * 2
    assert len(hh.responses_to(vacancy)) == 1
