"""The window of 24 hours: what counts in it, and when it has room again.

Counted are the actions that have left or may have, a response withdrawn since too, and what the person did elsewhere,
as hh.ru lists it. Rows of the future (a clock was set back) count too: no clock can open the window. When hh.ru itself
says that its limit is reached, the window is closed until a mark that the gate has set.
"""

from datetime import datetime, timedelta
from sqlite3 import Connection

from hh_mcp.store.database import from_ms, to_ms
from hh_mcp.store.records import Action, Kind, Quota, QuotaExceeded, TooSoon, Usage

HOUR = timedelta(hours=1)

# The states are in the very words of the partial index, or SQLite reads the whole table
_OWN = """select sending_at from actions where account in ({who}) and kind = :kind and sending_at > :since
and state in ('sending', 'sent', 'unknown', 'withdrawn')"""
# What we sent ourselves is in hh.ru's list too, and must not count twice; one an hour younger is another. Two accounts
# of one person know the same response. What an employer began is no response of the person.
_ELSEWHERE = """select max(created_at) from known_responses as known where account in ({who}) and created_at > :since
and by_employer = 0 and not exists (select 1 from actions where account in ({who}) and target = known.vacancy
and kind = 'respond' and state in ('sending', 'sent', 'unknown', 'withdrawn')
and sending_at > known.created_at - 3600000)
group by id"""


def accounts_of(database: Connection, account: str) -> list[str]:
    """This account and the others of the same person on hh.ru: hh.ru counts people, not the names of accounts here."""
    rows = database.execute(
        "select others.account from people join people as others on others.person = people.person "
        "where people.account = ?",
        [account],
    )
    return sorted({account} | {name for (name,) in rows})


def usage(database: Connection, account: str, kind: Kind, quota: Quota, now: datetime) -> Usage:
    """Count the window; `frees_at` is set when nothing more may leave now."""
    moments = left(database, account, kind, now - quota.window)
    frees = [
        _free(moments, quota.limit, quota.window),
        _free([moment for moment in moments if moment > now - HOUR], quota.burst, HOUR),
        closed_until(database, account, kind, now),
    ]
    return Usage(used=len(moments), limit=quota.limit, frees_at=max(filter(None, frees), default=None))


def check(database: Connection, action: Action, quota: Quota, now: datetime) -> None:
    """Raise QuotaExceeded or TooSoon when this action must not leave now; the caller holds the transaction."""
    state = usage(database, action.account, action.kind, quota, now)
    if state.frees_at is not None or state.used >= quota.limit:
        raise QuotaExceeded(state)
    if quota.pause:
        _check_pause(database, action, quota.pause, now)


def _check_pause(database: Connection, action: Action, pause: timedelta, now: datetime) -> None:
    who = accounts_of(database, action.account)
    last = database.execute(
        f"select max(sending_at) from actions where account in ({', '.join('?' * len(who))}) and kind = ? "  # noqa: S608
        "and state in ('sending', 'sent', 'unknown', 'withdrawn')",
        [*who, action.kind],
    ).fetchone()[0]
    wait = pause - (now - from_ms(last)) if last is not None else timedelta(0)
    if wait > timedelta(0):
        raise TooSoon(min(wait, pause).total_seconds())


def left(database: Connection, account: str, kind: Kind, since: datetime) -> list[datetime]:
    """When each thing that counts has left, in order."""
    who = {f"who{number}": name for number, name in enumerate(accounts_of(database, account))}
    facts = {**who, "kind": kind, "since": to_ms(since)}
    query = f"{_OWN} union all {_ELSEWHERE}" if kind is Kind.RESPOND else _OWN
    marks = ", ".join(f":{name}" for name in who)
    return sorted(from_ms(row[0]) for row in database.execute(query.format(who=marks), facts))


def closed_until(database: Connection, account: str, kind: Kind, now: datetime) -> datetime | None:
    """Until when hh.ru itself takes no more, if it said so."""
    who = accounts_of(database, account)
    row = database.execute(
        f"select max(value) from marks where account in ({', '.join('?' * len(who))}) and name = ?",  # noqa: S608
        [*who, f"closed:{kind}"],
    ).fetchone()
    return from_ms(row[0]) if row[0] and row[0] > to_ms(now) else None


def _free(moments: list[datetime], limit: int | None, window: timedelta) -> datetime | None:
    """When a window that is full has room for one more; None while it has, or never will."""
    if limit is None or len(moments) < limit or not moments or not limit:
        return None
    return moments[len(moments) - limit] + window
