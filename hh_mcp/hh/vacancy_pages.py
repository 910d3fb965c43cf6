"""From the site's search page and vacancy page to models (hh.ru: site shapes 3, 4).

Lists are wrapped on the search page and flat on the vacancy page; one reader takes both.
"""

from __future__ import annotations

from collections.abc import Iterable

from hh_mcp.hh.models import EmployerRef, Relation, Vacancy, VacancyDetail, VacancyPage
from hh_mcp.hh.tree import at, changed, code, count, flag, link, moment, need_rows, number_id, rows, table, text, texts
from hh_mcp.hh.vacancy_fact_pages import (
    codes,
    merged,
    metro,
    to_competition,
    to_politeness,
    to_salary,
    to_standing,
    to_terms,
)

SEARCH = "/search/vacancy"
VACANCY = "/vacancy"
# What the site's labels mean; the list is inferred, any other label means "already touched" (site shapes 3.2).
_LABELS = {
    "RESPONSE": Relation.RESPONSE,
    "INVITATION": Relation.INVITATION,
    "INTERVIEW": Relation.INVITATION,
    "DISCARD": Relation.REJECTION,
    "FAVORITE": Relation.FAVORITED,
    "FAVORITED": Relation.FAVORITED,
    "BLACKLISTED": Relation.BLACKLISTED,
    "QUESTION": Relation.QUESTION,
}
_DEPTH = 2000


def to_page(state: object, number: int, per_page: int) -> VacancyPage:
    """Map the search page; results end at the 2000th (hh.ru: site shapes 3.2)."""
    result = table(state, "vacancySearchResult")
    found_rows = need_rows(result, SEARCH, "vacancies")
    found = _total(result, state)
    size = count(result, "criteria", "items_on_page") or count(state, "novaSorts", "items_on_page") or per_page
    size = max(1, size)
    return VacancyPage(
        items=tuple(to_vacancy(row, state) for row in found_rows),
        found=found,
        page=number,
        pages=min(-(-found // size), _DEPTH // size),
        fixed_text=text(result, "fixes", "fixed"),
        suggested_text=text(result, "suggests", "value"),
    )


def _total(result: object, state: object) -> int:
    total = count(result, "totalResults")
    found = total if total is not None else count(state, "searchCounts", "value")
    if found is None:
        raise changed(SEARCH, "vacancySearchResult.totalResults")
    return found


def to_vacancy(row: object, state: object) -> Vacancy:
    """Map one card of the search page."""
    fields = _fields(row, None, SEARCH) | _facts(row, state)
    return Vacancy.model_validate(fields | {"relations": relations(row, state)})


def to_vacancy_detail(state: object, vacancy_id: str) -> VacancyDetail:
    """Map the page of one vacancy with what it knows about one's responses (site shapes 4.1, 4.2)."""
    view = table(state, "vacancyView")
    if number_id(view, "vacancyId") != vacancy_id:
        raise changed(VACANCY, "vacancyView.vacancyId")
    known = table(state, "applicantVacancyResponseStatuses", vacancy_id)
    short = table(known, "shortVacancy")
    both = merged(view, short)
    more: dict[str, object] = {
        "description": text(view, "description") or "",
        "key_skills": texts(rows(view, "keySkills", "keySkill")),
        "roles": _roles(view),
        "has_test": _has_test(view) or bool(flag(known, "test", "hasTests")),
        "test_required": flag(known, "test", "required") or False,
        "letter_required": bool(flag(short, "@responseLetterRequired") or flag(view, "@responseLetterRequired")),
        "external_url": text(short, "response_url") or text(view, "response_url"),
        "requirement": text(short, "snippet", "req"),
        "responsibility": text(short, "snippet", "resp"),
        "closed_for_applicants": flag(view, "closedForApplicants") or False,
        "allow_messages": flag(view, "allowChatWithManager"),
        "chat_writing": code(both, "chatWritePossibility"),
        "open_until": moment(view, "validThroughTime"),
        "relations": relations(view, state) | _responded(known),
    }
    return VacancyDetail.model_validate(_fields(view, state, VACANCY) | _facts(both, state) | more)


def _responded(known: object) -> frozenset[Relation]:
    """`alreadyApplied` stays false after a response; the topics tell (hh.ru: site shapes 4.2)."""
    applied = (
        any(isinstance(topic, dict) for topic in rows(known, "negotiations", "topicList"))
        or count(known, "negotiations", "total")
        or texts(rows(known, "usedResumeIds"))
        or flag(known, "alreadyApplied")
    )
    return frozenset({Relation.RESPONSE}) if applied else frozenset()


def relations(row: object, state: object) -> frozenset[Relation]:
    """Map the labels of a vacancy, kept beside it or at the top of the state."""
    number = text(row, "vacancyId") or ""
    labels: Iterable[str] = {
        *texts(rows(row, "userLabels")),
        *texts(rows(state, "userLabelsForVacancies", number)),
        *texts(rows(state, "vacancySearchResult", "userLabelsForVacancies", number)),
    }
    return frozenset(_LABELS.get(label.upper(), Relation.RESPONSE) for label in labels)


def _fields(row: object, state: object, page: str) -> dict[str, object]:
    number = number_id(row, "vacancyId")
    if number is None:
        raise changed(page, "vacancyId")
    status = table(row, "status")
    return {
        "id": number,
        "title": text(row, "name") or "",
        "employer": _employer(at(row, "company")),
        "area": text(row, "area", "name"),
        "salary": to_salary(at(row, "compensation")),
        "experience": code(row, "workExperience"),
        "employment": code(row, "employmentForm") or code(row, "employment", "@type"),
        "work_formats": codes(row, "workFormats", "workFormatsElement"),
        "published_at": moment(row, "publicationTime") or moment(row, "publicationDate"),
        "url": link(row, "links", "desktop") or link(state, "canonicalUrl"),
        "requirement": text(row, "snippet", "req"),
        "responsibility": text(row, "snippet", "resp"),
        "has_test": _has_test(row),
        "letter_required": flag(row, "@responseLetterRequired") or False,
        "external_url": text(row, "response_url"),
        "archived": bool(flag(row, "archived") or flag(status, "archived") or flag(status, "disabled")),
        "anonymous": flag(row, "vacancyProperties", "calculatedStates", "HH", "anonymous") or False,
    }


def _facts(row: object, state: object) -> dict[str, object]:
    employer = number_id(row, "company", "id")
    return {
        "created_at": moment(row, "creationTime"),
        "conditions": text(row, "snippet", "cond"),
        "wanted_skills": text(row, "snippet", "skill"),
        "address": text(row, "address", "displayName"),
        "metro": metro(row),
        "standing": to_standing(row),
        "competition": to_competition(row, state),
        "politeness": to_politeness(state, employer, at(row, "employerManager")),
        "terms": to_terms(row),
    }


def _has_test(row: object) -> bool:
    """Cards say it outright; the page has the number of the test only, and cards have that too (site shapes 11.2)."""
    said = flag(row, "userTestPresent")
    return said if said is not None else (count(row, "userTestId") or 0) > 0


def _employer(company: object) -> EmployerRef:
    name = text(company, "visibleName") or text(company, "name")
    return EmployerRef(name=name or "—", id=number_id(company, "id"))


def _roles(view: object) -> tuple[str, ...]:
    """The page names role ids only (site shapes 4.1); names are taken where an older page still has them."""
    return texts(at(role, "title") or at(role, "text") or at(role, "name") for role in rows(view, "professionalRoles"))
