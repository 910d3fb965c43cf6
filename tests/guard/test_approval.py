"""Nothing leaves without a person's yes, however the client can or cannot ask."""

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import pytest
from support import RESUME, Person, environment, in_terminal, no, yes

from hh_mcp.guard import approval
from hh_mcp.guard.errors import ApprovalDenied, LetterMissing
from hh_mcp.settings import Settings
from hh_mcp.store import Store
from hh_mcp.store.records import NotApproved
from hh_mcp.tools.app import App

pytestmark = pytest.mark.anyio

LETTER = "Здравствуйте! Хочу у вас работать."


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (no(), "declined"),
        (Person("decline"), "declined"),
        (Person("cancel"), "pending_approval"),
        (None, "pending_approval"),
    ],
    ids=["says no", "declines", "dismisses", "cannot be asked"],
)
async def test_without_a_yes_nothing_is_sent(connect, hh, era, vacancy, person, status):
    chat = hh.add_chat()
    async with connect(person, mode=era) as assistant:
        response = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=LETTER)
        message = await assistant.call("send_message", chat_id=chat, text="Добрый день!")
    assert (response["status"], message["status"]) == (status, status)
    assert hh.responses_to(vacancy) == []
    assert hh.requests("POST", "vacancy_response/popup") == hh.requests("POST", "chatik/api/send") == []


async def test_an_accept_without_an_answer_is_no_yes(connect, hh, era, vacancy):
    async with connect(Person("accept"), mode=era) as assistant:
        await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert hh.responses_to(vacancy) == []


async def test_a_refusal_at_once_is_told_apart_from_a_persons(connect, hh, era, vacancy):
    async with connect(Person("decline"), mode=era, reads=0) as assistant:
        robot = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=LETTER)
    assert "программа ответила сама" in robot["next_step"]

    other = hh.add_vacancy(name="Другая")
    async with connect(Person("decline"), mode=era) as assistant:
        person = await assistant.call("respond", vacancy_id=other, resume_id=RESUME, cover_letter=LETTER)
    assert "Пользователь отказался" in person["next_step"]


async def test_a_yes_quicker_than_reading_decides_nothing(connect, hh, era, vacancy):
    letter = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": LETTER}
    async with connect(yes(), mode=era, reads=0.9) as assistant:
        for _ in range(2):  # asked again, it counts from the second question, not from the first
            robot = await assistant.call("respond", **letter)
            assert (robot["status"], "программа ответила сама" in robot["next_step"]) == ("pending_approval", True)
    assert hh.responses_to(vacancy) == []
    async with connect(yes(), mode=era, reads=1) as assistant:
        assert (await assistant.call("respond", **letter))["action_id"] == robot["action_id"]
    assert len(hh.responses_to(vacancy)) == 1


@pytest.mark.parametrize(("person", "kept"), [(yes(), False), (no(), False), (Person("cancel"), True)])
async def test_when_it_was_asked_is_forgotten_with_the_act(connect, hh, era, vacancy, person, kept):
    async with connect(person, mode=era) as assistant:
        said = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=LETTER)
        store = assistant.client.server._app.store
        asked = store.known.marked(store.actions.get(said["action_id"]).account, f"asked:{said['action_id']}")
    assert (asked is not None) is kept


@pytest.mark.parametrize("answer", ["true", "yes", 1, "", None])
async def test_only_a_true_yes_is_a_yes(connect, hh, era, vacancy, answer):
    async with connect(Person("accept", send=answer), mode=era) as assistant:
        text = await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=LETTER)
    assert text.startswith("[bad_argument]")
    assert "Ничего не отправлено" in text
    assert hh.responses_to(vacancy) == []


class ChangesMind(Person):
    """Says yes in a terminal while the form is open, then no in the form."""

    def __init__(self, settings: Settings, action: str = "accept", **content: Any):
        super().__init__(action, **content)
        self._settings = settings

    async def __call__(self, context, params):
        with Store.open(self._settings.database) as store:
            (waiting,) = store.actions.pending()
            approval.decide(store, waiting, "terminal", datetime.now(UTC), yes=True)
        return await super().__call__(context, params)


@pytest.mark.parametrize(("action", "content"), [("accept", {"send": False}), ("decline", {})])
async def test_a_no_in_the_form_ends_a_yes_given_elsewhere(connect, make_settings, hh, era, vacancy, action, content):
    letter = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": LETTER}
    async with connect(ChangesMind(make_settings(), action, **content), mode=era) as assistant:
        said = await assistant.call("respond", **letter)
        assert (await assistant.call("get_action", action_id=said["action_id"]))["status"] == "declined"
    assert said["status"] == "declined"
    assert hh.requests("POST", "vacancy_response/popup") == []


async def test_a_no_after_the_send_says_that_it_came_too_late(connect, make_settings, hh, era, vacancy):
    class Late(ChangesMind):
        async def __call__(self, context, params):
            answer = await super().__call__(context, params)
            app = App(self._settings)
            await app.gate.send(app.store.actions.pending()[0])
            await app.close()
            return answer

    async with connect(Late(make_settings(), send=False), mode=era) as assistant:
        late = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=LETTER)
    assert (late["status"], "остановить её было нельзя" in late["next_step"]) == ("sent", True)
    assert len(hh.requests("POST", "vacancy_response/popup")) == 1


@pytest.mark.parametrize("blank", ["", "  ", "\r\n", "\u200b"])
async def test_a_blank_field_leaves_the_letter_as_it_is(connect, hh, era, vacancy, blank):
    async with connect(yes(text=blank), mode=era) as assistant:
        sent = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=LETTER)
    assert (sent["status"], sent.get("text")) == ("sent", None)
    assert [response["letter"] for response in hh.responses_to(vacancy)] == [LETTER]


@pytest.mark.parametrize("door", [approval.FORM, approval.CARD, "console", "terminal"])
async def test_a_letter_that_is_required_cannot_be_edited_away(opened, hh, door):
    wanting = hh.add_vacancy(name="С письмом", response_letter_required=True)
    async with opened() as app:
        action = await app.gate.propose_response(wanting, RESUME, LETTER, ())
        if door != approval.FORM:
            with pytest.raises(LetterMissing) as refused:
                approval.decide(app.store, action, door, app.now(), yes=True, text=" ")
            assert refused.value.code == "letter_required"
            assert app.store.actions.get(action.id) == action
        else:
            assert approval.decide(app.store, action, door, app.now(), yes=True, text=" ").text == LETTER


@pytest.mark.parametrize("door", [approval.CARD, "console", "terminal"])
async def test_a_letter_is_taken_away_where_the_field_held_it(opened, vacancy, door):
    async with opened() as app:
        action = await app.gate.propose_response(vacancy, RESUME, LETTER, ())
        assert approval.decide(app.store, action, door, app.now(), yes=True, text=" ").text == ""


async def test_what_was_declined_is_not_asked_again_at_once(connect, hh, vacancy):
    person = no()
    moment = datetime.now(UTC)
    async with connect(person, now=lambda: moment) as assistant:
        for _ in range(2):
            declined = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=LETTER)
            assert declined["status"] == "declined"
        assert len(person.asked) == 1
        moment += timedelta(minutes=6)
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=LETTER)
        assert len(person.asked) == 2


async def test_the_person_can_change_the_letter_before_it_leaves(connect, hh, era, vacancy):
    async with connect(yes(text="Мой собственный текст"), mode=era) as assistant:
        response = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=LETTER)
    assert (response["status"], response["text"]) == ("sent", "Мой собственный текст")
    assert [r["letter"] for r in hh.responses_to(vacancy)] == ["Мой собственный текст"]


async def test_no_argument_counts_as_approval(connect, hh, vacancy):
    extra = {"confirm": True, "approved": True, "send": True, "answer": {"send": True}, "prepared": {"id": "x"}}
    async with connect(None) as assistant:
        response = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, **extra)
    assert response["status"] == "pending_approval"
    assert hh.responses_to(vacancy) == []


async def test_approved_in_a_terminal_it_is_sent_by_the_next_call(connect, make_settings, hh, era, vacancy):
    letter = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": LETTER}
    async with connect(None, mode=era) as assistant:
        pending = await assistant.call("respond", **letter)
        assert pending["status"] == "pending_approval"
        screen = in_terminal(make_settings(), ["approvals", "approve", pending["action_id"]], "да\n")
        assert LETTER in screen
        assert hh.responses_to(vacancy) == []
        sent = await assistant.call("respond", **letter)
        assert (sent["status"], sent["action_id"]) == ("sent", pending["action_id"])
        again = await assistant.call("respond", **letter)
        assert {**again, "next_step": ""} == {**sent, "next_step": ""}
        assert f"раньше, {sent['sent_at']}" in again["next_step"]
    assert len(hh.requests("POST", "vacancy_response/popup")) == 1


@pytest.mark.parametrize("answer", ["нет\n", "\n"])
async def test_a_terminal_that_hears_no_yes_permits_nothing(connect, make_settings, hh, vacancy, answer):
    async with connect(None) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        in_terminal(make_settings(), ["approvals", "approve", pending["action_id"]], answer, code=4)
        again = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert again["status"] == "pending_approval"
    assert hh.responses_to(vacancy) == []


async def test_a_yes_in_a_terminal_can_be_taken_back_there(connect, make_settings, hh, vacancy):
    async with connect(None) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        for verb, typed in (("approve", "да\n"), ("decline", "")):
            in_terminal(make_settings(), ["approvals", verb, pending["action_id"]], typed)
        again = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert again["status"] == "declined"
    assert hh.responses_to(vacancy) == []


async def test_without_a_terminal_nothing_is_approved(connect, make_settings, hh, vacancy):
    async with connect(None) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        for verb in ("approve", "decline", "edit"):
            command = [sys.executable, "-m", "hh_mcp", "approvals", verb, pending["action_id"]]
            done = await anyio.run_process(command, env=environment(make_settings()), input=b"yes\n", check=False)
            assert done.returncode == 4, done
        again = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert again["status"] == "pending_approval"


async def test_a_permit_is_soon_over(connect, make_settings, hh, vacancy):
    moment = datetime.now(UTC)
    async with connect(None, now=lambda: moment) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        in_terminal(make_settings(), ["approvals", "approve", pending["action_id"]], "да\n")
        moment += timedelta(minutes=20)
        again = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert again["status"] == "pending_approval"
    assert again["action_id"] != pending["action_id"]
    assert hh.responses_to(vacancy) == []


async def test_auto_sends_without_asking_and_says_so(connect, hh, vacancy):
    async with connect(None, approval="auto") as assistant:
        response = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        status = await assistant.call("get_status")
        attached = (await assistant.client.read_resource("hh://status")).contents[0].text
        text = await assistant.error("get_vacancy", vacancy_id="../me")
        found = await assistant.call("search_vacancies", text="python")
    assert response["status"] == "sent"
    assert "auto" in response["warning"]
    assert "auto" in found["warning"]
    assert text.startswith("[bad_argument]")
    assert "auto" in status["warning"]
    assert attached.count("APPROVAL=auto") == json.dumps(status).count("APPROVAL=auto") == 1, "once, and not lost"


async def test_auto_is_no_cause_for_alarm_where_nothing_is_ever_sent(connect):
    async with connect(None, approval="auto", read_only=True) as assistant:
        assert "warning" not in await assistant.call("get_status")


async def test_deny_and_read_only_send_nothing(connect, hh, vacancy):
    async with connect(yes(), approval="deny") as assistant:
        text = await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME)
        assert text.startswith("[approval_denied]")
    async with connect(yes(), read_only=True) as assistant:
        names = {tool.name for tool in (await assistant.client.list_tools()).tools}
    assert not names & {"respond", "send_message"}
    assert hh.responses_to(vacancy) == []


async def test_edited_in_a_terminal_the_new_text_is_sent(connect, make_settings, hh, vacancy, tmp_path, monkeypatch):
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "Исправлено мной" > "$1"\n', encoding="utf-8")
    editor.chmod(0o700)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", str(editor))
    letter = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": LETTER}
    async with connect(None) as assistant:
        pending = await assistant.call("respond", **letter)
        in_terminal(make_settings(), ["approvals", "edit", pending["action_id"]], "да\n")
        assert (await assistant.call("respond", **letter))["status"] == "sent"
    assert [response["letter"] for response in hh.responses_to(vacancy)] == ["Исправлено мной"]


async def test_declined_in_a_terminal_it_is_not_sent(connect, make_settings, hh, vacancy):
    async with connect(None) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        in_terminal(make_settings(), ["approvals", "decline", pending["action_id"]], "")
        again = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert again["status"] == "declined"
    assert hh.responses_to(vacancy) == []


async def test_a_permit_is_worth_nothing_once_the_settings_forbid_sending(connect, make_settings, hh, vacancy):
    async with connect(None) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        in_terminal(make_settings(), ["approvals", "approve", pending["action_id"]], "да\n")
    app = App(make_settings(approval="deny"))
    try:
        with pytest.raises(ApprovalDenied):
            await app.gate.send(app.store.actions.get(pending["action_id"]))
    finally:
        await app.close()
    assert hh.responses_to(vacancy) == []


async def test_a_yes_after_the_time_to_decide_is_no_permit(connect, make_settings, vacancy):
    async with connect(None) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    with Store.open(make_settings().database) as store:
        action = store.actions.get(pending["action_id"])
        with pytest.raises(NotApproved):
            approval.approve(store, action, "terminal", action.expires_at)


async def test_of_two_answers_at_two_doors_the_first_one_counts(connect, make_settings, vacancy):
    async with connect(None) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    with Store.open(make_settings().database) as store:
        seen, now = store.actions.get(pending["action_id"]), datetime.now(UTC)
        declined = approval.decide(store, seen, "terminal", now, yes=False)
        assert approval.decide(store, seen, "elicitation", now, yes=True, text=LETTER) == declined
    assert (declined.state, declined.text) == ("declined", "")


async def test_a_call_that_waits_tells_the_client_so(connect, era, vacancy):
    told: list[str | None] = []

    async def note(progress: float, total: float | None, message: str | None) -> None:
        told.append(message)

    async with connect(None, mode=era, approval_wait=1) as assistant:
        result = await assistant.client.call_tool(
            "respond", {"vacancy_id": vacancy, "resume_id": RESUME}, progress_callback=note
        )
    assert result.structured_content["status"] == "pending_approval"
    assert told
