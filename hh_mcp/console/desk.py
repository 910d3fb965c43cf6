"""What a page is made with: the app, the words, the templates; and how a form is read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hmac import compare_digest
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from hh_mcp.console import moments
from hh_mcp.console.keys import Visitor
from hh_mcp.console.words import Words
from hh_mcp.guard import approval
from hh_mcp.store.records import Action
from hh_mcp.tools.app import App
from hh_mcp.views.words import Lang

FORM_LIMIT = 256 * 1024  # bytes: a letter of 20,000 characters, each encoded as `%D0%9F`, fits twice
_HERE = Path(__file__).parent

Form = dict[str, str]


class Desk:
    """What all pages share while the console runs."""

    def __init__(self, app: App, on_approved: Callable[[Action], None]):
        self.app = app
        self.on_approved = on_approved  # what is permitted may be sent at once; never awaited by the page
        self.lang: Lang = app.settings.lang
        self.words = Words(self.lang)

    @property
    def account(self) -> str:
        """Whose actions are shown."""
        return self.app.settings.account_key

    @property
    def may_send(self) -> bool:
        """Whether a yes of the person would lead anywhere."""
        return not self.app.settings.read_only and self.app.settings.approval != "deny"

    @cached_property
    def templates(self) -> Environment:
        """The templates; everything put into them is escaped."""
        environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        shared: dict[str, Any] = {"t": self.words, "lang": self.lang, "settings": self.app.settings, "app": self.app}
        environment.globals.update(shared)
        environment.filters["moment"] = self.moment
        return environment

    def moment(self, value: datetime | None) -> str:
        """Say a moment as a person would."""
        return moments.said(value, self.app.now(), self.lang)

    def fill(self, template: str, **values: object) -> str:
        """Fill a template in."""
        return self.templates.get_template(template).render(values)


@dataclass
class Visit:
    """One request of a browser that was let in."""

    desk: Desk
    request: Request
    visitor: Visitor
    form: Form

    @property
    def app(self) -> App:
        """The running server's parts."""
        return self.desk.app

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """Show a whole page, with what has to be said on every one."""
        notes, self.visitor.notes = self.visitor.notes, []
        frame: dict[str, Any] = {
            "csrf": self.visitor.csrf,
            "notes": notes,
            "path": self.request.url.path,
            "waiting": sum(map(approval.waits, self.app.store.actions.pending(self.desk.account))),
            "signed_in": bool(self.app.hh.signed_in()),
            "stopped": self.app.hh.stopped(),
            "unreadable": self.app.hh.unreadable(),
        }
        return HTMLResponse(self.desk.fill(template, **frame, **values), status)

    def go(self, path: str, note: str | None = None) -> Response:
        """Lead to another page after a POST, and say something there."""
        if note:
            self.visitor.notes.append(note)
        return RedirectResponse(path, 303)


Handler = Callable[[Visit], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def reads(desk: Desk, handler: Handler) -> Endpoint:
    """Make an endpoint that shows something to a browser that was let in."""

    async def endpoint(request: Request) -> Response:
        visitor: Visitor | None = request.state.visitor
        if visitor is None:
            return closed(desk)
        return await handler(Visit(desk, request, visitor, {}))

    return endpoint


def changes(desk: Desk, handler: Handler) -> Endpoint:
    """Make an endpoint that does something; without the token of its page nothing is done."""

    async def endpoint(request: Request) -> Response:
        visitor: Visitor | None = request.state.visitor
        if visitor is None:
            return closed(desk)
        form = await _form(request)
        if form is None or not compare_digest(form.get("csrf", "").encode(), visitor.csrf.encode()):
            return closed(desk, "forged")
        return await handler(Visit(desk, request, visitor, form))

    return endpoint


def closed(desk: Desk, why: str = "closed") -> Response:
    """Say that the door is closed and how to come in; nothing of the person's is on this page."""
    return HTMLResponse(desk.fill("closed.html", why=why), 403)


async def _form(request: Request) -> Form | None:
    """Read the fields of a plain form; None for anything else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return None
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_LIMIT:
            return None
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=50))
    except ValueError:
        return None
