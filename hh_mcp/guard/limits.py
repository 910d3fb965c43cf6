"""How much may leave within any 24 hours, by kind, counting what the person does elsewhere too."""

import logging
from datetime import datetime, timedelta

from hh_mcp.guard.errors import OwnLimitReached
from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import HHError
from hh_mcp.settings import Settings
from hh_mcp.store import Store
from hh_mcp.store.records import Action, Kind, Quota, Usage

log = logging.getLogger(__name__)

SYNC_PAUSE = timedelta(minutes=1)  # between two looks at hh.ru's list, by however many processes
SYNCED = "responses_synced"
WHOLE = "responses_whole"  # when nothing of the 24 hours was left unread
PAGES = 12  # of 20 each, more than hh.ru takes in 24 hours
GUESSED = "guessed:respond"  # when hh.ru said enough, and we did not know all that it counts
HH_LIMIT = 200  # responses that hh.ru takes within 24 hours (hh.ru: facts 6.1)
DAY = timedelta(hours=24)
SLACK = timedelta(hours=1)  # between hh.ru's clock and ours
FULL = "full:"  # with the kind: until when the window is full
HOUR = timedelta(hours=1)
RETRY = timedelta(hours=1)  # when hh.ru says that its limit is reached and nothing tells us since when


def quota(settings: Settings, kind: Kind) -> Quota:
    """The settings' quota of one kind; only responses have a cap an hour and a least pause."""
    if kind is Kind.RESPOND:
        pause = timedelta(seconds=settings.response_pause)
        return Quota(limit=settings.daily_responses, burst=settings.hourly_responses, pause=pause)
    return Quota(limit=settings.daily_messages)


def usage(settings: Settings, store: Store, kind: Kind, now: datetime) -> Usage:
    """What has left, of how many, and when the next slot frees."""
    return store.actions.usage(settings.account_key, kind, quota(settings, kind), now)


def moment(hh: HHClient, now: datetime) -> datetime:
    """The time that windows are counted by: hh.ru's, once it is known."""
    return hh.time() or now


async def sync(settings: Settings, store: Store, hh: HHClient, now: datetime) -> None:
    """Learn from hh.ru's list what the person did elsewhere within the 24 hours; at most once a minute."""
    account = settings.account_key
    last = store.known.marked(account, SYNCED)
    if last is not None and abs(now - last) < SYNC_PAUSE:
        return
    store.known.mark(account, SYNCED, now)
    try:
        whole = await _read(account, store, hh, now)
    except HHError as error:
        log.info("the list of responses could not be read: %s", error.code)
        return
    if whole:
        store.known.mark(account, WHOLE, now)
        _open_if_room(settings, store, now, moment(hh, now))


async def _read(account: str, store: Store, hh: HHClient, now: datetime) -> bool:
    """Read as many pages as tell what is new since the last whole reading, or the 24 hours; True when that was all."""
    floor = moment(hh, now) - DAY - SLACK
    before = store.known.marked(account, WHOLE)
    if before is not None and before <= now:
        floor = max(floor, before - SLACK)
    for number in range(PAGES):
        page = await hh.get_responses(page=number)
        if not store.known.learn(account, page.items):
            return False
        last = page.items[-1] if page.items else None
        touched = last and (last.updated_at or last.created_at)  # hh.ru lists first what has moved last
        if number + 1 >= page.pages or touched is None or touched < floor:
            return True
    return False


def _open_if_room(settings: Settings, store: Store, now: datetime, clock: datetime) -> None:
    """Open what was closed by a guess, once the whole list shows room; `clock` is hh.ru's now."""
    account = settings.account_key
    guessed = store.known.marked(account, GUESSED)
    if guessed is None or guessed >= now or len(store.actions.left(account, Kind.RESPOND, clock - DAY)) >= HH_LIMIT:
        return
    store.known.unmark(account, GUESSED)
    store.known.unmark(account, f"closed:{Kind.RESPOND}")


def leaves_at(settings: Settings, store: Store, hh: HHClient, action: Action, now: datetime) -> datetime | None:
    """When what is approved, or would be now, can leave; None: at once. What was approved before it goes first."""
    there = moment(hh, now)
    allowed, account, kind = quota(settings, action.kind), action.account, action.kind
    ahead = store.actions.ahead(action)
    day = store.actions.left(account, kind, there - allowed.window)
    hour = [left for left in day if left > there - HOUR]
    closed = store.known.marked(account, f"closed:{kind}")
    frees = [
        _frees(day, ahead, allowed.limit, allowed.window),
        _frees(hour, ahead, allowed.burst, HOUR),
        closed if closed and closed > there else None,
    ]
    return max(filter(None, frees), default=None)


def _frees(moments: list[datetime], ahead: int, limit: int | None, window: timedelta) -> datetime | None:
    """When a window has room for one more behind those `ahead`; they leave when there is room for them."""
    if limit is None or not moments or len(moments) + ahead < limit:
        return None
    place = len(moments) + ahead - limit
    rounds, index = divmod(place, max(limit, 1)) if place >= len(moments) else (0, place)
    return moments[min(index, len(moments) - 1)] + window * (rounds + 1)


def note_full(settings: Settings, store: Store, kind: Kind, now: datetime, clock: datetime) -> None:
    """Remember until when nothing more may leave, for an approval to live as long; `clock` is hh.ru's now."""
    frees = usage(settings, store, kind, clock).frees_at
    if frees is not None:
        store.known.mark(settings.account_key, f"{FULL}{kind}", frees - clock + now)


def close(settings: Settings, store: Store, kind: Kind, now: datetime, clock: datetime) -> None:
    """hh.ru itself takes no more: wait until the oldest response is a day old, an hour where not all are known.

    Those are known when the list was read whole of late; `clock` is hh.ru's now.
    """
    account = settings.account_key
    moments = store.actions.left(account, kind, clock - DAY)
    until = moments[0] + DAY if moments else clock + RETRY
    whole = store.known.marked(account, WHOLE)
    if kind is Kind.RESPOND and (whole is None or abs(now - whole) > RETRY):
        until = min(until, clock + RETRY)
        store.known.mark(account, GUESSED, now)
    store.known.mark(account, f"closed:{kind}", until)


def reopen(settings: Settings, store: Store) -> bool:
    """Ask hh.ru again before the time: the person says that there is room. True when something was closed."""
    store.known.unmark(settings.account_key, GUESSED)
    opened = [store.known.unmark(settings.account_key, f"closed:{kind}") for kind in Kind]
    return any(opened)


def reached(state: Usage) -> OwnLimitReached:
    """The error that says how many were sent and when the next slot frees, in the person's time zone."""
    count = f"{state.used}/{state.limit}"
    if state.frees_at is None:
        return OwnLimitReached(f"Sent {count}.", detail_ru=f"Отправлено {count}.")
    frees = state.frees_at.astimezone().strftime("%d.%m %H:%M")
    return OwnLimitReached(
        f"Sent {count} in 24 hours; a slot frees at {frees}.",
        detail_ru=f"За 24 часа отправлено {count}; место освободится {frees}.",
    )
