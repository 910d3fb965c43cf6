"""The calls of chatik.hh.ru: `/chatik/api/*` with cookies, XSRF on every change (facts 7.3, site shapes 8)."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import chatik_views, employer_life
from hh_mcp.sandbox.chatting import Refusal, mark_read, send, unread_chats
from hh_mcp.sandbox.records import Chat, Json
from hh_mcp.sandbox.visitors import applicant, xsrf_fits
from hh_mcp.sandbox.web import json_of, shell, world_of
from hh_mcp.sandbox.world import World

PAGE_SIZE = 20
THEME = {"enable_dark_theme": False, "enable_zp_theme": False}
Handler = Callable[[Request], Awaitable[Response]]


def guarded(handler: Handler) -> Handler:
    """A session for everything, the XSRF header for every change."""

    @wraps(handler)
    async def checked(request: Request) -> Response:
        if applicant(request) is None:
            return shell(403)
        if request.method != "GET" and not await xsrf_fits(request):
            return JSONResponse({"xsrfError": True}, 403)
        return await handler(request)

    return checked


def with_body(handler: Callable[[Request, World, Json], Response]) -> Handler:
    """A change that comes as a JSON object."""

    @wraps(handler)
    async def read(request: Request) -> Response:
        body = await json_of(request)
        if not isinstance(body, dict):
            return refuse(400, "BAD_REQUEST", "Нужен объект JSON")
        return handler(request, world_of(request), cast("Json", body))

    return guarded(read)


def refuse(status: int, key: str, text: str) -> Response:
    """An error as a list of keys (site shapes 8.3)."""
    return JSONResponse({"error": [{"key": key, "description": text}], "code": status}, status)


def no_chat() -> Response:
    """The answer about a chat that is not there."""
    return refuse(409, "CHAT_DOES_NOT_EXIST", "Чат не найден")


async def unread(request: Request) -> Response:
    """GET unread."""
    return JSONResponse({"unreadCount": min(100, unread_chats(world_of(request))), "unreadSupportCount": 0})


async def counters(request: Request) -> Response:
    """GET counters."""
    total = unread_chats(world_of(request))
    return JSONResponse(
        {"unreadCount": min(100, total), "unreadSupportCount": 0, "all": len(world_of(request).chats), "unread": total}
    )


async def chats(request: Request) -> Response:
    """GET chats: twenty at a time, the next page by cursor; `page` is ignored (facts 7.3)."""
    world, query = world_of(request), request.query_params
    found = [
        chat
        for chat in world.chats_by_activity()
        if _wanted(chat, query.get("filterUnread") == "true", query.get("ids"), query.get("vacancyIds"))
    ]
    start = _start(found, query.get("from"))
    shown = found[start : start + PAGE_SIZE]
    more = start + PAGE_SIZE < len(found)
    return JSONResponse(
        {
            "chats": {
                "items": [chatik_views.chat_item(world, chat) for chat in shown],
                "found": len(found),
                "nextFrom": _cursor(shown[-1]) if more else None,
            },
            "chatsDisplayInfo": {str(chat.id): chatik_views.display(chat) for chat in shown},
            "resources": chatik_views.side_resources(world, shown),
        }
    )


def _wanted(chat: Chat, only_unread: bool, ids: str | None, vacancies: str | None) -> bool:
    return (
        (not only_unread or chat.unread > 0)
        and (not ids or str(chat.id) in ids.split(","))
        and (not vacancies or str(chat.vacancy.id) in vacancies.split(","))
    )


def _cursor(chat: Chat) -> str:
    return f"{int(chat.active_at * 1000)}_{chat.id}"


def _start(found: list[Chat], cursor: str | None) -> int:
    """The place after the cursor; a cursor that cannot be read starts anew."""
    moment, _, chat_id = (cursor or "").partition("_")
    if not (moment.isdigit() and chat_id.isdigit()):
        return 0
    mark = (int(moment), int(chat_id))
    return next((n for n, chat in enumerate(found) if (int(chat.active_at * 1000), chat.id) < mark), len(found))


async def chat_data(request: Request) -> Response:
    """GET chat_data: the newest twenty messages, older ones up to and including `lastMessageId`."""
    world = world_of(request)
    chat = world.chat(request.query_params.get("chatId"))
    return _data(request, world, chat) if chat else no_chat()


async def chat_data_by_topic(request: Request) -> Response:
    """GET chat_data_by_topic."""
    world = world_of(request)
    response = world.response(request.query_params.get("topicId"))
    return _data(request, world, world.chats[response.chat_id]) if response else no_chat()


def _data(request: Request, world: World, chat: Chat) -> Response:
    if world.now < chat.ready_at:
        return refuse(425, "CHAT_IS_NOT_READY", "Чат ещё создаётся")
    last = request.query_params.get("lastMessageId", "")
    older = [item for item in chat.messages if not last.isdigit() or item.id <= int(last)]
    shown = older[-PAGE_SIZE:]
    item = chatik_views.chat_item(world, chat)
    item["ownerEmployerInfo"] = {"id": chat.vacancy.employer.id, "state": "APPROVED"}
    item["messages"] = {
        "items": [chatik_views.message(world, chat, one) for one in shown],
        "hasMore": len(older) > len(shown),
    }
    return JSONResponse(
        {
            "chat": item,
            "resources": chatik_views.side_resources(world, [chat]),
            "chatStates": chatik_views.chat_states(world, chat),
            "suggestions": {"uuid": f"{chat.id:032x}", "suggestionOptions": {"options": []}},
            "hasMessagesWithTextButtons": any(one.buttons for one in chat.messages),
            "callAvailable": False,
            "display": chatik_views.display(chat),
            "missingResources": {},
            "negotiationTopicsAvailableStates": None,
        }
    )


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
    chat, number = world.chat(body.get("chatId")), body.get("messageId")
    if chat is None:
        return no_chat()
    if not str(number).isdigit():
        return refuse(400, "BAD_REQUEST", "Нужен messageId")
    mark_read(chat, int(str(number)))
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
            if (
                str(item.id) == str(body.get("messageId"))
                and item.by_client
                and item.id > chat.seen_by_employer
                and text
            ):
                item.text, item.edited_at = text, world.now
                return JSONResponse(chatik_views.message(world, chat, item))
    return refuse(409, "MESSAGE_EDIT_NOT_ALLOWED", "Сообщение нельзя изменить")


async def quick_replies(_: Request) -> Response:
    """GET quick_replies."""
    return JSONResponse({"quick_replies": []})


async def search(request: Request) -> Response:
    """GET search: chats by words of their title."""
    world, words = world_of(request), request.query_params.get("query", "").lower()
    found = [
        chat
        for chat in world.chats_by_activity()
        if words in f"{chat.vacancy.name} {chatik_views.company_name(chat)}".lower()
    ]
    return JSONResponse(
        {
            "chats": {
                "items": [chatik_views.chat_item(world, chat) for chat in found[:PAGE_SIZE]],
                "found": len(found),
                "nextFrom": None,
            }
        }
    )


async def clusters(request: Request) -> Response:
    """GET filter_clusters."""
    found = {chat.vacancy.id for chat in world_of(request).chats_by_activity()}
    return JSONResponse({"vacanciesClusters": [{"vacancyId": item} for item in sorted(found)]})


async def delete_message(request: Request) -> Response:
    """DELETE delete_message: one's own message while the employer has not read it."""
    wanted = request.query_params.get("messageId", "")
    for chat in world_of(request).chats.values():
        mine = [
            item
            for item in chat.messages
            if str(item.id) == wanted and item.by_client and item.id > chat.seen_by_employer
        ]
        for item in mine:
            chat.messages.remove(item)
            return JSONResponse(THEME)
    return refuse(409, "MESSAGE_DELETE_NOT_ALLOWED", "Сообщение нельзя удалить")


_GETS: dict[str, Any] = {
    "unread": unread,
    "counters": counters,
    "chats": chats,
    "chat_data": chat_data,
    "chat_data_by_topic": chat_data_by_topic,
    "quick_replies": quick_replies,
    "search": search,
    "filter_clusters": clusters,
}
_POSTS: dict[str, Any] = {
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
    *(Route(f"/chatik/api/{name}", guarded(handler)) for name, handler in _GETS.items()),
    *(Route(f"/chatik/api/{name}", with_body(handler), methods=["POST"]) for name, handler in _POSTS.items()),
    Route("/chatik/api/delete_message", guarded(delete_message), methods=["DELETE"]),
]
