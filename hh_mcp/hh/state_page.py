"""The state that hh.ru's pages carry: JSON inside `<template id="HH-Lux-InitialState">` (hh.ru: site shapes 0.1).

The element is found by text and not by an HTML parser: a page that was not escaped holds HTML inside JSON strings, and
a parser would take it apart. The server escapes the JSON, a saved page does not; both are read.
"""

import html
import json
import re
from typing import cast

from hh_mcp.hh.errors import BlockedBySite, CaptchaRequired, HHError
from hh_mcp.hh.tree import changed

_TEMPLATE = re.compile(r"<template\b[^>]*\bid=[\"']HH-Lux-InitialState[\"'][^>]*>(.*?)</template>", re.DOTALL)
_ENTITIES = {"&quot;": '"', "&#34;": '"', "&#x27;": "'", "&#39;": "'", "&lt;": "<", "&gt;": ">"}  # and &amp;, the last
_BUILD = re.compile(r"""["']?build["']?\s*[:=]\s*["']?(\d{1,4}(?:\.\d{1,4}){1,5})\b""")
_GLOBALS = 20_000  # characters that the object may take
_BARE = re.compile(r"&(?!(?:amp|lt|gt|nbsp|quot|#34|#39|#x27);)")
_GUARD_MARKS = ("ddos-guard", "ddos guard")
_ROBOT_WORDS = "Подтвердите, что вы не робот"
# A form or a link to the check; the shell that is shown to strangers only names the address in its scripts.
_ROBOT_FORM = re.compile(r"""(?:action|href|src)=["'][^"']{0,200}/account/captcha""")


def read_state(page: str, body: str) -> dict[str, object]:
    """Return the state of `page`, or raise: a page without state is a block or a change, never an empty result."""
    whole_body = body.lstrip().startswith("{")
    source = body if whole_body else _template(page, body)
    state = None if not whole_body and _is_saved(source) else _loads(source)
    if state is None:
        state = _loads(unescaped(source))
    if state is None:
        raise changed(page, "readable HH-Lux-InitialState")
    return state


def _is_saved(source: str) -> bool:
    """Tell the text of a page that a browser saved.

    A browser escapes `&`, `<` and `>` and leaves the quotes, so that the state parses at once with `&lt;p&gt;` in its
    texts. A state that was never escaped has a bare `<` or `&`.
    """
    return "&" in source and "<" not in source and ">" not in source and not _BARE.search(source)


def unescaped(source: str) -> str:
    """Turn entities into characters, as `html.unescape` does, and quicker where only the usual ones occur."""
    text = source
    for entity, char in _ENTITIES.items():
        text = text.replace(entity, char)
    if text.count("&") != text.count("&amp;"):
        return html.unescape(source)
    return text.replace("&amp;", "&")


def looks_like_state(body: str) -> bool:
    """Tell whether a second look at the page is pointless: it has a state, or a guard or a robot check answered."""
    return "HH-Lux-InitialState" in body or body.lstrip().startswith("{") or is_guard_page(body) or is_robot_page(body)


def is_guard_page(body: str) -> bool:
    """Tell whether this is the splash of the guard in front of hh.ru (hh.ru: facts 1.5)."""
    lowered = body[:20_000].lower()
    return any(mark in lowered for mark in _GUARD_MARKS)


def is_robot_page(body: str) -> bool:
    """Tell whether this page asks to prove that a person is here (hh.ru: site shapes 4.4)."""
    start = body[:200_000]
    return _ROBOT_WORDS in start or _ROBOT_FORM.search(start) is not None


def front_build(body: str) -> str | None:
    """Return the build of the site's front: `window.globalVars` names it beside the state (hh.ru: site shapes 0.3)."""
    start = body.find("globalVars")
    found = _BUILD.search(body, start, start + _GLOBALS) if start >= 0 else None
    return found.group(1) if found else None


def _template(page: str, body: str) -> str:
    found = _TEMPLATE.search(body)
    if found is None:
        raise _without_state(page, body)
    return found.group(1)


def _without_state(page: str, body: str) -> HHError:
    if is_guard_page(body):
        return BlockedBySite(f"{page}: the front guard answered.", detail_ru=f"{page}: ответила защита сайта.")
    if is_robot_page(body):
        return CaptchaRequired(f"{page}.")
    return changed(page, "HH-Lux-InitialState")


def _loads(source: str) -> dict[str, object] | None:
    try:
        state: object = json.loads(source)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, object]", state) if isinstance(state, dict) else None
