"""The journal of everything that mattered: append-only, each row chained to those before by SHA-256 (`store.chain`).

`body` is canonical JSON (sorted keys, no spaces): `{"account","at","event",...}`. Triggers refuse UPDATE and DELETE;
whoever goes around them breaks the chain, and `verify` names the first row that does not fit. `audit_head` holds the
number of rows and the last hash, so that a cut tail is found too; `audit_base` holds the hash of the last row that
`prune` has dropped, from which the chain goes on: only rows before it can be deleted.

A chain proves that nothing was changed by accident or in part; that nobody with write access has made a whole new one
is proved by seals, which need the vault's key (`store.seals`). Nobody can prove that an old copy of all files, seals
and all, was not put back: for that, note the head hash elsewhere. No code, token, cookie, full phone number or text of
a letter ever comes here: only fingerprints and lengths.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Connection

from hh_mcp.store.chain import BLOCK, Chain, Head, Problem, day_of, fits, misfit, unopened
from hh_mcp.store.database import canonical, from_ms, spared, to_ms, transaction, unsynced
from hh_mcp.store.reconcile import mismatches
from hh_mcp.store.seals import NOTE, Seals
from hh_mcp.store.vault import Vault

# The rows of a block in their order: SQLite walks a range of primary keys from its beginning. Only whole rows count:
# a byte moved from a body to its hash would change both and not what is hashed.
_BLOCK = (
    "select sum(length(hash) = 32 and body glob '{\"account\":*'), cast(group_concat(body || hash, '') as blob) "
    "from audit where seq between ? and ?"
)

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
    """What `verify` found; `broken_at` is the first row that does not fit, `chained` tells that all follow."""

    rows: int
    intact: bool
    broken_at: int | None = None
    problem: str | None = None
    problem_ru: str | None = None
    head: str = ""
    chained: bool = True


class Audit:
    """The journal in one database."""

    def __init__(self, database: Connection, vault: Vault):
        self._database = database
        self.seals = Seals(database, vault)
        self._chain = Chain(Head())

    def append(self, event: str, *, account: str, now: datetime, **facts: Scalar) -> None:
        """Add a row, in the caller's transaction when there is one.

        Without one the row is of what has happened already: a store that fails now must not hide that.
        """
        known = {key: value for key, value in facts.items() if value is not None}
        body = canonical({"account": account, "at": to_ms(now), "event": event, **known})
        if self._database.in_transaction:
            self._add(body, to_ms(now))
        else:
            with spared(self._database), transaction(self._database):
                self._add(body, to_ms(now))

    def note(self, event: str, *, account: str, now: datetime, **facts: Scalar) -> None:
        """Add a row that changes nothing and need not outlive a power cut; no call waits for the disk.

        The next row of a change takes it to the disk too, and the chain is whole with it or without it.
        """
        with unsynced(self._database):
            self.append(event, account=account, now=now, **facts)

    def _add(self, body: str, at: int) -> None:
        head = self.head()
        if head != self._chain.head:  # another process has added rows, or a transaction of ours was rolled back
            _, said = self._database.execute(_BLOCK, [head.first, head.rows]).fetchone()
            self._chain = Chain(head, said or b"")
        write(self._database, self._chain, [(body, at)])
        self.seals.renew(head, self._chain.head, note=f'"event":"{NOTE}"' in body)

    def head(self) -> Head:
        """Where the chain ends."""
        row = self._database.execute("select rows, hash, first, before, day from audit_head where id = 1").fetchone()
        return Head(*row) if row else Head()

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
        """Check the whole chain, block by block in constant memory, then its seals, then the actions against it.

        Names the first row, or the action, that does not fit. Raises VaultError where the key is out of reach.
        """
        self._database.execute("begin")  # one snapshot, whatever other processes add meanwhile
        try:
            return self._vouched(self._walk())
        finally:
            self._database.execute("commit")

    def _vouched(self, found: Verdict) -> Verdict:
        """Look whether the key vouches for a chain, and whether the actions are what it says."""
        if not found.intact:
            return replace(found, chained=False)
        base = self.seals.base()
        if problem := self.seals.problem(self.head(), base):
            return replace(found, intact=False, broken_at=problem[0], problem=problem[1].en, problem_ru=problem[1].ru)
        for _, _, wrong in mismatches(self._database, base[0]):
            return replace(found, intact=False, problem=wrong.en, problem_ru=wrong.ru)
        return found

    def accept(self, *, account: str, now: datetime) -> None:
        """Take the journal and the actions as they are, because a person says so; the chain itself must be whole."""
        with transaction(self._database):
            for action, state, _ in mismatches(self._database, self.seals.base()[0]):
                self.append("accepted", account=account, now=now, action=action, state=state)
            self.append("accepted", account=account, now=now)
            self.seals.seal(self.head())

    def change_key(self, vault: Vault) -> None:
        """Vouch with another key for what this one vouches for; what it does not stays as it is."""
        whole = self.seals.whole(self.head())
        self.seals.vault = vault
        if whole:
            self.seals.seal(self.head())

    def last_of(self, action: str) -> dict[str, Scalar] | None:
        """The newest row about an action, or None."""
        query = "select body from audit where json_extract(body, '$.action') = ? order by seq desc limit 1"
        row = self._database.execute(query, [action]).fetchone()
        return json.loads(row[0]) if row else None

    def prune(self, before: datetime, *, account: str, now: datetime) -> int:
        """Drop whole blocks older than `before`, to the day; the chain stays provable from the last hash dropped.

        Export them first: an exported file ends in the hash that the journal now begins with.
        """
        with transaction(self._database):
            base, _ = self.seals.base()
            through = self._older(min(to_ms(before), self._needed()), to_ms(now))
            if through <= base:
                return 0
            link: bytes = self._database.execute("select hash from audit where seq = ?", [through]).fetchone()[0]
            self.append("pruned", account=account, now=now, through=through, hash=link.hex())
            with self.seals.moved(self.head()):
                self._database.execute(
                    "insert or replace into audit_base (id, seq, hash) values (1, ?, ?)", [through, link]
                )
            self._database.execute("delete from audit where seq <= ?", [through])
            return through - base

    def _needed(self) -> int:
        """Since when rows are needed for what still waits: a permit counts only with its row."""
        waits = "state in ('proposed', 'approved') or state in ('sending', 'unknown')"
        (oldest,) = self._database.execute(f"select min(created_at) from actions where {waits}").fetchone()  # noqa: S608
        return oldest if oldest is not None else 2**62

    def _older(self, before: int, now: int) -> int:
        """The last row of the blocks that have no row as young as `before`; a block that still grows is not one."""
        young = "select seq from audit where json_extract(body, '$.at') >= ? order by seq limit 1"
        row = self._database.execute(young, [before]).fetchone()
        if row is None:
            head = self.head()
            return head.first - 1 if head.takes(day_of(now)) else head.rows
        opens = "select max(seq) from audit where opens = 1 and seq <= ?"
        return self._database.execute(opens, row).fetchone()[0] - 1

    def _walk(self) -> Verdict:
        rows, last = self.seals.base()
        lowest, opening = self._database.execute(
            "select min(seq), (select min(seq) from audit where opens = 1) from audit"
        ).fetchone()
        if lowest is not None and lowest <= rows:
            there = Problem(f"row {lowest} was dropped, and one is there", f"запись {lowest} удаляли, а она есть")
            return Verdict(rows, False, lowest, *there)
        if lowest is not None and lowest == rows + 1 and opening != lowest:
            return Verdict(rows, False, lowest, *unopened(lowest))
        opening, before = rows + 1, last
        for first, end in self._blocks(rows + 1):
            link = self._end_of(last, first, end)
            if link is None:
                number, problem = misfit(last, first, self._rows(first, end))
                return Verdict(number - 1, False, number, *problem)
            opening, before, rows, last = first, last, end, link
        return self._ended(Head(rows, last, opening, before))

    def _ended(self, found: Head) -> Verdict:
        """Whether the rows end where the head says; what it says of the open block decides about the next row."""
        head = self.head()
        if (head.rows, head.hash) != (found.rows, found.hash):
            problem = Problem(
                f"the journal ends at row {found.rows}, but {head.rows} were written",
                f"журнал кончается записью {found.rows}, а написано было {head.rows}",
            )
        elif head != replace(found, day=self._day_of(found.rows)):
            problem = Problem(
                f"the open block is not the one of row {found.rows}", f"начатый блок не тот, что у записи {found.rows}"
            )
        else:
            return Verdict(found.rows, True, head=found.hash.hex())
        return Verdict(found.rows, False, found.rows + 1, *problem)

    def _day_of(self, seq: int) -> int:
        row = self._database.execute("select json_extract(body, '$.at') from audit where seq = ?", [seq]).fetchone()
        return day_of(row[0]) if row else Head().day

    def _blocks(self, first: int) -> Iterator[tuple[int, int]]:
        """The first and the last row of each block, as the rows that open one say."""
        opens = "select seq from audit where opens = 1 and seq > ? order by seq"
        for (opening,) in self._database.execute(opens, [first]):
            yield first, opening - 1
            first = opening
        (last,) = self._database.execute("select max(seq) from audit").fetchone()
        if last is not None:
            yield first, last

    def _end_of(self, before: bytes, first: int, end: int) -> bytes | None:
        """The hash that a block ends in, or None when it is not what it must be."""
        if end - first >= BLOCK:
            return None
        count, block = self._database.execute(_BLOCK, [first, end]).fetchone()
        return block[-32:] if count == end - first + 1 and fits(before, block) else None

    def _rows(self, first: int, end: int) -> Iterator[tuple[int, bytes, bytes]]:
        query = "select seq, cast(body as blob), hash from audit where seq between ? and ? order by seq"
        return self._database.execute(query, [first, end])


def write(database: Connection, chain: Chain, rows: Iterable[tuple[str, int]]) -> None:
    """Add rows, each a body and its time, to a chain that begins where `audit_head` says."""
    links = (chain.add(body, at) for body, at in rows)
    database.executemany(
        "insert into audit (seq, body, hash, opens) values (?, ?, ?, ?)",
        ((link.seq, link.body, link.hash, link.opens) for link in links),
    )
    head = chain.head
    database.execute(
        "insert or replace into audit_head (id, rows, hash, first, before, day) values (1, ?, ?, ?, ?, ?)",
        [head.rows, head.hash, head.first, head.before, head.day],
    )


def _entry(seq: int, body: str, link: bytes) -> Entry:
    return Entry(seq, json.loads(body), link.hex())
