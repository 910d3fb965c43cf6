"""Every tool with its honest annotations: what it may change, and whether strangers write what it returns."""

import inspect
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from mcp.types import ToolAnnotations

from hh_mcp.settings import Settings
from hh_mcp.tools import card, chats, extra, login, lookup, notifications, responses, resumes, status, vacancies
from hh_mcp.tools.card_clients import APP_ONLY, CARD_LINK


@dataclass(frozen=True, kw_only=True)
class ToolSpec:
    """One tool as it is published."""

    run: Callable[..., Awaitable[Any]]
    title: str
    read_only: bool
    destructive: bool = False
    idempotent: bool = True
    open_world: bool = True
    toolset: Literal["core", "extra"] = "core"
    meta: dict[str, Any] | None = None

    @property
    def name(self) -> str:
        """The name that assistants call."""
        return self.run.__name__

    @property
    def description(self) -> str:
        """The docstring as one paragraph."""
        return " ".join((inspect.getdoc(self.run) or "").split())

    @property
    def annotations(self) -> ToolAnnotations:
        """All four hints, never left to the pessimistic defaults."""
        return ToolAnnotations(
            title=self.title,
            read_only_hint=self.read_only,
            destructive_hint=self.destructive,
            idempotent_hint=self.idempotent,
            open_world_hint=self.open_world,
        )


def _extra(run: Callable[..., Awaitable[Any]], title: str, **hints: Any) -> ToolSpec:  # noqa: ANN401
    return ToolSpec(run=run, title=title, read_only=False, toolset="extra", **hints)


TOOLS = (
    ToolSpec(run=status.get_status, title="Status and limits", read_only=True, open_world=False),
    ToolSpec(run=login.login_request_code, title="Ask for a sign-in code", read_only=False, idempotent=False),
    ToolSpec(run=login.login_confirm, title="Finish signing in", read_only=False, idempotent=False),
    ToolSpec(run=login.logout, title="Sign out", read_only=False, destructive=True),
    ToolSpec(run=resumes.list_resumes, title="List my resumes", read_only=True),
    ToolSpec(run=resumes.get_resume, title="Read my resume", read_only=True),
    ToolSpec(run=vacancies.search_vacancies, title="Search vacancies", read_only=True),
    ToolSpec(run=vacancies.get_vacancy, title="Read a vacancy", read_only=True),
    ToolSpec(run=responses.respond, title="Respond to a vacancy", read_only=False, destructive=True, meta=CARD_LINK),
    ToolSpec(run=chats.list_chats, title="List chats", read_only=True),
    ToolSpec(run=chats.get_chat, title="Read a chat", read_only=True),
    ToolSpec(run=chats.send_message, title="Write to an employer", read_only=False, destructive=True, meta=CARD_LINK),
    ToolSpec(run=responses.list_responses, title="List my responses", read_only=True),
    ToolSpec(run=notifications.get_notifications, title="What is new", read_only=True, idempotent=False),
    ToolSpec(run=responses.get_action, title="What became of an action", read_only=True),
    ToolSpec(run=lookup.lookup, title="Find an id by name", read_only=True, open_world=False),
    _extra(responses.withdraw_response, "Withdraw a response", destructive=True, meta=CARD_LINK),
    _extra(extra.raise_resume, "Raise a resume", idempotent=False),
    _extra(extra.mark_chat_read, "Mark a chat as read"),
    ToolSpec(run=extra.get_employer, title="Read about an employer", read_only=True, toolset="extra"),
    _extra(extra.add_favorite, "Add to favourites"),
    _extra(extra.remove_favorite, "Remove from favourites"),
    ToolSpec(run=extra.list_favorites, title="List favourites", read_only=True, toolset="extra"),
    _extra(extra.hide_employer, "Hide an employer"),
)

CARD = (  # for the approval card alone, see `hh_mcp.tools.card`
    ToolSpec(run=card.show_approval, title="What the card shows", read_only=True, meta=APP_ONLY),
    ToolSpec(run=card.decide, title="The person's decision", read_only=False, destructive=True, meta=APP_ONLY),
)
SIGN_IN = frozenset({"login_request_code", "login_confirm", "logout"})  # change the session, nothing on hh.ru


def chosen_tools(settings: Settings) -> Iterator[ToolSpec]:
    """The tools of the chosen toolsets; in read-only mode the ones that change anything are not there at all."""
    for spec in TOOLS:
        allowed = spec.read_only or spec.name in SIGN_IN or not settings.read_only
        if spec.toolset in settings.toolsets and allowed:
            yield spec
    if not settings.read_only:
        yield from CARD
