"""Vacancies and employers in the shapes of api.hh.ru (facts 5.3, 5.7)."""

import re
from typing import Any

from hh_mcp.sandbox.clock import api_time
from hh_mcp.sandbox.data import areas
from hh_mcp.sandbox.data.dictionaries import names as dictionary_names
from hh_mcp.sandbox.data.dictionaries import ref
from hh_mcp.sandbox.data.roles import INDUSTRY_NAMES, ROLES
from hh_mcp.sandbox.facets import legacy_employment, legacy_schedule, licences
from hh_mcp.sandbox.records import Employer, Json, Salary, Vacancy
from hh_mcp.sandbox.traits import FIRST_ADDED
from hh_mcp.sandbox.web import api_url, site_url
from hh_mcp.sandbox.words import split, stem
from hh_mcp.sandbox.world import World

OF_THE_SITE = ("questions", "test", "site", "site_page", "site_status", "required_additional_data")
_RELATIONS = {"RESPONSE": "got_response", "INVITATION": "got_invitation", "DISCARD": "got_rejection"}


def vacancy_item(world: World, vacancy: Vacancy, *, personal: bool, text: str = "") -> Json:
    """A vacancy in a list."""
    return {
        **_head(world, vacancy, personal=personal),
        "salary": salary(vacancy.salary),
        "salary_range": salary_range(vacancy.salary),
        "address": address(vacancy),
        **_work(vacancy),
        "professional_roles": [role(vacancy)],
        "snippet": snippet(vacancy, text),
        "contacts": None,
        "show_contacts": False,
        "department": None,
        "insider_interview": None,
        "sort_point_distance": None,
        "adv_context": None,
        "show_logo_in_search": None,
        "branding": None,
        "is_adv_vacancy": False,
        "accept_temporary": False,
        "accept_incomplete_resumes": False,
        "internship": vacancy.internship,
        "night_shifts": vacancy.night_shifts,
        **_known(vacancy),
    }


def _head(world: World, vacancy: Vacancy, *, personal: bool) -> Json:
    return {
        "id": str(vacancy.id),
        "name": vacancy.name,
        "premium": False,
        "has_test": vacancy.has_test,
        "response_letter_required": vacancy.letter_required,
        "response_url": vacancy.response_url,
        "archived": vacancy.archived,
        "closed_for_applicants": vacancy.closed,
        "type": ref("vacancy_type", vacancy.type),
        "relations": relations(world, vacancy) if personal else [],
        "area": area(world, vacancy.area),
        "employer": employer_of(world, vacancy),
        "published_at": api_time(vacancy.published_at),
        "created_at": api_time(vacancy.published_at),
        "url": api_url(world, f"/vacancies/{vacancy.id}"),
        "alternate_url": site_url(world, f"/vacancy/{vacancy.id}"),
        "apply_alternate_url": site_url(world, f"/applicant/vacancy_response?vacancyId={vacancy.id}"),
    }


def _work(vacancy: Vacancy) -> Json:
    fly = vacancy.employment_form == "FLY_IN_FLY_OUT"
    return {
        "experience": ref("experience", vacancy.experience),
        "employment": ref("employment", legacy_employment(vacancy)),
        **_employment_form(vacancy),
        "schedule": ref("schedule", legacy_schedule(vacancy)),
        "work_format": [ref("work_format", item) for item in vacancy.work_formats],
        "work_schedule_by_days": [ref("work_schedule_by_days", vacancy.days)],
        "working_hours": [ref("working_hours", vacancy.hours)],
        "working_days": [],
        "working_time_intervals": [],
        "working_time_modes": [],
        "fly_in_fly_out_duration": [ref("fly_in_fly_out_duration", "DAYS_15")] if fly else [],
    }


def _employment_form(vacancy: Vacancy) -> Json:
    """Few vacancies still come with the old `employment` alone (site shapes 11.2)."""
    old = vacancy.id < FIRST_ADDED and vacancy.id % 23 == 7
    return {} if old else {"employment_form": ref("employment_form", vacancy.employment_form)}


def _known(vacancy: Vacancy) -> Json:
    """Fields a test has set to whatever it wanted."""
    return {key: value for key, value in vacancy.extra.items() if key not in OF_THE_SITE}


def relations(world: World, vacancy: Vacancy) -> list[str]:
    """What connects the applicant and a vacancy."""
    found = {_RELATIONS.get(item.state, "got_response") for item in world.responses_to(vacancy)}
    found |= {"favorited"} if vacancy.id in world.favorites else set()
    hidden = vacancy.id in world.hidden_vacancies or vacancy.employer.id in world.hidden_employers
    return sorted(found | ({"blacklisted"} if hidden else set()))


def role(vacancy: Vacancy) -> Json:
    """The professional role of a vacancy."""
    return {"id": str(vacancy.role), "name": ROLES.get(vacancy.role, "Другое")}


def area(world: World, area_id: int) -> Json:
    """An area as objects refer to it."""
    name = areas.AREAS[area_id].name if area_id in areas.AREAS else str(area_id)
    return {"id": str(area_id), "name": name, "url": api_url(world, f"/areas/{area_id}")}


def employer_of(world: World, vacancy: Vacancy) -> Json:
    """The employer inside a vacancy; an anonymous one is only a name (facts 5.3)."""
    if vacancy.anonymous:
        return {"name": "Анонимный работодатель", "trusted": True, "accredited_it_employer": False}
    return employer_short(world, vacancy.employer)


def employer_short(world: World, employer: Employer) -> Json:
    """An employer in a list or inside a vacancy."""
    return {
        "id": str(employer.id),
        "name": employer.name,
        "url": api_url(world, f"/employers/{employer.id}"),
        "alternate_url": site_url(world, f"/employer/{employer.id}"),
        "vacancies_url": api_url(world, f"/vacancies?employer_id={employer.id}"),
        "logo_urls": None,
        "trusted": employer.trusted,
        "accredited_it_employer": employer.accredited_it,
        "country_id": 1,
        "employer_rating": {"total_rating": str(employer.rating), "reviews_count": employer.reviews},
    }


def employer_full(world: World, employer: Employer) -> Json:
    """GET /employers/{id}."""
    industry = employer.industry
    return {
        **{
            key: value
            for key, value in employer_short(world, employer).items()
            if key not in ("employer_rating", "country_id")
        },
        "type": "company",
        "description": f"<p>{employer.about}</p>",
        "site_url": f"https://employer-{employer.id}.example.test",
        "open_vacancies": (world.library.live & world.library.facet("employer_id", [str(employer.id)])).bit_count(),
        "area": area(world, employer.area),
        "industries": [{"id": industry, "name": INDUSTRY_NAMES[industry]}] if industry in INDUSTRY_NAMES else [],
        "branded_description": None,
        "branding": None,
        "insider_interviews": [],
        "relations": ["blacklisted"] if employer.id in world.hidden_employers else [],
        "applicant_services": {"target_employer": {"count": 0}},
    }


def salary(pay: Salary | None) -> Json | None:
    """The old object: a month's pay, or null for other modes."""
    if pay is None or pay.mode != "MONTH":
        return None
    return {"from": pay.low, "to": pay.high, "currency": pay.currency, "gross": pay.gross}


def salary_range(pay: Salary | None) -> Json | None:
    """The new object with mode and frequency."""
    if pay is None:
        return None
    return {
        "from": pay.low,
        "to": pay.high,
        "currency": pay.currency,
        "gross": pay.gross,
        "mode": ref("salary_range_mode", pay.mode),
        "frequency": ref("salary_range_frequency", pay.frequency) if pay.frequency else None,
    }


def address(vacancy: Vacancy) -> Json | None:
    """An address with metro."""
    if vacancy.street is None:
        return None
    place = areas.AREAS.get(vacancy.area)
    street, _, building = vacancy.street.rpartition(", ")
    station = next((item for item in areas.METRO.get(vacancy.area, ()) if item.id == vacancy.station), None)
    metro = _metro(station) if station else None
    return {
        "id": str(vacancy.id),
        "city": place.name if place else None,
        "street": street or vacancy.street,
        "building": building or None,
        "raw": f"{place.name if place else ''}, {vacancy.street}",
        "description": None,
        "lat": station.lat if station else place.lat if place else None,
        "lng": station.lng if station else place.lng if place else None,
        "metro": metro,
        "metro_stations": [metro] if metro else [],
    }


def _metro(station: areas.Station) -> Json:
    return {
        "station_id": station.id,
        "station_name": station.name,
        "line_id": station.line_id,
        "line_name": station.line,
        "lat": station.lat,
        "lng": station.lng,
    }


def snippet(vacancy: Vacancy, text: str = "") -> dict[str, str | None]:
    """Two lines of the description; words of the query are marked (facts 5.3)."""
    lines = {"requirement": " ".join(vacancy.texts.requirements), "responsibility": " ".join(vacancy.texts.duties[:2])}
    wanted = {stem(word) for word in split(text)}
    return {key: _mark(line, wanted) or None for key, line in lines.items()}


def _mark(line: str, wanted: set[str]) -> str:
    def replace(match: re.Match[str]) -> str:
        word = match.group()
        found = split(word)
        return f"<highlighttext>{word}</highlighttext>" if found and stem(found[0]) in wanted else word

    return re.sub(r"\w+", replace, line) if wanted else line


def _languages(world: World, vacancy: Vacancy) -> list[Json]:
    levels, names = dictionary_names("language_level"), {"eng": "Английский", "deu": "Немецкий", "fra": "Французский"}
    return [
        {"id": code, "name": names.get(code, "Китайский"), "level": {"id": degree, "name": levels[degree]}}
        for code, _, degree in world.traits(vacancy).languages
    ]


def vacancy_full(world: World, vacancy: Vacancy, *, personal: bool) -> Json:
    """GET /vacancies/{id}."""
    item = vacancy_item(world, vacancy, personal=personal)
    extra: dict[str, Any] = {
        "description": vacancy.html,
        "branded_description": None,
        "key_skills": [{"name": skill} for skill in vacancy.texts.skills],
        "languages": _languages(world, vacancy),
        "driver_license_types": [{"id": item} for item in licences(vacancy)],
        "accept_handicapped": vacancy.accept_handicapped,
        "accept_kids": vacancy.accept_kids,
        "age_restriction": None,
        "allow_messages": vacancy.write != "DISABLED",
        "approved": True,
        "billing_type": ref("vacancy_billing_type", "standard"),
        "code": None,
        "initial_created_at": api_time(vacancy.published_at - world.traits(vacancy).renewed_after),
        "hidden": False,
        "test": {"id": str(vacancy.id % 100_000), "required": True} if vacancy.has_test else None,
        "negotiations_url": api_url(world, f"/negotiations?vacancy_id={vacancy.id}") if personal else None,
        "suitable_resumes_url": api_url(world, f"/vacancies/{vacancy.id}/suitable_resumes") if personal else None,
        "vacancy_constructor_template": None,
        "video_vacancy": None,
    }
    dropped = (
        "snippet",
        "sort_point_distance",
        "adv_context",
        "is_adv_vacancy",
        "show_logo_in_search",
        "branding",
    )
    return {key: value for key, value in item.items() if key not in dropped} | extra | _known(vacancy)
