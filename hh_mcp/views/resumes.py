"""Resumes as an assistant reads them; contacts never leave for it."""

from datetime import datetime

from pydantic import Field

from hh_mcp.hh.models import Education, Job, Resume, ResumeDetail
from hh_mcp.views.base import View
from hh_mcp.views.words import Lang, format_words, moment_words, months_words, salary_words


class ResumeCard(View):
    """A resume of the list."""

    id: str
    title: str
    status: str
    area: str | None = None
    salary: str | None = None
    experience: str | None = None
    updated: str | None = None
    views: int | None = None
    new_views: int | None = None
    can_raise: bool | None = None
    hidden: bool | None = Field(default=None, description="Visible to no one: cannot be used to respond.")


class ResumeList(View):
    """All resumes of the account."""

    items: list[ResumeCard]
    found: int


class JobView(View):
    """A place of work."""

    company: str | None = None
    position: str | None = None
    period: str | None = None
    text: str | None = None


class ResumeView(ResumeCard):
    """One resume with its contents."""

    name: str | None = None
    about: str | None = None
    roles: list[str] = Field(default_factory=list)
    skills: list[str] = Field(default_factory=list)
    format: str | None = None
    jobs: list[JobView] = Field(default_factory=list[JobView])
    education: list[str] = Field(default_factory=list)
    languages: list[str] = Field(default_factory=list)


def resume_card(resume: Resume, lang: Lang, now: datetime) -> ResumeCard:
    """Make a card of a resume."""
    return ResumeCard(
        id=resume.id,
        title=resume.title,
        status=resume.status,
        area=resume.area,
        salary=salary_words(resume.salary, lang),
        experience=months_words(resume.experience_months, lang),
        updated=moment_words(resume.updated_at),
        views=resume.views_total,
        new_views=resume.views_new or None,
        can_raise=_can_raise(resume, now),
        hidden=True if resume.access == "no_one" else None,
    )


def _can_raise(resume: Resume, now: datetime) -> bool | None:
    """hh.ru says it, or when it will be so."""
    if resume.can_raise is not None or resume.next_raise_at is None:
        return resume.can_raise
    return resume.next_raise_at <= now


def resume_list(resumes: tuple[Resume, ...], lang: Lang, now: datetime) -> ResumeList:
    """Make the list of all resumes."""
    return ResumeList(items=[resume_card(resume, lang, now) for resume in resumes], found=len(resumes))


def resume_view(resume: ResumeDetail, lang: Lang, now: datetime) -> ResumeView:
    """Make the whole resume."""
    return ResumeView(
        **dict(resume_card(resume, lang, now)),
        name=" ".join(filter(None, [resume.first_name, resume.last_name])) or None,
        about=resume.about,
        roles=list(resume.roles),
        skills=list(resume.skills),
        format=format_words(resume.work_formats, lang),
        jobs=[_job(job, lang) for job in resume.jobs],
        education=[_education(line) for line in resume.education],
        languages=[" ".join(filter(None, [spoken.name, spoken.level])) for spoken in resume.languages],
    )


def _job(job: Job, lang: Lang) -> JobView:
    now = "по настоящее время" if lang == "ru" else "now"
    period = f"{(job.start or '?')[:7]} – {job.end[:7] if job.end else now}"
    return JobView(company=job.company, position=job.position, period=period, text=job.description)


def _education(line: Education) -> str:
    return ", ".join(filter(None, [line.name, line.organization, line.result, str(line.year or "")]))
