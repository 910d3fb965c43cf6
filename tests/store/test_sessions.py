"""A lock of a session holds between tasks and processes."""

import anyio
import pytest

from hh_mcp.store import Store

pytestmark = pytest.mark.anyio


async def test_a_lock_is_held_by_one_at_a_time(tmp_path):
    path = tmp_path / "home" / "hh-mcp.db"
    with Store.open(path) as one, Store.open(path) as two:
        async with one.sessions("default").lock("oauth", 1):
            with pytest.raises(TimeoutError):
                async with two.sessions("default").lock("oauth", 0.1):
                    pass
            async with two.sessions("other").lock("oauth", 1):
                pass
        with anyio.fail_after(1):
            async with two.sessions("default").lock("oauth", 1):
                pass
