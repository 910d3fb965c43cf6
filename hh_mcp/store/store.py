"""The store as one object: opened once a process, closed at its end."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Self, TypeVar

from pydantic import SecretStr

from hh_mcp.store.actions import Actions
from hh_mcp.store.audit import Audit
from hh_mcp.store.cache import Cache
from hh_mcp.store.confirmations import Confirmations
from hh_mcp.store.database import BUSY_TIMEOUT, open_database, spared, transaction, when_free
from hh_mcp.store.known import Known
from hh_mcp.store.marks import Marks
from hh_mcp.store.names import Names
from hh_mcp.store.notices import Notices
from hh_mcp.store.owners import Owners
from hh_mcp.store.pruning import prune
from hh_mcp.store.sessions import Sessions
from hh_mcp.store.vault import Vault

T = TypeVar("T")


class Store:
    """Everything that hh-mcp keeps, in `home`."""

    def __init__(self, database: Connection, home: Path, vault: Vault):
        self._database = database
        self._home = home
        self.vault = vault
        self.owners = Owners(home)
        self.audit = Audit(database, vault)
        self.confirmations = Confirmations(database, vault)
        self.known = Known(database)
        self.cache = Cache(database)
        self.names = Names(database)
        self.marks = Marks(database)
        self.notices = Notices(database)
        self.actions = Actions(database, self.audit, self.owners)

    @classmethod
    @contextmanager
    def open(cls, path: Path, key: SecretStr | None = None) -> Generator[Self]:
        """Open the database at `path`; the vault's key is looked for when first needed."""
        database = open_database(path)
        store = cls(database, path.parent, Vault(path.parent, key))
        try:
            store.owners.sweep()
            yield store
        finally:
            store.owners.close()
            database.close()

    async def when_free(self, act: Callable[[], T], patience: float = BUSY_TIMEOUT) -> T:
        """Run what decides something as soon as no other process holds the store; the event loop runs meanwhile."""
        return await when_free(self._database, act, patience)

    def tidy(self, now: datetime) -> None:
        """Drop what nothing is decided by any more; at most once a day, and never at the cost of a call."""
        with spared(self._database):
            prune(self._database, self.audit, now)

    @property
    def journal_mode(self) -> str:
        """SQLite's journal mode: `wal`, but where the folder does not take one, as on a network."""
        return self._database.execute("pragma journal_mode").fetchone()[0]

    def sessions(self, account: str) -> Sessions:
        """The secrets of one account."""
        return Sessions(self._database, self.vault, account, self._home / "run")

    def accounts(self) -> list[str]:
        """The accounts that a session is kept of."""
        rows = self._database.execute("select distinct account from sessions order by account")
        return [account for (account,) in rows]

    def rotate_key(self, fresh: Vault | None = None, now: datetime | None = None) -> int:
        """Seal every session anew with a new key; returns how many. Raises VaultError for what the old key cannot open.

        The new key is kept inside the transaction: if that fails, everything is as before; if the process dies after it
        and before the commit, sessions open no more and a new sign-in is needed, but nothing secret is exposed.
        """
        fresh, before = fresh or self.vault.take_new_key(), self.vault
        try:
            count = self._seal_anew(fresh, now or datetime.now(UTC))
        except BaseException:
            self.audit.seals.vault = before
            raise
        self.vault = self.confirmations.vault = fresh
        return count

    def _seal_anew(self, fresh: Vault, now: datetime) -> int:
        with transaction(self._database):
            rows = self._database.execute("select account, name, sealed from sessions").fetchall()
            for account, name, sealed in rows:
                context = f"{account}\n{name}"
                again = fresh.seal(self.vault.open(sealed, context), context)
                self._database.execute(
                    "update sessions set sealed = ? where account = ? and name = ?", [again, account, name]
                )
            self.confirmations.seal_anew(fresh)
            self.actions.renew_permits(now, lambda: self.audit.change_key(fresh))
            fresh.keep()
        return len(rows)
