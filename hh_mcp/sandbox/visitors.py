"""Sessions of the site: who a browser is, which cookies it gets, what a POST must carry.

`hhtoken` alone proves nothing, anonymous visitors have one too; a signed-in person also has `crypted_id` (site shapes
0.3, 7.4). A POST repeats the cookie `_xsrf` in the header `X-Xsrftoken`, or in the field `_xsrf`.
"""

from collections.abc import Awaitable, Callable
from functools import wraps
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from hh_mcp.sandbox.captcha import new_state
from hh_mcp.sandbox.codes import is_employer
from hh_mcp.sandbox.web import forbidden_xsrf, form_of, is_xhr, shell, site_url, to_login, wants_json, world_of
from hh_mcp.sandbox.world import Session, World

Handler = Callable[[Request], Awaitable[Response]]
YEAR = 365 * 86_400


def visitor(request: Request) -> Session | None:
    """The session of a browser, anonymous or not."""
    return world_of(request).sessions.get(request.cookies.get("hhtoken", ""))


def signed_in(request: Request) -> Session | None:
    """The session of a person who has signed in, whatever they came for."""
    session = visitor(request)
    if session is None or session.login is None:
        return None
    return session if request.cookies.get("crypted_id") == session.crypted_id else None


def applicant(request: Request) -> Session | None:
    """The session of somebody who looks for work."""
    session = signed_in(request)
    return None if session is None or is_employer(session.login) else session


def welcome(request: Request) -> Session:
    """The session of a browser; a new anonymous one at the first visit."""
    return visitor(request) or open_session(world_of(request), None, request.cookies.get("_xsrf"))


def open_session(world: World, login: str | None, xsrf: str | None = None) -> Session:
    """Make a session; a known XSRF token is kept."""
    token = xsrf if xsrf in world.xsrf_tokens and xsrf else world.secret()
    world.xsrf_tokens.add(token)
    session = Session(world.secret(48).upper(), token, world.secret(24).upper(), login, world.now)
    world.sessions[session.token] = session
    return session


def close_session(world: World, session: Session) -> None:
    """Forget a session."""
    world.sessions.pop(session.token, None)


def role(session: Session) -> str:
    """`userType` of a session."""
    if session.login is None:
        return "anonymous"
    return "employer" if is_employer(session.login) else "applicant"


def greet(response: Response, session: Session) -> None:
    """Cookies of any visitor."""
    response.set_cookie("hhtoken", session.token, max_age=YEAR, httponly=True)
    response.set_cookie("_xsrf", session.xsrf)
    response.set_cookie("hhuid", session.crypted_id[::-1], max_age=2 * YEAR)
    response.set_cookie("hhrole", role(session))


def admit(response: Response, session: Session, person_id: int) -> None:
    """Cookies of a person who has just signed in (site shapes 7.4)."""
    greet(response, session)
    response.set_cookie("hhrole", "anonymous")
    response.set_cookie("hhul", session.crypted_id.lower(), max_age=2 * YEAR, httponly=True)
    response.set_cookie("crypted_id", session.crypted_id)
    response.set_cookie("crypted_hhuid", session.crypted_id[:16])
    response.set_cookie("_hi", str(person_id))
    response.set_cookie("just_logged_in", "1", max_age=15)
    response.headers["x-hhid"] = str(person_id)


def captcha_redirect(world: World, request: Request) -> Response:
    """Send a visitor to the page where a person proves to be one, and back afterwards (site shapes 4.4)."""
    back = "/" if request.method != "GET" else f"{request.scope['path'].removeprefix('/site')}?{request.url.query}"
    state = new_state(world)
    return RedirectResponse(
        site_url(world, f"/account/captcha?state={state}&backurl={quote(back.rstrip('?'), safe='')}"), 302
    )


async def xsrf_fits(request: Request) -> bool:
    """The header or the field repeats the cookie."""
    cookie = request.cookies.get("_xsrf", "")
    sent = request.headers.get("x-xsrftoken")
    if sent is None and "json" not in request.headers.get("content-type", ""):
        sent = (await form_of(request)).get("_xsrf")
    return bool(cookie) and sent == cookie and cookie in world_of(request).xsrf_tokens


def page(handler: Handler) -> Handler:
    """A page for a signed-in person; anybody else is sent to sign in."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        if applicant(request) is None:
            return shell(403) if wants_json(request) or signed_in(request) else to_login(request)
        return await handler(request)

    return guarded


def shard(handler: Handler) -> Handler:
    """Data for a signed-in person's page: 403 without a session, and only for XHR (site shapes 7.7, 9)."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        if applicant(request) is None:
            return shell(403)
        if request.method != "GET" and not await xsrf_fits(request):
            return forbidden_xsrf()
        if request.method == "GET" and not is_xhr(request):
            return JSONResponse({"error": "xhr-only"}, 400)
        return await handler(request)

    return guarded


def form_post(handler: Handler) -> Handler:
    """A form of a signed-in person: session and XSRF are checked, in this order."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        if applicant(request) is None:
            return shell(403)
        if not await xsrf_fits(request):
            return forbidden_xsrf()
        return await handler(request)

    return guarded
