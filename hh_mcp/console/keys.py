"""Who may come in: a single-use secret opens the door once, a session cookie keeps it open.

A secret is in one address only, the one opened for the person. It is worth something for `LIFE` and once; what is kept
of it here is a digest. The session that it is exchanged for lives in memory: with the process it is gone.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import anyio

from hh_mcp.hh.models import Captcha, CodeRequest

LIFE = timedelta(minutes=2)  # of a secret: enough to start a browser
STAY = timedelta(hours=12)  # of a session


@dataclass
class Entrance:
    """A way in that nobody has taken yet, and the page behind it."""

    path: str
    until: datetime
    used: anyio.Event = field(default_factory=anyio.Event)


@dataclass
class SignIn:
    """How far the sign-in on this page has come; the code itself is never kept."""

    login: str = ""
    sent: CodeRequest | None = None
    captcha: Captcha | None = None


@dataclass
class Visitor:
    """A browser that was let in."""

    until: datetime
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    notes: list[str] = field(default_factory=list[str])  # said once, on the next page
    sign_in: SignIn = field(default_factory=SignIn)
    looked: float = float("-inf")  # when the page was last on the screen, on anyio's clock


class Keys:
    """Secrets given out and sessions held."""

    def __init__(self, now: Callable[[], datetime]):
        self._now = now
        self._entrances: dict[str, Entrance] = {}
        self._visitors: dict[str, Visitor] = {}

    def give(self, path: str) -> tuple[str, Entrance]:
        """Make a secret that opens `path` once."""
        now = self._now()
        self._entrances = {key: one for key, one in self._entrances.items() if one.until > now}
        secret, entrance = secrets.token_urlsafe(32), Entrance(path, now + LIFE)
        self._entrances[_digest(secret)] = entrance
        return secret, entrance

    def exchange(self, secret: str) -> tuple[str, Entrance] | None:
        """Take a secret out of use and return a new session's cookie; None for a wrong, used or old one."""
        entrance = self._entrances.pop(_digest(secret), None)
        if entrance is None:
            return None
        entrance.used.set()
        now = self._now()
        if entrance.until <= now:
            return None
        self._visitors = {key: one for key, one in self._visitors.items() if one.until > now}
        cookie = secrets.token_urlsafe(32)
        self._visitors[_digest(cookie)] = Visitor(now + STAY)
        return cookie, entrance

    def visitor(self, cookie: str | None) -> Visitor | None:
        """Find whose cookie this is."""
        found = self._visitors.get(_digest(cookie)) if cookie else None
        return found if found and found.until > self._now() else None

    def watched(self, since: float) -> bool:
        """Whether the page has been on somebody's screen since then."""
        return any(one.looked >= since for one in self._visitors.values() if one.until > self._now())


def _digest(secret: str) -> str:
    """Look-ups go by digest: how long they take says nothing about the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
