"""An index of names to hh.ru's ids, so that a city is found without reading the whole tree of areas."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection, OperationalError

from hh_mcp.store.database import from_ms, hurried, to_ms, transaction

log = logging.getLogger(__name__)

# Where the store is locked or full: tables of this connection alone, which stand in front of those of the file
_IN_MEMORY = (
    "pragma temp_store = memory",
    "create temp table if not exists names as select * from main.names where false",
    "create temp table if not exists name_kinds as select * from main.name_kinds where false",
)


@dataclass(frozen=True)
class Entry:
    """A thing with an id; `detail` tells it from others of the same name."""

    id: str
    name: str
    detail: str = ""


class Names:
    """The index, by kind."""

    def __init__(self, database: Connection):
        self._database = database

    def filled_at(self, kind: str) -> datetime | None:
        """When this kind was written down, or None."""
        row = self._database.execute("select updated_at from name_kinds where kind = ?", [kind]).fetchone()
        return from_ms(row[0]) if row else None

    def fill(self, kind: str, rows: Iterable[tuple[str, Entry]], now: datetime) -> None:
        """Write a kind down anew: each entry under each key it goes by."""
        entries = [(kind, key, entry.id, entry.name, entry.detail) for key, entry in rows]
        try:
            with hurried(self._database), transaction(self._database):
                self._write(kind, entries, now)
        except OperationalError as error:
            log.warning("names are kept in memory: %s", error)
            for statement in _IN_MEMORY:
                self._database.execute(statement)
            self._write(kind, entries, now)

    def _write(self, kind: str, entries: list[tuple[str, ...]], now: datetime) -> None:
        self._database.execute("delete from names where kind = ?", [kind])
        self._database.executemany(
            "insert or ignore into names (kind, key, id, name, detail) values (?, ?, ?, ?, ?)", entries
        )
        self._database.execute("insert or replace into name_kinds (kind, updated_at) values (?, ?)", [kind, to_ms(now)])

    def find(self, kind: str, key: str) -> list[Entry]:
        """Every entry that goes by exactly this key."""
        rows = self._database.execute(
            "select id, name, detail from names where kind = ? and key = ?", [kind, key]
        ).fetchall()
        return [Entry(*row) for row in rows]

    def entry(self, kind: str, number: str) -> Entry | None:
        """Return the entry with this id, or None where the index does not have it."""
        row = self._database.execute(
            "select id, name, detail from names where kind = ? and id = ? limit 1", [kind, number]
        ).fetchone()
        return Entry(*row) if row else None

    def starting(self, kind: str, key: str, limit: int = 10) -> list[Entry]:
        """Entries whose key begins so."""
        rows = self._database.execute(
            "select distinct id, name, detail from names where kind = ? and key >= ? and key < ? order by key limit ?",
            [kind, key, f"{key}\U0010ffff", limit],
        ).fetchall()
        return [Entry(*row) for row in rows]

    def keys(self, kind: str) -> list[str]:
        """Every key of a kind: what a mistyped word is compared with."""
        return [row[0] for row in self._database.execute("select distinct key from names where kind = ?", [kind])]
