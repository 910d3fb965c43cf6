"""Reading foreign JSON without trusting it: every function takes anything and answers with a type or nothing.

hh.ru's site state is XML turned into JSON (hh.ru: site shapes 0.1): `@name` is an attribute, `$` is text, an empty list
may be `[{}]`, a resume field is wrapped as `[{"string": value}]`, booleans may be strings.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import cast

from hh_mcp.hh.errors import SiteChanged

_LIMIT = 10**18
_EPOCH = range(946_684_800, 4_102_444_800)  # 2000 to 2100: a number beyond is no time of hh.ru
_OFFSET = re.compile(r"([+-]\d{2})(\d{2})$")


def at(value: object, *path: str) -> object:
    """Return what lies under `path`, or None."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = cast("dict[str, object]", value).get(key)
    return value


def first(value: object, *keys: str) -> object:
    """Return the first of `keys` that is present and not null."""
    return next((found for key in keys if (found := at(value, key)) is not None), None)


def table(value: object, *path: str) -> dict[str, object]:
    """Return the object under `path`, or an empty one."""
    found = at(value, *path)
    return cast("dict[str, object]", found) if isinstance(found, dict) else {}


def rows(value: object, *path: str) -> list[object]:
    """Return the list under `path` without nulls and empty objects, or an empty list."""
    found = at(value, *path)
    if not isinstance(found, list):
        return []
    return [row for row in cast("list[object]", found) if row is not None and row != {}]


def text(value: object, *path: str) -> str | None:
    """Return the non-empty text under `path`; numbers become text, since hh.ru mixes both."""
    found = at(value, *path)
    if isinstance(found, bool):
        return None
    if isinstance(found, int):
        return str(found) if found >= 0 else None  # an id, or a name of digits
    return found.strip() or None if isinstance(found, str) else None


def texts(values: Iterable[object]) -> tuple[str, ...]:
    """Return those of `values` that are text."""
    return tuple(found for value in values if (found := text(value)) is not None)


def whole(value: object, *path: str) -> int | None:
    """Return the whole number under `path`, also from a numeric string."""
    found = at(value, *path)
    if isinstance(found, bool):
        return None
    if isinstance(found, float):
        return int(found) if found.is_integer() and abs(found) < _LIMIT else None
    if isinstance(found, str):
        return int(found) if re.fullmatch(r"-?[0-9]{1,18}", found) else None
    return found if isinstance(found, int) and abs(found) < _LIMIT else None


def count(value: object, *path: str) -> int | None:
    """Return the number under `path` where it can be one of things: whole and not below zero."""
    found = whole(value, *path)
    return found if found is not None and found >= 0 else None


def amount(value: object, *path: str) -> int | None:
    """Return the sum of money under `path`, rounded to whole units; hourly pay may have kopecks."""
    found = decimal(value, *path)
    return round(found) if found is not None and 0.5 < found < _LIMIT else None


def decimal(value: object, *path: str) -> float | None:
    """Return the number under `path`, also from a string with a point or a comma."""
    found = at(value, *path)
    if isinstance(found, str) and re.fullmatch(r"-?[0-9]{1,18}([.,][0-9]{1,6})?", found.strip()):
        return float(found.strip().replace(",", "."))
    if isinstance(found, bool) or not isinstance(found, int | float) or not abs(found) < _LIMIT:
        return None
    return float(found)


def number_id(value: object, *path: str) -> str | None:
    """Return the decimal id under `path`; hh.ru writes one and the same id as a number here and as a string there."""
    found = text(value, *path)
    return found if found is not None and re.fullmatch(r"[0-9]{1,20}", found) else None


def hash_id(value: object, *path: str) -> str | None:
    """Return the hash of a resume under `path`."""
    found = at(value, *path)
    return found if isinstance(found, str) and re.fullmatch(r"[0-9a-fA-F]{16,64}", found) else None


def link(value: object, *path: str) -> str | None:
    """Return the web address under `path`."""
    found = text(value, *path)
    return found if found is not None and re.match(r"https?://\S+$", found) else None


def code(value: object, *path: str) -> str | None:
    """Return the id of a dictionary's entry under `path`: a word such as FIVE_ON_TWO_OFF."""
    found = at(value, *path)
    return found if isinstance(found, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,63}", found) else None


def flag(value: object, *path: str) -> bool | None:
    """Return the boolean under `path`, also from "true" and "false"."""
    found = at(value, *path)
    if isinstance(found, str):
        return {"true": True, "false": False}.get(found.strip().lower())
    return found if isinstance(found, bool) else None


def unwrap(value: object, key: str, inner: str = "string") -> object:
    """Return the first `inner` of a wrapped resume field, or None."""
    return next((at(row, inner) for row in rows(value, key)), None)


def unwrap_all(value: object, key: str, inner: str = "string") -> tuple[str, ...]:
    """Return every `inner` of a wrapped resume field as text."""
    return texts(at(row, inner) for row in rows(value, key))


def moment(value: object, *path: str) -> datetime | None:
    """Return the time under `path`: ISO with either offset form, epoch seconds or milliseconds, or `{"$": ...}`."""
    found = at(value, *path)
    if isinstance(found, dict):
        found = first(cast("object", found), "$", "@timestamp")
    if isinstance(found, str) and re.fullmatch(r"[0-9]{9,13}", found.strip()):
        found = int(found)
    if isinstance(found, bool):
        return None
    try:
        if isinstance(found, int):
            seconds = found / 1000 if found > 10**11 else found
            return datetime.fromtimestamp(seconds, UTC) if int(seconds) in _EPOCH else None
        if not isinstance(found, str):
            return None
        parsed = datetime.fromisoformat(_OFFSET.sub(r"\1:\2", found.strip()))
    except (ValueError, OverflowError, OSError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def need(value: object, page: str, *path: str) -> object:
    """Return what lies under `path`, or raise SiteChanged naming the page and the key."""
    found = at(value, *path)
    if found is None:
        raise changed(page, ".".join(path))
    return found


def need_text(value: object, page: str, *path: str) -> str:
    """Return the text under `path`, or raise SiteChanged naming the page and the key."""
    found = text(value, *path)
    if found is None:
        raise changed(page, ".".join(path))
    return found


def need_rows(value: object, page: str, *path: str) -> list[object]:
    """Return the list under `path` (an empty one is fine), or raise SiteChanged when there is none."""
    if not isinstance(at(value, *path), list):
        raise changed(page, ".".join(path))
    return rows(value, *path)


def changed(page: str, key: str) -> SiteChanged:
    """Make the error for an answer of unknown shape."""
    return SiteChanged(f"{page}: no {key}.", detail_ru=f"{page}: нет {key}.").at(page, key)
