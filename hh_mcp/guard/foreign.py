"""Text that somebody else wrote: every string of hh.ru passes here before an assistant sees it.

`cleaned` walks a model of `hh_mcp.hh.models` and returns it with every string made harmless to read: HTML turned into
text, invisible and direction-changing characters removed, control characters removed, length capped with a note.
Nothing here decides what a text means: a vacancy that tries to command the assistant stays readable, as data, in the
named field of its employer.
"""

import re
import unicodedata
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from hh_mcp.hh.models import HTML

M = TypeVar("M", bound=BaseModel)

LINE = 300  # characters of a name or a title
TEXT = 20_000  # characters of a description or a message; a chat message may have as many (hh.ru: facts 1.5)
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
_BULLETS = re.compile(f"{_BULLET}[ \\t\\n\\xa0]*(?!{_BULLET})")  # also before a block: `<li> <p>text</p> </li>`
_UNSHOWN = frozenset({"Cc", "Cs", "Co", "Cn"})  # control, surrogate, private use, unassigned
_BLOCKS = "p, div, br, h1, h2, h3, h4, h5, h6, ul, ol, tr, table, section, article"


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
    if not _PLAIN.fullmatch(text):
        text = _BREAKS.sub("\n", _INVISIBLE.sub("", text))
        text = "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in _UNSHOWN)
    text = text.strip() if lines else " ".join(text.split())
    return text if len(text) <= limit else f"{text[:limit].rstrip()}… [+{len(text) - limit}]"


def html_to_text(html: str) -> str:
    """Return the words of an HTML fragment, a block a line, list items with a dash."""
    if "<" not in html and "&" not in html:
        return html
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html.replace(_BULLET, ""))
    tree.strip_tags(["script", "style", "template", "noscript", "iframe", "svg", "head"], recursive=True)
    body = tree.body
    if body is None:
        return ""
    for item in (item for item in body.css("li") if item.text(deep=True).strip()):
        item.insert_before(f"\n{_BULLET}")
    for block in body.css(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    text = _BULLETS.sub("- ", body.text(deep=True))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line and line != "-")


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
