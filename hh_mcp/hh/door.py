"""The site's and the chat's door: requests with cookies, redirects within hh.ru, the XSRF token of writes.

Reads may be asked as anybody (`public`) or only as the person who signed in. A redirect to the sign-in page is a dead
session, one to the captcha page a robot check (hh.ru: site shapes 7.7, 5.3); neither is followed.
"""

import logging
from dataclasses import replace
from typing import Literal, TypedDict
from urllib.parse import parse_qsl

from hh_mcp.hh.answers import dead, leads_to, robot_check, site_error
from hh_mcp.hh.breaker import Breaker
from hh_mcp.hh.errors import (
    CaptchaRequired,
    HHError,
    HHUnavailable,
    NotSignedIn,
    OutcomeUnknown,
    SessionExpired,
    SiteChanged,
    StaleToken,
)
from hh_mcp.hh.jar import cookie_header
from hh_mcp.hh.refusals import refusal_in
from hh_mcp.hh.site_session import SiteSession, SiteSessions
from hh_mcp.hh.state_page import front_build, read_state
from hh_mcp.hh.transport import Transport
from hh_mcp.hh.tree import changed, text
from hh_mcp.hh.wire import Answer, Ask, Pairs, form, json_body, multipart

log = logging.getLogger("hh_mcp.hh")
LOGOUT = "/account/logout"
_REDIRECTS = 5
_AJAX = {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}
_SPA = {"X-Is-SPA": "true", "X-Use-SSR": "False"}  # hh.ru: site shapes 9, `related_vacancies`
_PAGE = {"Accept": "text/html,application/xhtml+xml"}
# Known by marks of their own, so that a word beside them says nothing about the write itself.
_BEFORE_WORDS = (OutcomeUnknown, CaptchaRequired, StaleToken, SessionExpired, NotSignedIn)


class Door:
    """Requests to hh.ru and chatik.hh.ru under the stored session."""

    def __init__(self, transport: Transport, sessions: SiteSessions, breaker: Breaker, lang: str) -> None:
        self._transport = transport
        self._breaker = breaker
        self._sessions = sessions
        self.build: str | None = None  # of the site's front, as the last page showed it
        self._language = {"Accept-Language": "ru,en;q=0.5" if lang == "ru" else "en,ru;q=0.5"}

    async def page(self, path: str, params: Pairs = (), *, public: bool = False) -> dict[str, object]:
        """Read the state of a page; a page that hh.ru shows to strangers counts as a dead session unless `public`."""
        session = self._session(public)
        ask = Ask(host="site", path=path, params=params, headers=_PAGE, expect="page")
        answer = await self._read(session, ask)
        self.build = front_build(answer.text)
        try:
            state = read_state(path, answer.text)
        except HHError as error:
            raise self._noted(session, error) from None
        self._note_state(session, state, public)
        return state

    async def json(
        self,
        path: str,
        params: Pairs = (),
        *,
        host: Literal["site", "chat"] = "site",
        referer: str = "/",
        spa: bool = False,
    ) -> object:
        """Read JSON of a `/shards/*` call, the popup or the chat; some shards want to hear of a single-page app."""
        session = self._session(public=False)
        headers = _AJAX | {"Referer": self._transport.url(host, referer)} | (_SPA if spa else {})
        ask = Ask(host=host, path=path, params=params, headers=headers, expect="json")
        answer = await self._read(session, ask)
        if answer.is_html:
            raise self._mark_dead(session) if "/account/login" in answer.text else changed(path, "JSON")
        if answer.json() is None:
            raise changed(path, "JSON")
        self._sessions.mark_expired(session.id, expired=False)
        return answer.json()

    async def post_form(self, path: str, fields: Pairs, *, referer: str, parts: bool = False) -> Answer:
        """Write a form to the site: one request, with the XSRF token in the header and in the form."""
        if path != LOGOUT:
            self._breaker.check()
        session, token = await self._ready()
        headers, body = (multipart if parts else form)((("_xsrf", token), *fields))
        return await self._write(session, "site", path, (), headers | {"X-Xsrftoken": token}, body, referer)

    async def post_json(
        self,
        path: str,
        value: object,
        params: Pairs = (),
        *,
        host: Literal["site", "chat"] = "chat",
        referer: str = "/",
    ) -> Answer:
        """Write JSON to the chat or the site: one request."""
        self._breaker.check()
        session, token = await self._ready()
        headers, body = json_body(value)
        return await self._write(session, host, path, params, headers | {"X-Xsrftoken": token}, body, referer)

    def refusal(self, answer: Answer) -> HHError | None:
        """Return what an answer to a write says when it says no or nothing certain; None for a 2xx that can be read."""
        if answer.uncertain:
            return OutcomeUnknown(f"HTTP {answer.status}.")
        if not answer.is_redirect:
            return site_error(answer, signed_in=True, site_url=self._transport.url("site", "/"))
        target = self._transport.locate(answer.host, answer.headers["location"])
        return self._stopped(target[1] if target else "", signed_in=True) or OutcomeUnknown(f"HTTP {answer.status}.")

    def verdict(self, answer: Answer) -> HHError | None:
        """Return why a write was not accepted, as exactly as the answer tells: hh.ru's word says more than a status."""
        general = self.refusal(answer)
        return general if isinstance(general, _BEFORE_WORDS) else refusal_in(answer.json(), general)

    async def redirect_of(self, url: str, expected: str) -> str | None:
        """Ask for an address of the site as the person and return where it redirects, if that is `expected`."""
        session = self._session(public=False)
        place = self._transport.locate("site", url)
        if place is None or place[0] != "site":
            return None
        headers = {**_PAGE, **self._language, **cookie_header(session.cookies)}
        answer = await self._transport.read(Ask(host="site", headers=headers, **_split(place[1])))
        self._sessions.absorb(session.id, answer.set_cookies)
        location = answer.headers.get("location", "")
        return location if answer.is_redirect and location.startswith(f"{expected}?") else None

    def leads_to_page(self, answer: Answer, page: str) -> bool:
        """Tell whether an answer redirects to `page`."""
        target = self._transport.locate(answer.host, answer.headers["location"]) if answer.is_redirect else None
        return target is not None and target[1].partition("?")[0] == page

    def _session(self, public: bool) -> SiteSession:
        session = self._sessions.current()
        if not public and not session.signed_in:
            raise self._sessions.unreadable or NotSignedIn
        return session

    async def _read(self, session: SiteSession, ask: Ask) -> Answer:
        """Follow redirects within hh.ru and turn what is not an answer into errors."""
        for _ in range(_REDIRECTS):
            headers = {**ask.headers, **self._language, **cookie_header(session.cookies)}
            answer = await self._transport.read(replace(ask, headers=headers))
            self._sessions.absorb(session.id, answer.set_cookies)
            if not answer.is_redirect:
                self._check(session, answer)
                return answer
            ask = self._next(session, ask, answer.headers["location"])
        raise SiteChanged(f"{ask.path}: redirects without end.", detail_ru=f"{ask.path}: бесконечные переходы.")

    def _next(self, session: SiteSession, ask: Ask, location: str) -> Ask:
        target = self._transport.locate(ask.host, location)
        if target is None or target[0] == "api":
            raise SiteChanged(f"{ask.path}: leads to another host.", detail_ru=f"{ask.path}: ведёт на другой сайт.")
        host, path = target
        stop = self._stopped(path, session.signed_in)
        if isinstance(stop, SessionExpired | NotSignedIn):
            raise self._mark_dead(session)
        if stop is not None:
            raise self._noted(session, stop)
        return replace(ask, host=host, **_split(path))

    def _stopped(self, path: str, signed_in: bool) -> HHError | None:
        where = leads_to(path)
        if where == "captcha":
            return robot_check(self._transport.url("site", path))
        return dead(signed_in) if where == "login" else None

    def _check(self, session: SiteSession, answer: Answer) -> None:
        error = site_error(answer, signed_in=session.signed_in, site_url=self._transport.url("site", "/"))
        if isinstance(error, SessionExpired) and answer.status == 401:
            raise self._mark_dead(session)
        if error is not None:
            raise self._noted(session, error)

    def _noted(self, session: SiteSession, error: HHError) -> HHError:
        """A check of a person who is signed in stops writes; one of a stranger says nothing about the account."""
        if session.signed_in:
            self._breaker.note(error)
        return error

    def _note_state(self, session: SiteSession, state: dict[str, object], public: bool) -> None:
        """Take the XSRF token of a page, and see whether hh.ru knows the person (hh.ru: site shapes 0.3)."""
        anonymous = state.get("userType") == "anonymous"
        if session.signed_in:
            self._sessions.mark_expired(session.id, expired=anonymous)
        if anonymous and not public:
            raise dead(session.signed_in)
        token = text(state, "xsrfToken")
        if token and token != session.cookies.get("_xsrf"):
            self._sessions.set_cookie(session.id, "_xsrf", token)

    def _mark_dead(self, session: SiteSession) -> HHError:
        self._sessions.mark_expired(session.id, expired=True)
        return dead(session.signed_in)

    async def _ready(self) -> tuple[SiteSession, str]:
        """Return the session and its XSRF token; a page is read first when there is none."""
        session = self._session(public=False)
        if "_xsrf" not in session.cookies:
            await self.page("/applicant/resumes")
            session = self._session(public=False)
        token = session.cookies.get("_xsrf")
        if token is None:
            raise HHUnavailable("The site gave no XSRF token.", detail_ru="Сайт не выдал токен XSRF.")
        return session, token

    async def _write(
        self,
        session: SiteSession,
        host: Literal["site", "chat"],
        path: str,
        params: Pairs,
        headers: dict[str, str],
        body: bytes,
        referer: str,
    ) -> Answer:
        where = {"Origin": self._transport.origin(host), "Referer": self._transport.url(host, referer)}
        sent = {**_AJAX, **self._language, **where, **headers, **cookie_header(session.cookies)}
        ask = Ask(host=host, method="POST", path=path, params=params, headers=sent, body=body)
        answer = await self._transport.write(ask)
        try:
            self._remember(session, answer)
        except Exception:
            # A store that fails now must not hide what became of the write.
            log.exception("%s: the session could not be saved", path)
        return answer

    def _remember(self, session: SiteSession, answer: Answer) -> None:
        self._sessions.absorb(session.id, answer.set_cookies)
        refused = self.verdict(answer)
        self._breaker.note(refused)
        if isinstance(refused, StaleToken):
            self._sessions.set_cookie(session.id, "_xsrf", None)


class _Place(TypedDict):
    path: str
    params: Pairs


def _split(target: str) -> _Place:
    """Split a redirect's target, so that its query stays out of logs and errors."""
    path, _, query = target.partition("?")
    return _Place(path=path, params=tuple(parse_qsl(query, keep_blank_values=True)))
