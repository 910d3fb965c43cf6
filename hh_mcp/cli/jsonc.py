"""JSON with comments, edited in place: everything that is not ours stays as it was, to the byte.

Clients keep their settings in JSON that people edit by hand, with `//` and `/* */` comments and commas before a closing
bracket (VS Code, Cursor). Parsing and writing it anew would lose them, so a file is read into nodes that know where
they stand, and an edit touches nothing but its own span.

No library does that for us: those that read comments drop them or lay the file out anew when they write it (json5,
json-five), and one that edits in place runs a Node.js beside itself (jsonc-edit). A person's comments, order and
indentation have to survive.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

_SPACE = re.compile(r"(?:[\s\ufeff]|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_WORD = re.compile(r"-?\d[\d.eE+-]*|true|false|null")
_DEEPEST = 100


class JsoncError(ValueError):
    """The text is not JSON with comments; says the line and what stands there."""


@dataclass
class Node:
    """A value and where it stands; `members` belong to an object, `items` to an array."""

    start: int
    end: int
    value: object = None
    members: "list[Member] | None" = None
    items: "list[Node] | None" = None

    def member(self, key: str) -> "Member | None":
        """Find a member; of two with one key the last counts, as it does for JSON parsers."""
        return next((member for member in reversed(self.members or []) if member.key == key), None)

    def plain(self) -> object:
        """The value as Python objects."""
        if self.members is not None:
            return {member.key: member.node.plain() for member in self.members}
        return [item.plain() for item in self.items] if self.items is not None else self.value


@dataclass
class Member:
    """One `"key": value` of an object; `comma` is where the comma after it stands."""

    key: str
    start: int
    node: Node
    comma: int | None = field(default=None)


class _Reader:
    def __init__(self, text: str):
        self._text = text
        self._at = 0
        self._depth = 0

    def document(self) -> Node:
        self._skip()
        node = self._value()
        self._skip()
        if self._at != len(self._text):
            self._wrong()
        return node

    def _value(self) -> Node:
        start = self._at
        opening = self._text[start : start + 1]
        if opening == "{":
            members = self._series("}", self._member)
            return Node(start, self._at, members=members)
        if opening == "[":
            entries = self._series("]", lambda: Member("", self._at, self._value()))
            return Node(start, self._at, items=[entry.node for entry in entries])
        return self._scalar(start)

    def _series(self, closing: str, read_one: Callable[[], Member]) -> list[Member]:
        """Read what stands between brackets; a comma before the closing one is let pass."""
        self._depth += 1
        if self._depth > _DEEPEST:
            self._wrong()
        found: list[Member] = []
        self._step(1)
        while not self._text.startswith(closing, self._at):
            if found and found[-1].comma is None:
                self._wrong()
            found.append(read_one())
            self._skip()
            if self._text.startswith(",", self._at):
                found[-1].comma = self._at
                self._step(1)
        self._at += 1
        self._depth -= 1
        return found

    def _member(self) -> Member:
        start = self._at
        key = json.loads(self._match(_STRING))
        self._skip()
        if not self._text.startswith(":", self._at):
            self._wrong()
        self._step(1)
        return Member(key, start, self._value())

    def _scalar(self, start: int) -> Node:
        word = self._match(_STRING if self._text.startswith('"', start) else _WORD)
        try:
            return Node(start, self._at, value=json.loads(word))
        except ValueError:
            self._at = start
            self._wrong()

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            self._wrong()
        self._at = found.end()
        return found.group()

    def _step(self, count: int) -> None:
        self._at += count
        self._skip()

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _wrong(self) -> NoReturn:
        line = self._text.count("\n", 0, self._at) + 1
        near = self._text[self._at : self._at + 20].split("\n")[0]
        raise JsoncError(f"line {line}: {near!r}" if near else f"line {line}: unexpected end")


def read(text: str) -> Node:
    """Read a document; raises JsoncError."""
    return _Reader(text).document()


def put(text: str, path: Sequence[str], value: object) -> str:
    """Set the value at `path`, making the objects on the way; a value that is there already changes nothing."""
    if not _SPACE.sub("", text):
        kept = f"{text.rstrip()}\n" if text.strip() else ""
        return f"{kept}{_dump(_nest(path, value), '', '  ', _newline(text))}\n"
    node = read(text)
    for depth, key in enumerate(path):
        if node.members is None:
            raise JsoncError(f"{'.'.join(path[:depth]) or 'the document'} is not an object")
        member = node.member(key)
        if member is None:
            return _insert(text, node, key, _nest(path[depth + 1 :], value))
        node = member.node
    if node.plain() == value:
        return text
    shown = _dump(value, _indent_at(text, node.start), _unit(text), _newline(text))
    return text[: node.start] + shown + text[node.end :]


def drop(text: str, path: Sequence[str]) -> str:
    """Take the member at `path` out, with its comma and its line; comments around it stay."""
    if not _SPACE.sub("", text):
        return text
    parent = read(text)
    for key in path[:-1]:
        inner = parent.member(key)
        if inner is None:
            return text
        parent = inner.node
    member = parent.member(path[-1])
    return text if member is None else _cut(text, parent, member)


def _cut(text: str, parent: Node, member: Member) -> str:
    members = parent.members or []
    position = members.index(member)
    end = member.node.end if member.comma is None else member.comma + 1
    start = len(text[: member.start].rstrip(" \t"))
    if text[start - 1 : start] == "\n" and (rest := re.match(r"[ \t]*(?:\r?\n)", text[end:])):
        end += rest.end()
    else:
        start = member.start
    comma = members[position - 1].comma if position and member.comma is None else None
    before = text[:start] if comma is None else text[:comma] + text[comma + 1 : start]
    return before + text[end:]


def _insert(text: str, node: Node, key: str, value: object) -> str:
    """Add a member at the end of an object, after the comments that stand there."""
    members = node.members or []
    newline, outer = _newline(text), _indent_at(text, node.start)
    own_line = bool(members) and "\n" in text[node.start : members[0].start]
    indent = _indent_at(text, members[0].start) if own_line else outer + _unit(text)
    closing = node.end - 1
    body = f"{newline}{indent}{json.dumps(key, ensure_ascii=False)}: {_dump(value, indent, _unit(text), newline)}"
    kept = text[: len(text[:closing].rstrip())]
    tail = newline + outer + text[closing:]
    if members and members[-1].comma is None:
        at = members[-1].node.end
        return f"{kept[:at]},{kept[at:]}{body}{tail}"
    return kept + body + tail


def _dump(value: object, indent: str, unit: str, newline: str) -> str:
    lines = json.dumps(value, ensure_ascii=False, indent=unit).split("\n")
    return f"{newline}{indent}".join(lines)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _nest(path: Sequence[str], value: object) -> object:
    for key in reversed(path):
        value = {key: value}
    return value


def _indent_at(text: str, at: int) -> str:
    """The white space that the line of `at` begins with."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _unit(text: str) -> str:
    """One step of indentation, as the document does it."""
    found = re.search(r"^([ \t]+)\S", text, re.MULTILINE)
    return found.group(1) if found else "  "
