"""OAuth behind the scenes: registered applications, codes on their way, PKCE (facts 2)."""

import base64
import hashlib
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from hh_mcp.sandbox.tokens import Token, issue
from hh_mcp.sandbox.world import World

CODE_LIFETIME = 600.0
APP_TOKEN_STEP = 300.0


@dataclass(slots=True)
class Client:
    """An application. Nobody has to register it here: what it says first is taken as registered."""

    id: str
    secret: str | None = None
    redirect_uri: str | None = None
    consents: set[str] = field(default_factory=set[str])
    app_token_at: float | None = None


@dataclass(slots=True)
class Grant:
    """A code that may be changed for tokens, once."""

    code: str
    client_id: str
    login: str
    redirect_uri: str
    sent_redirect_uri: str | None
    challenge: str | None
    at: float
    used: bool = False


class TokenError(Exception):
    """An answer of the token endpoint that is an error (facts 2.4)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error, self.description = error, description


def client_of(world: World, client_id: str) -> Client:
    """The application with this id."""
    return world.clients.setdefault(client_id, Client(client_id))


def fits(registered: str, given: str) -> bool:
    """Whether a redirect address fits the registered one: subdomain, deeper path, more parameters (facts 2.1)."""
    one, other = urlsplit(registered), urlsplit(given)
    if (one.scheme, one.port) != (other.scheme, other.port):
        return False
    host, wanted = other.hostname or "", one.hostname or ""
    if host != wanted and not host.endswith(f".{wanted}"):
        return False
    if other.path != one.path and not other.path.startswith(one.path.rstrip("/") + "/"):
        return False
    return set(parse_qsl(one.query)) <= set(parse_qsl(other.query))


def grant(
    world: World, client: Client, login: str, redirect_uri: str, sent: str | None, challenge: str | None
) -> Grant:
    """A fresh code."""
    item = Grant(world.secret(48).upper(), client.id, login, redirect_uri, sent, challenge, world.now)
    world.grants[item.code] = item
    return item


def check_client(world: World, client_id: str, secret: str) -> Client:
    """The application of a token call; the first secret it shows is its secret."""
    if not client_id or not secret:
        raise TokenError("invalid_client", "client_id or client_secret not found")
    client = client_of(world, client_id)
    if client.secret is None:
        client.secret = secret
    if client.secret != secret:
        raise TokenError("invalid_client", "client_id or client_secret not found")
    return client


def by_code(world: World, client: Client, code: str, redirect_uri: str, verifier: str) -> Token:
    """Tokens for a code."""
    item: Grant | None = world.grants.get(code)
    if item is None or item.client_id != client.id:
        raise TokenError("invalid_request", "code not found")
    if item.used:
        raise TokenError("invalid_grant", "code has already been used")
    if world.now >= item.at + CODE_LIFETIME:
        raise TokenError("invalid_grant", "code expired")
    if item.sent_redirect_uri is not None and redirect_uri != item.sent_redirect_uri:
        raise TokenError("invalid_request", "bad redirect url")
    if item.challenge is not None and challenge_of(verifier) != item.challenge:
        raise TokenError("invalid_grant", "code verifier mismatch")
    item.used = True
    return issue(world, client.id, item.login)


def challenge_of(verifier: str) -> str:
    """S256 of RFC 7636."""
    digest = hashlib.sha256(verifier.encode("ascii", "replace")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def by_refresh(world: World, refresh: str) -> Token:
    """New tokens for a refresh token: once, and only when the access token is over (facts 2.3)."""
    if not refresh:
        raise TokenError("invalid_request", "token is empty")
    token: Token | None = next((item for item in world.tokens.values() if item.refresh == refresh), None)
    if token is None:
        raise TokenError("invalid_grant", "bad token")
    if token.refreshed:
        raise TokenError("invalid_grant", "token has already been refreshed")
    if token.revoked:
        raise TokenError("invalid_grant", "token was revoked")
    if token.expires_at is not None and token.expires_at > world.now:
        raise TokenError("invalid_grant", "token not expired")
    token.refreshed = True
    return issue(world, token.client_id, token.login)


def for_application(world: World, client: Client) -> Token:
    """A token of the application itself, not oftener than every five minutes (facts 1.5)."""
    if client.app_token_at is not None and world.now < client.app_token_at + APP_TOKEN_STEP:
        raise TokenError("forbidden", "app token refresh too early")
    client.app_token_at = world.now
    return issue(world, client.id, None)
