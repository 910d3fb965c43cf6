"""The way into the imitation: every request is read, written into the log, and may meet a fault.

Plain ASGI, because a fault has to reach the connection itself: `server.py` puts the transport into the scope's state.
"""

import json
import socket
from time import monotonic
from typing import Any, cast
from urllib.parse import parse_qsl

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hh_mcp.sandbox import api_errors, captcha, conditions, employer_life
from hh_mcp.sandbox.faults import GARBAGE, GUARD_PAGE, LINGER_ZERO, Fault, take
from hh_mcp.sandbox.records import Value
from hh_mcp.sandbox.stage import Stage
from hh_mcp.sandbox.visitors import captcha_redirect
from hh_mcp.sandbox.web import enter_region

HOSTS = ("api", "site", "chatik", "websocket")
_SIGN_IN = ("/account/otp_generate", "/account/login/by_code", "/account/login")
_WITHOUT_CAPTCHA = (
    "/account/captcha",
    "/captcha",
    "/captcha/picture",
    "/vpncheeck",
    *_SIGN_IN[:2],
    "/logout",
    "/account/logout",
)
LARGEST_BODY = 8 * 1024 * 1024
_SHOWN_HEADERS = ("user-agent", "hh-user-agent", "content-type", "accept", "origin", "referer", "x-requested-with")


class Visit:
    """One request with its whole body, ready to be played to the application."""

    def __init__(self, stage: Stage, scope: Scope, receive: Receive, send: Send, body: bytes) -> None:
        self.stage, self.scope, self.receive, self.send, self.body = stage, scope, receive, send, body
        _, self.host, rest = (*scope["path"].split("/", 2), "")[:3]
        self.path = f"/{rest}"
        self.played = False

    async def replay(self) -> Message:
        """`receive` for the application: the body first, then the real connection."""
        if not self.played:
            self.played = True
            return {"type": "http.request", "body": self.body, "more_body": False}
        return await self.receive()

    async def answer(self, response: Response) -> None:
        """Send an answer of our own."""
        await response(self.scope, self.replay, self.send)

    async def perform(self, app: ASGIApp) -> list[Message]:
        """Let the application do the work and keep its answer."""
        kept: list[Message] = []

        async def keep(message: Message) -> None:
            kept.append(message)

        await app(self.scope, self.replay, keep)
        return kept

    async def wait(self, seconds: float) -> None:
        """Silence, until the client goes away or the time is over."""
        end = monotonic() + seconds
        with anyio.move_on_after(seconds):
            while (await self.receive())["type"] != "http.disconnect" and monotonic() < end:
                pass

    async def drop(self) -> None:
        """Reset the connection without an answer."""
        transport = self.scope.get("state", {}).get("transport")
        if transport is None:  # not behind our server: the best that plain ASGI can do
            raise ConnectionResetError
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
        transport.abort()
        await self.wait(5)


class Gate:
    """ASGI middleware in front of the three hosts; control calls pass untouched."""

    def __init__(self, app: ASGIApp, stage: Stage) -> None:
        self.app, self.stage = app, stage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Log, then play the request or its fault."""
        if scope["type"] != "http" or scope["path"].split("/", 2)[1] not in HOSTS:
            await self.app(scope, receive, send)
            return
        visit = Visit(self.stage, scope, receive, send, await read_body(receive))
        employer_life.catch_up(self.stage.world)
        self.stage.log(await log_entry(visit))
        if elsewhere := settle(visit):
            await visit.answer(elsewhere)
            return
        fault = take(self.stage.faults, scope["method"], visit.host, visit.path)
        if fault is None:
            await self.app(scope, visit.replay, send)
        else:
            await misbehave(self.app, visit, fault)


def settle(visit: Visit) -> Response | None:
    """Apply what lasts until it is cleared; a redirect when the request belongs to a regional host."""
    faults, method = visit.stage.faults, visit.scope["method"]
    visit.stage.world.draft_only = any(item.kind == "draft_only" for item in faults)
    region = conditions.region_of(faults, method, visit.host, visit.path)
    enter_region(region, chat=region is not None and conditions.region_of(faults, "GET", "chatik", "/") is not None)
    if region and (elsewhere := conditions.to_region(visit.scope, region)):
        return elsewhere
    due = visit.host in visit.stage.world.captcha_asked and visit.path not in _WITHOUT_CAPTCHA
    return ask_captcha(visit) if due else None


async def read_body(receive: Receive) -> bytes:
    """The whole body; what is longer than anything hh.ru takes is cut."""
    chunks: list[bytes] = []
    more = True
    while more and sum(map(len, chunks)) < LARGEST_BODY:
        message = await receive()
        chunks.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(chunks)


async def log_entry(visit: Visit) -> dict[str, Any]:
    """What the log says about a request: everything but cookies and tokens."""
    request = Request(visit.scope)
    entry: dict[str, Any] = {
        "n": visit.stage.forgotten + len(visit.stage.requests),
        "method": request.method,
        "host": visit.host,
        "path": visit.path,
        "query": pairs(parse_qsl(visit.scope["query_string"].decode("latin-1"), keep_blank_values=True)),
        "form": None,
        "json": None,
        "at": visit.stage.world.now,
        "headers": {name: request.headers[name] for name in _SHOWN_HEADERS if name in request.headers},
    }
    kind = request.headers.get("content-type", "")
    if "json" in kind:
        entry["json"] = _json(visit.body)
    elif "form-urlencoded" in kind:
        entry["form"] = pairs(parse_qsl(visit.body.decode("utf-8", "replace"), keep_blank_values=True))
    elif "multipart" in kind:
        entry["form"] = await _multipart(visit)
    return entry


def pairs(items: list[tuple[str, str]]) -> dict[str, Any]:
    """Names and values; a repeated name has a list."""
    found: dict[str, list[str]] = {}
    for name, value in items:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _json(body: bytes) -> Value:
    try:
        return json.loads(body)
    except ValueError:
        return None


async def _multipart(visit: Visit) -> dict[str, Any] | None:
    async def receive() -> Message:
        return {"type": "http.request", "body": visit.body, "more_body": False}

    try:
        form = await Request(visit.scope, receive).form()
    except Exception:  # a broken form is the application's business, the log only looks
        return None
    return pairs(
        [(name, value if isinstance(value, str) else value.filename or "") for name, value in form.multi_items()]
    )


async def misbehave(app: ASGIApp, visit: Visit, fault: Fault) -> None:
    """Do what the fault says."""
    match fault.kind:
        case "slow":
            await anyio.sleep(fault.seconds if fault.seconds is not None else 2)
            await app(visit.scope, visit.replay, visit.send)
        case "expire_session":
            expire(visit)
            await app(visit.scope, visit.replay, visit.send)
        case "hang" | "hang_after_commit" | "reset_before" | "reset_after_commit":
            await vanish(app, visit, fault)
        case "garbage" | "empty":
            await mangle(app, visit, fault)
        case "anonymous_cookie":
            await forget(app, visit)
        case _:
            await refuse(app, visit, fault)


async def vanish(app: ASGIApp, visit: Visit, fault: Fault) -> None:
    """No answer: at once or after a silence, with the work done or not."""
    if fault.kind.endswith("after_commit"):
        await visit.perform(app)
    if fault.kind.startswith("hang"):
        await visit.wait(fault.seconds if fault.seconds is not None else 60)
    await visit.drop()


async def forget(app: ASGIApp, visit: Visit) -> None:
    """Answer as to nobody, with an anonymous cookie; the session of the client stays good."""
    visit.scope = conditions.without_session(visit.scope)
    messages = await visit.perform(app)
    cookies = conditions.anonymous_headers(visit.stage.world, visit.scope, messages)
    for message in messages:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *cookies]
        await visit.send(message)


async def mangle(app: ASGIApp, visit: Visit, fault: Fault) -> None:
    """The work is done, the answer is spoilt."""
    status, headers = 200, cast("list[tuple[bytes, bytes]]", [])
    if fault.commit is not False:
        start = next(item for item in await visit.perform(app) if item["type"] == "http.response.start")
        status, headers = start["status"], [pair for pair in start["headers"] if pair[0] == b"set-cookie"]
    if fault.kind == "garbage":
        response = Response(GARBAGE, 200, media_type="application/octet-stream")
    else:
        response = Response(b"", status)
    response.raw_headers.extend(headers)
    await visit.answer(response)


async def refuse(app: ASGIApp, visit: Visit, fault: Fault) -> None:
    """An answer that says no, with nothing done."""
    if page := refusal_page(visit, fault.kind, fault.until_passed):
        await visit.answer(page)
        return
    if fault.commit:
        await visit.perform(app)
    headers = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
    response = api_errors.plain(visit.stage.world, fault.status) if visit.host == "api" else Response(b"", fault.status)
    response.headers.update(headers)
    await visit.answer(response)


def refusal_page(visit: Visit, kind: str, until_passed: bool) -> Response | None:
    """The whole answer of a kind that has one of its own."""
    world = visit.stage.world
    match kind:
        case "captcha":
            if until_passed:
                captcha.ask(world, visit.host)
            return ask_captcha(visit)
        case "ddos_html":
            return HTMLResponse(GUARD_PAGE, 403)
        case "vpn":
            return conditions.to_vpn_page(world)
        case "geo":
            return conditions.beyond_border(world, visit.host)
        case _:
            return None


def ask_captcha(visit: Visit) -> Response:
    """How each host asks for a captcha (facts 1.4, site shapes 5.3 E10 and 7.5)."""
    world = visit.stage.world
    if visit.host == "api":
        return api_errors.render(world, api_errors.captcha(world))
    sign_in = visit.path in _SIGN_IN and visit.scope["method"] == "POST"
    if visit.host == "site" and not sign_in:
        return captcha_redirect(world, Request(visit.scope))
    return JSONResponse(
        {"success": False, "key": "UNKNOWN", "hhcaptcha": captcha.block(captcha.new_state(world))},
        403 if visit.host == "chatik" else 200,
    )


def expire(visit: Visit) -> None:
    """End the session or the token the request comes with."""
    request = Request(visit.scope)
    world = visit.stage.world
    world.sessions.pop(request.cookies.get("hhtoken", ""), None)
    token = world.tokens.get(request.headers.get("authorization", "").partition(" ")[2])
    if token is not None:
        token.expires_at = world.now
