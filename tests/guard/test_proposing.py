"""What is found out before a person is asked, and what becomes of an outcome that is not known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support import RESUME, yes

from hh_mcp.guard import approval, exclusions
from hh_mcp.guard.action import Preview, Proposal, preview_of
from hh_mcp.guard.errors import ApprovalDenied, Excluded, ReadOnly
from hh_mcp.hh.errors import AlreadyApplied, BadArgument, CannotWrite, CaptchaRequired, NotFound
from hh_mcp.hh.models import Answer
from hh_mcp.store import Store
from hh_mcp.store.records import Kind, Quota, State

pytestmark = pytest.mark.anyio

POPUP, SEND = "vacancy_response/popup", "chatik/api/send"


def agreed(app, action):
    return approval.approve(app.store, action, "test", app.now())


@pytest.mark.parametrize(
    ("setting", "error"), [({"approval": "deny"}, ApprovalDenied), ({"read_only": True}, ReadOnly)]
)
async def test_where_sending_is_forbidden_hh_is_not_even_asked(opened, hh, vacancy, setting, error):
    async with opened(**setting) as app:
        asked = len(hh.requests())
        for proposal in (
            app.gate.propose_response(vacancy, RESUME, "", ()),
            app.gate.propose_message("5500000001", "Добрый день!"),
            app.gate.propose_withdrawal("5400000001"),
        ):
            with pytest.raises(error):
                await proposal
        assert len(hh.requests()) == asked


async def test_the_current_employer_is_answered_where_the_person_wants_it(opened, hh):
    async with opened() as app:
        company = (await app.hh.get_resume_detail(RESUME)).jobs[0].company
    vacancy = hh.add_vacancy(name="Дома", employer={"id": "777001", "name": f"ООО «{company}»"})
    async with opened() as app:
        with pytest.raises(Excluded):
            await app.gate.propose_response(vacancy, RESUME, "", ())
    async with opened(exclude_current_employer=False) as app:
        assert (await app.gate.propose_response(vacancy, RESUME, "", ())).state is State.PROPOSED


async def test_answers_must_fit_what_the_employer_asks(opened, hh, vacancy):
    asking = hh.add_vacancy(name="С вопросами", has_test=True, test_required=True)
    async with opened() as app:
        for target in (vacancy, asking):  # one asks nothing
            with pytest.raises(BadArgument):
                await app.gate.propose_response(target, RESUME, "", (Answer(question_id="0", text="Да"),))


async def test_the_person_reads_that_hh_wants_to_see_them_and_what_the_employer_wrote(opened, hh, vacancy):
    async with opened() as app:
        sent = await app.gate.send(agreed(app, await app.gate.propose_response(vacancy, RESUME, "Мои слова", ())))
        response = hh.responses_to(vacancy)[0]["id"]
        hh.employer(response_id=response, act="message", text="Слова работодателя")
        chat = (await app.hh.find_response(vacancy, RESUME)).chat_id
        await app.gate.send(agreed(app, await app.gate.propose_message(chat, "Мои другие слова")))
        assert preview_of(await app.gate.propose_message(chat, "Ещё")).last_message == "Слова работодателя"
        hh.fault(method="POST", path=SEND, kind="captcha", times=1)
        with pytest.raises(CaptchaRequired):
            await app.gate.send(agreed(app, await app.gate.propose_message(chat, "Ещё")))
        other = hh.add_vacancy(name="Другая")
        for proposal in (
            await app.gate.propose_message(chat, "И ещё"),
            await app.gate.propose_response(other, RESUME, "", ()),
            await app.gate.propose_withdrawal(response),
        ):
            assert "что вы человек" in preview_of(proposal).warnings[0]
    assert sent.state is State.SENT


async def test_a_message_is_found_only_if_it_is_ours_and_of_now(opened, hh):
    """The same words of the employer, or our own of long ago, are not the message that may have been lost."""
    chat = hh.add_chat()
    async with opened(home_name="elsewhere") as site:
        await site.hh.send_chat_message(chat, "Да!", "00000000-0000-4000-8000-000000000000")
    hh.advance(3600)
    async with opened() as app:
        hh.fault(method="POST", path=SEND, kind="reset_before", times=1)
        lost = await app.gate.send(agreed(app, await app.gate.propose_message(chat, "Да!")))
        assert lost.state is State.UNKNOWN
        hh.advance(61)
        await app.hh.get_resumes()  # any answer of hh.ru tells the time there
        assert (await app.gate.find(lost.id)).state is State.NOT_SENT
        again = await app.gate.send(agreed(app, await app.gate.propose_message(chat, "Да!")))
    assert again.state is State.SENT


async def test_the_employers_same_words_are_not_our_lost_message(opened, hh, vacancy):
    async with opened() as app:
        await app.gate.send(agreed(app, await app.gate.propose_response(vacancy, RESUME, "", ())))
        chat = (await app.hh.find_response(vacancy, RESUME)).chat_id
        hh.fault(method="POST", path=SEND, kind="reset_before", times=1)
        lost = await app.gate.send(agreed(app, await app.gate.propose_message(chat, "Да!")))
        hh.employer(response_id=hh.responses_to(vacancy)[0]["id"], act="message", text="Да!")
        hh.advance(61)
        await app.hh.get_resumes()
        assert (await app.gate.find(lost.id)).state is State.NOT_SENT


async def test_our_lost_message_is_known_by_its_words_whatever_hh_makes_of_its_spaces(opened, hh):
    """A second computer with a store of its own stands for hh.ru's own tidying."""
    chat = hh.add_chat()
    async with opened() as app, opened(home_name="elsewhere") as site:
        hh.fault(method="POST", path=SEND, kind="reset_before", times=1)
        lost = await app.gate.send(agreed(app, await app.gate.propose_message(chat, "Да!\n\nСпасибо")))
        await site.hh.send_chat_message(chat, "Да! Спасибо", "00000000-0000-4000-8000-000000000000")
        assert (await app.gate.find(lost.id)).state is State.SENT


async def test_what_cannot_be_withdrawn_is_not_asked_about(opened, hh, vacancy):
    async with opened() as app:
        await app.gate.send(agreed(app, await app.gate.propose_response(vacancy, RESUME, "", ())))
        response = hh.responses_to(vacancy)[0]["id"]
        await app.gate.send(agreed(app, await app.gate.propose_withdrawal(response)))
    async with opened(home_name="elsewhere") as app:
        with pytest.raises((CannotWrite, NotFound)):
            await app.gate.propose_withdrawal(response)


async def test_a_response_that_is_no_longer_listed_is_withdrawn(opened):
    wanted = Proposal(account="", kind=Kind.WITHDRAW, target="999999")
    async with opened() as app:
        draft = replace(wanted, account=app.settings.account_key).draft(Preview())
        action = agreed(app, app.store.actions.propose(draft, app.now(), timedelta(hours=1)))
        action = app.store.actions.reserve(action, action.approved, Quota(limit=1), app.now())
        action = app.store.actions.settle(action, State.UNKNOWN, app.now())
        assert (await app.gate.settle(action)).state is State.SENT


@pytest.mark.parametrize("fault", [None, "reset_after_commit"])
async def test_another_letter_for_what_was_answered_is_refused_and_said_to_be_unsent(opened, hh, vacancy, fault):
    async with opened() as app:
        if fault:
            hh.fault(method="POST", path=POPUP, kind=fault, times=1)
        await app.gate.send(agreed(app, await app.gate.propose_response(vacancy, RESUME, "Первое", ())))
        with pytest.raises(AlreadyApplied):
            await app.gate.propose_response(vacancy, RESUME, "Второе", ())
    assert len(hh.requests("POST", POPUP)) == 1


@pytest.mark.parametrize(("fault", "outcome"), [("reset_before", State.NOT_SENT), ("reset_after_commit", State.SENT)])
async def test_what_became_of_a_withdrawal_is_read_at_hh(opened, hh, vacancy, fault, outcome):
    async with opened() as app:
        await app.gate.send(agreed(app, await app.gate.propose_response(vacancy, RESUME, "", ())))
        action = agreed(app, await app.gate.propose_withdrawal(hh.responses_to(vacancy)[0]["id"]))
        hh.fault(method="POST", kind=fault, times=1)
        lost = await app.gate.send(action)
        assert lost.state is State.UNKNOWN
        hh.advance(61)
        await app.hh.get_resumes()
        assert (await app.gate.find(lost.id)).state is outcome


async def test_a_proposal_that_nobody_answered_is_found_to_be_over(opened, vacancy):
    moment = datetime.now(UTC)
    async with opened(lambda: moment) as app:
        action = await app.gate.propose_response(vacancy, RESUME, "", ())
        moment += timedelta(hours=24)
        assert (await app.gate.find(action.id)).state is State.EXPIRED


@pytest.mark.parametrize("asked_by", ["its id", "the same call"])
async def test_a_send_whose_process_died_is_settled_whoever_asks(opened, make_settings, hh, vacancy, asked_by):
    async with opened() as app:
        action = agreed(app, await app.gate.propose_response(vacancy, RESUME, "", ()))
        with Store.open(make_settings().database) as victim:
            victim.actions.reserve(action, action.approved, Quota(limit=1), app.now())
        hh.advance(61)
        await app.hh.get_resumes()
        if asked_by == "its id":
            assert (await app.gate.find(action.id)).state is State.NOT_SENT
        else:
            again = await app.gate.propose_response(vacancy, RESUME, "", ())
            assert (again.state, again.id == action.id) == (State.PROPOSED, False)
    assert hh.requests("POST", POPUP) == []


async def refused_once(assistant, hh) -> None:
    """An employer turns the person down, and the list of responses tells so."""
    first = hh.add_vacancy(name="Первая", employer={"id": "777005", "name": "Банк"})
    await assistant.call("respond", vacancy_id=first, resume_id=RESUME)
    hh.employer(response_id=hh.responses_to(first)[0]["id"], act="discard", text="К сожалению, нет.")
    await assistant.call("list_responses")


@pytest.mark.parametrize(("setting", "warned"), [("warn", True), ("off", False)])
async def test_an_employer_that_refused_before_is_named_as_such(connect, hh, era, setting, warned):
    person = yes()
    async with connect(person, mode=era, exclude_refused_by=setting) as assistant:
        await refused_once(assistant, hh)
        again = hh.add_vacancy(name="Вторая", employer={"id": "777005", "name": "Банк"})
        sent = await assistant.call("respond", vacancy_id=again, resume_id=RESUME)
    assert sent["status"] == "sent"
    assert ("уже отказывал" in person.asked[-1]) is warned


async def test_a_second_resume_for_one_vacancy_is_a_warning(opened, hh, vacancy):
    async with opened() as app:
        other = next(r for r in await app.hh.get_resumes() if r.id != RESUME and exclusions.is_usable(r))
        await app.gate.send(agreed(app, await app.gate.propose_response(vacancy, RESUME, "", ())))
        second = await app.gate.propose_response(vacancy, other.id, "", ())
        title = next(r.title for r in await app.hh.get_resumes() if r.id == RESUME)
    assert any(f"уже есть отклик с резюме «{title}»" in warning for warning in preview_of(second).warnings)
