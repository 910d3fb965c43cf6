"""Moments by name that the processes of one home share."""

from datetime import datetime, timedelta
from sqlite3 import Connection

from hh_mcp.store.database import spared, to_ms


class Marks:
    """The moments of one database."""

    def __init__(self, database: Connection):
        self._database = database

    def take(self, account: str, name: str, now: datetime, pause: timedelta) -> bool:
        """Set the mark unless somebody has within `pause`; one process of many gets it."""
        query = """insert into marks (account, name, value) values (:account, :name, :now)
            on conflict (account, name) do update set value = :now where value <= :before or value > :now"""
        row = {"account": account, "name": name, "now": to_ms(now), "before": to_ms(now - pause)}
        with spared(self._database):
            return self._database.execute(query, row).rowcount == 1
        return True  # a store that takes nothing is no reason to do nothing

    def release(self, account: str, name: str) -> None:
        """Take the mark back: what it stands for did not happen."""
        with spared(self._database):
            self._database.execute("delete from marks where account = ? and name = ?", [account, name])
