"""Makes a page's state fit to be shown to others: every value that could be somebody's becomes a fake of its shape.

Kept are keys that programmers named, booleans, nulls, small numbers, and the constants of hh.ru that our readers know.
Everything else is replaced letter by letter and digit by digit, the same value by the same fake wherever it stands, so
that ids still refer to each other; times are moved by one number of days. The key of the replacement is thrown away.
"""

import hashlib
import hmac
import math
import random
import re
import secrets
import string
from datetime import datetime, timedelta
from typing import cast

from hh_mcp.hh.page_shapes import is_name
from hh_mcp.hh.site_constants import CONSTANTS

_SMALL = 1_000  # pages, counts, months: nobody is known by them
_LONGEST_LIST = 5
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:?\d{2}|Z)?)?")
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,10} ?/?>")
_OURS = re.compile(r"https://(?:[\w-]+\.)*hh\.ru(?=[/?]|$)")
_PATHS = frozenset({"vacancy", "resume", "employer", "applicant", "search", "negotiations", "chat", "account"})
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_EPOCH_SECONDS = range(10**9, 4 * 10**9)
_EPOCH_MILLISECONDS = range(10**12, 4 * 10**12)
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшэюя"
_HEX = "0123456789abcdef"


class Scrubber:
    """Replaces the values of the states of one session, with one key for all of them."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)
        self._shift = timedelta(days=400 + self._dice("days").randrange(300))

    def state(self, value: object) -> object:
        """Return a fake of the same shape."""
        if isinstance(value, dict):
            parts = cast("dict[str, object]", value)
            return {self._name(key): self.state(inner) for key, inner in parts.items()}
        if isinstance(value, list):
            return [self.state(inner) for inner in cast("list[object]", value)[:_LONGEST_LIST]]
        if isinstance(value, str):
            return self.text(value)
        return self._number(value) if isinstance(value, int | float) and not isinstance(value, bool) else value

    def text(self, value: str) -> str:
        """Return a fake of a text; constants of hh.ru stay."""
        if value in CONSTANTS or not value.strip():
            return value
        if _TIME.fullmatch(value):
            return self._time(value)
        if site := _OURS.match(value):
            return f"https://hh.ru{self._path(value[site.end() :].partition('?')[0])}"
        tags = _TAG.findall(value)
        pieces = [self._words(piece) for piece in _TAG.split(value)]
        return "".join(piece for pair in zip(pieces, [*tags, ""], strict=True) for piece in pair)

    def _name(self, key: str) -> str:
        return key if is_name(key) else self.text(key)

    def _path(self, path: str) -> str:
        return "/".join(part if part in _PATHS else self._words(part) for part in path.split("/"))

    def _words(self, value: str) -> str:
        if re.fullmatch(r"[0-9a-f]{16,}", value):
            return self._letters(value, _HEX)
        return _WORDS.sub(lambda word: self._word(word.group()), value)

    def _word(self, word: str) -> str:
        if word.isdigit():
            return word if len(word) < len(str(_SMALL)) else self._digits(word)
        dice = self._dice(word)
        return "".join(_letter(dice, letter) for letter in word)

    def _digits(self, digits: str) -> str:
        """Return other digits, as many; the first is no zero, so that a number keeps its length."""
        dice = self._dice(digits)
        return dice.choice("123456789") + "".join(dice.choice(string.digits) for _ in digits[1:])

    def _letters(self, value: str, alphabet: str) -> str:
        dice = self._dice(value)
        return "".join(dice.choice(alphabet) for _ in value)

    def _number(self, value: float) -> float:
        if isinstance(value, float):
            if not math.isfinite(value):
                return value
            return float(self._number(int(value))) if abs(value) >= _SMALL else round(value, 1)
        if value in _EPOCH_SECONDS:
            return value - round(self._shift.total_seconds())
        if value in _EPOCH_MILLISECONDS:
            return value - round(self._shift.total_seconds() * 1000)
        if abs(value) < _SMALL:
            return value
        return int(self._digits(str(abs(value)))) * (1 if value > 0 else -1)

    def _time(self, value: str) -> str:
        try:
            day = datetime.fromisoformat(value[:10]) - self._shift
        except (ValueError, OverflowError):
            return self._words(value)
        return f"{day:%Y-%m-%d}{value[10:]}"

    def _dice(self, value: str) -> random.Random:
        return random.Random(hmac.digest(self._key, value.encode(errors="replace"), hashlib.sha256))


def _letter(dice: random.Random, letter: str) -> str:
    alphabet = string.ascii_lowercase if letter.isascii() else _RUSSIAN
    fake = dice.choice(alphabet)
    return fake.upper() if letter.isupper() else fake
