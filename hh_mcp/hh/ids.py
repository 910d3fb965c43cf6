"""Ids that go into addresses: checked first, so that `../me` goes nowhere."""

import re

from hh_mcp.hh.errors import BadArgument

_NUMBER = re.compile(r"[0-9]{1,20}")
_HASH = re.compile(r"[0-9a-fA-F]{16,64}")


def number(value: str, name: str) -> str:
    """Return `value` if it is a decimal id, else raise BadArgument naming `name`."""
    return _checked(_NUMBER, value, name)


def resume_hash(value: str, name: str = "resume_id") -> str:
    """Return `value` if it can be the hash of a resume (hh.ru: facts 4.2), else raise BadArgument."""
    return _checked(_HASH, value, name)


def _checked(pattern: re.Pattern[str], value: str, name: str) -> str:
    if not pattern.fullmatch(value):
        raise BadArgument(f"{name} is not an id of hh.ru.", detail_ru=f"{name}: это не id с hh.ru.")
    return value
