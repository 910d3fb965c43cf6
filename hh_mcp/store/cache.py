"""Public texts of hh.ru, kept between processes to spare it requests (`hh_mcp.hh.session.Cache`)."""

from datetime import UTC, datetime
from sqlite3 import Connection

from hh_mcp.store.database import spared, to_ms


class Cache:
    """Texts by name."""

    def __init__(self, database: Connection):
        self._database = database

    def load(self, name: str) -> str | None:
        """Return what was saved under `name`, or None."""
        row = self._database.execute("select value from cache where key = ?", [name]).fetchone()
        return row[0] if row else None

    def save(self, name: str, value: str) -> None:
        """Save `value` under `name`, replacing what was there."""
        with spared(self._database):
            self._database.execute(
                "insert or replace into cache (key, value, updated_at) values (?, ?, ?)",
                [name, value, to_ms(datetime.now(UTC))],
            )
