"""The calls of chatik.hh.ru: `/chatik/api/*` with cookies, XSRF on every change (facts 7.3, site shapes 8)."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import chatik_views
from hh_mcp.sandbox.chatting import unread_chats
from hh_mcp.sandbox.numbers import number_of
from hh_mcp.sandbox.records import Chat
from hh_mcp.sandbox.visitors import applicant, xsrf_fits
from hh_mcp.sandbox.web import shell, world_of
from hh_mcp.sandbox.world import World

PAGE_SIZE = 20
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
    mark = (number_of(moment), number_of(chat_id))
    if mark[0] is None or mark[1] is None:
        return 0
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
    last = number_of(request.query_params.get("lastMessageId"))
    older = [item for item in chat.messages if last is None or item.id <= last]
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
ROUTES = [Route(f"/chatik/api/{name}", guarded(handler)) for name, handler in _GETS.items()]
