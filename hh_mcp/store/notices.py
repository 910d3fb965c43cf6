"""What has happened on hh.ru, one row a fact: told once, kept for those who ask again."""

import logging
from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection, OperationalError

from pydantic import BaseModel, ConfigDict

from hh_mcp.store.database import from_ms, hurried, spared, to_ms, transaction

log = logging.getLogger(__name__)


class Notice(BaseModel):
    """One fact worth telling; `key` makes it the same fact however often it is seen."""

    model_config = ConfigDict(frozen=True)

    key: str
    kind: str
    at: datetime
    body: str  # JSON for whoever shows it
    quiet: bool = False  # something louder tells the same


class Notices:
    """The facts of one database."""

    def __init__(self, database: Connection):
        self._database = database
        self._unwritten: dict[str, list[Notice]] = {}  # by account, while the store takes nothing

    def learn(self, account: str, notices: Sequence[Notice], *, stale: datetime) -> int:
        """Write down what is not known yet; older than `stale` counts as told. Returns how many are news."""
        fresh = {notice.key for notice in notices if notice.at >= stale and not notice.quiet}
        self._unwritten.pop(account, None)
        try:
            with hurried(self._database), transaction(self._database):
                return sum(self._add(account, notice, told=notice.key not in fresh) for notice in notices)
        except OperationalError as error:
            log.warning("news is kept in memory: %s", error)
        known = self._known(account)
        self._unwritten[account] = [one for one in notices if one.key in fresh - known]
        return len(self._unwritten[account])

    def _add(self, account: str, notice: Notice, *, told: bool) -> bool:
        """Write a fact down; True when it is news."""
        row = [account, notice.key, notice.kind, to_ms(notice.at), notice.body, told]
        query = "insert or ignore into notices (account, key, kind, at, body, told) values (?, ?, ?, ?, ?, ?)"
        return self._database.execute(query, row).rowcount == 1 and not told

    def _known(self, account: str) -> set[str]:
        rows = self._database.execute("select key from notices where account = ?", [account])
        return {key for (key,) in rows}

    def unknown(self, account: str, keys: Sequence[str]) -> set[str]:
        """Of these keys those that nothing is written down under yet."""
        known = "select 1 from notices where account = ? and key = ?"
        return {key for key in keys if self._database.execute(known, [account, key]).fetchone() is None}

    def untold(self, account: str) -> list[Notice]:
        """What nobody has been told yet, newest first; from now on it counts as told."""
        found: list[Notice] = []
        with spared(self._database), transaction(self._database):
            found = self._rows("account = ? and told = 0", [account])
            self._database.execute("update notices set told = 1 where account = ? and told = 0", [account])
            return found
        return self._unwritten.get(account, []) + self._rows("account = ? and told = 0", [account])

    def since(self, account: str, moment: datetime) -> list[Notice]:
        """Everything since a moment, told or not, newest first."""
        return self._rows("account = ? and at >= ?", [account, to_ms(moment)])

    def _rows(self, where: str, values: list[str | int]) -> list[Notice]:
        rows = self._database.execute(
            f"select key, kind, at, body from notices where {where} order by at desc",  # noqa: S608
            values,
        )
        return [Notice(key=key, kind=kind, at=from_ms(at), body=body) for key, kind, at, body in rows]
