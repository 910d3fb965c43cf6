"""OAuth tokens as the SessionStore keeps them under `oauth` (hh.ru: facts 2)."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field, ValidationError

from hh_mcp.hh.errors import HHError
from hh_mcp.hh.session import SessionStore

NAME = "oauth"


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
    """Everything about OAuth of one account."""

    user: UserToken | None = None
    application: ApplicationToken | None = None
    application_asked_at: datetime | None = None
    pending: Pending | None = None


class OAuthStore:
    """Loads and saves OAuthState; what cannot be read or opened counts as none, so that a new sign-in replaces it."""

    def __init__(self, store: SessionStore) -> None:
        self.store = store

    def load(self) -> OAuthState:
        """Return what is stored now."""
        try:
            text = self.store.load(NAME)
            return OAuthState() if text is None else OAuthState.model_validate_json(text)
        except (HHError, ValidationError):
            return OAuthState()

    def save(self, state: OAuthState) -> None:
        """Store `state`; an empty one leaves nothing behind."""
        if state == OAuthState():
            self.store.delete(NAME)
        else:
            self.store.save(NAME, state.model_dump_json())

    def change(self, **fields: object) -> None:
        """Replace some fields of what is stored now."""
        self.save(self.load().model_copy(update=fields))
