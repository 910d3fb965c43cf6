"""`hh-mcp serve`: the MCP server that an assistant starts."""

import logging
import sys

import anyio
import click

from hh_mcp.cli.output import settings
from hh_mcp.server import build_server
from hh_mcp.settings import Settings


@click.command()
@click.option("--sandbox", is_flag=True, default=None, help="Start an imitation of hh.ru inside and use it.")
@click.option("--read-only", is_flag=True, default=None, help="Nothing is ever sent.")
@click.option("--toolsets", default=None, help="core, extra or all.")
def serve(sandbox: bool | None, read_only: bool | None, toolsets: str | None) -> None:
    """Serve MCP over stdio. Пример / Example: hh-mcp serve --sandbox."""
    # stdout belongs to the protocol; our own handler also keeps the SDK from installing one of its own
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    anyio.run(run, settings(sandbox=sandbox, read_only=read_only, toolsets=toolsets))


async def run(chosen: Settings) -> None:
    """Serve until the client goes away."""
    if not chosen.sandbox:
        await build_server(chosen).run_stdio_async()
        return
    from hh_mcp import sandbox

    async with sandbox.serve() as imitation:
        await build_server(chosen.at(imitation.url), sandbox_url=imitation.url).run_stdio_async()
