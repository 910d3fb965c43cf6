"""The gate itself: whoever calls it, with whatever in hand, sends only what was agreed to, in time, and says so."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import anyio
import pytest
from support import RESUME

from hh_mcp.guard import approval
from hh_mcp.guard.action import Proposal, permit, preview_of
from hh_mcp.guard.errors import Changed
from hh_mcp.hh.errors import (
    AlreadyApplied,
    CaptchaRequired,
    NotFound,
    RateLimited,
    Timeout,
    VacancyArchived,
)
from hh_mcp.hh.models import Answer
from hh_mcp.store import Store
from hh_mcp.store.records import Quota, State

pytestmark = pytest.mark.anyio

POPUP = "vacancy_response/popup"


async def agreed(app, vacancy: str, letter: str = "", text: str | None = None):
    proposed = await app.gate.propose_response(vacancy, RESUME, letter, ())
    return approval.approve(app.store, proposed, "test", app.now(), text)


def change_behind_its_back(settings, statement: str, *values: str) -> None:
    with closing(sqlite3.connect(settings.database, isolation_level=None)) as other:
        other.execute(statement, values)


async def test_a_text_changed_in_the_file_after_the_yes_is_not_sent(opened, make_settings, hh, vacancy):
    async with opened() as app:
        action = await agreed(app, vacancy, "Здравствуйте!")
        change_behind_its_back(make_settings(), "update actions set text = 'Другое' where id = ?", action.id)
        sent = await app.gate.send(app.store.actions.get(action.id))
    assert sent.state is State.APPROVED
    assert hh.requests("POST", POPUP) == []


async def test_two_letters_agreed_to_for_one_vacancy_are_one_response(opened, hh, vacancy):
    async with opened() as app:
        first = await agreed(app, vacancy, "Первое")
        other = Proposal(account=first.account, kind=first.kind, target=vacancy, resume=RESUME, text="Второе")
        second = app.store.actions.propose(other.draft(preview_of(first)), app.now(), timedelta(hours=1))
        second = approval.approve(app.store, second, "test", app.now())  # as if two processes had raced
        assert (await app.gate.send(first)).state is State.SENT
        with pytest.raises(AlreadyApplied):
            await app.gate.send(second)
    assert [response["letter"] for response in hh.responses_to(vacancy)] == ["Первое"]


async def test_what_hh_judged_and_did_not_take_is_refused(opened, hh, vacancy):
    async with opened() as app, opened(home_name="elsewhere") as site:
        ours, theirs = await agreed(app, vacancy, "Отсюда"), await agreed(site, vacancy, "С сайта")
        await site.gate.send(theirs)
        settled = await app.gate.send(ours)
    assert (settled.state, settled.reason) == (State.REFUSED, "already_applied")
    assert [response["letter"] for response in hh.responses_to(vacancy)] == ["С сайта"]


async def test_too_little_time_left_sends_nothing(opened, hh, vacancy):
    async with opened() as app:
        action = await agreed(app, vacancy)
        with pytest.raises(Timeout), anyio.fail_after(9):
            await app.gate.send(action)
        assert app.store.actions.get(action.id) == action
    assert hh.requests("POST", POPUP) == []


async def test_a_pause_longer_than_the_time_left_is_said_at_once(opened, hh):
    async with opened(response_pause=60) as app:
        first, second = [await agreed(app, hh.add_vacancy(name=f"{n}")) for n in range(2)]
        await app.gate.send(first)
        with pytest.raises(RateLimited) as soon, anyio.fail_after(50):
            await app.gate.send(second)
        assert app.store.actions.get(second.id) == second
    assert 50 < (soon.value.retry_after or 0) <= 60
    assert len(hh.requests("POST", POPUP)) == 1


async def test_a_send_that_breaks_off_is_not_known_to_be_unsent(opened, make_settings, hh, vacancy):
    """A defect of ours after the permit was taken: what may have left counts until hh.ru was read."""
    async with opened() as app:
        action, taken = await agreed(app, vacancy), []

        def look(sql: str) -> None:
            if sql.startswith("update actions") and "state = 'sending'" in sql:
                taken.append(sql)
            elif len(taken) == 1 and not app.store._database.in_transaction:
                taken.append(sql)
                change_behind_its_back(make_settings(), "alter table sessions rename to gone")

        app.store._database.set_trace_callback(look)
        with pytest.raises(sqlite3.OperationalError):
            await app.gate.send(action)
        app.store._database.set_trace_callback(None)
        broken = app.store.actions.get(action.id)
        assert (broken.state, broken.reason) == (State.UNKNOWN, "crash")
        change_behind_its_back(make_settings(), "alter table gone rename to sessions")
        hh.advance(61)
        await app.hh.get_resumes()  # any answer of hh.ru tells the time there
        assert (await app.gate.find(action.id)).state is State.NOT_SENT
    assert hh.requests("POST", POPUP) == []


async def test_a_call_given_up_once_the_permit_is_taken_sends_and_writes_down_what_became_of_it(opened, hh, vacancy):
    async with opened() as app:
        action = await agreed(app, vacancy)
        with anyio.CancelScope() as call:

            def give_up(sql: str) -> None:
                if sql.startswith("update actions") and "state = 'sending'" in sql:
                    call.cancel()

            app.store._database.set_trace_callback(give_up)
            await app.gate.send(action)
        assert call.cancel_called
        assert app.store.actions.get(action.id).state is State.SENT
    assert len(hh.responses_to(vacancy)) == 1


async def test_who_waits_for_another_call_notices_that_it_died(opened, make_settings, vacancy):
    async with opened() as app:
        action = await agreed(app, vacancy)
        with Store.open(make_settings().database) as victim:
            victim.actions.reserve(action, permit(action, action.text), Quota(limit=1), app.now())
            victim.owners.close()
            with anyio.fail_after(30):
                assert (await app.gate.send(action)).state is State.UNKNOWN


async def test_without_a_person_a_check_by_hh_stops_all_sending(opened, hh):
    """APPROVAL=auto: a permit that nobody gave does not say that the check is passed."""
    async with opened(approval="auto") as app:
        hh.fault(method="POST", path=POPUP, kind="captcha", times=1)
        for n in range(2):
            action = await app.gate.propose_response(hh.add_vacancy(name=f"{n}"), RESUME, "", ())
            with pytest.raises(CaptchaRequired):
                await app.gate.send(action)
    assert len(hh.requests("POST", POPUP)) == 1


async def test_an_action_of_another_account_is_not_found(opened, vacancy):
    async with opened() as mine, opened(account="other") as theirs:
        action = await agreed(mine, vacancy)
        with pytest.raises(NotFound):
            await theirs.gate.find(action.id)


async def test_a_process_that_has_not_heard_hh_looks_again_before_it_sends(opened, hh):
    vacancy = hh.add_vacancy(id="919000003", name="Аналитик")
    async with opened() as app:
        action = await agreed(app, vacancy)
    hh.add_vacancy(id=vacancy, name="Аналитик", archived=True)
    async with opened() as app:
        with pytest.raises(VacancyArchived):
            await app.gate.send(action)
    assert hh.requests("POST", POPUP) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Курьер"},
        {"salary": {"from": 90000, "to": None, "currency": "RUR"}},
        {"area": {"id": "2", "name": "Санкт-Петербург"}},
        {"employer": {"id": "777002", "name": "Лютик"}},
    ],
    ids=lambda changed: next(iter(changed)),
)
async def test_whatever_the_person_saw_of_a_vacancy_must_still_be_so(opened, hh, changed):
    seen = {"id": "919000004", "name": "Аналитик", "employer": {"id": "777001", "name": "Ромашка"}}
    vacancy, moment = hh.add_vacancy(**seen), datetime.now(UTC)
    async with opened(lambda: moment) as app:
        action = await agreed(app, vacancy)
        hh.add_vacancy(**seen | changed)
        moment += timedelta(minutes=11)
        with pytest.raises(Changed):
            await app.gate.send(action)
        assert app.store.actions.get(action.id).state is State.EXPIRED
    assert hh.requests("POST", POPUP) == []


async def test_a_chat_that_was_refused_since_the_yes_is_asked_about_again(opened, hh, vacancy):
    moment = datetime.now(UTC)
    async with opened(lambda: moment) as app:
        sent = await app.gate.send(await agreed(app, vacancy))
        chat = (await app.hh.find_response(vacancy, RESUME)).chat_id
        message = await app.gate.propose_message(chat, "Когда удобно?")
        message = approval.approve(app.store, message, "test", moment)
        hh.employer(response_id=hh.responses_to(vacancy)[0]["id"], act="discard", text="К сожалению, нет.")
        moment += timedelta(minutes=11)
        with pytest.raises(Changed):
            await app.gate.send(message)
    assert sent.state is State.SENT
    assert hh.requests("POST", "chatik/api/send") == []


async def with_answers(app, hh):
    vacancy = hh.add_vacancy(name="С вопросами", has_test=True, test_required=True)
    asked = await app.hh.get_questions(vacancy)
    answers = tuple(
        Answer(question_id=q.id, options=(q.options[0].id,)) if q.options else Answer(question_id=q.id, text="Да")
        for q in asked
    )
    return await app.gate.propose_response(vacancy, RESUME, "", answers)


async def of_a_sent_response(app, hh):
    vacancy = hh.add_vacancy(name="Передумал")
    await app.gate.send(await agreed(app, vacancy))
    return await app.gate.propose_withdrawal(hh.responses_to(vacancy)[0]["id"])


@pytest.mark.parametrize(
    ("propose", "page"),
    [(with_answers, "/applicant/vacancy_response"), (of_a_sent_response, "/applicant/negotiations")],
    ids=["answers", "withdrawal"],
)
async def test_what_a_write_needs_is_read_before_it_counts_as_sent(opened, hh, propose, page):
    """A questionnaire and the list of responses: a site that is slow with them leaves the permit as it is."""
    async with opened(write_timeout=0.3) as app:
        action = approval.approve(app.store, await propose(app, hh), "test", app.now())
        posts = len(hh.requests("POST", "/applicant/"))
        hh.fault(method="GET", path=page, kind="hang", seconds=9)
        start = anyio.current_time()
        with pytest.raises(TimeoutError), anyio.fail_after(2.6):
            await app.gate.send(action)
        assert anyio.current_time() - start < 3.5
        hh.clear_faults()
        assert app.store.actions.get(action.id).state is State.APPROVED
        assert len(hh.requests("POST", "/applicant/")) == posts
        assert (await app.gate.send(action)).state is State.SENT


async def test_a_refusal_while_reading_leaves_the_permit_as_it_is(opened, hh):
    async with opened() as app:
        action = approval.approve(app.store, await of_a_sent_response(app, hh), "test", app.now())
        hh.fault(method="GET", path="/applicant/negotiations", kind="status", status=404, times=1)
        with pytest.raises(NotFound):
            await app.gate.send(action)
        assert app.store.actions.get(action.id).state is State.APPROVED
        assert (await app.gate.send(action)).state is State.SENT


async def test_a_post_takes_no_more_time_than_its_call_has(opened, hh, vacancy, caplog):
    """hh.ru asks for a pause longer than the call has: nothing leaves, and the answer comes in time."""
    async with opened(write_timeout=0.3) as app, anyio.create_task_group() as others:
        action = await agreed(app, vacancy)
        hh.fault(method="GET", path="/applicant/resumes", kind="status", status=429, retry_after=30, times=1)
        caplog.set_level("DEBUG", "hh_mcp.hh")
        others.start_soon(app.hh.get_resumes)
        with anyio.fail_after(5):
            while "/applicant/resumes -> 429" not in caplog.text:
                await anyio.lowlevel.checkpoint()
        start = anyio.current_time()
        with pytest.raises(Timeout), anyio.fail_after(3):
            await app.gate.send(action)
        assert anyio.current_time() - start < 3
        assert app.store.actions.get(action.id).state is State.NOT_SENT
        others.cancel_scope.cancel()
    assert hh.requests("POST", POPUP) == []


async def test_a_no_just_before_the_permit_is_taken_is_heeded(opened, make_settings, hh, vacancy):
    """Another door says no after all was looked at again, in the very moment before the permit is taken."""
    async with opened() as app:
        action = await agreed(app, vacancy)
        with Store.open(make_settings().database, app.settings.key) as other:

            def refuse(sql: str) -> None:
                if sql.lower().startswith("begin"):
                    app.store._database.set_trace_callback(None)
                    approval.decline(other, action, "terminal", app.now())

            app.store._database.set_trace_callback(refuse)
            assert (await app.gate.send(action)).state is State.DECLINED
    assert hh.requests("POST", POPUP) == []


async def test_a_no_while_the_last_look_is_taken_is_heeded(opened, make_settings, hh):
    async with opened() as app:
        action = approval.approve(app.store, await of_a_sent_response(app, hh), "test", app.now())
        hh.fault(method="GET", path="/applicant/negotiations", kind="slow", seconds=0.5, times=1)
        read = len(hh.requests("GET", "/applicant/negotiations"))
        states: list[State] = []

        async def send() -> None:
            states.append((await app.gate.send(action)).state)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(send)
            while len(hh.requests("GET", "/applicant/negotiations")) == read:
                await anyio.sleep(0.01)
            with Store.open(make_settings().database, app.settings.key) as other:
                approval.decline(other, action, "terminal", app.now())
            assert states == []
    assert states == [State.DECLINED]
    assert hh.requests("POST", "negotiations/decline") == []
