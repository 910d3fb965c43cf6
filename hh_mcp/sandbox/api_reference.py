"""Reference books of api.hh.ru: dictionaries, areas, roles, industries, metro, languages, skills (facts 5.6)."""

import hashlib
import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox.api_errors import ApiError, door
from hh_mcp.sandbox.data import areas, dictionaries
from hh_mcp.sandbox.data.professions import PROFESSIONS
from hh_mcp.sandbox.data.roles import CATEGORIES, INDUSTRIES
from hh_mcp.sandbox.numbers import number_of
from hh_mcp.sandbox.records import Json, Value
from hh_mcp.sandbox.search import BadArgument
from hh_mcp.sandbox.web import api_url, world_of

LANGUAGES = (
    ("rus", "Русский", "1"),
    ("eng", "Английский", "2"),
    ("deu", "Немецкий", "58"),
    ("fra", "Французский", "93"),
    ("ita", "Итальянский", "17"),
    ("zho", "Китайский", "46"),
)
LOCALES = (("RU", "Русский"), ("EN", "English"), ("KZ", "Қазақша"), ("BE", "Беларуская"))
DISTRICTS = (
    (1, "Арбат", 1),
    (2, "Хамовники", 1),
    (3, "Якиманка", 1),
    (4, "Василеостровский", 2),
    (5, "Петроградский", 2),
)
SCHOOLS = (
    (1, "Московский государственный университет", "МГУ", 1),
    (2, "Санкт-Петербургский государственный университет", "СПбГУ", 2),
    (3, "Казанский федеральный университет", "КФУ", 88),
    (4, "Новосибирский государственный университет", "НГУ", 4),
)
SKILLS = sorted({skill for profession in PROFESSIONS for skill in profession.skills})


def cached(request: Request, body: Value) -> Response:
    """A reference book with its ETag; 304 when the client has it already (facts 1.2)."""
    tag = f'"{hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": "max-age=86400"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return JSONResponse(body, headers=headers)


async def all_dictionaries(request: Request) -> Response:
    """GET /dictionaries."""
    return cached(request, dictionaries.everything())


def area_tree(area: areas.Area) -> Json:
    """An area with everything inside."""
    place = {"lat": area.lat, "lng": area.lng} if area.lat is not None else {}
    return {
        "id": str(area.id),
        "name": area.name,
        "parent_id": str(area.parent) if area.parent is not None else None,
        "areas": [area_tree(child) for child in areas.children(area.id)],
        **place,
    }


async def all_areas(request: Request) -> Response:
    """GET /areas."""
    return cached(request, [area_tree(country) for country in areas.children(None)])


async def countries(request: Request) -> Response:
    """GET /areas/countries."""
    world = world_of(request)
    return cached(
        request,
        [
            {"id": str(one.id), "name": one.name, "url": api_url(world, f"/areas/{one.id}")}
            for one in areas.children(None)
        ],
    )


async def one_area(request: Request) -> Response:
    """GET /areas/{area_id}."""
    area = areas.AREAS.get(request.path_params["area_id"])
    if area is None:
        raise ApiError(404, "not_found")
    return cached(request, area_tree(area))


async def professional_roles(request: Request) -> Response:
    """GET /professional_roles."""
    return cached(
        request,
        {
            "categories": [
                {"id": key, "name": name, "roles": [_role(role, title) for role, title in roles.items()]}
                for key, (name, roles) in CATEGORIES.items()
            ]
        },
    )


def _role(role: int, title: str) -> Json:
    return {
        "id": str(role),
        "name": title,
        "accept_incomplete_resumes": False,
        "is_default": False,
        "search_deprecated": False,
        "select_deprecated": False,
    }


async def industries(request: Request) -> Response:
    """GET /industries."""
    body = [
        {"id": key, "name": name, "industries": [{"id": inner, "name": title} for inner, title in rows.items()]}
        for key, (name, rows) in INDUSTRIES.items()
    ]
    return cached(request, body)


def _city(city: int) -> Json:
    lines: dict[str, Json] = {}
    for order, station in enumerate(areas.METRO[city], 1):
        line = lines.setdefault(
            station.line_id, {"id": station.line_id, "name": station.line, "hex_color": station.color, "stations": []}
        )
        line["stations"].append(
            {
                "id": station.id,
                "name": station.name,
                "lat": station.lat,
                "lng": station.lng,
                "order": order,
                "line": {"id": station.line_id, "name": station.line, "hex_color": station.color},
            }
        )
    return {"id": str(city), "name": areas.AREAS[city].name, "lines": list(lines.values())}


async def metro(request: Request) -> Response:
    """GET /metro."""
    world = world_of(request)
    return cached(request, [{**_city(city), "url": api_url(world, f"/metro/{city}")} for city in areas.METRO])


async def city_metro(request: Request) -> Response:
    """GET /metro/{city_id}."""
    if request.path_params["city_id"] not in areas.METRO:
        raise ApiError(404, "not_found")
    return cached(request, _city(request.path_params["city_id"]))


async def languages(request: Request) -> Response:
    """GET /languages."""
    return cached(request, [{"id": key, "name": name, "uid": uid} for key, name, uid in LANGUAGES])


async def locales(request: Request) -> Response:
    """GET /locales and /locales/resume."""
    return cached(request, [{"id": key, "name": name, "current": key == "RU"} for key, name in LOCALES])


async def districts(request: Request) -> Response:
    """GET /districts."""
    return cached(request, [{"id": str(key), "name": name, "area_id": str(area)} for key, name, area in DISTRICTS])


async def skills(request: Request) -> Response:
    """GET /skills?id=…."""
    wanted = [item for item in request.query_params.getlist("id") if item]
    if not wanted or len(wanted) > 50:
        raise BadArgument("id")
    if not all(number_of(item) is not None for item in wanted):
        raise BadArgument("id")
    found = [int(item) for item in wanted if 0 < int(item) <= len(SKILLS)]
    return JSONResponse({"items": [{"id": str(number), "text": SKILLS[number - 1]} for number in found]})


async def educational_institutions(request: Request) -> Response:
    """GET /educational_institutions?id=…."""
    wanted = [item for item in request.query_params.getlist("id") if item]
    if not wanted:
        raise BadArgument("id")
    return JSONResponse({"items": [school(row) for row in SCHOOLS if str(row[0]) in wanted]})


def school(row: tuple[int, str, str, int]) -> Json:
    """A university."""
    key, name, acronym, area = row
    return {
        "id": str(key),
        "text": name,
        "acronym": acronym,
        "synonyms": acronym,
        "area": {"id": str(area), "name": areas.AREAS[area].name},
    }


async def faculties(request: Request) -> Response:
    """GET /educational_institutions/{id}/faculties."""
    if request.path_params["school_id"] not in {row[0] for row in SCHOOLS}:
        raise ApiError(404, "not_found")
    return cached(
        request,
        [{"id": "1", "name": "Факультет математики и информатики"}, {"id": "2", "name": "Экономический факультет"}],
    )


ROUTES = [
    Route("/dictionaries", door(all_dictionaries)),
    Route("/areas", door(all_areas)),
    Route("/areas/countries", door(countries)),
    Route("/areas/{area_id:int}", door(one_area)),
    Route("/professional_roles", door(professional_roles)),
    Route("/industries", door(industries)),
    Route("/metro", door(metro)),
    Route("/metro/{city_id:int}", door(city_metro)),
    Route("/languages", door(languages)),
    Route("/locales", door(locales)),
    Route("/locales/resume", door(locales)),
    Route("/districts", door(districts)),
    Route("/skills", door(skills)),
    Route("/educational_institutions", door(educational_institutions)),
    Route("/educational_institutions/{school_id:int}/faculties", door(faculties)),
]
