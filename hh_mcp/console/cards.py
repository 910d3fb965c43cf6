"""An action as a card: everything that the person decides by, and how far it has come."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from hh_mcp.console.desk import Desk
from hh_mcp.guard import approval, limits
from hh_mcp.guard.action import Preview, preview_of
from hh_mcp.guard.outgoing import tidy
from hh_mcp.hh.lengths import LETTER_LIMIT, MESSAGE_LIMIT
from hh_mcp.store.records import Action, Kind, State
from hh_mcp.tools.app import App

FRESH = timedelta(minutes=30)  # how long a decided action stays on the first page

SHOWN = 5  # decided ones on the first page; the journal has them all

MOVING = (State.APPROVED, State.SENDING, State.UNKNOWN)
_PATH: dict[State, int] = {State.PROPOSED: 0, State.APPROVED: 1, State.SENDING: 2}
_ENDS = {
    State.SENT: "good",
    State.REFUSED: "bad",
    State.UNKNOWN: "doubt",
    State.NOT_SENT: "none",
    State.WITHDRAWN: "none",
}


@dataclass(frozen=True)
class Step:
    """One step of an action's way; `mark` is done, now, ahead, or how it ended."""

    name: str
    mark: str


@dataclass(frozen=True)
class Card:
    """What a template shows of one action."""

    action: Action
    seen: Preview
    shown: str
    letter: str
    text: str
    rows: int
    limit: int
    link: str | None
    steps: tuple[Step, ...]
    edited: bool
    leaves: datetime | None  # the limit is reached: when this can leave

    @property
    def waits(self) -> bool:
        """Whether the person still has to decide."""
        return approval.waits(self.action)

    @property
    def title(self) -> str:
        """The vacancy, or the chat's employer."""
        return self.seen.vacancy or self.seen.employer or self.action.target


def card_of(desk: Desk, action: Action, text: str | None = None) -> Card:
    """Make the card; `text` is what the person has typed already, if anything."""
    seen = preview_of(action)
    letter = action.text if text is None else text
    return Card(
        action=action,
        seen=seen,
        shown=digest(action),
        letter=text_digest(action.text),
        text=letter,
        rows=max(sum(1 + len(line) // 60 for line in letter.split("\n")) + 1, 5),  # the whole text, nothing to scroll
        limit=LETTER_LIMIT if action.kind is Kind.RESPOND else MESSAGE_LIMIT,
        link=_web(seen.url),
        steps=_steps(action.state),
        edited=action.approved is not None and action.approved != action.fingerprint,
        leaves=leaves_at(desk.app, action),
    )


def leaves_at(app: App, action: Action) -> datetime | None:
    """When what waits, or is permitted, can leave where the limit is reached; None: at once, or it is decided."""
    if action.state not in (State.PROPOSED, State.APPROVED):
        return None
    return limits.leaves_at(app.settings, app.store, app.hh, action, app.now())


def digest(action: Action) -> str:
    """What was shown, in a word: another text, resume, vacancy, answers or warnings make another one."""
    return hashlib.sha256(f"{action.fingerprint}\n{action.text}\n{action.preview}".encode()).hexdigest()


def text_digest(text: str) -> str:
    """Tells a text that was changed in the form from one that was not."""
    return hashlib.sha256(tidy(text).encode()).hexdigest()


def draw(desk: Desk, action: Action, csrf: str, heading: int = 2) -> str:
    """Draw the card alone, for a page that is open already."""
    return desk.fill("card.html", card=card_of(desk, action), csrf=csrf, may_send=desk.may_send, heading=heading)


def on_desk(desk: Desk) -> tuple[list[Action], list[Action]]:
    """List what waits for the person, oldest first, and what is on its way or was decided just now, newest first."""
    actions, now = desk.app.store.actions, desk.app.now()
    actions.recover(now)
    actions.expire(now)
    waiting = [action for action in actions.pending(desk.account) if approval.waits(action)]
    recent = [action for action in actions.recent(desk.account, 100) if not approval.waits(action)]
    moving = [action for action in recent if action.state in MOVING]
    over = [action for action in recent if action.state not in MOVING and now - action.updated_at < FRESH]
    return waiting, [*moving, *over[:SHOWN]]


def _steps(state: State) -> tuple[Step, ...]:
    if state in (State.DECLINED, State.EXPIRED):
        return (Step("proposed", "done"), Step(state.value, "none"))
    if state in _ENDS:
        return (*(Step(name, "done") for name in ("proposed", "approved", "sending")), Step(state.value, _ENDS[state]))
    at = _PATH[state]
    names = ("proposed", "approved", "sending", "sent")
    return tuple(Step(name, "done" if i < at else "now" if i == at else "ahead") for i, name in enumerate(names))


def _web(url: str | None) -> str | None:
    """An address that a browser may be led to; anything but the web is left out."""
    return url if url and urlsplit(url).scheme in ("https", "http") else None
