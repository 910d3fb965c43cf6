"""`/common/chats`: the documented chats of api.hh.ru (facts 7.1)."""

from functools import partial
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import api_chat_views as views
from hh_mcp.sandbox import chatting, employer_life
from hh_mcp.sandbox.api_errors import ApiError, door
from hh_mcp.sandbox.api_resumes import envelope
from hh_mcp.sandbox.chatting import TEXT_LIMIT, Refusal, mark_read, send, unread_chats
from hh_mcp.sandbox.clock import api_time
from hh_mcp.sandbox.numbers import number_of
from hh_mcp.sandbox.records import Chat, Json, Message
from hh_mcp.sandbox.search import BadArgument, flag, page_of
from hh_mcp.sandbox.tokens import user_token
from hh_mcp.sandbox.web import api_url, json_of, world_of

_FORBIDDEN = ("archived", "disabled_by_employer", "no_invitation", "in_a_row_limit")
_IMAGES = ("jpeg", "png", "pdf", "doc", "docx")


def own(request: Request) -> Chat:
    """The chat of the path."""
    user_token(request)
    chat = world_of(request).chat(request.path_params["chat_id"])
    if chat is None or chat.left:
        raise ApiError(404, "not_found")
    return chat


async def listed(request: Request) -> Response:
    """GET /common/chats."""
    user_token(request)
    world, params = world_of(request), request.query_params
    page = page_of(params, most=20, depth=51 * 20)
    if page.number > 50:
        raise BadArgument("page")
    status = params.get("vacancy_status") or "all"
    if status not in ("all", "with", "without"):
        raise BadArgument("vacancy_status")
    flag(params, "filter_has_text_message")
    wanted = _ids(params.get("filter_with_vacancy_ids"))
    found = [chat for chat in world.chats_by_activity() if chat.unread or not flag(params, "filter_unread")]
    if status == "without" or wanted is not None:
        found = [chat for chat in found if wanted is not None and str(chat.vacancy.id) in wanted]
    return JSONResponse(envelope(found, page, partial(views.chat_item, world)))


def _ids(text: str | None) -> set[str] | None:
    """Ids in one string, as in `[1,2,3]`."""
    if not text:
        return None
    inner = text.strip()
    if not (inner.startswith("[") and inner.endswith("]")):
        raise BadArgument("filter_with_vacancy_ids")
    items = [item.strip() for item in inner[1:-1].split(",") if item.strip()]
    if not all(number_of(item) is not None for item in items):
        raise BadArgument("filter_with_vacancy_ids")
    return set(items)


async def unread(request: Request) -> Response:
    """GET /common/chats/counters/unread: the number is text."""
    user_token(request)
    return JSONResponse({"unread_chats_count": str(unread_chats(world_of(request)))})


async def messages(request: Request) -> Response:
    """GET /common/chats/{chat_id}/messages: up to `limit` from `start_message_id`, which is included."""
    chat, world, params = own(request), world_of(request), request.query_params
    order = params.get("order") or "next"
    if order not in ("next", "prev"):
        raise ApiError(400, "bad_argument", None, reason="bad_order")
    limit = _number(params.get("limit"), 10, "bad_limit")
    if not 0 < limit <= 50:
        raise ApiError(400, "bad_argument", None, reason="limit_negative_or_more_than_50")
    start = _number(params.get("start_message_id"), 0, "bad_start_message_id")
    shown, more = window(chat, start, limit, order)
    body = views.head(chat) | {
        "has_more": more,
        "messages": [views.message(chat, item) for item in shown],
        "chat_states": views.chat_states(world, chat),
    }
    return JSONResponse(body)


def window(chat: Chat, start: int, limit: int, order: str) -> tuple[list[Message], bool]:
    """Messages in ascending order around a place, and whether there are more in that direction."""
    if order == "next":
        rest = [item for item in chat.messages if item.id >= start]
        return rest[:limit], len(rest) > limit
    rest = [item for item in chat.messages if not start or item.id <= start]
    return rest[-limit:], len(rest) > limit


def _number(text: str | None, default: int, reason: str) -> int:
    if not text:
        return default
    number = number_of(text.removeprefix("-"))
    if number is None:
        raise ApiError(400, "bad_argument", None, reason=reason)
    return -number if text.startswith("-") else number


async def body_of(request: Request) -> Json:
    """The JSON object of a request."""
    body = await json_of(request)
    if not isinstance(body, dict):
        raise ApiError(400, "bad_json_data", None, reason="invalid")
    return cast("Json", body)


async def write(request: Request) -> Response:
    """POST /common/chats/{chat_id}/messages: 201 with the id; 409 for a repeated key."""
    chat, body = own(request), await body_of(request)
    text, key = body.get("text"), body.get("idempotency_key")
    if body.get("file_upload_ids"):
        kind = "multiple_fields" if text else "file_upload_ids"
        raise ApiError(400, kind, None, reason="text_or_file_upload_ids" if text else "temporary_disabled")
    if not isinstance(text, str) or not text.strip():
        raise ApiError(400, "text", None, reason="required")
    if len(text) > TEXT_LIMIT:
        raise ApiError(400, "bad_argument", "text", reason="too_long_value")
    if not isinstance(key, str) or not key:
        raise ApiError(400, "bad_json_data", None, reason="required", pointer="/idempotency_key")
    return JSONResponse({"id": str(_send(request, chat, text, key).id)}, 201)


def _send(request: Request, chat: Chat, text: str, key: str) -> Message:
    try:
        item = send(world_of(request), chat, text, key)
    except Refusal as refusal:
        raise _refused(refusal) from None
    employer_life.plan_answer(world_of(request), chat)
    return item


def _refused(refusal: Refusal) -> ApiError:
    if refusal.code == "duplicate_key":
        return ApiError(409, "conflict", None, reason="already_exists")
    if refusal.code in _FORBIDDEN:
        return ApiError(403, "forbidden", None, reason="chat_blocked")
    return ApiError(425, "negotiations", refusal.code)


def _mine(request: Request, chat: Chat, reason: str) -> Message:
    """The message of the path, when it may still be changed."""
    wanted = request.path_params["message_id"]
    item = next((one for one in chat.messages if str(one.id) == wanted), None)
    if item is None:
        raise ApiError(404, "not_found")
    if not chat.may_change(item):
        raise ApiError(403, "forbidden", None, reason=reason)
    return item


async def edit(request: Request) -> Response:
    """PUT /common/chats/{chat_id}/messages/{message_id}."""
    chat = own(request)
    item, text = _mine(request, chat, "message_edit_not_allowed"), (await body_of(request)).get("text")
    if not isinstance(text, str) or not text.strip():
        raise ApiError(400, "text", None, reason="required")
    chatting.edit(world_of(request), chat, item, text)
    return Response(status_code=204)


async def delete(request: Request) -> Response:
    """DELETE /common/chats/{chat_id}/messages/{message_id}."""
    chat = own(request)
    chatting.delete(world_of(request), chat, _mine(request, chat, "message_delete_not_allowed"))
    return Response(status_code=204)


async def read(request: Request) -> Response:
    """PUT /common/chats/{chat_id}/message/{message_id}/read: everything up to this message is read."""
    chat, wanted = own(request), request.path_params["message_id"]
    if wanted not in {str(item.id) for item in chat.messages}:
        raise ApiError(404, "not_found")
    mark_read(world_of(request), chat, int(wanted))
    return Response(status_code=204)


async def leave(request: Request) -> Response:
    """PUT /common/chats/{chat_id}/leave."""
    own(request).left = True
    return Response(status_code=204)


async def participants(request: Request) -> Response:
    """GET /common/chats/{chat_id}/participants."""
    chat = own(request)
    return JSONResponse({"items": views.participants(world_of(request), chat)})


async def file_conditions(request: Request) -> Response:
    """GET /common/chats/files/conditions."""
    user_token(request)
    kinds = {"max_size": 20_971_520, "mime_type": ["image/jpeg", "image/png", "application/pdf"], "type": list(_IMAGES)}
    return JSONResponse({"files_upload": kinds})


async def upload_links(request: Request) -> Response:
    """POST /common/chats/files/upload_links."""
    user_token(request)
    world = world_of(request)
    return JSONResponse(
        {"upload_url": api_url(world, f"/chat_files/{world.secret(16)}"), "expires_at": api_time(world.now + 600)}
    )


async def employers_only(request: Request) -> Response:
    """Operations that an applicant may not use."""
    user_token(request)
    raise ApiError(403, "forbidden")


_CHAT = "/common/chats/{chat_id}"
ROUTES = [
    Route("/common/chats", door(listed)),
    Route("/common/chats/counters/unread", door(unread)),
    Route("/common/chats/files/conditions", door(file_conditions)),
    Route("/common/chats/files/upload_links", door(upload_links), methods=["POST"]),
    Route("/common/chats/without_vacancy", door(employers_only), methods=["POST"]),
    Route(f"{_CHAT}/messages", door(messages)),
    Route(f"{_CHAT}/messages", door(write), methods=["POST"]),
    Route(f"{_CHAT}/messages/{{message_id}}", door(edit), methods=["PUT"]),
    Route(f"{_CHAT}/messages/{{message_id}}", door(delete), methods=["DELETE"]),
    Route(f"{_CHAT}/message/{{message_id}}/read", door(read), methods=["PUT"]),
    Route(f"{_CHAT}/leave", door(leave), methods=["PUT"]),
    Route(f"{_CHAT}/participants", door(participants)),
    Route(f"{_CHAT}/participants", door(employers_only), methods=["PUT"]),
    Route(f"{_CHAT}/write_possibility", door(employers_only), methods=["PUT"]),
]
