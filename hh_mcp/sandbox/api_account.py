"""The person and employers at api.hh.ru: `/me`, `/employers` (facts 4.1, 5.7)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import api_views, pages
from hh_mcp.sandbox.api_errors import ApiError, door
from hh_mcp.sandbox.api_resumes import envelope
from hh_mcp.sandbox.clock import api_time
from hh_mcp.sandbox.data import dictionaries, people
from hh_mcp.sandbox.records import Employer, Json
from hh_mcp.sandbox.search import flag, page_of
from hh_mcp.sandbox.tokens import Token, any_token
from hh_mcp.sandbox.web import api_url, site_url, world_of
from hh_mcp.sandbox.world import World


async def me(request: Request) -> Response:
    """GET /me: six flags for an application, the person for an applicant."""
    token = any_token(request)
    return JSONResponse(_applicant(world_of(request), token) if token.is_user else _flags("application"))


def _flags(kind: str) -> Json:
    return {
        "auth_type": kind,
        "is_applicant": kind == "applicant",
        "is_employer": False,
        "is_admin": False,
        "is_application": kind == "application",
        "is_employer_integration": False,
    }


def _applicant(world: World, token: Token) -> Json:
    person = pages.person(token.login)
    fresh = sum(item.new_views for item in world.resumes)
    unread = sum(1 for item in world.responses.values() if world.chats[item.chat_id].unread and not item.hidden)
    return {
        **_flags("applicant"),
        "id": str(people.HHID),
        "first_name": person["firstName"],
        "last_name": person["lastName"],
        "middle_name": person["middleName"],
        "mid_name": person["middleName"],
        "email": person["email"],
        "phone": person["phone"],
        "is_anonymous": False,
        "is_in_search": world.job_search_status != "not_looking_for_job",
        "counters": {"new_resume_views": fresh, "resumes_count": len(world.resumes), "unread_negotiations": unread},
        "resumes_url": api_url(world, "/resumes/mine"),
        "negotiations_url": api_url(world, "/negotiations"),
        "linked_socials": [],
        "profile_videos": {"items": []},
        "user_statuses": {
            "job_search_status": {
                **dictionaries.ref("job_search_statuses_applicant", world.job_search_status),
                "last_change_time": api_time(world.job_search_since),
            }
        },
        "employer": None,
        "manager": None,
        "personal_manager": None,
    }


async def employer(request: Request) -> Response:
    """GET /employers/{employer_id}."""
    world = world_of(request)
    found = world.library.employers.get(request.path_params["employer_id"])
    if found is None:
        raise ApiError(404, "not_found")
    return JSONResponse(api_views.employer_full(world, found))


async def employers(request: Request) -> Response:
    """GET /employers: search by name and area."""
    world, params = world_of(request), request.query_params
    page = page_of(params, depth=5000)
    words = params.get("text", "").strip().lower()
    places = set(params.getlist("area"))
    busy = (
        {item.employer.id for item in world.library.vacancies if not item.archived}
        if flag(params, "only_with_vacancies")
        else None
    )
    found = [
        item
        for item in world.library.employers.values()
        if words in item.name.lower() and (not places or str(item.area) in places) and (busy is None or item.id in busy)
    ]
    return JSONResponse(envelope(found, page, partial(_listed, world)))


def _listed(world: World, item: Employer) -> Json:
    short = api_views.employer_short(world, item)
    keys = ("id", "name", "url", "alternate_url", "vacancies_url", "logo_urls")
    count = (world.library.live & world.library.facet("employer_id", [str(item.id)])).bit_count()
    return {key: short[key] for key in keys} | {
        "open_vacancies": count,
        "type": "company",
        "site": site_url(world, f"/employer/{item.id}"),
    }


ROUTES = [
    Route("/me", door(me)),
    Route("/employers", door(employers)),
    Route("/employers/{employer_id:int}", door(employer)),
]
