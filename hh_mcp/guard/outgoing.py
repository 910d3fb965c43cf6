"""The person's own text before it is shown or sent: what is on the screen is what the employer receives.

A letter comes from an assistant, and a stranger's page may have told the assistant what to write. So every letter,
message, answer and edit passes here before its fingerprint is taken: line ends become LF, invisible characters without
a meaning are removed, and a character that could hide or rearrange text is refused by name. Emoji stay as they are.
"""

import re
import unicodedata

from hh_mcp.hh.errors import BadArgument

# Soft hyphen, grapheme joiner, zero-width spaces and joiners, fillers that render as nothing, variation selectors
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2064\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0100-\U000e01ef"
)
# Letters, digits and punctuation of nearly every letter: what is made of them alone needs no second look
_PLAIN = re.compile("[\\n\\t -~\u00a0-\u00ac\u00ae-\u02af\u0400-\u0482\u048a-\u052f\u2010-\u2027\u20bd\u2116]*")
_REMOVED = re.compile(f"[{_INVISIBLE}]")
# Symbols that a variation selector makes coloured, and digits that it turns into keycaps
_EMOJI = "\u00a9\u00ae\u203c\u2049\u2122-\u27bf\u2900-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_SIGN = f"[{_EMOJI}][\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?"
_PICTURE = re.compile(f"{_SIGN}(?:\u200d{_SIGN})*|[0-9#*]\ufe0f\u20e3")
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKS = 8  # combining marks on one letter; a taller pile paints over the lines around it


def normalise(text: str | None) -> str:
    """Return the text as it will be shown and sent; raise BadArgument for a character that can hide or move text."""
    text = tidy(text)
    if not _PLAIN.fullmatch(text):
        _check_characters(text)
    return text


def tidy(text: str | None) -> str:
    """Unify line ends, drop invisible characters, and strip spaces around the text and at the ends of its lines."""
    text = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    if not _PLAIN.fullmatch(text):
        text = _without_invisible(text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def _without_invisible(text: str) -> str:
    """Remove invisible characters everywhere but inside an emoji, which is made of them."""
    parts: list[str] = []
    end = 0
    for picture in _PICTURE.finditer(text):
        parts += [_REMOVED.sub("", text[end : picture.start()]), picture.group()]
        end = picture.end()
    return "".join([*parts, _REMOVED.sub("", text[end:])])


def _check_characters(text: str) -> None:
    outside = _PICTURE.sub(lambda picture: " " * len(picture.group()), text)
    marks = 0
    for place, char in enumerate(outside):
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > _MARKS or (category in _REFUSED and char not in "\n\t"):
            raise _refusal(text, place)


def _refusal(text: str, place: int) -> BadArgument:
    """Name the character, its code and its line: it cannot be seen."""
    char = text[place]
    name = f"U+{ord(char):04X} {unicodedata.name(char, _kind(char))}"
    line = text.count("\n", 0, place) + 1
    return BadArgument(
        f"The text has a character that cannot be sent: {name}, line {line}. It could hide a part of the text.",
        detail_ru=f"В тексте есть символ, который нельзя отправить: {name}, строка {line}. "
        "Он может скрыть часть текста.",
    )


def _kind(char: str) -> str:
    kinds = {"Cc": "control character", "Cs": "surrogate", "Co": "private use", "Cn": "unassigned"}
    return kinds.get(unicodedata.category(char), "unnamed")
