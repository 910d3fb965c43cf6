"""The three ways to sign in at a terminal: by a code, in the browser (OAuth), with a browser's cookies."""

import sys
import tempfile
import webbrowser
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import anyio
import anyio.to_thread

from hh_mcp.cli.output import REFUSED, fail, interactive, pick, prompt, working
from hh_mcp.cli.visible import say
from hh_mcp.hh.config import is_loopback
from hh_mcp.hh.errors import CodeExpired, SignInCaptcha, WrongCode
from hh_mcp.hh.models import Account, Captcha, CaptchaAnswer, CodeRequest
from hh_mcp.hh.oauth_loopback import listening
from hh_mcp.tools.app import App

T = TypeVar("T")
TRIES = 3


async def by_code(app: App, name: str) -> Account:
    """Ask for a code and for what came with the SMS or the e-mail."""
    if not interactive():
        fail(
            pick(app.settings.lang, "Код вводит человек в терминале.", "A person types the code at a terminal."),
            REFUSED,
        )
    sent = await _request(app, name)
    say(f"→ {sent.login} ({sent.delivery})")
    account = await _confirm(app)
    return _entered(app, account, "code")


async def _request(app: App, name: str) -> CodeRequest:
    sent = await _with_picture(app, partial(app.hh.request_login_code, name))
    facts = {"login": sent.login, "delivery": sent.delivery}
    app.store.audit.append("code_requested", account=app.settings.account_key, now=app.now(), **facts)
    return sent


async def _with_picture(app: App, ask: Callable[[CaptchaAnswer | None], Awaitable[T]]) -> T:
    """Ask hh.ru, and again with what the person reads in its picture, whichever step it comes with."""
    answer: CaptchaAnswer | None = None
    for left in reversed(range(TRIES)):
        try:
            with working("hh.ru…"):
                return await ask(answer)
        except SignInCaptcha as error:
            if not left:
                raise
            answer = await _read_picture(app, error)
    raise SignInCaptcha


async def _read_picture(app: App, error: SignInCaptcha) -> CaptchaAnswer:
    if said := error.detail[app.settings.lang]:
        say(said, err=True)
    captcha = await app.hh.get_login_captcha()
    return CaptchaAnswer(key=captcha.key, state=captcha.state, text=_show(captcha, app))


def _show(captcha: Captcha, app: App) -> str:
    """Put the picture into a file for the person and take what they read in it."""
    kind = captcha.media_type.rpartition("/")[2]
    with tempfile.TemporaryDirectory(prefix="hh-mcp-") as folder:
        picture = Path(folder) / f"captcha.{kind}"
        picture.write_bytes(captcha.picture)
        if app.settings.open_browser:
            webbrowser.open(picture.as_uri())
        return prompt(pick(app.settings.lang, f"Текст на картинке {picture}", f"Text in the picture {picture}"))


async def _confirm(app: App) -> Account:
    lang = app.settings.lang
    for left in reversed(range(TRIES)):
        code = prompt(pick(lang, "Код", "Code"), hidden=True)
        try:
            return await _with_picture(app, partial(app.hh.confirm_login, code))
        except (WrongCode, CodeExpired) as error:
            if not left or isinstance(error, CodeExpired):
                raise
            ru, en = f"Попыток осталось: {left}.", f"Tries left: {left}."
            say(f"{error.what(lang)} {pick(lang, ru, en)}", err=True)
    raise WrongCode


async def by_browser(app: App) -> Account:
    """Open hh.ru's consent page and wait for the browser to come back with a code for the tokens."""
    address = app.hh.begin_oauth()
    target = app.settings.redirect_uri or ""
    if is_loopback(urlsplit(target).hostname):
        callback = await _wait_for_browser(app, address, target)
    else:  # an application whose address is elsewhere: the person brings what the browser shows at the end
        say(address, err=True)
        callback = prompt(pick(app.settings.lang, "Адрес, на котором вы оказались", "The address you ended at"))
    return _entered(app, await app.hh.finish_oauth(callback), "oauth")


async def _wait_for_browser(app: App, address: str, target: str) -> str:
    """Open the browser once somebody listens for its way back, never before."""
    state = parse_qs(urlsplit(address).query)["state"][0]
    async with listening(target, state) as callback:
        words = pick(app.settings.lang, "Разрешите доступ в браузере:", "Allow access in the browser:")
        say(f"{words}\n{address}", err=True)
        sys.stderr.flush()
        if app.settings.open_browser:
            await anyio.to_thread.run_sync(webbrowser.open, address)
        return await callback.wait()


async def by_cookies(app: App, file: Path) -> Account:
    """Bring the session of a browser that is signed in; `-` reads standard input."""
    source = sys.stdin.read() if str(file) == "-" else await anyio.Path(file).read_text(encoding="utf-8")
    with working("hh.ru…"):
        account = await app.hh.import_cookies(source)
    return _entered(app, account, "cookies")


def _entered(app: App, account: Account, way: str) -> Account:
    app.note_person(account.id)
    app.store.audit.append("signed_in", account=app.settings.account_key, now=app.now(), way=way)
    return account
