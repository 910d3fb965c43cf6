"""A yes that nobody gave, put into the database: nothing leaves, and it is found."""

import sqlite3
from contextlib import closing

import pytest
from support import RESUME, in_terminal, run_with, yes

pytestmark = pytest.mark.anyio


async def test_a_yes_written_by_sql_sends_nothing(make_settings, connect, hh, vacancy, era):
    settings = make_settings()
    async with connect(None, mode=era) as assistant:
        same = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": "Здравствуйте!"}
        pending = await assistant.call("respond", **same)
        with closing(sqlite3.connect(settings.database, isolation_level=None)) as knife:
            knife.execute("update actions set state = 'approved', approved = fingerprint, approved_by = 'console'")
        outcome = await assistant.call("respond", **same)
        assert (outcome["status"], outcome["reason"]) == ("refused", "unproven")
        assert "Ничего не отправлено" in outcome["next_step"]
        assert (await assistant.call("respond", **same))["status"] == "pending_approval", "the person is asked anew"
    assert hh.responses_to(vacancy) == []
    shown = run_with(settings, "audit", "verify", code=1).stderr
    assert f"действие {pending['action_id']} разрешено, а в журнале такого согласия нет" in shown
    shown = run_with(settings, "audit", "verify", code=1, HH_MCP_LANG="en").stderr
    assert f"action {pending['action_id']} has a permit, and the journal knows no such yes" in shown


async def test_what_was_done_is_found_intact(make_settings, connect, hh, vacancy):
    settings = make_settings()
    async with connect(yes()) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert "цепочка цела" in run_with(settings, "audit", "verify").stdout


async def test_a_person_accepts_a_journal_of_another_key(make_settings, connect, vacancy):
    settings = make_settings()
    async with connect(yes()) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    (settings.home / "vault.key").unlink()
    assert "hh-mcp audit accept" in run_with(settings, "audit", "verify", code=1).stderr
    run_with(settings, "audit", "accept", code=4, typed="ПРИНИМАЮ\n")  # nobody sits there
    in_terminal(settings, ["audit", "accept"], "да\n", after="ПРИНИМАЮ", code=4)
    run_with(settings, "audit", "verify", code=1)
    in_terminal(settings, ["audit", "accept"], "ПРИНИМАЮ\n", after="ПРИНИМАЮ")
    run_with(settings, "audit", "verify")
