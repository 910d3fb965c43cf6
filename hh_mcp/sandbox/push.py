"""The push channel: news of chats over a websocket (facts 8.2).

`GET /websocket/connection/data` gives a signed address to a session or a token; the socket at that address asks for
nothing more. It only speaks; what a client sends (`ping` every three minutes on the site) is read and forgotten. The
frame of a new message is known; of the other events only the names are, so what stands in their `eventData` is assumed.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from hh_mcp.sandbox import employer_life
from hh_mcp.sandbox.api_errors import ApiError
from hh_mcp.sandbox.channel import frame
from hh_mcp.sandbox.records import Json
from hh_mcp.sandbox.stage import Stage
from hh_mcp.sandbox.tokens import bearer
from hh_mcp.sandbox.visitors import applicant
from hh_mcp.sandbox.web import shell, websocket_url, world_of
from hh_mcp.sandbox.world import Ticket, World

DROPPED: Final = 1012
TICKET_LIFETIME: Final = 60.0
TICK: Final = 0.25  # seconds between two looks at what employers had planned
GONE: Final = 4401  # assumed: how hh.ru closes the socket of a session that ended is not known


async def connection_data(request: Request) -> Response:
    """GET connection/data: the address of a socket, good once and for a minute."""
    world = world_of(request)
    session = applicant(request)
    try:
        token = bearer(request) if session is None else None
    except ApiError:
        token = None
    if session is None and (token is None or not token.is_user):
        return shell(403)
    ticket = world.secret(40)
    owner = session.token if session else token.access if token else ""
    world.tickets[ticket] = Ticket(owner, world.now + TICKET_LIFETIME)
    address = websocket_url(world, f"/ws/connect?sd={ticket}&cm=direct").replace("http", "ws", 1)
    return JSONResponse({"url": address})


async def connect(socket: WebSocket) -> None:
    """The socket itself: frames until somebody leaves or the session ends."""
    stage: Stage = socket.app.state.stage
    ticket = stage.world.tickets.pop(socket.query_params.get("sd", ""), None)
    if ticket is None or ticket.until < stage.world.now:
        await socket.close(GONE)
        return
    await socket.accept()
    with stage.channel.listen() as frames:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_listen, socket, tasks.cancel_scope.cancel)
            with suppress(WebSocketDisconnect):  # it left while a frame was on its way
                await socket.close(await _speak(socket, stage, frames, ticket.owner))
            tasks.cancel_scope.cancel()


async def _listen(socket: WebSocket, leave: Callable[[], None]) -> None:
    """Read and forget whatever the client says; its end ends the socket."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass
    leave()


async def _speak(socket: WebSocket, stage: Stage, frames: MemoryObjectReceiveStream[Json], owner: str) -> int:
    """Send what is news until the session or the channel ends; the code to close with."""
    await socket.send_json(frame(stage.world.now, "connect", {}))
    while _alive(stage.world, owner):
        news = None
        try:
            with anyio.move_on_after(TICK):
                news = await frames.receive()
        except anyio.EndOfStream:
            return DROPPED
        if news is not None:
            await socket.send_json(news)
        elif stage.world.agenda and stage.world.agenda[0].at <= stage.world.now:
            employer_life.catch_up(stage.world)
            stage.save()
    return GONE


def _alive(world: World, owner: str) -> bool:
    token = world.tokens.get(owner)
    if token is not None:
        return not token.revoked and (token.expires_at is None or token.expires_at > world.now)
    return owner in world.sessions


ROUTES = [Route("/connection/data", connection_data), WebSocketRoute("/ws/connect", connect)]
