"""Which address shows or does what."""

import sqlite3
from pathlib import Path
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from hh_mcp.console import approvals, journal, live, options, progress, sign_in
from hh_mcp.console.desk import Desk, Endpoint, Handler, changes, closed, reads
from hh_mcp.console.doorman import DOOR
from hh_mcp.console.keys import Keys
from hh_mcp.hh.errors import HHError
from hh_mcp.store.errors import StoreUnavailable

_STATIC = Path(__file__).parent / "static"
_FILES = {"console.css": "text/css", "console.js": "text/javascript", "mark.svg": "image/svg+xml"}

READS: dict[str, Handler] = {
    "/": approvals.home,
    "/actions/{id}": approvals.one,
    "/live": live.news,
    "/sign-in": sign_in.start,
    "/sign-in/code": sign_in.code,
    "/sign-in/picture": sign_in.picture,
    "/progress": progress.overview,
    "/journal": journal.page,
    "/settings": options.page,
}
CHANGES: dict[str, Handler] = {
    "/actions/{id}/approve": approvals.approve,
    "/actions/{id}/decline": approvals.decline,
    "/actions/{id}/settle": approvals.settle,
    "/writes/resume": approvals.resume_writes,
    "/sign-in": sign_in.ask,
    "/sign-in/code": sign_in.confirm,
    "/sign-in/again": sign_in.again,
    "/sign-out": sign_in.leave,
}


def site(desk: Desk, keys: Keys) -> Starlette:
    """Put the pages together; every one of `CHANGES` needs the token of its page."""

    async def lost(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return HTMLResponse(desk.fill("closed.html", why="lost"), status)

    async def trouble(request: Request, error: Exception) -> Response:
        """A store or a key that fails is told in words; the next page may work."""
        del request
        known = error if isinstance(error, HHError) else StoreUnavailable(f"{error}.")
        words = f"{known.what(desk.lang)} {known.next_step(desk.lang)}"
        return HTMLResponse(desk.fill("trouble.html", words=words), 503)

    return Starlette(
        routes=[
            Route(DOOR, _door(desk, keys), methods=["GET"]),
            *(Route(f"/static/{name}", _file(name, kind), methods=["GET"]) for name, kind in _FILES.items()),
            *(Route(path, reads(desk, handler), methods=["GET"]) for path, handler in READS.items()),
            *(Route(path, changes(desk, handler), methods=["POST"]) for path, handler in CHANGES.items()),
        ],
        exception_handlers={404: lost, 405: lost, HHError: trouble, sqlite3.Error: trouble},
    )


def _door(desk: Desk, keys: Keys) -> Endpoint:
    async def door(request: Request) -> Response:
        """Exchange the secret for a session, and lead on to an address without it."""
        given = parse_qs(request.url.query).get("key", [""])[0]
        taken = keys.exchange(given) if request.method == "GET" else None
        if taken is None:
            return closed(desk)
        cookie, entrance = taken
        desk.app.store.audit.append("console_opened", account=desk.account, now=desk.app.now())
        # Not a 303: the visit began on the local file, so a browser would not send the Strict cookie along with it.
        # A page of ours that leads on starts a visit of our own, and leaves no trace in the history.
        response = HTMLResponse(desk.fill("door.html", to=entrance.path))
        response.headers["Set-Cookie"] = request.state.set_cookie(cookie)
        return response

    return door


def _file(name: str, kind: str) -> Endpoint:
    async def file(request: Request) -> Response:
        return FileResponse(_STATIC / name, media_type=kind)

    return file
