"""HHClient: hh.ru for an applicant, one method an operation.

The client picks a route for each operation from the sessions at hand: `api` (documented, a token) or `site` (cookies
after a sign-in by code). Both end in the same models. A read may try the other route when the first is refused; a write
goes one way, once.

Writes are exactly one POST, never repeated, not cancelled once they may have left. A typed refusal has `sent == "no"`;
when nothing certain came back, OutcomeUnknown is raised; only a read (`find_response`, `get_chat_detail`) settles it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Self, TypeVar

import anyio

from hh_mcp.hh import ids
from hh_mcp.hh.api import Api, ApiDoor
from hh_mcp.hh.chatik import Chatik
from hh_mcp.hh.config import HHConfig
from hh_mcp.hh.door import Door
from hh_mcp.hh.errors import BadArgument, BlockedBySite, CaptchaRequired, HHError, NotSignedIn, SessionExpired, Timeout
from hh_mcp.hh.login import SignIn
from hh_mcp.hh.models import (
    Account,
    Answer,
    Captcha,
    CaptchaAnswer,
    ChatDetail,
    ChatPage,
    CodeRequest,
    Question,
    Receipt,
    Response,
    ResponseForm,
    ResponsePage,
    Resume,
    ResumeDetail,
    Route,
    VacancyDetail,
    VacancyPage,
    VacancyQuery,
)
from hh_mcp.hh.session import SessionStore
from hh_mcp.hh.site import Site
from hh_mcp.hh.site_session import SiteSessions
from hh_mcp.hh.transport import Transport
from hh_mcp.hh.vacancy_query import check

log = logging.getLogger("hh_mcp.hh")
_MAX_MESSAGE = 20_000
T = TypeVar("T")
Attempt = Callable[[], Awaitable[T]]


def utc_now() -> datetime:
    """Return the current time."""
    return datetime.now(UTC)


class HHClient:
    """An asynchronous client of hh.ru's applicant side; opening it makes no request.

    Raises subclasses of HHError only: `code` for machines, `text(lang)` for people, `sent` for what became of a write.
    """

    def __init__(self, config: HHConfig, sessions: SessionStore, *, now: Callable[[], datetime] = utc_now) -> None:
        self._config = config
        self._transport = Transport(config)
        self._site_sessions = SiteSessions(sessions)
        self._sign_in = SignIn(self._transport, sessions, now)
        door = Door(self._transport, self._site_sessions, config.lang)
        self._door = door
        self._site = Site(door)
        self._chatik = Chatik(door)
        self._api = Api(ApiDoor(self._transport, self._token))

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._transport.__aexit__(*error)

    async def _token(self, user_only: bool) -> str | None:
        return None

    @contextmanager
    def _deadline(self) -> Generator[None]:
        """Bound one method; a write that has left is shielded and ends by its own deadline."""
        try:
            with anyio.fail_after(self._config.call_timeout):
                yield
        except TimeoutError as error:
            raise Timeout from error

    async def _first(self, attempts: Sequence[Attempt[T]]) -> T:
        """Read by the first route that is not refused."""
        refused: HHError | None = None
        for attempt in attempts:
            try:
                return await attempt()
            except (BlockedBySite, CaptchaRequired, NotSignedIn, SessionExpired) as error:
                log.info("route refused: %s", error.code)
                refused = error
        raise refused or NotSignedIn()

    # Sign-in

    async def request_login_code(self, login: str, captcha: CaptchaAnswer | None = None) -> CodeRequest:
        """Ask hh.ru to send a sign-in code to a phone or an e-mail; CaptchaRequired: a picture must be read first."""
        with self._deadline():
            return await self._sign_in.request(login, captcha)

    async def get_login_captcha(self) -> Captcha:
        """Fetch the picture that the sign-in under way asks for; a person reads it."""
        with self._deadline():
            return await self._sign_in.captcha()

    async def confirm_login(self, code: str, captcha: CaptchaAnswer | None = None) -> Account:
        """Sign in with the code that was sent; returns whose account it is."""
        with self._deadline():
            self._site_sessions.start(await self._sign_in.confirm(code, captcha))
            return await self._first_page()

    async def _first_page(self) -> Account:
        """The first page after a sign-in gives the session its role (hh.ru: site shapes 7.4)."""
        try:
            await self._door.page("/", (("role", "applicant"),), public=True)
        except HHError as error:
            log.info("first page: %s", error.code)
        return await self._site.account()

    async def logout(self) -> None:
        """Sign out on hh.ru, and forget the session here whatever hh.ru answers."""
        try:
            with self._deadline():
                await self._site.logout()
        except HHError as error:
            log.info("sign-out: %s", error.code)
        finally:
            self._site_sessions.forget()

    def signed_in(self) -> frozenset[Route]:
        """Tell which routes have a session, without asking hh.ru."""
        return frozenset({Route.SITE}) if self._site_sessions.signed_in else frozenset()

    # Reads

    async def get_account(self) -> Account:
        """Read whose session it is."""
        with self._deadline():
            return await self._site.account()

    async def get_resumes(self) -> tuple[Resume, ...]:
        """Read one's resumes."""
        with self._deadline():
            return await self._site.resumes()

    async def get_resume_detail(self, resume_id: str) -> ResumeDetail:
        """Read one resume by its hash."""
        ids.resume_hash(resume_id)
        with self._deadline():
            return await self._site.resume(resume_id)

    async def get_vacancies(self, query: VacancyQuery) -> VacancyPage:
        """Search for vacancies."""
        check(query)
        with self._deadline():
            return await self._first(self._public(lambda: self._api.search(query), lambda: self._site.search(query)))

    async def get_vacancy(self, vacancy_id: str) -> VacancyDetail:
        """Read one vacancy; `relations` are filled when somebody is signed in."""
        ids.number(vacancy_id, "vacancy_id")
        with self._deadline():
            by_api = lambda: self._api.vacancy(vacancy_id)  # noqa: E731
            return await self._first(self._public(by_api, lambda: self._site.vacancy(vacancy_id)))

    def _public(self, by_api: Attempt[T], by_site: Attempt[T]) -> list[Attempt[T]]:
        """Order the routes of what strangers may read too: a session first, the anonymous API last."""
        if self._config.route != "auto":
            return [by_api if self._config.route == "api" else by_site]
        return [by_site, by_api]

    async def get_response_form(self, vacancy_id: str) -> ResponseForm:
        """Read what hh.ru asks before it accepts a response to a vacancy."""
        ids.number(vacancy_id, "vacancy_id")
        with self._deadline():
            return await self._site.response_form(vacancy_id)

    async def get_questions(self, vacancy_id: str) -> tuple[Question, ...]:
        """Read the questions of the employer's questionnaire; empty when there is none."""
        ids.number(vacancy_id, "vacancy_id")
        with self._deadline():
            return await self._site.questions(vacancy_id)

    async def find_response(self, vacancy_id: str, resume_id: str) -> Response | None:
        """Find the response of a resume to a vacancy; None is certain, doubt raises."""
        ids.number(vacancy_id, "vacancy_id")
        ids.resume_hash(resume_id)
        with self._deadline():
            return await self._site.find_response(vacancy_id, resume_id)

    async def get_responses(self, status: str | None = None, page: int = 0) -> ResponsePage:
        """Read a page of responses; `status` is one of hh.ru's `applicant_negotiation_status`."""
        _check_page(page)
        with self._deadline():
            return await self._site.responses(status, page)

    async def get_user_chats(self, unread_only: bool = False, page: int = 0) -> ChatPage:
        """Read a page of chats, newest first."""
        _check_page(page)
        with self._deadline():
            return await self._chatik.chats(unread_only, page)

    async def get_chat_detail(self, chat_id: str, limit: int = 20, before: str | None = None) -> ChatDetail:
        """Read a chat with its latest messages, or those before the message `before`; nothing is marked as read."""
        ids.number(chat_id, "chat_id")
        if before is not None:
            ids.number(before, "before")
        if not 1 <= limit <= 200:
            raise BadArgument("limit is 1..200.", detail_ru="limit бывает от 1 до 200.")
        with self._deadline():
            return await self._chatik.chat(chat_id, limit, before)

    # Writes

    async def respond_to_vacancy(
        self, vacancy_id: str, resume_id: str, letter: str = "", answers: tuple[Answer, ...] = ()
    ) -> Receipt:
        """Send a response: exactly one POST."""
        ids.number(vacancy_id, "vacancy_id")
        ids.resume_hash(resume_id)
        with self._deadline():
            return await self._site.respond(vacancy_id, resume_id, letter, answers)

    async def send_chat_message(self, chat_id: str, text: str, idempotency_key: str) -> Receipt:
        """Send a message to a chat: exactly one POST."""
        ids.number(chat_id, "chat_id")
        if not text.strip() or len(text) > _MAX_MESSAGE:
            raise BadArgument("A message has 1..20,000 characters.", detail_ru="В сообщении 1..20 000 знаков.")
        with self._deadline():
            return await self._chatik.send(chat_id, text, idempotency_key)


def _check_page(page: int) -> None:
    if not 0 <= page <= 1000:
        raise BadArgument("page counts from 0.", detail_ru="page считается с 0.")
