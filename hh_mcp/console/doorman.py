"""Looks at every request before any page does: where it was sent, where it comes from, and whose it is.

    Host      exactly our address: a name that was rebound to loopback is not ours (421)
    Origin    ours or absent for reading, ours for a POST: a page of somebody else cannot act here (403)
    cookie    whose session it is; `desk` turns away who has none (403)

A cookie is shared by all ports of one host; so its name has our port, and a POST needs a token of its page besides.
"""

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hh_mcp.console.keys import STAY, Keys

DOOR = "/enter"

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

    def __init__(self, app: ASGIApp, keys: Keys, port: int):
        self._app = app
        self._keys = keys
        self._host = f"127.0.0.1:{port}"
        self.cookie = f"hh-mcp-{port}"

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
            "visitor": self._keys.visitor(request.cookies.get(self.cookie)),
            "set_cookie": self.set_cookie,
        }
        await app(scope, receive, guarded)

    def set_cookie(self, value: str) -> str:
        """The header that hands a session to the browser: no script can read it, no other site can use it."""
        return f"{self.cookie}={value}; Path=/; Max-Age={int(STAY.total_seconds())}; HttpOnly; SameSite=Strict"

    def _refusal(self, request: Request) -> PlainTextResponse | None:
        if request.headers.getlist("host") != [self._host]:
            return PlainTextResponse("Misdirected request", 421)
        origins = request.headers.getlist("origin")
        ours = [f"http://{self._host}"]
        if (origins or request.method not in ("GET", "HEAD")) and origins != ours:
            return PlainTextResponse("Foreign origin", 403)
        return None
