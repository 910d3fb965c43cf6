"""The state of things, without a request to hh.ru."""

from datetime import timedelta
from typing import Annotated

from mcp.types import CallToolResult

from hh_mcp import __version__
from hh_mcp.guard import limits
from hh_mcp.guard.action import preview_of
from hh_mcp.store.records import Action, Kind
from hh_mcp.tools.app import App, Ctx, app_of, unasked
from hh_mcp.views.base import reply
from hh_mcp.views.status import LimitsView, LimitView, StatusView, YesView
from hh_mcp.views.words import Lang, moment_words

DAY = timedelta(hours=24)
SHOWN = 5  # approvals that are listed

_WORDS: dict[Lang, dict[str, str]] = {
    "ru": {
        "sandbox": "Это имитация hh.ru: ничего настоящего.",
        "in": "Можно искать: search_vacancies.",
        "out": "Войдите: login_request_code. Искать вакансии можно и без входа.",
    },
    "en": {
        "sandbox": "This is an imitation of hh.ru: nothing is real.",
        "in": "Ready to search: search_vacancies.",
        "out": "Sign in: login_request_code. Searching works without it.",
    },
}


async def get_status(ctx: Ctx) -> Annotated[CallToolResult, StatusView]:
    """Tell who is signed in, what is left of the 24-hour limits and what waits for the person. Call it first."""
    return reply(status_of(app_of(ctx)))


def status_of(app: App) -> StatusView:
    """Put the state together."""
    chosen, words = app.settings, _WORDS[app.settings.lang]
    signed_in = bool(app.hh.signed_in())
    stopped = app.hh.stopped()
    return StatusView(
        warning=unasked(app),
        signed_in=signed_in,
        account=chosen.account,
        routes={name: str(route) for name, route in app.hh.routes().items() if route} if signed_in else {},
        stopped=stopped.code if stopped else None,
        responses=_limit(app, Kind.RESPOND),
        messages=_limit(app, Kind.MESSAGE),
        approval=app.approval,
        read_only=chosen.read_only,
        pending=[action.id for action in app.store.actions.pending(chosen.account_key)],
        approved=[_yes(action) for action in recent_yes(app)],
        unknown=[action.id for action in app.store.actions.unsettled(chosen.account_key)],
        sandbox_url=app.sandbox_url,
        warnings=[*([words["sandbox"]] if chosen.imitated else []), *_unreadable(app)],
        version=__version__,
        next_step=words["in" if signed_in else "out"],
    )


def _unreadable(app: App) -> list[str]:
    """Why there is a session and nobody is signed in."""
    error, lang = app.hh.unreadable(), app.settings.lang
    return [f"{error.what(lang)} {error.next_step(lang)}"] if error else []


def recent_yes(app: App) -> list[Action]:
    """What was approved within the last 24 hours, the newest first."""
    recent = app.store.actions.recent(app.settings.account_key)
    since = app.now() - DAY
    given = [action for action in recent if action.approved and action.updated_at > since]
    return given[:SHOWN]


def _yes(action: Action) -> YesView:
    at = moment_words(action.updated_at) or ""
    return YesView(action_id=action.id, at=at, by=action.approved_by or "", employer=preview_of(action).employer)


def limits_of(app: App) -> LimitsView:
    """What is left of both limits."""
    return LimitsView(responses=_limit(app, Kind.RESPOND), messages=_limit(app, Kind.MESSAGE))


def _limit(app: App, kind: Kind) -> LimitView:
    used = limits.usage(app.settings, app.store, kind, limits.moment(app.hh, app.now()))
    return LimitView(used=used.used, limit=used.limit, frees_at=moment_words(used.frees_at))
