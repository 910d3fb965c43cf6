"""What the command line prints: words in one language, tables on a terminal, plain lines in a pipe, exit codes."""

import signal
import sys
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, NoReturn, ParamSpec, TypeVar, cast

import anyio
import click
from pydantic import BaseModel

from hh_mcp.cli.visible import json_line, say, visible
from hh_mcp.hh.errors import CodeExpired, HHError, NotSignedIn, SessionExpired, WrongCode
from hh_mcp.settings import Settings

if TYPE_CHECKING:
    from hh_mcp.tools.app import App

P = ParamSpec("P")
T = TypeVar("T")
Lang = Literal["ru", "en"]

FAILED, USAGE, NOT_SIGNED_IN, REFUSED = 1, 2, 3, 4
_GUARD = {"limit_reached", "read_only", "approval_denied", "excluded"}

# what to do next in a terminal, where the error itself tells an assistant to call a tool
_NEXT: dict[type[HHError], dict[Lang, str]] = {
    NotSignedIn: {"ru": "Войдите: hh-mcp login.", "en": "Sign in: hh-mcp login."},
    SessionExpired: {"ru": "Войдите снова: hh-mcp login.", "en": "Sign in again: hh-mcp login."},
    WrongCode: {"ru": "Начните снова: hh-mcp login.", "en": "Start again: hh-mcp login."},
    CodeExpired: {"ru": "Запросите новый: hh-mcp login.", "en": "Ask for a new one: hh-mcp login."},
}

SANDBOX = "hh_mcp.sandbox"  # in a context's `meta`: `--sandbox` stands behind the command

json_option = click.option("--json", "as_json", is_flag=True, help="Строка JSON. / One line of JSON.")


def pick(lang: Lang, ru: str, en: str) -> str:
    """Choose the words of one language."""
    return ru if lang == "ru" else en


def fail(sentence: str, code: int = FAILED) -> NoReturn:
    """Say what is wrong and end with `code`."""
    say(sentence, err=True)
    raise SystemExit(code)


def told(error: HHError, lang: Lang) -> str:
    """An error as a person at a terminal needs to hear it."""
    return f"{error.what(lang)} {next_step(error, lang)}"


def next_step(error: HHError, lang: Lang) -> str:
    """What to do next at a terminal."""
    following = _NEXT.get(type(error))
    return following[lang] if following else error.next_step(lang)


def exit_code(error: HHError) -> int:
    """The exit code of the contract for an error."""
    if isinstance(error, NotSignedIn | SessionExpired):
        return NOT_SIGNED_IN
    return REFUSED if error.code in _GUARD else FAILED


def settings(**changes: Any) -> Settings:  # noqa: ANN401 - as many types as settings
    """Read the settings; a bad one ends the program with its name, never with its value."""
    context = click.get_current_context(silent=True)
    if context and context.meta.get(SANDBOX):
        changes["sandbox"] = True
    try:
        return Settings(**{key: value for key, value in changes.items() if value is not None})
    except ValueError as error:  # ValidationError, or TOMLDecodeError, whose module is not worth loading for this
        from hh_mcp.cli import bad_settings  # not needed at a start that goes well

        fail(bad_settings.told(error, bad_settings.language()), USAGE)


def prompt(words: str, *, hidden: bool = False) -> str:
    """Ask a person in the middle of `with_app`; Ctrl+C leaves at once, though an event loop keeps it for itself."""
    kept = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return click.prompt(visible(words), hide_input=hidden)
    finally:
        signal.signal(signal.SIGINT, kept)


def with_app(run: Callable[["App"], Coroutine[None, None, T]], chosen: Settings) -> T:
    """Run `run` with an open App; its errors become sentences in `hh_mcp.cli.root`."""
    from hh_mcp.tools.app import App

    async def go() -> T:
        async with AsyncExitStack() as stack:
            app = App(*await _place(chosen, stack))
            stack.push_async_callback(app.close)
            return await run(app)
        raise AssertionError  # to a type checker an exit stack may swallow an exception

    try:
        return anyio.run(go)
    except BaseExceptionGroup as group:  # the imitation's task group wraps the exit code of `fail`, too
        raise innermost(group) from group


def innermost(error: BaseException) -> BaseException:
    """Task groups wrap what went wrong; the first of it is what to say."""
    if isinstance(error, BaseExceptionGroup):
        return innermost(cast("BaseExceptionGroup[BaseException]", error).exceptions[0])
    return error


async def _place(chosen: Settings, stack: AsyncExitStack) -> tuple[Settings, Callable[[], datetime], str | None]:
    """hh.ru, or with HH_MCP_SANDBOX the sandbox of this home, which a server that runs may be using too."""
    from hh_mcp.tools.app import utc_now

    if not chosen.sandbox:
        return chosen, utc_now, None
    from hh_mcp import sandbox
    from hh_mcp.store.database import private_folder

    private_folder(chosen.home)
    imitation = await stack.enter_async_context(sandbox.serve(state_file=chosen.sandbox_state))
    say(f"HH_MCP_SANDBOX: {imitation.url}/_sandbox/inbox", err=True)  # where its codes arrive
    return chosen.at(imitation.url), utc_now, imitation.url


def print_json(value: BaseModel | dict[str, Any] | list[Any]) -> None:
    """Print one line of JSON."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", exclude_none=True)
    click.echo(json_line(value))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table on a terminal, and lines with tabs in a pipe, where a program reads them."""
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(map(_cell, row)))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD if any(columns) else None, header_style="bold", show_header=any(columns))
    for at, name in enumerate(columns):
        table.add_column(name, overflow="fold", no_wrap=not at)  # the first is to be copied: it is never broken
    for row in rows:
        table.add_row(*(Text(_cell(cell)) for cell in row))
    Console(highlight=False).print(table)


def _cell(text: str) -> str:
    """One line: a stranger's line end must not make a row of its own."""
    return visible(" ".join(text.split()))


@contextmanager
def working(words: str) -> Generator[None]:
    """Show on a terminal that something takes its time."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True, markup=False).status(visible(words)):
        yield


def interactive() -> bool:
    """Whether a person sits at this terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def for_person(command: Callable[P, T]) -> Callable[P, T]:
    """Refuse to run a command without an interactive terminal: an answer must be a person's."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        if not interactive():
            fail(
                "Ничего не сделано: это решает человек в терминале. / Not done: a person decides this in a terminal.",
                REFUSED,
            )
        return command(*args, **kwargs)

    return guarded
