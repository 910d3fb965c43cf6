"""The list of tools is written down beforehand; it must be what the tools themselves say."""

import anyio
from mcp.server import MCPServer

from hh_mcp.settings import Settings
from hh_mcp.tools.app import App
from hh_mcp.tools.furnish import furnish
from hh_mcp.tools.published import published_tools


def test_what_is_published_is_what_the_tools_say(tmp_path):
    """When it differs: make docs."""
    for changes in ({}, {"toolsets": "extra"}, {"toolsets": "all"}, {"toolsets": "all", "read_only": True}):
        settings = Settings(home=tmp_path, **changes)
        server = MCPServer[App]("made now")
        furnish(server, App(settings))
        assert published_tools(settings) == anyio.run(server.list_tools), changes
