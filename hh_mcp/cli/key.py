"""`hh-mcp key`: the key that sessions are encrypted with."""

import click

from hh_mcp.cli.output import FAILED, fail, json_option, pick, print_json, settings
from hh_mcp.cli.visible import say
from hh_mcp.store import Store
from hh_mcp.tools.app import utc_now


@click.group()
def key() -> None:
    """Ключ, которым зашифрованы сессии. / The key that sessions are encrypted with.

    \b
    Пример / Example:
      hh-mcp key rotate
    """


@key.command()
@json_option
def rotate(as_json: bool) -> None:
    """Заменить ключ и зашифровать всё заново. / Make a new key and seal everything anew.

    \b
    Пример / Example:
      hh-mcp key rotate
    """
    chosen = settings()
    with Store.open(chosen.database, chosen.key) as store:
        if store.vault.place == "environment":
            ru = "Ключ задан в HH_MCP_KEY. Выйдите (hh-mcp logout), смените его там и войдите снова."
            en = "The key is given by HH_MCP_KEY. Sign out (hh-mcp logout), change it there, sign in again."
            fail(pick(chosen.lang, ru, en), FAILED)
        count = store.rotate_key()
        store.audit.append("key_rotated", account=chosen.account_key, now=utc_now(), sealed=count)
    if as_json:
        print_json({"sealed": count})
    else:
        say(pick(chosen.lang, f"✓ Новый ключ; перешифровано: {count}.", f"✓ A new key; sealed anew: {count}."))
