"""OAuth over real HTTP: PKCE, state, one refresh for many, an application token now and then."""

import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
import hh_servers
import pytest
from hh_memory import MemoryStore
from hh_servers import Request, answer, serving

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.config import HHConfig
from hh_mcp.hh.errors import (
    BadArgument,
    BlockedBySite,
    EmployerAccount,
    HHError,
    HHUnavailable,
    NotSignedIn,
    SessionExpired,
    Timeout,
)
from hh_mcp.hh.models import Route, VacancyQuery
from hh_mcp.hh.oauth import challenge

pytestmark = pytest.mark.anyio
ME = {"id": "99000001", "first_name": "Анна"}
BACK = "http://127.0.0.1:8765/callback"


class HH:
    """The token endpoint, /me and /vacancies, as the facts describe them."""

    def __init__(self) -> None:
        self.tokens = 0
        self.refreshes = 0
        self.refusal: tuple[int, dict[str, Any]] | None = None
        self.live: set[str] = set()
        self.person: dict[str, Any] = ME
        self.strangers = False  # whether anonymous programs get an answer
        self.word = "token_expired"
        self.meanwhile: tuple[str, Callable[[], Awaitable[object]]] | None = None  # happens before that is answered
        self.refresh = ""  # the refresh token that is good

    async def __call__(self, request: Request, stream: Any) -> None:
        path = request.target.partition("?")[0]
        if self.meanwhile is not None and self.meanwhile[0] in f"{path} {request.body.decode()}":
            (_, happen), self.meanwhile = self.meanwhile, None
            await happen()
        status, body = self.token(request) if path == "/api/token" else self.data(request, path)
        await stream.send(answer(status, json.dumps(body).encode() if body is not None else b""))

    def token(self, request: Request) -> tuple[int, dict[str, Any] | None]:
        if request.method == "DELETE":
            return self.revoke(request)
        self.tokens += 1
        if self.refusal is not None:
            return self.refusal
        grant = parse_qs(request.body.decode())["grant_type"][0]
        access = f"{'APPL' if grant == 'client_credentials' else 'USER'}{self.tokens}"
        self.live.add(access)
        self.refreshes += grant == "refresh_token"
        pair = {"access_token": access, "token_type": "bearer"}
        if grant != "client_credentials":
            self.refresh = f"R{self.tokens}"
            pair |= {"expires_in": 1209600, "refresh_token": self.refresh}
        return 200, pair

    def revoke(self, request: Request) -> tuple[int, dict[str, Any] | None]:
        """End a pair by its valid access token only (hh.ru: facts 2.5)."""
        if request.headers["authorization"].removeprefix("Bearer ") not in self.live:
            return 403, {"errors": [{"type": "oauth", "value": "token_expired"}]}
        self.live, self.refresh = set(), ""
        return 204, None

    def data(self, request: Request, path: str) -> tuple[int, dict[str, Any]]:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token and token not in self.live:
            return 403, {"errors": [{"type": "oauth", "value": self.word}]}
        if path == "/api/me":
            return (200, self.person) if token else (403, {"errors": [{"type": "oauth", "value": "bad_authorization"}]})
        if path == "/api/vacancies":
            return (
                (200, {"items": [], "found": 0})
                if token or self.strangers
                else (403, {"errors": [{"type": "forbidden"}]})
            )
        return 404, {"errors": [{"type": "not_found"}]}


class Clock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 9, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service() -> HH:
    return HH()


@pytest.fixture
async def server(service: HH):
    async with serving(service) as server:
        yield server


@pytest.fixture
async def person(server: Any, store: MemoryStore, clock: Clock):
    async with HHClient(config(server.url), store, now=clock) as client:
        yield client


def config(url: str, **changes: Any) -> HHConfig:
    application = {"client_id": "app", "client_secret": "hush", "redirect_uri": BACK}
    return hh_servers.config(url, **(application | changes))


def callback(url: str, **query: str) -> str:
    state = parse_qs(urlsplit(url).query)["state"][0]
    return f"{BACK}?" + "&".join(f"{k}={v}" for k, v in ({"code": "C1", "state": state} | query).items())


async def sign_in(client: HHClient) -> None:
    await client.finish_oauth(callback(client.begin_oauth()))


async def test_a_person_consents_in_the_browser(server: Any, person: HHClient):
    url = person.begin_oauth()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith(f"{server.url}/site/oauth/authorize?")
    assert (asked["client_id"], asked["redirect_uri"], asked["code_challenge_method"]) == ("app", BACK, "S256")
    account = await person.finish_oauth(callback(url))
    assert (account.id, person.signed_in()) == ("99000001", {Route.API})
    sent = {name: values[0] for name, values in parse_qs(server.seen[0].body.decode()).items()}
    assert challenge(sent["code_verifier"]) == asked["code_challenge"]
    assert (sent["grant_type"], sent["code"], sent["redirect_uri"]) == ("authorization_code", "C1", BACK)


@pytest.mark.parametrize(
    ("query", "error"),
    [({"state": "other"}, BadArgument), ({"state": ""}, BadArgument), ({"code": ""}, NotSignedIn)],
)
async def test_a_callback_of_another_sign_in_or_a_refusal_is_not_taken(server: Any, person: HHClient, query, error):
    with pytest.raises(error):
        await person.finish_oauth(callback(person.begin_oauth(), **query))
    assert server.seen == []


async def test_a_callback_counts_once_and_not_for_ever(server: Any, person: HHClient, clock: Clock):
    used = callback(person.begin_oauth())
    await person.finish_oauth(used)
    with pytest.raises(BadArgument):
        await person.finish_oauth(used)
    late = callback(person.begin_oauth())
    clock.moment += timedelta(hours=1)
    with pytest.raises(BadArgument):
        await person.finish_oauth(late)


async def test_without_an_application_there_is_no_such_sign_in(server: Any, store: MemoryStore):
    async with HHClient(config(server.url, client_id=None), store) as client:
        with pytest.raises(BadArgument):
            client.begin_oauth()


async def test_one_refresh_serves_everybody_and_only_after_the_token_has_expired(
    server: Any, service: HH, person: HHClient, store: MemoryStore, clock: Clock
):
    await sign_in(person)
    await person.get_account()
    assert service.tokens == 1
    clock.moment += timedelta(days=15)
    async with HHClient(config(server.url), store, now=clock) as other, anyio.create_task_group() as group:
        for client in (person, other) * 5:
            group.start_soon(client.get_account)
    assert service.tokens == 2
    refreshes = [parse_qs(r.body.decode()) for r in server.seen if r.method == "POST"][1:]
    assert refreshes == [{"grant_type": ["refresh_token"], "refresh_token": ["R1"]}]


async def test_a_token_that_hh_calls_expired_is_refreshed_and_the_read_repeated(service: HH, person: HHClient):
    await sign_in(person)
    service.live = set()
    assert (await person.get_account()).id == "99000001"
    assert service.tokens == 2


@pytest.mark.parametrize(
    ("description", "error"),
    [
        ("token has already been refreshed", SessionExpired),
        ("token was revoked", SessionExpired),
        ("token deactivated", SessionExpired),
        ("password invalidated", SessionExpired),
        ("login not verified", SessionExpired),
        ("account is locked", BlockedBySite),
    ],
)
async def test_a_refresh_that_is_refused_says_what_to_do(
    service: HH, person: HHClient, clock: Clock, description: str, error: type[HHError]
):
    await sign_in(person)
    clock.moment += timedelta(days=15)
    kind = "invalid_grant" if "token" in description else "invalid_request"
    service.refusal = 400, {"error": kind, "error_description": description}
    with pytest.raises(error):
        await person.get_account()
    assert service.tokens == 2
    assert (Route.API in person.signed_in()) == (kind == "invalid_request")
    assert (person.stopped() is not None) == (error is BlockedBySite)


async def test_a_clock_that_is_ahead_keeps_the_old_token(service: HH, person: HHClient, clock: Clock):
    await sign_in(person)
    clock.moment += timedelta(days=15)
    service.refusal = 400, {"error": "invalid_grant", "error_description": "token not expired"}
    assert (await person.get_account()).id == "99000001"
    assert (await person.get_account()).id == "99000001"
    assert service.tokens == 2


async def test_a_token_without_a_pair_ends_with_its_life(person: HHClient, store: MemoryStore, clock: Clock):
    state = {"user": {"access": "U", "expires_at": "2026-08-01T00:00:00Z"}}
    store.texts["oauth"] = json.dumps(state)
    with pytest.raises(SessionExpired):
        await person.get_account()


async def test_a_refresh_that_another_process_holds_up_is_a_timeout(
    server: Any, store: MemoryStore, clock: Clock, person: HHClient
):
    await sign_in(person)
    clock.moment += timedelta(days=15)
    async with store.lock("oauth", 1), HHClient(config(server.url, call_timeout=0.1), store, now=clock) as hasty:
        with pytest.raises(Timeout):
            await hasty.get_account()


async def test_a_search_takes_the_applications_token_and_asks_for_it_once(
    server: Any, service: HH, store: MemoryStore, clock: Clock
):
    async with (
        HHClient(config(server.url, route="api"), store, now=clock) as client,
        anyio.create_task_group() as group,
    ):
        for _ in range(5):
            group.start_soon(client.get_vacancies, VacancyQuery(text="python"))
    assert service.tokens == 1


async def test_an_applications_token_is_asked_for_again_at_most_every_five_minutes(
    server: Any, service: HH, store: MemoryStore, clock: Clock
):
    async with HHClient(config(server.url, route="api"), store, now=clock) as client:
        service.refusal = 403, {"error": "forbidden", "error_description": "app token refresh too early"}
        for _ in range(3):
            with pytest.raises(HHUnavailable) as early:
                await client.get_vacancies(VacancyQuery(text="python"))
        assert service.tokens == 1
        assert "300" in early.value.text("ru")
        service.refusal = None
        clock.moment += timedelta(minutes=6)
        await client.get_vacancies(VacancyQuery(text="python"))
        service.live = set()
        with pytest.raises(HHUnavailable):
            await client.get_vacancies(VacancyQuery(text="python"))
        assert service.tokens == 2
        clock.moment += timedelta(minutes=6)
        await client.get_vacancies(VacancyQuery(text="python"))
        assert service.tokens == 3


async def test_eight_windows_wait_for_one_token_of_the_application(
    server: Any, service: HH, store: MemoryStore, clock: Clock
):
    async with AsyncExitStack() as stack, anyio.create_task_group() as group:
        for _ in range(8):
            window = await stack.enter_async_context(HHClient(config(server.url, route="api"), store, now=clock))
            group.start_soon(window.get_vacancies, VacancyQuery(text="python"))
    searches = [request for request in server.seen if request.target.startswith("/api/vacancies")]
    assert service.tokens == 1
    assert {request.headers.get("authorization") for request in searches} == {"Bearer APPL1"}


async def test_a_failure_of_the_moment_delays_the_applications_token_shortly(
    server: Any, service: HH, store: MemoryStore, clock: Clock
):
    async with HHClient(config(server.url, route="api"), store, now=clock) as client:
        service.refusal = 503, {}
        with pytest.raises(HHUnavailable):
            await client.get_vacancies(VacancyQuery(text="python"))
        service.refusal = None
        clock.moment += timedelta(seconds=11)
        await client.get_vacancies(VacancyQuery(text="python"))
    assert service.tokens == 2


async def test_a_search_that_can_go_without_the_applications_token_goes(
    server: Any, service: HH, store: MemoryStore, clock: Clock
):
    service.strangers = True
    service.refusal = 503, {}
    async with HHClient(config(server.url, route="api"), store, now=clock) as client:
        for _ in range(3):
            await client.get_vacancies(VacancyQuery(text="python"))
    assert service.tokens == 1


async def test_an_application_that_hh_does_not_know_is_told(server: Any, service: HH, store: MemoryStore, clock: Clock):
    service.refusal = 400, {"error": "invalid_client", "error_description": "client_id or client_secret not found"}
    async with HHClient(config(server.url, route="api"), store, now=clock) as client:
        with pytest.raises(BadArgument, match="CLIENT_ID"):
            await client.get_vacancies(VacancyQuery(text="python"))


@pytest.mark.parametrize(
    ("refusal", "error"),
    [
        ((400, {"error": "invalid_client", "error_description": "client_id or client_secret not found"}), BadArgument),
        ((400, {"error": "invalid_grant", "error_description": "code expired"}), SessionExpired),
        ((403, {"error": "forbidden", "error_description": "later"}), HHUnavailable),
        ((403, {"errors": [{"type": "oauth", "value": "no_scope"}]}), BlockedBySite),
        ((500, {}), HHUnavailable),
        ((200, {"token_type": "bearer"}), HHError),
    ],
)
async def test_an_exchange_that_is_refused_is_typed(service: HH, person: HHClient, refusal, error: type[HHError]):
    service.refusal = refusal
    with pytest.raises(error):
        await sign_in(person)
    assert service.tokens == 1


async def test_signing_out_revokes_the_token(server: Any, person: HHClient):
    await sign_in(person)
    await person.logout()
    assert person.signed_in() == frozenset()
    assert [(r.method, r.headers["authorization"]) for r in server.seen if r.method == "DELETE"] == [
        ("DELETE", "Bearer USER1")
    ]
    await person.logout()
    assert len([r for r in server.seen if r.method == "DELETE"]) == 1


@pytest.mark.parametrize("known", [True, False])
async def test_signing_out_with_an_expired_token_leaves_no_refresh_token(
    service: HH, person: HHClient, store: MemoryStore, clock: Clock, known: bool
):
    await sign_in(person)
    service.live = set()
    if known:
        clock.moment += timedelta(days=15)
    await person.logout()
    assert (service.refresh, service.live) == ("", set())
    assert "oauth" not in store.texts


async def test_signing_out_forgets_the_tokens_whatever_hh_says(service: HH, person: HHClient, store: MemoryStore):
    await sign_in(person)
    service.live, service.refusal = set(), (503, {})
    await person.logout()
    assert "oauth" not in store.texts


async def test_a_session_that_ended_is_told_so_in_every_window(
    server: Any, service: HH, person: HHClient, store: MemoryStore, clock: Clock
):
    await sign_in(person)
    clock.moment += timedelta(days=15)
    service.refusal = 400, {"error": "invalid_grant", "error_description": "token was revoked"}
    async with HHClient(config(server.url), store, now=clock) as other:
        for client in (person, person, other):
            with pytest.raises(SessionExpired):
                await client.get_account()
        with pytest.raises(SessionExpired):
            await other.get_favorites()
        assert service.tokens == 2
        service.refusal = None
        await sign_in(other)
    assert (await person.get_account()).id == "99000001"


async def test_a_revoked_token_ends_the_session_at_once(service: HH, person: HHClient):
    await sign_in(person)
    service.live, service.word = set(), "token_revoked"
    for _ in range(2):
        with pytest.raises(SessionExpired):
            await person.get_account()
    assert service.tokens == 1


@pytest.mark.parametrize("word", ["token_expired", "token_revoked", "bad_authorization"])
async def test_a_newer_token_is_taken_when_the_old_one_is_refused(
    server: Any, service: HH, person: HHClient, store: MemoryStore, clock: Clock, word: str
):
    await sign_in(person)
    service.word = word
    async with HHClient(config(server.url), store, now=clock) as other:
        service.live = set()
        service.meanwhile = "/api/me", partial(sign_in, other)
        assert (await person.get_account()).id == "99000001"
    assert service.tokens == 2
    assert service.refreshes == 0


async def test_a_token_of_another_window_may_expire_at_once_too(
    server: Any, service: HH, person: HHClient, store: MemoryStore, clock: Clock
):
    await sign_in(person)

    async def sign_in_elsewhere() -> None:
        async with HHClient(config(server.url), store, now=clock) as other:
            await sign_in(other)
        service.live = set()

    service.live = set()
    service.meanwhile = "/api/me", sign_in_elsewhere
    assert (await person.get_account()).id == "99000001"
    assert service.refreshes == 1


async def test_a_sign_in_during_a_refresh_is_not_overwritten(
    server: Any, service: HH, person: HHClient, store: MemoryStore, clock: Clock
):
    await sign_in(person)
    clock.moment += timedelta(days=15)
    async with HHClient(config(server.url), store, now=clock) as other:
        service.meanwhile = "grant_type=refresh_token", partial(sign_in, other)
        assert (await person.get_account()).id == "99000001"
    assert json.loads(store.texts["oauth"])["user"]["access"] == "USER2"


async def test_a_refused_refresh_does_not_end_a_newer_sign_in(
    server: Any, service: HH, person: HHClient, store: MemoryStore, clock: Clock
):
    await sign_in(person)
    clock.moment += timedelta(days=15)

    async def sign_in_elsewhere() -> None:
        async with HHClient(config(server.url), store, now=clock) as other:
            await sign_in(other)
        service.refusal = 400, {"error": "invalid_grant", "error_description": "token was revoked"}

    service.meanwhile = "grant_type=refresh_token", sign_in_elsewhere
    assert (await person.get_account()).id == "99000001"


async def test_two_sign_ins_in_the_browser_end_each_for_itself(
    server: Any, person: HHClient, store: MemoryStore, clock: Clock
):
    async with HHClient(config(server.url), store, now=clock) as other:
        first, second = person.begin_oauth(), other.begin_oauth()
        await person.finish_oauth(callback(first))
        await other.finish_oauth(callback(second))


async def test_an_employers_account_is_told_so_and_not_kept(
    service: HH, person: HHClient, store: MemoryStore, server: Any
):
    service.person = {"id": "7", "auth_type": "employer", "is_applicant": False, "is_employer": True}
    with pytest.raises(EmployerAccount) as refused:
        await sign_in(person)
    assert "работодателя" in refused.value.text("ru")
    assert "oauth" not in store.texts
    assert service.live == set()


async def test_a_person_on_the_site_as_an_employer_is_asked_for_the_applicant(person: HHClient):
    asked = parse_qs(urlsplit(person.begin_oauth()).query)
    assert (asked["role"], asked["force_role"]) == (["applicant"], ["true"])
