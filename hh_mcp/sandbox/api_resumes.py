"""Resumes of the applicant at api.hh.ru (facts 4); all but reading one left the documentation in December 2025."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import api_resume_views as views
from hh_mcp.sandbox import api_vacancies, api_views, resume_editing
from hh_mcp.sandbox.api_errors import ApiError, door
from hh_mcp.sandbox.clock import api_time
from hh_mcp.sandbox.data import dictionaries
from hh_mcp.sandbox.library import Found
from hh_mcp.sandbox.records import Json, Resume
from hh_mcp.sandbox.search import Item, Page, find, flag, page_of
from hh_mcp.sandbox.site_resumes import raise_up
from hh_mcp.sandbox.tokens import user_token
from hh_mcp.sandbox.web import api_url, form_of, json_of, text_of, world_of

MOST_RESUMES = 20


def envelope(found: list[Item], page: Page, view: Callable[[Item], object] = lambda item: item) -> Json:
    """A whole list cut into a page; `view` shows an item of it."""
    shown, pages = [view(item) for item in page.slice(found)], -(-len(found) // page.size)
    return {"found": len(found), "pages": pages, "page": page.number, "per_page": page.size, "items": shown}


def own(request: Request) -> Resume:
    """The resume of the path, when it is the applicant's."""
    user_token(request)
    resume = world_of(request).resume(request.path_params["resume_id"])
    if resume is None:
        raise ApiError(404, "not_found")
    return resume


async def mine(request: Request) -> Response:
    """GET /resumes/mine."""
    token, world, page = user_token(request), world_of(request), page_of(request.query_params)
    items = [views.item(world, resume, token.login) for resume in world.resumes]
    return JSONResponse(envelope(items, page))


async def one(request: Request) -> Response:
    """GET /resumes/{resume_id}."""
    resume = own(request)
    body = views.full(world_of(request), resume, user_token(request).login)
    if flag(request.query_params, "with_job_search_status"):
        body["job_search_status"] = dictionaries.ref(
            "job_search_statuses_employer", world_of(request).job_search_status
        )
    return JSONResponse(body)


async def status(request: Request) -> Response:
    """GET /resumes/{resume_id}/status."""
    resume, world = own(request), world_of(request)
    body = views.status(world, resume)
    body |= {
        "moderation_note": [],
        "progress": views.progress(resume),
        "publish_url": api_url(world, f"/resumes/{resume.hash}/publish"),
    }
    return JSONResponse(body)


async def publish(request: Request) -> Response:
    """POST /resumes/{resume_id}/publish: publish or raise; every four hours (facts 4.5)."""
    resume, world = own(request), world_of(request)
    if not resume.jobs:
        raise ApiError(400, "bad_request")
    if resume.published and world.now < resume.next_publish_at:
        raise ApiError(429, "resumes", "touch_limit_exceeded")
    resume.published, resume.access = True, "clients" if resume.access == "no_one" else resume.access
    raise_up(world, resume)
    return Response(status_code=204)


async def viewed(request: Request) -> Response:
    """GET /resumes/{resume_id}/views: looking at the list makes its entries old (facts 4.6)."""
    resume, world, page = own(request), world_of(request), page_of(request.query_params)
    rows = sorted(resume.views, reverse=True)
    items = [
        {"created_at": api_time(at), "viewed": seen, "employer": _viewer(request, number)} for at, number, seen in rows
    ]
    resume.views = [(at, number, True) for at, number, _ in resume.views]
    return JSONResponse(envelope(items, page) | {"resume": views.short(world, resume)})


def _viewer(request: Request, number: int) -> Json:
    employer = world_of(request).library.employers.get(number)
    if employer is None:
        return {"name": "Анонимный работодатель"}
    short = api_views.employer_short(world_of(request), employer)
    return {key: short[key] for key in ("id", "name", "url", "alternate_url", "vacancies_url", "logo_urls")}


async def availability(request: Request) -> Response:
    """GET /resumes/creation_availability."""
    user_token(request)
    created = len(world_of(request).resumes)
    rest = MOST_RESUMES - created
    return JSONResponse({"created": created, "max": MOST_RESUMES, "remaining": rest, "is_creation_available": rest > 0})


async def access_types(request: Request) -> Response:
    """GET /resumes/{resume_id}/access_types."""
    resume, names = own(request), dictionaries.names("resume_access_type")
    items = [{"id": key, "name": name, "active": key == resume.access} for key, name in names.items()]
    return JSONResponse({"items": items, "auto_hide_time_options": None})


async def similar(request: Request) -> Response:
    """GET /resumes/{resume_id}/similar_vacancies: vacancies of the resume's role, filters of the search apply."""
    resume, world = own(request), world_of(request)
    found = find(world, request.query_params, personal=True)
    bits = found.bits & world.library.facet("professional_role", [str(resume.role)])
    wanted = [number for number in found.numbers if bits >> number & 1]
    return api_vacancies.envelope(request, Found(bits, wanted), user_token(request))


async def create(request: Request) -> Response:
    """POST /resumes: a new draft."""
    user_token(request)
    resume = resume_editing.create(world_of(request), await _body(request))
    return Response(status_code=201, headers={"Location": f"/resumes/{resume.hash}"})


async def change(request: Request) -> Response:
    """PUT /resumes/{resume_id}: arrays replace, fields that are absent stay."""
    resume = own(request)
    resume_editing.change(world_of(request), resume, await _body(request))
    return Response(status_code=204)


async def _body(request: Request) -> Json:
    body = await json_of(request)
    if not isinstance(body, dict):
        raise ApiError(400, "bad_json_data")
    return body  # pyright: ignore[reportUnknownVariableType]


async def delete(request: Request) -> Response:
    """DELETE /resumes/{resume_id}."""
    world_of(request).resumes.remove(own(request))
    return Response(status_code=204)


async def conditions(request: Request) -> Response:
    """GET /resumes/{resume_id}/conditions."""
    own(request)
    return JSONResponse(resume_editing.CONDITIONS)


async def all_conditions(request: Request) -> Response:
    """GET /resume_conditions: the same for a resume that does not exist yet."""
    user_token(request)
    return JSONResponse(resume_editing.CONDITIONS)


async def change_me(request: Request) -> Response:
    """POST /me: either the three names together or `is_in_search` (facts 4.1)."""
    user_token(request)
    world, fields = world_of(request), await form_of(request)
    names, search = (
        [text_of(fields, key) for key in ("last_name", "first_name", "middle_name")],
        text_of(fields, "is_in_search"),
    )
    if bool(search) == any(names) or (any(names) and not all(names)):
        raise ApiError(400, "bad_argument", "is_in_search" if search else "last_name")
    if search:
        world.set_job_search("active_search" if search == "true" else "not_looking_for_job")
    return Response(status_code=204)


ROUTES = [
    Route("/me", door(change_me, removed=True), methods=["POST"]),
    Route("/resumes/mine", door(mine, removed=True)),
    Route("/resumes/creation_availability", door(availability, removed=True)),
    Route("/resumes", door(create, removed=True), methods=["POST"]),
    Route("/resumes/{resume_id}", door(one)),
    Route("/resumes/{resume_id}", door(change, removed=True), methods=["PUT"]),
    Route("/resumes/{resume_id}", door(delete, removed=True), methods=["DELETE"]),
    Route("/resumes/{resume_id}/status", door(status, removed=True)),
    Route("/resumes/{resume_id}/publish", door(publish, removed=True), methods=["POST"]),
    Route("/resumes/{resume_id}/views", door(viewed, removed=True)),
    Route("/resumes/{resume_id}/access_types", door(access_types, removed=True)),
    Route("/resumes/{resume_id}/conditions", door(conditions, removed=True)),
    Route("/resume_conditions", door(all_conditions, removed=True)),
    Route("/resumes/{resume_id}/similar_vacancies", door(similar, removed=True)),
]
