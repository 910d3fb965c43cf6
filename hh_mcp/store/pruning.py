"""Drops by itself, once a day, what nothing is decided by any more, so that the file stops growing.

What the windows of 24 hours count, what waits, what has an unknown outcome, and the journal's last year stay.
"""

from datetime import datetime, timedelta
from sqlite3 import Connection

from hh_mcp.store.audit import Audit
from hh_mcp.store.database import spared, to_ms, transaction

EVERY = timedelta(days=1)
JOURNAL = timedelta(days=400)
SENT = JOURNAL + timedelta(days=4)  # after the rows about them, or `audit verify` would miss them
DEAD = timedelta(days=90)
KNOWN = timedelta(days=90)
NEWS = timedelta(days=60)
MARKS = timedelta(days=2)

# table, and which of its rows are over when they are older than the time beside it
_OVER: tuple[tuple[str, str, timedelta], ...] = (
    ("actions", "state in ('declined', 'expired', 'refused', 'not_sent') and updated_at < ?", DEAD),
    ("actions", "state in ('sent', 'withdrawn') and updated_at < ?", SENT),
    ("known_responses", "state <> 'discard' and created_at < ?", KNOWN),
    ("known_responses", "created_at < ?", JOURNAL),  # who has refused is told for as long
    ("notices", "told = 1 and at < ?", NEWS),
    ("marks", "substr(name, 1, instr(name, ':')) in ('asked:', 'closed:', 'guessed:', 'full:') and value < ?", MARKS),
)


def prune(database: Connection, audit: Audit, now: datetime) -> None:
    """Drop what is over, unless that was done within the last day."""
    row = database.execute("select value from marks where account = '-' and name = 'pruned'").fetchone()
    if row and abs(to_ms(now) - row[0]) < EVERY // timedelta(milliseconds=1):
        return
    audit.prune(now - JOURNAL, account="-", now=now)
    with spared(database), transaction(database):
        for table, over, life in _OVER:
            database.execute(f"delete from {table} where {over}", [to_ms(now - life)])  # noqa: S608
        database.execute("insert or replace into marks (account, name, value) values ('-', 'pruned', ?)", [to_ms(now)])
