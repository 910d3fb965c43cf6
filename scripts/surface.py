"""The list of tools as the server publishes it, made from the tools themselves."""

import json
from typing import Any

import anyio
from mcp.server import MCPServer

from hh_mcp.settings import Settings
from hh_mcp.tools.app import App
from hh_mcp.tools.furnish import furnish
from hh_mcp.tools.registry import SIGN_IN, TOOLS


def published() -> str:
    """The text of `hh_mcp/tools/published.json`: a line a tool."""
    lines = (json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in _entries())
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _entries() -> list[dict[str, Any]]:
    """Each tool with its toolset (None: in all of them) and whether it stays in read-only mode."""
    server = MCPServer[App]("hh-mcp")
    furnish(server, App(Settings(toolsets="all")))
    specs = {spec.name: spec for spec in TOOLS}
    return [
        {
            "toolset": specs[tool.name].toolset if tool.name in specs else None,
            "read_only": tool.name in SIGN_IN or (tool.name in specs and specs[tool.name].read_only),
            "tool": tool.model_dump(by_alias=True, exclude_none=True, mode="json"),
        }
        for tool in anyio.run(server.list_tools)
    ]
