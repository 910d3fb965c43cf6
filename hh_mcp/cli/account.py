"""`hh-mcp login`, `logout`, `status`: whose session it is."""

from pathlib import Path

import click

from hh_mcp.cli.output import (
    NOT_SIGNED_IN,
    USAGE,
    exit_code,
    fail,
    interactive,
    json_option,
    pick,
    print_json,
    print_table,
    prompt,
    settings,
    told,
    with_app,
)
from hh_mcp.cli.places import say_what_waits_elsewhere
from hh_mcp.cli.sign_in import by_browser, by_code, by_cookies
from hh_mcp.cli.visible import say
from hh_mcp.hh.errors import HHError
from hh_mcp.hh.models import Account
from hh_mcp.settings import Settings
from hh_mcp.tools.app import App
from hh_mcp.tools.status import status_of
from hh_mcp.views.status import LimitView, StatusView


@click.command()
@click.argument("phone_or_email", required=False)
@click.option("--code", is_flag=True, help="По коду из SMS или письма (обычный вход). / By a code (the default).")
@click.option("--oauth", is_flag=True, help="В браузере, с приложением dev.hh.ru. / In the browser, with an app.")
@click.option(
    "--import-cookies",
    "cookies",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="Из файла cookie браузера; hh.ru может не принять скопированную сессию. / From a browser's cookie file "
    "(Netscape or JSON); hh.ru may refuse a copied session.",
)
@json_option
def login(phone_or_email: str | None, code: bool, oauth: bool, cookies: Path | None, as_json: bool) -> None:
    """Войти на hh.ru. / Sign in to hh.ru.

    \b
    Пример / Example:
      hh-mcp login +79001234567
      hh-mcp login --oauth
      hh-mcp login --import-cookies cookies.txt
    """
    chosen = settings()
    if code + oauth + (cookies is not None) > 1:
        fail(pick(chosen.lang, "Выберите один способ входа.", "Choose one way to sign in."), USAGE)

    async def go(app: App) -> Account:
        if oauth:
            return await by_browser(app)
        app.hh.check_code_sign_in()
        return await (by_cookies(app, cookies) if cookies else by_code(app, _name(phone_or_email, chosen)))

    account = with_app(go, chosen)
    name = " ".join(filter(None, (account.first_name, account.last_name)))
    if as_json:
        print_json({"signed_in": True, "name": name})
    else:
        say(f"✓ {name}".rstrip())


def _name(given: str | None, chosen: Settings) -> str:
    if given:
        return given
    if not interactive():
        fail(pick(chosen.lang, "Укажите телефон или e-mail.", "Give a phone or an e-mail."), USAGE)
    return prompt(pick(chosen.lang, "Телефон или e-mail", "Phone or e-mail"))


@click.command()
@json_option
def logout(as_json: bool) -> None:
    """Выйти и стереть сессию. / Sign out and erase the session.

    \b
    Пример / Example:
      hh-mcp logout
    """
    chosen = settings()

    async def go(app: App) -> bool:
        held = _held(app)
        await app.hh.logout()
        if held:
            app.store.audit.append("signed_out", account=app.settings.account_key, now=app.now())
        return held

    held = with_app(go, chosen)
    if as_json:
        print_json({"signed_in": False})
    elif held:
        say(pick(chosen.lang, "✓ Вы вышли, сессия стёрта.", "✓ Signed out, the session is erased."))
    else:
        say(pick(chosen.lang, "✓ Вход и не был выполнен.", "✓ Nobody was signed in."))


def _held(app: App) -> bool:
    """Whether there is a session to end; one that cannot be opened is one."""
    try:
        return app.hh.holds_session() or app.hh.unreadable() is not None
    except HHError:
        return True


@click.command()
@json_option
def status(as_json: bool) -> None:
    """Кто вошёл, сколько осталось, что ждёт. / Who is signed in, what is left, what waits.

    \b
    Пример / Example:
      hh-mcp status
    """
    chosen = settings()

    async def go(app: App) -> tuple[StatusView, HHError | None]:
        say_what_waits_elsewhere(app.store, chosen)
        return status_of(app), app.hh.unreadable()

    view, unreadable = with_app(go, chosen)
    if as_json:
        print_json(view)
    else:
        _show(view, chosen)
    if unreadable:
        fail(f"✗ {told(unreadable, chosen.lang)}", exit_code(unreadable))
    if not view.signed_in:
        fail(_sign_in_words(chosen), NOT_SIGNED_IN)


def _sign_in_words(chosen: Settings) -> str:
    """With ROUTE=api a sign-in by code would not count."""
    command = "hh-mcp login --oauth" if chosen.route == "api" else "hh-mcp login"
    return pick(chosen.lang, f"Войдите: {command}.", f"Sign in: {command}.")


def _show(view: StatusView, chosen: Settings) -> None:
    """Show what a person asks for first; everything is in `--json`."""

    def words(ru: str, en: str) -> str:
        return pick(chosen.lang, ru, en)

    held = ", ".join(sorted(set(view.routes.values()))) or "—"
    rows = [
        (words("Аккаунт", "Account"), view.account),
        (words("Вход", "Signed in"), held),
        (words("Отклики за 24 ч", "Responses in 24 h"), _limit(view.responses, words("следующий", "next"))),
        (words("Сообщения за 24 ч", "Messages in 24 h"), _limit(view.messages, words("следующее", "next"))),
        (words("Подтверждение", "Approval"), view.approval),
        (words("Только чтение", "Read-only"), words("да", "yes") if view.read_only else words("нет", "no")),
        (words("Ждёт решения", "Waits for you"), ", ".join(view.pending) or "—"),
        (words("Итог неизвестен", "Outcome unknown"), ", ".join(view.unknown) or "—"),
        *(
            (words("Отправка стоит", "Sending stopped"), stopped)
            for stopped in [view.captcha_url or view.stopped]
            if stopped
        ),
        *((words("Внимание", "Note"), warning) for warning in (view.warning, *view.warnings) if warning),
    ]
    print_table(("", ""), rows)


def _limit(limit: LimitView, following: str) -> str:
    left = f"{limit.used} / {limit.limit}"
    return f"{left} ({following}: {limit.frees_at})" if limit.frees_at else left
