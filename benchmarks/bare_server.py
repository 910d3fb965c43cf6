"""The yardstick of the start: an MCP server with one tool and nothing else."""

from mcp.server import MCPServer

server = MCPServer("bare")


@server.tool()
async def hello(name: str) -> str:
    """Say hello."""
    return f"Hello, {name}"


server.run("stdio")
