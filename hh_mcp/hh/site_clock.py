"""hh.ru's clock, as its answers tell it: limits are counted by it, so that nobody's own clock can open a window.

Every answer has a `Date` (RFC 9110, 6.6.1). Between answers time goes on by the monotonic clock, which changes of the
wall clock do not move. While this machine's clock agrees to two seconds, it is kept: a `Date` has no fractions.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import anyio

from hh_mcp.hh.pacing import http_date

_AGREES = timedelta(seconds=2)


class SiteClock:
    """What time it is at hh.ru; unknown before its first answer."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._base: tuple[datetime, float] | None = None

    def note(self, header: str | None) -> None:
        """Learn from the `Date` of an answer."""
        told = http_date(header or "")
        if told is None:
            return
        believed = self.time() or self._now()
        if self._base is None or abs(told - believed) > _AGREES:
            self._base = (believed if abs(told - believed) <= _AGREES else told, anyio.current_time())

    def time(self) -> datetime | None:
        """The present moment at hh.ru, or None."""
        if self._base is None:
            return None
        moment, then = self._base
        return moment + timedelta(seconds=anyio.current_time() - then)
