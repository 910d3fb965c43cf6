"""Two pages for a person: the SMS that came, and acting as an employer. Plain forms, no scripts."""

import html
from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import employer_life
from hh_mcp.sandbox.clock import MOSCOW
from hh_mcp.sandbox.codes import CODE_LENGTH, LIFETIME
from hh_mcp.sandbox.records import Message
from hh_mcp.sandbox.records import Response as Reply
from hh_mcp.sandbox.styles import head
from hh_mcp.sandbox.web import form_of, text_of, world_of
from hh_mcp.sandbox.world import Code, World

_ACTS = {
    "view": "Просмотреть",
    "message": "Написать",
    "ask": "Вопрос с кнопками",
    "invite": "Пригласить",
    "discard": "Отказать",
}
_STATES = {"RESPONSE": "Отклик", "INVITATION": "Приглашение", "DISCARD": "Отказ", "INTERVIEW": "Собеседование"}


def page(title: str, body: str) -> Response:
    """A page with the two links above."""
    return HTMLResponse(
        f"{head(f'{title} · песочница hh.ru')}<body>"
        '<nav><b>Песочница hh.ru</b><a href="/employer">Работодатель</a><a href="/inbox">СМС</a></nav>'
        f"<main><h1>{title}</h1>{body}</main></body></html>"
    )


def at(moment: float) -> str:
    """A moment for a person."""
    return datetime.fromtimestamp(moment, MOSCOW).strftime("%d.%m %H:%M")


async def inbox(request: Request) -> Response:
    """GET /inbox: codes, the latest first."""
    world = world_of(request)
    letters = "".join(_letter(world, item) for item in reversed(world.codes))
    empty = f"<p>Пока пусто. Запросите код входа — он появится здесь: {CODE_LENGTH} цифры, пять минут.</p>"
    return page("Входящие СМС", letters or empty)


def _letter(world: World, item: Code) -> str:
    over = item.used or world.now >= item.sent_at + LIFETIME
    note = "уже не действует" if over else "действует пять минут"
    where = {"SMS": "СМС", "EMAIL": "письмо", "MESSENGER": "мессенджер"}[item.channel]
    top = f"<h2>{html.escape(item.login)}</h2><small>{where}, {at(item.sent_at)}, {note}</small>"
    return f'<article>{top}<div class="code">{item.code}</div></article>'


async def employer(request: Request) -> Response:
    """GET /employer: responses, the latest first, each with what was said and what can be done."""
    world = world_of(request)
    found = sorted(world.responses.values(), key=lambda item: item.updated_at, reverse=True)
    body = "".join(_response(world, item) for item in found[:50])
    return page("Отклики", body or "<p>Откликов ещё нет.</p>")


def _response(world: World, item: Reply) -> str:
    vacancy, chat = item.vacancy, world.chats[item.chat_id]
    state = "Отозван" if item.declined else _STATES.get(item.state, item.state)
    seen = "просмотрен" if item.viewed else "не просмотрен"
    employer_name = html.escape(vacancy.employer.name)
    top = f"<h2>{html.escape(vacancy.name)}</h2><small>{employer_name} · {state}, {seen} · {at(item.at)}</small>"
    said = "".join(_said(message) for message in chat.messages if message.text)
    return f'<article id="r{item.id}">{top}{said}{_form(item)}</article>'


def _said(message: Message) -> str:
    who = "Соискатель" if message.author == "applicant" else "Вы"
    kind = "said" if message.author == "applicant" else "said me"
    return f'<p class="{kind}"><small>{who}, {at(message.at)}</small>\n{html.escape(message.text)}</p>'


def _form(item: Reply) -> str:
    if item.declined:
        return ""
    buttons = "".join(
        f'<button name="act" value="{key}"{" class=main" if key == "message" else ""}>{name}</button>'
        for key, name in _ACTS.items()
    )
    return (
        f'<form method="post" action="/employer"><input type="hidden" name="response_id" value="{item.id}">'
        '<textarea name="text" rows="2" aria-label="Текст" placeholder="Текст: пусто — обычная фраза"></textarea>'
        f"{buttons}</form>"
    )


async def act(request: Request) -> Response:
    """POST /employer: one act, then back to the page."""
    world, fields = world_of(request), await form_of(request)
    response, name = world.response(text_of(fields, "response_id")), text_of(fields, "act")
    if response is None or name not in employer_life.ACTS:
        return page("Не получилось", "<p>Такого отклика или действия нет.</p>")
    employer_life.act(world, response, name, text_of(fields, "text") or None)
    return RedirectResponse(f"/employer#r{response.id}", 303)


ROUTES = [Route("/inbox", inbox), Route("/employer", employer), Route("/employer", act, methods=["POST"])]
