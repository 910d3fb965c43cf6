"""News that cannot be told never end the server."""

import anyio
import pytest

from hh_mcp.tools.app import App
from hh_mcp.watch import Watch

pytestmark = pytest.mark.anyio


class Broken:
    """A client's session that fails in a way of its own."""

    async def send_resource_updated(self, uri: str) -> None:
        raise RuntimeError(uri)


async def test_a_session_that_cannot_be_told_is_forgotten(make_settings):
    watch = Watch(App(make_settings()))
    watch._sessions.add(Broken())
    with anyio.fail_after(5):
        await watch._tell()
    assert not watch._sessions
