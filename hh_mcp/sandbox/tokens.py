"""Tokens of the API: what they open, how long they live, how they are renewed (facts 2)."""

from dataclasses import dataclass

from starlette.requests import Request

from hh_mcp.sandbox.api_errors import ApiError
from hh_mcp.sandbox.web import world_of
from hh_mcp.sandbox.world import World

LIFETIME = 1_209_600.0  # 14 days


@dataclass(slots=True)
class Token:
    """An access token; an application's one (`login` None) has no refresh token and no end."""

    access: str
    login: str | None
    client_id: str
    expires_at: float | None
    refresh: str | None = None
    revoked: bool = False
    refreshed: bool = False

    @property
    def is_user(self) -> bool:
        """A person stands behind it."""
        return self.login is not None


def issue(world: World, client_id: str, login: str | None) -> Token:
    """A fresh token; hh.ru's ones start with USER or APPL (facts 2.2)."""
    head = "USER" if login is not None else "APPL"
    token = Token(
        access=head + world.secret(60).upper(),
        login=login,
        client_id=client_id,
        expires_at=world.now + LIFETIME if login is not None else None,
        refresh="USER" + world.secret(60).upper() if login is not None else None,
    )
    world.tokens[token.access] = token
    return token


def bearer(request: Request) -> Token | None:
    """The token of a request; None without one, an error for a bad one: always 403 (facts 1.3)."""
    header = request.headers.get("authorization", "")
    if not header:
        return None
    kind, _, access = header.partition(" ")
    token: Token | None = world_of(request).tokens.get(access.strip()) if kind.lower() == "bearer" else None
    if token is None:
        raise ApiError(403, "oauth", "bad_authorization")
    if token.revoked:
        raise ApiError(403, "oauth", "token_revoked")
    if token.expires_at is not None and token.expires_at <= world_of(request).now:
        raise ApiError(403, "oauth", "token_expired")
    return token


def any_token(request: Request) -> Token:
    """Any living token."""
    token = bearer(request)
    if token is None:
        raise ApiError(403, "oauth", "bad_authorization")
    return token


def user_token(request: Request) -> Token:
    """A living token of an applicant."""
    token = any_token(request)
    if not token.is_user:
        raise ApiError(403, "oauth", "user_auth_expected")
    return token
