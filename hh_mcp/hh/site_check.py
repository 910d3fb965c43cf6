"""Reads each page of the site once and tells what of it can still be read, without keeping what it says.

A page is put through the readers that everybody uses, wrapped so that the keys they ask for are known; what it has and
lacks is compared with the shapes that were known when this version was made (`known_shapes.json`, from the sandbox).
"""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import cast

from pydantic import Field

from hh_mcp.hh import site, vacancy_pages
from hh_mcp.hh.chat_mapping import to_chat_detail, to_chat_page
from hh_mcp.hh.chatik import API
from hh_mcp.hh.door import Door
from hh_mcp.hh.errors import HHError, SiteChanged
from hh_mcp.hh.models import Model, VacancyQuery
from hh_mcp.hh.page_shapes import Shape, compare, shape_of, watch
from hh_mcp.hh.response_pages import to_response_form, to_response_page
from hh_mcp.hh.resume_pages import to_resume_detail, to_resumes
from hh_mcp.hh.tree import at, rows, text
from hh_mcp.hh.vacancy_query import site_params
from hh_mcp.hh.wire import Pairs

_ANY = VacancyQuery(text="менеджер", per_page=20)
Reader = Callable[[object, str], object]  # the state and the id that the page is of


class PageReport(Model):
    """What became of one page: shapes only, nothing that it said."""

    page: str
    ok: bool
    code: str | None = None
    problem: str | None = None  # the page and the key, where the reader gave up
    build: str | None = None  # of the site's front, where it is shown
    read: int = 0  # keys that were asked for and there
    missing: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    other_type: tuple[str, ...] = ()
    unknown: int = 0
    shape: dict[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])


@dataclass(frozen=True)
class PageState:
    """A page as it was answered: `subject` is the id that it is of."""

    name: str
    state: object = field(repr=False)
    subject: str = field(default="", repr=False)


READERS: dict[str, Reader] = {
    "search": lambda state, _: vacancy_pages.to_page(state, 0, _ANY.per_page),
    "vacancy": vacancy_pages.to_vacancy_detail,
    "resumes": lambda state, _: (site.to_account(state), to_resumes(state, site.RESUMES)),
    "resume": lambda state, _: to_resume_detail(state, "/resume"),
    "popup": lambda state, vacancy_id: to_response_form(vacancy_id, state, site.POPUP),
    "responses": lambda state, _: to_response_page(state, 0, site.NEGOTIATIONS),
    "chats": lambda state, _: to_chat_page(state, 0),
    "chat": to_chat_detail,
}


class SiteCheck:
    """One walk over the pages; the ids that a page needs come from the list before it."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._ids: dict[str, str] = {}
        self.states: list[PageState] = []  # what was read, for `--save`

    async def reports(self) -> AsyncGenerator[PageReport]:
        """Read page after page, at the pace of every read; one that cannot be had is reported and passed over."""
        for name, fetch in self._pages().items():
            self._door.build = None
            try:
                state = await fetch()
            except HHError as error:
                yield PageReport(page=name, ok=False, code=error.code, problem=_problem(error), build=self._door.build)
                continue
            if state is None:
                continue
            self.states.append(state)
            self._note_ids(state)
            yield report(state, self._door.build)

    def _pages(self) -> dict[str, Callable[[], Awaitable[PageState | None]]]:
        popup = (
            ("vacancyId", ""),
            ("isTest", "no"),
            ("withoutTest", "no"),
            ("lux", "true"),
            ("alreadyApplied", "false"),
        )
        unread = (("filterUnread", "false"), ("filterHasTextMessage", "false"), ("do_not_track_session_events", "true"))
        return {
            "search": lambda: self._page("search", vacancy_pages.SEARCH, site_params(_ANY), public=True),
            "vacancy": lambda: self._of(
                "vacancy", "vacancy", lambda number: self._door.page(f"/vacancy/{number}", public=True)
            ),
            "popup": lambda: self._of(
                "popup",
                "vacancy",
                lambda number: self._door.json(site.POPUP, (("vacancyId", number), *popup[1:]), referer="/"),
            ),
            "resumes": lambda: self._page("resumes", site.RESUMES),
            "resume": lambda: self._of("resume", "resume", lambda number: self._door.page(f"/resume/{number}")),
            "responses": lambda: self._page("responses", site.NEGOTIATIONS),
            "chats": lambda: self._json("chats", f"{API}/chats", unread),
            "chat": lambda: self._of(
                "chat",
                "chat",
                lambda number: self._door.json(f"{API}/chat_data", (("chatId", number),), host="chat"),
            ),
        }

    async def _page(self, name: str, path: str, params: Pairs = (), *, public: bool = False) -> PageState:
        return PageState(name, await self._door.page(path, params, public=public))

    async def _json(self, name: str, path: str, params: Pairs) -> PageState:
        return PageState(name, await self._door.json(path, params, host="chat"))

    async def _of(self, name: str, kind: str, read: Callable[[str], Awaitable[object]]) -> PageState | None:
        """Read a page of something that a list before it named; None where the list named nothing."""
        number = self._ids.get(kind)
        return PageState(name, await read(number), number) if number else None

    def _note_ids(self, page: PageState) -> None:
        """Take an id for the pages to come; a list that cannot be read gives none."""
        first: dict[str, tuple[str, object]] = {
            "search": ("vacancy", at(_first(page.state, "vacancySearchResult", "vacancies"), "vacancyId")),
            "resumes": ("resume", at(_first(page.state, "applicantResumes"), "_attributes", "hash")),
            "chats": ("chat", at(_first(page.state, "chats", "items"), "id")),
        }
        if page.name in first:
            kind, value = first[page.name]
            if number := text(value):
                self._ids[kind] = number


def _first(state: object, *path: str) -> object:
    return next(iter(rows(state, *path)), None)


def report(page: PageState, build: str | None = None) -> PageReport:
    """Put one page through its reader and compare its shape with the known one."""
    asked: set[str] = set()
    code, problem = _read(page, asked)
    shape = shape_of(page.state)
    different = compare(shape, known_shapes().get(page.name, {}), asked)
    return PageReport(
        page=page.name,
        ok=code is None,
        code=code,
        problem=problem,
        build=build,
        read=len(asked & shape.keys()),
        missing=different.missing,
        new=different.new,
        other_type=different.other_type,
        unknown=different.unknown,
        shape={path: tuple(sorted(kinds)) for path, kinds in shape.items()},
    )


def _read(page: PageState, asked: set[str]) -> tuple[str | None, str | None]:
    """Put the page through its reader; returns a code and what is wrong, or nothing."""
    try:
        READERS[page.name](watch(page.state, asked), page.subject)
    except SiteChanged as error:
        return error.code, _problem(error)
    except Exception as error:  # a reader must not break on any page; its words could hold what the page said
        return "crash", type(error).__name__
    return None, None


def parts_read(page: PageState) -> dict[str, object]:
    """Return those parts of a page that its reader looks at: the rest is no concern of a fixture."""
    asked: set[str] = set()
    _read(page, asked)
    whole: object = page.state
    parts = cast("dict[str, object]", whole) if isinstance(whole, dict) else {}
    return {key: part for key, part in parts.items() if key in asked}


def _problem(error: HHError) -> str:
    return error.detail["en"] or error.en


@cache
def known_shapes() -> dict[str, Shape]:
    """Load the shapes that were known when this version was made."""
    source = files("hh_mcp.hh").joinpath("known_shapes.json")
    kept = cast("dict[str, dict[str, str]]", json.loads(source.read_text("utf-8")) if source.is_file() else {})
    return {page: {path: frozenset(kinds.split("|")) for path, kinds in shape.items()} for page, shape in kept.items()}
