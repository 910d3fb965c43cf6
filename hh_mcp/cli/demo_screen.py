"""How the demo shows itself: panels for a person, lines of JSON for a machine."""

import json
from collections.abc import Iterator
from typing import Any, cast

import click
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from hh_mcp.cli.output import print_json
from hh_mcp.cli.visible import visible

LONG = 400  # characters of one value on the screen


class Screen:
    """Shows steps; asks the person, or answers for them and says so."""

    def __init__(self, *, as_json: bool, ask: bool) -> None:
        self._as_json = as_json
        self._ask = ask
        self._console = Console(width=100, highlight=False, emoji=False)
        self._count = 0

    def note(self, text: str) -> None:
        """Say something that is no step."""
        if not self._as_json:
            self._console.print(f"[dim]{_plain(text)}[/dim]")

    def step(self, name: str, title: str, data: dict[str, Any], arguments: dict[str, Any] | None = None) -> None:
        """Show one step and what came of it."""
        if self._as_json:
            print_json({"step": name, "arguments": arguments or {}, "result": data})
            return
        self._count += 1
        given = ", ".join(f"{key}={_short(value, 60)}" for key, value in (arguments or {}).items())
        heading = f"{self._count}. {title}" + (f"({given})" if arguments is not None else "")
        body = "\n".join(_lines(data))
        self._console.print(Panel(body, title=f"[bold]{_plain(heading)}[/bold]", title_align="left"))

    def verdict(self, name: str, title: str, data: str) -> None:
        """Show the last step, which comes as JSON."""
        self.step(name, title, json.loads(data))
        self.note("Готово: всё это было имитацией, на hh.ru ничего не ушло. / Done: nothing left for hh.ru.")

    def ask_person(self, question: str) -> bool:
        """Show the whole of what would be sent and take a yes or no."""
        if self._as_json:
            shown = {"step": "approval", "question": question, "answered_for_the_person": not self._ask}
            print_json(shown)
        else:
            panel = Panel(_plain(question), title="[bold yellow]Решает человек / A person decides[/bold yellow]")
            self._console.print(panel)
        if not self._ask:
            self.note("Терминала нет или указан --yes: отвечаю «да» за человека. / Answering yes for the person.")
            return True
        return click.confirm("Отправить? / Send?", default=False, err=True)


def _plain(text: str) -> str:
    """A text that neither rich nor the terminal takes for an order."""
    return escape(visible(text))


def _lines(data: dict[str, Any]) -> Iterator[str]:
    for key, value in data.items():
        if isinstance(value, list) and key in {"items", "messages", "jobs"}:
            items = cast("list[dict[str, Any]]", value)
            yield f"[cyan]{key}[/cyan] ({len(items)})"
            yield from (f"  • {_plain(_short(_row(item), 160))}" for item in items[:5])
        else:
            yield f"[cyan]{key}[/cyan] {_plain(_short(cast('object', value), LONG))}"


def _row(item: dict[str, Any]) -> str:
    return " · ".join(_text(value) for key, value in item.items() if key != "id" and value)


def _short(value: object, limit: int) -> str:
    text = _text(value)
    return text if len(text) <= limit else f"{text[:limit]}…"


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
