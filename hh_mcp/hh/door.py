"""The site's and the chat's door: requests with cookies, redirects within hh.ru, the XSRF token of writes.

Reads may be asked as anybody (`public`) or only as the person who signed in. A redirect to the sign-in page is a dead
session, one to the captcha page a robot check (hh.ru: site shapes 7.7, 5.3); neither is followed. The regional host
that answered is kept with the session; writes go there, and follow no redirect. What hh.ru sets for a stranger is not
kept: it would take the place of the person's session (hh.ru: site shapes 11.1).
"""

import logging
from typing import Literal

import anyio

from hh_mcp.hh.answers import dead, robot_check, site_error
from hh_mcp.hh.breaker import Breaker
from hh_mcp.hh.errors import (
    CaptchaRequired,
    ChatRefused,
    HHError,
    HHUnavailable,
    NotSignedIn,
    OutcomeUnknown,
    SessionExpired,
    StaleToken,
    VpnRefused,
)
from hh_mcp.hh.hosts import Place, leads_to
from hh_mcp.hh.jar import absorb, cookie_header
from hh_mcp.hh.redirects import REDIRECTS, Reply, read_through, site_cookies, split
from hh_mcp.hh.refusals import refusal_in
from hh_mcp.hh.site_session import SiteSession, SiteSessions
from hh_mcp.hh.state_page import front_build, read_state
from hh_mcp.hh.transport import Transport
from hh_mcp.hh.tree import changed, text
from hh_mcp.hh.wire import Answer, Ask, HostName, Pairs, form, json_body, multipart

log = logging.getLogger("hh_mcp.hh")
LOGOUT = "/account/logout"
_OWN_PAGE = "/applicant/resumes"  # shown to nobody but a person who is signed in
_SECOND_LOOK = 10.0  # seconds for that page, when the chat has refused
_AJAX = {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}
_SPA = {"X-Is-SPA": "true", "X-Use-SSR": "False"}  # hh.ru: site shapes 9, `related_vacancies`
_PAGE = {"Accept": "text/html,application/xhtml+xml"}
# Known by marks of their own, so that a word beside them says nothing about the write itself.
_BEFORE_WORDS = (OutcomeUnknown, CaptchaRequired, StaleToken, SessionExpired, NotSignedIn, VpnRefused)


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
        reply = await self._read(session, self._ask(session, "site", path, params, _PAGE, "page"))
        self.build = front_build(reply.answer.text)
        try:
            state = read_state(path, reply.answer.text)
        except HHError as error:
            raise self._noted(session, error) from None
        if _anonymous(state):
            self._show_to_strangers(session, reply, public)
        else:
            self._accept(session, reply, "site", text(state, "xsrfToken"))
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
        where = {"Referer": self._transport.url(host, referer, self._netloc(session, host))}
        ask = self._ask(session, host, path, params, _AJAX | where | (_SPA if spa else {}), "json")
        try:
            reply = await self._read(session, ask)
            return self._json_of(session, ask, reply)
        except SessionExpired as error:
            if host == "chat":
                raise await self._refused_by_chat(error) from None
            raise

    def _json_of(self, session: SiteSession, ask: Ask, reply: Reply) -> object:
        answer = reply.answer
        if _anonymous(answer.json()) or (answer.is_html and "/account/login" in answer.text):
            raise self._mark_dead(session)
        if answer.is_html or answer.json() is None:
            raise changed(ask.path, "JSON")
        self._accept(session, reply, ask.host)
        return answer.json()

    async def prepare_write(self) -> None:
        """Read a page now where the next write would have to for its XSRF token."""
        await self._ready()

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
        answer = await self._write(session, host, path, params, headers | {"X-Xsrftoken": token}, body, referer)
        refused = self.refusal(answer)
        if host == "chat" and isinstance(refused, SessionExpired) and not isinstance(answer.json(), dict):
            raise await self._refused_by_chat(refused, token)
        return answer

    async def _refused_by_chat(self, refused: SessionExpired, token: str | None = None) -> HHError:
        """Tell why the chat refused, by a page of the site: a dead session, an old XSRF `token`, or the chat alone.

        A 403 of the chat may be any of them (hh.ru: site shapes 8.3). The page takes back what the chat made believe,
        and brings a new token; when it cannot be read either, the chat is believed.
        """
        with anyio.move_on_after(_SECOND_LOOK):
            try:
                await self.page(_OWN_PAGE)
            except (SessionExpired, NotSignedIn, CaptchaRequired, VpnRefused) as error:
                return error
            except HHError as error:
                log.info("second look after the chat: %s", error.code)
                return refused
            renewed = token is not None and self._sessions.current().cookies.get("_xsrf") != token
            return StaleToken() if renewed else ChatRefused()
        return refused

    def refusal(self, answer: Answer) -> HHError | None:
        """Return what an answer to a write says when it says no or nothing certain; None for a 2xx that can be read."""
        if answer.uncertain:
            return OutcomeUnknown(f"HTTP {answer.status}.")
        if not answer.is_redirect:
            return site_error(answer, signed_in=True, site_url=self._transport.url("site", "/", answer.netloc))
        place = self._transport.hosts.locate(answer.host, answer.headers["location"], answer.netloc)
        return (self._stopped(place, signed_in=True) if place else None) or OutcomeUnknown(f"HTTP {answer.status}.")

    def verdict(self, answer: Answer) -> HHError | None:
        """Return why a write was not accepted, as exactly as the answer tells: hh.ru's word says more than a status."""
        general = self.refusal(answer)
        return general if isinstance(general, _BEFORE_WORDS) else refusal_in(answer.json(), general)

    async def redirect_of(self, url: str, expected: str) -> str | None:
        """Ask for an address of the site as the person and return where it redirects, if that is `expected`."""
        session = self._session(public=False)
        jar, place = dict(session.cookies), self._transport.hosts.locate("site", url)
        for _ in range(REDIRECTS):
            if place is None or place.host != "site" or leads_to(place.path) != "elsewhere":
                return None
            headers = {**_PAGE, **self._language, **cookie_header(jar)}
            ask = Ask(host="site", netloc=place.netloc, headers=headers, **split(place.path))
            answer = await self._transport.read(ask)
            absorb(jar, site_cookies(self._transport.hosts, answer))
            if not answer.is_redirect:
                return None
            location = answer.headers["location"]
            if location.startswith(f"{expected}?"):
                self._sessions.change(session.id, lambda stored: stored.cookies.update(jar))
                return location
            place = self._transport.hosts.locate("site", location, place.netloc)
        return None

    def leads_to_page(self, answer: Answer, page: str) -> bool:
        """Tell whether an answer redirects to `page`."""
        if not answer.is_redirect:
            return False
        place = self._transport.hosts.locate(answer.host, answer.headers["location"], answer.netloc)
        return place is not None and place.path.partition("?")[0] == page

    def address(self, path: str) -> str:
        """Return the address of a page for the person's browser."""
        return self._transport.url("site", path, self._netloc(self._sessions.current(), "site"))

    def _session(self, public: bool) -> SiteSession:
        session = self._sessions.current()
        if not public and not session.signed_in:
            raise self._sessions.unreadable or NotSignedIn
        return session

    def _netloc(self, session: SiteSession, host: HostName) -> str:
        return session.netloc(host, self._transport.hosts.named)

    def _ask(
        self,
        session: SiteSession,
        host: HostName,
        path: str,
        params: Pairs,
        headers: dict[str, str],
        expect: Literal["json", "page"],
    ) -> Ask:
        return Ask(
            host=host,
            netloc=self._netloc(session, host),
            path=path,
            params=params,
            headers={**headers, **self._language},
            expect=expect,
        )

    async def _read(self, session: SiteSession, ask: Ask) -> Reply:
        """Follow redirects within hh.ru and turn what is not an answer into errors."""
        reply = await read_through(self._transport, ask, session.cookies, lambda place: self._stop_at(session, place))
        answer = reply.answer
        site_url = self._transport.url("site", "/", self._netloc(session, "site"))
        error = site_error(answer, signed_in=session.signed_in, site_url=site_url)
        if isinstance(error, SessionExpired) and answer.status == 401:
            raise self._mark_dead(session)
        if error is not None:
            raise self._noted(session, error)
        return reply

    def _stop_at(self, session: SiteSession, place: Place) -> None:
        stop = self._stopped(place, session.signed_in)
        if isinstance(stop, SessionExpired | NotSignedIn):
            raise self._mark_dead(session)
        if stop is not None:
            raise self._noted(session, stop)

    def _stopped(self, place: Place, signed_in: bool) -> HHError | None:
        where = leads_to(place.path)
        if where == "captcha":
            return robot_check(self._transport.url(place.host, place.path, place.netloc))
        if where == "vpn":
            return VpnRefused()
        return dead(signed_in) if where == "login" else None

    def _noted(self, session: SiteSession, error: HHError) -> HHError:
        """A check of a person who is signed in stops writes; one of a stranger says nothing about the account."""
        if session.signed_in:
            self._breaker.note(error)
        return error

    def _show_to_strangers(self, session: SiteSession, reply: Reply, public: bool) -> None:
        """hh.ru answered a stranger: for somebody who has signed in, the session is over and stays as it was."""
        if session.signed_in:
            self._sessions.mark_expired(session.id)
        else:
            self._accept(session, reply, "site")
        if not public:
            raise dead(session.signed_in)

    def _accept(self, session: SiteSession, reply: Reply, asked: HostName, token: str | None = None) -> None:
        """Keep what an answer to the person brings: cookies, the XSRF token of a page, the host that answered."""
        answer, named = reply.answer, self._transport.hosts.named

        def edit(stored: SiteSession) -> None:
            absorb(stored.cookies, reply.set_cookies)
            if token:
                absorb(stored.cookies, [f"_xsrf={token}"])
            if answer.host == asked:
                stored.remember(answer.host, answer.netloc, named)
            stored.expired = False

        self._sessions.change(session.id, edit)

    def _mark_dead(self, session: SiteSession) -> HHError:
        self._sessions.mark_expired(session.id)
        return dead(session.signed_in)

    async def _ready(self) -> tuple[SiteSession, str]:
        """Return the session and its XSRF token; a page is read first when there is none."""
        session = self._session(public=False)
        if "_xsrf" not in session.cookies:
            await self.page(_OWN_PAGE)
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
        netloc = self._netloc(session, host)
        where = {
            "Origin": self._transport.hosts.origin(host, netloc),
            "Referer": self._transport.url(host, referer, netloc),
        }
        sent = {**_AJAX, **self._language, **where, **headers, **cookie_header(session.cookies)}
        ask = Ask(host=host, netloc=netloc, method="POST", path=path, params=params, headers=sent, body=body)
        answer = await self._transport.write(ask)
        try:
            self._remember(session, answer)
        except Exception:
            # A store that fails now must not hide what became of the write.
            log.exception("%s: the session could not be saved", path)
        return answer

    def _remember(self, session: SiteSession, answer: Answer) -> None:
        refused = self.verdict(answer)
        self._breaker.note(refused)
        if isinstance(refused, StaleToken):
            self._sessions.set_cookie(session.id, "_xsrf", None)
        elif answer.status not in (401, 403) and not isinstance(refused, SessionExpired):
            self._sessions.absorb(session.id, site_cookies(self._transport.hosts, answer))


def _anonymous(state: object) -> bool:
    """Tell whether hh.ru answered a stranger (hh.ru: site shapes 0.3)."""
    return text(state, "userType") == "anonymous"
