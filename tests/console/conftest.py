"""A running console with a proposal in its store."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from console_client import Held

from hh_mcp.console import Console
from hh_mcp.guard.action import Preview, Proposal
from hh_mcp.settings import Settings
from hh_mcp.store.actions import Action, Kind
from hh_mcp.tools.app import App

LETTER = "Здравствуйте!\n\nХочу у вас работать."


@pytest.fixture
def run_console(make_settings: Callable[..., Settings]) -> Callable[..., Any]:
    """Run a console with an App of its own, as another process would."""

    @asynccontextmanager
    async def running(on_approved: Any = None, now: Any = None, **changes: Any) -> AsyncIterator[Held]:
        app = App(make_settings(**changes), now or (lambda: datetime.now(UTC)))
        try:
            async with Console(app, on_approved) as console:
                yield Held(console, app, await console.start())
        finally:
            await app.close()

    return running


@pytest.fixture
def propose() -> Callable[..., Action]:
    """Write a proposal down, as the gate does after it has read hh.ru."""

    def proposed(held: Held, text: str = LETTER, kind: Kind = Kind.RESPOND, target: str = "77", **seen: Any) -> Action:
        preview = Preview(
            **{
                "employer": "ООО «Ромашка»",
                "vacancy": "Инженер по тестированию",
                "vacancy_id": target,
                "salary": "от 150 000 ₽ на руки",
                "area": "Москва",
                "resume": "Тестировщик",
                "url": f"https://hh.ru/vacancy/{target}",
                **seen,
            }
        )
        proposal = Proposal(account=held.settings.account_key, kind=kind, target=target, resume="r1", text=text)
        return held.app.store.actions.propose(proposal.draft(preview), held.app.now(), timedelta(hours=24))

    return proposed
