"""The query language of `text` (facts 5.2): AND, OR, NOT, parentheses, quotes, `!`, `*`, `~3`, field prefixes.

`NOT` binds tighter than `AND`, `AND` tighter than `OR`; words side by side are joined by `AND`. A query that cannot be
read (a bracket left open) is read as far as it goes, the way the site does, never refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from hh_mcp.sandbox import words
from hh_mcp.sandbox.index import FIELDS, TextField

_TOKEN = re.compile(
    r'\s*(?:(?P<phrase>"[^"]*"?(?:~\d+)?)|(?P<mark>[()])|(?P<field>!?\^?[A-Za-z_]+:)|(?P<word>[^\s()"]+))'
)
_PREFIXES = {"NAME": "name", "COMPANY_NAME": "company_name", "DESCRIPTION": "description"}

_Find = Callable[[TextField], int]
_FindWord = Callable[[TextField, str], int]


@dataclass(slots=True)
class Query:
    """Reads a query and answers with the set of vacancies that match it."""

    fields: dict[str, TextField]
    everything: int

    def run(self, text: str, scope: tuple[str, ...] = FIELDS) -> int:
        """The set for a query, looked for in the given fields."""
        return _Reader(self, tokens(text)).either(scope or FIELDS) if text.strip() else self.everything

    def leaf(self, token: str, scope: tuple[str, ...]) -> int:
        """The set for one word or phrase."""
        if token.startswith('"'):
            return self._phrase(token, scope)
        if token.startswith("!") and len(token) > 1:
            return self._all(lambda field, word: field.exact(word), token[1:], scope)
        if token.endswith("*") and len(token) > 1:
            start = token[:-1].lower().replace("ё", "е")
            return self._any(lambda field: field.prefix(start), scope)
        return self._all(lambda field, word: field.word(word), token, scope)

    def _phrase(self, token: str, scope: tuple[str, ...]) -> int:
        body, _, slack = token[1:].partition('"')
        stems = words.stems(body)
        if not stems:
            return self.everything
        return self._any(lambda field: field.phrase(stems, int(slack.lstrip("~") or 0)), scope)

    def _any(self, find: _Find, scope: tuple[str, ...]) -> int:
        bits = 0
        for name in scope:
            bits |= find(self.fields[name])
        return bits

    def _all(self, find: _FindWord, token: str, scope: tuple[str, ...]) -> int:
        bits = self.everything
        for word in words.split(token):
            bits &= self._any(lambda field, word=word: find(field, word), scope)
        return bits


class _Reader:
    """Recursive descent over tokens: either -> both -> single."""

    def __init__(self, query: Query, items: list[str]) -> None:
        self.query, self.items, self.at = query, items, 0

    def peek(self) -> str | None:
        return self.items[self.at] if self.at < len(self.items) else None

    def either(self, scope: tuple[str, ...]) -> int:
        bits = self.both(scope)
        while self.peek() in ("OR", "|"):
            self.at += 1
            bits |= self.both(scope)
        return bits

    def both(self, scope: tuple[str, ...]) -> int:
        bits = self.query.everything
        while (mark := self.peek()) is not None and mark not in ("OR", "|", ")"):
            if mark in ("AND", "&"):
                self.at += 1
                continue
            bits &= self.single(scope)
        return bits

    def single(self, scope: tuple[str, ...]) -> int:
        word = self.items[self.at]
        self.at += 1
        if word == "NOT":
            return self.query.everything & ~(self.single(scope) if self.peek() not in (None, ")") else 0)
        if word == "(":
            bits = self.either(scope)
            self.at += self.peek() == ")"
            return bits
        if word.endswith(":") and (name := _PREFIXES.get(word[:-1].lstrip("!^").upper())):
            return self.single((name,)) if self.peek() not in (None, ")") else self.query.everything
        return self.query.leaf(word, scope)


def tokens(text: str) -> list[str]:
    """Marks, operators, phrases and words of a query."""
    return [match.group().strip() for match in _TOKEN.finditer(text) if match.group().strip()]
