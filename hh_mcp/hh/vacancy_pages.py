"""From the site's search page and vacancy page to models (hh.ru: site shapes 3, 4).

Lists are wrapped on the search page and flat on the vacancy page; one reader takes both.
"""

from __future__ import annotations

from collections.abc import Iterable

from hh_mcp.hh.models import EmployerRef, Relation, Salary, Vacancy, VacancyDetail, VacancyPage
from hh_mcp.hh.tree import at, changed, flag, moment, need_rows, rows, table, text, texts, unwrap, whole

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
    total = whole(result, "totalResults")
    found = total if total is not None else whole(state, "searchCounts", "value") or 0
    size = whole(result, "criteria", "items_on_page") or whole(state, "novaSorts", "items_on_page") or per_page
    size = max(1, size)
    return VacancyPage(
        items=tuple(to_vacancy(row, state) for row in found_rows),
        found=found,
        page=number,
        pages=min(-(-found // size), _DEPTH // size),
        fixed_text=text(result, "fixes", "fixed"),
        suggested_text=text(result, "suggests", "value"),
    )


def to_vacancy(row: object, state: object) -> Vacancy:
    """Map one card of the search page."""
    return Vacancy.model_validate(_fields(row, None, SEARCH) | {"relations": relations(row, state)})


def to_vacancy_detail(state: object, vacancy_id: str) -> VacancyDetail:
    """Map the page of one vacancy with what it knows about one's responses (site shapes 4.1, 4.2)."""
    view = table(state, "vacancyView")
    if text(view, "vacancyId") != vacancy_id:
        raise changed(VACANCY, "vacancyView.vacancyId")
    known = table(state, "applicantVacancyResponseStatuses", vacancy_id)
    short = table(known, "shortVacancy")
    more: dict[str, object] = {
        "description": text(view, "description") or "",
        "key_skills": texts(rows(view, "keySkills", "keySkill")),
        "address": text(view, "address", "displayName"),
        "metro": texts(
            at(station, "name") or at(station, "@name") for station in rows(view, "address", "metroStations", "metro")
        ),
        "roles": _roles(view),
        "has_test": whole(view, "userTestId") not in (None, 0) or bool(flag(known, "test", "hasTests")),
        "test_required": flag(known, "test", "required") or False,
        "letter_required": bool(flag(short, "@responseLetterRequired") or flag(view, "@responseLetterRequired")),
        "external_url": text(short, "response_url") or text(view, "response_url"),
        "requirement": text(short, "snippet", "req"),
        "responsibility": text(short, "snippet", "resp"),
        "closed_for_applicants": flag(view, "closedForApplicants") or False,
        "allow_messages": flag(view, "allowChatWithManager"),
        "relations": relations(view, state) | _responded(known),
    }
    return VacancyDetail.model_validate(_fields(view, state, VACANCY) | more)


def _responded(known: object) -> frozenset[Relation]:
    """`alreadyApplied` stays false after a response; the topics tell (hh.ru: site shapes 4.2)."""
    applied = (
        rows(known, "negotiations", "topicList")
        or whole(known, "negotiations", "total")
        or rows(known, "usedResumeIds")
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
    number = text(row, "vacancyId")
    if number is None:
        raise changed(page, "vacancyId")
    status = table(row, "status")
    return {
        "id": number,
        "title": text(row, "name") or "",
        "employer": _employer(at(row, "company")),
        "area": text(row, "area", "name"),
        "salary": _salary(at(row, "compensation")),
        "experience": text(row, "workExperience"),
        "employment": text(row, "employmentForm") or text(row, "employment", "@type"),
        "work_formats": listed(row, "workFormats", "workFormatsElement"),
        "published_at": moment(row, "publicationTime") or moment(row, "publicationDate"),
        "url": text(row, "links", "desktop") or text(state, "canonicalUrl"),
        "requirement": text(row, "snippet", "req"),
        "responsibility": text(row, "snippet", "resp"),
        "has_test": flag(row, "userTestPresent") or False,
        "letter_required": flag(row, "@responseLetterRequired") or False,
        "external_url": text(row, "response_url"),
        "archived": bool(flag(row, "archived") or flag(status, "archived") or flag(status, "disabled")),
        "anonymous": flag(row, "vacancyProperties", "calculatedStates", "HH", "anonymous") or False,
    }


def _employer(company: object) -> EmployerRef:
    return EmployerRef(name=text(company, "visibleName") or text(company, "name") or "—", id=text(company, "id"))


def _salary(pay: object) -> Salary | None:
    start, end = whole(pay, "from"), whole(pay, "to")
    if start is None and end is None:
        return None
    currency = text(pay, "currencyCode") or "RUR"
    return Salary(start=start, end=end, currency=currency, gross=flag(pay, "gross"), mode=text(pay, "mode") or "MONTH")


def listed(row: object, key: str, element: str) -> tuple[str, ...]:
    """Read a list in either form: flat `["A"]`, or wrapped `[{"<element>": ["A"]}]`."""
    flat = texts(rows(row, key))
    wrapped = unwrap(row, key, element)
    return flat or (texts(rows({"list": wrapped}, "list")))


def _roles(view: object) -> tuple[str, ...]:
    """The page names role ids only (site shapes 4.1); names are taken where an older page still has them."""
    return texts(at(role, "title") or at(role, "text") or at(role, "name") for role in rows(view, "professionalRoles"))
