"""What became of an act, as an assistant reads it."""

from typing import Generic, Literal, TypeVar

from pydantic import Field

from hh_mcp.views.base import View

SendStatus = Literal["sent", "pending_approval", "declined", "refused", "unknown", "questions", "external"]
ActionStatus = Literal[SendStatus, "expired", "not_sent", "withdrawn"]
S = TypeVar("S")


class QuestionView(View):
    """A question of the employer; without options it wants text."""

    id: str
    text: str
    options: dict[str, str] = Field(default_factory=dict, description="Option id to its text.")
    multiple: bool | None = Field(default=None, description="Several options may be chosen.")
    open: bool | None = Field(default=None, description="Own text is allowed instead of an option.")


class Told(View, Generic[S]):
    """What an act has come to; `Outcome` and `ActionView` differ in the statuses they know."""

    status: S
    action_id: str | None = None
    reason: str | None = Field(default=None, description="Why it was refused, or a code of what stands in the way.")
    detail: str | None = None
    vacancy: str | None = None
    employer: str | None = None
    sent_at: str | None = None
    leaves_at: str | None = Field(default=None, description="Agreed at the limit: when it can leave.")
    chat_id: str | None = None
    text: str | None = Field(default=None, description="The text that left, when the person changed it.")
    link: str | None = None
    wanted: str | None = Field(default=None, description="What hh.ru asks to add to the resume now.")
    introduction: str | None = Field(default=None, description="The employer's words before the questions.")
    questions: list[QuestionView] = Field(default_factory=list[QuestionView])
    next_step: str


class Outcome(Told[SendStatus]):
    """What became of a response or a message."""


class ActionView(Told[ActionStatus]):
    """An action found by its id."""

    kind: str
