"""The person's own resumes."""

from typing import Annotated

from mcp.types import CallToolResult

from hh_mcp.guard.foreign import cleaned
from hh_mcp.tools.app import Ctx, app_of
from hh_mcp.tools.arguments import ResumeId
from hh_mcp.views.base import reply
from hh_mcp.views.resumes import ResumeList, ResumeView, resume_list, resume_view


async def list_resumes(ctx: Ctx) -> Annotated[CallToolResult, ResumeList]:
    """List the person's own resumes with status and views. Only a published one can be used to respond."""
    app = app_of(ctx)
    resumes = await app.hh.get_resumes()
    return reply(resume_list(tuple(cleaned(resume) for resume in resumes), app.settings.lang))


async def get_resume(resume_id: ResumeId, ctx: Ctx) -> Annotated[CallToolResult, ResumeView]:
    """Read one of the person's resumes: experience, skills, education. Read it before writing a cover letter."""
    app = app_of(ctx)
    return reply(resume_view(cleaned(await app.hh.get_resume_detail(resume_id)), app.settings.lang))
