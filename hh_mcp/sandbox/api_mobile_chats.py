"""`/chats` of the mobile application (facts 7.2): chat ids are text, message ids are numbers."""

from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import api_chats, chatik_views, employer_life
from hh_mcp.sandbox.api_errors import ApiError
from hh_mcp.sandbox.api_mobile import app_only
from hh_mcp.sandbox.api_resumes import envelope
from hh_mcp.sandbox.chatik_views import ME, them
from hh_mcp.sandbox.chatting import Refusal, mark_read, send
from hh_mcp.sandbox.clock import api_time
from hh_mcp.sandbox.data import people
from hh_mcp.sandbox.data.dictionaries import ref
from hh_mcp.sandbox.numbers import number_of
from hh_mcp.sandbox.records import Chat, Json, Message
from hh_mcp.sandbox.search import flag, page_of, whole
from hh_mcp.sandbox.tokens import user_token
from hh_mcp.sandbox.web import form_of, text_of, world_of
from hh_mcp.sandbox.world import World

_STATES = {"RESPONSE": "response", "INVITATION": "invitation", "DISCARD": "discard"}


def message(chat: Chat, item: Message) -> Json:
    """A message; its text is in `body.text.content`."""
    body: Json = {"text": {"content": item.text}}
    if item.buttons:
        body["actions"] = {"buttons": [], "text_buttons": [{"text": text, "size": "full"} for text in item.buttons]}
    step = {
        "id": item.id % 1_000_000,
        "topic_id": chat.response_id,
        "applicant_state": ref("negotiations_state", _STATES.get(item.state or "", "response")),
    }
    return {
        "id": item.id,
        "participant_id": ME if item.author == "applicant" else them(chat, item.author),
        "participant_display": {"name": chatik_views.author_name(chat, item.author), "is_bot": item.author == "bot"},
        "created_at": api_time(item.at),
        "type": "SIMPLE",
        "body": body,
        "workflow_transition": step if item.state else None,
    }  # fmt: skip


def chat_item(world: World, chat: Chat) -> Json:
    """A chat in the list."""
    last, response = world.last_message(chat), world.responses.get(chat.response_id or 0)
    possible = chatik_views.write_possibility(world, chat)
    return {
        "id": str(chat.id),
        "type": chat.type,
        "subtype": None,
        "unread_count": chat.unread,
        "is_pinned": False,
        "is_notification_enabled": not chat.muted,
        "display": chatik_views.display(chat),
        "messages": {"last": message(chat, last) if last else None},
        "participants": {"ids": [them(chat), ME]},
        "write_possibility": {"name": possible["name"], "write_disabled_reasons": possible["writeDisabledReasons"]},
        "operations": {"enabled": ["LEAVE_CHAT", "DISABLE_NOTIFICATIONS"]},
        "resources": {
            "vacancies": [str(chat.vacancy.id)],
            "resumes": [str(response.resume.id)] if response else [],
            "negotiations": [str(response.id)] if response else [],
        },
    }


def participants(chats: list[Chat]) -> Json:
    """Everybody in these chats by id."""
    me: Json = {
        "id": ME,
        "type": "applicant",
        "external_id": str(people.USER_ID),
        "display": {"name": people.FIRST_NAME},
        "is_current_user": True,
    }
    found: Json = {ME: me}
    for chat in chats:
        name = chat.vacancy.employer.recruiter
        found[them(chat)] = {
            "id": them(chat),
            "type": "employer_manager",
            "external_id": them(chat).split("-")[0],
            "display": {"name": name},
            "is_current_user": False,
        }
    return found


async def listed(request: Request) -> Response:
    """GET /chats."""
    user_token(request)
    world, params = world_of(request), request.query_params
    page, ids = page_of(params, most=20), params.getlist("id")
    found = [
        chat
        for chat in world.chats_by_activity()
        if (chat.unread or not flag(params, "filter_unread")) and (not ids or str(chat.id) in ids)
    ]
    chats = envelope(found, page, partial(chat_item, world))
    chats["has_next_page"] = page.number + 1 < chats["pages"]
    known = participants(page.slice(found))
    return JSONResponse({"chats": chats, "participants": known, "resources": {}, "missing_resources": {}})


async def one(request: Request) -> Response:
    """GET /chats/{chat_id}: `limit` has to be there."""
    chat, world, params = api_chats.own(request), world_of(request), request.query_params
    if not params.get("limit"):
        raise ApiError(400, "bad_request")
    start, limit = whole_id(request), max(1, whole(params, "limit", 20))
    order = params.get("order") or ("next" if start else "prev")
    shown, more = api_chats.window(chat, start, limit, order)
    item = chat_item(world, chat) | {"messages": {"has_more": more, "items": [message(chat, one) for one in shown]}}
    states = chatik_views.chat_states(world, chat)["writeMessageState"]
    return JSONResponse(
        {
            "chat": item,
            "participants": participants([chat]),
            "resources": {"negotiations": _negotiation(world, chat)},
            "chat_states": {"write_message_state": {"allowed": states["allowed"], "reasons": states["reasons"]}},
        }
    )


def whole_id(request: Request) -> int:
    """`start_message_id`, 0 when it is not given."""
    return number_of(request.query_params.get("start_message_id")) or 0


def _negotiation(world: World, chat: Chat) -> Json:
    response = world.responses.get(chat.response_id or 0)
    if response is None:
        return {}
    state = ref("negotiations_state", _STATES.get(response.state, "response"))
    return {
        str(response.id): {"id": str(response.id), "vacancy": {"id": str(chat.vacancy.id)}, "applicant_state": state}
    }


async def write(request: Request) -> Response:
    """POST /chats/{chat_id}/messages."""
    chat, world, body = api_chats.own(request), world_of(request), await api_chats.body_of(request)
    key = body.get("idempotency_key")
    try:
        item = send(world, chat, str(body.get("text") or ""), str(key) if key else None)
    except Refusal as refusal:
        status = {"duplicate_key": 409, "chat_is_not_ready": 425}.get(refusal.code, 403)
        raise ApiError(status, "conflict" if status == 409 else "negotiations", refusal.code) from None
    employer_life.plan_answer(world, chat)
    return JSONResponse({"message": message(chat, item)})


async def viewed(request: Request) -> Response:
    """PUT /chats/{chat_id}/messages/last_viewed_id."""
    chat = api_chats.own(request)
    number = number_of(text_of(await form_of(request), "message_id"))
    if number is None:
        raise ApiError(400, "bad_argument", "message_id")
    mark_read(world_of(request), chat, number)
    return Response(status_code=200)


async def action(request: Request) -> Response:
    """PUT /chats/{chat_id}/participants/action: typing, shown to nobody."""
    api_chats.own(request)
    return Response(status_code=200)


async def quick_replies(request: Request) -> Response:
    """PUT /chats/{chat_id}/suggestions/quick_replies."""
    api_chats.own(request)
    return JSONResponse({"quick_replies": []})


ROUTES = [
    Route("/chats", app_only(listed)),
    Route("/chats/{chat_id}", app_only(one)),
    Route("/chats/{chat_id}/messages", app_only(write), methods=["POST"]),
    Route("/chats/{chat_id}/messages/last_viewed_id", app_only(viewed), methods=["PUT"]),
    Route("/chats/{chat_id}/participants/action", app_only(action), methods=["PUT"]),
    Route("/chats/{chat_id}/suggestions/quick_replies", app_only(quick_replies), methods=["PUT"]),
    Route("/chats/{chat_id}/event", app_only(action), methods=["POST"]),
]
