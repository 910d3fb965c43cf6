"""`hh-mcp reopen`: ask hh.ru again before the time, where it said that its own limit was reached."""

import click

from hh_mcp.cli.output import for_person, json_option, pick, print_json, settings
from hh_mcp.cli.visible import say
from hh_mcp.guard import limits
from hh_mcp.store import Store
from hh_mcp.tools.app import utc_now


@click.command()
@json_option
@for_person
def reopen(as_json: bool) -> None:
    """Снять ожидание после предела hh.ru; свои пределы остаются. / Do not wait after hh.ru's own limit any more.

    \b
    Пример / Example:
      hh-mcp reopen
    """
    chosen = settings()
    with Store.open(chosen.database, chosen.key) as store:
        opened = limits.reopen(chosen, store)
        if opened:
            store.audit.append("writes_resumed", account=chosen.account_key, now=utc_now(), by="terminal")
    if as_json:
        print_json({"reopened": opened})
    elif opened:
        say(pick(chosen.lang, "✓ hh.ru спросят снова.", "✓ hh.ru is asked again."))
    else:
        say(pick(chosen.lang, "✓ Ожидания и не было.", "✓ Nothing was waiting."))
