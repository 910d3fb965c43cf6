"""OAuth 2.0 of an application that the person registered at dev.hh.ru (hh.ru: facts 2; RFC 6749, RFC 7636).

begin      an address for the browser, with `state` and a PKCE challenge
finish     the redirect's address: `state` compared, the code exchanged for a token pair
user       the access token, refreshed once and only after it expired, under a lock that other processes honour
app        the application's own token for what strangers may read, asked for at most every five minutes
revoke     at sign-out
"""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from hh_mcp.hh import oauth_state
from hh_mcp.hh.api_errors import api_error
from hh_mcp.hh.config import HHConfig
from hh_mcp.hh.errors import BadArgument, BlockedBySite, HHError, HHUnavailable, NotSignedIn, SessionExpired, Timeout
from hh_mcp.hh.oauth_state import ApplicationToken, OAuthState, OAuthStore, Pending, UserToken
from hh_mcp.hh.session import SessionStore
from hh_mcp.hh.transport import Transport
from hh_mcp.hh.tree import changed, text, whole
from hh_mcp.hh.wire import Ask, Pairs, form

log = logging.getLogger("hh_mcp.hh")
_APPLICATION_PAUSE = timedelta(minutes=5)
_PENDING_LIFE = timedelta(minutes=15)
_LOCK_SECONDS = 30.0
TOKEN = "/token"  # noqa: S105  an address, not a secret


class TokenRefusedError(Exception):
    """The token endpoint said no; `description` is hh.ru's word (hh.ru: facts 2.4)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description


class OAuth:
    """Tokens of one account."""

    def __init__(
        self, transport: Transport, store: SessionStore, config: HHConfig, now: Callable[[], datetime]
    ) -> None:
        self._transport = transport
        self._store = store
        self._states = OAuthStore(store)
        self._config = config
        self._now = now

    @property
    def configured(self) -> bool:
        """An application is configured."""
        return bool(self._config.client_id and self._config.client_secret)

    @property
    def has_user(self) -> bool:
        """A person's token is stored."""
        return self._states.load().user is not None

    def begin(self, redirect_uri: str | None = None) -> str:
        """Return the address to open in a browser; what comes back goes to `finish`."""
        client_id, target = self._application(redirect_uri)
        pending = Pending(
            state=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(64),
            redirect_uri=target,
            started_at=self._now(),
        )
        self._states.change(pending=pending)
        query = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": target,
            "state": pending.state,
            "role": "applicant",
            "code_challenge": challenge(pending.verifier),
            "code_challenge_method": "S256",
        }
        return self._transport.url("site", f"/oauth/authorize?{urlencode(query)}")

    def _application(self, redirect_uri: str | None) -> tuple[str, str]:
        target = redirect_uri or self._config.redirect_uri
        if not self.configured or self._config.client_id is None or target is None:
            raise BadArgument(
                "Set CLIENT_ID, CLIENT_SECRET and REDIRECT_URI of an application of dev.hh.ru.",
                detail_ru="Задайте CLIENT_ID, CLIENT_SECRET и REDIRECT_URI приложения с dev.hh.ru.",
            )
        return self._config.client_id, target

    async def finish(self, callback: str) -> None:
        """Exchange the code that the browser was redirected with; `callback` is the whole address."""
        pending = self._states.load().pending
        query = {name: values[0] for name, values in parse_qs(urlsplit(callback).query).items()}
        if pending is None or self._now() - pending.started_at > _PENDING_LIFE:
            raise BadArgument("No sign-in is under way.", detail_ru="Вход не начат или устарел.")
        if not secrets.compare_digest(query.get("state", "").encode(), pending.state.encode()):
            raise BadArgument("The answer belongs to another sign-in.", detail_ru="Ответ относится к другому входу.")
        self._states.change(pending=None)
        if "code" not in query:
            raise NotSignedIn("Access was refused.", detail_ru="Доступ не выдан.")
        fields = (
            ("grant_type", "authorization_code"),
            ("client_id", self._config.client_id or ""),
            ("client_secret", self._config.client_secret or ""),
            ("code", query["code"]),
            ("redirect_uri", pending.redirect_uri),
            ("code_verifier", pending.verifier),
        )
        try:
            self._states.change(user=self._user_token(await self._ask(fields)))
        except TokenRefusedError as error:
            raise _sign_in_again(error) from error

    async def user_token(self) -> str | None:
        """Return a usable access token of the person, or None when nobody signed in this way."""
        token = self._states.load().user
        if token is None or self._now() < token.expires_at:
            return token.access if token else None
        try:
            async with self._store.lock(oauth_state.NAME, _LOCK_SECONDS):
                return await self._refresh()
        except TimeoutError as error:
            raise Timeout("The token is being refreshed.", detail_ru="Токен обновляется.") from error

    async def _refresh(self) -> str | None:
        """Refresh, unless another process did while this one waited for the lock."""
        token = self._states.load().user
        if token is None or self._now() < token.expires_at:
            return token.access if token else None
        if token.refresh is None:
            raise SessionExpired
        try:
            answer = await self._ask((("grant_type", "refresh_token"), ("refresh_token", token.refresh)))
        except TokenRefusedError as error:
            return self._after_refusal(token, error)
        fresh = self._user_token(answer)
        self._states.change(user=fresh)
        return fresh.access

    def _after_refusal(self, token: UserToken, error: TokenRefusedError) -> str:
        """`token not expired` means that our clock is ahead: the old token still works (hh.ru: facts 2.3)."""
        if error.description == "token not expired":
            self._states.change(user=token.model_copy(update={"expires_at": self._now() + timedelta(minutes=5)}))
            return token.access
        if error.error == "invalid_grant" or error.description == "token not found":
            self._states.change(user=None)
        raise _sign_in_again(error) from error

    def expire(self, access: str) -> None:
        """The API said that this token has expired: refresh before the next call."""
        token = self._states.load().user
        if token is not None and token.access == access:
            self._states.change(user=token.model_copy(update={"expires_at": self._now()}))

    async def application_token(self) -> str | None:
        """Return the application's token, or None when there is no application or hh.ru gives none now."""
        state = self._states.load()
        if not self.configured or state.application is not None:
            return state.application.access if state.application else None
        if _too_early(state, self._now()):
            return None
        try:
            async with self._store.lock(oauth_state.NAME, _LOCK_SECONDS):
                return await self._issue()
        except (TokenRefusedError, HHError, TimeoutError) as error:
            log.warning("no application token: %s", type(error).__name__)
            return None

    async def _issue(self) -> str | None:
        state = self._states.load()
        if state.application is not None or _too_early(state, self._now()):
            return state.application.access if state.application else None
        self._states.change(application_asked_at=self._now())
        fields = (
            ("grant_type", "client_credentials"),
            ("client_id", self._config.client_id or ""),
            ("client_secret", self._config.client_secret or ""),
        )
        access = text(await self._ask(fields), "access_token")
        if access is None:
            raise changed(TOKEN, "access_token")
        self._states.change(application=ApplicationToken(access=access, issued_at=self._now()))
        return access

    def forget_application(self) -> None:
        """hh.ru no longer accepts the application's token: the next one may be asked for after the pause."""
        self._states.change(application=None)

    async def revoke(self) -> None:
        """Revoke the person's tokens on hh.ru and forget them here."""
        token = self._states.load().user
        self._states.change(user=None, pending=None)
        if token is None or self._now() >= token.expires_at:
            return
        headers = {"Authorization": f"Bearer {token.access}", "Accept": "application/json"}
        answer = await self._transport.once(Ask(host="api", method="DELETE", path=TOKEN, headers=headers))
        if error := api_error(answer):
            raise error

    async def _ask(self, fields: Pairs) -> object:
        """Send one request to the token endpoint; never repeated, since codes and refresh tokens work once."""
        headers, body = form(fields)
        sent = {**headers, "Accept": "application/json"}
        answer = await self._transport.once(Ask(host="api", method="POST", path=TOKEN, headers=sent, body=body))
        parsed = answer.json()
        if not answer.ok and (error := text(parsed, "error")):
            raise TokenRefusedError(error, text(parsed, "error_description") or "")
        if error := api_error(answer):
            raise error
        return parsed

    def _user_token(self, body: object) -> UserToken:
        access = text(body, "access_token")
        if access is None:
            raise changed(TOKEN, "access_token")
        life = timedelta(seconds=whole(body, "expires_in") or 0)
        return UserToken(access=access, refresh=text(body, "refresh_token"), expires_at=self._now() + life)


def challenge(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _too_early(state: OAuthState, now: datetime) -> bool:
    asked = state.application_asked_at
    return asked is not None and now - asked < _APPLICATION_PAUSE


def _sign_in_again(error: TokenRefusedError) -> HHError:
    """Name what the person must do (hh.ru: facts 2.4)."""
    if error.description == "account is locked":
        return BlockedBySite("The account is locked.", detail_ru="Аккаунт заблокирован: напишите в поддержку hh.ru.")
    if error.description == "password invalidated":
        return SessionExpired("Reset the password on hh.ru.", detail_ru="Сбросьте пароль на hh.ru.")
    if error.description == "login not verified":
        return SessionExpired("Confirm the phone or e-mail on hh.ru.", detail_ru="Подтвердите телефон или почту.")
    if error.error in ("invalid_client", "unsupported_grant_type"):
        return BadArgument(f"hh.ru does not accept the application: {error.description}.")
    if error.error == "forbidden":
        return HHUnavailable(error.description)
    return SessionExpired(error.description)
