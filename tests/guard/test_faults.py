"""Every fault of the contract against both sends: one POST at the most, and a true answer to "was it sent?"."""

from datetime import UTC, datetime

import anyio
import pytest
from support import RESUME, yes

from hh_mcp import server

pytestmark = pytest.mark.anyio

# fault, and what may be said at once; what must be said once hh.ru has been read again; how many hh.ru has
CASES = {
    "500": ({"kind": "status", "status": 500}, {"unknown"}, "not_sent", 0),
    "503": ({"kind": "status", "status": 503}, {"unknown"}, "not_sent", 0),
    "429": ({"kind": "status", "status": 429, "retry_after": 5}, {"rate_limited"}, None, 0),
    "captcha": ({"kind": "captcha"}, {"captcha_required"}, None, 0),
    "front guard": ({"kind": "ddos_html"}, {"blocked_by_site"}, None, 0),
    "hang": ({"kind": "hang", "seconds": 5}, {"unknown"}, "not_sent", 0),
    "slow": ({"kind": "slow", "seconds": 0.2}, {"sent"}, "sent", 1),
    "reset before": ({"kind": "reset_before"}, {"unknown"}, "not_sent", 0),
    "reset after": ({"kind": "reset_after_commit"}, {"unknown"}, "sent", 1),
    "hang after": ({"kind": "hang_after_commit", "seconds": 5}, {"unknown"}, "sent", 1),
    "garbage": ({"kind": "garbage"}, {"unknown"}, "sent", 1),
    "empty": ({"kind": "empty"}, {"unknown", "sent"}, "sent", 1),
    "session": ({"kind": "expire_session"}, {"session_expired"}, None, 0),
}


@pytest.mark.parametrize("tool", ["respond", "send_message"])
@pytest.mark.parametrize("case", CASES, ids=list(CASES))
async def test_a_fault_never_makes_two_posts_and_the_truth_comes_out(connect, hh, vacancy, tool, case):
    fault, said, settled, accepted = CASES[case]
    chat = hh.add_chat()
    path = "vacancy_response/popup" if tool == "respond" else "chatik/api/send"
    arguments = {"vacancy_id": vacancy, "resume_id": RESUME} if tool == "respond" else {"chat_id": chat, "text": "Да!"}
    moment = datetime.now(UTC)

    async with connect(yes(), now=lambda: moment, write_timeout=0.6) as assistant:
        hh.fault(method="POST", path=path, times=1, **fault)
        result = await assistant.raw(tool, **arguments)
        assert code_of(result) in said
        if result.is_error:
            assert "Ничего не отправлено" in result.content[0].text
        assert len(hh.requests("POST", path)) == 1
        assert accepted_by(hh, tool, vacancy, chat) == accepted

        hh.clear_faults()
        if settled is None:
            if case == "session":
                await assistant.sign_in(hh)
            again = await assistant.call(tool, **arguments)
            assert again["status"] == "sent"  # nothing had left: it may be approved and sent afresh
            assert accepted_by(hh, tool, vacancy, chat) == 1
        elif not result.is_error:
            hh.advance(180)
            found = await assistant.call("get_action", action_id=result.structured_content["action_id"])
            assert found["status"] == settled
            assert len(hh.requests("POST", path)) == 1


@pytest.mark.parametrize("tool", ["respond", "send_message"])
async def test_an_unknown_send_is_not_repeated_but_found(connect, hh, era, vacancy, tool):
    chat = hh.add_chat()
    path = "vacancy_response/popup" if tool == "respond" else "chatik/api/send"
    arguments = {"vacancy_id": vacancy, "resume_id": RESUME} if tool == "respond" else {"chat_id": chat, "text": "Да!"}
    async with connect(yes(), mode=era, write_timeout=0.6) as assistant:
        hh.fault(method="POST", path=path, times=1, kind="reset_after_commit")
        first = await assistant.call(tool, **arguments)
        assert first["status"] == "unknown"
        used = await assistant.call("get_status")
        assert used["responses" if tool == "respond" else "messages"]["used"] == 1
        assert used["unknown"] == [first["action_id"]]
        second = await assistant.call(tool, **arguments)
        assert (second["status"], second["action_id"]) == ("sent", first["action_id"])
    assert len(hh.requests("POST", path)) == 1


async def test_while_hh_may_still_be_working_on_it_the_outcome_stays_unknown(connect, hh, vacancy):
    moment = datetime.now(UTC)
    async with connect(yes(), now=lambda: moment, write_timeout=0.6) as assistant:
        hh.fault(method="POST", path="vacancy_response/popup", times=1, kind="reset_before")
        first = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        assert first["status"] == "unknown"
        second = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        assert second["status"] == "unknown"
        hh.advance(61)
        found = await assistant.call("get_action", action_id=first["action_id"])
        assert found["status"] == "not_sent"
        third = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        assert third["status"] == "sent"
        assert third["action_id"] != first["action_id"]
    assert len(hh.responses_to(vacancy)) == 1


async def test_a_call_to_a_slow_site_ends_in_time(connect, hh, vacancy, era, monkeypatch):
    """The list is read again before a withdrawal leaves: it has no time of its own, and the yes waits."""

    async def agree_as_the_site_gets_slow(context, params):
        hh.fault(method="GET", path="/applicant/negotiations", kind="hang", seconds=30)
        return await yes()(context, params)

    async with connect(yes(), mode=era) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    monkeypatch.setattr(server, "CALL_DEADLINE", 5.0)
    same = {"response_id": str(hh.responses_to(vacancy)[0]["id"])}
    async with connect(agree_as_the_site_gets_slow, mode=era, write_timeout=0.5, toolsets="all") as assistant:
        start = anyio.current_time()
        said = await assistant.error("withdraw_response", **same)
        assert anyio.current_time() - start < 7
        assert said.startswith("[timeout]")
        assert "Ничего не отправлено" in said
        assert hh.requests("POST", "negotiations/decline") == []
        hh.clear_faults()
        assert (await assistant.call("withdraw_response", **same))["status"] == "sent"
    assert len(hh.requests("POST", "negotiations/decline")) == 1


def code_of(result) -> str:
    if result.is_error:
        return result.content[0].text.partition("]")[0].removeprefix("[")
    return result.structured_content["status"]


def accepted_by(hh, tool: str, vacancy: str, chat: str) -> int:
    if tool == "respond":
        return len(hh.responses_to(vacancy))
    return sum(1 for m in hh.state()["messages"] if str(m["chat_id"]) == chat and m["text"] == "Да!")
