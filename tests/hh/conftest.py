"""A client against the imitation over real HTTP, with a store in memory."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from hh_memory import MemoryStore
from hh_servers import config

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.config import HHConfig

PHONE = "+79000000001"
Open = Callable[..., AbstractAsyncContextManager[HHClient]]


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def make_config(hh: Any) -> Callable[..., HHConfig]:
    def make(**changes: Any) -> HHConfig:
        values = {"backoff": 0.01, "read_timeout": 2.0, "write_timeout": 2.0}
        return config(hh.url, **(values | changes))

    return make


@pytest.fixture
def open_client(make_config: Callable[..., HHConfig], store: MemoryStore) -> Open:
    """Make a client; everything but the configuration is shared with the others of the test."""

    def make(*, now: Any = None, **changes: Any) -> HHClient:
        clock = {"now": now} if now else {}
        return HHClient(make_config(**changes), store, **clock)

    return make


async def sign_in(client: HHClient, hh: Any, login: str = PHONE) -> None:
    await client.request_login_code(login)
    await client.confirm_login(hh.codes()[-1]["code"])


@pytest.fixture
async def client(open_client: Open, hh: Any):
    """A client that is signed in on the site."""
    async with open_client() as client:
        await sign_in(client, hh)
        yield client
