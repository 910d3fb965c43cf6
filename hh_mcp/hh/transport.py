"""One request to hh.ru and what came back; reads are repeated, writes never.

    read    paced, each attempt bounded, repeated on silence, resets, 429, 5xx and unreadable bodies with exponential
            backoff and full jitter, as long as the caller's deadline (anyio's current effective one) allows
    write   paced, then exactly one request on its own connection, shielded from cancellation, with its own deadline

Whether a write may have left is not guessed from exception classes: httpcore's trace tells when the first byte of the
request is about to be sent. Before that a failure means that nothing was sent; after it the outcome is unknown.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Literal

import anyio
import anyio.lowlevel
import httpx2 as httpx

from hh_mcp.hh.config import HHConfig, is_loopback
from hh_mcp.hh.errors import (
    BlockedBySite,
    CountrySite,
    HHError,
    HHUnavailable,
    OutcomeUnknown,
    RateLimited,
    SiteChanged,
    Timeout,
    VpnRefused,
)
from hh_mcp.hh.hosts import Hosts, leads_to, leaves
from hh_mcp.hh.pacing import Pacer, backoff, wait_asked_for
from hh_mcp.hh.site_clock import SiteClock
from hh_mcp.hh.state_page import is_guard_page, looks_like_state
from hh_mcp.hh.wire import Answer, Ask, HostName

log = logging.getLogger("hh_mcp.hh")
# At DEBUG httpcore logs response headers, and they hold Set-Cookie.
logging.getLogger("httpcore2").setLevel(logging.INFO)

ATTEMPTS = 4
MAX_BODY = 8 * 1024 * 1024
_ENCODINGS = "gzip, deflate"


class Transport:
    """Connections to the three hosts of hh.ru; opening it makes no request."""

    def __init__(self, config: HHConfig, clock: SiteClock | None = None) -> None:
        self._config = config
        self._clock = clock
        self.hosts = Hosts(config)
        names: tuple[HostName, ...] = ("api", "site", "chat", "push")
        self._pacers: dict[HostName, Pacer] = {name: Pacer(config.pace) for name in names}
        self._clients: dict[tuple[HostName, bool], httpx.AsyncClient] = {}

    async def aclose(self) -> None:
        """Close all connections; the transport opens new ones if it is used again."""
        clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            await client.aclose()

    def _of(self, name: HostName, *, writes: bool = False) -> httpx.AsyncClient:
        """Return the client of a host; writes get a connection each, since an idle one may have died unnoticed."""
        key = (name, writes)
        if key not in self._clients:
            self._clients[key] = self._client(name, keepalive=0 if writes else 10)
        return self._clients[key]

    def _client(self, name: HostName, keepalive: int) -> httpx.AsyncClient:
        """Make a client of one host; loopback is never asked through a proxy of the environment."""
        return httpx.AsyncClient(
            headers={"User-Agent": self._user_agent(name), "Accept-Encoding": _ENCODINGS},
            cookies=_NoJar(),
            follow_redirects=False,
            limits=httpx.Limits(max_connections=10, max_keepalive_connections=keepalive, keepalive_expiry=15),
            trust_env=not is_loopback(self.hosts.name(name)),
        )

    def _user_agent(self, name: HostName) -> str:
        return self._config.api_user_agent if name == "api" else self._config.site_user_agent

    def url(self, host: HostName, path: str = "", netloc: str = "") -> str:
        """Return the address of `path` on `host`."""
        return self.hosts.url(host, path, netloc)

    async def read(self, ask: Ask) -> Answer:
        """Send `ask` until an answer can be used; raises a typed error when none came in time."""
        attempt = 0
        while True:
            attempt += 1
            trouble: HHError | None
            try:
                answer = await self._attempt(ask)
                trouble = self._trouble(ask, answer)
                if trouble is None:
                    return answer
            except (HHUnavailable, Timeout) as error:
                trouble = error
            if attempt >= ATTEMPTS:
                raise trouble
            await self._wait(ask.host, trouble, attempt)

    async def once(self, ask: Ask) -> Answer:
        """Send `ask` like a write whose loss costs a new sign-in at most: codes and refresh tokens work once."""
        try:
            answer = await self.write(ask)
        except OutcomeUnknown as error:
            raise HHUnavailable(f"{ask.path}: no answer.", detail_ru=f"{ask.path}: нет ответа.") from error
        if not answer.complete:
            raise HHUnavailable(f"{ask.path}: the answer broke off.", detail_ru=f"{ask.path}: ответ оборвался.")
        return answer

    async def reach(self, ask: Ask) -> str:
        """Send a read once and return its status as words, with the regional host that a redirect names.

        The front guard, the page about a VPN and a 5xx raise, other refusals do not.
        """
        answer = await self._attempt(ask)
        if is_guard_page(answer.text):
            raise BlockedBySite(f"HTTP {answer.status}.")
        if answer.status >= 500:
            raise HHUnavailable(f"HTTP {answer.status}.")
        if answer.status == 451:
            raise VpnRefused("HTTP 451.")
        location = answer.headers["location"] if answer.is_redirect else ""
        place = self.hosts.locate(ask.host, location, ask.netloc) if location else None
        if place is not None and leads_to(place.path) == "vpn":
            raise VpnRefused
        if location and place is None and isinstance(error := leaves(ask.path, location), CountrySite):
            raise error
        return f"HTTP {answer.status}" + (f" -> {place.netloc}" if place and place.netloc else "")

    async def write(self, ask: Ask) -> Answer:
        """Send `ask` exactly once, whatever happens to the caller; silence afterwards raises OutcomeUnknown."""
        await self._pacers[ask.host].turn()
        await anyio.lowlevel.checkpoint_if_cancelled()
        budget = self._budget()
        trail = _Trail()
        answer: Answer | None = None
        failure: Exception | None = None
        with anyio.move_on_after(budget, shield=True):
            try:
                answer = await self._exchange(self._of(ask.host, writes=True), ask, trail)
            except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
                failure = error
        if answer is not None:
            return answer
        log.warning("%s %s: no answer (%s)", ask.method, ask.path, type(failure).__name__ if failure else "deadline")
        if trail.left:
            raise OutcomeUnknown from failure
        raise HHUnavailable("No connection.", detail_ru="Нет соединения.") from failure

    def _budget(self) -> float:
        """Return the seconds a write may take; none is begun when the caller's deadline leaves too few."""
        left = anyio.current_effective_deadline() - anyio.current_time()
        if left < self._config.write_timeout / 4:
            raise Timeout("No time left to send.", detail_ru="Не осталось времени на отправку.")
        return min(self._config.write_timeout, left)

    async def _attempt(self, ask: Ask) -> Answer:
        await self._pacers[ask.host].turn()
        answer: Answer | None = None
        try:
            with anyio.move_on_after(self._config.read_timeout):
                answer = await self._exchange(self._of(ask.host), ask)
        except httpx.TimeoutException as error:
            raise Timeout(f"{ask.path}.") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise HHUnavailable(f"{ask.path}: {type(error).__name__}.") from error
        if answer is None:
            raise Timeout(f"{ask.path}.")
        return answer

    async def _exchange(self, client: httpx.AsyncClient, ask: Ask, trail: _Trail | None = None) -> Answer:
        """Send one request; the caller bounds its time."""
        request = client.build_request(
            ask.method,
            self.hosts.url(ask.host, ask.path, ask.netloc),
            params=list(ask.params) or None,
            headers=dict(ask.headers),
            content=ask.body,
            timeout=None,
            extensions={"trace": trail.note} if trail else None,
        )
        started = anyio.current_time()
        response = await client.send(request, stream=True)
        try:
            answer = await _take(ask, response)
        finally:
            with anyio.CancelScope(shield=True):
                await response.aclose()
        if self._clock:
            self._clock.note(answer.headers.get("date"))
        spent = (anyio.current_time() - started) * 1000
        log.debug("%s %s %s -> %s, %.0f ms", ask.method, ask.host, ask.path, answer.status, spent)
        return answer

    def _trouble(self, ask: Ask, answer: Answer) -> HHError | None:
        """Name what makes `answer` worth another try, or nothing."""
        wait = wait_asked_for(answer.headers)
        if answer.status == 429:
            return RateLimited(retry_after=wait)
        if answer.status >= 500:
            return HHUnavailable(f"HTTP {answer.status}.", retry_after=wait)
        if answer.too_large:
            return SiteChanged(f"{ask.path}: more than 8 MiB.", detail_ru=f"{ask.path}: больше 8 МиБ.")
        if not answer.complete:
            return HHUnavailable(f"{ask.path}: the answer broke off.", detail_ru=f"{ask.path}: ответ оборвался.")
        if ask.expect == "json" and answer.ok and answer.json() is None and not answer.is_html:
            return SiteChanged(f"{ask.path}: not JSON.", detail_ru=f"{ask.path}: не JSON.")
        if ask.expect == "page" and answer.ok and not looks_like_state(answer.text):
            return SiteChanged(f"{ask.path}: no HH-Lux-InitialState.", detail_ru=f"{ask.path}: нет состояния страницы.")
        return None

    async def _wait(self, host: HostName, trouble: HHError, attempt: int) -> None:
        """Sleep before the next attempt, or raise `trouble` when the caller's deadline is nearer."""
        asked = trouble.retry_after
        delay = backoff(attempt, self._config.backoff) if asked is None else asked
        if anyio.current_time() + delay >= anyio.current_effective_deadline():
            raise trouble
        if asked is not None:
            self._pacers[host].hold(asked)
        await anyio.sleep(delay)


class _NoJar(CookieJar):
    """No cookies of the connection's own: each request brings those of its session (`hh_mcp.hh.jar`)."""

    def extract_cookies(self, response: object, request: object) -> None:
        """Keep nothing."""

    def add_cookie_header(self, request: object) -> None:
        """Add nothing."""


@dataclass
class _Trail:
    """Remembers whether the first byte of a request may have left."""

    left: bool = field(default=False)

    async def note(self, event: str, info: Mapping[str, object]) -> None:
        if not event.endswith("send_request_headers.started"):
            return
        # Behind a proxy the tunnel is a request of its own; a proxy that refuses it has sent nothing to hh.ru.
        if getattr(info.get("request"), "method", None) != b"CONNECT":
            self.left = True


async def _take(ask: Ask, response: httpx.Response) -> Answer:
    """Read the body up to the cap; a body that breaks off leaves the status and headers usable."""
    chunks = bytearray()
    problem: Literal["", "broken", "large"] = ""
    try:
        async for chunk in response.aiter_bytes():
            chunks += chunk
            if len(chunks) > MAX_BODY:
                problem = "large"
                break
    except (httpx.TransportError, httpx.DecodingError):
        problem = "broken"
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(
        host=ask.host,
        path=ask.path,
        netloc=ask.netloc,
        method=ask.method,
        status=response.status_code,
        headers=headers,
        set_cookies=tuple(response.headers.get_list("set-cookie")),
        body=b"" if problem else bytes(chunks),
        complete=not problem,
        too_large=problem == "large",
    )
