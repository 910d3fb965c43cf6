"""Filters of a vacancy search, shared by api.hh.ru and the site (facts 5.1).

Unknown parameters are ignored; a known one with a value hh.ru does not know is `bad_argument`.
"""

from dataclasses import dataclass
from typing import TypeVar

from starlette.datastructures import QueryParams

from hh_mcp.sandbox.clock import parse_time
from hh_mcp.sandbox.data import areas, dictionaries
from hh_mcp.sandbox.data.roles import INDUSTRY_NAMES, ROLES
from hh_mcp.sandbox.index import FIELDS
from hh_mcp.sandbox.library import DEPTH, RATES, Found, Library
from hh_mcp.sandbox.numbers import number_of
from hh_mcp.sandbox.world import World

Item = TypeVar("Item")
DAY = 86_400.0
ORDERS = ("publication_time", "salary_desc", "salary_asc", "relevance", "distance")

# parameter -> dictionary that lists its values
_CHOICES = {
    "experience": "experience",
    "employment": "employment",
    "employment_form": "employment_form",
    "schedule": "schedule",
    "work_format": "work_format",
    "work_schedule_by_days": "work_schedule_by_days",
    "working_hours": "working_hours",
    "salary_mode": "salary_range_mode",
    "salary_frequency": "salary_range_frequency",
}
_LABELS = (
    "with_address",
    "accept_handicapped",
    "not_from_agency",
    "accept_kids",
    "accredited_it",
    "low_performance",
    "internship",
    "accept_teens",
    "night_shifts",
    "with_salary",
)
_EDUCATION = ("not_required_or_not_specified", "special_secondary", "higher")


class BadArgument(Exception):
    """A parameter hh.ru would answer 400 to; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(slots=True)
class Page:
    """Which slice of the results is wanted."""

    number: int
    size: int

    def slice(self, items: list[Item]) -> list[Item]:
        """The wanted part of a list."""
        return items[self.number * self.size : (self.number + 1) * self.size]

    def count(self, total: int) -> int:
        """How many pages there are, as deep as hh.ru goes."""
        return -(-min(total, DEPTH) // self.size) if self.size else 0


def page_of(
    params: QueryParams, *, default: int = 20, most: int = 100, depth: int = DEPTH, name: str = "per_page"
) -> Page:
    """`page` and `per_page`, checked the way hh.ru does (facts 1.6)."""
    number, size = whole(params, "page", 0), whole(params, name, default)
    if not 0 < size <= most:
        raise BadArgument(name)
    if number < 0:
        raise BadArgument("page")
    if (number + 1) * size > depth:
        raise BadArgument("page")
    return Page(number, size)


def whole(params: QueryParams, name: str, default: int) -> int:
    """A whole number parameter."""
    text = params.get(name)
    if text is None or text == "":
        return default
    number = number_of(text.removeprefix("-"))
    if number is None or number > 10**9:
        raise BadArgument(name)
    return -number if text.startswith("-") else number


def flag(params: QueryParams, name: str) -> bool:
    """A yes-or-no parameter."""
    text = params.get(name, "false").lower()
    if text not in ("true", "false", "1", "0", ""):
        raise BadArgument(name)
    return text in ("true", "1")


def find(world: World, params: QueryParams, *, personal: bool = False) -> Found:
    """Vacancies that answer a query, in order; for a signed-in applicant without those they have hidden."""
    library = world.library
    scope = _scope(params)
    text = params.get("text") or ""
    bits = library.live & library.matching(text, scope)
    bits = _narrow(world, params, bits)
    if personal:
        bits &= ~hidden(world)
    order = params.get("order_by") or "relevance"
    if order not in ORDERS:
        raise BadArgument("order_by")
    if order == "distance":
        return Found(bits, library.by_distance(bits, *_point(params)))
    titles = library.matching(text, ("name",)) if text.strip() else 0
    return Found(bits, library.order(bits, order, titles))


def _point(params: QueryParams) -> tuple[float, float]:
    """The place that distances are counted from: both coordinates or an error."""
    names = ("sort_point_lat", "sort_point_lng")
    missing = next((name for name in names if not params.get(name)), None)
    if missing:
        raise BadArgument(missing)
    lat, lng = (_number(params, name) for name in names)
    return lat, lng


def _scope(params: QueryParams) -> tuple[str, ...]:
    chosen = [item for item in params.getlist("search_field") if item]
    if any(item not in FIELDS for item in chosen):
        raise BadArgument("search_field")
    return tuple(chosen) or FIELDS


def _narrow(world: World, params: QueryParams, bits: int) -> int:
    library = world.library
    for name, values in _checked(params):
        bits &= library.facet(name, values)
    if excluded := params.getlist("excluded_employer_id"):
        bits &= ~library.facet("employer_id", excluded)
    for words in (params.get("excluded_text") or "").split(","):
        if words.strip():
            bits &= ~library.matching(words)
    if flag(params, "accept_temporary"):
        bits &= library.facet("part_time", ["accept_temporary"])
    return bits & _by_date(world, params) & _by_salary(library, params) & _by_place(library, params)


def _checked(params: QueryParams) -> list[tuple[str, list[str]]]:
    """Filters that are lists of known ids."""
    known: dict[str, set[str]] = {name: set(dictionaries.ids(key)) for name, key in _CHOICES.items()}
    known |= {
        "area": {str(area) for area in areas.AREAS},
        "professional_role": {str(role) for role in ROLES},
        "industry": set(INDUSTRY_NAMES),
        "label": set(_LABELS),
        "education": set(_EDUCATION),
    }
    found: list[tuple[str, list[str]]] = []
    for name, values in known.items():
        chosen = [item for item in params.getlist(name) if item]
        if any(item not in values for item in chosen):
            raise BadArgument(name)
        found += [(name, chosen)] if chosen else []
    free = ("employer_id", "metro", "driver_license_types", "part_time")
    return found + [(name, params.getlist(name)) for name in free if params.get(name)]


def _by_date(world: World, params: QueryParams) -> int:
    period, start, end = params.get("period"), params.get("date_from"), params.get("date_to")
    if period and (start or end):
        raise BadArgument("period")
    if period:
        days = whole(params, "period", 0)
        if days < 0:
            raise BadArgument("period")
        return world.library.between(world.now - days * DAY, None) if days else world.library.everything
    return world.library.between(_moment("date_from", start), _moment("date_to", end))


def _moment(name: str, text: str | None) -> float | None:
    if not text:
        return None
    moment = parse_time(text)
    if moment is None:
        raise BadArgument(name)
    return moment


def _by_salary(library: Library, params: QueryParams) -> int:
    bits = library.everything
    currency = params.get("currency_code") or params.get("currency") or "RUR"
    if currency not in RATES and currency not in dictionaries.codes():
        raise BadArgument("currency")
    if flag(params, "only_with_salary"):
        bits &= library.facets.get(("paid", True))
    if text := params.get("salary"):
        try:
            wanted = float(text)
        except ValueError:
            raise BadArgument("salary") from None
        # hh.ru: a salary filter does not drop vacancies without one unless asked (facts 5.1)
        silent = library.everything & ~library.facets.get(("paid", True))
        bits &= silent | library.paying(wanted * RATES.get(currency, 1.0))
    return bits


def _by_place(library: Library, params: QueryParams) -> int:
    names = ("top_lat", "bottom_lat", "left_lng", "right_lng")
    given = [params.get(name) for name in names]
    if not any(given):
        return library.everything
    missing = next((name for name, value in zip(names, given, strict=True) if not value), None)
    if missing:
        raise BadArgument(missing)
    top, bottom, left, right = (_number(params, name) for name in names)
    inside = [
        area
        for area in areas.AREAS.values()
        if area.lat is not None and area.lng is not None and bottom <= area.lat <= top and left <= area.lng <= right
    ]
    return library.facet("area", [str(area.id) for area in inside])


def _number(params: QueryParams, name: str) -> float:
    try:
        return float(params[name])
    except ValueError:
        raise BadArgument(name) from None


def hidden(world: World) -> int:
    """Vacancies that the applicant has hidden, alone or with their employer."""
    numbers = world.library.numbers
    bits = 0
    for vacancy_id in world.hidden_vacancies:
        bits |= 1 << numbers[vacancy_id] if vacancy_id in numbers else 0
    return bits | world.library.facet("employer_id", [str(item) for item in world.hidden_employers])
