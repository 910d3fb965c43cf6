"""Not more often than hh.ru can bear: turns per host, and waits that hh.ru asks for.

A turn is reserved at once and slept for afterwards, so callers queue in order without a lock.
"""

from __future__ import annotations

import random
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


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from a `Retry-After` header in either form (RFC 9110, 10.2.3), or None."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), 86_400))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), 86_400.0)
