"""Numbers that strangers send as text."""

import re

_NUMBER = re.compile(r"\d{1,18}", re.ASCII)


def number_of(value: object) -> int | None:
    """A whole number that is not negative and not endless, from a number or a text; else None."""
    text = str(value)
    return int(text) if _NUMBER.fullmatch(text) else None
