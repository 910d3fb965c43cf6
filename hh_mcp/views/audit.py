"""The journal as an assistant reads it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from hh_mcp.views.base import View
from hh_mcp.views.words import moment_words


class Row(Protocol):
    """A row of the journal, whoever keeps it."""

    @property
    def at(self) -> datetime:
        """When."""
        ...

    @property
    def body(self) -> dict[str, str | int | float | bool | None]:
        """What."""
        ...


class DiaryLine(View):
    """One row."""

    at: str | None
    event: str
    action: str | None = None
    kind: str | None = None
    target: str | None = None
    tool: str | None = None
    outcome: str | None = None
    by: str | None = None


class Diary(View):
    """Rows of the journal, oldest first."""

    items: list[DiaryLine]


def diary(rows: Iterable[Row]) -> Diary:
    """Make a diary of rows of the journal."""
    return Diary(items=[_line(row) for row in rows])


def _line(row: Row) -> DiaryLine:
    known = {name: str(value) for name, value in row.body.items() if name in DiaryLine.model_fields and name != "at"}
    return DiaryLine.model_validate({"at": moment_words(row.at), **known})
