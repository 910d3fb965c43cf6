"""The parts of a server without its tools, signed in."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from support import PHONE

from hh_mcp.tools.app import App


@pytest.fixture
async def opened(make_settings, hh):
    """Open an App on the imitation."""

    @asynccontextmanager
    async def open_app(now=lambda: datetime.now(UTC), **changes):
        app = App(make_settings(**changes), now)
        try:
            if not app.hh.signed_in():
                hh.advance(61 if hh.codes() else 0)  # hh.ru sends the next code a minute after the last
                await app.hh.request_login_code(PHONE)
                await app.hh.confirm_login(hh.codes()[-1]["code"])
            yield app
        finally:
            await app.close()

    return open_app
