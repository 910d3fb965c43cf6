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


async def test_a_swap_takes_place_only_of_what_was_expected(tmp_path):
    path = tmp_path / "home" / "hh-mcp.db"
    with Store.open(path) as first, Store.open(path) as second:
        one, two = first.sessions("default"), second.sessions("default")
        assert one.swap("oauth", None, "fresh")
        assert not two.swap("oauth", None, "other")
        assert not two.swap("oauth", "other", None)
        assert one.load("oauth") == "fresh"
        assert two.swap("oauth", "fresh", None)
        assert one.load("oauth") is None
