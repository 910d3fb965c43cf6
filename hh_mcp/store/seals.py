"""What only the holder of the vault's key can make: the seal of the journal's end, and the mark of each permit.

A chain of hashes shows that rows follow from each other; whoever can write the file can make a whole new one. So each
row that counts renews a seal, an HMAC over where the chain begins and ends, and each `approved` row carries an HMAC of
its permit. A seal is renewed only while the one before fits: what was changed without the key stays visible.

There is one seal a key. Another key (it was changed or lost) begins a seal of its own, which does not vouch for what is
older: `verify` says so until the person accepts it (`hh-mcp audit accept`) or those rows are pruned.
"""

import hmac
import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from sqlite3 import Connection

from hh_mcp.hh.errors import HHError
from hh_mcp.store.chain import GENESIS, Head, Problem
from hh_mcp.store.database import canonical
from hh_mcp.store.vault import Vault

log = logging.getLogger(__name__)

NOTE = "tool_called"  # rows of this event change nothing, and may stand behind the last seal
Base = tuple[int, bytes]  # the last row that was dropped, and its hash


@dataclass(frozen=True)
class Seal:
    """What one key vouches for: the rows behind `since`, from the end of what was dropped up to `rows`."""

    since: int
    base: int
    base_hash: bytes
    rows: int
    hash: bytes

    def signed(self, vault: Vault) -> bytes:
        """Make the HMAC over all of it."""
        facts = [self.since, self.base, self.base_hash.hex(), self.rows, self.hash.hex()]
        return vault.sign("journal", canonical(facts))


class Seals:
    """The seals of one database, made with the key of one vault."""

    def __init__(self, database: Connection, vault: Vault):
        self._database = database
        self.vault = vault
        self._last: Seal | None = None  # ours, as it was checked last

    def renew(self, before: Head, after: Head, *, note: bool) -> None:
        """Seal the chain's new end; a note does without the key where nobody has needed it yet."""
        if note and not self.vault.at_hand:
            return
        try:
            self._renew(before, after, note=note)
        except (HHError, OSError) as error:  # a no of the person must be written down without a keyring too
            log.warning("the journal could not be sealed: %s", error)

    def _renew(self, before: Head, after: Head, *, note: bool) -> None:
        base, held = self.base(), self._ours()
        if held is not None:
            if self._fits(held, before, base):
                self._write(Seal(held.since, *base, after.rows, after.hash))
        elif not note:
            vouched = not self._others() and self.first_unsealed(base[0], before.rows) is None
            self._write(Seal(base[0] if vouched else before.rows, *base, after.rows, after.hash))

    def whole(self, head: Head) -> bool:
        """Whether everything up to `head` is vouched for by this key."""
        base = self.base()
        return self.problem(head, base) is None

    def problem(self, head: Head, base: Base) -> tuple[int, Problem] | None:
        """Name the first row that nobody vouches for, and why; None when all are."""
        held, others = self._ours(), [seal for seal in self._others() if seal.rows > base[0]]
        if others:
            last = others[0].rows
            return last, Problem(
                f"rows up to {last} were sealed with another key", f"записи по {last} запечатаны другим ключом"
            )
        if held is None:
            row = self.first_unsealed(base[0], head.rows)
            never = Problem(f"row {row} was never sealed with this key", f"запись {row} этим ключом не запечатывали")
            return None if row is None else (row, never)
        if held.since > base[0]:
            return held.since, Problem(
                f"rows up to {held.since} were not sealed with this key",
                f"записи по {held.since} этим ключом не запечатывали",
            )
        if (held.base, held.base_hash) != base:
            return base[0] + 1, Problem(
                f"rows up to {base[0]} were dropped without the key", f"записи по {base[0]} удалили без ключа"
            )
        if self._hash_at(held.rows, head, base) != held.hash:
            return held.rows, Problem(
                f"row {held.rows} is not the one that was sealed: the journal was rewritten",
                f"запись {held.rows} не та, что запечатана: журнал переписали",
            )
        row = self.first_unsealed(held.rows, head.rows)
        added = Problem(f"row {row} was added without the key", f"запись {row} добавили без ключа")
        return None if row is None else (row, added)

    def seal(self, head: Head) -> None:
        """Vouch for everything up to `head` from now on: it was checked, or the person accepts it."""
        self._database.execute("delete from audit_seal")
        base = self.base()
        self._write(Seal(base[0], *base, head.rows, head.hash))

    @contextmanager
    def moved(self, head: Head) -> Generator[None]:
        """Vouch for the same rows while the block moves the chain's beginning; seals of what is dropped go with it."""
        held = self._ours()
        fits = held is not None and self._fits(held, head, self.base())
        yield
        base = self.base()
        if held is not None and fits:
            self._write(Seal(held.since, *base, head.rows, head.hash))
        self._database.execute("delete from audit_seal where rows <= ?", [base[0]])

    def permit(self, action: str, approved: str, until: int) -> str:
        """Make the mark of a permit: for one action, one exact text, until one moment (in milliseconds)."""
        self._ours()  # the key may have been changed by another process
        return self.vault.sign("permit", canonical([action, approved, until])).hex()

    def is_permit(self, mark: object, action: str, approved: str, until: int) -> bool:
        """Whether `mark` was made by this key for exactly this."""
        return hmac.compare_digest(str(mark).encode(), self.permit(action, approved, until).encode())

    def base(self) -> Base:
        """The last row that was dropped and its hash; the chain begins after it."""
        return self._database.execute("select seq, hash from audit_base where id = 1").fetchone() or (0, GENESIS)

    def first_unsealed(self, after: int, through: int) -> int | None:
        """The first row in a range that must not stand there without a seal."""
        row = self._database.execute(
            "select seq from audit where seq > ? and seq <= ? and json_extract(body, '$.event') is not ? "
            "order by seq limit 1",
            [after, through, NOTE],
        ).fetchone()
        return row[0] if row else None

    def _fits(self, held: Seal, head: Head, base: Base) -> bool:
        return (
            (held.base, held.base_hash) == base
            and self._hash_at(held.rows, head, base) == held.hash
            and (held.rows == head.rows or self.first_unsealed(held.rows, head.rows) is None)
        )

    def _hash_at(self, seq: int, head: Head, base: Base) -> bytes | None:
        if seq in (head.rows, base[0]):
            return head.hash if seq == head.rows else base[1]
        row = self._database.execute("select hash from audit where seq = ?", [seq]).fetchone()
        return row[0] if row else None

    def _ours(self) -> Seal | None:
        """This key's seal; one that was changed without the key is none, and gets no successor."""
        row = self._row()
        if row is None and self._others():
            self.vault.look_again()
            row = self._row()
        if row is None:
            return None
        held, mark = Seal(*row[:-1]), row[-1]
        if held != self._last and not hmac.compare_digest(mark, held.signed(self.vault)):
            return Seal(held.since, held.base, held.base_hash, held.rows, b"forged")
        self._last = held
        return held

    def _row(self) -> tuple[int, int, bytes, int, bytes, bytes] | None:
        query = "select since, base, base_hash, rows, hash, mac from audit_seal where key = ?"
        return self._database.execute(query, [self.vault.id]).fetchone()

    def _others(self) -> list[Seal]:
        query = "select since, base, base_hash, rows, hash from audit_seal where key <> ? order by rows"
        return [Seal(*row) for row in self._database.execute(query, [self.vault.id])]

    def _write(self, seal: Seal) -> None:
        self._database.execute(
            "insert or replace into audit_seal (key, since, base, base_hash, rows, hash, mac) "
            "values (?, ?, ?, ?, ?, ?, ?)",
            [self.vault.id, *astuple(seal), seal.signed(self.vault)],
        )
        self._last = seal
