"""From the site's cards and pages to what helps a person decide (hh.ru: site shapes 11.3).

A card is a search item; the page of a vacancy carries one too, as `shortVacancy`, and says less in its own view.
"""

from __future__ import annotations

from hh_mcp.hh.models import Salary
from hh_mcp.hh.tree import (
    amount,
    at,
    code,
    count,
    decimal,
    flag,
    number_id,
    rows,
    table,
    text,
    texts,
    unwrap,
)
from hh_mcp.hh.vacancy_facts import Competition, Language, Mark, Politeness, Standing, Terms

_MARKS = {
    "hasBreaches": Mark.BREACHES,
    "pdResale": Mark.DATA_RESALE,
    "hasFrequentComplaints": Mark.COMPLAINTS,
    "misleadingVacancyAlert": Mark.MISLEADING,
    "reduction": Mark.LAYOFFS,
}
_BE_FIRST = "vacancy-label-be-first"


def to_salary(pay: object) -> Salary | None:
    """Map pay. `perModeFrom` is for the time that `mode` names; `from` may be that sum recalculated to a month."""
    start, end = _bound(pay, "From"), _bound(pay, "To")
    if start is None and end is None:
        return None
    if any(_is_odd(pay, key) for key in ("from", "to", "perModeFrom", "perModeTo")):
        return None  # half of a range would read as another offer
    plain = (amount(pay, "from"), amount(pay, "to"))
    if plain != (None, None) and [start is None, end is None] != [bound is None for bound in plain]:
        return None
    return Salary(
        start=start,
        end=end,
        currency=code(pay, "currencyCode") or "",
        gross=flag(pay, "gross"),
        mode=code(pay, "mode") or "",
        frequency=code(pay, "frequency"),
    )


def _is_odd(pay: object, key: str) -> bool:
    said = decimal(pay, key)
    return at(pay, key) is not None and (said is None or said < 0)


def _bound(pay: object, name: str) -> int | None:
    per_mode = {amount(pay, f"perMode{side}") for side in ("From", "To")} != {None}
    return amount(pay, f"perMode{name}") if per_mode else amount(pay, name.lower())


def to_standing(row: object) -> Standing:
    """Map what hh.ru and former employees say about the employer of a card."""
    company = at(row, "company")
    marks = at(company, "employersNegativeAttribute")
    rating = decimal(company, "employerReviews", "totalRating")
    category = code(company, "@category")
    return Standing(
        marks=tuple(mark for key, mark in _MARKS.items() if flag(marks, key)),
        referral=flag(marks, "isReferral"),
        rating=rating if rating is not None and 0 < rating <= 5 else None,
        reviews=count(company, "employerReviews", "reviewsCount"),
        accredited_it=flag(company, "accreditedITEmployer"),
        agency=None if category is None else "AGENCY" in category,
        trusted=flag(company, "@trusted"),
        on_check=flag(company, "employerOnAdditionalCheck"),
    )


def to_competition(row: object, state: object = None) -> Competition:
    """Map how many others want the vacancy; a page counts who looks at it beside the card."""
    counters = table(state, "vacancyOnlineUsersCounters", number_id(row, "vacancyId") or "")
    seen = (count(counters, "excludingCurrent"), count(row, "online_users_count"))
    return Competition(
        responses=count(row, "responsesCount"),
        responses_total=count(row, "totalResponsesCount"),
        viewers=next((number for number in seen if number is not None), None),
        be_first=_BE_FIRST in _labels(row),
    )


def _labels(row: object) -> set[str]:
    """Labels are words or `{id, text}` (hh.ru: site shapes 11.2)."""
    found = [label for key in ("labels", "extraLabels", "tags") for label in rows(row, key)]
    return {*texts(found), *texts(at(label, "id") for label in found)}


def to_terms(row: object) -> Terms:
    """Map the conditions of work."""
    return Terms(
        schedule=codes(row, "workScheduleByDays", "workScheduleByDaysElement"),
        hours=codes(row, "workingHours", "workingHoursElement"),
        internship=flag(row, "internship"),
        night_shifts=flag(row, "nightShifts"),
        labor_contract=flag(row, "acceptLaborContract"),
        civil_contracts=codes(row, "civilLawContracts", "civilLawContractsElement"),
        languages=tuple(_languages(row)),
    )


def _languages(row: object) -> list[Language]:
    """A list, wrapped on cards: `[{"language": [...]}]`; the level stands in `degree`."""
    wrapped = table(row, "languages") or next(iter(rows(row, "languages")), None)
    entries = rows(wrapped, "language") or rows(row, "languages")
    return [
        Language(name=name, level=code(entry, "degree"))
        for entry in entries
        if (name := code(entry, "isoCode") or code(entry, "id"))
    ]


def to_politeness(state: object, employer_id: str | None, manager: object = None) -> Politeness:
    """Map how an employer treats responses, as the page beside the card or the list tells it (site shapes 6.1)."""
    block = table(state, "applicantEmployerPoliteness")
    index = table(block, "employerPolitenessIndexes", employer_id) if employer_id else {}
    if not index and number_id(block, "employerId") in (None, employer_id):
        index = block
    share = count(index, "readTopicPercent")
    activity = _activity(state, number_id(manager, "@hhid"))
    word = text(manager, "latestActivity") or text(activity, "trl_code")
    return Politeness(
        reads_percent=share if share is not None and share <= 100 else None,
        answers_in_days=count(index, "replyTotalWorkingTimeDays"),
        online={"online": True, "offline": False}.get((word or "").lower()),
        inactive_days=count(activity, "inactive_days"),
    )


def _activity(state: object, manager: str | None) -> object:
    people = rows(state, "applicantEmployerManagersActivity")
    return next((row for row in people if manager and number_id(row, "@managerHhid") == manager), None)


def codes(row: object, key: str, element: str) -> tuple[str, ...]:
    """Read ids of a dictionary in any form: flat `["A"]`, or wrapped as `[{"<element>": ["A"]}]` or as its object."""
    wrapped = at(row, key, element) or unwrap(row, key, element)
    inner: list[object] = [wrapped] if isinstance(wrapped, str) else rows({"list": wrapped}, "list")
    return tuple(word for entry in [*rows(row, key), *inner] if (word := code({"id": entry}, "id")))


def metro(row: object) -> tuple[str, ...]:
    """Read the stations of an address; `@name` is their key in hh.ru's texts (`metro.921`), never a name."""
    return texts(at(station, "name") for station in rows(row, "address", "metroStations", "metro"))


def merged(view: object, card: object) -> dict[str, object]:
    """Put the page's own view of a vacancy over its card; what one of them lacks the other may have."""
    both = {**_said(card), **_said(view)}
    company = {**_said(at(card, "company")), **_said(at(view, "company"))}
    return {**both, "company": company} if company else both


def _said(row: object) -> dict[str, object]:
    return {key: value for key, value in table(row).items() if value not in (None, [], {}, [{}])}
