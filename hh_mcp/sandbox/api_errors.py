"""Errors of api.hh.ru as whole bodies: `request_id`, `errors[]`, `description` (facts 1.3)."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hh_mcp.sandbox.captcha import new_state
from hh_mcp.sandbox.records import Value
from hh_mcp.sandbox.search import BadArgument
from hh_mcp.sandbox.web import site_url, world_of
from hh_mcp.sandbox.world import World

Handler = Callable[[Request], Awaitable[Response]]
_WORDS = {
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    425: "Too Early",
    429: "Too Many Requests",
}


class ApiError(Exception):
    """An answer of the API that is an error; handlers raise it, the door renders it."""

    def __init__(self, status: int, kind: str, value: str | None = None, **more: Value) -> None:
        super().__init__(kind)
        self.status, self.error = status, {"type": kind, **({"value": value} if value else {}), **more}


def render(world: World, error: ApiError) -> Response:
    """The body of an error; parameter errors repeat the name in the legacy keys."""
    body: dict[str, Any] = {
        "request_id": f"{int(world.now * 1000)}{world.count('requests'):020x}",
        "description": _WORDS.get(error.status, "Error"),
        "errors": [error.error],
    }
    value = error.error.get("value")
    if error.error["type"] == "bad_argument" and value:
        body |= {"bad_argument": value, "bad_arguments": [{"name": value, "description": f"Неверное значение {value}"}]}
    if error.error["type"] == "oauth":
        body["oauth_error"] = {"token_expired": "token-expired", "token_revoked": "token-revoked"}.get(
            str(value), "bad-auth-type"
        )
    return JSONResponse(body, error.status)


def plain(world: World, status: int) -> Response:
    """An error that comes from in front of the API, with the body that goes with its status (facts 1.3)."""
    kind = {429: "too_many_requests", 502: "bad_gateway", 503: "service_unavailable"}.get(status, "error")
    return render(world, ApiError(status, kind))


def captcha(world: World) -> ApiError:
    """403 with the address where a person proves to be one (facts 1.4)."""
    state = new_state(world)
    return ApiError(
        403,
        "captcha_required",
        "captcha_required",
        captcha_url=site_url(world, f"/account/captcha?state={state}"),
        fallback_url=site_url(world, "/account/captcha"),
    )


def door(handler: Handler, *, removed: bool = False) -> Handler:
    """Every operation of the API: the user agent comes first, errors become bodies.

    `removed` marks what left the documentation in December 2025. Whether such a method still answers a third party's
    token is not known (facts 12); with `legacy_api` off the imitation takes the careful view: 403 `forbidden`.
    """

    @wraps(handler)
    async def enter(request: Request) -> Response:
        world = world_of(request)
        try:
            _check_user_agent(request)
            if removed and not world.options.legacy_api:
                raise ApiError(403, "forbidden")
            return await handler(request)
        except ApiError as error:
            return render(world, error)
        except BadArgument as error:
            return render(world, ApiError(400, "bad_argument", error.name))

    return enter


def _check_user_agent(request: Request) -> None:
    """`HH-User-Agent` hides `User-Agent`; without both, or with a banned one, 400 (facts 1.2)."""
    agent = request.headers.get("hh-user-agent", request.headers.get("user-agent", "")).strip()
    if not agent:
        raise ApiError(400, "bad_user_agent", "unset")
    if agent.lower() in ("api-test-agent", "mozilla/5.0", "test"):
        raise ApiError(400, "bad_user_agent", "blacklisted")
