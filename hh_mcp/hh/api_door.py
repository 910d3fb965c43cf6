"""The API's door: requests to api.hh.ru with a token, and what its answers mean.

A token that hh.ru calls expired is refreshed and the read repeated once; a write is never repeated.
"""

import logging
from typing import Literal

from hh_mcp.hh.api_errors import api_error, is_dead_token
from hh_mcp.hh.breaker import Breaker
from hh_mcp.hh.errors import HHError, OAuthNeeded, OutcomeUnknown
from hh_mcp.hh.oauth import OAuth
from hh_mcp.hh.transport import Transport
from hh_mcp.hh.tree import changed
from hh_mcp.hh.wire import Answer, Ask, Pairs

log = logging.getLogger("hh_mcp.hh")
Whose = Literal["user", "any"]


class ApiDoor:
    """Requests to api.hh.ru."""

    def __init__(self, transport: Transport, oauth: OAuth, breaker: Breaker) -> None:
        self._transport = transport
        self._oauth = oauth
        self._breaker = breaker

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
        if token is not None and is_dead_token(answer):
            await self._renew(token)
            answer = await self._get(path, params, await self._token(whose), headers or {})
        error = None if answer.status == 304 else api_error(answer)
        if error is not None:
            if token is not None and self._oauth.has_user:
                self._breaker.note(error)
            raise error
        return answer

    async def _get(self, path: str, params: Pairs, token: str | None, headers: dict[str, str]) -> Answer:
        sent = {"Accept": "application/json", **headers, **_bearer(token)}
        return await self._transport.read(Ask(host="api", path=path, params=params, headers=sent, expect="json"))

    async def _token(self, whose: Whose) -> str | None:
        try:
            token = await self._oauth.user_token()
        except HHError as error:
            self._breaker.note(error)  # a locked account stops writes by the site too
            raise
        if token is not None:
            return token
        if whose == "user":
            raise OAuthNeeded
        return await self._oauth.application_token()

    async def _renew(self, token: str) -> None:
        """Give up a token that hh.ru refused: the person's is refreshed, the application's asked for anew."""
        if await self._oauth.user_token() == token:
            self._oauth.expire(token)
        else:
            self._oauth.forget_application()

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
        sent = {"Accept": "application/json", **headers, **_bearer(token)}
        answer = await self._transport.write(Ask(host="api", method=method, path=path, headers=sent, body=body))
        try:
            self._remember(token, answer)
        except Exception:
            # A store that fails now must not hide what became of the write.
            log.exception("%s: the session could not be saved", path)
        return answer

    def _remember(self, token: str | None, answer: Answer) -> None:
        if is_dead_token(answer) and token is not None:
            self._oauth.expire(token)
        self._breaker.note(self.refusal(answer))

    def refusal(self, answer: Answer) -> HHError | None:
        """Return what an answer to a write says when it says no or nothing certain; an empty 2xx is a success."""
        if answer.uncertain or answer.is_redirect:
            return OutcomeUnknown(f"HTTP {answer.status}.")
        return api_error(answer)


def _bearer(token: str | None) -> dict[str, str]:
    return {} if token is None else {"Authorization": f"Bearer {token}"}
