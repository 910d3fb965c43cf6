"""What the command line prints: one sentence and a next step for an error, exit codes of the contract."""

import json
import sys
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

import anyio
import click
from pydantic import BaseModel, ValidationError

from hh_mcp.hh.errors import HHError
from hh_mcp.settings import Settings
from hh_mcp.tools.app import App

P = ParamSpec("P")
T = TypeVar("T")

FAILED, USAGE, NOT_SIGNED_IN, REFUSED = 1, 2, 3, 4
_EXITS = {"not_signed_in": NOT_SIGNED_IN, "session_expired": NOT_SIGNED_IN}
_GUARD = {"limit_reached", "read_only", "approval_denied", "excluded"}


def fail(sentence: str, code: int = FAILED) -> NoReturn:
    """Say what is wrong and end with `code`."""
    click.echo(sentence, err=True)
    raise SystemExit(code)


def settings(**changes: Any) -> Settings:  # noqa: ANN401 - as many types as settings
    """Read the settings; a bad one ends the program with its name, never with its value."""
    try:
        return Settings(**{key: value for key, value in changes.items() if value is not None})
    except ValidationError as error:
        names = "; ".join(f"HH_MCP_{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        fail(f"Неверная настройка. / A bad setting. {names}", USAGE)


def with_app(run: Callable[[App], Coroutine[None, None, T]], chosen: Settings) -> T:
    """Run `run` with an open App and turn its errors into sentences and exit codes."""

    async def go() -> T:
        app = App(chosen)
        try:
            return await run(app)
        finally:
            await app.close()

    try:
        return anyio.run(go)
    except HHError as error:
        fail(error.text(chosen.lang), _EXITS.get(error.code, REFUSED if error.code in _GUARD else FAILED))


def print_json(value: BaseModel | dict[str, Any] | list[Any]) -> None:
    """Print one line of JSON."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", exclude_none=True)
    click.echo(json.dumps(value, ensure_ascii=False))


def interactive() -> bool:
    """Whether a person sits at this terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def for_person(command: Callable[P, T]) -> Callable[P, T]:
    """Refuse to run a command without an interactive terminal: an answer must be a person's."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        if not interactive():
            fail("Это решает человек в терминале. / A person decides this in a terminal.", REFUSED)
        return command(*args, **kwargs)

    return guarded
