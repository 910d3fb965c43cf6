"""Stops writes when hh.ru wants to see a person, until the person has acted; kept in the SessionStore under `breaker`.

A captcha, the front guard and a locked account are signs that hh.ru watches this account: going on would make it worse
(hh.ru: facts 1.5, 9). Reads go on, they show when the way is clear. A sign-in or `reset` closes the breaker again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ValidationError

from hh_mcp.hh.errors import BlockedBySite, CaptchaRequired, HHError
from hh_mcp.hh.session import SessionStore

NAME = "breaker"


class Tripped(BaseModel):
    """Why and since when writes are stopped."""

    code: Literal["captcha_required", "blocked_by_site"]
    since: datetime
    url: str | None = None


class Breaker:
    """The state shared by every process of one account."""

    def __init__(self, store: SessionStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    @property
    def tripped(self) -> Tripped | None:
        """Why writes are stopped, or None."""
        try:
            text = self._store.load(NAME)
            return None if text is None else Tripped.model_validate_json(text)
        except (
            HHError,
            ValidationError,
        ):  # one sealed with another key has no session to stop either
            return None

    def check(self) -> None:
        """Raise the error that stopped writes, if any; nothing is sent."""
        stopped = self.tripped
        if stopped is None:
            return
        words = f"Sending is stopped since {stopped.since:%Y-%m-%d %H:%M} UTC until you have passed the check on hh.ru."
        russian = f"Отправка остановлена с {stopped.since:%d.%m %H:%M} UTC, пока вы не пройдёте проверку на hh.ru."
        if stopped.code == "captcha_required":
            raise CaptchaRequired(words, detail_ru=russian, url=stopped.url)
        raise BlockedBySite(words, detail_ru=russian)

    def note(self, error: HHError | None) -> None:
        """Remember an error that means that a person must act."""
        if isinstance(error, CaptchaRequired):
            self._trip(Tripped(code="captcha_required", since=self._now(), url=error.url))
        elif isinstance(error, BlockedBySite) and error.stops_writes:
            self._trip(Tripped(code="blocked_by_site", since=self._now()))

    def reset(self) -> None:
        """The person has acted; what stopped writes is not read, as it may be sealed with a key that is gone."""
        self._store.delete(NAME)

    def _trip(self, tripped: Tripped) -> None:
        """Keep when it began; the address of the newest check is the one that opens (hh.ru: facts 1.4)."""
        before = self.tripped
        if before is None:
            self._store.save(NAME, tripped.model_dump_json())
        elif tripped.url and tripped.url != before.url:
            newer = before.model_copy(update={"code": tripped.code, "url": tripped.url})
            self._store.save(NAME, newer.model_dump_json())
