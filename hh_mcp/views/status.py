"""The state of things: who is signed in, what is left of the limits, what waits for the person."""

from typing import Literal

from pydantic import Field

from hh_mcp.views.base import View


class LimitView(View):
    """One limit of the last 24 hours."""

    used: int
    limit: int
    frees_at: str | None = Field(default=None, description="When the next slot frees, if none is free.")


class LimitsView(View):
    """Both limits."""

    responses: LimitView
    messages: LimitView


class YesView(View):
    """A yes that was given: tell the person, who may not have given it."""

    action_id: str
    at: str
    by: str = Field(description="The door: elicitation, card, console or terminal.")
    employer: str | None = None


class StatusView(View):
    """Everything an assistant should know before it starts."""

    signed_in: bool
    account: str
    routes: dict[str, str] = Field(default_factory=dict, description="Which route serves which operation.")
    stopped: str | None = Field(default=None, description="Sending is stopped until the person acts; why.")
    captcha_url: str | None = Field(default=None, description="The person opens this very address and passes a check.")
    responses: LimitView
    messages: LimitView
    approval: str
    read_only: bool
    pending: list[str] = Field(default_factory=list, description="Actions that wait for the person.")
    approved: list[YesView] = Field(
        default_factory=list[YesView], description="The newest approvals of the last 24 hours."
    )
    unknown: list[str] = Field(default_factory=list, description="Actions to settle with get_action.")
    sandbox_url: str | None = Field(default=None, description="An imitation of hh.ru: nothing is real.")
    warnings: list[str] = Field(default_factory=list)
    version: str
    next_step: str


class CodeSent(View):
    """A sign-in code is on its way, or the person asks for one in the local page (`page_opened`)."""

    status: Literal["code_sent", "page_opened"] = "code_sent"
    login: str | None = None
    delivery: str | None = None
    code_length: int | None = None
    resend_at: str | None = None
    expires_at: str | None = None
    next_step: str


class SignedIn(View):
    """The sign-in succeeded, or the person types the code in the local page (`page_opened`)."""

    status: Literal["signed_in", "page_opened"] = "signed_in"
    name: str | None = None
    next_step: str


class SignedOut(View):
    """The session is gone here and at hh.ru."""

    status: str = "signed_out"
    next_step: str
