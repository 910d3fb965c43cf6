"""The person's own resumes."""

from typing import Annotated, TypeVar

from mcp.types import CallToolResult

from hh_mcp.guard.foreign import cleaned
from hh_mcp.hh.models import Resume
from hh_mcp.tools.app import App, Ctx, app_of
from hh_mcp.tools.arguments import ResumeId
from hh_mcp.views.base import reply
from hh_mcp.views.resumes import ResumeList, ResumeView, resume_list, resume_view

R = TypeVar("R", bound=Resume)


async def list_resumes(ctx: Ctx) -> Annotated[CallToolResult, ResumeList]:
    """List the person's own resumes with status and views. Only a published one can be used to respond."""
    app = app_of(ctx)
    return reply(await my_resumes(app))


async def get_resume(resume_id: ResumeId, ctx: Ctx) -> Annotated[CallToolResult, ResumeView]:
    """Read one of the person's resumes: experience, skills, education. Read it before writing a cover letter."""
    app = app_of(ctx)
    return reply(await my_resume(app, resume_id))


async def my_resumes(app: App) -> ResumeList:
    """All resumes of the account, read from hh.ru."""
    resumes = tuple(_with_area(app, cleaned(resume)) for resume in await app.hh.get_resumes())
    return resume_list(resumes, app.settings.lang, app.now())


async def my_resume(app: App, resume_id: str) -> ResumeView:
    """One resume, read from hh.ru."""
    resume = _with_area(app, cleaned(await app.hh.get_resume_detail(resume_id)))
    return resume_view(resume, app.settings.lang, app.now())


def _with_area(app: App, resume: R) -> R:
    """Name the town of a resume that has only its id, if the town was ever looked up here; hh.ru is not asked."""
    known = app.store.names.entry("area", resume.area_id) if resume.area is None and resume.area_id else None
    return resume.model_copy(update={"area": known.name}) if known else resume
