"""No statement of the store that a call runs reads a whole table: SQLite's own plans say so."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from hh_mcp.hh.models import EmployerRef, Response
from hh_mcp.store import Store
from hh_mcp.store.names import Entry
from hh_mcp.store.notices import Notice
from hh_mcp.store.records import Draft, Kind, Quota, State

NOW = datetime.now(UTC)
LIFE = timedelta(hours=1)
ONE_ROW = {"audit_seal", "audit_head", "audit_base"}  # tables of one row


@pytest.fixture
def traced(tmp_path):
    """A store, and every statement that it runs."""
    with Store.open(tmp_path / "hh-mcp.db") as store:
        seen: list[str] = []
        store._database.set_trace_callback(seen.append)
        yield store, seen
        store._database.set_trace_callback(None)


def plans(database: sqlite3.Connection, statements: list[str]) -> dict[str, list[str]]:
    """What SQLite would do for each statement that reads or changes rows."""
    kinds = ("select", "update", "delete", "insert")
    chosen = {text for text in statements if text.lstrip().lower().startswith(kinds)}
    return {text: [row[3] for row in database.execute(f"explain query plan {text}")] for text in chosen}


def send(store: Store, name: str) -> None:
    draft = Draft(
        account="me", kind=Kind.RESPOND, target=name, resume="r", text="", answers="[]", fingerprint=name, preview="{}"
    )
    quota = Quota(limit=200, burst=60, pause=timedelta(microseconds=1))
    action = store.actions.propose(draft, NOW, LIFE)
    action = store.actions.approve(action, name, "", "form", NOW, LIFE)
    action = store.actions.reserve(action, name, quota, NOW)
    store.actions.settle(action, State.SENT, NOW)
    store.actions.last(name)
    store.actions.in_the_way(draft, NOW)
    store.actions.answered("me", [name, "another"])
    store.actions.usage("me", Kind.RESPOND, quota, NOW)
    store.actions.left("me", Kind.RESPOND, NOW - LIFE)


def everything_that_a_call_does(store: Store) -> None:
    store.actions.recover(NOW)
    store.actions.expire(NOW)
    send(store, "1")
    store.actions.pending("me")
    store.actions.unsettled("me")
    store.actions.targets("me", Kind.RESPOND, 20)
    store.audit.note("tool_called", account="me", now=NOW)
    store.audit.entries(100)
    response = Response(id="1", vacancy_id="1", employer=EmployerRef(name="x", id="1"), state="discard", created_at=NOW)
    store.known.learn("me", [response])
    store.known.refused_by("me", "1")
    store.known.mark("me", "x", NOW)
    store.known.marked("me", "x")
    store.cache.save("x", "y")
    store.cache.load("x")
    store.names.fill("area", [("москва", Entry("1", "Москва"))], NOW)
    store.names.filled_at("area")
    store.names.find("area", "москва")
    store.names.starting("area", "мос")
    store.notices.learn("me", [Notice(key="1", kind="message", at=NOW, body="{}")], stale=NOW - LIFE)
    store.notices.untold("me")
    store.notices.since("me", NOW - LIFE)
    store.sessions("me").save("site", "secret")
    store.sessions("me").load("site")


def test_no_call_reads_a_whole_table(traced):
    store, seen = traced
    everything_that_a_call_does(store)
    store._database.set_trace_callback(None)
    found = plans(store._database, seen)
    assert len(found) > 30
    scans = {
        text: plan
        for text, steps in found.items()
        for plan in steps
        if plan.startswith("SCAN") and not _harmless(text, plan)
    }
    assert scans == {}


def _harmless(text: str, plan: str) -> bool:
    """The newest rows of the journal come off the end of the table: as many are read as are wanted."""
    newest = "from audit where" in text and "order by seq desc limit" in text
    return newest or plan.split()[1] in ONE_ROW or plan == "SCAN CONSTANT ROW"


def test_a_store_with_rows_sorts_only_what_it_found(traced):
    """Order by an index: the newest actions of an account, and what waits."""
    store, _ = traced
    for query in (
        "select id from actions where state in ('proposed', 'approved') order by created_at",
        "select at from notices where account = 'me' and at >= 0 order by at desc limit 200",
    ):
        steps = [row[3] for row in store._database.execute(f"explain query plan {query}")]
        assert any("USING" in step and "INDEX" in step for step in steps), steps
