"""From the API's JSON about a person to models (hh.ru: facts 4, 6.5)."""

from __future__ import annotations

from hh_mcp.hh.api_mapping import ids, names, to_employer_ref
from hh_mcp.hh.errors import EmployerAccount
from hh_mcp.hh.models import (
    Account,
    Education,
    EmployerRef,
    Job,
    Language,
    Response,
    ResponsePage,
    Resume,
    ResumeDetail,
    ResumeStatus,
    ResumeView,
    ResumeViews,
    Salary,
)
from hh_mcp.hh.tree import amount, at, code, flag, moment, need_rows, need_text, rows, text, texts, whole

_STATUSES: dict[str, ResumeStatus] = {
    "published": "published",
    "not_published": "not_published",
    "blocked": "blocked",
    "on_moderation": "on_moderation",
}


def to_account(body: object) -> Account:
    """Map GET /me; raises EmployerAccount when it is no applicant's (hh.ru: facts 4.1)."""
    if flag(body, "is_applicant") is False and text(body, "auth_type") != "application":
        raise EmployerAccount
    return Account(
        id=need_text(body, "/me", "id"),
        first_name=text(body, "first_name"),
        last_name=text(body, "last_name"),
        email=text(body, "email"),
        phone=text(body, "phone"),
    )


def to_resumes(body: object) -> tuple[Resume, ...]:
    """Map the list of one's own resumes."""
    page = "/resumes/mine"
    return tuple(Resume.model_validate(_resume_fields(row, page)) for row in need_rows(body, page, "items"))


def _resume_fields(row: object, page: str) -> dict[str, object]:
    wanted = amount(row, "salary", "amount")
    return {
        "id": need_text(row, page, "id"),
        "numeric_id": text(row, "real_id"),
        "title": text(row, "title") or "",
        "status": _STATUSES.get(text(row, "status", "id") or "", "not_published"),
        "access": text(row, "access", "type", "id"),
        "area": text(row, "area", "name"),
        "area_id": text(row, "area", "id"),
        "salary": None if wanted is None else Salary(start=wanted, currency=code(row, "salary", "currency") or ""),
        "experience_months": whole(row, "total_experience", "months"),
        "updated_at": moment(row, "updated_at"),
        "can_raise": flag(row, "can_publish_or_update"),
        "next_raise_at": moment(row, "next_publish_at"),
        "views_total": whole(row, "total_views"),
        "views_new": whole(row, "new_views"),
    }


def to_resume_detail(row: object) -> ResumeDetail:
    """Map one resume; `skills` is the free text about oneself, `skill_set` the list (hh.ru: facts 4.3)."""
    more: dict[str, object] = {
        "first_name": text(row, "first_name"),
        "last_name": text(row, "last_name"),
        "about": text(row, "skills"),
        "skills": texts(rows(row, "skill_set")),
        "roles": names(row, "professional_roles"),
        "jobs": tuple(_job(job) for job in rows(row, "experience")),
        "education": tuple(_education(row)),
        "languages": tuple(
            Language(name=name, level=text(line, "level", "id"))
            for line in rows(row, "language")
            if (name := text(line, "name"))
        ),
        "work_formats": ids(row, "work_format"),
        "employment": ids(row, "employment_form") or ids(row, "employments"),
        "relocation": text(row, "relocation", "type", "id"),
    }
    return ResumeDetail.model_validate(_resume_fields(row, "/resumes/{id}") | more)


def _job(row: object) -> Job:
    return Job(
        company=text(row, "company"),
        company_id=text(row, "company_id") or text(row, "employer", "id"),
        position=text(row, "position"),
        start=text(row, "start"),
        end=text(row, "end"),
        description=text(row, "description"),
    )


def _education(row: object) -> list[Education]:
    lines = [line for key in ("primary", "additional") for line in rows(row, "education", key)]
    return [
        Education(
            name=name, organization=text(line, "organization"), result=text(line, "result"), year=whole(line, "year")
        )
        for line in lines
        if (name := text(line, "name"))
    ]


def to_views(body: object) -> ResumeViews:
    """Map who looked at a resume."""
    page = "/resumes/{id}/views"
    items = tuple(
        ResumeView(
            employer=to_employer_ref(at(row, "employer")),
            at=moment(row, "created_at"),
            new=None if (seen := flag(row, "viewed")) is None else not seen,
        )
        for row in need_rows(body, page, "items")
    )
    found, pages = whole(body, "found"), whole(body, "pages")
    return ResumeViews(
        items=items,
        found=len(items) if found is None else found,
        page=whole(body, "page") or 0,
        pages=1 if pages is None else pages,
    )


def to_response_page(body: object) -> ResponsePage:
    """Map a page of responses."""
    page = "/negotiations"
    items = tuple(to_response(row) for row in need_rows(body, page, "items"))
    found = whole(body, "found")
    return ResponsePage(
        items=items,
        found=len(items) if found is None else found,
        page=whole(body, "page") or 0,
        pages=whole(body, "pages") or (1 if items else 0),
    )


def to_response(row: object) -> Response:
    """Map one response (negotiation)."""
    employer = at(row, "vacancy", "employer")
    return Response(
        id=need_text(row, "/negotiations", "id"),
        vacancy_id=text(row, "vacancy", "id"),
        vacancy_title=text(row, "vacancy", "name"),
        employer=None if employer is None else EmployerRef(name=text(employer, "name") or "—", id=text(employer, "id")),
        resume_id=text(row, "resume", "id"),
        chat_id=text(row, "chat_id"),
        state=(text(row, "state", "id") or "response").lower(),
        created_at=moment(row, "created_at"),
        updated_at=moment(row, "updated_at"),
        viewed=flag(row, "viewed_by_opponent"),
        by_employer=text(row, "source") == "AUTO_INVITE",  # of the other sources the person may be the first
        has_updates=flag(row, "has_updates") or False,
        can_withdraw=flag(row, "decline_allowed") or False,
        withdrawn=flag(row, "hidden") or text(row, "state", "id") == "hidden",
        archived=flag(row, "archived") or text(row, "messaging_status") == "archived",
    )
