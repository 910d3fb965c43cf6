"""What a client can attach to a conversation: the same answers as the tools', under addresses of their own."""

import sqlite3
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError

from hh_mcp.guard.foreign import clean, cleaned
from hh_mcp.hh.errors import BadArgument, HHError, NotFound
from hh_mcp.store.errors import StoreUnavailable
from hh_mcp.tools.app import NEWS, App
from hh_mcp.tools.news import items
from hh_mcp.tools.resumes import my_resume, my_resumes
from hh_mcp.tools.status import limits_of, status_of
from hh_mcp.tools.vacancies import whole
from hh_mcp.views.audit import diary
from hh_mcp.views.base import View, to_json
from hh_mcp.views.chats import chat_view
from hh_mcp.views.news import news_view

RECENT = timedelta(days=7)  # how far back the resource of news goes: reading it marks nothing as told
TODAY = 100  # rows of the journal


async def status(app: App) -> View:
    """Who is signed in, limits, what waits."""
    return status_of(app)


async def limits(app: App) -> View:
    """What is left of the limits of 24 hours."""
    return limits_of(app)


async def resumes(app: App) -> View:
    """The person's resumes."""
    return await my_resumes(app)


async def notifications(app: App) -> View:
    """News of the last week, as the last look found them; asks hh.ru nothing."""
    found = app.store.notices.since(app.settings.account_key, app.now() - RECENT)
    return news_view(items(found), "get_notifications")


async def audit_today(app: App) -> View:
    """The journal of the last 24 hours."""
    since = app.now() - timedelta(hours=24)
    newest = app.store.audit.page(app.settings.account_key, limit=TODAY)
    return diary(entry for entry in reversed(newest) if entry.at >= since)


async def resume(app: App, resume_id: str) -> View:
    """One resume."""
    return await my_resume(app, resume_id)


async def vacancy(app: App, vacancy_id: str) -> View:
    """One vacancy, whole."""
    return await whole(app, vacancy_id, full=True)


async def chat(app: App, chat_id: str) -> View:
    """One chat, its last messages."""
    return chat_view(cleaned(await app.hh.get_chat_detail(chat_id, limit=50)), app.settings.lang)


RESOURCES: dict[str, Callable[[App], Awaitable[View]]] = {
    "hh://status": status,
    "hh://limits": limits,
    "hh://resumes": resumes,
    NEWS: notifications,
    "hh://audit/today": audit_today,
}
TEMPLATES: dict[str, Callable[[App, str], Awaitable[View]]] = {
    "hh://resume/{id}": resume,
    "hh://vacancy/{id}": vacancy,
    "hh://chat/{id}": chat,
}


def add_resources(server: MCPServer[App], app: App) -> None:
    """Publish every resource and template."""
    for uri, read in RESOURCES.items():
        _publish(server, uri, read, _static(app, read))
    for uri, read_one in TEMPLATES.items():
        _publish(server, uri, read_one, _template(app, read_one))


def _publish(server: MCPServer[App], uri: str, about: Callable[..., object], read: Callable[..., Any]) -> None:
    name, description = about.__name__, about.__doc__
    server.resource(uri, name=name, description=description, mime_type="application/json")(read)


def _static(app: App, read: Callable[[App], Awaitable[View]]) -> Callable[[], Awaitable[str]]:
    async def reading() -> str:
        return await _told(app, read(app))

    return reading


def _template(app: App, read: Callable[[App, str], Awaitable[View]]) -> Callable[[str], Awaitable[str]]:
    async def reading(id: str) -> str:
        return await _told(app, read(app, id))

    return reading


async def _told(app: App, view: Awaitable[View]) -> str:
    """Compact JSON, or an error that speaks as the tools' do."""
    try:
        return to_json(await view)
    except (NotFound, BadArgument) as error:
        raise ResourceNotFoundError(clean(error.text(app.settings.lang), 500)) from error
    except sqlite3.Error as error:
        raise ResourceError(StoreUnavailable(f"{error}.").text(app.settings.lang)) from error
    except HHError as error:
        raise ResourceError(clean(error.text(app.settings.lang), 500)) from error
