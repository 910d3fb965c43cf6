"""An action as the approval card shows it: everything that a person decides by, and what can still be done."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from hh_mcp.views.base import View

CardState = Literal[
    "waiting", "approved", "sending", "sent", "refused", "not_sent", "unknown", "declined", "expired", "replaced",
    "missing",
]  # fmt: skip
Choice = Literal["send", "decline"]
Subject = Literal["text", "employer", "resume"]


class CardWarning(View):
    """Something to look at twice, and what it is about."""

    about: Subject
    text: str


class CardProblem(View):
    """Why the last decision was not carried out; in the person's language."""

    code: str
    text: str


class CardItem(View):
    """One action."""

    id: str
    kind: str | None = None
    state: CardState
    can: list[Choice] = Field(default_factory=list[Choice])
    nonce: str | None = None
    vacancy: str | None = None
    employer: str | None = None
    salary: str | None = None
    area: str | None = None
    resume: str | None = None
    link: str | None = None
    last_message: str | None = None
    answers: list[tuple[str, str]] = Field(default_factory=list[tuple[str, str]])
    text: str | None = None
    limit: int | None = None  # in UTF-16 units, as hh.ru counts, and as JavaScript does
    text_required: bool | None = None
    edited: bool | None = None
    warnings: list[CardWarning] = Field(default_factory=list[CardWarning])
    until: str | None = None
    leaves_in: float | None = None
    at: str | None = None
    detail: str | None = None
    problem: CardProblem | None = None


class Card(View):
    """What the card shows: one action, or a sitting of several."""

    lang: Literal["ru", "en"]
    items: list[CardItem]


def web_link(url: str | None) -> str | None:
    """Keep an address of the web; anything else leads nowhere."""
    return url if url and urlsplit(url).scheme in ("https", "http") else None
