"""What a terminal is given: every character that it would obey, hide or turn around is spelled out.

Nothing else in `hh_mcp.cli` stands between a stranger's text and the terminal, so everything that is printed passes
here, our own words too. `say` is for text; `print_json` in `output` spells in JSON's own way, so that a program reads
the same text back.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import click

_PLAIN = re.compile("[\\n\\t -~\u00a0-\u00ac\u00ae-\u017f\u0400-\u0482\u048a-\u052f\u2010-\u2027\u20bd\u2116]*")
_OBEYED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# letters and marks that render as nothing: fillers, joiners, selectors of variants
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0d\U000e0100-\U000e01ef]")
_JOINER, _SELECTORS = "\u200d", "\ufe0e\ufe0f"


def say(text: str = "", *, err: bool = False) -> None:
    """Print a text; what it says is what is seen."""
    click.echo(visible(text), err=err)


def visible(text: str) -> str:
    """Spell out every character that a terminal would obey or hide; emoji stay whole."""
    return _spelled(text, lambda char: char.encode("unicode_escape", "surrogatepass").decode())


def json_line(value: Any) -> str:  # noqa: ANN401 - anything that JSON can hold
    """Write one line of JSON that a terminal shows as it is."""
    return _spelled(json.dumps(value, ensure_ascii=False), lambda char: json.dumps(char)[1:-1])


def _spelled(text: str, spell: Callable[[str], str]) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return "".join(char if _shows(text, at) else spell(char) for at, char in enumerate(text))


def _shows(text: str, at: int) -> bool:
    char = text[at]
    if char in "\n\t":
        return True
    if char == _JOINER or char in _SELECTORS:
        return _belongs(text, at)
    return unicodedata.category(char) not in _OBEYED and not _BLANK.match(char)


def _belongs(text: str, at: int) -> bool:
    """Whether a joiner stands between two pictures, or a selector behind one sign: then it is part of an emoji."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] != _JOINER:
        return bool(before) and unicodedata.category(before)[0] in "SPN"
    return _picture(before) and _picture(after)


def _picture(char: str) -> bool:
    return bool(char) and (char == _SELECTORS[1] or unicodedata.category(char) in {"So", "Sk"})
