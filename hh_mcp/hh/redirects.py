"""Reads that follow redirects within hh.ru, cookies of the way included.

What an answer sets is given to the next request at once, as a browser does, and handed to the caller at the end: only
the caller can tell whether hh.ru answered the person or a stranger, and so whether the cookies may be kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypedDict
from urllib.parse import parse_qsl

from hh_mcp.hh.errors import SiteChanged
from hh_mcp.hh.hosts import Hosts, Place, leaves
from hh_mcp.hh.jar import absorb, cookie_header, shared
from hh_mcp.hh.transport import Transport
from hh_mcp.hh.wire import Answer, Ask, Pairs

REDIRECTS = 5


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The last answer, and the Set-Cookie lines of all of them that are the site's."""

    answer: Answer
    set_cookies: tuple[str, ...]


async def read_through(
    transport: Transport, ask: Ask, cookies: dict[str, str], check: Callable[[Place], None]
) -> Reply:
    """Read `ask` with `cookies`, up to an answer that is no redirect; `check` raises where a redirect must stop."""
    jar, came = dict(cookies), list[str]()
    for _ in range(REDIRECTS + 1):
        answer = await transport.read(replace(ask, headers={**ask.headers, **cookie_header(jar)}))
        lines = site_cookies(transport.hosts, answer)
        absorb(jar, lines)
        came += lines
        if not answer.is_redirect:
            return Reply(answer=answer, set_cookies=tuple(came))
        ask = _next(transport.hosts, ask, answer.headers["location"], check)
    raise SiteChanged(f"{ask.path}: redirects without end.", detail_ru=f"{ask.path}: бесконечные переходы.")


def _next(hosts: Hosts, ask: Ask, location: str, check: Callable[[Place], None]) -> Ask:
    place = hosts.locate(ask.host, location, ask.netloc)
    if place is None or place.host == "api":
        raise leaves(ask.path, location)
    check(place)
    return replace(ask, host=place.host, netloc=place.netloc, **split(place.path))


def site_cookies(hosts: Hosts, answer: Answer) -> list[str]:
    """Return the Set-Cookie lines that belong to the site, not to the chat's host alone (hh.ru: site shapes 7.4)."""
    answered = hosts.name(answer.host, answer.netloc)
    owner = answered if answer.host == "site" else hosts.name("site")
    return shared(answer.set_cookies, answered=answered, owner=owner)


class _Target(TypedDict):
    path: str
    params: Pairs


def split(target: str) -> _Target:
    """Split a redirect's target, so that its query stays out of logs and errors."""
    path, _, query = target.partition("?")
    return _Target(path=path, params=tuple(parse_qsl(query, keep_blank_values=True)))
