"""Sessions of one account, encrypted; what `hh_mcp.hh.session.SessionStore` asks for."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection, OperationalError

import anyio
from filelock import FileLock
from filelock import Timeout as LockTimeout

from hh_mcp.store.database import private_folder, to_ms, transaction
from hh_mcp.store.errors import StoreUnavailable, VaultError
from hh_mcp.store.vault import Vault

_LOCK_POLL = 0.05  # seconds between two tries for a lock that another process holds


class Sessions:
    """Small secret texts by name, for one account."""

    def __init__(self, database: Connection, vault: Vault, account: str, folder: Path):
        self._database = database
        self._vault = vault
        self._account = account
        self._folder = folder

    def load(self, name: str) -> str | None:
        """Return what was saved under `name`, or None."""
        row = self._database.execute(
            "select sealed from sessions where account = ? and name = ?", [self._account, name]
        ).fetchone()
        return self._vault.open(row[0], self._context(name)) if row else None

    def save(self, name: str, value: str) -> None:
        """Save `value` under `name`, replacing what was there."""
        sealed = self._vault.seal(value, self._context(name))
        try:
            self._database.execute(
                "insert or replace into sessions (account, name, sealed, updated_at) values (?, ?, ?, ?)",
                [self._account, name, sealed, to_ms(datetime.now(UTC))],
            )
        except OperationalError as error:
            raise StoreUnavailable(f"{error}.") from error

    def delete(self, name: str) -> None:
        """Forget `name`."""
        self._database.execute("delete from sessions where account = ? and name = ?", [self._account, name])

    def swap(self, name: str, expected: str | None, value: str | None) -> bool:
        """Put `value` in the place of `expected` (None: nothing there); False when something else is stored by now.

        What another key has sealed counts as nothing: a new sign-in takes its place.
        """
        try:
            with transaction(self._database):
                return self._swap(name, expected, value)
        except OperationalError as error:
            raise StoreUnavailable(f"{error}.") from error

    def _swap(self, name: str, expected: str | None, value: str | None) -> bool:
        try:
            stored = self.load(name)
        except VaultError:
            stored = None
        if stored != expected:
            return False
        if value is None:
            self.delete(name)
        else:
            self.save(name, value)
        return True

    @asynccontextmanager
    async def lock(self, name: str, timeout: float) -> AsyncGenerator[None]:
        """Hold `name` against other tasks and processes; raises TimeoutError after `timeout` seconds."""
        private_folder(self._folder)
        digest = hashlib.sha256(self._context(name).encode()).hexdigest()[:16]
        held = FileLock(self._folder / f"session-{digest}.lock", mode=0o600, thread_local=False)
        with anyio.fail_after(timeout):
            while True:
                try:
                    held.acquire(timeout=0)
                    break
                except LockTimeout:
                    await anyio.sleep(_LOCK_POLL)
        try:
            yield
        finally:
            held.release()

    def _context(self, name: str) -> str:
        return f"{self._account}\n{name}"
