"""The application: three hosts as prefixes, the control calls, and the gate in front of everything."""

from email.utils import formatdate

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hh_mcp.sandbox import (
    api_account,
    api_chats,
    api_errors,
    api_lists,
    api_mobile,
    api_mobile_chats,
    api_negotiations,
    api_reference,
    api_resume_profile,
    api_resumes,
    api_suggests,
    api_token,
    api_vacancies,
    api_visibility,
    chatik,
    chatik_changes,
    conditions,
    control,
    people_pages,
    push,
    site_login,
    site_negotiations,
    site_oauth,
    site_popup,
    site_resumes,
    site_vacancies,
)
from hh_mcp.sandbox.gate import Gate
from hh_mcp.sandbox.stage import Stage
from hh_mcp.sandbox.web import shell, world_of

_ANY = ["GET", "POST", "PUT", "DELETE"]


class Dated:
    """Gives every answer a `Date` by the imitation's clock: clients may count by it."""

    def __init__(self, app: ASGIApp, stage: Stage) -> None:
        self._app = app
        self._stage = stage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the answer gets its date."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(self._stage.world.clock.now(), usegmt=True).encode()
                message = {**message, "headers": [*message.get("headers", []), (b"date", date)]}
            await send(message)

        await self._app(scope, receive, dated)


class Kept:
    """Keeps the state before an answer goes out, so that a client never knows more than the file."""

    def __init__(self, app: ASGIApp, stage: Stage) -> None:
        self._app = app
        self._stage = stage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the state is saved before its answer and after its work."""

        async def save_and_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._stage.save()
            await send(message)

        try:
            await self._app(scope, receive, save_and_send)
        finally:
            self._stage.save()


async def no_operation(request: Request) -> Response:
    """What api.hh.ru says about a path it does not have."""
    return api_errors.render(world_of(request), api_errors.ApiError(404, "not_found"))


async def no_page(_: Request) -> Response:
    """What the site says about a page it does not have."""
    return shell(404)


async def front(request: Request) -> Response:
    """The root: where everything is."""
    url, file = world_of(request).url, request.app.state.stage.file
    return JSONResponse(
        {
            **({"state_file": str(file.path.resolve())} if file else {}),
            "api": f"{url}/api",
            "site": f"{url}/site",
            "chatik": f"{url}/chatik",
            "websocket": f"{url}/websocket",
            "control": f"{url}/_sandbox",
            "inbox": f"{url}/inbox",
            "employer": f"{url}/employer",
        }
    )


def routes() -> list[BaseRoute]:
    """All routes of the imitation."""
    applicant = (api_lists, api_resumes, api_visibility, api_resume_profile, api_negotiations, api_chats)
    rooms = (api_mobile, api_mobile_chats, api_token, api_vacancies, *applicant)
    api = [route for room in (*rooms, api_reference, api_suggests, api_account) for route in room.ROUTES]
    pages = (site_login, site_oauth, site_vacancies, site_resumes, site_popup, site_negotiations)
    site = [
        Route(conditions.VPN_PAGE, conditions.vpn_page),
        *api_token.OLD_ROUTES,
        *(route for room in pages for route in room.ROUTES),
    ]
    return [
        Mount("/_sandbox", routes=control.ROUTES),
        Mount("/api", routes=[*api, Route("/{rest:path}", api_errors.door(no_operation), methods=_ANY)]),
        Mount("/site", routes=[*site, Route("/{rest:path}", no_page, methods=_ANY)]),
        Mount("/chatik", routes=[*chatik.ROUTES, *chatik_changes.ROUTES, Route("/{rest:path}", no_page, methods=_ANY)]),
        Mount("/websocket", routes=[*push.ROUTES, Route("/{rest:path}", no_page, methods=_ANY)]),
        *people_pages.ROUTES,
        Route("/", front),
    ]


def make_app(stage: Stage) -> Starlette:
    """The ASGI application around a stage."""
    kept = [Middleware(Kept, stage=stage)] if stage.file else []
    ordered = [*kept, Middleware(Dated, stage=stage), Middleware(Gate, stage=stage)]
    app = Starlette(routes=routes(), middleware=ordered)
    app.state.stage = stage
    return app
