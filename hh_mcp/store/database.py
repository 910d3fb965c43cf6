"""Opens the SQLite file: private to its owner, write-ahead log, and one way to begin a transaction that decides.

Python's and sqlite-utils' own transactions are deferred: two processes that read and then write in one of them meet
"database is locked" whatever the timeout. `transaction` begins with IMMEDIATE, so the second one simply waits.
"""

import json
import logging
import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

from filelock import FileLock
from sqlite_utils import Database

from hh_mcp.store.migrations import MIGRATIONS

log = logging.getLogger(__name__)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
BUSY_TIMEOUT = 10.0  # seconds; well under the 55 that a tool call may take
SPARE_TIMEOUT_MS = 200  # for what a call can do without


def open_database(path: Path) -> Connection:
    """Open (and, the first time, make) the database at `path`, with every migration applied.

    sqlite-utils makes the tables; the statements that decide go to the connection itself, whose types are known.
    """
    private_folder(path.parent)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    # autocommit: every statement stands alone unless `transaction` says otherwise
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)
    database = Database(connection, execute_plugins=False)
    # FULL: a committed `sending` row must survive a power cut, or a response could be sent twice
    connection.execute("pragma synchronous = full")
    if MIGRATIONS.pending(database):
        # one process at a time: migrations begin deferred transactions
        with FileLock(path.with_suffix(".lock"), timeout=BUSY_TIMEOUT, mode=0o600):
            connection.execute("pragma journal_mode = wal")
            MIGRATIONS.apply(database)
    return connection


def private_folder(path: Path) -> None:
    """Make a folder that only its owner can enter."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.chmod(0o700)


@contextmanager
def transaction(database: Connection) -> Generator[None]:
    """Run the block in one `BEGIN IMMEDIATE` transaction: what it reads cannot change before it writes."""
    database.execute("begin immediate")
    try:
        yield
        database.execute("commit")
    except BaseException:
        if database.in_transaction:  # SQLite ends it itself where the disk is full or fails
            database.execute("rollback")
        raise


@contextmanager
def unsynced(database: Connection) -> Generator[None]:
    """Let the commits of the block wait for no disk: a power cut may take the last of them, whole, and nothing else."""
    database.execute("pragma synchronous = normal")
    try:
        yield
    finally:
        database.execute("pragma synchronous = full")


@contextmanager
def spared(database: Connection) -> Generator[None]:
    """Do without the block where the store is locked or its disk is full: what was read, or has left, counts more.

    Only for what nothing is decided by. Inside a transaction of the caller it fails as everything else does.
    """
    if database.in_transaction:
        yield
        return
    (before,) = database.execute("pragma busy_timeout").fetchone()
    database.execute(f"pragma busy_timeout = {min(before, SPARE_TIMEOUT_MS)}")
    try:
        yield
    except sqlite3.OperationalError as error:
        log.warning("not written down: %s", error)
    finally:
        database.execute(f"pragma busy_timeout = {before}")


def canonical(value: object) -> str:
    """The one way to write JSON down, so that equal things have equal texts, and a hash can be computed again."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970, UTC: neither the time zone nor daylight saving can move a limit's window."""
    return (moment - _EPOCH) // _MS


def from_ms(value: int) -> datetime:
    """The inverse of `to_ms`, in UTC."""
    return _EPOCH + value * _MS
