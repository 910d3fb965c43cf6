"""Search, vacancy and start page of the site (site shapes 3 and 4)."""

from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import captcha, clusters, pages, site_resume_views, site_status, site_views
from hh_mcp.sandbox.data import people
from hh_mcp.sandbox.library import Found
from hh_mcp.sandbox.records import Json, Vacancy
from hh_mcp.sandbox.search import ORDERS, BadArgument, Page, find, hidden, page_of
from hh_mcp.sandbox.visitors import admit, applicant, captcha_redirect, open_session, shard
from hh_mcp.sandbox.web import shell, site_url, world_of
from hh_mcp.sandbox.world import World


async def home(request: Request) -> Response:
    """GET /; with `loginkey` it opens a session (facts 3.5)."""
    key = request.query_params.get("loginkey", "")
    login = world_of(request).login_keys.pop(key, None)
    if login is not None:
        response = RedirectResponse(site_url(world_of(request), "/"), 302)
        admit(response, open_session(world_of(request), login), people.HHID)
        return response
    return pages.answer(request, "Работа в Москве, поиск персонала и публикация вакансий", {})


async def search(request: Request) -> Response:
    """GET /search/vacancy."""
    if captcha.captcha_due(world_of(request), "vacancy_calls"):
        captcha.ask(world_of(request), "site")
        return captcha_redirect(world_of(request), request)
    world, params = world_of(request), _as_api(request.query_params)
    try:
        page = page_of(params, default=50, name="items_on_page")
        found = fitting(world, find(world, params, personal=applicant(request) is not None), params.get("resume"))
    except BadArgument:
        return shell(404)
    return pages.answer(request, "Поиск вакансий", _state(request, found, page), json_too=True)


def fitting(world: World, found: Found, resume_hash: str | None) -> Found:
    """With a resume in the query: only vacancies of its role (facts 5.11)."""
    resume = world.resume(resume_hash)
    if resume is None:
        return found
    bits = found.bits & world.library.facet("professional_role", [str(resume.role)])
    return Found(bits, [number for number in found.numbers if bits >> number & 1])


def _as_api(query: QueryParams) -> QueryParams:
    """The site's names of two filters in the words of the API."""
    renamed = [("period" if key == "search_period" else key, value) for key, value in query.multi_items()]
    return QueryParams([(key, value) for key, value in renamed if (key, value) not in (("period", "0"), ("text", ""))])


def _state(request: Request, found: Found, page: Page) -> Json:
    world, personal = world_of(request), applicant(request) is not None
    shown = [world.library.vacancies[number] for number in page.slice(found.numbers)]
    marks = {str(item.id): site_views.labels(world, item) for item in shown} if personal else {}
    query = urlencode(request.query_params.multi_items())
    return {
        "vacancySearchResult": {
            "vacancies": [site_views.card(world, item, personal=personal) for item in shown],
            "totalResults": found.total,
            "criteria": {"page": page.number, "items_on_page": page.size, "text": request.query_params.get("text", "")},
            "paging": paging(page, page.count(found.total)),
            "queries": {"effective": query, "currentParams": query},
            "queryRanks": [],
            "fixes": {},
            "suggests": {},
            "isClustersEnabled": True,
            "hasVacanciesWithAddress": bool(found.bits & world.library.facet("label", ["with_address"])),
            "proxiedSearchFormParams": plain_params(request.query_params),
        },
        "searchCounts": {"isLoad": True, "value": found.total},
        "searchClusters": clusters.of_the_site(world, request.query_params, found.bits),
        "savedSearches": {"items": [], "total": len(world.saved_searches)},
        "totalUsedFilters": sum(1 for key in clusters.SITE_KINDS if key in request.query_params),
        "vacancySearchDictionaries": {
            "orderBy": list(ORDERS[:4]),
            "searchPeriod": ["0", "7", "3", "1"],
            "maxItemsOnPage": 100,
            "maxSearchResult": 2000,
        },
        "novaSorts": {
            "items_on_page": str(page.size),
            "orderBy": request.query_params.get("order_by", "relevance"),
            "searchPeriod": request.query_params.get("search_period", "0"),
        },
        "userLabelsForVacancies": {key: value for key, value in marks.items() if value},
        "criteriaCurrencyCode": "RUR",
    }


def plain_params(query: QueryParams) -> Json:
    """`proxiedSearchFormParams`: a value alone is plain, several are a list (site shapes 11.2)."""
    values = {key: query.getlist(key) for key in query}
    return {key: found[0] if len(found) == 1 else found for key, found in values.items()}


def paging(page: Page, pages_total: int) -> Json | None:
    """The pager; null when everything fits on one page (site shapes 3.2)."""
    if pages_total <= 1:
        return None
    near = range(max(0, page.number - 2), min(pages_total, page.number + 3))
    return {
        "previous": {"page": page.number - 1, "disabled": page.number == 0},
        "pages": [
            {"text": str(item + 1), "page": item, "selected": item == page.number, "inShortRange": True}
            for item in near
        ],
        "firstPage": None,
        "lastPage": {"page": pages_total - 1, "selected": page.number == pages_total - 1},
        "next": {"page": page.number + 1, "disabled": page.number + 1 >= pages_total},
        "os": "Win",
    }


async def vacancy(request: Request) -> Response:
    """GET /vacancy/<id>."""
    world = world_of(request)
    item = world.vacancy(request.path_params["vacancy_id"])
    if item is None:
        return shell(404)
    personal = applicant(request) is not None
    state: Json = {
        "vacancyView": site_views.vacancy_view(world, item, personal=personal),
        "applicantVacancyResponseStatuses": {
            str(item.id): site_status.response_status(world, item, personal=personal)
            | {"resumes": _resumes(world) if personal else {}}
        },
        "vacancyInternalInfo": {
            "vacancyId": item.id,
            "approved": True,
            "userTestId": site_views.test_id(item) if item.has_test else 0,
        },
        "userLabelsForVacancies": {str(item.id): site_views.labels(world, item) if personal else []},
        "vacancyOnlineUsersCounters": {str(item.id): _watched(world, item)},
        "canonicalUrl": site_url(world, f"/vacancy/{item.id}"),
        "relatedVacanciesType": "suitable",
    }
    return pages.answer(request, f"Вакансия {item.name}", state)


def _watched(world: World, item: Vacancy) -> Json:
    online = world.traits(item).online
    return {"includingCurrent": online + 1, "excludingCurrent": online}


def _resumes(world: World) -> Json:
    """The resumes that may be sent, whole (site shapes 4.2)."""
    return {str(resume.id): site_resume_views.short_item(world, resume) for resume in world.finished_resumes}


async def related(request: Request) -> Response:
    """GET /shards/vacancy/related_vacancies (site shapes 3.1)."""
    world = world_of(request)
    item = world.vacancy(request.query_params.get("vacancyId"))
    if item is None:
        return JSONResponse({"vacancies": [], "totalPages": 0})
    bits = world.library.live & world.library.facet("professional_role", [str(item.role)]) & ~hidden(world)
    numbers = [number for number in world.library.newest(bits, 21) if world.library.vacancies[number] is not item][:20]
    cards = [site_views.card(world, world.library.vacancies[number], personal=True) for number in numbers]
    return JSONResponse({"vacancies": cards, "totalPages": 1})


async def view_count(request: Request) -> Response:
    """GET /shards/vacancy_view_count."""
    item = world_of(request).vacancy(request.query_params.get("vacancyId"))
    return JSONResponse({"vacancyViewCount": item.responses * 7 if item else 0})


async def hidden_state(request: Request) -> Response:
    """GET /applicant/blacklist/state (site shapes 4.4)."""
    world, query = world_of(request), request.query_params
    hidden = {str(item) for item in world.hidden_vacancies}, {str(item) for item in world.hidden_employers}
    state = {
        "vacancyIsBlacklisted": query.get("vacancyId") in hidden[0],
        "employerIsBlacklisted": query.get("employerId") in hidden[1],
    }
    return JSONResponse(state | {"limitReached": False})


ROUTES = [
    Route("/applicant/blacklist/state", shard(hidden_state)),
    Route("/", home),
    Route("/search/vacancy", search),
    Route("/vacancy/{vacancy_id}", vacancy),
    Route("/shards/vacancy/related_vacancies", shard(related)),
    Route("/shards/vacancy_view_count", view_count),
]
