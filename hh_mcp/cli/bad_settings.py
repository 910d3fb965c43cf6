"""Settings that cannot be taken: their names and what would fit, never their values."""

import os
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WANTED = {
    "literal_error": "нужно {expected}",
    "less_than_equal": "нужно число не больше {le:g}",
    "less_than": "нужно число меньше {lt:g}",
    "greater_than_equal": "нужно число не меньше {ge:g}",
    "greater_than": "нужно число больше {gt:g}",
    "int_parsing": "нужно целое число",
    "float_parsing": "нужно число",
    "bool_parsing": "нужно true или false",
    "value_error": "нужен https-адрес hh.ru или http-адрес этого компьютера",  # `check_address` is the only one
    "string_pattern_mismatch": "такой текст не подходит",
    "relative_home": "нужен полный путь или путь от ~",
    "mixed_addresses": "все три должны вести на hh.ru или все три на этот компьютер",
}


def language() -> Literal["ru", "en"]:
    """The person's language, where the settings that tell it cannot be read."""
    return "en" if os.environ.get("HH_MCP_LANG") == "en" else "ru"


def told(error: ValueError, lang: Literal["ru", "en"]) -> str:
    """Name what is bad and what it has to be."""
    if not isinstance(error, ValidationError):  # TOMLDecodeError: its words are of places in the file, not of values
        return f"config.toml не читается: {error}." if lang == "ru" else f"config.toml cannot be read: {error}."
    names = "; ".join(f"{_named(one)}: {wanted(one, lang)}" for one in error.errors())
    return f"Неверная настройка. {names}." if lang == "ru" else f"A bad setting. {names}."


def _named(one: "ErrorDetails") -> str:
    """Name the setting, or those that do not fit together."""
    names = [str(one["loc"][0])] if one["loc"] else ["api_url", "site_url", "chat_url"]
    return ", ".join(f"HH_MCP_{name.upper()}" for name in names)


def wanted(one: "ErrorDetails", lang: Literal["ru", "en"]) -> str:
    """Say what a setting has to be; what is not known here stays in pydantic's words."""
    if lang == "en":
        return one["msg"]
    return _WANTED.get(one["type"], one["msg"]).format(**one.get("ctx", {})).replace(" or ", " или ")
