"""Opens the SQLite file: private to its owner, write-ahead log, and one way to begin a transaction that decides.

Python's and sqlite-utils' own transactions are deferred: two processes that read and then write in one of them meet
"database is locked" whatever the timeout. `transaction` begins with IMMEDIATE, so the second one simply waits.
"""

import contextlib
import json
import logging
import os
import sqlite3
import stat
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import TypeVar

import anyio
from filelock import FileLock
from sqlite_utils import Database

from hh_mcp.store.errors import StoreUnavailable
from hh_mcp.store.migrations import MIGRATIONS

log = logging.getLogger(__name__)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
OLDEST_SQLITE = (3, 37)  # the first with STRICT tables
BUSY_TIMEOUT = 10.0  # seconds; well under the 55 that a tool call may take
SPARE_TIMEOUT_MS = 50  # for what a call can do without; the event loop stands meanwhile
T = TypeVar("T")
PAUSE = 0.02  # seconds between two attempts that the event loop does not stand for


def open_database(path: Path) -> Connection:
    """Open (and, the first time, make) the database at `path`, with every migration applied.

    sqlite-utils makes the tables; the statements that decide go to the connection itself, whose types are known.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        words = f"SQLite {sqlite3.sqlite_version}, 3.37 or newer is needed"
        raise StoreUnavailable(f"{words}.", detail_ru=f"SQLite {sqlite3.sqlite_version}, а нужна 3.37 или новее.")
    private_folder(path.parent)
    _tighten(path.parent)
    with contextlib.suppress(FileExistsError):
        # never opened here once it is there: closing any descriptor of it drops every lock that SQLite holds on it
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    # autocommit: every statement stands alone unless `transaction` says otherwise
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)
    database = Database(connection, execute_plugins=False)
    # FULL: a committed `sending` row must survive a power cut, or a response could be sent twice
    connection.execute("pragma synchronous = full")
    if MIGRATIONS.pending(database):
        # one process at a time: migrations begin deferred transactions
        with FileLock(path.with_suffix(".lock"), timeout=BUSY_TIMEOUT, mode=0o600):
            (mode,) = connection.execute("pragma journal_mode = wal").fetchone()
            if mode != "wal":
                log.warning("%s: journal mode %s, not wal; is the folder on a network?", path, mode)
            MIGRATIONS.apply(database)
    return connection


def private_folder(path: Path) -> None:
    """Make a folder that only its owner can enter; one that is there must be ours alone, and is left as it is."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        _check_folder(path)
    else:
        path.chmod(0o700)  # whatever the umask took


def _check_folder(path: Path) -> None:
    """Refuse a folder that others may write into or own: whoever does could put files of theirs in place of ours."""
    if not path.is_dir() or sys.platform == "win32":
        return  # what is no folder is told by what opens a file in it
    found = path.stat()
    if found.st_uid != os.geteuid():
        raise StoreUnavailable(
            f"{path} belongs to another user: give a folder of your own in HH_MCP_HOME.",
            detail_ru=f"{path} принадлежит другому пользователю: задайте свою папку в HH_MCP_HOME.",
        )
    if found.st_mode & (stat.S_IWOTH | stat.S_ISVTX) or (found.st_mode & stat.S_IWGRP and not _is_own(found.st_gid)):
        raise StoreUnavailable(
            f"{path} is shared with other users: give a folder of your own in HH_MCP_HOME.",
            detail_ru=f"{path} общая с другими пользователями: задайте свою папку в HH_MCP_HOME.",
        )


def _is_own(group: int) -> bool:
    """Whether nobody but this user is in a group: many systems give each user one, and let it write by default."""
    import grp
    import pwd

    try:
        user, named = pwd.getpwuid(os.geteuid()), grp.getgrgid(group)
    except KeyError:  # a user or a group without a name, as containers have them: there is nobody else
        return True
    return group == user.pw_gid and named.gr_name == user.pw_name and set(named.gr_mem) <= {user.pw_name}


def _tighten(home: Path) -> None:
    """Let nobody else write into our files; what others may only read is told by `hh-mcp doctor`."""
    if sys.platform == "win32":
        return
    for name in ("hh-mcp.db", "hh-mcp.db-wal", "hh-mcp.db-shm", "vault.key", "config.toml"):
        file = home / name
        if file.is_file() and not file.is_symlink() and file.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            file.chmod(0o600)


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


async def when_free(database: Connection, act: Callable[[], T], patience: float = BUSY_TIMEOUT) -> T:
    """Run a transaction as soon as no other process holds the store; the event loop runs meanwhile.

    What is thrown for a store that stays locked is thrown before anything has changed.
    """
    until = anyio.current_time() + patience
    while True:
        try:
            with hurried(database, 0):
                return act()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or anyio.current_time() >= until:
                raise
        await anyio.sleep(PAUSE)


@contextmanager
def hurried(database: Connection, milliseconds: int = SPARE_TIMEOUT_MS) -> Generator[None]:
    """Wait no longer than this for a locked store."""
    (before,) = database.execute("pragma busy_timeout").fetchone()
    database.execute(f"pragma busy_timeout = {min(before, milliseconds)}")
    try:
        yield
    finally:
        database.execute(f"pragma busy_timeout = {before}")


@contextmanager
def spared(database: Connection) -> Generator[None]:
    """Do without the block where the store is locked or its disk is full: what was read, or has left, counts more.

    Only for what nothing is decided by. Inside a transaction of the caller it fails as everything else does.
    """
    if database.in_transaction:
        yield
        return
    try:
        with hurried(database):
            yield
    except sqlite3.OperationalError as error:
        log.warning("not written down: %s", error)


def canonical(value: object) -> str:
    """The one way to write JSON down, so that equal things have equal texts, and a hash can be computed again."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970, UTC: neither the time zone nor daylight saving can move a limit's window."""
    return (moment - _EPOCH) // _MS


def from_ms(value: int) -> datetime:
    """The inverse of `to_ms`, in UTC."""
    return _EPOCH + value * _MS
