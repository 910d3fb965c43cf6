"""Dictionaries, areas, roles and suggestions of api.hh.ru (hh.ru: facts 5.5, 5.6).

Dictionaries are large and rarely change: they are kept in a cache with their ETag and asked for again after a day, and
hh.ru then mostly answers 304. The tree of areas is flattened: nobody above needs it whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from pydantic import BaseModel, ValidationError

from hh_mcp.hh.api_door import ApiDoor
from hh_mcp.hh.errors import BadArgument, HHError
from hh_mcp.hh.models import Area, Currency, Industry, MetroStation, Named, Role, Suggestion
from hh_mcp.hh.session import Cache
from hh_mcp.hh.tree import at, changed, need_rows, rows, table, text

_SUGGESTS: dict[str, str] = {
    "area": "areas",
    "role": "professional_roles",
    "employer": "companies",
    "skill": "skill_set",
    "keyword": "vacancy_search_keyword",
    "position": "vacancy_positions",
}
_LIFE = timedelta(days=1)
_MAX_DEPTH = 12


class Kept(BaseModel):
    """A dictionary as it is cached."""

    etag: str | None = None
    fetched_at: datetime
    body: str


class ApiReference:
    """What hh.ru calls things, one method a dictionary."""

    def __init__(self, door: ApiDoor, cache: Cache, now: Callable[[], datetime]) -> None:
        self._door = door
        self._cache = cache
        self._now = now
        self._rates: tuple[datetime, tuple[Currency, ...]] | None = None

    async def suggest(self, kind: str, words: str) -> tuple[Suggestion, ...]:
        """Read what hh.ru offers for the beginning of a name; hh.ru wants two characters or more."""
        path = _SUGGESTS.get(kind)
        if path is None or not 2 <= len(words.strip()) <= 3000:
            known = ", ".join(_SUGGESTS)
            raise BadArgument(f"kind is one of {known}; text has 2 characters or more.")
        page = f"/suggests/{path}"
        body = await self._door.read(page, (("text", words.strip()),))
        return tuple(
            Suggestion(text=found, id=text(row, "id"))
            for row in need_rows(body, page, "items")
            if (found := text(row, "text"))
        )

    async def dictionaries(self) -> dict[str, tuple[Named, ...]]:
        """Read every dictionary: its entries by its name."""
        body = await self._kept("/dictionaries")
        if not table(body):
            raise changed("/dictionaries", "object")
        return {name: tuple(_named(rows(body, name))) for name in table(body)}

    async def currencies(self) -> tuple[Currency, ...]:
        """Read the currencies that have a rate; kept in memory too, a search may need them each time."""
        if self._rates is None or abs(self._now() - self._rates[0]) > _LIFE:
            self._rates = (self._now(), await self._currencies())
        return self._rates[1]

    async def _currencies(self) -> tuple[Currency, ...]:
        found = need_rows(await self._kept("/dictionaries"), "/dictionaries", "currency")
        return tuple(
            Currency(id=entry.id, name=entry.name, rate=float(rate))
            for row in found
            for entry in _named([row])
            if isinstance(rate := at(row, "rate"), int | float) and rate > 0
        )

    async def areas(self) -> tuple[Area, ...]:
        """Read all countries, regions and towns, parents first."""
        tree = need_rows({"areas": await self._kept("/areas")}, "/areas", "areas")
        return tuple(_areas(tree, None, ()))

    async def roles(self) -> tuple[Role, ...]:
        """Read all professional roles; one that is in several categories is named once."""
        body = await self._kept("/professional_roles")
        found: dict[str, Role] = {}
        for category in need_rows(body, "/professional_roles", "categories"):
            for row in _named(rows(category, "roles")):
                found.setdefault(row.id, Role(id=row.id, name=row.name, category=text(category, "name")))
        return tuple(found.values())

    async def industries(self) -> tuple[Industry, ...]:
        """Read all industries with their parts."""
        found: list[Industry] = []
        for row in need_rows({"list": await self._kept("/industries")}, "/industries", "list"):
            for entry in _named([row]):
                found.append(Industry(id=entry.id, name=entry.name))
                parts = _named(rows(row, "industries"))
                found += [Industry(id=part.id, name=part.name, parent_id=entry.id) for part in parts]
        return tuple(found)

    async def metro(self, area_id: str) -> tuple[MetroStation, ...]:
        """Read the metro stations of a town."""
        path = f"/metro/{area_id}"
        return tuple(
            MetroStation(id=station.id, name=station.name, line=text(line, "name"), line_id=text(line, "id"))
            for line in need_rows(await self._kept(path), path, "lines")
            for station in _named(rows(line, "stations"))
        )

    async def _kept(self, path: str) -> object:
        """Return a dictionary from the cache while it is fresh, else ask whether it has changed."""
        kept = self._load(path)
        if kept is not None and self._now() - kept.fetched_at < _LIFE:
            return _parse(kept.body)
        headers = {"If-None-Match": kept.etag} if kept and kept.etag else {}
        try:
            answer = await self._door.answer(path, headers=headers)
        except HHError:
            if kept is None:
                raise
            return _parse(kept.body)  # an old dictionary is better than none
        if answer.status == 304 and kept is not None:
            fresh = kept.model_copy(update={"fetched_at": self._now()})
        elif answer.json() is None:
            raise changed(path, "JSON")
        else:
            fresh = Kept(etag=answer.headers.get("etag"), fetched_at=self._now(), body=answer.text)
        self._cache.save(path, fresh.model_dump_json())
        return _parse(fresh.body)

    def _load(self, path: str) -> Kept | None:
        stored = self._cache.load(path)
        if stored is None:
            return None
        try:
            kept = Kept.model_validate_json(stored)
        except ValidationError:
            return None
        return kept if _parse(kept.body) is not None else None


def _parse(body: str) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _named(entries: list[object]) -> Iterator[Named]:
    """Map dictionary entries; `currency` calls its id `code` (hh.ru: facts 5.6)."""
    for row in entries:
        number = text(row, "id") or text(row, "code")
        if number is not None:
            yield Named(id=number, name=text(row, "name") or number)


def _areas(branch: list[object], parent: str | None, path: tuple[str, ...]) -> Iterator[Area]:
    if len(path) > _MAX_DEPTH:
        return
    for row in branch:
        for entry in _named([row]):
            yield Area(id=entry.id, name=entry.name, parent_id=parent, path=path)
            yield from _areas(rows(row, "areas"), entry.id, (*path, entry.name))
