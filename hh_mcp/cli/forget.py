"""`hh-mcp forget`: erases what is kept about a person on this machine."""

from pathlib import Path

import click

from hh_mcp.cli.output import FAILED, REFUSED, fail, for_person, json_option, pick, print_json, settings, with_app
from hh_mcp.cli.visible import say
from hh_mcp.hh.errors import HHError, NotSignedIn, SessionExpired
from hh_mcp.settings import Settings
from hh_mcp.store import Store
from hh_mcp.store.erasing import StillSending, erase_account, erase_everything
from hh_mcp.tools.app import App, utc_now


@click.command()
@click.option("--all", "everything", is_flag=True, help="Все аккаунты, базу и ключ. / All accounts, database and key.")
@json_option
@for_person
def forget(everything: bool, as_json: bool) -> None:
    """Стереть всё, что хранится о вас. / Erase everything that is kept about you.

    Сначала завершается сессия на hh.ru; отправленное работодателям остаётся у них.
    / The session on hh.ru is ended first; what employers received stays with them.

    \b
    Пример / Example:
      hh-mcp forget
      hh-mcp forget --all
    """
    chosen = settings()
    if not chosen.database.exists():
        fail(pick(chosen.lang, f"Ничего не хранится в {chosen.home}.", f"Nothing is kept in {chosen.home}."), FAILED)
    _confirm(chosen, everything)
    left = _sign_out_all(chosen, everything)
    try:
        erased = _erase(chosen, everything)
    except StillSending:
        ru = "Сейчас что-то отправляется; дождитесь итога (hh-mcp status) и повторите."
        en = "Something is being sent; wait for its outcome (hh-mcp status) and repeat."
        fail(pick(chosen.lang, ru, en), REFUSED)
    if as_json:
        print_json({"erased": erased, "not_signed_out": left})
        return
    say(pick(chosen.lang, f"✓ Стёрто: {erased}.", f"✓ Erased: {erased}."))
    if left:
        ru = f"! Выход на hh.ru не подтверждён: {', '.join(left)}. Там сессия может действовать, пока не истечёт."
        en = f"! Not signed out on hh.ru for certain: {', '.join(left)}. The session there may live until it expires."
        say(pick(chosen.lang, ru, en))


def _confirm(chosen: Settings, everything: bool) -> None:
    """Take the account's name, typed: a habit of pressing Enter must not erase anything."""
    word = "ALL" if everything else chosen.account
    ru = f"Будут стёрты сессия, подготовленные и отправленные тексты, счётчики и журнал: {chosen.home}."
    en = f"Session, prepared and sent texts, counters and journal are going to be erased: {chosen.home}."
    say(pick(chosen.lang, ru, en))
    ru, en = "Сначала закройте программы с ассистентом.", "Close the programs with your assistant first."
    say(pick(chosen.lang, ru, en))
    if not everything:
        ru, en = "Записи других аккаунтов останутся.", "Rows of other accounts stay."
        say(pick(chosen.lang, ru, en))
    typed: str = click.prompt(pick(chosen.lang, f"Чтобы продолжить, напечатайте {word}", f"Type {word} to go on"))
    if typed.strip() != word:
        fail(pick(chosen.lang, "Ничего не стёрто.", "Nothing was erased."), REFUSED)


def _sign_out_all(chosen: Settings, everything: bool) -> list[str]:
    """Sign out whoever has a session; returns the accounts whose session hh.ru may still accept."""
    with Store.open(chosen.database, chosen.key) as store:
        held = [_account(name) for name in store.accounts()]
    _, here = _account(chosen.account_key)
    left: list[str] = []
    for account, place in held:
        if (everything or account == chosen.account) and place in ("", here):  # in another imitation nobody is left
            there = chosen.model_copy(update={"account": account, "sandbox": False})
            left += [] if place == here and with_app(_sign_out, there) else [account]
    return left


def _account(name: str) -> tuple[str, str]:
    """An account and the imitation it is on, if any: `me@127.0.0.1:8099`; the name that a person gives has no colon."""
    account, _, place = name.rpartition("@") if ":" in name else (name, "", "")
    return account, place


async def _sign_out(app: App) -> bool:
    """Sign out; False where hh.ru may not have heard of it. What is kept here is erased all the same."""
    try:
        heard = app.hh.unreadable() is None and (not app.hh.holds_session() or await _answers(app))
        await app.hh.logout()
    except HHError:  # without its key a session cannot be ended
        return False
    return heard


async def _answers(app: App) -> bool:
    """Whether hh.ru answers us now: signing out itself tells nothing of one that does not."""
    try:
        await app.hh.get_account()
    except (NotSignedIn, SessionExpired):
        return True
    except HHError:
        return False
    return True


def _erase(chosen: Settings, everything: bool) -> str:
    if everything:
        gone: list[Path] = erase_everything(chosen.home)
        return ", ".join(path.name for path in gone)
    count = erase_account(chosen.database, chosen.account, utc_now(), chosen.key)
    return pick(chosen.lang, f"записей {count}", f"{count} rows")
