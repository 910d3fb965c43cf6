"""The approval card: a host that declares MCP Apps shows it in the conversation, and the person decides there.

The card is an HTML page (`card.html`) that the host renders in a sandboxed frame. It learns what to show, and a nonce,
from `_meta` of the tool's result, which hosts hand to the frame and not to the model, and only when the client has
declared the extension. Its buttons call `decide`, a tool for the card alone: the host hides it from the model, and we
refuse it to a client that did not declare the extension, without the nonce, late, or for the second time.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from mcp.server.apps import Apps, client_supports_apps
from mcp.types import CallToolResult, ToolAnnotations
from pydantic import Field

from hh_mcp.guard import approval
from hh_mcp.guard.action import preview_of
from hh_mcp.guard.errors import ApprovalDenied
from hh_mcp.store.records import Action, State
from hh_mcp.tools.app import App, Ctx, app_of
from hh_mcp.tools.arguments import ActionId
from hh_mcp.tools.outcomes import outcome
from hh_mcp.views.base import reply
from hh_mcp.views.sending import Outcome

CARD = "ui://hh-mcp/approval.html"
META = "hh-mcp/approval"
LIFE = timedelta(minutes=15)

CARD_LINK = {"ui": {"resourceUri": CARD}}  # `_meta` of the tools whose results the card shows


def card_extension() -> Apps:
    """The extension with the card and its tool."""
    apps = Apps()
    page = Path(__file__).with_name("card.html").read_text(encoding="utf-8")
    apps.add_html_resource(CARD, page, name="approval", title="hh.ru", prefers_border=True)
    apps.tool(
        resource_uri=CARD,
        visibility=["app"],
        name="decide",
        title="The person's decision",
        description="For the approval card only: the person's own decision. A model cannot call it.",
        annotations=ToolAnnotations(
            title="The person's decision",
            read_only_hint=False,
            destructive_hint=True,
            idempotent_hint=True,
            open_world_hint=True,
        ),
    )(decide)
    return apps


def card_meta(app: App, action: Action) -> dict[str, Any]:
    """What the card needs, for `_meta` of a result; makes a new nonce."""
    seen = preview_of(action)
    return {
        META: {
            "action_id": action.id,
            "nonce": app.store.nonces.make(action.id, app.now(), LIFE),
            "kind": action.kind,
            "text": action.text,
            "lang": app.settings.lang,
            "preview": seen.model_dump(mode="json", exclude_none=True),
        }
    }


async def decide(
    action_id: ActionId,
    nonce: Annotated[str, Field(description="From the card.")],
    send: Annotated[bool, Field(description="Yes or no.")],
    text: Annotated[str, Field(description="The text as the person saw or changed it.")],
    ctx: Ctx,
) -> Annotated[CallToolResult, Outcome]:
    """Take the decision that a person made on the approval card."""
    app = app_of(ctx)
    if not client_supports_apps(ctx) or not app.store.nonces.spend(action_id, nonce, app.now()):
        raise ApprovalDenied("Only the card that was shown to a person can decide.")
    action = await app.gate.find(action_id)
    if action.state is State.PROPOSED:
        action = approval.decide(app.store, action, "card", app.now(), yes=send, text=text)
    if action.state is State.APPROVED:
        action = await app.gate.send(action)
    return reply(outcome(action, app.settings))
