"""The shape of a page's state: which keys it has and of what types, never what they hold.

A shape is flat: `vacancySearchResult.vacancies[].company.id` -> `{"int"}`. Keys that are values themselves (ids,
hashes, addresses, words of a person's language) become `*`, so that a shape can be sent to strangers.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

Shape = dict[str, frozenset[str]]
MOST_PATHS = 5_000
_DEPTH = 30
# a name that a programmer gave: `@` marks an attribute, `$` a text (hh.ru: site shapes 0.1)
_KEY = re.compile(r"[@$]?[A-Za-z_][A-Za-z_-]{0,50}[0-9]{0,2}|\$")
_HASH = re.compile(r"[0-9a-fA-F-]{8,}")
_TYPES: dict[type, str] = {
    bool: "bool",
    int: "int",
    float: "float",
    str: "text",
    type(None): "null",
    dict: "object",
    list: "list",
}


class Watched(dict[str, object]):
    """A part of a state that notes which of its keys a reader asks for."""

    def __init__(self, parts: Mapping[str, object], path: str, asked: set[str]) -> None:
        super().__init__(parts)
        self._path = path
        self._asked = asked

    def get(self, key: str, default: Any = None, /) -> Any:  # noqa: ANN401 - the signature of dict
        """Return the value as a dict does; the path is noted."""
        self._asked.add(_joined(self._path, key))
        return super().get(key, default)


def watch(value: object, asked: set[str], path: str = "") -> object:
    """Copy a state so that whatever a reader asks it for is added to `asked`."""
    if isinstance(value, dict):
        parts = cast("dict[str, object]", value)
        return Watched({key: watch(inner, asked, _joined(path, key)) for key, inner in parts.items()}, path, asked)
    if isinstance(value, list):
        return [watch(inner, asked, f"{path}[]") for inner in cast("list[object]", value)]
    return value


def shape_of(value: object) -> Shape:
    """Return the shape of a state; of one without end, its first paths."""
    shape: dict[str, set[str]] = {}
    for path, kind in _walk(value, "", 0):
        if path in shape or len(shape) < MOST_PATHS:
            shape.setdefault(path, set()).add(kind)
    return {path: frozenset(kinds) for path, kinds in sorted(shape.items())}


def _walk(value: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if path:
        yield path, _TYPES.get(type(value), "object")  # a watched object is one, too
    if depth > _DEPTH:
        return
    if isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            yield from _walk(inner, _joined(path, key), depth + 1)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _walk(inner, f"{path}[]", depth + 1)


def is_name(key: str) -> bool:
    """Tell whether a programmer named this key; what else stands for a key is an id or somebody's words."""
    return _KEY.fullmatch(key) is not None and _HASH.fullmatch(key) is None


def _joined(path: str, key: str) -> str:
    name = key if is_name(key) else "*"
    return f"{path}.{name}" if path else name


@dataclass(frozen=True)
class Difference:
    """How a page differs from the one we know, as far as it matters to our readers."""

    missing: tuple[str, ...]  # asked for, known, and not there
    new: tuple[str, ...]  # there, unknown, beside what is asked for
    other_type: tuple[str, ...]  # asked for, of a type that was not seen before
    unknown: int  # all that is there and not known, near or far


def compare(live: Shape, known: Shape, asked: set[str]) -> Difference:
    """Compare a page with the known shape; without a known one everything is new."""
    beside = {_parent(path) for path in asked}
    unknown = [path for path in live if path not in known]
    return Difference(
        missing=tuple(path for path in sorted(asked) if path in known and path not in live and _there(path, live)),
        new=tuple(path for path in unknown if _parent(path) in beside and path not in asked),
        other_type=tuple(
            f"{path}: {', '.join(sorted(live[path]))}"
            for path in sorted(asked & live.keys() & known.keys())
            if not live[path] - {"null"} <= known[path]
        ),
        unknown=len(unknown),
    )


def _there(path: str, live: Shape) -> bool:
    """Tell whether what should hold the key is on the page: else the holder is what is missing, or an empty list."""
    parent = _parent(path)
    return not parent or parent in live


def _parent(path: str) -> str:
    return path.rpartition(".")[0]
