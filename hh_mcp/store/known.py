"""What hh.ru says the person did, here or elsewhere, and windows that hh.ru itself has closed."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from hh_mcp.hh.models import Response
from hh_mcp.store.database import from_ms, spared, to_ms, transaction


class Known:
    """Responses of an account as hh.ru lists them, and moments worth remembering."""

    def __init__(self, database: Connection):
        self._database = database

    def learn(self, account: str, responses: Iterable[Response]) -> bool:
        """Write down what a page of hh.ru's list says; False where the store takes nothing."""
        rows = [
            (
                account,
                item.id,
                item.vacancy_id,
                item.resume_id,
                item.employer.id if item.employer else None,
                item.state,
                to_ms(item.created_at),
                item.by_employer,
            )
            for item in responses
            if item.created_at
        ]
        with spared(self._database), transaction(self._database):
            self._database.executemany(
                "insert or replace into known_responses (account, id, vacancy, resume, employer, state, created_at, "
                "by_employer) values (?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            return True
        return False

    def refused_by(self, account: str, employer_id: str) -> bool:
        """Whether this employer has turned the person down before."""
        row = self._database.execute(
            "select 1 from known_responses where account = ? and employer = ? and state = 'discard' limit 1",
            [account, employer_id],
        ).fetchone()
        return row is not None

    def is_person(self, account: str, person: str) -> None:
        """Remember whose account this is on hh.ru: accounts of one person share their limits."""
        with spared(self._database):
            self._database.execute("insert or replace into people (account, person) values (?, ?)", [account, person])

    def unmark(self, account: str, name: str) -> bool:
        """Forget a moment; True when there was one."""
        query = "delete from marks where account = ? and name = ?"
        return self._database.execute(query, [account, name]).rowcount > 0

    def mark(self, account: str, name: str, moment: datetime) -> None:
        """Remember a moment under a name."""
        with spared(self._database):
            self._database.execute(
                "insert or replace into marks (account, name, value) values (?, ?, ?)", [account, name, to_ms(moment)]
            )

    def marked(self, account: str, name: str) -> datetime | None:
        """Recall a moment, or None."""
        row = self._database.execute(
            "select value from marks where account = ? and name = ?", [account, name]
        ).fetchone()
        return from_ms(row[0]) if row else None
