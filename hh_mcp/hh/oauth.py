"""OAuth 2.0 of an application that the person registered at dev.hh.ru (hh.ru: facts 2; RFC 6749, RFC 7636).

begin      an address for the browser, with `state` and a PKCE challenge
finish     the redirect's address: `state` compared, the code exchanged for a token pair
user       the access token, refreshed once and only after it expired, under a lock that other processes honour
app        the application's own token for what strangers may read, asked for at most every five minutes
revoke     at sign-out, also when the access token has run out
"""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import anyio

from hh_mcp.hh import oauth_state
from hh_mcp.hh.api_errors import api_error, is_dead_token
from hh_mcp.hh.config import HHConfig
from hh_mcp.hh.errors import BadArgument, HHError, HHUnavailable, NotSignedIn, Timeout
from hh_mcp.hh.oauth_refusals import TokenRefusedError, ended, sign_in_again
from hh_mcp.hh.oauth_state import PENDING_LIFE, ApplicationToken, OAuthState, OAuthStore, Pending, UserToken
from hh_mcp.hh.session import SessionStore
from hh_mcp.hh.transport import Transport
from hh_mcp.hh.tree import changed, text, whole
from hh_mcp.hh.wire import Answer, Ask, Pairs, form

log = logging.getLogger("hh_mcp.hh")
_APPLICATION_PAUSE = timedelta(minutes=5)
_APPLICATION_BACKOFF = timedelta(seconds=10)
_APPLICATION_PATIENCE = 10.0
_LOCK_SECONDS = 30.0
APPLICATION_LOCK = "oauth-application"
TOKEN = "/token"  # noqa: S105  an address, not a secret


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
        # Tokens that the API refused, and its word for it; never written over what is stored, which may be newer.
        self._rejected: dict[str, str] = {}
        self._application_error: HHError | None = None

    @property
    def configured(self) -> bool:
        """An application is configured."""
        return bool(self._config.client_id and self._config.client_secret)

    @property
    def has_user(self) -> bool:
        """A person's token is stored."""
        return self._states.load().user is not None

    @property
    def ended(self) -> HHError | None:
        """Why hh.ru has ended the person's session, when nobody has signed in this way since."""
        word = self._states.load().ended
        return None if word is None else ended(word)

    def begin(self, redirect_uri: str | None = None) -> str:
        """Return the address to open in a browser; what comes back goes to `finish`."""
        client_id, target = self._application(redirect_uri)
        pending = Pending(
            state=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(64),
            redirect_uri=target,
            started_at=self._now(),
        )
        self._states.change(lambda state: state.waiting_for(pending))
        query = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": target,
            "state": pending.state,
            "role": "applicant",
            "force_role": "true",  # somebody who is on the site as an employer is asked to sign in as an applicant
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
        query = {name: values[0] for name, values in parse_qs(urlsplit(callback).query).items()}
        pending = self._pending(query.get("state", ""))
        self._states.change(lambda state: state.not_waiting_for(pending))
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
            token = self._user_token(await self._ask(fields))
        except TokenRefusedError as error:
            raise sign_in_again(error) from error
        self._states.change(lambda state: state.with_user(token))

    def _pending(self, given: str) -> Pending:
        """Find the sign-in that a redirect belongs to, by its `state`."""
        now = self._now()
        waiting = [one for one in self._states.load().pending if now - one.started_at <= PENDING_LIFE]
        if not waiting:
            raise BadArgument("No sign-in is under way.", detail_ru="Вход не начат или устарел.")
        for one in waiting:
            if secrets.compare_digest(given.encode(), one.state.encode()):
                return one
        raise BadArgument("The answer belongs to another sign-in.", detail_ru="Ответ относится к другому входу.")

    async def user_token(self) -> str | None:
        """Return a usable access token of the person, or None when nobody signed in this way.

        Raises OAuthExpired, in every process and until a new sign-in, once hh.ru has ended the session.
        """
        state = self._states.load()
        if state.user is None and state.ended is not None:
            raise ended(state.ended)
        if state.user is None or self._usable(state.user):
            return state.user.access if state.user else None
        try:
            async with self._store.lock(oauth_state.NAME, _LOCK_SECONDS):
                return await self._refresh()
        except TimeoutError as error:
            raise Timeout("The token is being refreshed.", detail_ru="Токен обновляется.") from error

    def _usable(self, token: UserToken) -> bool:
        return token.access not in self._rejected and self._now() < token.expires_at

    async def _refresh(self) -> str | None:
        """Refresh the stored token, unless somebody else has put a good one there; called under the lock."""
        token = self._states.load().user
        if token is None or self._usable(token):
            return token.access if token else None
        if token.refresh is None:
            return self._end(token, self._rejected.get(token.access, "token_expired"))
        try:
            answer = await self._ask((("grant_type", "refresh_token"), ("refresh_token", token.refresh)))
        except TokenRefusedError as error:
            return self._after_refusal(token, error)
        fresh = self._user_token(answer)
        kept = self._states.change(lambda state: state.replacing(token, fresh)).user
        return kept.access if kept else None

    def _after_refusal(self, token: UserToken, error: TokenRefusedError) -> str:
        if error.description == "token not expired":
            return self._not_expired(token)
        if error.error == "invalid_grant" or error.description == "token not found":
            return self._end(token, error.description or error.error)
        raise sign_in_again(error) from error

    def _not_expired(self, token: UserToken) -> str:
        """Our clock is ahead, and the old token still works (hh.ru: facts 2.3), unless the API has said otherwise."""
        word = self._rejected.get(token.access)
        if word == "bad_authorization":
            return self._end(token, word)
        if word is not None:
            raise HHUnavailable(
                "It calls the token expired and refuses to renew it, as it has not expired.",
                detail_ru="Он называет токен просроченным и не обновляет его: срок, мол, не вышел.",
            )
        longer = token.model_copy(update={"expires_at": self._now() + timedelta(minutes=5)})
        self._states.change(lambda state: state.replacing(token, longer))
        return token.access

    def _end(self, token: UserToken, word: str) -> str:
        """Forget a session that hh.ru has ended; a sign-in that came meanwhile is used instead."""
        kept = self._states.change(lambda state: state.without(token, word)).user
        if kept is not None:
            return kept.access
        raise ended(word)

    def reject(self, access: str, word: str) -> None:
        """Take note that the API refused this token, and how: what is stored may be a newer one by now."""
        self._rejected[access] = word
        token = self._states.load().user
        if word == "token_revoked" and token is not None and token.access == access:
            self._states.change(lambda state: state.without(token, word))

    async def application_token(self) -> str | None:
        """Return the application's token, or None when there is no application or hh.ru gives none now.

        One process asks, the others wait for it; nobody waits longer than a search can.
        """
        state = self._states.load()
        if not self.configured or state.application is not None:
            return state.application.access if state.application else None
        if self._too_early(state):
            return None
        try:
            with anyio.fail_after(_APPLICATION_PATIENCE):
                async with self._store.lock(APPLICATION_LOCK, _APPLICATION_PATIENCE):
                    return await self._issue()
        except TimeoutError:
            log.warning("no application token in time")
            return None

    async def _issue(self) -> str | None:
        """Ask for the application's token, unless somebody else has just done so; called under the lock."""
        state = self._states.load()
        if state.application is not None or self._too_early(state):
            return state.application.access if state.application else None
        fields = (
            ("grant_type", "client_credentials"),
            ("client_id", self._config.client_id or ""),
            ("client_secret", self._config.client_secret or ""),
        )
        try:
            access = text(await self._ask(fields), "access_token")
            if access is None:
                raise changed(TOKEN, "access_token")
        except (TokenRefusedError, HHError) as error:
            self._note_refused(error)
            return None
        token = ApplicationToken(access=access, issued_at=self._now())
        self._wait_to_ask(_APPLICATION_PAUSE, token)
        return access

    def _note_refused(self, error: TokenRefusedError | HHError) -> None:
        """Wait five minutes after a no; after a failure of the moment only as long as to ask no two times at once."""
        refused = isinstance(error, TokenRefusedError)
        log.warning("no application token: %s", error if refused else type(error).__name__)
        self._application_error = sign_in_again(error) if refused else error
        self._wait_to_ask(_APPLICATION_PAUSE if refused else _APPLICATION_BACKOFF)

    def _wait_to_ask(self, pause: timedelta, token: ApplicationToken | None = None) -> None:
        update = {"application": token, "application_not_before": self._now() + pause}
        self._states.change(lambda state: state.model_copy(update=update))

    def _too_early(self, state: OAuthState) -> bool:
        until = state.application_not_before
        # a moment too far ahead was written under a clock that has been set back since
        return until is not None and timedelta() < until - self._now() <= _APPLICATION_PAUSE

    def without_application(self) -> HHError | None:
        """Tell why there is no token of the application, or None when there is one, or no application."""
        state = self._states.load()
        if not self.configured or state.application is not None:
            return None
        if isinstance(self._application_error, BadArgument):
            return self._application_error
        wait = max(1, round((state.application_not_before or self._now()).timestamp() - self._now().timestamp()))
        return HHUnavailable(
            f"It gives the application no token now; the next try is in {wait} s.",
            detail_ru=f"Он не выдаёт приложению токен; следующая попытка через {wait} с.",
            retry_after=wait,
        )

    def forget_application(self, access: str) -> None:
        """hh.ru no longer accepts this token of the application: the next one may be asked for after the pause."""

        def without(state: OAuthState) -> OAuthState:
            held = state.application is not None and state.application.access == access
            return state.model_copy(update={"application": None}) if held else state

        self._states.change(without)

    async def revoke(self) -> None:
        """Revoke the person's tokens on hh.ru and forget them here, whatever hh.ru answers.

        hh.ru revokes a pair by its valid access token only (hh.ru: facts 2.5): an expired pair is refreshed first.
        """
        try:
            async with self._store.lock(oauth_state.NAME, _LOCK_SECONDS):
                token = self._states.load().user
                self._forget_user()
                if token is not None:
                    await self._revoke(token)
        except TimeoutError as error:  # whoever refreshes now finds nothing to put the new pair in the place of
            self._forget_user()
            raise Timeout("The token is being refreshed.", detail_ru="Токен обновляется.") from error

    def _forget_user(self) -> None:
        forget = {"user": None, "ended": None, "pending": ()}
        self._states.change(lambda state: state.model_copy(update=forget))

    async def _revoke(self, token: UserToken) -> None:
        answer = await self._delete(token.access) if self._usable(token) else None
        if answer is not None and not is_dead_token(answer):
            if error := api_error(answer):
                raise error
            return
        if token.refresh is None:
            return
        try:
            fresh = self._user_token(
                await self._ask((("grant_type", "refresh_token"), ("refresh_token", token.refresh)))
            )
        except TokenRefusedError as error:
            if error.description != "token not expired":
                return  # the pair is dead at hh.ru already
            fresh = token  # our clock is ahead
        if error := api_error(await self._delete(fresh.access)):
            raise error

    async def _delete(self, access: str) -> Answer:
        headers = {"Authorization": f"Bearer {access}", "Accept": "application/json"}
        return await self._transport.once(Ask(host="api", method="DELETE", path=TOKEN, headers=headers))

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
