"""`hh-mcp audit`: the journal that proves what was sent and what was not."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime

import click

from hh_mcp.cli.output import FAILED, fail, print_json, settings
from hh_mcp.store import Store
from hh_mcp.store.audit import Entry


@click.group()
def audit() -> None:
    """Журнал. / The journal. Example: hh-mcp audit verify."""


@contextmanager
def _store() -> Generator[Store]:
    chosen = settings()
    with Store.open(chosen.database, chosen.key) as store:
        yield store


@audit.command()
@click.option("--limit", default=50, show_default=True, help="How many of the newest rows.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line a row.")
def show(limit: int, as_json: bool) -> None:
    """Последние записи. / The newest rows."""
    with _store() as store:
        for entry in store.audit.entries(limit):
            print_json(_plain(entry)) if as_json else click.echo(_line(entry))


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def verify(as_json: bool) -> None:
    """Проверить цепочку. / Check that no row was changed, removed or added."""
    with _store() as store:
        verdict = store.audit.verify()
    if as_json:
        print_json(verdict.__dict__)
    elif verdict.intact:
        click.echo(f"✓ {verdict.rows} записей, цепочка цела. / {verdict.rows} rows, the chain is intact.")
    if not verdict.intact:
        fail(f"✗ Журнал изменён. / The journal was changed: {verdict.problem}.", FAILED)


@audit.command()
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
def export(form: str) -> None:
    """Весь журнал, по строке JSON на запись. / The whole journal, one JSON line a row."""
    with _store() as store:
        for entry in store.audit.stream():
            click.echo(json.dumps(_plain(entry), ensure_ascii=False))


def _plain(entry: Entry) -> dict[str, object]:
    return {"seq": entry.seq, **entry.body, "hash": entry.hash}


def _line(entry: Entry) -> str:
    facts = dict(entry.body)
    at = datetime.fromtimestamp(int(facts.pop("at") or 0) / 1000).astimezone()
    event = facts.pop("event")
    facts.pop("account")
    told = " ".join(f"{key}={value}" for key, value in facts.items())
    return f"{entry.seq:>6}  {at:%Y-%m-%d %H:%M:%S}  {event:<15} {told}"
