"""What a person has confirmed in a terminal, sealed with the vault's key: nobody without the key can write it."""

from sqlite3 import Connection

from hh_mcp.store.errors import VaultError
from hh_mcp.store.vault import Vault


class Confirmations:
    """Values of settings that count only when they were confirmed."""

    def __init__(self, database: Connection, vault: Vault):
        self._database = database
        self.vault = vault

    def give(self, name: str, value: str) -> None:
        """Remember that the person has confirmed this value."""
        self._database.execute(
            "insert or replace into confirmations (name, sealed) values (?, ?)",
            [name, self.vault.seal(value, _context(name))],
        )

    def withdraw(self, name: str) -> bool:
        """Forget what was confirmed; True when there was something."""
        return self._database.execute("delete from confirmations where name = ?", [name]).rowcount > 0

    def holds(self, name: str, value: str) -> bool:
        """Whether exactly this value was confirmed, with the key of now."""
        row = self._database.execute("select sealed from confirmations where name = ?", [name]).fetchone()
        try:
            return row is not None and self.vault.open(row[0], _context(name)) == value
        except VaultError:
            return False

    def seal_anew(self, fresh: Vault) -> None:
        """Seal with another key what this one opens; what it does not open counts no more."""
        for name, sealed in self._database.execute("select name, sealed from confirmations").fetchall():
            try:
                value = self.vault.open(sealed, _context(name))
            except VaultError:
                self.withdraw(name)
                continue
            again = fresh.seal(value, _context(name))
            self._database.execute("update confirmations set sealed = ? where name = ?", [again, name])


def _context(name: str) -> str:
    return f"confirmed setting\n{name}"
