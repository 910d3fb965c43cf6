"""From the site's pages of resumes to models (hh.ru: site shapes 1, 2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from hh_mcp.hh.models import Education, Job, Language, Resume, ResumeDetail, ResumeStatus, Salary, ShortResume
from hh_mcp.hh.tree import (
    amount,
    at,
    changed,
    code,
    count,
    flag,
    hash_id,
    moment,
    need_rows,
    number_id,
    rows,
    table,
    text,
    unwrap,
    unwrap_all,
)

_LONGEST_PAUSE = 31 * 24 * 3600 * 1000  # milliseconds; more is not a pause between two raises
_STATUS: dict[str, ResumeStatus] = {
    "published": "published",
    "modified": "published",
    "approved": "published",
    "blocked": "blocked",
    "on_moderation": "on_moderation",
}
# Site words for a resume that nobody sees yet; the list is inferred (hh.ru: site shapes 10, point 4).
_UNPUBLISHED = frozenset({"new", "not_finished", "not_published", "unpublished", "unfinished", "draft", "incomplete"})


def to_resumes(state: object, page: str) -> tuple[Resume, ...]:
    """Map the list of one's own resumes; an account without resumes has an empty list."""
    found = need_rows(state, page, "applicantResumes")
    return tuple(to_resume(item, page, _statistics(state, item)) for item in found)


def _statistics(state: object, item: object) -> object:
    numeric = _numeric(item)
    return at(state, "applicantResumesStatistics", "resumes", numeric, "statistics") if numeric else None


def _numeric(item: object) -> str | None:
    return number_id(item, "_attributes", "id") or number_id(item, "id")


def to_resume(item: object, page: str, statistics: object = None) -> Resume:
    """Map one item of the list of resumes."""
    return Resume.model_validate(_resume_fields(item, page, statistics))


def to_short_resume(item: object, page: str) -> ShortResume:
    """Map one item of a list that also tells the places of work; an empty list beside years of work tells nothing."""
    fields = _resume_fields(item, page, None)
    jobs = tuple(_job(row) for row in rows(item, "shortExperience"))
    told = jobs or (isinstance(at(item, "shortExperience"), list) and not fields["experience_months"])
    return ShortResume.model_validate(fields | {"jobs": jobs if told else None})


def _resume_fields(item: object, page: str, statistics: object) -> dict[str, object]:
    marks = table(item, "_attributes")
    hashed = hash_id(marks, "hash") or hash_id(item, "hash")
    if hashed is None:
        raise changed(page, "resume hash")
    return {
        "id": hashed,
        "numeric_id": _numeric(item),
        "title": text(unwrap(item, "title")) or "",
        "status": _status(item, marks),
        "access": text(unwrap(item, "accessType")),
        "area": text(unwrap(item, "area", "title")),
        "area_id": number_id(unwrap(item, "area")),
        "salary": _wanted_salary(item),
        "experience_months": count(unwrap(item, "totalExperience")),
        "updated_at": moment(marks, "updated"),
        "can_raise": flag(marks, "canTouch"),
        "next_raise_at": moment(marks, "nextTouchAt") or _next_raise(marks),
        "views_total": count(statistics, "views", "count"),
        "views_new": count(statistics, "views", "countNew"),
    }


def _next_raise(marks: object) -> datetime | None:
    """Pages of March 2026 had neither `canTouch` nor `nextTouchAt`, only the pause between two raises."""
    updated, pause = moment(marks, "updated"), count(marks, "update_timeout")
    return updated + timedelta(milliseconds=pause) if updated and pause and pause < _LONGEST_PAUSE else None


def _status(item: object, marks: dict[str, object]) -> ResumeStatus:
    word = code(marks, "status") or ""
    if word in _STATUS and not (_STATUS[word] == "published" and flag(item, "isIncomplete")):
        return _STATUS[word]
    hidden = word in _UNPUBLISHED or flag(item, "isIncomplete") or flag(marks, "isSearchable") is False
    return "not_published" if hidden else "published"


def _wanted_salary(item: object) -> Salary | None:
    pay = next(iter(rows(item, "salary")), None)
    wanted = amount(pay, "amount")
    return None if wanted is None else Salary(start=wanted, currency=code(pay, "currency") or "")


def to_resume_detail(state: object, page: str) -> ResumeDetail:
    """Map the page of one resume; contacts stay where they are."""
    item = next((found for key in ("applicantResume", "resume", "resumeView") if (found := table(state, key))), None)
    if item is None:
        raise changed(page, "applicantResume")
    fields = _resume_fields(item, page, None)
    return ResumeDetail.model_validate(fields | _contents(item))


def _contents(item: object) -> dict[str, object]:
    """`skills` of the site is the free text about oneself, the list of skills is `keySkills` (site shapes 2.1)."""
    return {
        "first_name": text(unwrap(item, "firstName")),
        "last_name": text(unwrap(item, "lastName")),
        "about": text(unwrap(item, "skills")),
        "skills": unwrap_all(item, "keySkills"),
        "roles": unwrap_all(item, "professionalRole", "text"),
        "jobs": tuple(_job(row) for row in rows(item, "experience") or rows(item, "shortExperience")),
        "education": tuple(
            line
            for key in ("primaryEducation", "additionalEducation")
            for row in rows(item, key)
            if (line := _education(row))
        ),
        "languages": tuple(
            Language(name=name, level=text(row, "degree"))
            for row in rows(item, "language")
            if (name := text(row, "string"))
        ),
        "work_formats": unwrap_all(item, "workFormats"),
        "employment": unwrap_all(item, "employmentForms") or unwrap_all(item, "employment"),
        "relocation": text(unwrap(item, "relocation")),
    }


def _job(row: object) -> Job:
    return Job(
        company=text(row, "companyName"),
        company_id=text(row, "companyId") or text(row, "employerId"),
        position=text(row, "position"),
        start=text(row, "startDate"),
        end=text(row, "endDate"),
        description=text(row, "description"),
    )


def _education(row: object) -> Education | None:
    name = text(row, "name")
    if name is None:
        return None
    return Education(
        name=name, organization=text(row, "organization"), result=text(row, "result"), year=count(row, "year")
    )
