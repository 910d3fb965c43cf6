"""The approval card: a host that shows MCP Apps draws it in the conversation, and the person decides there.

The card is a page (`card_page.py`) in a sandboxed frame. All that it needs is the id of an action: on every mount it
asks `show_approval` for the present state, and its buttons call `decide`. Both tools are for the card alone: only a
host that is known to hide them from its model gets them (`card_clients.py`), and each call is proved with the key that
only the page has (`card_keys.py`). Both answer with the state as it is then: the card never offers what cannot be done.
"""

from datetime import datetime
from typing import Annotated

from mcp.types import CallToolResult
from pydantic import Field

from hh_mcp.guard import approval, limits
from hh_mcp.guard.action import preview_of
from hh_mcp.guard.errors import CardUnknown
from hh_mcp.guard.warnings import subject_of
from hh_mcp.hh.errors import BadArgument, HHError, NotFound
from hh_mcp.hh.lengths import LETTER_LIMIT, MESSAGE_LIMIT
from hh_mcp.store.records import Action, Kind, State
from hh_mcp.tools.app import App, Ctx, app_of
from hh_mcp.tools.arguments import ActionId
from hh_mcp.views.base import reply
from hh_mcp.views.card import Card, CardItem, CardProblem, CardState, CardWarning, Choice, web_link

SITTING = 20  # actions on one card

_STATES: dict[State, CardState] = {
    State.PROPOSED: "waiting",
    State.APPROVED: "approved",
    State.SENDING: "sending",
    State.SENT: "sent",
    State.REFUSED: "refused",
    State.UNKNOWN: "unknown",
    State.NOT_SENT: "not_sent",
    State.DECLINED: "declined",
    State.EXPIRED: "expired",
}
_NOTHING = {"ru": "Ничего не отправлено.", "en": "Nothing was sent."}
_PROBLEMS = {
    "too_soon": {
        "ru": "Ничего не отправлено: кнопка нажата слишком быстро. Нажмите ещё раз.",
        "en": "Nothing was sent: the button was pressed too quickly. Press it again.",
    },
    "stale": {
        "ru": "Ничего не отправлено: карточка обновилась. Проверьте текст и нажмите ещё раз.",
        "en": "Nothing was sent: the card was out of date and is fresh now. Check the text and press again.",
    },
}

PageName = Annotated[str, Field(description="Name of the card's page.")]
Proof = Annotated[str, Field(description="Made by the card's page.")]


async def show_approval(
    page: PageName,
    proof: Proof,
    ctx: Ctx,
    action_ids: Annotated[list[str], Field(description="Actions to show.")] = [],  # noqa: B006
    target: Annotated[str, Field(description="Else: what waits for this vacancy, chat or response.")] = "",
) -> Annotated[CallToolResult, Card]:
    """For the approval card only: what it shows now. Decides nothing."""
    app = app_of(ctx)
    if not app.card_keys.proves(page, proof, "show", *action_ids, target):
        raise CardUnknown
    ids = action_ids[:SITTING] or _waiting_for(app, target)
    return _card(app, [await _item(app, action_id) for action_id in ids])


async def decide(
    action_id: ActionId,
    nonce: Annotated[str, Field(description="From show_approval.")],
    send: Annotated[bool, Field(description="Yes or no.")],
    text: Annotated[str, Field(description="The text as the person saw or changed it.")],
    page: PageName,
    proof: Proof,
    ctx: Ctx,
) -> Annotated[CallToolResult, Card]:
    """For the approval card only: the person's own decision. A model cannot call it."""
    app = app_of(ctx)
    if not app.card_keys.proves(page, proof, "decide", action_id, nonce, "send" if send else "decline", text):
        raise CardUnknown
    problem = await _decide(app, action_id, nonce, send=send, text=text)
    return _card(app, [await _item(app, action_id, problem, nonce)])


async def _decide(app: App, action_id: str, nonce: str, *, send: bool, text: str) -> CardProblem | None:
    """Take the decision and carry it out; a problem leaves the nonce as it is or the action to be decided again."""
    shown = app.card_keys.find(action_id, nonce)
    try:
        action = await app.gate.find(action_id)
        if shown is None:
            return _problem(app, "stale") if approval.waits(action) else None
        if send and approval.waits(action) and shown.too_soon(app.now()):
            return _problem(app, "too_soon")
        await _carry_out(app, action, nonce, text if send else None)
    except NotFound:
        return None
    except HHError as error:
        return CardProblem(code=error.code, text=_words(error, app))
    return None


async def _carry_out(app: App, action: Action, nonce: str, text: str | None) -> None:
    """Write the decision down and send what was approved; without `text` it is a no."""
    final = None if action.kind is Kind.WITHDRAW else text
    shown, yes = action, text is not None
    action = await app.store.when_free(
        lambda: approval.decide(app.store, shown, approval.CARD, app.now(), yes=yes, text=final)
    )
    app.card_keys.spend(nonce)  # after the check of the text: one that is too long leaves the card as it is
    if text is not None and action.state is State.APPROVED:
        await app.gate.send(action)


def _words(error: HHError, app: App) -> str:
    """Say what happened to a person: what a model should do next is not for them."""
    lang = app.settings.lang
    words = (isinstance(error, BadArgument) and error.detail[lang]) or error.what(lang)
    return f"{words} {_NOTHING[lang]}" if error.sent == "no" else words


def _problem(app: App, code: str) -> CardProblem:
    return CardProblem(code=code, text=_PROBLEMS[code][app.settings.lang])


def _card(app: App, items: list[CardItem]) -> CallToolResult:
    return reply(Card(lang=app.settings.lang, items=items))


def _waiting_for(app: App, target: str) -> list[str]:
    """The newest action that waits for a decision about `target`: for hosts that give the card no result."""
    pending = app.store.actions.pending(app.settings.account_key)
    return [action.id for action in pending if target and action.target == target][-1:]


async def _item(app: App, action_id: str, problem: CardProblem | None = None, nonce: str = "") -> CardItem:
    try:
        action = await app.gate.find(action_id)
    except NotFound:
        return CardItem(id=action_id, state="missing")
    seen, can = preview_of(action), _choices(app, action)
    fresh = can and not (nonce and app.card_keys.find(action.id, nonce))
    return CardItem(
        id=action.id,
        kind=action.kind,
        state="replaced" if action.reason == "changed" and action.state is State.EXPIRED else _STATES[action.state],
        can=can,
        nonce=app.card_keys.make_nonce(action.id, app.now()) if fresh else (nonce if can else None),
        vacancy=seen.vacancy,
        employer=seen.employer,
        salary=seen.salary,
        area=seen.area,
        resume=seen.resume,
        link=web_link(seen.url),
        last_message=seen.last_message,
        answers=list(seen.answers),
        text=None if action.kind is Kind.WITHDRAW else action.text,
        limit=MESSAGE_LIMIT if action.kind is Kind.MESSAGE else min(seen.letter_limit or LETTER_LIMIT, LETTER_LIMIT),
        text_required=seen.letter_required or action.kind is Kind.MESSAGE or None,
        edited=(action.approved is not None and action.approved != action.fingerprint) or None,
        warnings=[CardWarning(about=subject_of(warning), text=warning) for warning in seen.warnings],
        until=action.expires_at.isoformat() if can else None,
        leaves_in=_leaves_in(app, action),
        at=_moment(action),
        detail=action.detail if action.state is State.REFUSED else None,
        problem=problem,
    )


def _choices(app: App, action: Action) -> list[Choice]:
    """What can still be done: nothing is offered that would be refused."""
    if action.state not in (State.PROPOSED, State.APPROVED):
        return []
    return ["decline"] if app.settings.approval == "deny" else ["send", "decline"]


def _leaves_in(app: App, action: Action) -> float | None:
    """Seconds until an approved action may leave, by the least pause and the limits."""
    if action.state is not State.APPROVED:
        return None
    now = limits.moment(app.hh, app.now())
    pause = limits.quota(app.settings, action.kind).pause
    last = app.store.actions.left(action.account, action.kind, now - pause) if pause else []
    paused = (last[-1] + pause - now).total_seconds() if last else 0.0
    frees = limits.leaves_at(app.settings, app.store, app.hh, action, app.now())
    return round(max(paused, (frees - now).total_seconds() if frees else 0.0, 0.0), 1)


def _moment(action: Action) -> str | None:
    moment: datetime | None = action.sending_at if action.state is State.SENT else action.updated_at
    return moment.isoformat() if moment and action.state is not State.PROPOSED else None
