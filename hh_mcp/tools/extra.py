"""The extra toolset: what helps now and then. All of it can be undone, so nobody is asked; read-only mode has none."""

from typing import Annotated

from mcp.types import CallToolResult
from pydantic import Field

from hh_mcp.guard.foreign import cleaned
from hh_mcp.tools.app import App, Ctx, app_of
from hh_mcp.tools.arguments import ChatId, EmployerId, Page, ResumeId, VacancyId
from hh_mcp.tools.vacancies import check_page, told
from hh_mcp.views.base import reply
from hh_mcp.views.employers import Done, EmployerView, employer_view
from hh_mcp.views.vacancies import VacancyList

_DONE = {
    "ru": {
        "raised": "Резюме поднято; следующий раз — через 4 часа.",
        "read": "Чат отмечен прочитанным.",
        "added": "Вакансия в избранном: list_favorites.",
        "removed": "Вакансии больше нет в избранном.",
        "hidden": "Вакансии этого работодателя скрыты; вернуть их можно на hh.ru.",
    },
    "en": {
        "raised": "The resume is raised; the next time is in 4 hours.",
        "read": "The chat is marked as read.",
        "added": "The vacancy is among the favourites: list_favorites.",
        "removed": "The vacancy is no longer among the favourites.",
        "hidden": "This employer's vacancies are hidden; hh.ru can show them again.",
    },
}


async def raise_resume(resume_id: ResumeId, ctx: Ctx) -> Annotated[CallToolResult, Done]:
    """Raise a resume in employers' searches; hh.ru allows it every 4 hours."""
    app = app_of(ctx)
    await app.changes.raise_resume(resume_id)
    return _done(app, "raised")


async def mark_chat_read(
    chat_id: ChatId,
    message_id: Annotated[str, Field(description="The last message read.", coerce_numbers_to_str=True)],
    ctx: Ctx,
) -> Annotated[CallToolResult, Done]:
    """Mark a chat as read up to a message. The employer sees that it was read."""
    app = app_of(ctx)
    await app.changes.mark_chat_read(chat_id, message_id)
    return _done(app, "read")


async def get_employer(employer_id: EmployerId, ctx: Ctx) -> Annotated[CallToolResult, EmployerView]:
    """Read about an employer: what they do, where, how many vacancies are open."""
    employer = await app_of(ctx).hh.get_employer(employer_id)
    return reply(employer_view(cleaned(employer)))


async def list_favorites(ctx: Ctx, page: Page = 0) -> Annotated[CallToolResult, VacancyList]:
    """List the vacancies that the person keeps among the favourites."""
    app = app_of(ctx)
    check_page(page, 20)
    return reply(await told(app, cleaned(await app.hh.get_favorites(page))))


async def add_favorite(vacancy_id: VacancyId, ctx: Ctx) -> Annotated[CallToolResult, Done]:
    """Put a vacancy among the favourites."""
    app = app_of(ctx)
    await app.changes.add_favorite(vacancy_id)
    return _done(app, "added")


async def remove_favorite(vacancy_id: VacancyId, ctx: Ctx) -> Annotated[CallToolResult, Done]:
    """Take a vacancy from the favourites."""
    app = app_of(ctx)
    await app.changes.remove_favorite(vacancy_id)
    return _done(app, "removed")


async def hide_employer(employer_id: EmployerId, ctx: Ctx) -> Annotated[CallToolResult, Done]:
    """Hide an employer: their vacancies disappear from searches."""
    app = app_of(ctx)
    await app.changes.hide_employer(employer_id)
    return _done(app, "hidden")


def _done(app: App, what: str) -> CallToolResult:
    return reply(Done(next_step=_DONE[app.settings.lang][what]))
