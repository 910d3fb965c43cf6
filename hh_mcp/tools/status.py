"""The state of things, without a request to hh.ru."""

from datetime import timedelta
from typing import Annotated

from mcp.types import CallToolResult

from hh_mcp import __version__
from hh_mcp.guard import limits
from hh_mcp.guard.action import preview_of
from hh_mcp.hh.breaker import Tripped
from hh_mcp.hh.errors import HHError, OAuthNeeded
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
        "out": "Войдите: login_request_code.",
        "search": "Искать вакансии можно и без входа.",
        "check": "Отправка стоит: пользователь открывает {url} в браузере и проходит проверку. Читать можно.",
    },
    "en": {
        "sandbox": "This is an imitation of hh.ru: nothing is real.",
        "in": "Ready to search: search_vacancies.",
        "out": "Sign in: login_request_code.",
        "search": "Searching works without it.",
        "check": "Sending is stopped: the user opens {url} in a browser and passes the check. Reading works.",
    },
}


async def get_status(ctx: Ctx) -> Annotated[CallToolResult, StatusView]:
    """Tell who is signed in, what is left of the 24-hour limits and what waits for the person. Call it first."""
    return reply(status_of(app_of(ctx)))


def status_of(app: App) -> StatusView:
    """Put the state together."""
    chosen, words = app.settings, _WORDS[app.settings.lang]
    needed = app.hh.sign_in_needed()
    signed_in = needed is None
    stopped = app.hh.stopped()
    return StatusView(
        warning=unasked(app),
        signed_in=signed_in,
        account=chosen.account,
        routes={name: str(route) for name, route in app.hh.routes().items() if route} if signed_in else {},
        stopped=stopped.code if stopped else None,
        captcha_url=stopped.url if stopped else None,
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
        next_step=_next_step(needed, stopped, chosen.lang),
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


def _next_step(needed: HHError | None, stopped: Tripped | None, lang: Lang) -> str:
    """Name what comes first: a sign-in, a check of hh.ru, or the search."""
    if needed is not None:
        plain = needed.code == "not_signed_in" and not isinstance(needed, OAuthNeeded)
        first = _WORDS[lang]["out"] if plain else f"{needed.what(lang)} {needed.next_step(lang)}"
        return f"{first} {_WORDS[lang]['search']}"
    return _WORDS[lang]["check"].format(url=stopped.url) if stopped and stopped.url else _WORDS[lang]["in"]


def limits_of(app: App) -> LimitsView:
    """What is left of both limits."""
    return LimitsView(responses=_limit(app, Kind.RESPOND), messages=_limit(app, Kind.MESSAGE))


def _limit(app: App, kind: Kind) -> LimitView:
    used = limits.usage(app.settings, app.store, kind, limits.moment(app.hh, app.now()))
    return LimitView(used=used.used, limit=used.limit, frees_at=moment_words(used.frees_at))
