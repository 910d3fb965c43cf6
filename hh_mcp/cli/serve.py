"""`hh-mcp serve`: the MCP server that an assistant starts."""

import logging
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import anyio
import click

from hh_mcp.cli.output import USAGE, fail, pick, settings
from hh_mcp.server import JobServer, build_server
from hh_mcp.settings import Settings

if TYPE_CHECKING:
    from hh_mcp import transport_http


@click.command()
@click.option("--sandbox", is_flag=True, default=None, help="С имитацией hh.ru внутри. / With an imitation inside.")
@click.option("--read-only", is_flag=True, default=None, help="Ничего не отправлять. / Nothing is ever sent.")
@click.option("--toolsets", default=None, help="core, extra, all.")
@click.option("--transport", type=click.Choice(["stdio", "http"]), default="stdio", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="http; 0 = any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="http: адрес. / http: the address to listen on.")
@click.option("--allow-host", multiple=True, help="http: имя сервера. / http: a name clients call the server by.")
def serve(
    sandbox: bool | None,
    read_only: bool | None,
    toolsets: str | None,
    transport: str,
    port: int,
    host: str,
    allow_host: tuple[str, ...],
) -> None:
    """Сервер MCP для ассистента. / The MCP server that an assistant starts.

    \b
    Пример / Example:
      hh-mcp serve --sandbox
      hh-mcp serve --transport http --port 8765
    """
    # stdout belongs to the protocol; our own handler also keeps the SDK from installing one of its own
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    chosen = settings(sandbox=sandbox, read_only=read_only, toolsets=toolsets)
    if transport == "stdio":
        anyio.run(run, chosen)
    else:
        _serve_http(chosen, host, port, allow_host)


async def run(chosen: Settings) -> None:
    """Serve over stdio until the client goes away."""
    async with _server(chosen) as server:
        await server.run_stdio_async()


async def run_http(chosen: Settings, token: str, address: "transport_http.Address") -> None:
    """Serve over HTTP until a signal comes."""
    from hh_mcp import transport_http

    async with _server(chosen) as server:
        await transport_http.serve(server, token, address)


@asynccontextmanager
async def _server(chosen: Settings) -> AsyncGenerator[JobServer]:
    """Make the server, with an imitation of hh.ru beside it where that was asked for."""
    if not chosen.sandbox:
        yield build_server(chosen)
        return
    from hh_mcp import sandbox
    from hh_mcp.store.database import private_folder

    private_folder(chosen.home)
    async with sandbox.serve(state_file=chosen.sandbox_state) as imitation:
        yield build_server(chosen.at(imitation.url), sandbox_url=imitation.url)


def _serve_http(chosen: Settings, host: str, port: int, names: tuple[str, ...]) -> None:
    from hh_mcp import transport_http

    given = chosen.http_token.get_secret_value() if chosen.http_token else None
    if given is not None and len(given) < transport_http.SHORTEST_TOKEN:
        least = transport_http.SHORTEST_TOKEN
        ru, en = f"HH_MCP_HTTP_TOKEN короче {least} знаков.", f"HH_MCP_HTTP_TOKEN has fewer than {least} characters."
        fail(pick(chosen.lang, ru, en), USAGE)
    token = given or transport_http.make_token()
    if given is None:
        click.echo(f"HH_MCP_HTTP_TOKEN={token}", err=True)  # shown here, once; kept nowhere
    anyio.run(run_http, chosen, token, transport_http.Address(host, port, names))
