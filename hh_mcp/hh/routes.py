"""Which route serves an operation: chosen from the sessions at hand (plan of the house, "Two routes to hh.ru").

    of a person     the site after a sign-in by code, else the API with the person's token
    of anybody      the API with a token of the person, the site with a session, the API with an application,
                    the site without a session, the API without a token (which hh.ru often refuses, facts 1.5)

A read that one route refuses is tried on the next. A write takes the first route and no other.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Literal, TypeVar

from hh_mcp.hh.errors import BlockedBySite, CaptchaRequired, HHError, NotSignedIn, SessionExpired
from hh_mcp.hh.models import Route
from hh_mcp.hh.oauth import OAuth
from hh_mcp.hh.site_session import SiteSessions

log = logging.getLogger("hh_mcp.hh")
T = TypeVar("T")
Attempt = Callable[[], Awaitable[T]]
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
            raise self._nobody()
        return await (by_site if route is Route.SITE else by_api)()

    def _nobody(self) -> HHError:
        if self._sessions.unreadable:
            return self._sessions.unreadable
        return SessionExpired() if self._sessions.current().expired else NotSignedIn()

    async def _first(self, routes: list[Route], by_site: Attempt[T], by_api: Attempt[T]) -> T:
        refused: HHError | None = None
        for route in routes:
            try:
                return await (by_site if route is Route.SITE else by_api)()
            except _REFUSED as error:
                log.info("route %s refused: %s", route.value, error.code)
                refused = refused if isinstance(refused, SessionExpired | CaptchaRequired) else error
        raise refused or self._nobody()
