"""`hh-mcp audit`: the journal that proves what was sent and what was not."""

from datetime import timedelta

import click

from hh_mcp.cli.diary import row_of
from hh_mcp.cli.output import (
    FAILED,
    REFUSED,
    Lang,
    fail,
    for_person,
    json_option,
    pick,
    print_json,
    print_table,
    settings,
    working,
)
from hh_mcp.cli.visible import say
from hh_mcp.store import Store
from hh_mcp.store.audit import Entry, Verdict
from hh_mcp.tools.app import utc_now


@click.group()
def audit() -> None:
    """Журнал: что отправлено и что нет. / The journal: what was sent and what was not.

    \b
    Пример / Example:
      hh-mcp audit show
      hh-mcp audit verify
    """


@audit.command()
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Сколько. / How many.")
@json_option
def show(limit: int, as_json: bool) -> None:
    """Последние записи. / The newest rows.

    \b
    Пример / Example:
      hh-mcp audit show --limit 20
    """
    chosen = settings()
    with Store.open(chosen.database, chosen.key) as store:
        entries = store.audit.entries(limit)
        rows = [] if as_json else [row_of(entry, store, chosen.lang) for entry in entries]
    if as_json:
        for entry in entries:
            print_json(_plain(entry))
        return
    columns = pick(chosen.lang, "№\tКогда\tЧто произошло\tО чём", "No.\tWhen\tWhat happened\tAbout")
    print_table(columns.split("\t"), rows)


@audit.command()
@json_option
def verify(as_json: bool) -> None:
    """Проверить цепочку. / Check that no row was changed, removed or added.

    \b
    Пример / Example:
      hh-mcp audit verify
    """
    chosen = settings()
    with (
        Store.open(chosen.database, chosen.key) as store,
        working(pick(chosen.lang, "Проверяю журнал…", "Checking the journal…")),
    ):
        verdict = store.audit.verify()
    if as_json:
        print_json(verdict.__dict__)
    elif verdict.intact:
        rows = verdict.rows
        say(pick(chosen.lang, f"✓ Записей: {rows}, цепочка цела.", f"✓ {rows} rows, the chain is intact."))
    if not verdict.intact:
        fail(_told(verdict, chosen.lang), FAILED)


def _told(verdict: Verdict, lang: Lang) -> str:
    """Say what does not fit, and what a person can do about it."""
    problem = pick(lang, verdict.problem_ru or "", verdict.problem or "")
    if not verdict.chained:
        return pick(lang, "✗ Журнал изменён:", "✗ The journal was changed:") + f" {problem}."
    ru = "✗ Журнал или действия меняли без ключа, или сменился сам ключ:"
    en = "✗ Somebody changed the journal or the actions without the key, or the key itself has changed:"
    then_ru = "Если ключ меняли вы, примите журнал как есть: hh-mcp audit accept. Если нет, сохраните копию базы."
    then_en = "If you changed the key, accept the journal as it is: hh-mcp audit accept. If not, keep a copy."
    return f"{pick(lang, ru, en)} {problem}.\n{pick(lang, then_ru, then_en)}"


@audit.command()
@json_option
@for_person
def accept(as_json: bool) -> None:
    """Принять журнал как есть, если вы меняли ключ. / Take the journal as it is, if you have changed the key.

    \b
    Пример / Example:
      hh-mcp audit accept
    """
    chosen, now = settings(), utc_now()
    with Store.open(chosen.database, chosen.key) as store:
        verdict = store.audit.verify()
        if not verdict.chained:
            fail(_told(verdict, chosen.lang), FAILED)
        if not verdict.intact:
            say(_told(verdict, chosen.lang))
            _confirm(chosen.lang)
            store.audit.accept(account=chosen.account_key, now=now)
    if as_json:
        print_json({"accepted": not verdict.intact})
    else:
        say(pick(chosen.lang, "✓ Журнал принят как есть.", "✓ The journal is accepted as it is."))


def _confirm(lang: Lang) -> None:
    """Take a typed word: a habit of pressing Enter must not hide what somebody has changed."""
    word = pick(lang, "ПРИНИМАЮ", "ACCEPT")
    typed: str = click.prompt(pick(lang, f"Чтобы принять, напечатайте {word}", f"Type {word} to accept"))
    if typed.strip() != word:
        fail(pick(lang, "Ничего не изменено.", "Nothing was changed."), REFUSED)


@audit.command()
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
def export(form: str) -> None:
    """Весь журнал, по строке JSON на запись. / The whole journal, one JSON line a row.

    \b
    Пример / Example:
      hh-mcp audit export --format jsonl > journal.jsonl
    """
    del form  # one so far
    chosen = settings()
    with Store.open(chosen.database, chosen.key) as store:
        for entry in store.audit.stream():
            print_json(_plain(entry))


@audit.command()
@click.option("--keep-days", type=click.IntRange(1), required=True, help="Сколько дней оставить. / Days to keep.")
@json_option
@for_person
def prune(keep_days: int, as_json: bool) -> None:
    """Удалить старые записи; цепочка остаётся проверяемой. / Drop old rows; the chain stays provable.

    Сначала сохраните их: hh-mcp audit export. / Save them first: hh-mcp audit export.

    \b
    Пример / Example:
      hh-mcp audit prune --keep-days 365
    """
    chosen, now = settings(), utc_now()
    ru, en = f"Удалить записи старше {keep_days} дн.?", f"Drop rows older than {keep_days} days?"
    if not click.confirm(pick(chosen.lang, ru, en), default=False, err=True):
        fail(pick(chosen.lang, "Ничего не удалено.", "Nothing was dropped."), REFUSED)
    with Store.open(chosen.database, chosen.key) as store:
        dropped = store.audit.prune(now - timedelta(days=keep_days), account=chosen.account_key, now=now)
    if as_json:
        print_json({"dropped": dropped})
    else:
        say(pick(chosen.lang, f"✓ Удалено записей: {dropped}.", f"✓ {dropped} rows dropped."))


def _plain(entry: Entry) -> dict[str, object]:
    return {"seq": entry.seq, **entry.body, "hash": entry.hash}
