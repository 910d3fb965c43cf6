"""A small cookie jar: name -> value, for hh.ru's site and chat only.

hh.ru's cookies are domain cookies of .hh.ru (hh.ru: site shapes 7.4), so a name is enough; where a jar of a browser may
hold two `_xsrf`, this one keeps the last. The jar never goes to the API or to another host.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MAX_COOKIES = 80
_MAX_VALUE = 4096


def cookie_header(cookies: Mapping[str, str]) -> dict[str, str]:
    """Return the Cookie header for `cookies`, or nothing."""
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}


def absorb(cookies: dict[str, str], set_cookies: Iterable[str]) -> bool:
    """Apply Set-Cookie headers to `cookies`; tell whether anything changed."""
    before = dict(cookies)
    for line in set_cookies:
        name, value, gone = _parse(line)
        if gone:
            cookies.pop(name, None)
        elif is_cookie(name, value) and (name in cookies or len(cookies) < _MAX_COOKIES):
            cookies[name] = value
    return cookies != before


def is_cookie(name: str, value: str) -> bool:
    """Tell whether the pair can be sent back as it is: printable ASCII, no separators."""
    text = name + value
    return (
        bool(name) and len(value) <= _MAX_VALUE and text.isascii() and text.isprintable() and not set(text) & set(";,")
    )


def _parse(line: str) -> tuple[str, str, bool]:
    pair, *rest = line.split(";")
    name, _, value = pair.partition("=")
    attributes = {key.strip().lower(): text.strip() for key, _, text in (part.partition("=") for part in rest)}
    value = value.strip()
    return name.strip(), value, value == "" or _expired(attributes)


def _expired(attributes: Mapping[str, str]) -> bool:
    age = attributes.get("max-age")
    if age is not None:
        return age.startswith("-") or age == "0"
    try:
        moment = parsedate_to_datetime(attributes.get("expires", ""))
    except (ValueError, IndexError, OverflowError):
        return False
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) <= datetime.now(UTC)
