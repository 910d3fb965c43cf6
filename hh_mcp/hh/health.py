"""What works and what does not: one look at each host and each operation, without secrets (for `hh-mcp doctor`).

Only reads are made, one after another, each through the same methods that everybody uses.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal

import anyio

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import HHError
from hh_mcp.hh.models import Model, Route, VacancyQuery

_PATIENCE = 20.0


class Check(Model):
    """One look: what was looked at, what came of it, what to do."""

    name: str
    kind: Literal["host", "session", "operation"]
    ok: bool
    route: Route | None = None
    code: str | None = None  # of the error, the contract's
    answer: str | None = None  # what hh.ru answered, in words
    next_step: str | None = None
    milliseconds: int | None = None


class Health(Model):
    """All looks together; `ok` when nothing that a sign-in permits has failed."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether everything works that can work with the sessions at hand."""
        return all(check.ok or check.code == "not_signed_in" for check in self.checks)


async def check_health(client: HHClient, lang: Literal["ru", "en"] = "ru") -> Health:
    """Look at every host, the sessions, and the reads of every group of operations."""
    routes = client.routes()
    hosts = [await _look(name, "host", None, probe, lang) for name, probe in client.probes().items()]
    operations = [
        await _look(name, "operation", routes.get(name), probe, lang) for name, probe in _reads(client).items()
    ]
    return Health(checks=(*hosts, _session(client, lang), *operations))


def _reads(client: HHClient) -> dict[str, Callable[[], Awaitable[object]]]:
    return {
        "search": lambda: client.get_vacancies(VacancyQuery(text="python", per_page=1)),
        "account": client.get_account,
        "resumes": client.get_resumes,
        "responses": client.get_responses,
        "chats": client.get_user_chats,
        "lookup": lambda: client.suggest("area", "Москва"),
    }


def _session(client: HHClient, lang: Literal["ru", "en"]) -> Check:
    """Tell who is signed in and whether writes are stopped, without asking hh.ru."""
    held = sorted(route.value for route in client.signed_in())
    stopped = client.stopped()
    if unreadable := client.unreadable():
        return Check(
            name="session",
            kind="session",
            ok=False,
            code=unreadable.code,
            answer=unreadable.what(lang),
            next_step=unreadable.next_step(lang),
        )
    words = {"ru": "отправка остановлена", "en": "sending is stopped"}[lang]
    return Check(
        name="session",
        kind="session",
        ok=bool(held) and stopped is None,
        code=stopped.code if stopped else None if held else "not_signed_in",
        answer=", ".join([*held, *([words] if stopped else [])]) or None,
    )


async def _look(
    name: str,
    kind: Literal["host", "operation"],
    route: Route | None,
    probe: Callable[[], Awaitable[object]],
    lang: Literal["ru", "en"],
) -> Check:
    started = anyio.current_time()
    try:
        with anyio.fail_after(_PATIENCE):
            found = await probe()
    except HHError as error:
        return Check(
            name=name,
            kind=kind,
            ok=False,
            route=route,
            code=error.code,
            answer=error.what(lang),
            next_step=error.next_step(lang),
        )
    except TimeoutError:
        return Check(name=name, kind=kind, ok=False, route=route, code="timeout")
    spent = round((anyio.current_time() - started) * 1000)
    answer = found if isinstance(found, str) else None
    return Check(name=name, kind=kind, ok=True, route=route, answer=answer, milliseconds=spent)
