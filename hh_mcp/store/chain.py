"""The rule that chains the journal's rows: blocks of rows, each under one running SHA-256.

    hash(n) = SHA-256( before || body(first) || hash(first) || … || body(n-1) || hash(n-1) || body(n) )

`first` opens the block and `before` is the hash of the row in front of it (32 zero bytes in front of the very first). A
block ends after `BLOCK` rows or with the day in UTC, so that old days can be dropped whole. Each hash depends on every
byte before it, as in a chain of single rows; but to check a block one digest is enough, and it names the row that does
not fit only when there is one: a million rows take a fifth of a second instead of one.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

BLOCK = 256  # rows at most
GENESIS = bytes(32)
_DAY = 24 * 60 * 60 * 1000  # milliseconds


class Problem(NamedTuple):
    """What does not fit, in both languages."""

    en: str
    ru: str


@dataclass(frozen=True)
class Head:
    """Where a chain ends, and what the next row needs to know of its block."""

    rows: int = 0
    hash: bytes = GENESIS
    first: int = 1
    before: bytes = GENESIS
    day: int = -1  # since 1970

    def takes(self, day: int) -> bool:
        """Whether a row of that day goes into the same block."""
        return day == self.day and self.rows - self.first + 1 < BLOCK


@dataclass(frozen=True)
class Link:
    """A row with its place in the chain; `opens` tells that it is the first of a block."""

    seq: int
    body: str
    hash: bytes
    opens: bool


class _Running:
    """The digest of a block that rows are still added to."""

    def __init__(self, said: bytes):
        self._digest = hashlib.sha256(said)

    def add(self, body: bytes) -> bytes:
        self._digest.update(body)
        link = self._digest.digest()
        self._digest.update(link)
        return link


class Chain:
    """A chain that rows are added to; `said` is what the open block holds so far, bodies and hashes."""

    def __init__(self, head: Head, said: bytes = b""):
        self.head = head
        self._running = _Running(head.before + said)

    def add(self, body: str, at: int) -> Link:
        """Chain one more row, written `at` milliseconds since 1970."""
        last, day = self.head, day_of(at)
        opens = not last.takes(day)
        if opens:
            self._running = _Running(last.hash)
        digest = self._running.add(body.encode())
        first, before = (last.rows + 1, last.hash) if opens else (last.first, last.before)
        self.head = Head(last.rows + 1, digest, first, before, day)
        return Link(last.rows + 1, body, digest, opens)


def fits(before: bytes, block: bytes) -> bool:
    """Whether a whole block, bodies and hashes in their order, ends in the hash that it must have."""
    return hashlib.sha256(before + block[:-32]).digest() == block[-32:]


def misfit(before: bytes, first: int, rows: Iterable[tuple[int, bytes, bytes]]) -> tuple[int, Problem]:
    """Name the first row of a broken block that does not fit, and what is wrong with it; a body may be no text now."""
    running, expected = _Running(before), first
    for seq, body, link in rows:
        if seq != expected:
            break
        if expected - first >= BLOCK:
            return seq, unopened(seq)
        if running.add(body) != link:
            return seq, Problem(
                f"row {seq} does not follow from the rows before it", f"запись {seq} не следует из записей перед ней"
            )
        expected += 1
    return expected, Problem(f"row {expected} is missing", f"записи {expected} нет")


def unopened(seq: int) -> Problem:
    """Say that a row stands where a block must begin and begins none."""
    return Problem(f"row {seq} does not open a block", f"запись {seq} не начинает блок")


def day_of(at: int) -> int:
    """The day in UTC of a time, days and milliseconds since 1970."""
    return at // _DAY
