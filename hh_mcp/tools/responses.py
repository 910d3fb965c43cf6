"""Responding to vacancies."""

from typing import Annotated, Literal

from mcp.server.mcpserver import Resolve
from mcp.types import CallToolResult
from pydantic import BaseModel, Field

from hh_mcp.guard.foreign import cleaned
from hh_mcp.guard.proposing import External, Questions
from hh_mcp.hh.errors import BadArgument
from hh_mcp.hh.models import Answer
from hh_mcp.store.records import Action
from hh_mcp.tools.app import Ctx, app_of
from hh_mcp.tools.arguments import ActionId, OwnResumeId, Page, ResponseId, VacancyId
from hh_mcp.tools.asking import Asked, Reply, ask, finish, leaves_at
from hh_mcp.tools.outcomes import look_back
from hh_mcp.views.base import reply
from hh_mcp.views.responses import ResponseList, response_list
from hh_mcp.views.sending import ActionView, Outcome


class AnswerIn(BaseModel):
    """An answer to one question of the employer."""

    question_id: Annotated[str, Field(coerce_numbers_to_str=True)]
    options: Annotated[list[str], Field(description="Ids of the chosen options.")] = []
    text: Annotated[str, Field(description="Own words, where the question takes them.")] = ""


ResponseStatus = Literal["all", "active", "invitations", "response", "discard", "archived"]
Prepared = Action | Questions | External


async def prepare_response(
    vacancy_id: str, resume_id: str, cover_letter: str, answers: list[AnswerIn], ctx: Ctx
) -> Prepared:
    """Write the proposal down, or find it, or find out why it cannot be made."""
    given = tuple(
        Answer(question_id=answer.question_id, options=tuple(answer.options), text=answer.text or None)
        for answer in answers
    )
    return await app_of(ctx).gate.propose_response(vacancy_id, resume_id or None, cover_letter, given)


async def ask_response(prepared: Annotated[Prepared, Resolve(prepare_response)], ctx: Ctx) -> Asked:
    """Ask the person, if there is anything to ask."""
    return await ask(app_of(ctx), prepared, ctx)


async def respond(
    vacancy_id: VacancyId,
    prepared: Annotated[Prepared, Resolve(prepare_response)],
    answer: Annotated[Reply, Resolve(ask_response)],
    ctx: Ctx,
    resume_id: OwnResumeId = "",
    cover_letter: Annotated[str, Field(description="Cover letter, at most 10,000 characters.")] = "",
    answers: Annotated[list[AnswerIn], Field(description="Answers, when the employer asks questions.")] = [],  # noqa: B006
) -> Annotated[CallToolResult, Outcome]:
    """Respond to a vacancy. The person sees and approves every response; the same one is never sent twice.

    If it answers pending_approval, tell the person and call again with the same arguments.
    """
    return await finish(app_of(ctx), prepared, answer)


async def list_responses(
    ctx: Ctx,
    status: Annotated[ResponseStatus, Field(description="Only these.")] = "all",
    page: Page = 0,
) -> Annotated[CallToolResult, ResponseList]:
    """List the person's responses, newest first: vacancy, employer, state, whether the employer has viewed it."""
    app = app_of(ctx)
    if not 0 <= page <= 100:
        raise BadArgument("page: 0 to 100.", detail_ru="page: от 0 до 100.")
    found = await app.hh.get_responses(None if status == "all" else status, page)
    app.store.known.learn(app.settings.account_key, found.items)
    return reply(response_list(cleaned(found), app.settings.lang))


async def prepare_withdrawal(response_id: str, ctx: Ctx) -> Action:
    """Write the proposal down, or find it."""
    return await app_of(ctx).gate.propose_withdrawal(response_id)


async def ask_withdrawal(prepared: Annotated[Action, Resolve(prepare_withdrawal)], ctx: Ctx) -> Asked:
    """Ask the person, if there is anything to ask."""
    return await ask(app_of(ctx), prepared, ctx)


async def withdraw_response(
    response_id: ResponseId,
    prepared: Annotated[Action, Resolve(prepare_withdrawal)],
    answer: Annotated[Reply, Resolve(ask_withdrawal)],
    ctx: Ctx,
) -> Annotated[CallToolResult, Outcome]:
    """Withdraw a response. It cannot be undone; the person approves it."""
    return await finish(app_of(ctx), prepared, answer)


async def get_action(action_id: ActionId, ctx: Ctx) -> Annotated[CallToolResult, ActionView]:
    """Tell what became of a response or message: sent or not. Settles an unknown outcome by reading hh.ru."""
    app = app_of(ctx)
    action = await app.gate.find(action_id)
    return reply(look_back(action, app.settings, leaves_at(app, action)))
