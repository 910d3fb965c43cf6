"""What every test shares: one imitation of hh.ru over real HTTP, a fresh home, an in-memory MCP client."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from mcp import Client
from support import Answer, Assistant, Clock, Imitation

from hh_mcp.server import build_server
from hh_mcp.settings import Settings
from hh_mcp.store import Store

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # no key of a test gets into a real keyring
hypothesis_settings.register_profile("quiet", deadline=None, database=None)
hypothesis_settings.load_profile("quiet")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=["auto", "legacy"])
def era(request: pytest.FixtureRequest) -> str:
    """Both protocol eras: 2026-07-28 and 2025-11-25."""
    return request.param


@pytest.fixture(scope="session")
def imitation_process() -> Iterator[Imitation]:
    process = subprocess.Popen([sys.executable, "-m", "hh_mcp.sandbox", "--port", "0"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    url = json.loads(process.stdout.readline())["url"]
    imitation = Imitation(url)
    yield imitation
    imitation.close()
    process.terminate()
    process.wait(10)
    process.stdout.close()


@pytest.fixture
def hh(imitation_process: Imitation) -> Imitation:
    """The imitation, in a fresh state."""
    imitation_process.reset()
    return imitation_process


@pytest.fixture
def make_settings(hh: Imitation, tmp_path: Path) -> Callable[..., Settings]:
    """Settings that point at the imitation, quick where a person would want patience."""

    def make(*, home_name: str = "home", confirmed: bool = True, **changes: Any) -> Settings:
        quick = {"home": tmp_path / home_name, "response_pause": 0, "approval_wait": 0, "open_browser": False}
        settings = Settings(**{**quick, **changes}).at(hh.url)
        if confirmed and settings.approval == "auto":
            with Store.open(settings.database, settings.key) as store:
                store.confirmations.give("APPROVAL", "auto")
        return settings

    return make


Connect = Callable[..., Any]


@pytest.fixture
def connect(make_settings: Callable[..., Settings], hh: Imitation) -> Connect:
    """Connect an assistant to a server in this process; signed in unless told otherwise."""

    @asynccontextmanager
    async def connected(
        person: Answer | None = None,
        *,
        mode: str = "auto",
        signed_in: bool = True,
        now: Any = None,
        message_handler: Any = None,
        reads: float = 2,
        **changes: Any,
    ) -> AsyncIterator[Assistant]:
        clock = Clock(now)
        server = build_server(make_settings(**changes), now=clock)
        slowly = clock.read_by(person, reads)  # whoever answers at once is a program
        client = Client(server, mode=mode, elicitation_callback=slowly, message_handler=message_handler)
        async with client:
            assistant = Assistant(client)
            if signed_in and not (await assistant.call("get_status"))["signed_in"]:
                await assistant.sign_in(hh)
            yield assistant

    return connected


@pytest.fixture
def vacancy(hh: Imitation) -> str:
    """A vacancy that nothing stands in the way of."""
    return hh.add_vacancy(name="Инженер по тестированию")
