"""Entries of hh.ru's reference books: areas, roles, industries, currencies, metro."""

from hh_mcp.hh.model_base import Model


class Area(Model):
    """A country, region or town; `path` names what it lies in, from the country down."""

    id: str
    name: str
    parent_id: str | None = None
    path: tuple[str, ...] = ()


class Role(Model):
    """A professional role and the category it belongs to."""

    id: str
    name: str
    category: str | None = None


class Industry(Model):
    """An industry (`7`) or its part (`7.541`)."""

    id: str
    name: str
    parent_id: str | None = None


class Currency(Model):
    """A currency; `rate` is how many of it one rouble buys (hh.ru: facts 5.6)."""

    id: str
    name: str
    rate: float


class MetroStation(Model):
    """A metro station (`6.8`) and its line."""

    id: str
    name: str
    line: str | None = None
    line_id: str | None = None


class Suggestion(Model):
    """What hh.ru offers while a name is typed; words of a search have no id."""

    text: str
    id: str | None = None
