"""Finds out what has happened on hh.ru: hh.ru has no list of it, so its lists are compared with what is known.

At most four reads: responses, unread chats, resumes, saved searches (hh.ru: facts 8.1).
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hh_mcp.guard.foreign import cleaned
from hh_mcp.hh.errors import HHError, NoFinishedResume
from hh_mcp.hh.models import Chat, Response, Resume, Route, SavedSearch
from hh_mcp.store.notices import Notice
from hh_mcp.tools.app import App
from hh_mcp.views.news import Kind, NewsItem
from hh_mcp.views.words import INVITED, moment_words, state_words

log = logging.getLogger("hh_mcp.tools")
STALE = timedelta(days=14)  # what is older is no news, when it is seen for the first time
SNIPPET = 160


@dataclass(frozen=True)
class Look:
    """What a look came to: how many things are new, and why the chats could not be read, if so."""

    news: int
    without_chats: HHError | None = None


async def look(app: App) -> int:
    """Read hh.ru and write down what is new; returns how many things are."""
    return (await look_around(app)).news


async def look_around(app: App) -> Look:
    """Read hh.ru and write down what is new; chats that cannot be read cost only themselves."""
    responses = cleaned(await app.hh.get_responses()).items
    chats, missing = await _chats(app)
    resumes = await _resumes(app)
    searches = await _searches(app)
    account, now = app.settings.account_key, app.now()
    app.store.known.learn(account, responses)
    of_responses = list(_of_responses(app, responses, chats))
    fresh = app.store.notices.unknown(account, [notice.key for notice in of_responses])
    told = {item.chat_id for notice in of_responses if notice.key in fresh for item in items([notice]) if item.text}
    titles = {response.chat_id: response.vacancy_title for response in responses if response.chat_id}
    states = {response.chat_id for response in responses if response.state != "response"}
    notices = [
        *of_responses,
        *(notice for chat in chats if (notice := _of_chat(app, chat, states, told, titles.get(chat.id)))),
        *(notice for resume in resumes if (notice := _of_resume(resume, now))),
        *(_of_search(search, now) for search in searches if search.new),
    ]
    return Look(app.store.notices.learn(account, notices, stale=now - STALE), missing)


async def _resumes(app: App) -> list[Resume]:
    """The person's resumes; none while the only one is a draft."""
    try:
        return [cleaned(resume) for resume in await app.hh.get_resumes()]
    except NoFinishedResume:
        return []


async def _chats(app: App) -> tuple[tuple[Chat, ...], HHError | None]:
    """The unread chats; the responses were read, so a refusal here is the chat's alone."""
    try:
        return cleaned(await app.hh.get_user_chats(unread_only=True)).items, None
    except HHError as error:
        log.info("news without chats: %s", error.code)
        return (), error


def items(notices: list[Notice]) -> list[NewsItem]:
    """Notices as they are shown."""
    return [NewsItem.model_validate_json(notice.body) for notice in notices]


def _of_responses(app: App, responses: tuple[Response, ...], chats: tuple[Chat, ...]) -> Iterator[Notice]:
    last = {chat.id: chat.last_message for chat in chats}
    for response in responses:
        moment = response.updated_at or response.created_at
        if moment is None or (response.state == "response" and not response.viewed):
            continue
        message = last.get(response.chat_id or "")
        kind = _kind(response)
        item = NewsItem(
            kind=kind,
            at=moment_words(moment),
            employer=response.employer.name if response.employer else None,
            vacancy=response.vacancy_title,
            state=state_words(response.state, app.settings.lang) if kind == "state" else None,
            text=_short(message.text) if message and not message.mine and kind != "viewed" else None,
            chat_id=response.chat_id,
            vacancy_id=response.vacancy_id,
            response_id=response.id,
        )
        key = f"response:{response.id}:{'viewed' if kind == 'viewed' else response.state}"
        answered = message is not None and not message.mine
        yield _notice(key, item, moment, quiet=kind == "viewed" and answered)


def _kind(response: Response) -> Kind:
    if response.state == "response":
        return "viewed"
    if response.state in INVITED:
        return "invitation"
    return "refusal" if response.state == "discard" else "state"


def _of_chat(
    app: App, chat: Chat, states: set[str | None], told: set[str | None], vacancy: str | None
) -> Notice | None:
    """An unread message, unless it only carries a change of state that is told already.

    The API's messages carry no state: there the message is taken as told with the change that shows its text.
    """
    message = chat.last_message
    if message is None or message.mine or (message.state and chat.id in states):
        return None
    item = NewsItem(
        kind="question" if message.bot or message.buttons else "message",
        at=moment_words(message.at),
        employer=chat.employer.name if chat.employer else None,
        vacancy=chat.title or vacancy,
        text=_short(message.text),
        buttons=list(message.buttons),
        count=chat.unread if chat.unread > 1 else None,
        chat_id=chat.id,
        vacancy_id=chat.vacancy_id,
    )
    key = f"chat:{chat.id}:{message.id}"
    return _notice(key, item, message.at or chat.updated_at or app.now(), quiet=chat.id in told)


def _of_resume(resume: Resume, now: datetime) -> Notice | None:
    if not resume.views_new:
        return None
    item = NewsItem(kind="resume_views", vacancy=resume.title, count=resume.views_new, resume_id=resume.id)
    return _notice(f"views:{resume.id}:{resume.views_total}", item, now)


async def _searches(app: App) -> list[SavedSearch]:
    """The saved searches, where the person's token gives them: most tokens no longer do (hh.ru: facts 2.6)."""
    if Route.API not in app.hh.signed_in():
        return []
    try:
        return [cleaned(search) for search in await app.hh.get_saved_searches()]
    except HHError:
        return []


def _of_search(search: SavedSearch, now: datetime) -> Notice:
    item = NewsItem(kind="saved_search", vacancy=search.name, count=search.new)
    return _notice(f"search:{search.id}:{now.date()}:{search.new}", item, now)


def _notice(key: str, item: NewsItem, at: datetime, *, quiet: bool = False) -> Notice:
    return Notice(key=key, kind=item.kind, at=at, body=item.model_dump_json(exclude_none=True), quiet=quiet)


def _short(text: str) -> str | None:
    return (text if len(text) <= SNIPPET else f"{text[:SNIPPET].rstrip()}…") or None
