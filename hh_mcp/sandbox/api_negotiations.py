"""Responses at api.hh.ru: responding, the list, one of them, taking it back (facts 6.1, 6.5-6.8)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import api_resume_views, api_views, employer_life
from hh_mcp.sandbox.api_errors import ApiError, captcha, door
from hh_mcp.sandbox.api_resumes import envelope
from hh_mcp.sandbox.captcha import captcha_due
from hh_mcp.sandbox.chatting import Refusal, mark_read, send, why_not_write
from hh_mcp.sandbox.clock import api_time
from hh_mcp.sandbox.data import dictionaries
from hh_mcp.sandbox.numbers import number_of
from hh_mcp.sandbox.records import Chat, Json, Message
from hh_mcp.sandbox.records import Response as Reply
from hh_mcp.sandbox.responding import Attempt, respond, withdraw
from hh_mcp.sandbox.search import BadArgument, flag, page_of
from hh_mcp.sandbox.tokens import user_token
from hh_mcp.sandbox.web import api_url, form_of, text_of, world_of
from hh_mcp.sandbox.world import World

# The domain's words -> status and value of the API (facts 6.2); the rest is 403 with the same word.
_REFUSALS = {
    "country_not_allowed": (403, "invalid_vacancy"),
    "vacancy_not_found": (400, "vacancy_not_found"),
    "resume_not_found": (400, "resume_not_found"),
    "resume_not_published": (403, "resume_not_found"),
    "limit_exceeded": (400, "limit_exceeded"),
    "letter_required": (403, "empty_message"),
    "empty_message": (403, "message_cannot_be_empty"),
}
_STATES = {"RESPONSE": "response", "INVITATION": "invitation", "INTERVIEW": "invitation", "DISCARD": "discard"}


def refused(refusal: Refusal) -> ApiError:
    """An error of the kind `negotiations`."""
    status, value = _REFUSALS.get(refusal.code, (403, refusal.code))
    return ApiError(425 if value == "chat_is_not_ready" else status, "negotiations", value)


async def apply(request: Request) -> Response:
    """POST /negotiations: 201 and an address, no body; 303 to the employer's own site (facts 6.1)."""
    token = user_token(request)
    world, fields = world_of(request), await form_of(request)
    if captcha_due(world, "apply_calls"):
        raise captcha(world)
    attempt = Attempt(text_of(fields, "vacancy_id"), text_of(fields, "resume_id"), text_of(fields, "message"))
    for name, value in (("vacancy_id", attempt.vacancy_id), ("resume_id", attempt.resume_hash)):
        if not value or (name == "vacancy_id" and number_of(value) is None):
            raise ApiError(400, "bad_argument", name)
    try:
        response = respond(world, attempt)
    except Refusal as refusal:
        if refusal.code == "external":
            return Response(status_code=303, headers={"Location": str(_external(world, attempt))})
        raise refused(refusal) from None
    headers = {"Location": f"/negotiations/{response.id}"}
    if text_of(fields, "with_chat_info") == "true" and token.is_user:
        return JSONResponse({"id": str(response.id)}, 201, headers)
    return Response(status_code=201, headers=headers)


def _external(world: World, attempt: Attempt) -> str | None:
    vacancy = world.vacancy(attempt.vacancy_id)
    return vacancy.response_url if vacancy else None


async def listed(request: Request) -> Response:
    """GET /negotiations."""
    user_token(request)
    world, params = world_of(request), request.query_params
    page = page_of(params)
    status = params.get("status") or "all"
    if status not in dictionaries.ids("applicant_negotiation_status"):
        raise BadArgument("status")
    found = [item for item in world.responses.values() if _matches(world, item, status)]
    if params.get("vacancy_id"):
        found = [item for item in found if str(item.vacancy.id) == params["vacancy_id"]]
    if flag(params, "has_updates"):
        found = [item for item in found if has_updates(world, item)]
    items = [negotiation(world, item) for item in _ordered(request, found)]
    return JSONResponse(envelope(items, page))


async def active(request: Request) -> Response:
    """GET /negotiations/active."""
    user_token(request)
    world, page = world_of(request), page_of(request.query_params)
    found = [item for item in world.responses.values() if _matches(world, item, "active")]
    items = [negotiation(world, item) for item in _ordered(request, found)]
    return JSONResponse(envelope(items, page))


def _ordered(request: Request, found: list[Reply]) -> list[Reply]:
    params = request.query_params
    by, order = params.get("order_by") or "updated_at", params.get("order") or "desc"
    if by not in ("updated_at", "created_at"):
        raise BadArgument("order_by")
    if order not in ("asc", "desc"):
        raise BadArgument("order")
    return sorted(
        found, key=lambda item: (item.at if by == "created_at" else item.updated_at, item.id), reverse=order == "desc"
    )


def _matches(world: World, item: Reply, status: str) -> bool:
    if item.hidden:
        return status in ("deleted", "all")
    live = not item.vacancy.archived and item.state != "DISCARD"
    return {
        "all": True,
        "active": live,
        "invitations": live and item.state in ("INVITATION", "INTERVIEW"),
        "response": live and item.state == "RESPONSE",
        "discard": item.state == "DISCARD",
        "archived": item.vacancy.archived,
        "non_archived": not item.vacancy.archived,
    }.get(status, False)


def has_updates(world: World, item: Reply) -> bool:
    """Something the applicant has not seen yet."""
    return world.chats[item.chat_id].unread > 0


def negotiation(world: World, item: Reply) -> Json:
    """A response in a list and alone."""
    chat, url = world.chats[item.chat_id], api_url(world, f"/negotiations/{item.id}")
    return {
        "id": str(item.id),
        "chat_id": item.chat_id,
        "state": dictionaries.ref("negotiations_state", _STATES.get(item.state, "response")),
        "created_at": api_time(item.at),
        "updated_at": api_time(item.updated_at),
        "url": url,
        "messages_url": f"{url}/messages",
        "counters": {"messages": len(chat.messages), "unread_messages": chat.unread},
        "has_updates": has_updates(world, item),
        "viewed_by_opponent": item.viewed,
        "hidden": item.hidden,
        "decline_allowed": not item.declined and item.state != "DISCARD",
        "messaging_status": messaging_status(world, chat),
        "source": item.source,
        "applicant_question_state": False,
        "professional_roles": [{"id": str(item.vacancy.role)}],
        "tags": [],
        "phone_calls": {"items": [], "picked_up_phone_by_opponent": False},
        "job_search_status": None,
        "resume": {
            **api_resume_views.short(world, item.resume),
            "created_at": api_time(item.resume.created_at),
            "updated_at": api_time(item.resume.updated_at),
        },
        "vacancy": api_views.vacancy_item(world, item.vacancy, personal=True),
    }  # fmt: skip


def messaging_status(world: World, chat: Chat) -> str:
    """Whether one may write, in the words of the dictionary."""
    reason = why_not_write(world, chat)
    return "ok" if reason in (None, "chat_is_not_ready") else str(reason)


def own(request: Request, name: str = "nid") -> Reply:
    """The response of the path, when it is the applicant's."""
    user_token(request)
    response = world_of(request).response(request.path_params[name])
    if response is None:
        raise ApiError(404, "not_found")
    return response


async def one(request: Request) -> Response:
    """GET /negotiations/{id}."""
    return JSONResponse(negotiation(world_of(request), own(request)))


async def messages(request: Request) -> Response:
    """GET /negotiations/{nid}/messages: looking marks as read, as far as is known (facts 6.7)."""
    response, world, page = own(request), world_of(request), page_of(request.query_params)
    chat = world.chats[response.chat_id]
    shown = [item for item in chat.messages if item.text or not flag(request.query_params, "with_text_only")]
    body = envelope([message(chat, item) for item in shown], page)
    if chat.messages:
        mark_read(world, chat, chat.messages[-1].id)
    return JSONResponse(body)


def message(chat: Chat, item: Message) -> Json:
    """A message in the old shape."""
    mine = item.author == "applicant"
    seen = chat.was_read(item)
    return {
        "id": str(item.id),
        "created_at": api_time(item.at),
        "text": item.text or None,
        "state": dictionaries.ref("negotiations_state", _STATES.get(item.state or "", "response")),
        "author": {"participant_type": "applicant" if mine else "employer"},
        "viewed_by_me": mine or seen,
        "viewed_by_opponent": not mine or seen,
        "editable": mine and not seen,
        "read": seen,
        "address": None,
        "assessments": [],
    }


async def write(request: Request) -> Response:
    """POST /negotiations/{nid}/messages: a form with `message`."""
    response, world = own(request), world_of(request)
    chat = world.chats[response.chat_id]
    text = text_of(await form_of(request), "message")
    try:
        # The old method has no idempotency key: what was sent twice was sent twice.
        item = send(world, chat, text, f"negotiation-{world.count('old_messages')}")
    except Refusal as refusal:
        raise refused(refusal) from None
    employer_life.plan_answer(world, chat)
    return JSONResponse({key: value for key, value in message(chat, item).items() if key != "assessments"}, 201)


async def edit(request: Request) -> Response:
    """PUT /negotiations/{nid}/messages/{mid}: the letter, until the employer has seen it."""
    response, world = own(request), world_of(request)
    chat = world.chats[response.chat_id]
    item = next((one for one in chat.messages if str(one.id) == request.path_params["mid"]), None)
    if item is None or item.author != "applicant":
        raise ApiError(404, "not_found")
    text = text_of(await form_of(request), "message")
    if not text.strip():
        raise ApiError(403, "negotiations", "message_cannot_be_empty", description="Пустое сообщение")
    if chat.was_read(item):
        raise ApiError(403, "negotiations", "message_already_viewed", description="Сообщение уже прочитано")
    item.text, item.edited_at = text, world.now
    return Response(status_code=204)


async def decline(request: Request) -> Response:
    """DELETE /negotiations/active/{nid}."""
    response = own(request)
    try:
        withdraw(world_of(request), response)
    except Refusal as refusal:
        raise refused(refusal) from None
    return Response(status_code=204)


ROUTES = [
    Route("/negotiations", door(apply, removed=True), methods=["POST"]),
    Route("/negotiations", door(listed, removed=True)),
    Route("/negotiations/active", door(active, removed=True)),
    Route("/negotiations/active/{nid}", door(decline, removed=True), methods=["DELETE"]),
    Route("/negotiations/{nid}", door(one, removed=True)),
    Route("/negotiations/{nid}/messages", door(messages, removed=True)),
    Route("/negotiations/{nid}/messages", door(write, removed=True), methods=["POST"]),
    Route("/negotiations/{nid}/messages/{mid}", door(edit, removed=True), methods=["PUT"]),
]
