"""Conditions of the real site that outlast one request or come from the network: a regional host, a VPN, a border.

| Kind | What the client meets |
| --- | --- |
| `region` | 302 to the same path on a second loopback host name, for every page of the site, until it is cleared |
| `vpn` | 302 to `/vpncheeck`, which answers 200 and has no results |
| `geo` | 451 |
| `draft_only` | the list of resumes is the wizard and its state has no `applicantResumes`, until it is cleared |
| `anonymous_cookie` | an answer to nobody with a new anonymous `hhtoken`, although the session is good |

hh.ru does all of them (site shapes 11.1). They concern the site unless the fault names another `host`.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Message, Scope

from hh_mcp.sandbox import api_errors
from hh_mcp.sandbox.faults import Fault
from hh_mcp.sandbox.visitors import greet, open_session
from hh_mcp.sandbox.web import shell, site_url
from hh_mcp.sandbox.world import World

VPN_PAGE: Final = "/vpncheeck"  # hh.ru spells it so
_SESSION_COOKIES: Final = ("hhtoken", "crypted_id", "hhul", "_hi")


def region_of(faults: list[Fault], method: str, host: str, path: str) -> str | None:
    """The host name that this request belongs to while a region is set; None when any name will do."""
    return next((item.to for item in faults if item.kind == "region" and item.matches(method, host, path)), None)


def to_region(scope: Scope, region: str) -> Response | None:
    """A redirect to the same place on the regional host; None for a request that is there already."""
    request = Request(scope)
    if urlsplit(f"//{request.headers.get('host', '')}").hostname == region:
        return None
    return RedirectResponse(str(request.url.replace(hostname=region)), 302)


def to_vpn_page(world: World) -> Response:
    """Send a visitor to the page about their VPN."""
    return RedirectResponse(site_url(world, VPN_PAGE), 302)


async def vpn_page(_: Request) -> Response:
    """GET /vpncheeck: the page that asks to switch a VPN off, with status 200 and no state."""
    return HTMLResponse(
        '<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>VPN мешает работе сайта</title></head><body>'
        "<h1>VPN мешает работе сайта</h1><p>Выключите VPN и обновите страницу.</p></body></html>"
    )


def beyond_border(world: World, host: str) -> Response:
    """451: public pages are not shown abroad."""
    return api_errors.plain(world, 451) if host == "api" else shell(451)


def without_session(scope: Scope) -> Scope:
    """Copy a request and leave out the cookies of its session."""
    cookies = Request(scope).cookies
    kept = "; ".join(f"{name}={value}" for name, value in cookies.items() if name not in _SESSION_COOKIES)
    headers = [pair for pair in scope["headers"] if pair[0] != b"cookie"]
    return {**scope, "headers": [*headers, (b"cookie", kept.encode("latin-1", "replace"))]}


def anonymous_headers(world: World, scope: Scope, messages: list[Message]) -> list[tuple[bytes, bytes]]:
    """Make the cookies of a new anonymous visitor; none when the answer sets them already."""
    start = next(item for item in messages if item["type"] == "http.response.start")
    if any(name == b"set-cookie" and value.startswith(b"hhtoken=") for name, value in start["headers"]):
        return []
    response = Response()
    greet(response, open_session(world, None, Request(scope).cookies.get("_xsrf")))
    return [pair for pair in response.raw_headers if pair[0] == b"set-cookie"]
