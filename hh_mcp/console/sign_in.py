"""Signing in without the chat: login, code and, where hh.ru wants it, a picture that the person reads."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from hh_mcp.console.desk import Visit
from hh_mcp.console.keys import SignIn
from hh_mcp.hh.errors import CaptchaRequired, CodeExpired, HHError
from hh_mcp.hh.models import Account, Captcha, CaptchaAnswer


async def start(visit: Visit) -> Response:
    """Show who is signed in, or ask for the phone or the e-mail."""
    person, unsure = await _who(visit)
    return visit.page("sign_in.html", progress=visit.visitor.sign_in, problem=None, person=person, unsure=unsure)


async def code(visit: Visit) -> Response:
    """Ask for the code; it may have been requested in the chat."""
    return visit.page("sign_in_code.html", progress=visit.visitor.sign_in, problem=None)


async def picture(visit: Visit) -> Response:
    """Show the picture that hh.ru asks a person to read."""
    captcha = visit.visitor.sign_in.captcha
    if captcha is None:
        raise HTTPException(404)
    kind = captcha.media_type if captcha.media_type.startswith("image/") else "application/octet-stream"
    return Response(captcha.picture, media_type=kind)


async def ask(visit: Visit) -> Response:
    """Have hh.ru send a code."""
    app, login = visit.app, visit.form.get("login", "").strip()
    if login != visit.visitor.sign_in.login:
        visit.visitor.sign_in = SignIn(login)  # a picture belongs to the login that it was asked for with
    progress = visit.visitor.sign_in
    if not login:
        return await _failed(visit, visit.desk.words("login_empty"))
    try:
        progress.sent = await app.hh.request_login_code(login, _read(visit))
    except CaptchaRequired as error:
        return await _failed(visit, await _fetch_picture(visit, error))
    except HHError as error:
        progress.captcha = None
        return await _failed(visit, _words(visit, error))
    progress.captcha = None
    app.store.audit.append(
        "code_requested",
        account=visit.desk.account,
        now=app.now(),
        login=progress.sent.login,
        delivery=progress.sent.delivery,
    )
    return visit.go("/sign-in/code")


async def confirm(visit: Visit) -> Response:
    """Sign in with the code."""
    progress, app = visit.visitor.sign_in, visit.app
    typed = visit.form.get("code", "").strip()
    if not typed:
        return _code_failed(visit, visit.desk.words("code_empty"))
    try:
        account = await app.hh.confirm_login(typed, _read(visit))
    except CaptchaRequired as error:
        return _code_failed(visit, await _fetch_picture(visit, error))
    except CodeExpired as error:
        visit.visitor.sign_in = SignIn(progress.login)
        return visit.go("/sign-in", _words(visit, error))
    except HHError as error:
        return _code_failed(visit, _words(visit, error))
    visit.visitor.sign_in = SignIn()
    app.note_person(account.id)
    app.store.audit.append("signed_in", account=visit.desk.account, now=app.now())
    name = account.first_name or account.email or ""
    return visit.go("/sign-in", visit.desk.words("note_signed_in", name=name).strip())


async def again(visit: Visit) -> Response:
    """Start over, with another login perhaps."""
    visit.visitor.sign_in = SignIn()
    return visit.go("/sign-in")


async def leave(visit: Visit) -> Response:
    """Sign out on hh.ru and forget the session here."""
    await visit.app.hh.logout()
    visit.app.store.audit.append("signed_out", account=visit.desk.account, now=visit.app.now())
    return visit.go("/sign-in", visit.desk.words("note_signed_out"))


async def _who(visit: Visit) -> tuple[Account | None, str | None]:
    """Whose session it is, as far as hh.ru tells."""
    if not visit.app.hh.signed_in():
        return None, None
    try:
        return await visit.app.hh.get_account(), None
    except HHError as error:
        return None, _words(visit, error)


def _read(visit: Visit) -> CaptchaAnswer | None:
    """What the person read in the picture, if one was shown."""
    captcha = visit.visitor.sign_in.captcha
    if captcha is None:
        return None
    return CaptchaAnswer(key=captcha.key, state=captcha.state, text=visit.form.get("picture", "").strip())


async def _fetch_picture(visit: Visit, error: HHError) -> str:
    """Take the picture from hh.ru; returns what to say."""
    visit.visitor.sign_in.captcha = None
    try:
        captcha: Captcha = await visit.app.hh.get_login_captcha()
    except HHError as failed:
        return _words(visit, failed)
    visit.visitor.sign_in.captcha = captcha
    return error.detail[visit.desk.lang] or visit.desk.words("picture_needed")


def _words(visit: Visit, error: HHError) -> str:
    """What happened; the next step of a tool means nothing here."""
    return error.what(visit.desk.lang)


async def _failed(visit: Visit, problem: str) -> Response:
    return visit.page(
        "sign_in.html", status=422, progress=visit.visitor.sign_in, problem=problem, person=None, unsure=None
    )


def _code_failed(visit: Visit, problem: str) -> Response:
    return visit.page("sign_in_code.html", status=422, progress=visit.visitor.sign_in, problem=problem)
