"""The control calls `/_sandbox/*`: what tests and people turn behind the scenes (contract, "Sandbox")."""

from collections.abc import Callable
from dataclasses import asdict, fields
from math import isfinite
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import additions, api_views, employer_life, faults
from hh_mcp.sandbox.chatting import unread_chats
from hh_mcp.sandbox.clock import utc_time
from hh_mcp.sandbox.numbers import number_of
from hh_mcp.sandbox.records import Json, Value
from hh_mcp.sandbox.records import Response as Reply
from hh_mcp.sandbox.responding import used_today
from hh_mcp.sandbox.stage import Stage
from hh_mcp.sandbox.web import json_of
from hh_mcp.sandbox.world import CHOICES, Options, World

MOST = 1_000_000  # of anything
_OPTIONS = {item.name: getattr(item.type, "__name__", str(item.type)) for item in fields(Options)}


def stage_of(request: Request) -> Stage:
    """The running imitation."""
    return request.app.state.stage


async def body_of(request: Request) -> Json:
    """The JSON object of a call; an empty body is an empty object."""
    body = await json_of(request)
    return cast("Json", body) if isinstance(body, dict) else {}


def wrong(text: str, status: int = 400) -> Response:
    """A control call that cannot be done."""
    return JSONResponse({"error": text}, status)


async def reset(request: Request) -> Response:
    """POST reset: a fresh state; options that are not named are as at the start."""
    body = await body_of(request)
    given = {key: value for key, value in body.items() if key in _OPTIONS and value is not None}
    for key, value in given.items():
        if not _fits(value, key):
            return wrong(f"{key}: {' or '.join(CHOICES.get(key, (_OPTIONS[key],)))} wanted")
    stage_of(request).reset(given)
    return JSONResponse({"ok": True, "options": asdict(stage_of(request).world.options)})


def _fits(value: Value, name: str) -> bool:
    """Whether a value is of an option's type; a whole number is a number, too."""
    kind = _OPTIONS[name]
    if name in CHOICES:
        return value in CHOICES[name]
    if kind == "bool":
        return isinstance(value, bool)
    numeric = int if kind == "int" else int | float
    return isinstance(value, numeric) and not isinstance(value, bool) and 0 <= value <= MOST


async def inbox(request: Request) -> Response:
    """GET inbox: codes that were sent, the oldest first."""
    world = stage_of(request).world
    return JSONResponse(
        [
            {"login": one.login, "code": one.code, "sent_at": utc_time(one.sent_at), "channel": one.channel}
            for one in world.codes
        ]
    )


async def requests(request: Request) -> Response:
    """GET requests?since=N: everything seen after the first N requests."""
    stage = stage_of(request)
    since = number_of(request.query_params.get("since")) or 0
    return JSONResponse(stage.requests[max(0, since - stage.forgotten) :])


async def state(request: Request) -> Response:
    """GET state: what was accepted since the start, sessions, counters."""
    stage = stage_of(request)
    world = stage.world
    accepted = [item for item in world.responses.values() if not item.seeded]
    return JSONResponse(
        {
            "now": utc_time(world.now),
            "options": asdict(world.options),
            "responses": [response_view(world, item) for item in accepted],
            "history": [response_view(world, item) for item in world.responses.values() if item.seeded],
            "messages": messages(world),
            "chats": [chat_view(world, chat_id) for chat_id in world.chats],
            "sessions": [
                {"login": one.login, "created_at": utc_time(one.created_at)}
                for one in world.sessions.values()
                if one.login
            ],
            "tokens": [
                {"login": one.login, "client_id": one.client_id, "revoked": one.revoked}
                for one in world.tokens.values()
            ],
            "captchas": [{"key": key, "text": text} for key, text in world.captchas.items()],
            "counters": {
                "requests": stage.forgotten + len(stage.requests),
                "responses": len(accepted),
                "responses_24h": used_today(world),
                "messages": len(messages(world)),
                "codes": len(world.codes),
                "sockets": len(world.channel),
                "sessions": sum(1 for one in world.sessions.values() if one.login),
                "unread_chats": unread_chats(world),
                "favorites": len(world.favorites),
            },
        }
    )


def response_view(world: World, item: Reply) -> Json:
    """A response as the control calls show it."""
    chat = world.chats[item.chat_id]
    return {
        "id": str(item.id),
        "topic_id": str(item.id),
        "chat_id": str(item.chat_id),
        "vacancy_id": str(item.vacancy.id),
        "vacancy": item.vacancy.name,
        "employer": item.vacancy.employer.name,
        "resume_id": item.resume.hash,
        "resume_hash": item.resume.hash,
        "letter": item.letter,
        "answers": item.answers,
        "state": item.state,
        "viewed": item.viewed,
        "declined": item.declined,
        "hidden": item.hidden,
        "messages": len(chat.messages),
        "at": item.at,
    }


def messages(world: World) -> list[Json]:
    """Messages the applicant has sent since the start."""
    sent = [item for chat in world.chats.values() for item in chat.messages if item.by_client and item.key is not None]
    return [
        {
            "id": str(item.id),
            "chat_id": str(item.chat_id),
            "text": item.text,
            "idempotency_key": item.key,
            "at": item.at,
        }
        for item in sorted(sent, key=lambda item: item.id)
    ]


def chat_view(world: World, chat_id: int) -> Json:
    """A chat with all its messages."""
    chat = world.chats[chat_id]
    return {
        "id": str(chat.id),
        "response_id": str(chat.response_id),
        "vacancy_id": str(chat.vacancy.id),
        "unread": chat.unread,
        "write": chat.write,
        "messages": [
            {"id": str(one.id), "author": one.author, "text": one.text, "at": one.at} for one in chat.messages
        ],
    }


async def set_fault(request: Request) -> Response:
    """POST faults: the next matching requests misbehave."""
    stage = stage_of(request)
    try:
        stage.faults.append(faults.read(await body_of(request)))
    except (ValueError, TypeError) as error:
        return wrong(str(error))
    return await list_faults(request)


async def list_faults(request: Request) -> Response:
    """GET faults."""
    return JSONResponse({"faults": [fault.describe() for fault in stage_of(request).faults]})


async def clear_faults(request: Request) -> Response:
    """DELETE faults."""
    stage_of(request).faults.clear()
    return await list_faults(request)


async def clock(request: Request) -> Response:
    """POST clock: move the clock; what the employers had planned until then happens."""
    world = stage_of(request).world
    advance = (await body_of(request)).get("advance", 0)
    if not isinstance(advance, int | float) or isinstance(advance, bool) or not isfinite(advance):
        return wrong("advance: a number of seconds")
    world.clock.advance(advance)
    employer_life.catch_up(world)
    return JSONResponse({"now": utc_time(world.now), "offset": world.clock.offset})


async def employer(request: Request) -> Response:
    """POST employer: one act of an employer, now."""
    world, body = stage_of(request).world, await body_of(request)
    name, response = str(body.get("act")), world.response(body.get("response_id"))
    if response is None:
        return wrong("response_id: no such response", 404)
    if name not in employer_life.ACTS:
        return wrong(f"act: one of {', '.join(employer_life.ACTS)}")
    text = body.get("text")
    message = employer_life.act(world, response, name, str(text) if text is not None else None)
    shown = {"id": str(message.id), "text": message.text} if message else None
    return JSONResponse({"ok": True, "response": response_view(world, response), "message": shown})


async def push(request: Request) -> Response:
    """POST push: send any frame to the open sockets of the push channel, or `drop` them all."""
    channel, body = stage_of(request).channel, await body_of(request)
    if body.pop("drop", False):
        channel.drop()
    elif body:
        channel.send(body)
    return JSONResponse({"sockets": len(channel)})


async def hide(request: Request) -> Response:
    """POST hidden: the applicant hides an employer or a vacancy on the site, or shows it again."""
    world, body = stage_of(request).world, await body_of(request)
    employer, vacancy = number_of(body.get("employer_id")), number_of(body.get("vacancy_id"))
    if employer not in world.library.employers and vacancy not in world.library.by_id:
        return wrong("employer_id or vacancy_id: no such one", 404)
    for key, hidden in ((employer, world.hidden_employers), (vacancy, world.hidden_vacancies)):
        if key is not None and body.get("hidden", True):
            hidden[key] = world.now
        elif key is not None:
            hidden.pop(key, None)
    shown = {"employers": list(world.hidden_employers), "vacancies": list(world.hidden_vacancies)}
    return JSONResponse({name: [str(key) for key in keys] for name, keys in shown.items()})


async def add_vacancy(request: Request) -> Response:
    """POST vacancies: add one with any field values; answers with the vacancy."""
    return await _add(request, _added_vacancy)


async def add_chat(request: Request) -> Response:
    """POST chats: add one with any field values; answers with its ids."""
    return await _add(request, _added_chat)


async def _add(request: Request, make: Callable[[World, Json], Json]) -> Response:
    try:
        return JSONResponse(make(stage_of(request).world, await body_of(request)), 201)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        return wrong(f"fields: {error}")


def _added_vacancy(world: World, body: Json) -> Json:
    vacancy = additions.add_vacancy(world, body)
    return api_views.vacancy_full(world, vacancy, personal=False) | {"id": str(vacancy.id)}


def _added_chat(world: World, body: Json) -> Json:
    chat = additions.add_chat(world, body)
    return chat_view(world, chat.id) | {"chat_id": str(chat.id), "topic_id": str(chat.response_id)}


ROUTES = [
    Route("/reset", reset, methods=["POST"]),
    Route("/inbox", inbox),
    Route("/requests", requests),
    Route("/state", state),
    Route("/faults", set_fault, methods=["POST"]),
    Route("/faults", list_faults),
    Route("/faults", clear_faults, methods=["DELETE"]),
    Route("/clock", clock, methods=["POST"]),
    Route("/employer", employer, methods=["POST"]),
    Route("/push", push, methods=["POST"]),
    Route("/hidden", hide, methods=["POST"]),
    Route("/vacancies", add_vacancy, methods=["POST"]),
    Route("/chats", add_chat, methods=["POST"]),
]
