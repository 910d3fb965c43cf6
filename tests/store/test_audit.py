"""The journal cannot be changed through SQL, and whoever goes around SQL is found."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from hh_mcp.store import Store
from hh_mcp.store.database import transaction

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
    knife.execute("drop index audit_action")  # it takes no body that is not JSON
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
        (["insert into audit values (21, '{}', zeroblob(32), 0)"], 21),
    ],
    ids=["edited", "removed", "first removed", "tail cut", "swapped", "forged"],
)
def test_tampering_is_found_and_located(store, knife, statements, at):
    without_triggers(knife, *statements)
    verdict = store.audit.verify()
    assert (verdict.intact, verdict.broken_at) == (False, at)


@pytest.fixture
def long(tmp_path):
    """A journal of 700 rows: blocks of 256, 44, 256 and 144 rows, two days."""
    with Store.open(tmp_path / "long" / "hh-mcp.db") as store:
        for n in range(700):
            store.audit.append("tool_called", account="default", now=NOW + timedelta(days=n >= 300), n=n)
        yield store


LONG = [
    ("update audit set body = replace(body, 'tool_called', 'tool_cal1ed') where seq = {}", 0),
    ("update audit set hash = zeroblob(32) where seq = {}", 0),
    ("update audit set hash = cast('short' as blob) where seq = {}", 0),
    ("update audit set opens = 1 - opens where seq = {}", 0),
    ("delete from audit where seq = {}", 0),
    ("update audit set seq = -seq where seq = {}", None),
    ("update audit set seq = 5000 where seq = {}", 0),
]


@pytest.mark.parametrize("seq", [1, 2, 255, 256, 257, 300, 301, 556, 557, 699, 700])
@pytest.mark.parametrize(("statement", "off"), LONG, ids=[text.split("where")[0][:40] for text, _ in LONG])
def test_whatever_is_changed_in_whichever_place_is_found_and_located(long, tmp_path, statement, off, seq):
    assert long.audit.verify().intact
    knife = sqlite3.connect(tmp_path / "long" / "hh-mcp.db", isolation_level=None)
    without_triggers(knife, statement.format(seq))
    knife.close()
    verdict = long.audit.verify()
    assert (verdict.intact, verdict.broken_at) == (False, -seq if off is None else seq)


@pytest.mark.parametrize(
    "statements",
    [
        [
            "update audit set body = substr(body, 1, length(body) - 1), hash = cast(x'7d' || hash as blob) "
            "where seq = 400"
        ],
        ["update audit set body = body || cast(substr(hash, 1, 3) as text), hash = substr(hash, 4) where seq = 400"],
        [
            "update audit set body = cast((select substr(hash, 31) from audit where seq = 400) || body as text) "
            "where seq = 401",
            "update audit set hash = substr(hash, 1, 30) where seq = 400",
            "update audit set hash = cast(substr(body, -2) || hash as blob), body = substr(body, 1, length(body) - 2) "
            "where seq = 400",
        ],
    ],
    ids=["body to hash", "hash to body", "two rows"],
)
def test_a_byte_moved_across_the_border_of_a_body_and_its_hash_is_found(long, tmp_path, statements):
    knife = sqlite3.connect(tmp_path / "long" / "hh-mcp.db", isolation_level=None)
    without_triggers(knife, *statements)
    knife.close()
    verdict = long.audit.verify()
    assert (verdict.intact, verdict.broken_at) == (False, 400)


@pytest.mark.parametrize("change", ["first = first + 1", "before = zeroblob(32)", "day = day + 1", "day = day - 1"])
def test_a_changed_head_is_found_before_it_misleads_the_next_row(long, tmp_path, change):
    knife = sqlite3.connect(tmp_path / "long" / "hh-mcp.db", isolation_level=None)
    knife.execute(f"update audit_head set {change}")
    knife.close()
    verdict = long.audit.verify()
    assert (verdict.intact, verdict.broken_at) == (False, 701)


def test_several_processes_continue_one_block(long, tmp_path):
    with Store.open(tmp_path / "long" / "hh-mcp.db") as other:
        for n in range(300):
            (long, other)[n % 2].audit.append("tool_called", account="default", now=NOW + timedelta(days=2), n=n)
        assert other.audit.verify() == long.audit.verify()
    assert long.audit.verify().intact


def test_a_row_of_a_change_that_was_rolled_back_leaves_no_trace(long):
    def change_and_fail():
        with transaction(long._database):
            long.audit.append("sent", account="default", now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    long.audit.append("sent", account="default", now=NOW)
    assert (long.audit.verify().rows, long.audit.verify().intact) == (701, True)


def test_old_blocks_are_dropped_whole_and_the_last_one_stays_while_it_grows(long):
    later = NOW + timedelta(days=1, hours=1)
    assert long.audit.prune(later, account="default", now=later) == 556
    assert long.audit.verify().intact
    assert long.audit.prune(later, account="default", now=later) == 0
    much = timedelta(days=30)
    assert long.audit.prune(later + much, account="default", now=later + much) == 145
    verdict = long.audit.verify()
    assert (verdict.rows, verdict.intact) == (702, True)
    assert [entry.body["event"] for entry in long.audit.stream()] == ["pruned"]


def test_a_row_that_was_dropped_cannot_come_back(long, tmp_path):
    long.audit.prune(NOW + timedelta(days=1), account="default", now=NOW + timedelta(days=2))
    knife = sqlite3.connect(tmp_path / "long" / "hh-mcp.db", isolation_level=None)
    knife.execute("insert into audit values (12, '{}', zeroblob(32), 0)")
    knife.close()
    assert long.audit.verify().broken_at == 12


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
