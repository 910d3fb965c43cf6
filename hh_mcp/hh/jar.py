"""A small cookie jar: name -> value, for hh.ru's site and chat only.

hh.ru's cookies are domain cookies of .hh.ru (hh.ru: site shapes 7.4), so a name is enough; where a jar of a browser may
hold two `_xsrf`, this one keeps the site's. The jar never goes to the API or to a host outside .hh.ru.
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
        name, value, attributes = _parse(line)
        if value == "" or _expired(attributes):
            cookies.pop(name, None)
        elif is_cookie(name, value) and (name in cookies or len(cookies) < _MAX_COOKIES):
            cookies[name] = value
    return cookies != before


def shared(set_cookies: Iterable[str], *, answered: str, owner: str) -> list[str]:
    """Return the lines that `answered` may set, and that `owner`, the site, would get too (RFC 6265, 5.3)."""
    return [line for line in set_cookies if _reaches(_parse(line)[2].get("domain", ""), answered, owner)]


def _reaches(domain: str, answered: str, owner: str) -> bool:
    bare = domain.lstrip(".").lower() or answered
    return all(name == bare or name.endswith(f".{bare}") for name in (answered, owner))


def is_cookie(name: str, value: str) -> bool:
    """Tell whether the pair can be sent back as it is: printable ASCII, no separators."""
    text = name + value
    return (
        bool(name) and len(value) <= _MAX_VALUE and text.isascii() and text.isprintable() and not set(text) & set(";,")
    )


def _parse(line: str) -> tuple[str, str, dict[str, str]]:
    pair, *rest = line.split(";")
    name, _, value = pair.partition("=")
    attributes = {key.strip().lower(): text.strip() for key, _, text in (part.partition("=") for part in rest)}
    return name.strip(), value.strip(), attributes


def _expired(attributes: Mapping[str, str]) -> bool:
    age = attributes.get("max-age")
    if age is not None:
        return age.startswith("-") or age == "0"
    try:
        moment = parsedate_to_datetime(attributes.get("expires", ""))
    except (ValueError, IndexError, OverflowError):
        return False
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) <= datetime.now(UTC)
