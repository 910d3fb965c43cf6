"""Whom a resume is shown to or hidden from: its white and black lists (facts 4.7)."""

from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import api_views
from hh_mcp.sandbox.api_errors import ApiError, door
from hh_mcp.sandbox.api_resumes import envelope, own
from hh_mcp.sandbox.numbers import number_of
from hh_mcp.sandbox.records import Employer, Json
from hh_mcp.sandbox.search import BadArgument, page_of
from hh_mcp.sandbox.web import json_of, site_url, world_of
from hh_mcp.sandbox.world import World

KINDS, LONGEST = ("whitelist", "blacklist"), 2000


def rows(request: Request) -> list[int]:
    """The list of the path; employers' ids in the order they were added."""
    resume, kind = own(request), request.path_params["list_type"]
    if kind not in KINDS:
        raise ApiError(404, "not_found")
    return resume.visibility.setdefault(kind, [])


def _row(world: World, employer: Employer) -> Json:
    short = api_views.employer_short(world, employer)
    logo = {"90": site_url(world, f"/employer-logo/{employer.id}.png")}
    return {key: short[key] for key in ("id", "name", "url", "alternate_url")} | {"logo_urls": logo}


async def listed(request: Request) -> Response:
    """GET /resumes/{resume_id}/{list_type}."""
    kept, world, page = rows(request), world_of(request), page_of(request.query_params)
    items = [_row(world, world.library.employers[key]) for key in kept]
    return JSONResponse(envelope(items, page) | {"limit": LONGEST})


async def add(request: Request) -> Response:
    """POST: `{"items": [{"id": …}]}` join the list."""
    kept, body = rows(request), await json_of(request)
    items = cast("Json", body).get("items") if isinstance(body, dict) else None
    if not isinstance(items, list):
        raise ApiError(400, "bad_request")
    given = [str(item.get("id", "")) if isinstance(item, dict) else "" for item in cast("list[Json | str]", items)]
    known = world_of(request).library.employers
    if not all(number_of(key) in known for key in given):
        raise ApiError(400, "resume_visibility_list", "unknown_employer")
    if len({*kept, *map(int, given)}) > LONGEST:
        raise ApiError(400, "resume_visibility_list", "limit_exceeded")
    kept += [int(key) for key in dict.fromkeys(given) if int(key) not in kept]
    return Response(status_code=204)


async def clear(request: Request) -> Response:
    """DELETE /resumes/{resume_id}/{list_type}."""
    rows(request).clear()
    return Response(status_code=204)


async def remove(request: Request) -> Response:
    """DELETE /resumes/{resume_id}/{list_type}/employer?id=…&id=… ."""
    kept = rows(request)
    given = [number_of(item) for item in request.query_params.getlist("id")]
    if not given or not set(given) <= set(kept):
        raise ApiError(400, "resume_visibility_list", "unknown_employer")
    kept[:] = [key for key in kept if key not in given]
    return Response(status_code=204)


async def search(request: Request) -> Response:
    """GET /resumes/{resume_id}/{list_type}/search: employers by name, those of the list marked."""
    kept, world, page = rows(request), world_of(request), page_of(request.query_params)
    text = request.query_params.get("text", "").strip().lower()
    if not text:
        raise BadArgument("text")
    found = [item for item in world.library.employers.values() if text in item.name.lower()]
    items = [_row(world, item) | {"selected": item.id in kept} for item in found]
    return JSONResponse(envelope(items, page))


_LIST = "/resumes/{resume_id}/{list_type}"
ROUTES = [
    Route(_LIST, door(listed, removed=True)),
    Route(_LIST, door(add, removed=True), methods=["POST"]),
    Route(_LIST, door(clear, removed=True), methods=["DELETE"]),
    Route(f"{_LIST}/employer", door(remove, removed=True), methods=["DELETE"]),
    Route(f"{_LIST}/search", door(search, removed=True)),
]
