"""Which route serves an operation: chosen from the sessions at hand (plan of the house, "Two routes to hh.ru").

    of a person     the site after a sign-in by code, else the API with the person's token
    of anybody      the API with a token of the person, the site with a session, the API with an application,
                    the site without a session, the API without a token (which hh.ru often refuses, facts 1.5)

A read that one route refuses is tried on the next, and no trouble of the API stops what the site can do. A write takes
the first route and no other.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Literal, TypeVar

import anyio

from hh_mcp.hh.errors import (
    ApiRefused,
    BadArgument,
    BlockedBySite,
    CaptchaRequired,
    HHError,
    NotFound,
    NotSignedIn,
    OAuthOnly,
    SessionExpired,
    TestRequired,
    Timeout,
)
from hh_mcp.hh.models import Route
from hh_mcp.hh.oauth import OAuth
from hh_mcp.hh.site_session import SiteSessions

log = logging.getLogger("hh_mcp.hh")
T = TypeVar("T")
Attempt = Callable[[], Awaitable[T]]
_API_PATIENCE = 15.0  # seconds for a read that the site can do as well
# What helps a person most when each route refuses: the network, a check, the session; then what hh.ru is unable to do.
_TELLING = {"vpn_refused": 6, "captcha_required": 5, "session_expired": 4, "blocked_by_site": 3, "not_signed_in": 0}
_REFUSED = (BlockedBySite, CaptchaRequired, NotSignedIn, SessionExpired)
# What only one route offers (hh.ru: facts 5.6-5.10, 6.10).
ONLY: dict[str, Route] = {
    "questions": Route.SITE,
    "favorites": Route.API,
    "hidden_employers": Route.API,
    "employer": Route.API,
    "lookup": Route.API,
}
_PERSON = (
    "account",
    "resumes",
    "resume",
    "respond",
    "responses",
    "withdraw",
    "chats",
    "send_message",
    "views",
    "raise",
)


class Routes:
    """Chooses routes for one account."""

    def __init__(self, wanted: Literal["auto", "api", "site"], sessions: SiteSessions, oauth: OAuth) -> None:
        self._wanted = wanted
        self._sessions = sessions
        self._oauth = oauth

    def sessions(self) -> frozenset[Route]:
        """Return the routes that have a session, without asking hh.ru."""
        site = {Route.SITE} if self._sessions.signed_in else set[Route]()
        return frozenset(site | ({Route.API} if self._oauth.has_user else set[Route]()))

    def usable(self) -> frozenset[Route]:
        """Return the routes that have a session and that the ROUTE setting permits, without asking hh.ru."""
        return frozenset(route for route in self.sessions() if self._wanted in ("auto", route.value))

    def of_person(self) -> list[Route]:
        """Return the routes for what only the person may do, best first."""
        stored = self._sessions.current()
        found = [Route.SITE] if stored.signed_in else []
        if self._oauth.has_user:
            found.insert(0 if stored.expired else len(found), Route.API)
        return self._allowed(found)

    def of_anybody(self) -> list[Route]:
        """Return the routes for what strangers may read too, best first."""
        if self._oauth.has_user or (self._oauth.configured and not self._sessions.signed_in):
            return self._allowed([Route.API, Route.SITE])
        return self._allowed([Route.SITE, Route.API])

    def _allowed(self, found: list[Route]) -> list[Route]:
        return found if self._wanted == "auto" else [route for route in found if route == self._wanted]

    def overview(self) -> dict[str, Route | None]:
        """Return which route serves which operation now; None where a sign-in is missing."""
        person = next(iter(self.of_person()), None)
        anybody = next(iter(self.of_anybody()), None)
        table: dict[str, Route | None] = dict.fromkeys(_PERSON, person)
        table |= dict.fromkeys(("search", "vacancy", "similar"), anybody)
        held = self.sessions()
        needs = {"questions", "favorites", "hidden_employers"}
        return table | {name: route if name not in needs or route in held else None for name, route in ONLY.items()}

    async def read_person(self, by_site: Attempt[T], by_api: Attempt[T]) -> T:
        """Read what belongs to the person by the first route that is not refused."""
        return await self._first(self.of_person(), by_site, by_api)

    async def read_anybody(self, by_site: Attempt[T], by_api: Attempt[T]) -> T:
        """Read what strangers may read too by the first route that is not refused."""
        return await self._first(self.of_anybody(), by_site, by_api)

    async def write(self, by_site: Attempt[T], by_api: Attempt[T]) -> T:
        """Write by the best route, whatever comes of it."""
        route = next(iter(self.of_person()), None)
        if route is None:
            raise self.nobody()
        return await (by_site if route is Route.SITE else by_api)()

    def nobody(self) -> HHError:
        """Make the error for what needs a person when no route has one; a session that ended stays one that ended."""
        if self._wanted != "site" and (ended := self._oauth.ended):
            return ended
        if self._wanted == "api":
            return OAuthOnly()
        if self._sessions.unreadable:
            return self._sessions.unreadable
        return SessionExpired() if self._sessions.current().expired else NotSignedIn()

    def check_site_counts(self) -> None:
        """Raise OAuthOnly where the ROUTE setting makes a sign-in on the site useless."""
        if self._wanted == "api":
            raise OAuthOnly

    def check_questionnaire(self) -> None:
        """Raise unless the site can be asked for the employer's questions: the API shows none (hh.ru: facts 6.10)."""
        routes = self.of_person()
        if routes and Route.SITE not in routes:
            raise TestRequired(
                "The API neither shows the questions nor takes answers.",
                detail_ru="API не показывает вопросов и не принимает ответов.",
            )
        if not routes:
            raise self.nobody()

    async def _first(self, routes: list[Route], by_site: Attempt[T], by_api: Attempt[T]) -> T:
        refused: HHError | None = None
        for route in routes:
            last = route is routes[-1]
            try:
                if route is Route.SITE:
                    return await by_site()
                return await by_api() if last else await self._soon(by_api)
            except HHError as error:
                if not last and not _may_go_on(route, error):
                    raise
                log.info("route %s refused: %s", route.value, error.code)
                refused = error if refused is None else max(refused, error, key=_weight)
        raise refused or self.nobody()

    async def _soon(self, by_api: Attempt[T]) -> T:
        """Try the API for a third of the time at most: the site has to have its turn."""
        left = anyio.current_effective_deadline() - anyio.current_time()
        try:
            with anyio.fail_after(min(_API_PATIENCE, left / 3)):
                return await by_api()
        except TimeoutError as error:
            raise Timeout from error


def _may_go_on(route: Route, error: HHError) -> bool:
    """Tell whether another route may do better: the site knows nothing of troubles of the API, only of wrong ids."""
    if route is Route.API:
        return not isinstance(error, BadArgument | NotFound)
    return isinstance(error, _REFUSED) or error.code == "vpn_refused"


def _weight(error: HHError) -> int:
    """Weigh how much an error tells a person; of two that weigh the same the first one counts."""
    if isinstance(error, ApiRefused):
        return 1
    return _TELLING.get(error.code, 2)
