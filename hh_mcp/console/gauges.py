"""The limits of the last 24 hours, as gauges."""

from dataclasses import dataclass
from datetime import datetime

from hh_mcp.console.desk import Desk
from hh_mcp.guard import limits
from hh_mcp.store.records import Kind


@dataclass(frozen=True)
class Gauge:
    """How much of one limit is used; `share` is in percent, as the arc is drawn."""

    kind: Kind
    used: int
    limit: int
    share: float
    frees_at: datetime | None

    @property
    def left(self) -> int:
        """How many may still be sent now; none while hh.ru or the cap of an hour says wait."""
        return 0 if self.frees_at else max(self.limit - self.used, 0)

    @property
    def level(self) -> str:
        """How careful one has to be."""
        if self.left == 0:
            return "full"
        return "high" if self.share >= 80 else "low"


def gauges(desk: Desk) -> list[Gauge]:
    """Both limits of the account."""
    return [_gauge(desk, kind) for kind in (Kind.RESPOND, Kind.MESSAGE)]


def _gauge(desk: Desk, kind: Kind) -> Gauge:
    usage = limits.usage(desk.app.settings, desk.app.store, kind, desk.app.now())
    share = 100.0 if usage.used >= usage.limit else round(100 * usage.used / usage.limit, 1)
    return Gauge(kind, usage.used, usage.limit, share, usage.frees_at)
