"""What is new since the last look."""

from datetime import UTC, datetime
from typing import Annotated

from mcp.types import CallToolResult
from pydantic import Field

from hh_mcp.hh.errors import BadArgument, SessionExpired
from hh_mcp.tools.app import App, Ctx, app_of
from hh_mcp.tools.news import items, look_around
from hh_mcp.views.base import reply
from hh_mcp.views.news import News, news_view

_NEXT = {
    "ru": {
        "some": "get_chat прочитает чат, send_message ответит; решает пользователь.",
        "none": "Ничего нового с прошлого раза. Перечитать: since с датой.",
    },
    "en": {
        "some": "get_chat reads a chat, send_message answers; the user decides.",
        "none": "Nothing new since the last look. To read again: since with a date.",
    },
}
_MISSING = {
    "ru": {
        "chats": "Чаты сейчас не прочитаны, их сообщений здесь нет: {why}",
        "refused": "hh.ru их не открыл, хотя вход в порядке.",
    },
    "en": {
        "chats": "The chats could not be read now, their messages are not here: {why}",
        "refused": "hh.ru did not open them, though the sign-in is fine.",
    },
}


async def get_notifications(
    ctx: Ctx,
    since: Annotated[str, Field(description="YYYY-MM-DD or ISO time: everything since then, seen or not.")] = "",
) -> Annotated[CallToolResult, News]:
    """Tell what is new since the last look: invitations, questions, messages, refusals, views; with ids to act on."""
    app = app_of(ctx)
    moment = moment_of(since) if since else None
    seen = await look_around(app)
    found = digest(app, moment)
    if (trouble := seen.without_chats) is None:
        return reply(found)
    words = _MISSING[app.settings.lang]
    # the responses were read, so the session is fine whatever the chat says of it
    why = words["refused"] if isinstance(trouble, SessionExpired) else trouble.what(app.settings.lang)
    return reply(found.model_copy(update={"missing": words["chats"].format(why=why)}))


def digest(app: App, since: datetime | None) -> News:
    """Put the news together; without a moment only what has not been told."""
    account = app.settings.account_key
    notices = app.store.notices.untold(account) if since is None else app.store.notices.since(account, since)
    return news_view(items(notices), _NEXT[app.settings.lang]["some" if notices else "none"])


def moment_of(text: str) -> datetime:
    """Read a date or a moment in the person's time zone."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone() if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:  # the latter: the first and the last day of the calendar
        raise BadArgument("since: YYYY-MM-DD.", detail_ru="since: ГГГГ-ММ-ДД.") from error
