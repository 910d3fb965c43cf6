"""Every tool with its honest annotations: what it may change, and whether strangers write what it returns."""

import inspect
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from mcp.types import ToolAnnotations

from hh_mcp.settings import Settings
from hh_mcp.tools import chats, login, responses, resumes, status, vacancies
from hh_mcp.tools.card import CARD_LINK


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
    ToolSpec(run=responses.get_action, title="What became of an action", read_only=True),
)

SENDING = frozenset({"respond", "send_message"})


def chosen_tools(settings: Settings) -> Iterator[ToolSpec]:
    """The tools of the chosen toolsets; in read-only mode the ones that send are not there at all."""
    for spec in TOOLS:
        if spec.toolset in settings.toolsets and not (settings.read_only and spec.name in SENDING):
            yield spec
