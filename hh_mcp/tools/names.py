"""From the names that people use to hh.ru's ids: areas, roles, industries, metro, employers, skills.

A name may be Russian or English, in any case, with ё or е, with or without hyphens, a usual short form (мск, спб, екб),
or have one typo. One thing by that name gives its id; several, or only similar ones, give `ambiguous_name` with the
candidates; nothing gives `bad_argument`. Nothing is guessed: a typo counts only where exactly one name is that near,
never in the first letter, and never in words under five letters.
"""

import logging
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import anyio

from hh_mcp.guard.errors import AmbiguousName
from hh_mcp.guard.foreign import NAME, clean, label
from hh_mcp.hh.errors import BadArgument, HHError, NotFound, Timeout
from hh_mcp.hh.models import MetroStation
from hh_mcp.store.names import Entry
from hh_mcp.tools.app import App
from hh_mcp.tools.built_in_names import BUILT_IN

log = logging.getLogger("hh_mcp.tools")
Kind = Literal["area", "role", "industry", "metro", "employer", "skill"]
INDEXED = frozenset({"area", "role", "industry", "metro"})

LIFE = timedelta(days=7)  # dictionaries change rarely; hh.ru then answers 304 to most of our questions
PATIENCE = 10.0  # seconds for the dictionaries: a search has to have its turn
CANDIDATES = 8
METRO_CITIES = ("1", "2", "3", "4", "66", "78", "88")  # Moscow, Saint Petersburg and the other towns with a metro

_SHORT: dict[str, str] = {
    "мск": "москва",
    "спб": "санкт петербург",
    "питер": "санкт петербург",
    "петербург": "санкт петербург",
    "екб": "екатеринбург",
    "нск": "новосибирск",
    "нн": "нижний новгород",
    "рнд": "ростов на дону",
    "рф": "россия",
    "белоруссия": "беларусь",
    "подмосковье": "московская область",
    "moscow": "москва",
    "msk": "москва",
    "saint petersburg": "санкт петербург",
    "st petersburg": "санкт петербург",
    "petersburg": "санкт петербург",
    "spb": "санкт петербург",
    "russia": "россия",
    "kazakhstan": "казахстан",
    "belarus": "беларусь",
    "yekaterinburg": "екатеринбург",
    "ekb": "екатеринбург",
    "rostov on don": "ростов на дону",
    "nizhny novgorod": "нижний новгород",
    "programmer": "программист",
    "developer": "разработчик",
    "tester": "тестировщик",
    "system administrator": "системный администратор",
    "product manager": "менеджер продукта",
    "accountant": "бухгалтер",
}
_LATIN = (
    dict(zip("абвгдезийклмнопрстуфы", "abvgdeziyklmnoprstufy", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"}
    | {"ъ": "", "ь": "", "э": "e", "ю": "yu", "я": "ya"}
)


@dataclass(frozen=True)
class Found:
    """What goes by a name; `sure` when there is no doubt that it does."""

    entries: list[Entry]
    sure: bool


async def find_id(app: App, kind: Kind, name: str) -> tuple[str, ...]:
    """Find the id behind a name; an id stays as it is, nothing stays nothing."""
    name = name.strip()
    if not name:
        return ()
    if re.fullmatch(r"\d[\d.]*", name):
        return (name,)
    found = await look_up(app, kind, name)
    if not found.entries:
        raise BadArgument(
            f"No {kind} is called {name!r}; try lookup.", detail_ru=f"{kind}: нет «{name}». Попробуйте lookup."
        )
    if len(found.entries) > 1 or not found.sure:
        listed = "; ".join(said(entry) for entry in found.entries[:CANDIDATES])
        raise AmbiguousName(f"{name!r}: {listed}.", detail_ru=f"«{name}»: {listed}.")
    return (found.entries[0].id,)


async def look_up(app: App, kind: Kind, name: str) -> Found:
    """Everything that goes by this name; similar names where nothing goes by exactly this one."""
    if kind not in INDEXED:
        return await _suggested(app, kind, name)
    key = normal(name)
    key = _SHORT.get(key, key)
    if (trouble := await _fill(app, kind)) is not None:
        return _built_in(kind, key, trouble)
    names = app.store.names
    if exact := names.find(kind, key):
        # «Ростов» is a town, and what most people call another one
        longer = (
            [] if any(normal(entry.name) == key for entry in exact) else names.starting(kind, f"{key} ", CANDIDATES)
        )
        return Found(_once([*exact, *longer]), sure=True)
    if near := _mistyped(app, kind, key):
        return Found(near, sure=True)
    return Found(names.starting(kind, key, CANDIDATES), sure=False)


def said(entry: Entry) -> str:
    """An entry as a candidate is listed: hh.ru's words, quoted and short; a skill without an id goes by its name."""
    words = f"{entry.name} ({entry.detail})" if entry.detail else entry.name
    return f"«{label(words, NAME)}» = {label(entry.id, NAME)}"


def normal(name: str) -> str:
    """A name as it is compared: no case, no ё, no quotes or hyphens, single spaces, no «г.» before it."""
    plain = re.sub(r"[«»\"'`.,()]", " ", name.lower().replace("ё", "е").replace("-", " "))
    return re.sub(r"^(г|город|city)\s+", "", " ".join(plain.split()))


def keys_of(entry: Entry, kind: Kind) -> Iterator[str]:
    """The keys that an entry goes by: whole, without what is in parentheses, and in Latin letters."""
    keys = [entry.name, re.sub(r"\s*\([^)]*\)", "", entry.name), entry.name.removeprefix("Республика ")]
    keys += entry.name.split(", ") if kind == "role" else []
    for key in dict.fromkeys(map(normal, keys)):
        yield key
        yield "".join(_LATIN.get(char, char) for char in key)


async def _fill(app: App, kind: Kind) -> HHError | None:
    """Write the kind's names down if that has not been done lately; old names do while hh.ru gives no new ones.

    Returns why there are none at all.
    """
    filled = app.store.names.filled_at(kind)
    if filled is not None and abs(app.now() - filled) <= LIFE:
        return None
    try:
        with anyio.fail_after(PATIENCE):
            entries = [entry async for entry in _entries(app, kind)]
    except (HHError, TimeoutError) as error:
        log.info("%s: no names from hh.ru", kind)
        trouble = error if isinstance(error, HHError) else Timeout()
        return trouble if filled is None else None
    app.store.names.fill(kind, ((key, entry) for entry in entries for key in keys_of(entry, kind)), app.now())
    return None


def _built_in(kind: Kind, key: str, trouble: HHError) -> Found:
    """Look among the few names that are known without hh.ru; of another one nobody knows whether it exists."""
    known = BUILT_IN.get(kind, ())
    if exact := [entry for entry in known if key in keys_of(entry, kind)]:
        return Found(exact, sure=True)
    raise trouble.advise(
        f"hh.ru gives no names now, and {key!r} is none of those known without it. Give the id, or leave the name out.",
        f"Названий hh.ru сейчас не даёт, а «{key}» нет среди известных без него. Укажите id или уберите название.",
    )


async def _entries(app: App, kind: Kind) -> AsyncIterator[Entry]:
    if kind == "area":
        for area in await app.hh.get_areas():
            yield Entry(area.id, clean(area.name), clean(", ".join(area.path[1:] or area.path)))
    elif kind == "role":
        for role in await app.hh.get_roles():
            yield Entry(role.id, clean(role.name), clean(role.category or ""))
    elif kind == "industry":
        for industry in await app.hh.get_industries():
            yield Entry(industry.id, clean(industry.name))
    else:
        for city in METRO_CITIES:
            for station in await _stations(app, city):
                yield Entry(station.id, clean(station.name), clean(station.line or ""))


async def _stations(app: App, city: str) -> tuple[MetroStation, ...]:
    try:
        return await app.hh.get_metro(city)
    except NotFound:
        return ()  # hh.ru no longer knows a metro there


def _mistyped(app: App, kind: Kind, key: str) -> list[Entry]:
    """Entries one typo away; none for short words, where one letter makes another word."""
    if len(key) < 5:
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extract(key, app.store.names.keys(kind), scorer=OSA.distance, score_cutoff=1, limit=CANDIDATES)
    alike = [match for match, _, _ in near if match[:1] == key[:1]]
    return _once([entry for match in alike for entry in app.store.names.find(kind, match)])


async def _suggested(app: App, kind: Kind, name: str) -> Found:
    """Ask hh.ru for employers and skills; an exact name is taken, else they are candidates."""
    if len(name) < 2:
        return Found([], sure=False)
    found = [Entry(item.id or item.text, clean(item.text)) for item in await app.hh.suggest(kind, name)]
    exact = [entry for entry in found if normal(entry.name) == normal(name)]
    return Found(exact or found[:CANDIDATES], sure=bool(exact))


def _once(entries: list[Entry]) -> list[Entry]:
    return list({entry.id: entry for entry in entries}.values())
