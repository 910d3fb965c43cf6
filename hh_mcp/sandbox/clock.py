"""The imitation's clock: real time plus an offset that `/_sandbox/clock` moves forward."""

import time
from datetime import UTC, datetime, timedelta, timezone

MOSCOW = timezone(timedelta(hours=3))


class Clock:
    """Seconds since the epoch, as the imitation sees them."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> float:
        """The present moment."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        """Move the clock by so many seconds."""
        self.offset += seconds


def api_time(moment: float) -> str:
    """`YYYY-MM-DDThh:mm:ss+0300`, the way api.hh.ru writes dates (facts 1.2)."""
    return datetime.fromtimestamp(moment, MOSCOW).strftime("%Y-%m-%dT%H:%M:%S%z")


def site_time(moment: float) -> str:
    """`…T10:00:00.000+03:00`, the way the site's state writes dates (site shapes 3.3)."""
    return datetime.fromtimestamp(moment, MOSCOW).isoformat(timespec="milliseconds")


def chat_time(moment: float) -> str:
    """`…T10:00:00+03:00`, the way chatik writes dates (site shapes 8.1)."""
    return datetime.fromtimestamp(moment, MOSCOW).isoformat(timespec="seconds")


def utc_time(moment: float) -> str:
    """ISO 8601 in UTC, for the control calls."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")


def parse_time(text: str) -> float | None:
    """Seconds of a date or a date and time as clients send it; None when it is neither."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=MOSCOW)).timestamp()
