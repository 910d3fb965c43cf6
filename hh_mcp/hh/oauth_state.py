"""OAuth tokens as the SessionStore keeps them under `oauth` (hh.ru: facts 2).

Several processes share them. Nothing is written over what another process has written meanwhile: each change is made to
what is stored at that moment, and stored only if that has not changed (`SessionStore.swap`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from pydantic import BaseModel, Field, ValidationError

from hh_mcp.hh.errors import HHError
from hh_mcp.hh.session import SessionStore

NAME = "oauth"
PENDING_LIFE = timedelta(minutes=15)
_MAX_PENDING = 8


class UserToken(BaseModel):
    """A person's token pair; the refresh token works once, and only after the access token has expired."""

    access: str = Field(repr=False)
    refresh: str | None = Field(default=None, repr=False)
    expires_at: datetime


class ApplicationToken(BaseModel):
    """The token of the application itself; it does not expire."""

    access: str = Field(repr=False)
    issued_at: datetime


class Pending(BaseModel):
    """A sign-in in the browser that has not come back yet."""

    state: str = Field(repr=False)
    verifier: str = Field(repr=False)
    redirect_uri: str
    started_at: datetime


class OAuthState(BaseModel):
    """Everything about OAuth of one account.

    `ended` is hh.ru's word once it has ended the person's session, until the next sign-in: every process says the same.
    """

    user: UserToken | None = None
    ended: str | None = None
    application: ApplicationToken | None = None
    application_not_before: datetime | None = None
    pending: tuple[Pending, ...] = ()

    def with_user(self, token: UserToken) -> OAuthState:
        """Return the state after a sign-in."""
        return self.model_copy(update={"user": token, "ended": None})

    def replacing(self, old: UserToken, new: UserToken) -> OAuthState:
        """Return the state with `new` for `old`; another token than `old` stays."""
        return self.model_copy(update={"user": new}) if self.user == old else self

    def without(self, dead: UserToken, word: str) -> OAuthState:
        """Return the state after hh.ru has ended the session of `dead`; another session stays."""
        return self.model_copy(update={"user": None, "ended": word}) if self.user == dead else self

    def waiting_for(self, pending: Pending) -> OAuthState:
        """Return the state with one more sign-in under way; those that nobody can finish any more are dropped."""
        alive = [one for one in self.pending if pending.started_at - one.started_at <= PENDING_LIFE]
        return self.model_copy(update={"pending": (*alive, pending)[-_MAX_PENDING:]})

    def not_waiting_for(self, pending: Pending) -> OAuthState:
        """Return the state without a sign-in that has come back."""
        left = tuple(one for one in self.pending if one.state != pending.state)
        return self.model_copy(update={"pending": left})


class OAuthStore:
    """Loads and changes OAuthState; what cannot be read or opened counts as none, so that a new sign-in replaces it."""

    def __init__(self, store: SessionStore) -> None:
        self.store = store

    def load(self) -> OAuthState:
        """Return what is stored now."""
        return _parsed(self._stored())

    def _stored(self) -> str | None:
        try:
            return self.store.load(NAME)
        except HHError:
            return None

    def change(self, change: Callable[[OAuthState], OAuthState]) -> OAuthState:
        """Apply `change` to what is stored now and return the result; an empty state leaves nothing behind."""
        while True:
            stored = self._stored()
            before = _parsed(stored)
            after = change(before)
            fresh = None if after == OAuthState() else after.model_dump_json()
            if after == before or self.store.swap(NAME, stored, fresh):
                return after


def _parsed(text: str | None) -> OAuthState:
    if text is None:
        return OAuthState()
    try:
        return OAuthState.model_validate_json(text)
    except ValidationError:
        return OAuthState()
