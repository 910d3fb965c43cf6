"""The parts of a client, its deadline, and signing in and out."""

from __future__ import annotations

import logging
import math
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

import anyio

from hh_mcp.hh import breaker, login_state, oauth_state
from hh_mcp.hh.api import Api
from hh_mcp.hh.api_chats import ApiChats
from hh_mcp.hh.api_door import ApiDoor
from hh_mcp.hh.api_person import ApiPerson
from hh_mcp.hh.api_reference import ApiReference
from hh_mcp.hh.breaker import Breaker, Tripped
from hh_mcp.hh.chatik import Chatik
from hh_mcp.hh.config import HHConfig
from hh_mcp.hh.cookie_import import parse_cookies
from hh_mcp.hh.door import Door
from hh_mcp.hh.errors import CopiedSession, EmployerAccount, HHError, SessionExpired, SiteChanged, Timeout
from hh_mcp.hh.login import NewSession, SignIn
from hh_mcp.hh.models import Account, Captcha, CaptchaAnswer, CodeRequest, Route
from hh_mcp.hh.oauth import OAuth
from hh_mcp.hh.push import Push
from hh_mcp.hh.routes import Routes
from hh_mcp.hh.session import Cache, MemoryCache, SessionStore
from hh_mcp.hh.site import Site, check_role
from hh_mcp.hh.site_clock import SiteClock
from hh_mcp.hh.site_extra import SiteExtra
from hh_mcp.hh.site_session import SiteSessions
from hh_mcp.hh.transport import Transport
from hh_mcp.hh.wire import Ask, HostName

if TYPE_CHECKING:
    from hh_mcp.hh.site_check import SiteCheck

log = logging.getLogger("hh_mcp.hh")


def utc_now() -> datetime:
    """Return the current time."""
    return datetime.now(UTC)


class ClientBase:
    """Connections, sessions, routes and sign-in of one account."""

    def __init__(
        self,
        config: HHConfig,
        sessions: SessionStore,
        *,
        now: Callable[[], datetime] = utc_now,
        cache: Cache | None = None,
    ) -> None:
        self._config = config
        self._sessions = sessions
        self._clock = SiteClock(now)
        self._transport = Transport(config, self._clock)
        self._site_sessions = SiteSessions(sessions)
        self._breaker = Breaker(sessions, now)
        self._oauth = OAuth(self._transport, sessions, config, now)
        self._routes = Routes(config.route, self._site_sessions, self._oauth)
        self._sign_in = SignIn(self._transport, sessions, now)
        self._door = Door(self._transport, self._site_sessions, self._breaker, config.lang)
        self._site = Site(self._door)
        self._site_extra = SiteExtra(self._door)
        self._chatik = Chatik(self._door)
        self._push = Push(
            self._transport, self._door, self._site_sessions, self._breaker, config, usable=self._site_usable
        )
        api_door = ApiDoor(self._transport, self._oauth, self._breaker, lambda: self._site_sessions.signed_in)
        self._api = Api(api_door)
        self._api_person = ApiPerson(api_door)
        self._api_chats = ApiChats(api_door)
        self._reference = ApiReference(api_door, cache or MemoryCache(), now)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections; sessions stay."""
        await self._transport.aclose()

    @contextmanager
    def _deadline(self, until: float = math.inf) -> Generator[None]:
        """Bound one method, `until` at the latest; a write that has left is shielded and ends by its own deadline."""
        self._door.build = None
        try:
            with anyio.fail_after(min(self._config.call_timeout, until - anyio.current_time())):
                yield
        except TimeoutError as error:
            raise Timeout from error
        except SiteChanged as error:
            error.build = self._door.build
            raise

    def signed_in(self) -> frozenset[Route]:
        """Tell which routes have a session that the ROUTE setting permits, without asking hh.ru."""
        return self._routes.usable()

    def _site_usable(self) -> bool:
        return Route.SITE in self._routes.usable()

    def holds_session(self) -> bool:
        """Tell whether there is a session to end, of whatever route."""
        return bool(self._routes.sessions())

    def check_code_sign_in(self) -> None:
        """Raise OAuthOnly where the ROUTE setting makes a sign-in by code, or with a browser's cookies, useless."""
        self._routes.check_site_counts()

    def sign_in_needed(self) -> HHError | None:
        """Return the error that everything of the person's ends with now, or None while somebody is signed in."""
        return None if self._routes.usable() else self._routes.nobody()

    def unreadable(self) -> HHError | None:
        """Tell why the stored session cannot be used (it was sealed with another key), or None."""
        return self._site_sessions.unreadable

    def routes(self) -> dict[str, Route | None]:
        """Tell which route serves which operation now, without asking hh.ru."""
        return self._routes.overview()

    def probes(self) -> dict[str, Callable[[], Awaitable[object]]]:
        """Return a cheap question to each host; any answer of HTTP means that it is reachable."""

        def probe(host: HostName, path: str) -> Callable[[], Awaitable[object]]:
            return lambda: self._transport.reach(Ask(host=host, path=path))

        asked: dict[HostName, str] = {"api": "/locales", "site": "/account/login", "chat": "/chatik/api/unread"}
        return {host: probe(host, path) for host, path in asked.items()}

    def site_check(self) -> SiteCheck:
        """Return a walk over the site's pages that tells what of them can be read."""
        from hh_mcp.hh.site_check import SiteCheck  # for `hh-mcp doctor --site` alone

        return SiteCheck(self._door)

    def time(self) -> datetime | None:
        """Tell what time it is at hh.ru, from its answers; None before the first one."""
        return self._clock.time()

    def stopped(self) -> Tripped | None:
        """Tell why writes are stopped (a captcha, the front guard, a locked account), or None."""
        return self._breaker.tripped

    def resume_writes(self) -> None:
        """Allow writes again: the person says that the check on hh.ru is passed."""
        self._breaker.reset()

    async def request_login_code(self, login: str, captcha: CaptchaAnswer | None = None) -> CodeRequest:
        """Ask hh.ru to send a sign-in code to a phone or an e-mail; CaptchaRequired: a picture must be read first."""
        self.check_code_sign_in()
        with self._deadline():
            return await self._sign_in.request(login, captcha)

    async def get_login_captcha(self) -> Captcha:
        """Fetch the picture that the sign-in under way asks for; a person reads it."""
        with self._deadline():
            return await self._sign_in.captcha()

    async def confirm_login(self, code: str, captcha: CaptchaAnswer | None = None) -> Account:
        """Sign in with the code that was sent; returns whose account it is."""
        before = self._site_sessions.stored()
        with self._deadline():
            session = await self._sign_in.confirm(code, captcha)
            try:
                return await self._enter(session)
            except EmployerAccount:
                self._site_sessions.restore(before)
                raise

    async def import_cookies(self, source: str) -> Account:
        """Sign in with the cookies of a browser (a Netscape cookie file or a JSON export); bad ones change nothing."""
        self.check_code_sign_in()
        session = NewSession(parse_cookies(source, self._config.site_url), self._transport.hosts.named)
        before = self._site_sessions.stored()
        try:
            with self._deadline():
                return await self._enter(session)
        except SessionExpired as error:
            self._site_sessions.restore(before)
            raise CopiedSession from error
        except HHError:
            self._site_sessions.restore(before)
            raise

    async def _enter(self, session: NewSession) -> Account:
        """Start a session; the first page gives it its role (hh.ru: site shapes 7.4)."""
        self._site_sessions.start(session.cookies, session.netloc, self._transport.hosts.named)
        try:
            check_role(await self._door.page("/", (("role", "applicant"),), public=True))
        except EmployerAccount:
            raise
        except HHError as error:
            log.info("first page: %s", error.code)
        account = await self._site.account()
        self._breaker.reset()
        await self._take_tokens()
        return account

    async def _take_tokens(self) -> None:
        """With an application, take its tokens too, if the person agreed to it before; nobody is asked here."""
        if not self._oauth.configured or self._config.redirect_uri is None:
            return
        try:
            callback = await self._door.redirect_of(self._oauth.begin(), self._config.redirect_uri)
            if callback is not None:
                await self._oauth.finish(callback)
        except HHError as error:
            log.info("no tokens after the sign-in: %s", error.code)

    def begin_oauth(self, redirect_uri: str | None = None) -> str:
        """Return the address of hh.ru's consent page; the address it redirects to goes to `finish_oauth`."""
        return self._oauth.begin(redirect_uri)

    async def finish_oauth(self, callback: str) -> Account:
        """Take the tokens for the address that the browser was redirected to; returns whose account it is."""
        with self._deadline():
            await self._oauth.finish(callback)
            self._breaker.reset()
            try:
                return await self._api_person.account()
            except EmployerAccount:
                await self._oauth.revoke()
                raise

    async def logout(self) -> None:
        """Sign out on hh.ru and revoke tokens, and forget both here whatever hh.ru answers."""
        for end in (self._site.logout, self._oauth.revoke):
            try:
                with self._deadline():
                    await end()
            except HHError as error:
                log.info("sign-out: %s", error.code)
        self._site_sessions.forget()
        self._forget_sealed()

    def _forget_sealed(self) -> None:
        """Forget what the store can no longer open: it would stand in the way of every sign-in to come."""
        for name in (oauth_state.NAME, login_state.NAME, breaker.NAME):
            try:
                self._sessions.load(name)
            except HHError:
                self._sessions.delete(name)
