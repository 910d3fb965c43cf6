"""Not more often than hh.ru can bear: turns per host, and waits that hh.ru asks for.

A turn is reserved at once and slept for afterwards, so callers queue in order without a lock.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import anyio


@dataclass
class Pacer:
    """Spaces the requests to one host by `pace` seconds plus up to half of it."""

    pace: float
    _next: float = 0.0

    async def turn(self) -> None:
        """Wait for the next free turn."""
        now = anyio.current_time()
        at = max(now, self._next)
        self._next = at + self.pace * (1 + random.random() / 2)
        if at > now:
            await anyio.sleep(at - now)

    def hold(self, seconds: float) -> None:
        """Give no turn before `seconds` have passed: hh.ru asked to slow down."""
        self._next = max(self._next, anyio.current_time() + seconds)


def backoff(attempt: int, base: float) -> float:
    """Seconds before retry number `attempt` (from 1): exponential, full jitter, at most 8 s."""
    return random.random() * min(8.0, base * 2**attempt)


def wait_asked_for(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks to wait; a date is compared with the answer's own, not with this machine's clock."""
    return retry_after(headers.get("retry-after"), http_date(headers.get("date", "")) or datetime.now(UTC))


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from a `Retry-After` header in either form (RFC 9110, 10.2.3), or None."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), 86_400))
    moment = http_date(text)
    return None if moment is None else min(max(0.0, (moment - now).total_seconds()), 86_400.0)


def http_date(text: str) -> datetime | None:
    """Read a date of HTTP (RFC 9110, 5.6.7); None when it is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
