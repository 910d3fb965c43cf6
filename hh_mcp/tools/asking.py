"""Asks the person about a prepared act in the way the client can, then has the gate finish it.

Every tool that sends shares this: `prepare` (a resolver of its own) writes the proposal down, `ask` puts the question,
`finish` acts on the answer. The first way that the client has is taken:

1. a form (elicitation): a client of 2026-07-28 gets the question as the result of the first round and calls again with
   the answer; an older one is asked in mid-call, for as long as `APPROVAL_WAIT` allows;
2. an approval card (MCP Apps): the call answers `pending_approval`, the card sends;
3. the local page, opened in the browser, or `hh-mcp approvals`: the call waits for as long as `APPROVAL_WAIT` allows,
   then answers `pending_approval`, and the next identical call goes on.

Over HTTP, where the client is anybody who has the token, the first two are left out (`App.client_decides`).
"""

from datetime import datetime
from typing import Literal

import anyio
from mcp.server.mcpserver import AcceptedElicitation, DeclinedElicitation, Elicit, ElicitationResult
from mcp.types import CallToolResult, ElicitResult
from pydantic import BaseModel, ValidationError

from hh_mcp.guard import approval, limits
from hh_mcp.guard.approval import READING, Form, TextForm
from hh_mcp.guard.gate import write_margin
from hh_mcp.guard.proposing import External, Questions
from hh_mcp.hh.errors import BadArgument
from hh_mcp.store.records import ASKED, Action, State
from hh_mcp.tools.app import App, Ctx
from hh_mcp.tools.card_clients import shows_card
from hh_mcp.tools.outcomes import external_outcome, outcome, questions_outcome
from hh_mcp.views import base

MODERN = "2026-07-28"  # from this revision on a question is a result, not a request (MCP: changelog of 2026-07-28)
LEAST = 5.0  # seconds that a form stays open, whatever the setting: one that vanishes at once helps nobody
_LEFT = (State.SENDING, State.SENT, State.UNKNOWN)  # nobody's no can stop it any more
POLL = 0.3  # seconds between two looks at a decision made in another process


Way = Literal["form", "card", "page", "terminal"]


class Said(BaseModel):
    """What the person said in mid-call; `nothing` where nobody was asked or nobody answered."""

    verdict: Literal["yes", "no", "nothing"] = "nothing"
    text: str | None = None
    way: Way = "terminal"


Asked = Elicit[Form] | Said
Reply = ElicitationResult[BaseModel]


async def ask(app: App, prepared: Action | Questions | External, ctx: Ctx) -> Asked:
    """Put the question, unless there is nothing to ask."""
    if isinstance(prepared, Action) and _refused(ctx):
        return Said(verdict="no", way="form")
    if not isinstance(prepared, Action) or not approval.waits(prepared):
        return Said()
    if app.client_decides and _shows_forms(ctx):
        return await _ask_by_form(app, prepared, ctx)
    if app.client_decides and shows_card(ctx, app.settings):
        return Said(way="card")
    way: Way = "page" if app.page and await app.page.show("/") else "terminal"
    await _wait(app, prepared, ctx)
    return Said(way=way)


async def finish(app: App, prepared: Action | Questions | External, reply: Reply) -> CallToolResult:
    """Act on the person's answer and say what became of the act."""
    if isinstance(prepared, Questions):
        return base.reply(questions_outcome(prepared, app.settings.lang))
    if isinstance(prepared, External):
        return base.reply(external_outcome(prepared, app.settings.lang))
    said = _said(reply)
    if prepared.state is State.SENT and said.verdict != "no":
        return base.reply(outcome(prepared, app.settings, "then"))
    robot = said.verdict != "nothing" and _at_once(app, prepared)
    if said.verdict == "no":
        return await _refuse(app, prepared, robot=robot)
    if robot:
        current = app.store.actions.get(prepared.id) or prepared
        return base.reply(outcome(current, app.settings, "accepted_by_robot"))
    action = await _decide(app, prepared, said)
    if action.state in (State.APPROVED, State.SENDING):
        action = await app.gate.send(action)
    return base.reply(outcome(action, app.settings, said.way, leaves_at(app, action)))


def leaves_at(app: App, action: Action) -> datetime | None:
    """When what the person agreed to can leave, if it cannot at once."""
    if action.state is not State.APPROVED:
        return None
    return limits.leaves_at(app.settings, app.store, app.hh, action, app.now())


async def _refuse(app: App, prepared: Action, *, robot: bool) -> CallToolResult:
    """End the act; what is on its way already is waited for, and nothing else is sent."""
    action = await app.store.when_free(
        lambda: approval.decide(app.store, prepared, approval.FORM, app.now(), yes=False)
    )
    if action.state is State.SENDING:
        action = await app.gate.wait(action)
    way = "too_late" if action.state in _LEFT else "declined_by_robot" if robot else "form"
    return base.reply(outcome(action, app.settings, way))


async def _ask_by_form(app: App, action: Action, ctx: Ctx) -> Asked:
    lang = app.settings.lang
    message, form = approval.question(action, lang), approval.form(action, lang)
    if not (ctx.input_responses and app.store.known.marked(action.account, f"{ASKED}{action.id}")):
        app.store.known.mark(action.account, f"{ASKED}{action.id}", app.now())
    if (ctx.protocol_version or "") >= MODERN:
        return Elicit(message, form)
    with anyio.move_on_after(_patience(app, LEAST)):
        return await _elicit(message, form, ctx)
    return Said(way="form")


async def _elicit(message: str, form: type[Form], ctx: Ctx) -> Said:
    """Ask in mid-call; an accepted form without a clear yes or no is the client's mistake."""
    try:
        return _said(await ctx.elicit(message, form))
    except ValueError as error:
        if isinstance(error, ValidationError):
            raise BadArgument(
                "The form came back without a yes or no.", detail_ru="Форма вернулась без ответа «да» или «нет»."
            ) from None
        raise BadArgument(f"{error}.") from None


def _refused(ctx: Ctx) -> bool:
    """Whether a later round brings a no: it counts also where the question would not be put any more."""
    return any(
        isinstance(answer, ElicitResult)
        and (answer.action == "decline" or (answer.action == "accept" and (answer.content or {}).get("send") is False))
        for answer in (ctx.input_responses or {}).values()
    )


async def _decide(app: App, prepared: Action, said: Said) -> Action:
    """Turn a yes into a permit; one that comes too late changes nothing."""
    current = app.store.actions.get(prepared.id) or prepared
    if current.state is not State.PROPOSED or said.verdict == "nothing":
        return current
    return await app.store.when_free(
        lambda: approval.decide(app.store, current, approval.FORM, app.now(), yes=True, text=said.text)
    )


def _at_once(app: App, action: Action) -> bool:
    """Whether the answer came quicker than anybody can read: then a program gave it, not a person."""
    asked = app.store.known.marked(action.account, f"{ASKED}{action.id}")
    return asked is not None and app.now() - asked < READING


def _said(reply: Reply) -> Said:
    match reply:
        case AcceptedElicitation(data=Said() as said):
            return said
        case AcceptedElicitation(data=TextForm(send=True, text=text)):
            return Said(verdict="yes", text=text, way="form")
        case AcceptedElicitation(data=Form(send=True)):
            return Said(verdict="yes", way="form")
        case AcceptedElicitation() | DeclinedElicitation():
            return Said(verdict="no", way="form")
        case _:
            return Said(way="form")  # dismissed without a choice: the proposal stays open


async def _wait(app: App, action: Action, ctx: Ctx) -> None:
    """Wait for a decision made in a terminal, telling the client that we still do."""
    patience = _patience(app)
    start = anyio.current_time()
    with anyio.move_on_after(patience):
        while (app.store.actions.get(action.id) or action).state is State.PROPOSED:
            await ctx.report_progress(round(anyio.current_time() - start), patience, f"hh-mcp approvals: {action.id}")
            await anyio.sleep(POLL)


def _patience(app: App, least: float = 0.0) -> float:
    """How long to wait for the person: the setting, or what leaves time to send."""
    left = anyio.current_effective_deadline() - anyio.current_time() - write_margin(app.settings) - 1
    return max(0.0, min(max(app.settings.approval_wait, least), left))


def _shows_forms(ctx: Ctx) -> bool:
    """Whether the client can show a form; one that declares only `url` cannot."""
    caps = ctx.client_capabilities
    shown = caps.elicitation if caps else None
    return shown is not None and (shown.form is not None or shown.url is None)
