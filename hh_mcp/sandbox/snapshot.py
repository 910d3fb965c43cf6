"""A world as JSON and back: what people did is kept, what follows from the seed is made anew.

The catalogue is a function of the options and of the moment it was made, so a snapshot holds only what was added to it.
Responses and chats refer to vacancies and resumes by their ids. Secrets of a later run never repeat earlier ones: each
run has its own number, and the random numbers start from it.
"""

import json
import time
from dataclasses import fields
from functools import cache
from random import Random
from typing import Any, Final, cast, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from hh_mcp.sandbox.grants import Client, Grant
from hh_mcp.sandbox.hostile import spoil
from hh_mcp.sandbox.records import Chat, Json, Message, Response, Vacancy
from hh_mcp.sandbox.tokens import Token
from hh_mcp.sandbox.traits import DAY
from hh_mcp.sandbox.world import Options, World

VERSION: Final = 1
# what a snapshot has in a way of its own, or what a run makes for itself
APART: Final = frozenset(
    {
        "options",
        "url",
        "clock",
        "rng",
        "library",
        "made_at",
        "added",
        "responses",
        "chats",
        "acting_at",
        "draft_only",
        "channel",
    }
)
_TYPES: Final = {"tokens": dict[str, Token], "grants": dict[str, Grant], "clients": dict[str, Client]}


class BadSnapshot(Exception):
    """What was read is not a world of this version."""


@cache
def _adapters() -> dict[str, TypeAdapter[Any]]:
    hints = {**get_type_hints(World), **_TYPES}
    names = [item.name for item in fields(World) if item.name not in APART]
    kinds = {"options": Options, "added": list[Vacancy], "messages": list[Message]}
    return {name: TypeAdapter(hints[name]) for name in names} | {key: TypeAdapter(kind) for key, kind in kinds.items()}


def dump(world: World, run: int) -> Json:
    """Turn a world into JSON."""
    kept = [name for name in _adapters() if name not in ("options", "added", "messages")]
    return {
        "version": VERSION,
        "run": run,
        "options": to_jsonable_python(world.options),
        "made_at": world.made_at,
        "offset": world.clock.offset,
        "added": to_jsonable_python(list(world.added.values())),
        "applied": {item.vacancy.id: item.vacancy.responses for item in world.responses.values()},
        "responses": [_reference(item) for item in world.responses.values()],
        "chats": [_reference(item) for item in world.chats.values()],
        "kept": {name: to_jsonable_python(getattr(world, name)) for name in kept},
    }


def _reference(item: Response | Chat) -> Json:
    row = {one.name: getattr(item, one.name) for one in fields(item)}
    row["vacancy"] = item.vacancy.id
    if isinstance(item, Response):
        row["resume"] = item.resume.id
    return cast("Json", to_jsonable_python(row))


def load(saved: Json, url: str) -> World:
    """Make the world that a snapshot describes; raises BadSnapshot."""
    try:
        return _load(saved, url)
    except (ValidationError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadSnapshot(str(error)) from error


def _load(saved: Json, url: str) -> World:
    if saved["version"] != VERSION:
        raise ValueError(f"version {saved['version']}")
    options = _adapters()["options"].validate_python(saved["options"])
    world = World(options, url, made_at=_fresh(float(saved["made_at"])))
    world.rng = Random(f"world/{options.seed}/{int(saved['run']) + 1}")
    world.clock.offset = float(saved["offset"])
    if options.hostile:
        spoil(world)
    for vacancy in _adapters()["added"].validate_python(saved["added"]):
        _add(world, vacancy)
    for name, value in saved["kept"].items():
        setattr(world, name, _adapters()[name].validate_json(json.dumps(value)))
    _connect(world, saved)
    return world


def _fresh(made_at: float) -> float:
    """The moment to count the catalogue from: whole days later when days have passed, so that it does not grow old."""
    return made_at + max(0, (time.time() - made_at) // DAY) * DAY


def _add(world: World, vacancy: Vacancy) -> None:
    vacancy.employer = world.library.employers.setdefault(vacancy.employer.id, vacancy.employer)
    world.added[vacancy.id] = vacancy
    world.library.add(vacancy)


def _connect(world: World, saved: Json) -> None:
    """Put responses and chats back beside their vacancies and resumes."""
    resumes = {item.id: item for item in world.resumes}
    rows: list[Json] = saved["responses"]
    for row in rows:
        row |= {"vacancy": world.library.by_id[row["vacancy"]], "resume": resumes[row["resume"]]}
        world.responses[row["id"]] = Response(**row)
    rows = saved["chats"]
    for row in rows:
        messages = _adapters()["messages"].validate_json(json.dumps(row["messages"]))
        row |= {"vacancy": world.library.by_id[row["vacancy"]], "messages": messages}
        world.chats[row["id"]] = Chat(**row)
    for key, total in saved["applied"].items():
        world.library.by_id[int(key)].responses = int(total)
