"""What is loaded when `tools/list` is answered: a newcomer here is a slower start for everybody."""

import json
import subprocess
import sys
from pathlib import Path

from support import environment

OURS = {
    "hh_mcp", "hh_mcp.cli", "hh_mcp.cli.output", "hh_mcp.cli.root", "hh_mcp.cli.serve", "hh_mcp.cli.visible",
    "hh_mcp.hh", "hh_mcp.hh.errors", "hh_mcp.server", "hh_mcp.settings", "hh_mcp.summons", "hh_mcp.tools",
    "hh_mcp.tools.app", "hh_mcp.tools.card_clients", "hh_mcp.tools.published", "hh_mcp.transport_stdio",
    "hh_mcp.views", "hh_mcp.views.base", "hh_mcp.watch",
}  # fmt: skip
ALLOWED = {"pydantic_settings", "dotenv"}
_ASK = """
import atexit, json, sys
{bare}
def tell():
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
atexit.register(tell)
{run}
"""
_BARE = """
from mcp.server import MCPServer
server = MCPServer("bare")
@server.tool()
async def hello(name: str) -> str:
    return name
"""
_HELLO = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
_LINES = [
    {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": _HELLO},
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    {"jsonrpc": "2.0", "id": 2, "method": "tools/list"},
]


def modules(code: str, env: dict[str, str]) -> set[str]:
    """The modules of a server that has answered tools/list and is then left by its client."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=pipe, stdout=pipe, stderr=pipe, env=env, encoding="utf-8"
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.writelines(json.dumps(line) + "\n" for line in _LINES)
        server.stdin.flush()
        while json.loads(server.stdout.readline())["id"] != 2:
            pass
        _, told = server.communicate(timeout=30)
    return set(json.loads(told.splitlines()[-1]))


def test_nothing_is_loaded_before_the_first_answer_that_a_bare_server_does_without(make_settings):
    env = environment(make_settings())
    bare = modules(_ASK.format(bare=_BARE, run='server.run("stdio")'), env)
    ours = modules(_ASK.format(bare="", run="from hh_mcp.cli import main; main()"), env)
    assert {name for name in ours if name.split(".")[0] == "hh_mcp"} == OURS
    packages = {name.split(".")[0] for name in ours} - {name.split(".")[0] for name in bare}
    assert packages - sys.stdlib_module_names == {"hh_mcp"} | ALLOWED
    assert not packages & {"sqlite3", "tomllib", "webbrowser"}
    assert {name for name in ours - bare if name.split(".")[0] == "mcp"} == {"mcp.server.apps"}


def test_the_published_list_is_part_of_the_package():
    from hh_mcp.tools import published

    assert published.FILE.is_relative_to(Path(published.__file__).parent)
