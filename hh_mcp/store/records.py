"""What an action is: its kinds and states, the row as an object, and the errors of its transitions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

ASKED = "asked:"  # before an action's id: the mark of when its question was put


class Kind(StrEnum):
    """What can be sent."""

    RESPOND = "respond"
    MESSAGE = "message"
    WITHDRAW = "withdraw"


class State(StrEnum):
    """Where an action is; what may follow what is in `store.actions`."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    WITHDRAWN = "withdrawn"  # a response that was sent, and withdrawn since
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOT_SENT = "not_sent"
    DECLINED = "declined"
    EXPIRED = "expired"


class Action(BaseModel):
    """One irreversible act: what was asked for, what the person said, what became of it."""

    model_config = ConfigDict(frozen=True)

    id: str
    account: str
    kind: Kind
    target: str
    resume: str
    fingerprint: str
    approved: str | None
    state: State
    text: str
    answers: str
    preview: str
    reason: str | None
    detail: str | None
    receipt: str | None
    approved_by: str | None
    owner: str | None
    idempotency_key: str
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    sending_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a proposal is made of."""

    account: str
    kind: Kind
    target: str
    resume: str
    text: str
    answers: str  # canonical JSON
    fingerprint: str
    preview: str  # JSON, for the person


@dataclass(frozen=True, kw_only=True)
class Quota:
    """How much may leave: at most `limit` within `window`, `burst` within an hour, and `pause` between two."""

    limit: int
    window: timedelta = timedelta(hours=24)
    burst: int | None = None
    pause: timedelta = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What has left within the window, and when the next slot frees if none is free."""

    used: int
    limit: int
    frees_at: datetime | None = None


class QuotaExceeded(Exception):
    """The window is full; `usage` says when a slot frees."""

    def __init__(self, usage: Usage):
        super().__init__("the limit is reached")
        self.usage = usage


class TooSoon(Exception):
    """The least pause has not passed; `wait` is in seconds."""

    def __init__(self, wait: float):
        super().__init__("the least pause has not passed")
        self.wait = wait


class NotApproved(Exception):
    """There is no permit for exactly this: never given, spent, expired, or for another text."""


class TooManyProposals(Exception):
    """As many proposals wait for the person as may."""


class Duplicate(Exception):
    """The same thing has left already, as another action."""
