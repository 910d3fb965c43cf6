"""What the applicant keeps at api.hh.ru: favourites, hidden lists, saved searches (facts 5.8-5.10)."""

from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import api_resume_views, api_views
from hh_mcp.sandbox.api_errors import ApiError, door
from hh_mcp.sandbox.api_resumes import envelope
from hh_mcp.sandbox.clock import api_time
from hh_mcp.sandbox.records import Json, Vacancy
from hh_mcp.sandbox.search import BadArgument, Page, find, flag, page_of
from hh_mcp.sandbox.tokens import user_token
from hh_mcp.sandbox.web import api_url, world_of
from hh_mcp.sandbox.world import SavedSearch, World

MOST_HIDDEN = 2000


def _known(request: Request, kind: str = "not_found") -> Vacancy:
    user_token(request)
    vacancy = world_of(request).vacancy(request.path_params["vacancy_id"])
    if vacancy is None:
        raise ApiError(404, kind, None if kind == "not_found" else "not_found")
    return vacancy


def _vacancies(world: World, ids: list[int]) -> list[Json]:
    found = [world.library.by_id[key] for key in ids if key in world.library.by_id]
    return [api_views.vacancy_item(world, item, personal=True) for item in found]


async def favorites(request: Request) -> Response:
    """GET /vacancies/favorited, the latest first."""
    user_token(request)
    world, page = world_of(request), page_of(request.query_params)
    ids = sorted(world.favorites, key=lambda key: -world.favorites[key])
    return JSONResponse(envelope(_vacancies(world, ids), page))


async def favor(request: Request) -> Response:
    """PUT /vacancies/favorited/{vacancy_id}."""
    vacancy = _known(request)
    if vacancy.archived:
        raise ApiError(403, "vacancies_favorited", "vacancy_archived")
    world_of(request).favorites.setdefault(vacancy.id, world_of(request).now)
    return Response(status_code=204)


async def disfavor(request: Request) -> Response:
    """DELETE /vacancies/favorited/{vacancy_id}."""
    world_of(request).favorites.pop(_known(request).id, None)
    return Response(status_code=204)


async def hidden_vacancies(request: Request) -> Response:
    """GET /vacancies/blacklisted."""
    user_token(request)
    world, page = world_of(request), page_of(request.query_params)
    body = envelope(_vacancies(world, list(world.hidden_vacancies)), page)
    return JSONResponse(body | {"limit_reached": len(world.hidden_vacancies) >= MOST_HIDDEN})


async def hide_vacancy(request: Request) -> Response:
    """PUT /vacancies/blacklisted/{vacancy_id}."""
    vacancy, world = _known(request, "vacancies_blacklist"), world_of(request)
    if len(world.hidden_vacancies) >= MOST_HIDDEN:
        raise ApiError(400, "vacancies_blacklist", "limit_exceeded")
    world.hidden_vacancies.setdefault(vacancy.id, world.now)
    return Response(status_code=204)


async def show_vacancy(request: Request) -> Response:
    """DELETE /vacancies/blacklisted/{vacancy_id}."""
    world_of(request).hidden_vacancies.pop(_known(request, "vacancies_blacklist").id, None)
    return Response(status_code=204)


async def hidden_employers(request: Request) -> Response:
    """GET /employers/blacklisted."""
    user_token(request)
    world, page = world_of(request), page_of(request.query_params)
    keys = ("id", "name", "url", "alternate_url", "vacancies_url", "logo_urls", "open_vacancies")
    rows = [api_views.employer_full(world, world.library.employers[key]) for key in world.hidden_employers]
    body = envelope([{key: row[key] for key in keys} for row in rows], page)
    return JSONResponse(body | {"limit_reached": len(rows) >= MOST_HIDDEN})


def _employer(request: Request) -> int:
    user_token(request)
    key = request.path_params["employer_id"]
    if key not in world_of(request).library.employers:
        raise ApiError(404, "employers_blacklist", "not_found")
    return key


async def hide_employer(request: Request) -> Response:
    """PUT /employers/blacklisted/{employer_id}."""
    key, world = _employer(request), world_of(request)
    if len(world.hidden_employers) >= MOST_HIDDEN:
        raise ApiError(400, "employers_blacklist", "limit_exceeded")
    world.hidden_employers.setdefault(key, world.now)
    return Response(status_code=204)


async def show_employer(request: Request) -> Response:
    """DELETE /employers/blacklisted/{employer_id}."""
    world_of(request).hidden_employers.pop(_employer(request), None)
    return Response(status_code=204)


async def searches(request: Request) -> Response:
    """GET /saved_searches/vacancies: at most ten at a time."""
    user_token(request)
    world, page = world_of(request), page_of(request.query_params, default=10, most=10)
    items = [_search(world, item) for item in world.saved_searches.values()]
    return JSONResponse(envelope(items, page))


def _search(world: World, item: SavedSearch) -> Json:
    total = find(world, QueryParams(item.query)).total
    fresh = find(world, QueryParams(f"{item.query}&date_from={api_time(item.created_at).replace('+', '%2B')}")).total
    url = api_url(world, f"/vacancies?{item.query}")
    return {
        "id": str(item.id),
        "name": item.name,
        "created_at": api_time(item.created_at),
        "subscription": item.subscription,
        "items": {"count": total, "url": url},
        "new_items": {"count": fresh, "url": f"{url}&saved_search_id={item.id}"},
    }


async def save_search(request: Request) -> Response:
    """POST /saved_searches/vacancies: the search is in the query, together with its name."""
    user_token(request)
    world, params = world_of(request), request.query_params
    kept = [
        (key, value)
        for key, value in params.multi_items()
        if key not in ("name", "page", "per_page", "period", "locale", "host")
    ]
    find(world, QueryParams(kept))
    number = world.count("saved_searches") + 50_000_000
    name = params.get("name") or params.get("text") or "Поиск"
    world.saved_searches[number] = SavedSearch(number, name, urlencode(kept), world.now)
    return Response(status_code=201, headers={"Location": f"/saved_searches/vacancies/{number}"})


def _saved(request: Request) -> SavedSearch:
    user_token(request)
    item = world_of(request).saved_searches.get(request.path_params["search_id"])
    if item is None:
        raise ApiError(404, "not_found")
    return item


async def one_search(request: Request) -> Response:
    """GET /saved_searches/vacancies/{id}."""
    return JSONResponse(_search(world_of(request), _saved(request)))


async def change_search(request: Request) -> Response:
    """PUT /saved_searches/vacancies/{id}: a name or a subscription, never both (facts 5.9)."""
    item, params = _saved(request), request.query_params
    if "name" in params and "subscription" in params:
        raise ApiError(409, "bad_argument", "subscription")
    if "subscription" in params:
        item.subscription = flag(params, "subscription")
    elif params.get("name"):
        item.name = params["name"]
    else:
        raise BadArgument("name")
    return Response(status_code=204)


async def forget_search(request: Request) -> Response:
    """DELETE /saved_searches/vacancies/{id}."""
    del world_of(request).saved_searches[_saved(request).id]
    return Response(status_code=204)


async def suitable(request: Request) -> Response:
    """GET /vacancies/{vacancy_id}/suitable_resumes."""
    token, world, groups = user_token(request), world_of(request), _groups(request)
    items = [_resume(world, item, token.login) for item in groups["suitable"]]
    overall = {key: len(groups[key]) for key in ("already_applied", "not_published", "unavailable")}
    return JSONResponse(envelope(items, Page(0, 20)) | {"overall": overall})


async def by_status(request: Request) -> Response:
    """GET /vacancies/{vacancy_id}/resumes_by_status."""
    token, world, groups = user_token(request), world_of(request), _groups(request)
    body: Json = {key: [_resume(world, item, token.login) for item in items] for key, items in groups.items()}
    return JSONResponse(body | {"counters": {key: len(items) for key, items in groups.items()}})


def _resume(world: World, item: api_resume_views.Resume, login: str | None) -> Json:
    return api_resume_views.item(world, item, login) | {"requires_completion": not item.jobs}


def _groups(request: Request) -> dict[str, list[api_resume_views.Resume]]:
    vacancy, world = _known(request), world_of(request)
    used = {item.resume.hash for item in world.responses_to(vacancy)}
    drafts = [item for item in world.resumes if not item.published]
    rest = [item for item in world.resumes if item.published and not item.hidden_from(vacancy)]
    return {
        "suitable": [item for item in rest if item.hash not in used],
        "already_applied": [item for item in rest if item.hash in used],
        "not_published": drafts,
        "unavailable": [item for item in world.resumes if item.published and item.hidden_from(vacancy)],
    }


_PAIRS = (
    ("/vacancies/favorited", favorites, favor, disfavor, "{vacancy_id:int}"),
    ("/vacancies/blacklisted", hidden_vacancies, hide_vacancy, show_vacancy, "{vacancy_id:int}"),
    ("/employers/blacklisted", hidden_employers, hide_employer, show_employer, "{employer_id:int}"),
)
ROUTES = [
    *(Route(path, door(listed, removed=True)) for path, listed, _, _, _ in _PAIRS),
    *(Route(f"{path}/{key}", door(put, removed=True), methods=["PUT"]) for path, _, put, _, key in _PAIRS),
    *(Route(f"{path}/{key}", door(drop, removed=True), methods=["DELETE"]) for path, _, _, drop, key in _PAIRS),
    Route("/saved_searches/vacancies", door(searches, removed=True)),
    Route("/saved_searches/vacancies", door(save_search, removed=True), methods=["POST"]),
    Route("/saved_searches/vacancies/{search_id:int}", door(one_search, removed=True)),
    Route("/saved_searches/vacancies/{search_id:int}", door(change_search, removed=True), methods=["PUT"]),
    Route("/saved_searches/vacancies/{search_id:int}", door(forget_search, removed=True), methods=["DELETE"]),
    Route("/vacancies/{vacancy_id:int}/suitable_resumes", door(suitable, removed=True)),
    Route("/vacancies/{vacancy_id:int}/resumes_by_status", door(by_status, removed=True)),
]
