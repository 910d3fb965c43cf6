"""Which clients the approval card is for, and what the others never hear of.

The card decides by tools of its own, which a host has to hide from its model (MCP Apps: `visibility: ["app"]`). A host
that does not would let the model answer for the person, so the tools exist only for hosts that are known to hide them.
"""

from collections.abc import Iterable
from typing import Any

from mcp.server.apps import client_supports_apps
from mcp.server.context import ServerRequestContext
from mcp.server.mcpserver import Context
from mcp.types import Tool

from hh_mcp.settings import Settings

CARD = "ui://hh-mcp/approval.html"
# Some hosts read the nested key, some only the flat one that it replaced (claude-ai-mcp issue 71)
CARD_LINK: dict[str, Any] = {"ui": {"resourceUri": CARD}, "ui/resourceUri": CARD}
APP_ONLY: dict[str, Any] = {"ui": {"resourceUri": CARD, "visibility": ["app"]}, "ui/resourceUri": CARD}
CARD_TOOLS = frozenset({"show_approval", "decide"})

# Names that clients give themselves, with the source that they hide app-only tools from the model; docs/guardrails.md
# lists them too, and the ones that are not here on purpose
KNOWN_CLIENTS = {
    "claude-ai": "Anthropic's guide to MCP Apps, `Claude host specifics`: visibility [app] hides a tool from Claude",
    "Visual Studio Code": "microsoft/vscode, McpToolVisibility in contrib/mcp/common; PR 290483",
    "Visual Studio Code - Insiders": "the same",
}

AnyContext = Context[Any] | ServerRequestContext[Any, Any]


def shows_card(ctx: AnyContext, settings: Settings) -> bool:
    """Tell whether this client shows the card and keeps its tools from the model."""
    if settings.card == "never" or settings.read_only or not client_supports_apps(ctx):
        return False
    return settings.card == "always" or client_name(ctx) in KNOWN_CLIENTS


def client_name(ctx: AnyContext) -> str | None:
    """Return the name that the client gives itself."""
    params = ctx.session.client_params
    return params.client_info.name if params else None


def without_card(tools: Iterable[Tool]) -> list[Tool]:
    """Leave out the card's own tools, and from the others the address of the card."""
    return [tool.model_copy(update={"meta": _unlinked(tool.meta)}) for tool in tools if tool.name not in CARD_TOOLS]


def _unlinked(meta: dict[str, Any] | None) -> dict[str, Any] | None:
    return {key: value for key, value in (meta or {}).items() if key not in CARD_LINK} or None
