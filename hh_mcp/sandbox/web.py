"""Small helpers every host of the imitation uses: the world of a request, forms, answers."""

import json
from contextvars import ContextVar
from typing import Any, cast
from urllib.parse import quote, urlsplit

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from hh_mcp.sandbox.records import Value
from hh_mcp.sandbox.world import World

_region: ContextVar[tuple[str | None, bool]] = ContextVar("region", default=(None, False))


def world_of(request: Request) -> World:
    """The state that this request sees."""
    return request.app.state.stage.world


def wants_json(request: Request) -> bool:
    """The client asks for data, not for a page (site shapes 0.2)."""
    return "application/json" in request.headers.get("accept", "") and is_xhr(request)


def is_xhr(request: Request) -> bool:
    """The header every client that gets JSON sends (site shapes 9)."""
    return request.headers.get("x-requested-with", "").lower() == "xmlhttprequest"


async def form_of(request: Request) -> dict[str, Any]:
    """Fields of a form, urlencoded or multipart; a repeated field is a list. Query fields fill the gaps."""
    try:
        form = await request.form()
    except Exception:  # a body that is no form has no fields
        form = FormData()
    fields: dict[str, Any] = {}
    for source in (request.query_params, form):
        for name in source:
            values = [item for item in source.getlist(name) if not isinstance(item, UploadFile)]
            fields[name] = values[0] if len(values) == 1 else values
    return fields


async def json_of(request: Request) -> Value:
    """The JSON body; None when it cannot be read."""
    try:
        return json.loads(await request.body())
    except ValueError:
        return None


def text_of(fields: dict[str, Any], *names: str) -> str:
    """The first of the named fields that is given, as text."""
    for name in names:
        value = fields.get(name)
        if value not in (None, "", []):
            return str(cast("list[Any]", value)[0] if isinstance(value, list) else value)
    return ""


def enter_region(name: str | None, *, chat: bool) -> None:
    """Let links of this request's answer lead to a regional host; None: to the plain one."""
    _region.set((name, chat))


def site_url(world: World, path: str = "") -> str:
    """An address of the imitated hh.ru, on the regional host when the visitor belongs to one."""
    name, _ = _region.get()
    return f"{_on(world, name)}/site{path}"


def chatik_url(world: World, path: str = "") -> str:
    """An address of the imitated chatik.hh.ru."""
    name, chat = _region.get()
    return f"{_on(world, name if chat else None)}/chatik{path}"


def websocket_url(world: World, path: str = "") -> str:
    """An address of the imitated websocket.hh.ru."""
    return f"{world.url}/websocket{path}"


def site_host(world: World) -> str:
    """The host name of the site with its port, as pages of the site say it."""
    return urlsplit(site_url(world)).netloc


def _on(world: World, name: str | None) -> str:
    return f"http://{name}:{urlsplit(world.url).port}" if name else world.url


def api_url(world: World, path: str = "") -> str:
    """An address of the imitated api.hh.ru."""
    return f"{world.url}/api{path}"


def to_login(request: Request) -> Response:
    """A page asked for without a live session (site shapes 7.7)."""
    world = world_of(request)
    path = request.url.path.removeprefix("/site") + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(site_url(world, f"/account/login?backurl={quote(path, safe='')}"), 302)


def shell(status: int) -> Response:
    """The empty page of the site that comes with a refusal."""
    return HTMLResponse("<!DOCTYPE html><html><head><title>HeadHunter</title></head><body></body></html>", status)


def forbidden_xsrf() -> Response:
    """A POST without the right token (site shapes 5.3, E7)."""
    return JSONResponse({"errorPage": {"xsrfError": True}}, 403)
