"""A yes is for what the person saw: a changed vacancy, resume or letter is another thing."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import anyio
import pytest
from mcp.client import ClientRequestContext
from mcp.types import ElicitRequestParams, ElicitResult
from support import READING, RESUME, in_terminal, yes

from hh_mcp.store import Store

pytestmark = pytest.mark.anyio


async def test_a_vacancy_that_changed_since_the_yes_is_not_answered(connect, make_settings, hh):
    vacancy = hh.add_vacancy(id="919000001", name="Аналитик", salary={"from": 200000, "to": None, "currency": "RUR"})
    moment = datetime.now(UTC)
    async with connect(None, now=lambda: moment) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        in_terminal(make_settings(), ["approvals", "approve", pending["action_id"]], "да\n")
        hh.add_vacancy(id=vacancy, name="Аналитик", salary={"from": 90000, "to": None, "currency": "RUR"})
        moment += timedelta(minutes=11)
        text = await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME)
        assert text.startswith("[approval_denied]")
        again = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert again["status"] == "pending_approval"
    assert again["action_id"] != pending["action_id"]
    assert hh.requests("POST", "vacancy_response/popup") == []


async def test_a_vacancy_archived_since_the_yes_is_not_answered(connect, make_settings, hh):
    vacancy = hh.add_vacancy(id="919000002", name="Аналитик")
    moment = datetime.now(UTC)
    async with connect(None, now=lambda: moment) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        in_terminal(make_settings(), ["approvals", "approve", pending["action_id"]], "да\n")
        hh.add_vacancy(id=vacancy, name="Аналитик", archived=True)
        moment += timedelta(minutes=11)
        text = await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert text.startswith("[vacancy_archived]")
    assert hh.requests("POST", "vacancy_response/popup") == []


async def test_a_yes_to_one_letter_sends_no_other(connect, make_settings, hh, vacancy):
    async with connect(None) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Первое")
        in_terminal(make_settings(), ["approvals", "approve", pending["action_id"]], "да\n")
        text = await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Второе")
    assert text.startswith("[approval_denied]")
    assert "другое письмо" in text
    assert hh.requests("POST", "vacancy_response/popup") == []


async def test_a_replayed_answer_sends_nothing_again(connect, hh, vacancy):
    """Ten identical calls at once, each with the person's yes: one response."""
    all_asked, asked = anyio.Event(), 0

    async def person(context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        nonlocal asked
        asked += 1
        if asked == 10:
            all_asked.set()
        await all_asked.wait()  # who answers a question that has just come up has not read it
        return await slow_yes(context, params)

    slow_yes = yes(READING)
    async with connect(person, reads=0) as assistant:
        statuses: list[str] = []

        async def call() -> None:
            sent = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
            statuses.append(sent["status"])

        async with anyio.create_task_group() as group:
            for _ in range(10):
                group.start_soon(call)
    assert statuses == ["sent"] * 10
    assert len(hh.requests("POST", "vacancy_response/popup")) == 1


@pytest.mark.parametrize("lost", [False, True])
async def test_a_key_that_changes_under_a_send_does_not_hide_what_was_sent(connect, make_settings, hh, vacancy, lost):
    """The server reads the key again, and the session goes on; a lost one is told, and signing out is possible."""
    hh.fault(method="POST", path="vacancy_response/popup", kind="slow", seconds=1, times=1)
    answers: list[dict[str, Any]] = []
    async with connect(yes()) as assistant:

        async def call() -> None:
            answers.append(await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME))

        async with anyio.create_task_group() as group:
            group.start_soon(call)
            while not hh.requests("POST", "vacancy_response/popup"):
                await anyio.sleep(0.02)
            with Store.open(make_settings().database) as store:
                store.rotate_key()
            if lost:
                (make_settings().home / "vault.key").unlink()
        if lost:
            closed = await assistant.error("list_resumes")
            assert closed.startswith("[session_expired] Сохранённая сессия hh.ru не открывается")
            await assistant.call("logout")
            assert (await assistant.call("get_status"))["signed_in"] is False
        else:
            assert (await assistant.call("list_resumes"))["items"]
    assert [answer["status"] for answer in answers] == ["sent"]


async def test_a_cancelled_call_still_writes_down_what_became_of_it(connect, hh, vacancy):
    hh.fault(method="POST", path="vacancy_response/popup", kind="slow", seconds=1, times=1)
    async with connect(yes()) as assistant:
        async with anyio.create_task_group() as group:
            group.start_soon(partial(assistant.call, "respond", vacancy_id=vacancy, resume_id=RESUME))
            while not hh.requests("POST", "vacancy_response/popup"):
                await anyio.sleep(0.02)
            group.cancel_scope.cancel()
        with anyio.fail_after(30):
            found = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert found["status"] == "sent"
    assert len(hh.requests("POST", "vacancy_response/popup")) == 1


async def test_a_message_leaves_under_the_key_that_its_action_keeps(connect, make_settings, hh):
    """A message that hh.ru has under this key already is not taken twice (facts 7.3)."""
    chat = hh.add_chat(employer="Ромашка", messages=["Добрый день"])
    async with connect(yes()) as assistant:
        sent = await assistant.call("send_message", chat_id=chat, text="Здравствуйте")
    (message,) = hh.state()["messages"]
    with Store.open(make_settings().database) as store:
        assert store.actions.get(sent["action_id"]).idempotency_key == message["idempotency_key"]
