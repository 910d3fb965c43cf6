"""Hints while one types (facts 5.5): a text of 2 to 3000 characters, `{"items": […]}`."""

from collections.abc import Callable, Iterable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import api_reference
from hh_mcp.sandbox.api_errors import Handler, door
from hh_mcp.sandbox.data import areas
from hh_mcp.sandbox.data.professions import PROFESSIONS
from hh_mcp.sandbox.data.roles import INDUSTRY_NAMES, ROLES
from hh_mcp.sandbox.records import Employer, Json
from hh_mcp.sandbox.search import BadArgument
from hh_mcp.sandbox.web import api_url, world_of
from hh_mcp.sandbox.world import World

MOST = 20
FIELDS_OF_STUDY = (
    "Прикладная математика и информатика",
    "Программная инженерия",
    "Бухгалтерский учёт",
    "Менеджмент",
    "Дизайн",
)
TITLES = [(title, profession.role) for profession in PROFESSIONS for title in profession.titles]


def matching(text: str, rows: Iterable[tuple[str, Json]]) -> list[Json]:
    """Rows whose name has a word that starts with the text, those that start with it first."""
    wanted = text.lower().replace("ё", "е")
    scored = ((name.lower().replace("ё", "е"), row) for name, row in rows)
    found = [
        (not name.startswith(wanted), number, row)
        for number, (name, row) in enumerate(scored)
        if f" {wanted}" in f" {name}"
    ]
    return [row for _, _, row in sorted(found, key=lambda item: item[:2])][:MOST]


def typed(request: Request) -> str:
    """The text, checked."""
    text = request.query_params.get("text", "").strip()
    if not 2 <= len(text) <= 3000:
        raise BadArgument("text")
    return text


def suggest(rows: Callable[[World], Iterable[tuple[str, Json]]]) -> Handler:
    """An operation that offers rows by their name."""

    async def handler(request: Request) -> Response:
        return JSONResponse({"items": matching(typed(request), rows(world_of(request)))})

    return door(handler)


def _areas(world: World) -> Iterable[tuple[str, Json]]:
    return (
        (one.name, {"id": str(one.id), "text": one.name, "url": api_url(world, f"/areas/{one.id}")})
        for one in areas.AREAS.values()
    )


def _leaves(world: World) -> Iterable[tuple[str, Json]]:
    return (row for row in _areas(world) if not areas.children(int(row[1]["id"])))


def _keywords(_: World) -> Iterable[tuple[str, Json]]:
    return ((text, {"text": text}) for text in dict.fromkeys([*(title for title, _ in TITLES), *api_reference.SKILLS]))


def _positions(_: World) -> Iterable[tuple[str, Json]]:
    for number, (title, role) in enumerate(TITLES, 1):
        roles = [{"id": str(role), "name": ROLES[role], "accept_incomplete_resumes": False}]
        yield title, {"id": str(number), "text": title, "professional_roles": roles}


def _roles(_: World) -> Iterable[tuple[str, Json]]:
    return ((name, {"id": str(role), "text": name, "accept_incomplete_resumes": False}) for role, name in ROLES.items())


def _skills(_: World) -> Iterable[tuple[str, Json]]:
    return ((skill, {"id": str(number), "text": skill}) for number, skill in enumerate(api_reference.SKILLS, 1))


def _companies(world: World) -> Iterable[tuple[str, Json]]:
    return ((one.name, _company(world, one)) for one in world.library.employers.values())


def _company(world: World, one: Employer) -> Json:
    name = INDUSTRY_NAMES.get(one.industry, "")
    area = areas.AREAS.get(one.area)
    return {
        "id": str(one.id),
        "text": one.name,
        "url": api_url(world, f"/employers/{one.id}"),
        "logo_urls": None,
        "area": {"id": str(one.area), "name": area.name if area else ""},
        "industries": [{"id": one.industry, "name": name}],
    }


def _schools(_: World) -> Iterable[tuple[str, Json]]:
    return ((f"{row[1]} {row[2]}", api_reference.school(row)) for row in api_reference.SCHOOLS)


def _studies(_: World) -> Iterable[tuple[str, Json]]:
    return ((name, {"id": str(number), "text": name}) for number, name in enumerate(FIELDS_OF_STUDY, 1))


ROUTES = [
    Route("/suggests/areas", suggest(_areas)),
    Route("/suggests/area_leaves", suggest(_leaves)),
    Route("/suggests/vacancy_search_keyword", suggest(_keywords)),
    Route("/suggests/resume_search_keyword", suggest(_keywords)),
    Route("/suggests/vacancy_positions", suggest(_positions)),
    Route("/suggests/positions", suggest(_positions)),
    Route("/suggests/professional_roles", suggest(_roles)),
    Route("/suggests/skill_set", suggest(_skills)),
    Route("/suggests/companies", suggest(_companies)),
    Route("/suggests/educational_institutions", suggest(_schools)),
    Route("/suggests/fields_of_study", suggest(_studies)),
]
