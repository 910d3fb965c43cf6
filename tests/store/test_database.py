"""One way to change the file: whole or not at all, whatever fails, and nothing stays locked behind it."""

import sqlite3

import pytest

from hh_mcp.store.database import open_database, transaction


@pytest.fixture
def database(tmp_path):
    connection = open_database(tmp_path / "home" / "hh-mcp.db")
    connection.execute("create table t (n)")
    yield connection
    connection.close()


def add(database: sqlite3.Connection, value: object) -> None:
    with transaction(database):
        database.execute("insert into t values (?)", [value])


def test_a_commit_that_fails_leaves_no_transaction_open(database):
    """A disk that fails at the last moment: the next change must not find the old one, nor its lock."""
    no_commit = lambda code, what, *_: code == sqlite3.SQLITE_TRANSACTION and what == "COMMIT"  # noqa: E731
    database.set_authorizer(no_commit)  # True is SQLITE_DENY
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        add(database, 1)
    database.set_authorizer(None)
    add(database, 2)
    assert database.execute("select n from t").fetchall() == [(2,)]


def test_a_full_disk_is_what_is_told(database):
    (pages,) = database.execute("pragma page_count").fetchone()
    database.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        add(database, "x" * 100_000)
    assert not database.in_transaction


def test_what_sqlite_has_rolled_back_itself_is_told_as_it_was(database):
    database.execute("create trigger t_no before insert on t begin select raise(rollback, 'no more'); end")
    with pytest.raises(sqlite3.IntegrityError, match="no more"):
        add(database, 1)
    assert not database.in_transaction
