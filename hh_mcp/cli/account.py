"""`hh-mcp login`, `logout`, `status`: whose session it is."""

import tempfile
from pathlib import Path

import click

from hh_mcp.cli.output import fail, for_person, print_json, settings, with_app
from hh_mcp.hh.errors import CaptchaRequired, CodeExpired, WrongCode
from hh_mcp.hh.models import Captcha, CaptchaAnswer, CodeRequest
from hh_mcp.tools.app import App
from hh_mcp.tools.status import status_of

TRIES = 3


@click.command()
@click.option("--code", is_flag=True, help="By a code from an SMS or an e-mail (the default).")
@click.argument("phone_or_email", required=False)
@for_person
def login(code: bool, phone_or_email: str | None) -> None:
    """Войти по коду. / Sign in by code. Example: hh-mcp login +79001234567."""
    chosen = settings()
    name = phone_or_email or click.prompt("Телефон или e-mail / Phone or e-mail")

    async def go(app: App) -> None:
        sent = await _request(app, name)
        click.echo(f"→ {sent.login} ({sent.delivery})")
        await _confirm(app)

    with_app(go, chosen)


async def _request(app: App, name: str) -> CodeRequest:
    answer: CaptchaAnswer | None = None
    for _ in range(TRIES):
        try:
            sent = await app.hh.request_login_code(name, answer)
        except CaptchaRequired:
            answer = await _read_captcha(app)
        else:
            app.store.audit.append(
                "code_requested",
                account=app.settings.account_key,
                now=app.now(),
                login=sent.login,
                delivery=sent.delivery,
            )
            return sent
    raise CaptchaRequired


async def _read_captcha(app: App) -> CaptchaAnswer:
    captcha = await app.hh.get_login_captcha()
    return CaptchaAnswer(key=captcha.key, state=captcha.state, text=_show(captcha))


def _show(captcha: Captcha) -> str:
    """Put the picture into a file for the person and take what they read in it."""
    kind = captcha.media_type.rpartition("/")[2]
    with tempfile.TemporaryDirectory(prefix="hh-mcp-") as folder:
        picture = Path(folder) / f"captcha.{kind}"
        picture.write_bytes(captcha.picture)
        return click.prompt(f"Текст на картинке / Text in the picture {picture}")


async def _confirm(app: App) -> None:
    for left in reversed(range(TRIES)):
        try:
            account = await app.hh.confirm_login(click.prompt("Код / Code", hide_input=True))
        except (WrongCode, CodeExpired) as error:
            if not left or isinstance(error, CodeExpired):
                raise
            click.echo(error.what(app.settings.lang), err=True)
        else:
            app.store.audit.append("signed_in", account=app.settings.account_key, now=app.now())
            click.echo(f"✓ {account.first_name or ''} {account.last_name or ''}".rstrip())
            return


@click.command()
def logout() -> None:
    """Выйти и стереть сессию. / Sign out and erase the session. Example: hh-mcp logout."""

    async def go(app: App) -> None:
        await app.hh.logout()
        app.store.audit.append("signed_out", account=app.settings.account_key, now=app.now())

    with_app(go, settings())
    click.echo("✓")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def status(as_json: bool) -> None:
    """Кто вошёл, сколько осталось, что ждёт. / Who is signed in, what is left, what waits. Example: hh-mcp status."""

    async def go(app: App) -> None:
        view = status_of(app)
        if as_json:
            print_json(view)
        else:
            for name, value in view.model_dump(mode="json", exclude_none=True).items():
                click.echo(f"{name:12} {_line(value)}")
        if not view.signed_in:
            fail(view.next_step, 3)

    with_app(go, settings())


def _line(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {inner}" for key, inner in value.items())  # pyright: ignore[reportUnknownVariableType]
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)  # pyright: ignore[reportUnknownArgumentType]
