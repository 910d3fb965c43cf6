"""The journal of everything that mattered: append-only, each row chained to the one before by SHA-256.

    hash(n) = SHA-256( hash(n-1) || body(n) ),   hash(0) = 32 zero bytes

`body` is canonical JSON (sorted keys, no spaces): `{"account","at","event",...}`. Triggers refuse UPDATE and DELETE;
whoever goes around them breaks the chain, and `verify` names the first row that does not fit. `audit_head` holds the
number of rows and the last hash, so that a cut tail is found too; `audit_base` holds the hash of the last row that
`prune` has dropped, from which the chain goes on: only rows before it can be deleted.

A chain proves that nothing was changed by accident or in part, not that nobody with write access has made a whole new
one: for that, note the head hash elsewhere. No code, token, cookie, full phone number or text of a letter ever comes
here: only fingerprints and lengths.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from hh_mcp.store.database import from_ms, to_ms, transaction, unsynced

GENESIS = bytes(32)

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Entry:
    """One row of the journal."""

    seq: int
    body: dict[str, Scalar]
    hash: str

    @property
    def at(self) -> datetime:
        """When it was written."""
        return from_ms(int(self.body["at"] or 0))


@dataclass(frozen=True)
class Verdict:
    """What `verify` found; `broken_at` is the first row that does not fit."""

    rows: int
    intact: bool
    broken_at: int | None = None
    problem: str | None = None
    head: str = ""


class Audit:
    """The journal in one database."""

    def __init__(self, database: Connection):
        self._database = database

    def append(self, event: str, *, account: str, now: datetime, **facts: Scalar) -> None:
        """Add a row, in the caller's transaction when there is one."""
        known = {key: value for key, value in facts.items() if value is not None}
        body = canonical({"account": account, "at": to_ms(now), "event": event, **known})
        if self._database.in_transaction:
            self._chain(body)
        else:
            with transaction(self._database):
                self._chain(body)

    def note(self, event: str, *, account: str, now: datetime, **facts: Scalar) -> None:
        """Add a row that changes nothing and need not outlive a power cut; no call waits for the disk.

        The next row of a change takes it to the disk too, and the chain is whole with it or without it.
        """
        with unsynced(self._database):
            self.append(event, account=account, now=now, **facts)

    def _chain(self, body: str) -> None:
        row = self._database.execute("select rows, hash from audit_head where id = 1").fetchone()
        count, last = row or (0, GENESIS)
        link = chain(last, body)
        self._database.execute("insert into audit (seq, body, hash) values (?, ?, ?)", [count + 1, body, link])
        self._database.execute("insert or replace into audit_head (id, rows, hash) values (1, ?, ?)", [count + 1, link])

    def entries(self, limit: int = 50, event: str | None = None) -> list[Entry]:
        """The newest rows, oldest of them first."""
        rows = self._database.execute(
            "select seq, body, hash from audit where ? is null or json_extract(body, '$.event') = ? "
            "order by seq desc limit ?",
            [event, event, limit],
        ).fetchall()
        return [_entry(*row) for row in reversed(rows)]

    def page(
        self, account: str, *, event: str | None = None, text: str = "", skip: int = 0, limit: int = 25
    ) -> list[Entry]:
        """One account's rows, newest first; `text` is looked for in the row and in the action that it is about."""
        # SQLite folds the case of Latin letters only
        self._database.create_function("folded", 1, str.casefold, deterministic=True)
        rows = self._database.execute(
            "select audit.seq, audit.body, audit.hash from audit "
            "left join actions on actions.id = json_extract(body, '$.action') "
            "where json_extract(body, '$.account') = ? and (? is null or json_extract(body, '$.event') = ?) "
            "and (? = '' or instr(folded(body || coalesce(actions.preview, '') || coalesce(actions.text, '')), ?)) "
            "order by audit.seq desc limit ? offset ?",
            [account, event, event, text, text.casefold(), limit, skip],
        ).fetchall()
        return [_entry(*row) for row in rows]

    def stream(self) -> Iterator[Entry]:
        """Every row in order, in constant memory."""
        for row in self._database.execute("select seq, body, hash from audit order by seq"):
            yield _entry(*row)

    def verify(self) -> Verdict:
        """Walk the whole chain, in constant memory, and name the first row that does not fit."""
        self._database.execute("begin")  # one snapshot, whatever other processes add meanwhile
        try:
            return self._walk()
        finally:
            self._database.execute("commit")

    def prune(self, before: datetime, *, account: str, now: datetime) -> int:
        """Drop the rows older than `before`; the chain stays provable from the last of them, whose hash is kept.

        Export them first: an exported file ends in the hash that the journal now begins with.
        """
        with transaction(self._database):
            base = self._base()
            row = self._database.execute(
                "select seq, hash from audit where json_extract(body, '$.at') < ? order by seq desc limit 1",
                [to_ms(before)],
            ).fetchone()
            if row is None:
                return 0
            through, link = row
            self.append("pruned", account=account, now=now, through=through, hash=link.hex())
            self._database.execute(
                "insert or replace into audit_base (id, seq, hash) values (1, ?, ?)", [through, link]
            )
            self._database.execute("delete from audit where seq <= ?", [through])
            return through - base[0]

    def _base(self) -> tuple[int, bytes]:
        """The last row that was dropped and its hash; the chain begins after it."""
        return self._database.execute("select seq, hash from audit_base where id = 1").fetchone() or (0, GENESIS)

    def _walk(self) -> Verdict:
        rows, last = self._base()
        for seq, body, link in self._database.execute("select seq, body, hash from audit order by seq"):
            if seq != rows + 1:
                return Verdict(rows, False, rows + 1, f"row {rows + 1} is missing")
            if chain(last, body) != link:
                return Verdict(rows, False, seq, f"row {seq} does not follow from the rows before it")
            rows, last = seq, link
        head = self._database.execute("select rows, hash from audit_head where id = 1").fetchone() or (0, GENESIS)
        if head != (rows, last):
            return Verdict(rows, False, rows + 1, f"the journal ends at row {rows}, but {head[0]} were written")
        return Verdict(rows, True, head=last.hex())


def canonical(body: dict[str, Scalar]) -> str:
    """The one way to write a body, so that its hash can be computed again."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chain(last: bytes, body: str) -> bytes:
    """The hash of a row, given the hash of the row before."""
    return hashlib.sha256(last + body.encode()).digest()


def _entry(seq: int, body: str, link: bytes) -> Entry:
    return Entry(seq, json.loads(body), link.hex())
