"""What a search could be narrowed by, and what it is narrowed by now (facts 5.3: `clusters`, `arguments`)."""

from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from hh_mcp.sandbox.data import areas, dictionaries
from hh_mcp.sandbox.data.roles import INDUSTRY_NAMES, ROLES
from hh_mcp.sandbox.numbers import number_of
from hh_mcp.sandbox.records import Json
from hh_mcp.sandbox.web import api_url
from hh_mcp.sandbox.world import World

_TITLES = {
    "area": "Регион",
    "salary": "Уровень дохода",
    "industry": "Отрасль компании",
    "experience": "Опыт работы",
    "employment": "Тип занятости",
    "schedule": "График работы",
    "professional_role": "Специализации",
    "label": "Другие параметры",
}
SITE_KINDS = ("area", "experience", "employment_form", "work_format", "professional_role", "label")
_STEPS = (50_000, 100_000, 150_000, 200_000, 300_000)


def clusters(world: World, params: QueryParams, bits: int) -> list[Json]:
    """Ways to narrow, each with the number of vacancies it leaves; ways that leave none are not shown."""
    found = [{"id": kind, "name": title, "items": _items(world, params, bits, kind)} for kind, title in _TITLES.items()]
    return [cluster for cluster in found if cluster["items"]]


def _items(world: World, params: QueryParams, bits: int, kind: str) -> list[Json]:
    if kind == "salary":
        rows = [(str(step), f"от {step:,} ₽".replace(",", " "), world.library.paying(step)) for step in _STEPS]
        only = "only_with_salary=true"
        return [
            _item(world, params, "salary", value, name, bits & found, only)
            for value, name, found in rows
            if bits & found
        ]
    values = [str(value) for value in world.library.facets.values(kind)]
    rows = [(value, bits & world.library.facet(kind, [value])) for value in dict.fromkeys(values)]
    ordered = sorted((row for row in rows if row[1]), key=lambda row: -row[1].bit_count())
    return [_item(world, params, kind, value, name_of(kind, value), found) for value, found in ordered[:30]]


def _item(world: World, params: QueryParams, kind: str, value: str, name: str, bits: int, more: str = "") -> Json:
    kept = [(key, item) for key, item in params.multi_items() if key not in (kind, "page")]
    query = urlencode([*kept, (kind, value)]) + (f"&{more}" if more else "")
    return {"name": name, "url": api_url(world, f"/vacancies?{query}"), "count": bits.bit_count()}


def name_of(kind: str, value: str) -> str:
    """The name of a filter's value."""
    if kind == "area":
        area = areas.AREAS.get(number_of(value) or 0)
        return area.name if area else value
    if kind == "professional_role":
        return ROLES.get(number_of(value) or 0, value)
    if kind == "industry":
        return INDUSTRY_NAMES.get(value, value)
    if kind == "label":
        return dictionaries.names("vacancy_label").get(value, value)
    return dictionaries.names(kind).get(value, value) if kind in dictionaries.everything() else value


def arguments(world: World, params: QueryParams) -> list[Json]:
    """The filters of a search in words, each with the address of the search without it."""
    given = [
        (key, value) for key, value in params.multi_items() if key in (*_TITLES, "text", "order_by", "employer_id")
    ]
    return [_argument(world, params, key, value) for key, value in given]


def _argument(world: World, params: QueryParams, key: str, value: str) -> Json:
    rest = [(one, item) for one, item in params.multi_items() if (one, item) != (key, value)]
    item: Json = {"argument": key, "value": value, "disable_url": api_url(world, f"/vacancies?{urlencode(rest)}")}
    shown = name_of(key, value)
    if shown != value:
        item |= {"value_description": shown, "cluster_group": {"id": key, "name": _TITLES.get(key, key)}}
    return item


def of_the_site(world: World, params: QueryParams, bits: int) -> Json:
    """`searchClusters` of the search page: groups by filter, each with its count (site shapes 3.2)."""
    base = [(key, value) for key, value in params.multi_items() if key != "page"]
    return {kind: _site_cluster(world, base, bits, kind, order) for order, kind in enumerate(SITE_KINDS, 1)}


def _site_cluster(world: World, base: list[tuple[str, str]], bits: int, kind: str, order: int) -> Json:
    chosen = [value for key, value in base if key == kind]
    rest = [(key, value) for key, value in base if key != kind]
    rows = [(one, (bits & world.library.facet(kind, [one])).bit_count()) for one in _site_values(world, kind)]
    groups = {
        one: {
            "count": count,
            "query": urlencode([*rest, (kind, one)]),
            "disabled": False,
            "order": place,
            "title": name_of(kind, one),
            "id": one,
        }
        for place, (one, count) in enumerate(rows, 1)
        if count
    }
    return {
        "groups": groups,
        "selectedValues": chosen,
        "disableQueries": [],
        "baseQuery": urlencode(rest),
        "order": order,
    }


def _site_values(world: World, kind: str) -> list[str]:
    return list(dict.fromkeys(str(value) for value in world.library.facets.values(kind)))
