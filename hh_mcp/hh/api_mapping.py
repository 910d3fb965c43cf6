"""From the documented API's JSON to models (hh.ru: facts 4, 5)."""

from __future__ import annotations

from hh_mcp.hh.models import Employer, EmployerPage, EmployerRef, Relation, Salary, Vacancy, VacancyDetail, VacancyPage
from hh_mcp.hh.tree import (
    amount,
    at,
    code,
    count,
    decimal,
    flag,
    moment,
    need_rows,
    need_text,
    rows,
    text,
    texts,
    whole,
)
from hh_mcp.hh.vacancy_facts import Competition, Language, Mark, Standing, Terms

# The employment of before 2025 in the words of `employment_form`
_EMPLOYMENT = {"full": "FULL", "part": "PART", "project": "PROJECT"}
_RELATIONS = {relation.value: relation for relation in Relation}


def to_page(body: object, page: str) -> VacancyPage:
    """Map one page of search results."""
    return VacancyPage(
        items=tuple(to_vacancy(row, page) for row in need_rows(body, page, "items")),
        found=whole(body, "found") or 0,
        page=whole(body, "page") or 0,
        pages=whole(body, "pages") or 0,
        fixed_text=text(body, "fixes", "fixed"),
        suggested_text=text(body, "suggests", "value"),
    )


def to_vacancy(row: object, page: str) -> Vacancy:
    """Map a vacancy of a list."""
    return Vacancy.model_validate(_fields(row, page))


def to_vacancy_detail(row: object, page: str) -> VacancyDetail:
    """Map a whole vacancy."""
    more: dict[str, object] = {
        "description": text(row, "description") or "",
        "key_skills": texts(at(skill, "name") for skill in rows(row, "key_skills")),
        "roles": names(row, "professional_roles"),
        "test_required": flag(row, "test", "required") or False,
        "closed_for_applicants": flag(row, "closed_for_applicants") or False,
        "allow_messages": flag(row, "allow_messages"),
        "chat_writing": code(row, "chat_write_possibility"),
    }
    return VacancyDetail.model_validate(_fields(row, page) | more)


def names(value: object, *path: str) -> tuple[str, ...]:
    """Return the names of a list of dictionary entries."""
    return texts(at(entry, "name") for entry in rows(value, *path))


def ids(value: object, *path: str) -> tuple[str, ...]:
    """Return the ids of a list of dictionary entries."""
    return texts(at(entry, "id") for entry in rows(value, *path))


def _fields(row: object, page: str) -> dict[str, object]:
    kind = text(row, "type", "id")
    outside = text(row, "response_url")
    if kind == "direct" and outside is None:
        outside = text(row, "adv_response_url") or text(row, "alternate_url")
    return {
        "id": need_text(row, page, "id"),
        "title": text(row, "name") or "",
        "employer": to_employer_ref(at(row, "employer")),
        "area": text(row, "area", "name"),
        "salary": to_salary(row),
        "experience": text(row, "experience", "id"),
        "employment": text(row, "employment_form", "id") or _employment(row),
        "work_formats": ids(row, "work_format"),
        "published_at": moment(row, "published_at"),
        "created_at": moment(row, "initial_created_at"),
        "address": _address(row),
        "metro": texts(at(station, "station_name") for station in rows(row, "address", "metro_stations")),
        "standing": _standing(row),
        "competition": _competition(row),
        "terms": _terms(row),
        "url": text(row, "alternate_url"),
        "requirement": text(row, "snippet", "requirement"),
        "responsibility": text(row, "snippet", "responsibility"),
        "has_test": flag(row, "has_test") or False,
        "letter_required": flag(row, "response_letter_required") or False,
        "external_url": outside,
        "archived": flag(row, "archived") or False,
        "anonymous": kind == "anonymous",
        "relations": frozenset(_RELATIONS[word] for word in texts(rows(row, "relations")) if word in _RELATIONS),
    }


def to_employer_ref(row: object) -> EmployerRef:
    """Map the employer of a vacancy; an anonymous one has a name only, or is missing (hh.ru: facts 5.3)."""
    return EmployerRef(name=text(row, "name") or "—", id=text(row, "id"))


def to_employer(row: object, page: str) -> Employer:
    """Map an employer's card."""
    return Employer(
        id=need_text(row, page, "id"),
        name=text(row, "name") or "—",
        area=text(row, "area", "name"),
        description=text(row, "description"),
        site_url=text(row, "site_url"),
        url=text(row, "alternate_url"),
        open_vacancies=whole(row, "open_vacancies"),
        industries=names(row, "industries"),
        trusted=flag(row, "trusted"),
        accredited_it=flag(row, "accredited_it_employer"),
        hidden="blacklisted" in texts(rows(row, "relations")) if at(row, "relations") is not None else None,
    )


def to_employer_page(body: object, page: str) -> EmployerPage:
    """Map a page of employers."""
    return EmployerPage(
        items=tuple(to_employer_ref(row) for row in need_rows(body, page, "items")),
        found=whole(body, "found") or 0,
        page=whole(body, "page") or 0,
        pages=whole(body, "pages") or 0,
    )


def to_salary(row: object) -> Salary | None:
    """Map pay: `salary_range` knows the pay mode, `salary` is the older monthly object; either may be null."""
    ranged = at(row, "salary_range")
    pay = ranged or at(row, "salary")
    start, end = amount(pay, "from"), amount(pay, "to")
    if (start is None and end is None) or any(at(pay, key) and amount(pay, key) is None for key in ("from", "to")):
        return None  # half of a range would read as another offer
    return Salary(
        start=start,
        end=end,
        currency=code(pay, "currency") or "",
        gross=flag(pay, "gross"),
        mode=(code(pay, "mode", "id") or "") if ranged else "MONTH",
        frequency=code(pay, "frequency", "id"),
    )


def _employment(row: object) -> str | None:
    found = code(row, "employment", "id")
    return _EMPLOYMENT.get(found, found) if found else None


def _standing(row: object) -> Standing:
    employer = at(row, "employer")
    rating = decimal(employer, "employer_rating", "total_rating")
    return Standing(
        marks=(Mark.MISLEADING,) if flag(row, "misleading_vacancy_alert") else (),
        rating=rating if rating is not None and 0 < rating <= 5 else None,
        reviews=count(employer, "employer_rating", "reviews_count"),
        accredited_it=flag(employer, "accredited_it_employer"),
        trusted=flag(employer, "trusted"),
    )


def _competition(row: object) -> Competition:
    return Competition(
        responses=count(row, "counters", "responses"), responses_total=count(row, "counters", "total_responses")
    )


def _terms(row: object) -> Terms:
    return Terms(
        schedule=ids(row, "work_schedule_by_days"),
        hours=ids(row, "working_hours"),
        internship=flag(row, "internship"),
        night_shifts=flag(row, "night_shifts"),
        labor_contract=flag(row, "accept_labor_contract"),
        civil_contracts=ids(row, "civil_law_contracts"),
        languages=tuple(
            Language(name=name, level=code(entry, "level", "id"))
            for entry in rows(row, "languages")
            if (name := text(entry, "name") or text(entry, "id"))
        ),
    )


def _address(row: object) -> str | None:
    whole_line = text(row, "address", "raw")
    parts = texts(at(row, "address", key) for key in ("city", "street", "building"))
    return whole_line or ", ".join(parts) or None
