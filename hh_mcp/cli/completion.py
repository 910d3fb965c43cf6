"""`hh-mcp completion`: the script that teaches a shell our commands and options."""

import click
from click.shell_completion import get_completion_class

from hh_mcp.cli.output import json_option, print_json

_HOW = {
    "bash": "echo 'eval \"$(hh-mcp completion bash)\"' >> ~/.bashrc",
    "zsh": "echo 'eval \"$(hh-mcp completion zsh)\"' >> ~/.zshrc",
    "fish": "hh-mcp completion fish > ~/.config/fish/completions/hh-mcp.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(list(_HOW)))
@json_option
@click.pass_context
def completion(ctx: click.Context, shell: str, as_json: bool) -> None:
    """Подсказки по Tab в оболочке. / Completion by Tab in your shell.

    \b
    Пример / Example:
      eval "$(hh-mcp completion bash)"
    """
    kind = get_completion_class(shell)
    if kind is None:  # click knows all of the choices above
        raise click.UsageError(shell)
    script = kind(ctx.find_root().command, {}, "hh-mcp", "_HH_MCP_COMPLETE").source()
    if as_json:
        print_json({"shell": shell, "script": script, "install": _HOW[shell]})
    else:
        click.echo(f"# {_HOW[shell]}\n{script}")
