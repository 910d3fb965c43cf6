"""The command `hh-mcp` and where its subcommands live."""

import importlib

import click

from hh_mcp import __version__

# name -> module:attribute; imported when called, so that `serve` starts without rich and `--help` without a database
COMMANDS = {
    "serve": "hh_mcp.cli.serve:serve",
    "demo": "hh_mcp.cli.demo:demo",
    "sandbox": "hh_mcp.cli.sandbox:sandbox",
    "login": "hh_mcp.cli.account:login",
    "logout": "hh_mcp.cli.account:logout",
    "status": "hh_mcp.cli.account:status",
    "approvals": "hh_mcp.cli.approvals:approvals",
    "audit": "hh_mcp.cli.audit:audit",
}


class LazyGroup(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command behind a name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        return getattr(importlib.import_module(module), attribute)


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hh-mcp")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Поиск работы на hh.ru через ИИ-ассистента. / Look for work on hh.ru through an AI assistant.

    Without a command: serve, the MCP server over stdio.
    """
    if ctx.invoked_subcommand is None:
        from hh_mcp.cli.serve import serve

        ctx.invoke(serve)
