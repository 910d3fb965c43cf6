"""Text that somebody else wrote: every string of hh.ru passes here before an assistant sees it.

`cleaned` walks a model of `hh_mcp.hh.models` and returns it with every string made harmless to read: HTML turned into
text, invisible and direction-changing characters removed, control characters removed, length capped with a note.
Nothing here decides what a text means: a vacancy that tries to command the assistant stays readable, as data, in the
named field of its employer.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from hh_mcp.hh.models import HTML

M = TypeVar("M", bound=BaseModel)

LINE = 300  # characters of a name or a title
TEXT = 20_000  # characters of a description or a message; a chat message may have as many (hh.ru: facts 1.5)
NAME = 100  # of a name inside a sentence of ours
QUOTE, QUOTE_LINES = 500, 8  # characters and lines of a stranger's text in a question
HTML_LIMIT = 60_000  # characters of HTML that are looked at; three times what is shown of them
_LONG_FIELDS = frozenset(
    {"description", "text", "about", "requirement", "responsibility", "introduction", "conditions"}
)

# Zero-width, bidi controls, variation selectors, tags, fillers that render as nothing, line and paragraph separators
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Letters, digits and punctuation of nearly every text on hh.ru: what is made of them alone needs no second look
_PLAIN = re.compile("[\\n\\t -~\u00a0-\u00ac\u00ae-\u017f\u0400-\u052f\u2010-\u2027\u20bd\u2116]*")
_BREAKS = re.compile("[\u2028\u2029\u0085\u000b\u000c\r]+")
_BULLET = "\x02"  # the mark of a list item: no text of a person has it
_ITEM_END = "\x03"
_EMPTY_ITEM = re.compile(f"{_BULLET}[ \\t\\n\\xa0]*{_ITEM_END}")
_BULLETS = re.compile(f"{_BULLET}[ \\t\\n\\xa0]*(?!{_BULLET})")  # also before a block: `<li> <p>text</p> </li>`
_UNSHOWN = frozenset({"Cc", "Cs", "Co", "Cn"})  # control, surrogate, private use, unassigned
_TAG = re.compile(r"<(?=[A-Za-z/!])")
_BLOCKS = frozenset(
    ["p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "tr", "table", "section", "article"]
)
_MARKUP = re.compile(r"<(?:(?P<comment>!--)|[!?][^<>]*>|(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)[^<>]*>)")
_COMMENT_END = re.compile("-->")
# Elements whose contents no reader sees, and where each ends
_UNREAD = {
    name: re.compile(f"</{name}[^<>]*>", re.IGNORECASE)
    for name in ("script", "style", "template", "noscript", "iframe", "svg", "title")
}


def cleaned(model: M) -> M:
    """Return a copy of `model` whose every string, however deep, is safe to show."""
    changed: dict[str, Any] = {}
    for name, html, long in _fields(type(model)):
        value = getattr(model, name)
        made = _clean_value(value, html, long)
        if made is not value:
            changed[name] = made
    return model.model_copy(update=changed) if changed else model


def clean(text: str, limit: int = LINE, *, lines: bool = False) -> str:
    """Return `text` without invisible, direction-changing and control characters, at most `limit` long."""
    uncut, text = len(text), text[: limit * 2 + 1_000]  # what is looked at is bounded, too
    rest = uncut - len(text)
    if not _PLAIN.fullmatch(text):
        text = _BREAKS.sub("\n", _INVISIBLE.sub("", text))
        unshown = {ord(char): None for char in set(text) - {"\n", "\t"} if unicodedata.category(char) in _UNSHOWN}
        text = text.translate(unshown)
    text = text.strip() if lines else " ".join(text.split())
    over = max(len(text) - limit, 0) + rest
    return f"{text[:limit].rstrip()}… [+{over}]" if over else text


def label(text: str, limit: int = LINE) -> str:
    """Return a stranger's words on one line, capped, and without markup that a chat would render."""
    return clean(_inert(text), limit)


def quoted(text: str, limit: int = QUOTE, lines: int = QUOTE_LINES) -> str:
    """Return a stranger's words as a quotation: each line after `> `, no blank ones, capped, markup inert."""
    shown = [" ".join(line.split()) for line in clean(_inert(text), limit, lines=True).split("\n")]
    shown = [line for line in shown if line]
    cut = [*shown[:lines], f"… [+{len(shown) - lines}]"] if len(shown) > lines else shown
    return "\n".join(f"> {line}" for line in cut)


def _inert(text: str) -> str:
    """Break images, links and tags of Markdown and HTML: a client that renders a question must load nothing."""
    return _TAG.sub("< ", text.replace("![", "! [").replace("](", "] (").replace("][", "] ["))


def html_to_text(html: str) -> str:
    """Return the words of an HTML fragment, a block a line, list items with a dash.

    One pass over its tags, no tree: a tree of deeply nested tags takes a parser seconds.
    """
    if "<" not in html and "&" not in html:
        return html
    cut = html[:HTML_LIMIT].replace(_BULLET, "").replace(_ITEM_END, "")
    words = _EMPTY_ITEM.sub("\n", unescape("".join(_words(cut)))).replace(_ITEM_END, "\n")
    text = _BULLETS.sub("- ", words)
    lines = (" ".join(line.split()) for line in text.splitlines())
    shown = [line for line in lines if line and line != "-"]
    return "\n".join([*shown, "…"] if len(html) > HTML_LIMIT else shown)


def _words(html: str) -> Iterator[str]:
    """Yield what stands between the tags, and a line break for each block; what is never shown is left out."""
    end = 0
    while markup := _MARKUP.search(html, end):
        yield html[end : markup.start()]
        end = markup.end()
        name = (markup["name"] or "").lower()
        if markup["comment"] or (name in _UNREAD and not markup["close"]):
            closing = _COMMENT_END if markup["comment"] else _UNREAD[name]
            over = closing.search(html, end)
            end = over.end() if over else len(html)
        elif name == "li":
            yield _ITEM_END if markup["close"] else f"\n{_BULLET}"
        elif name in _BLOCKS:
            yield "\n"
    yield html[end:]


def _clean_value(value: Any, html: bool, long: bool) -> Any:  # noqa: ANN401 - whatever a model's field may hold
    if isinstance(value, BaseModel):
        return cleaned(value)
    if type(value) is str:  # an enum's member is one of ours, not a stranger's text
        words = html_to_text(value) if html else value
        made = clean(words, TEXT, lines=True) if long or html else clean(words)
        return value if made == value else made
    if isinstance(value, tuple | frozenset):
        items = cast("tuple[Any, ...] | frozenset[Any]", value)
        return items and type(items)(_clean_value(item, html, long) for item in items)
    return value


@cache
def _fields(kind: type[BaseModel]) -> tuple[tuple[str, bool, bool], ...]:
    """Each field of a model, whether it holds HTML, and whether it may be long."""
    fields = kind.model_fields.items()
    return tuple((name, HTML in _marks(info.annotation, info.metadata), name in _LONG_FIELDS) for name, info in fields)


def _marks(annotation: Any, metadata: list[Any]) -> list[Any]:  # noqa: ANN401 - typing objects
    """Collect the markers of `Annotated`, also inside `X | None`."""
    inner = [mark for arg in getattr(annotation, "__args__", ()) for mark in getattr(arg, "__metadata__", ())]
    return [*metadata, *inner]
