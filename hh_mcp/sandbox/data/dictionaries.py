"""`/dictionaries` of hh.ru: ids and names, kept in `dictionaries.json` beside this module."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

Ref = dict[str, str]


@cache
def everything() -> dict[str, list[dict[str, Any]]]:
    """All dictionaries by name."""
    return json.loads(files("hh_mcp.sandbox.data").joinpath("dictionaries.json").read_text(encoding="utf-8"))


@cache
def names(dictionary: str) -> dict[str, str]:
    """Names of one dictionary by id."""
    return {item["id"]: item.get("name", item["id"]) for item in everything()[dictionary]}


def ids(dictionary: str) -> list[str]:
    """Ids of one dictionary."""
    return list(names(dictionary))


@cache
def codes() -> list[str]:
    """Codes of currencies."""
    return [item["code"] for item in everything()["currency"]]


def ref(dictionary: str, item: str) -> Ref:
    """`{id, name}` of an entry, the way objects refer to dictionaries."""
    return {"id": item, "name": names(dictionary).get(item, item)}
