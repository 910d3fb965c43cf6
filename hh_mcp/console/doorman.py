"""Looks at every request before any page does: where it was sent, where it comes from, and whose it is.

    Host      exactly our name and port: neither 127.0.0.1 nor a name that was rebound to loopback is ours (421)
    Origin    ours or absent for reading, ours for a POST: a page of somebody else cannot act here (403)
    cookie    whose session it is; `desk` turns away who has none (403)

A cookie goes to every port of its host, so the host is ours alone (`address`). A POST needs its page's token besides.
"""

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hh_mcp.console.keys import STAY, Keys

DOOR = "/enter"
COOKIE = "hh-mcp"

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# A form of a page with `no-referrer` is posted with `Origin: null` (Fetch, "append a request Origin header"), as one
# of a stranger would be. `same-origin` tells other sites just as little; the door, whose address has the secret, says
# `no-referrer`.
REFERRER = {True: "no-referrer", False: "same-origin"}


class Doorman:
    """ASGI middleware around the whole console."""

    def __init__(self, app: ASGIApp, keys: Keys, host: str):
        self._app = app
        self._keys = keys
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let a page answer it; the headers are the same either way."""
        request = Request(scope)
        path = request.url.path

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers["Referrer-Policy"] = REFERRER[path == DOOR]
            await send(message)

        app = self._refusal(request) or self._app
        scope["state"] = {
            "visitor": self._keys.visitor(request.cookies.get(COOKIE)),
            "set_cookie": _set_cookie,
        }
        await app(scope, receive, guarded)

    def _refusal(self, request: Request) -> PlainTextResponse | None:
        if request.headers.getlist("host") != [self._host]:
            return PlainTextResponse("Misdirected request", 421)
        origins = request.headers.getlist("origin")
        ours = [f"http://{self._host}"]
        if (origins or request.method not in ("GET", "HEAD")) and origins != ours:
            return PlainTextResponse("Foreign origin", 403)
        return None


def _set_cookie(value: str) -> str:
    """The header that hands a session to the browser: no script can read it, no other site or host can use it."""
    return f"{COOKIE}={value}; Path=/; Max-Age={int(STAY.total_seconds())}; HttpOnly; SameSite=Strict"
