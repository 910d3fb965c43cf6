"""hh.ru's clock, as its answers tell it: limits are counted by it, so that nobody's own clock can open a window.

Every answer has a `Date` (RFC 9110, 6.6.1). Between answers time goes on by a clock that changes of the wall clock do
not move. While this machine's clock agrees to two seconds, it is kept: a `Date` has no fractions.

A machine that sleeps stops its monotonic clock. Where the system has one that goes on asleep, that one is used; and
where the wall clock has gone further than it, either the machine slept or somebody moved the wall clock. What time it
is at hh.ru is not known then, until its next answer: callers read before they count.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from hh_mcp.hh.pacing import http_date

_AGREES = timedelta(seconds=2)
_ASLEEP = timedelta(minutes=1)


class SiteClock:
    """What time it is at hh.ru; unknown before its first answer, and after a sleep of this machine."""

    def __init__(self, now: Callable[[], datetime], steady: Callable[[], float] | None = None) -> None:
        self._now = now
        self._steady = steady or steady_time
        self._base: tuple[datetime, float, datetime] | None = None

    def note(self, header: str | None) -> None:
        """Learn from the `Date` of an answer."""
        told = http_date(header or "")
        if told is None:
            return
        wall, known = self._now(), self.time()
        believed = known or wall
        if known is None or abs(told - known) > _AGREES:
            self._base = (believed if abs(told - believed) <= _AGREES else told, self._steady(), wall)

    def time(self) -> datetime | None:
        """The present moment at hh.ru, or None."""
        if self._base is None:
            return None
        moment, then, wall = self._base
        passed = timedelta(seconds=self._steady() - then)
        return None if self._now() - wall - passed > _ASLEEP else moment + passed


def steady_time() -> float:
    """Seconds of a clock that nobody sets and that goes on while the machine sleeps, where the system has one."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)  # unlike `time.monotonic` there, it counts the sleep
    return time.monotonic()
