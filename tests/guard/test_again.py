"""What is asked for again: what is the same act, what takes the place of another, and what is old news."""

from datetime import UTC, datetime, timedelta

import pytest
from support import RESUME, yes

from hh_mcp.guard import approval
from hh_mcp.guard.action import Preview, Proposal
from hh_mcp.guard.errors import AnotherApproved, Changed
from hh_mcp.hh.errors import LimitReached
from hh_mcp.store.records import Kind, Quota, State

pytestmark = pytest.mark.anyio

POPUP, SEND = "vacancy_response/popup", "chatik/api/send"


def agreed(app, action, text=None):
    return approval.approve(app.store, action, "test", app.now(), text)


async def chat_of(app, hh, vacancy) -> tuple[str, str]:
    """Respond, and return the response's id and its chat."""
    await app.gate.send(agreed(app, await app.gate.propose_response(vacancy, RESUME, "Здравствуйте!", ())))
    return hh.responses_to(vacancy)[0]["id"], (await app.hh.find_response(vacancy, RESUME)).chat_id


async def test_the_same_words_answer_the_next_question_too(connect, hh, era, vacancy):
    person = yes()
    async with connect(person, mode=era) as assistant:
        sent = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        response, chat = hh.responses_to(vacancy)[0]["id"], sent["chat_id"]
        hh.employer(response_id=response, act="message", text="Есть опыт с Python?")
        first = await assistant.call("send_message", chat_id=chat, text="Да")
        hh.employer(response_id=response, act="message", text="Готовы к сменам?")
        second = await assistant.call("send_message", chat_id=chat, text="Да")
        again = await assistant.call("send_message", chat_id=chat, text="Да")
    assert (first["status"], second["status"]) == ("sent", "sent")
    assert first["action_id"] != second["action_id"] == again["action_id"]
    assert "Готовы к сменам?" in person.asked[-1]
    assert f"раньше, {second['sent_at']}; сейчас ничего не отправлялось" in again["next_step"]
    assert len(hh.requests("POST", SEND)) == 2


async def test_a_yes_before_the_employers_new_message_is_asked_again(opened, hh, vacancy):
    async with opened() as app:
        response, chat = await chat_of(app, hh, vacancy)
        before = agreed(app, await app.gate.propose_message(chat, "Да"))
        hh.employer(response_id=response, act="message", text="Согласны на половину оклада?")
        after = await app.gate.propose_message(chat, "Да")
        assert (after.state, after.id == before.id) == (State.PROPOSED, False)
        assert app.store.actions.get(before.id).reason == "replaced"
        assert (await app.gate.send(before)).state is State.EXPIRED
    assert hh.requests("POST", SEND) == []


async def test_an_old_yes_is_not_sent_under_a_new_message(opened, hh, vacancy):
    moment = datetime.now(UTC)
    async with opened(lambda: moment) as app:
        response, chat = await chat_of(app, hh, vacancy)
        action = agreed(app, await app.gate.propose_message(chat, "Да"))
        moment += timedelta(minutes=11)
        hh.employer(response_id=response, act="message", text="Согласны на половину оклада?")
        with pytest.raises(Changed):
            await app.gate.send(action)
    assert hh.requests("POST", SEND) == []


async def test_words_of_unknown_fate_are_not_sent_under_a_new_message(opened, hh, vacancy):
    async with opened() as app:
        response, chat = await chat_of(app, hh, vacancy)
        hh.fault(method="POST", path=SEND, kind="reset_after_commit", times=1)
        lost = await app.gate.send(agreed(app, await app.gate.propose_message(chat, "Да")))
        assert lost.state is State.UNKNOWN
        hh.employer(response_id=response, act="message", text="Алло?")
        found = await app.gate.propose_message(chat, "Да")
        assert (found.id, found.state) == (lost.id, State.SENT)
        assert (await app.gate.propose_message(chat, "Да")).state is State.PROPOSED


async def test_after_a_withdrawal_the_same_response_is_a_new_one(connect, hh, era, vacancy):
    letter = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": "Здравствуйте!"}
    async with connect(yes(), mode=era, toolsets="all") as assistant:
        first = await assistant.call("respond", **letter)
        response = hh.responses_to(vacancy)[0]["id"]
        assert (await assistant.call("withdraw_response", response_id=response))["status"] == "sent"
        assert (await assistant.call("get_action", action_id=first["action_id"]))["status"] == "withdrawn"
        used = (await assistant.call("get_status"))["responses"]["used"]
        result = await assistant.raw("respond", **letter)
    told = result.structured_content or {}
    assert told.get("action_id") != first["action_id"], "what was sent then is not sent now"
    assert used == 1, "it left, and counts"


async def test_a_response_withdrawn_before_is_no_proof_of_a_new_one(opened, hh, vacancy):
    async with opened() as app:
        response, _ = await chat_of(app, hh, vacancy)
        await app.gate.send(agreed(app, await app.gate.propose_withdrawal(response)))
        hh.advance(3600)
        await app.hh.get_resumes()
        proposal = Proposal(account=app.settings.account_key, kind=Kind.RESPOND, target=vacancy, resume=RESUME)
        action = agreed(app, app.store.actions.propose(proposal.draft(Preview()), app.now(), timedelta(hours=1)))
        action = app.store.actions.reserve(action, action.approved, Quota(limit=9), app.now(), app.hh.time())
        lost = app.store.actions.settle(action, State.UNKNOWN, app.now())
        hh.advance(61)
        await app.hh.get_resumes()
        assert (await app.gate.settle(lost)).state is not State.SENT


async def test_a_withdrawal_that_never_left_is_not_settled_by_a_refusal(opened, hh, vacancy):
    async with opened() as app:
        response, _ = await chat_of(app, hh, vacancy)
        action = agreed(app, await app.gate.propose_withdrawal(response))
        hh.fault(method="POST", kind="reset_before", times=1)
        lost = await app.gate.send(action)
        hh.employer(response_id=response, act="discard", text="К сожалению, нет.")
        hh.advance(61)
        await app.hh.get_resumes()
        assert (lost.state, (await app.gate.find(lost.id)).state) == (State.UNKNOWN, State.NOT_SENT)


async def test_an_edited_repeat_takes_the_place_of_the_first(connect, hh, era, vacancy):
    chat = hh.add_chat()
    async with connect(None, mode=era) as assistant:
        for tool, where in (
            ("respond", {"vacancy_id": vacancy, "resume_id": RESUME}),
            ("send_message", {"chat_id": chat}),
        ):
            field = "cover_letter" if tool == "respond" else "text"
            first = await assistant.call(tool, **where, **{field: "Добрый день"})
            second = await assistant.call(tool, **where, **{field: "Добрый день."})
            old = await assistant.call("get_action", action_id=first["action_id"])
            assert (old["status"], old["reason"]) == ("expired", "replaced")
            assert "вместо этого предложено другое" in old["next_step"]
            assert second["action_id"] in (await assistant.call("get_status"))["pending"]
        assert len((await assistant.call("get_status"))["pending"]) == 2


async def test_another_letter_waits_for_the_one_that_is_approved(opened, hh, vacancy):
    async with opened() as app:
        first = agreed(app, await app.gate.propose_response(vacancy, RESUME, "Первое", ()))
        with pytest.raises(AnotherApproved) as refused:
            await app.gate.propose_response(vacancy, RESUME, "Второе", ())
        assert first.id in refused.value.what("ru")
        assert (await app.gate.propose_response(vacancy, RESUME, "Первое", ())).id == first.id
        approval.decline(app.store, first, "terminal", app.now())
        assert (await app.gate.propose_response(vacancy, RESUME, "Второе", ())).state is State.PROPOSED


async def test_two_messages_to_one_chat_may_be_permitted(opened, hh):
    chat = hh.add_chat()
    async with opened() as app:
        first = agreed(app, await app.gate.propose_message(chat, "Добрый день!"))
        second = agreed(app, await app.gate.propose_message(chat, "Когда удобно?"))
        assert {(await app.gate.send(action)).state for action in (first, second)} == {State.SENT}


async def test_no_more_than_twenty_proposals_wait(opened, hh):
    async with opened() as app:
        waiting = [await app.gate.propose_message(hh.add_chat(), "Добрый день!") for _ in range(20)]
        with pytest.raises(LimitReached) as refused:
            await app.gate.propose_message(hh.add_chat(), "Добрый день!")
        assert "ждут решения" in refused.value.text("ru")
        assert "Ничего не отправлено" in refused.value.text("ru")
        approval.decline(app.store, waiting[0], "console", app.now())
        assert (await app.gate.propose_message(hh.add_chat(), "Добрый день!")).state is State.PROPOSED
