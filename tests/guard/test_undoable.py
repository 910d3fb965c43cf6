"""Changes that can be undone: nobody is asked, none in read-only mode, each a row in the journal."""

import sqlite3
from contextlib import closing

import pytest
from support import RESUME

from hh_mcp.guard.errors import ReadOnly
from hh_mcp.hh.errors import HHError

pytestmark = pytest.mark.anyio


def last_row(app) -> tuple[str, str, str]:
    body = app.store.audit.entries()[-1].body
    return body["event"], body["target"], body["outcome"]


async def test_read_only_changes_nothing(opened, hh, vacancy):
    async with opened(read_only=True) as app:
        posts = len(hh.requests("POST"))
        for change in (
            app.changes.raise_resume(RESUME),
            app.changes.mark_chat_read("5500000001", "1"),
            app.changes.add_favorite(vacancy),
            app.changes.remove_favorite(vacancy),
            app.changes.hide_employer("1"),
        ):
            with pytest.raises(ReadOnly):
                await change
    assert len(hh.requests("POST")) == posts


async def test_what_was_tried_is_written_down_with_its_outcome(opened, make_settings):
    async with opened() as app:
        await app.changes.raise_resume(RESUME)
        assert last_row(app) == ("resume_raised", RESUME, "ok")
        with pytest.raises(HHError) as refused:  # hh.ru: once in four hours
            await app.changes.raise_resume(RESUME)
        assert last_row(app) == ("resume_raised", RESUME, refused.value.code)
        with closing(sqlite3.connect(make_settings().database)) as other:
            other.execute("alter table sessions rename to taken")
        with pytest.raises(sqlite3.OperationalError):
            await app.changes.raise_resume(RESUME)
        assert last_row(app) == ("resume_raised", RESUME, "crash")
