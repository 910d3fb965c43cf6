"""Everything that mattered is in the journal: each call with its client, each step of a send, no text of a letter."""

import pytest
from mcp import Client
from mcp.types import Implementation
from support import RESUME, Assistant, Clock, yes

from hh_mcp.server import build_server
from hh_mcp.store import Store

pytestmark = pytest.mark.anyio


async def test_calls_approvals_sends_and_settlements_are_written_down(make_settings, connect, hh, era, vacancy):
    settings = make_settings(write_timeout=0.6)
    async with connect(None):
        pass
    clock = Clock()
    client = Client(
        build_server(settings, now=clock),
        mode=era,
        elicitation_callback=clock.read_by(yes(), 2),
        client_info=Implementation(name="claude-code", version="2.1.285"),
    )
    async with client:
        assistant = Assistant(client)
        hh.fault(method="POST", path="vacancy_response/popup", kind="reset_after_commit", times=1)
        sent = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Тайна")
        await assistant.call("get_action", action_id=sent["action_id"])
        await assistant.error("get_vacancy", vacancy_id="../me")
    with Store.open(settings.database) as store:
        rows = [entry.body for entry in store.audit.stream()]
        assert store.audit.verify().intact
    ours = [row for row in rows if row.get("client") == "claude-code 2.1.285"]
    assert [(row["tool"], row["outcome"]) for row in ours if row["outcome"] != "asked"] == [
        ("respond", "ok"),
        ("get_action", "ok"),
        ("get_vacancy", "bad_argument"),
    ]
    steps = [row for row in rows if row.get("action") == sent["action_id"]]
    assert [row["event"] for row in steps] == ["proposed", "approved", "sending", "unknown", "sent"]
    assert steps[1]["by"] == "elicitation"
    assert len({row["fingerprint"] for row in steps}) == 1
    assert "Тайна" not in str(rows)
