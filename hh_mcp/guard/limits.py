"""How much may leave within any 24 hours, by kind."""

from datetime import datetime, timedelta

from hh_mcp.guard.errors import OwnLimitReached
from hh_mcp.settings import Settings
from hh_mcp.store import Store
from hh_mcp.store.actions import Kind, Quota, Usage


def quota(settings: Settings, kind: Kind) -> Quota:
    """The settings' quota of one kind; only responses have a least pause."""
    if kind is Kind.RESPOND:
        return Quota(limit=settings.daily_responses, pause=timedelta(seconds=settings.response_pause))
    return Quota(limit=settings.daily_messages)


def usage(settings: Settings, store: Store, kind: Kind, now: datetime) -> Usage:
    """What has left, of how many, and when the next slot frees."""
    return store.actions.usage(settings.account_key, kind, quota(settings, kind), now)


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
