"""Changes in chatik: sending, editing, marks, leaving; a JSON body and the XSRF header (facts 7.3, site shapes 8.2)."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import chatik_views, chatting, employer_life
from hh_mcp.sandbox.chatik import Handler, guarded, no_chat, refuse
from hh_mcp.sandbox.chatting import Refusal, mark_read, send
from hh_mcp.sandbox.numbers import number_of
from hh_mcp.sandbox.records import Json
from hh_mcp.sandbox.web import json_of, world_of
from hh_mcp.sandbox.world import World

THEME = {"enable_dark_theme": False, "enable_zp_theme": False}
Change = Callable[[Request, World, Json], Response]


def with_body(handler: Change) -> Handler:
    """A change that comes as a JSON object."""

    @wraps(handler)
    async def read(request: Request) -> Response:
        body = await json_of(request)
        if not isinstance(body, dict):
            return refuse(400, "BAD_REQUEST", "Нужен объект JSON")
        return handler(request, world_of(request), cast("Json", body))

    return guarded(read)


def send_message(_: Request, world: World, body: Json) -> Response:
    """POST send: answers with the message; 409 for a repeated key (facts 7.3)."""
    chat = world.chat(body.get("chatId"))
    if chat is None or chat.left:
        return no_chat()
    key = body.get("idempotencyKey")
    try:
        item = send(world, chat, str(body.get("text") or ""), str(key) if key else None)
    except Refusal as refusal:
        return _refused(refusal.code)
    employer_life.plan_answer(world, chat)
    return JSONResponse(chatik_views.message(world, chat, item))


_SEND_ERRORS = {
    "duplicate_key": (409, "DUPLICATE_IDEMPOTENCY_KEY", "Сообщение с этим ключом уже отправлено"),
    "empty_message": (400, "MESSAGE_CANNOT_BE_EMPTY", "Пустое сообщение"),
    "too_long_message": (400, "MESSAGE_TOO_LONG", "Слишком длинное сообщение"),
    "archived": (409, "CHAT_ARCHIVED", "Чат в архиве"),
    "disabled_by_employer": (403, "WRITE_DISABLED", "Работодатель отключил переписку"),
    "no_invitation": (403, "WITHOUT_INVITATION", "Написать можно после приглашения"),
    "in_a_row_limit": (403, "IN_A_ROW_LIMIT", "Пять сообщений подряд без ответа"),
    "chat_is_not_ready": (425, "CHAT_IS_NOT_READY", "Чат ещё создаётся"),
}


def _refused(code: str) -> Response:
    return refuse(*_SEND_ERRORS[code])


def mark(_: Request, world: World, body: Json) -> Response:
    """POST mark_read."""
    chat, number = world.chat(body.get("chatId")), number_of(body.get("messageId"))
    if chat is None:
        return no_chat()
    if number is None:
        return refuse(400, "BAD_REQUEST", "Нужен messageId")
    mark_read(world, chat, number)
    return JSONResponse(THEME)


def opened(_: Request, world: World, body: Json) -> Response:
    """POST notify_chat_opened, participant_action and other things nobody waits for."""
    return JSONResponse(THEME) if world.chat(body.get("chatId")) else no_chat()


def leave(_: Request, world: World, body: Json) -> Response:
    """POST leave."""
    chat = world.chat(body.get("chatId"))
    if chat is None:
        return no_chat()
    chat.left = True
    return JSONResponse(THEME)


def toggle_notification(_: Request, world: World, body: Json) -> Response:
    """POST toggle_notification."""
    chat = world.chat(body.get("chatId"))
    if chat is None:
        return no_chat()
    chat.muted = not chat.muted
    return JSONResponse(THEME)


def save(_: Request, world: World, body: Json) -> Response:
    """POST save: edit one's own message while the employer has not read it."""
    text = str(body.get("text") or "")
    for chat in world.chats.values():
        for item in chat.messages:
            if str(item.id) == str(body.get("messageId")) and chat.may_change(item) and text:
                chatting.edit(world, chat, item, text)
                return JSONResponse(chatik_views.message(world, chat, item))
    return refuse(409, "MESSAGE_EDIT_NOT_ALLOWED", "Сообщение нельзя изменить")


async def delete_message(request: Request) -> Response:
    """DELETE delete_message: one's own message while the employer has not read it."""
    wanted = request.query_params.get("messageId", "")
    world = world_of(request)
    for chat in world.chats.values():
        for item in [one for one in chat.messages if str(one.id) == wanted and chat.may_change(one)]:
            chatting.delete(world, chat, item)
            return JSONResponse(THEME)
    return refuse(409, "MESSAGE_DELETE_NOT_ALLOWED", "Сообщение нельзя удалить")


_POSTS: dict[str, Change] = {
    "send": send_message,
    "save": save,
    "mark_read": mark,
    "notify_chat_opened": opened,
    "participant_action": opened,
    "send_event": opened,
    "leave": leave,
    "toggle_notification": toggle_notification,
}

ROUTES = [
    *(Route(f"/chatik/api/{name}", with_body(handler), methods=["POST"]) for name, handler in _POSTS.items()),
    Route("/chatik/api/delete_message", guarded(delete_message), methods=["DELETE"]),
]
