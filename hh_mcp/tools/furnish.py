"""Puts every tool, resource and prompt on the server: what is imported only once somebody wants more than the list."""

from mcp.server import MCPServer

from hh_mcp.tools.app import App
from hh_mcp.tools.prompts import load_prompts
from hh_mcp.tools.registry import chosen_tools
from hh_mcp.tools.resources import add_resources


def furnish(server: MCPServer[App], app: App) -> None:
    """Make `server` able to do what it has published."""
    for spec in chosen_tools(app.settings):
        server.add_tool(
            spec.run,
            name=spec.name,
            title=spec.title,
            description=spec.description,
            annotations=spec.annotations,
            meta=spec.meta,
        )
    add_resources(server, app)
    for prompt in load_prompts(app.settings.lang):
        server.add_prompt(prompt)
