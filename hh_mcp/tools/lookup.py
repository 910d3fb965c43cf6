"""From a name to the id that the other tools take."""

from typing import Annotated

from mcp.types import CallToolResult
from pydantic import Field

from hh_mcp.hh.errors import BadArgument
from hh_mcp.tools.app import Ctx, app_of
from hh_mcp.tools.names import Kind, look_up
from hh_mcp.views.base import reply
from hh_mcp.views.lookup import Names, NameView


async def lookup(
    kind: Annotated[Kind, Field(description="What the name is of.")],
    text: Annotated[str, Field(description="The name, or its beginning.")],
    ctx: Ctx,
) -> Annotated[CallToolResult, Names]:
    """Find ids by name: area, role, industry, metro, employer, skill. Use it when a name is ambiguous."""
    if not text.strip():
        raise BadArgument("text is empty.", detail_ru="text пуст.")
    found = await look_up(app_of(ctx), kind, text)
    items = [NameView(id=entry.id, name=entry.name, detail=entry.detail or None) for entry in found.entries]
    return reply(Names(items=items, exact=found.sure))
