"""A wrong command line, said in the person's language; in English click's own words are kept."""

from typing import NoReturn, cast

import click

from hh_mcp.cli.output import USAGE, Lang, fail


def refuse(error: click.UsageError, lang: Lang) -> NoReturn:
    """Say what is wrong and where the help is, and end with the exit code of a usage error."""
    if lang == "en" or isinstance(error, click.exceptions.NoArgsIsHelpError):  # the latter shows the help itself
        raise error
    path = error.ctx.command_path if error.ctx else "hh-mcp"
    fail(f"{_sentence(error)} Ничего не сделано. Как вызывать: {path} --help", USAGE)


def _sentence(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return f"Нет ключа {error.option_name}.{_perhaps(error)}"
        case click.MissingParameter():
            return f"Не хватает {_name(error)}{_expected(error)}."
        case click.BadParameter():
            return f"Не подходит значение {_name(error)}{_expected(error)}."
        case _ if command := getattr(error, "command_name", None):  # NoSuchCommand of click 8.4
            return f"Нет команды «{command}».{_perhaps(error)}"
        case _:
            return f"{error.message.rstrip('.')}."


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return error.message
    return (
        error.param.opts[-1] if error.param.param_type_name == "option" else error.param.make_metavar(_context(error))
    )


def _context(error: click.UsageError) -> click.Context:
    return error.ctx or click.get_current_context()


def _expected(error: click.BadParameter) -> str:
    """What would fit, for the kinds of values that our commands take."""
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f": можно {', '.join(cast('click.Choice[str]', kind).choices)}"
    if isinstance(kind, click.IntRange):
        return f": целое число {_range(kind)}".rstrip()
    if isinstance(kind, click.Path) and kind.exists:
        return ": такого файла нет" if not isinstance(error, click.MissingParameter) else ""
    return ""


def _range(kind: click.IntRange) -> str:
    low, high = (None if bound is None else f"{bound:g}" for bound in (kind.min, kind.max))
    return " ".join(filter(None, [low and f"от {low}", high and f"до {high}"]))


def _perhaps(error: click.UsageError) -> str:
    near = getattr(error, "possibilities", None)
    return f" Может быть, {', '.join(near)}?" if near else ""
