"""Responses as an assistant reads them."""

from pydantic import Field

from hh_mcp.hh.models import Response, ResponsePage
from hh_mcp.views.base import View
from hh_mcp.views.vacancy_words import politeness_words
from hh_mcp.views.words import Lang, moment_words, state_words


class ResponseCard(View):
    """A response of the list."""

    id: str
    state: str
    vacancy: str | None = None
    vacancy_id: str | None = None
    employer: str | None = None
    sent: str | None = None
    updated: str | None = None
    viewed: bool | None = None
    news: bool | None = Field(default=None, description="Something is unread.")
    chat_id: str | None = None
    manners: str | None = Field(default=None, description="How the employer treats responses.")


class ResponseList(View):
    """A page of responses, newest first."""

    items: list[ResponseCard]
    found: int
    page: int
    pages: int


def response_card(response: Response, lang: Lang) -> ResponseCard:
    """Make a card of a response."""
    return ResponseCard(
        id=response.id,
        state=state_words(response.state, lang) or response.state,
        vacancy=response.vacancy_title,
        vacancy_id=response.vacancy_id,
        employer=response.employer.name if response.employer else None,
        sent=moment_words(response.created_at),
        updated=moment_words(response.updated_at) if response.updated_at != response.created_at else None,
        viewed=response.viewed,
        news=response.has_updates or None,
        chat_id=response.chat_id,
        manners=politeness_words(response.politeness, lang),
    )


def response_list(page: ResponsePage, lang: Lang) -> ResponseList:
    """Make a list of a page of responses."""
    items = [response_card(item, lang) for item in page.items]
    return ResponseList(items=items, found=page.found, page=page.page, pages=page.pages)
