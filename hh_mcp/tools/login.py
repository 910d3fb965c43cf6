"""Signing in and out."""

from typing import Annotated

from mcp.types import CallToolResult
from pydantic import Field

from hh_mcp.guard.foreign import cleaned
from hh_mcp.hh.errors import BadArgument
from hh_mcp.hh.models import CodeRequest
from hh_mcp.tools.app import App, Ctx, app_of
from hh_mcp.views.base import reply
from hh_mcp.views.status import CodeSent, SignedIn, SignedOut
from hh_mcp.views.words import Lang, moment_words

_NEXT: dict[Lang, dict[str, str]] = {
    "ru": {
        "code": "Попросите у пользователя код и вызовите login_confirm.",
        "old": "Прежний код ещё действует: попросите его и вызовите login_confirm.",
        "page": "Открыта страница входа: пользователь вводит телефон и код там. Потом вызовите get_status.",
        "in": "Вызовите list_resumes или search_vacancies.",
        "out": "Чтобы войти снова, вызовите login_request_code.",
        "login": "Нужен телефон или e-mail. Можно и без чата: hh-mcp login в терминале.",
        "empty": "Нужен код из сообщения. Можно и без чата: hh-mcp login в терминале.",
    },
    "en": {
        "code": "Ask the user for the code and call login_confirm.",
        "old": "An earlier code is still valid: ask for it and call login_confirm.",
        "page": "The sign-in page has opened: the user types the phone and the code there. Then call get_status.",
        "in": "Call list_resumes or search_vacancies.",
        "out": "To sign in again, call login_request_code.",
        "login": "A phone or an e-mail is needed. Without the chat: hh-mcp login in a terminal.",
        "empty": "The code from the message is needed. Without the chat: hh-mcp login in a terminal.",
    },
}


Login = Annotated[str, Field(description="Phone (+7…) or e-mail of the hh.ru account.", coerce_numbers_to_str=True)]
Code = Annotated[str, Field(description="The code that the person received.", coerce_numbers_to_str=True)]


async def login_request_code(
    ctx: Ctx,
    login: Login = "",
) -> Annotated[CallToolResult, CodeSent]:
    """Start signing in to hh.ru: a one-time code goes to the person's phone or e-mail. Next: login_confirm.

    Without login a local page opens and the person signs in there, past the chat.
    """
    app = app_of(ctx)
    app.hh.check_code_sign_in()
    if not login.strip():
        await _open_page(app, "/sign-in", "login")
        return reply(CodeSent(status="page_opened", next_step=_NEXT[app.settings.lang]["page"]))
    sent = cleaned(await app.hh.request_login_code(login.strip()))
    app.store.audit.append(
        "code_requested", account=app.settings.account_key, now=app.now(), login=sent.login, delivery=sent.delivery
    )
    return reply(_code_sent(sent, app.settings.lang))


async def login_confirm(ctx: Ctx, code: Code = "") -> Annotated[CallToolResult, SignedIn]:
    """Finish signing in with the code that the person received. The session is kept encrypted on this computer."""
    app = app_of(ctx)
    app.hh.check_code_sign_in()
    if not code.strip():
        await _open_page(app, "/sign-in/code", "empty")
        return reply(SignedIn(status="page_opened", next_step=_NEXT[app.settings.lang]["page"]))
    account = cleaned(await app.hh.confirm_login(code.strip()))
    app.note_person(account.id)
    app.store.audit.append("signed_in", account=app.settings.account_key, now=app.now())
    name = " ".join(filter(None, [account.first_name, account.last_name]))
    return reply(SignedIn(name=name or None, next_step=_NEXT[app.settings.lang]["in"]))


async def logout(ctx: Ctx) -> Annotated[CallToolResult, SignedOut]:
    """Sign out of hh.ru: the session ends at hh.ru and is erased on this computer."""
    app = app_of(ctx)
    await app.hh.logout()
    app.store.audit.append("signed_out", account=app.settings.account_key, now=app.now())
    return reply(SignedOut(next_step=_NEXT[app.settings.lang]["out"]))


async def _open_page(app: App, path: str, otherwise: str) -> None:
    """Let the person go on in the local page; raises BadArgument where it cannot be opened."""
    if not (app.page and await app.page.show(path)):
        raise BadArgument(_NEXT["en"][otherwise], detail_ru=_NEXT["ru"][otherwise])


def _code_sent(sent: CodeRequest, lang: Lang) -> CodeSent:
    return CodeSent(
        login=sent.login,
        delivery=sent.delivery,
        code_length=sent.code_length,
        resend_at=moment_words(sent.resend_at),
        expires_at=moment_words(sent.expires_at),
        next_step=_NEXT[lang]["old" if sent.already_sent else "code"],
    )
