"""Search and reading of vacancies at api.hh.ru (facts 5.1, 5.3, 5.4)."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import api_views
from hh_mcp.sandbox.api_errors import ApiError, captcha, door
from hh_mcp.sandbox.captcha import captcha_due
from hh_mcp.sandbox.clusters import arguments, clusters
from hh_mcp.sandbox.library import Found
from hh_mcp.sandbox.records import Json, Vacancy
from hh_mcp.sandbox.search import BadArgument, find, flag, page_of, whole
from hh_mcp.sandbox.tokens import Token, bearer
from hh_mcp.sandbox.web import site_url, world_of
from hh_mcp.sandbox.world import World


def searcher(request: Request) -> Token | None:
    """Who searches; without a token hh.ru may refuse or ask for a captcha (facts 1.4, 1.5)."""
    world, token = world_of(request), bearer(request)
    if token is None and not world.options.anonymous_search:
        raise ApiError(403, "forbidden")
    if captcha_due(world, "vacancy_calls"):
        raise captcha(world)
    return token


async def search(request: Request) -> Response:
    """GET /vacancies."""
    token = searcher(request)
    found = find(world_of(request), request.query_params, personal=bool(token and token.is_user))
    return envelope(request, found, token)


def envelope(request: Request, found: Found, token: Token | None) -> Response:
    """A page of search results."""
    world, params = world_of(request), request.query_params
    page = page_of(params, default=10)
    personal = bool(token and token.is_user)
    text = params.get("text", "")
    items = [
        _item(world, number, text, params.get("responses_count_enabled") == "true", personal=personal)
        for number in page.slice(found.numbers)
    ]
    body: Json = {
        "items": items,
        "found": found.total,
        "pages": page.count(found.total),
        "page": page.number,
        "per_page": page.size,
        "clusters": clusters(world, params, found.bits) if flag(params, "clusters") else None,
        "arguments": arguments(world, params) if flag(params, "describe_arguments") else None,
        "fixes": None,
        "suggests": None,
        "alternate_url": site_url(world, f"/search/vacancy?{urlencode(params.multi_items())}"),
    }
    return JSONResponse(body)


def _item(world: World, number: int, text: str, counted: bool, *, personal: bool) -> Json:
    vacancy = world.library.vacancies[number]
    item = api_views.vacancy_item(world, vacancy, personal=personal, text=text)
    if counted:
        item["counters"] = {"responses": vacancy.responses, "total_responses": vacancy.responses}
    return item


def existing(request: Request) -> Vacancy:
    """The vacancy of the path, or 404."""
    vacancy = world_of(request).vacancy(request.path_params["vacancy_id"])
    if vacancy is None:
        raise ApiError(404, "not_found")
    return vacancy


async def vacancy(request: Request) -> Response:
    """GET /vacancies/{vacancy_id}."""
    token = searcher(request)
    return JSONResponse(
        api_views.vacancy_full(world_of(request), existing(request), personal=bool(token and token.is_user))
    )


async def similar(request: Request) -> Response:
    """GET /vacancies/{vacancy_id}/similar_vacancies: the same role, filters of the search apply."""
    return _alike(request, existing(request))


async def related(request: Request) -> Response:
    """GET /vacancies/{vacancy_id}/related_vacancies: no older than a month (facts 5.4)."""
    if whole(request.query_params, "period", 0) > 30:
        raise BadArgument("period")
    return _alike(request, existing(request))


def _alike(request: Request, vacancy: Vacancy) -> Response:
    world, token = world_of(request), searcher(request)
    found = find(world, request.query_params, personal=bool(token and token.is_user))
    number = world.library.numbers[vacancy.id]
    bits = found.bits & world.library.facet("professional_role", [str(vacancy.role)]) & ~(1 << number)
    wanted = [one for one in found.numbers if bits >> one & 1]
    return envelope(request, Found(bits, wanted), token)


ROUTES = [
    Route("/vacancies", door(search)),
    Route("/vacancies/{vacancy_id:int}", door(vacancy)),
    Route("/vacancies/{vacancy_id:int}/similar_vacancies", door(similar)),
    Route("/vacancies/{vacancy_id:int}/related_vacancies", door(related)),
]
