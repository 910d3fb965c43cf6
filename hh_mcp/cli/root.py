"""The command `hh-mcp`, where its subcommands live, and how their errors are said."""

import importlib
from collections.abc import Callable
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from hh_mcp import __version__

# name -> module:attribute; imported when called, so that `serve` starts without rich and `--help` without a database
COMMANDS = {
    "serve": "hh_mcp.cli.serve:serve",
    "demo": "hh_mcp.cli.demo:demo",
    "sandbox": "hh_mcp.cli.sandbox:sandbox",
    "install": "hh_mcp.cli.install:install",
    "login": "hh_mcp.cli.account:login",
    "logout": "hh_mcp.cli.account:logout",
    "status": "hh_mcp.cli.account:status",
    "console": "hh_mcp.cli.console:console",
    "approvals": "hh_mcp.cli.approvals:approvals",
    "audit": "hh_mcp.cli.audit:audit",
    "settings": "hh_mcp.cli.settings:settings",
    "reopen": "hh_mcp.cli.reopen:reopen",
    "key": "hh_mcp.cli.key:key",
    "doctor": "hh_mcp.cli.doctor:doctor",
    "forget": "hh_mcp.cli.forget:forget",
    "completion": "hh_mcp.cli.completion:completion",
}

DEBUG = "hh_mcp.debug"
_IN_SANDBOX = frozenset({"login", "logout", "status", "console", "approvals", "audit", "doctor"})


class LazyGroup(click.Group):
    """A group that imports a command when it is asked for, and says its errors in one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command behind a name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        _prepare(command, sandbox=cmd_name in _IN_SANDBOX)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the names without importing what is behind them: Tab must be quick."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        return [CompletionItem(name) for name in COMMANDS if name.startswith(incomplete)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options before the command."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            _refuse(error)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run; an error is one sentence and a next step, with `--debug` its traceback."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            _refuse(error)
        except click.Abort:  # Ctrl+C at a question: whatever waits goes on waiting
            from hh_mcp.cli.failures import interrupted

            interrupted()
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:
            if ctx.meta.get(DEBUG):
                raise
            from hh_mcp.cli.failures import explain

            explain(error)


def _refuse(error: click.UsageError) -> NoReturn:
    from hh_mcp.cli.failures import language
    from hh_mcp.cli.usage import refuse

    refuse(error, language())


def _set_sandbox(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    from hh_mcp.cli.output import SANDBOX

    ctx.meta[SANDBOX] = value or ctx.meta.get(SANDBOX, False)


def _set_debug(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    ctx.meta[DEBUG] = value or ctx.meta.get(DEBUG, False)


_HELP = "Показать, где сломалось. / Show the traceback of an error."


_SANDBOX_HELP = "В песочнице, не на hh.ru. / In the sandbox, not on hh.ru."


def _prepare(command: click.Command, *, sandbox: bool) -> None:
    """Let `--debug` and `--sandbox` stand behind the command, where people put them, and list both languages."""
    command.short_help = (command.help or "").split("\n")[0]
    _add(command, "--debug", _set_debug, _HELP)
    if sandbox:
        _add(command, "--sandbox", _set_sandbox, _SANDBOX_HELP)
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        _prepare(inner, sandbox=sandbox)


def _add(command: click.Command, name: str, callback: Callable[..., None], words: str) -> None:
    if not any(name in parameter.opts for parameter in command.params):
        option = click.Option([name], is_flag=True, expose_value=False, callback=callback, is_eager=True, help=words)
        command.params.append(option)


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hh-mcp")
@click.option("--debug", is_flag=True, expose_value=False, callback=_set_debug, is_eager=True, help=_HELP)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Поиск работы на hh.ru через ИИ-ассистента. / Look for work on hh.ru through an AI assistant.

    Без команды: serve, сервер MCP через stdio. / Without a command: serve, the MCP server over stdio.

    \b
    Пример / Example:
      hh-mcp demo
      hh-mcp install claude-desktop
    """
    if ctx.invoked_subcommand is None:
        from hh_mcp.cli.serve import serve

        ctx.invoke(serve)
