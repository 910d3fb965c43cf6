"""A row of the table: what was measured beside its yardstick, and whether it reached its target."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One measurement; `value` and `target` share a unit, which for most rows is "times the yardstick"."""

    what: str
    measured: str
    yardstick: str
    value: float
    target: float
    unit: str = "×"

    @property
    def reached(self) -> bool:
        """Whether the target is reached."""
        return self.value <= self.target

    def cells(self) -> list[str]:
        """The row as it is printed."""
        verdict = "yes" if self.reached else "NO"
        return [self.what, self.measured, self.yardstick, self._say(self.value), f"≤ {self._say(self.target)}", verdict]

    def _say(self, value: float) -> str:
        return f"{value:.2f} {self.unit}" if self.unit == "×" else f"{value:,.0f} {self.unit}".replace(",", " ").strip()


HEADS = ["Measured", "Here", "Yardstick", "Ratio", "Target", "Reached"]


def show(rows: Iterable[Row]) -> None:
    """Print a Markdown table."""
    for line in [HEADS, ["---"] * len(HEADS), *(row.cells() for row in rows)]:
        sys.stdout.write(f"| {' | '.join(line)} |\n")
        sys.stdout.flush()


def paired(ours: Sequence[float], yardstick: Sequence[float]) -> float:
    """The median of ratios of neighbours: what disturbs the machine for a while disturbs both."""
    return median(mine / its for mine, its in zip(ours, yardstick, strict=True))


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all stay under."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def ms(seconds: float) -> str:
    """Milliseconds, for a table."""
    return f"{seconds * 1000:.1f} ms"
