"""The session of the site: cookies kept in the SessionStore under `site`, shared by every process of one account.

Before each request the stored text is compared with the one last seen, so a sign-in or a logout in another process
takes effect at once. What an answer brings is added to what is stored *now*, in one step with reading it, and only if
it still is the sign-in that the request was made with: an answer that arrives after a logout brings nothing back, and
two processes that hear different things lose neither.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from uuid import uuid4

from pydantic import BaseModel, Field, ValidationError

from hh_mcp.hh.errors import HHError
from hh_mcp.hh.jar import absorb, is_cookie
from hh_mcp.hh.session import SessionStore
from hh_mcp.hh.wire import HostName

log = logging.getLogger("hh_mcp.hh")
NAME = "site"


class SiteSession(BaseModel):
    """Cookies of one sign-in; `expired` once hh.ru has shown a sign-in page instead of an answer."""

    id: str = Field(default_factory=lambda: uuid4().hex)
    cookies: dict[str, str] = Field(default_factory=dict[str, str], repr=False)
    signed_in: bool = False
    expired: bool = False
    netlocs: dict[HostName, str] = Field(default_factory=dict[HostName, str])  # the regional hosts that answered
    region: str = ""  # the region that was named by hand when they did

    def netloc(self, host: HostName, named: str) -> str:
        """Return the regional address of `host`; a region that is named by hand since then goes first."""
        known = self.netlocs if self.region == named else {}
        return known.get(host, named if host == "site" else "")

    def remember(self, host: HostName, netloc: str, named: str) -> None:
        """Keep the address that `host` answered under."""
        if self.netloc(host, named) != netloc:
            known = self.netlocs if self.region == named else {}
            self.netlocs, self.region = {**known, host: netloc}, named


class SiteSessions:
    """The stored session; without one, cookies of an anonymous visitor that are forgotten at exit."""

    def __init__(self, store: SessionStore) -> None:
        self._store = store
        self._seen: str | None = None
        self._session = SiteSession()
        self._unreadable: HHError | None = None

    def current(self) -> SiteSession:
        """Return the session as it is stored now; one that the store cannot open leaves an anonymous visitor."""
        try:
            stored = self._store.load(NAME)
        except HHError as error:
            if self._unreadable is None:
                self._seen, self._session = None, SiteSession()
            self._unreadable = error
            return self._session
        self._unreadable = None
        if stored != self._seen:
            self._seen = stored
            self._session = _parsed(stored)
        return self._session

    @property
    def unreadable(self) -> HHError | None:
        """Why there is a session that cannot be used: the store cannot open it, another key perhaps."""
        self.current()
        return self._unreadable

    @property
    def signed_in(self) -> bool:
        """Somebody has signed in and hh.ru has not said otherwise."""
        session = self.current()
        return session.signed_in and not session.expired

    def start(self, cookies: dict[str, str], netloc: str = "", named: str = "") -> None:
        """Store a new sign-in made of `cookies`, on the host of the site at `netloc`."""
        usable = {name: value for name, value in cookies.items() if is_cookie(name, value)}
        session = SiteSession(cookies=usable, signed_in=True)
        session.remember("site", netloc, named)
        self._store.save(NAME, session.model_dump_json())

    def change(self, request_id: str, edit: Callable[[SiteSession], object]) -> None:
        """Edit the session `request_id`, if that still is the current one."""
        session = self.current()
        if session.id != request_id:
            return
        if not session.signed_in:
            edit(session)
            return
        try:
            self._replace(session, edit)
        except HHError as error:  # a store that fails now must not hide the answer
            log.warning("cookies of an answer could not be saved: %s", error.code)

    def _replace(self, session: SiteSession, edit: Callable[[SiteSession], object]) -> None:
        request_id = session.id
        while session.id == request_id:
            edited = session.model_copy(deep=True)
            edit(edited)
            # most answers bring nothing new: no transaction for them
            if edited == session or self._store.swap(NAME, self._seen, edited.model_dump_json()):
                return
            session = self.current()

    def absorb(self, request_id: str, set_cookies: Iterable[str]) -> None:
        """Add the cookies of an answer to the session `request_id`."""
        lines = list(set_cookies)
        self.change(request_id, lambda session: absorb(session.cookies, lines))

    def set_cookie(self, request_id: str, name: str, value: str | None) -> None:
        """Set or drop one cookie of the session `request_id`."""
        self.absorb(request_id, [f"{name}={value or ''}"])

    def mark_expired(self, request_id: str) -> None:
        """Remember that hh.ru no longer accepts the session `request_id`."""
        self.change(request_id, _expire)

    def stored(self) -> str | None:
        """Return the session as text, for `restore`; one that cannot be opened is none."""
        return None if self.unreadable else self._store.load(NAME)

    def restore(self, stored: str | None) -> None:
        """Bring back what `stored` returned."""
        if stored is None:
            self.forget()
        else:
            self._store.save(NAME, stored)

    def forget(self) -> None:
        """Delete the session."""
        self._store.delete(NAME)


def _expire(session: SiteSession) -> None:
    session.expired = session.signed_in


def _parsed(stored: str | None) -> SiteSession:
    """Read a stored session; one that cannot be read counts as none."""
    if stored is None:
        return SiteSession()
    try:
        return SiteSession.model_validate_json(stored)
    except ValidationError:
        return SiteSession()
