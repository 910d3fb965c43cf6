"""The API's door: requests to api.hh.ru with a token, and what its answers mean.

A token that hh.ru calls expired is refreshed and the read repeated, twice at most; a write is never repeated.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from hh_mcp.hh.api_errors import Bearer, api_error, dead_word
from hh_mcp.hh.breaker import Breaker
from hh_mcp.hh.errors import ApiRefused, HHError, OAuthNeeded, OutcomeUnknown, SessionExpired
from hh_mcp.hh.oauth import OAuth
from hh_mcp.hh.transport import Transport
from hh_mcp.hh.tree import changed
from hh_mcp.hh.wire import Answer, Ask, Pairs

log = logging.getLogger("hh_mcp.hh")
_FRESH_TOKENS = 2  # tried in one read: the first may be another window's, taken just before it expires too
Whose = Literal["user", "any"]


@dataclass(frozen=True)
class Token:
    """An access token, and whether it is the person's or the application's."""

    access: str = field(repr=False)
    personal: bool


class ApiDoor:
    """Requests to api.hh.ru."""

    def __init__(
        self, transport: Transport, oauth: OAuth, breaker: Breaker, on_site: Callable[[], bool] = lambda: False
    ) -> None:
        """Args: `on_site` tells whether the person is signed in on the site, so that nobody is told to who is."""
        self._transport = transport
        self._oauth = oauth
        self._breaker = breaker
        self._on_site = on_site

    async def read(self, path: str, params: Pairs = (), *, whose: Whose = "any") -> object:
        """Read JSON as the person, or as anybody: with the best token at hand, or none."""
        answer = await self.answer(path, params, whose=whose)
        if answer.json() is None:
            raise changed(path, "JSON")
        return answer.json()

    async def answer(
        self, path: str, params: Pairs = (), *, whose: Whose = "any", headers: dict[str, str] | None = None
    ) -> Answer:
        """Read an answer of a 2xx status or 304; everything else raises."""
        token = await self._token(whose)
        answer = await self._get(path, params, token, headers or {})
        for _ in range(_FRESH_TOKENS):
            if token is None or not (word := dead_word(answer)):
                break
            self._reject(token, word)
            token = await self._token(whose)
            answer = await self._get(path, params, token, headers or {})
        error = None if answer.status == 304 else api_error(answer, self._bearer_of(token))
        if error is not None:
            raise self._noted(token, answer, error)
        return answer

    def _noted(self, token: Token | None, answer: Answer, error: HHError) -> HHError:
        """Take note of what an error of a read means beyond it; returns the error that tells most."""
        if token is None:
            missing = self._oauth.without_application()
            return missing if missing is not None and isinstance(error, ApiRefused) else error
        if word := dead_word(answer):
            self._reject(token, word)
        if token.personal:
            self._breaker.note(error)
        return error

    async def _get(self, path: str, params: Pairs, token: Token | None, headers: dict[str, str]) -> Answer:
        sent = {"Accept": "application/json", **headers, **_authorization(token)}
        return await self._transport.read(Ask(host="api", path=path, params=params, headers=sent, expect="json"))

    async def _token(self, whose: Whose) -> Token | None:
        """Return the person's token; for what anybody may read the application's, or none, will do."""
        try:
            personal = await self._oauth.user_token()
        except HHError as error:
            self._breaker.note(error)  # a locked account stops writes by the site too
            if whose == "user" or not isinstance(error, SessionExpired):
                raise
            personal = None
        if personal is not None:
            return Token(personal, personal=True)
        if whose == "user":
            raise OAuthNeeded
        access = await self._oauth.application_token()
        return None if access is None else Token(access, personal=False)

    def _reject(self, token: Token, word: str) -> None:
        """Give up a token that hh.ru refused: the person's is refreshed, the application's asked for anew."""
        if token.personal:
            self._oauth.reject(token.access, word)
        else:
            self._oauth.forget_application(token.access)

    def _bearer_of(self, token: Token | None) -> Bearer:
        if token is None:
            return "stranger_with_site" if self._on_site() else "stranger"
        return "user" if token.personal else "application"

    async def prepare_write(self) -> None:
        """Renew the person's token now where the next write would have to."""
        await self._token("user")

    async def write(self, method: str, path: str, content: tuple[dict[str, str], bytes] | None = None) -> Answer:
        """Write as the person: one request; a refusal raises with `sent == "no"`, doubt as OutcomeUnknown."""
        answer = await self.send(method, path, content)
        error = self.refusal(answer)
        if error is not None:
            raise error
        return answer

    async def send(self, method: str, path: str, content: tuple[dict[str, str], bytes] | None = None) -> Answer:
        """Write as the person and return whatever came back."""
        self._breaker.check()
        token = await self._token("user")
        headers, body = content or ({}, b"")
        sent = {"Accept": "application/json", **headers, **_authorization(token)}
        answer = await self._transport.write(Ask(host="api", method=method, path=path, headers=sent, body=body))
        try:
            self._remember(token, answer)
        except Exception:
            # A store that fails now must not hide what became of the write.
            log.exception("%s: the session could not be saved", path)
        return answer

    def _remember(self, token: Token | None, answer: Answer) -> None:
        if token is not None and (word := dead_word(answer)):
            self._reject(token, word)
        self._breaker.note(self.refusal(answer))

    def refusal(self, answer: Answer) -> HHError | None:
        """Return what an answer to a write says when it says no or nothing certain; an empty 2xx is a success."""
        if answer.uncertain or answer.is_redirect:
            return OutcomeUnknown(f"HTTP {answer.status}.")
        return api_error(answer)


def _authorization(token: Token | None) -> dict[str, str]:
    return {} if token is None else {"Authorization": f"Bearer {token.access}"}
