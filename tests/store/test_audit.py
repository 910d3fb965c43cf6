"""The journal cannot be changed through SQL, and whoever goes around SQL is found."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from hh_mcp.store import Store

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "home" / "hh-mcp.db") as store:
        for n in range(20):
            store.audit.append("tool_called", account="default", now=NOW, tool="get_status", n=n)
        yield store


@pytest.fixture
def knife(store, tmp_path):
    """A connection of somebody who knows how to drop triggers."""
    connection = sqlite3.connect(tmp_path / "home" / "hh-mcp.db", isolation_level=None)
    yield connection
    connection.close()


def without_triggers(knife: sqlite3.Connection, *statements: str) -> None:
    knife.execute("drop trigger audit_no_update")
    knife.execute("drop trigger audit_no_delete")
    for statement in statements:
        knife.execute(statement)


def test_an_untouched_journal_is_intact(store):
    verdict = store.audit.verify()
    assert (verdict.rows, verdict.intact, verdict.broken_at) == (20, True, None)


@pytest.mark.parametrize("statement", ["update audit set body = '{}'", "delete from audit"])
def test_rows_can_be_neither_changed_nor_removed(knife, statement):
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        knife.execute(statement)


@pytest.mark.parametrize(
    ("statements", "at"),
    [
        (["update audit set body = replace(body, 'get_status', 'get_STATUS') where seq = 7"], 7),
        (["delete from audit where seq = 7"], 7),
        (["delete from audit where seq = 1"], 1),
        (["delete from audit where seq > 18"], 19),
        (
            [
                "update audit set seq = 999 where seq = 7",
                "update audit set seq = 7 where seq = 8",
                "update audit set seq = 8 where seq = 999",
            ],
            7,
        ),
        (["insert into audit values (21, '{}', zeroblob(32))"], 21),
    ],
    ids=["edited", "removed", "first removed", "tail cut", "swapped", "forged"],
)
def test_tampering_is_found_and_located(store, knife, statements, at):
    without_triggers(knife, *statements)
    verdict = store.audit.verify()
    assert (verdict.intact, verdict.broken_at) == (False, at)


def test_the_newest_rows_are_shown_in_order(store):
    assert [entry.body["n"] for entry in store.audit.entries(3)] == [17, 18, 19]
    assert [entry.seq for entry in store.audit.stream()] == list(range(1, 21))


def test_old_rows_can_be_dropped_and_the_rest_stays_provable(store, knife):
    for day in range(5):
        store.audit.append("sent", account="default", now=NOW + timedelta(days=day + 1))
    exported = list(store.audit.stream())
    assert store.audit.prune(NOW + timedelta(days=3), account="default", now=NOW + timedelta(days=9)) == 22
    assert store.audit.prune(NOW + timedelta(days=3), account="default", now=NOW + timedelta(days=9)) == 0
    verdict = store.audit.verify()
    assert (verdict.rows, verdict.intact) == (26, True)
    kept = list(store.audit.stream())
    assert [entry.seq for entry in kept] == [23, 24, 25, 26]
    assert kept[-1].body["hash"] == exported[21].hash
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        knife.execute("delete from audit where seq = 23")
    without_triggers(knife, "delete from audit where seq = 23")
    assert store.audit.verify().broken_at == 23
