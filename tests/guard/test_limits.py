"""The window of 24 hours counts what the person did elsewhere, and believes hh.ru when it says enough."""

import sqlite3
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from support import RESUME, Clock, in_terminal, run_with, yes

from hh_mcp.guard import approval, limits

pytestmark = pytest.mark.anyio


async def test_what_the_person_sent_elsewhere_counts(connect, hh, vacancy):
    """A second computer with a store of its own stands for the site."""
    async with connect(yes(), home_name="elsewhere") as site:
        for n in range(2):
            await site.call("respond", vacancy_id=hh.add_vacancy(name=f"С сайта {n}"), resume_id=RESUME)
    async with connect(yes(), daily_responses=3) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        assert (await assistant.call("get_status"))["responses"]["used"] == 3
        text = await assistant.error("respond", vacancy_id=hh.add_vacancy(name="Ещё"), resume_id=RESUME)
    assert text.startswith("[limit_reached]")


async def test_the_list_is_read_at_most_once_a_minute(connect, hh):
    moment = datetime.now(UTC)
    async with connect(yes(), now=lambda: moment) as assistant:
        for n in range(3):
            await assistant.call("respond", vacancy_id=hh.add_vacancy(name=f"{n}"), resume_id=RESUME)
        assert len(hh.requests("GET", "/applicant/negotiations")) == 1
        moment += timedelta(seconds=61)
        await assistant.call("respond", vacancy_id=hh.add_vacancy(name="9"), resume_id=RESUME)
        assert len(hh.requests("GET", "/applicant/negotiations")) == 2


async def test_hh_says_enough_and_is_believed_until_it_would_take_more(connect, hh, vacancy):
    hh.reset(responses_limit=1)
    first, second, third = (hh.add_vacancy(name=f"{n}") for n in range(3))
    moment = datetime.now(UTC)
    async with connect(yes(), now=lambda: moment) as assistant:
        await assistant.call("respond", vacancy_id=first, resume_id=RESUME)
        refused = await assistant.error("respond", vacancy_id=second, resume_id=RESUME)
        assert refused.startswith("[limit_reached]")
        asked = len(hh.requests())
        text = await assistant.error("respond", vacancy_id=third, resume_id=RESUME)
        assert text.startswith("[limit_reached]")
        assert len(hh.requests()) == asked
        status = await assistant.call("get_status")
        frees = (moment + timedelta(hours=24)).astimezone().strftime("%Y-%m-%d %H:%M")
        assert status["responses"]["frees_at"] == frees
        moment += timedelta(hours=24, seconds=1)
        hh.advance(24 * 3600 + 1)
        sent = await assistant.call("respond", vacancy_id=third, resume_id=RESUME)
        assert sent["status"] == "sent"


async def test_a_list_that_shows_room_opens_what_was_closed(connect, hh, vacancy):
    """hh.ru said enough while its list could not be read: once it can, the guess of an hour is over."""
    hh.reset(responses_limit=1)
    vacancy, other = hh.add_vacancy(name="Наша"), hh.add_vacancy(name="С сайта")
    moment = datetime.now(UTC)

    def pass_by(**time):
        nonlocal moment
        moment += timedelta(**time)
        hh.advance(timedelta(**time).total_seconds())

    async with connect(yes(), home_name="elsewhere") as site:
        await site.call("respond", vacancy_id=other, resume_id=RESUME)
    same = {"vacancy_id": vacancy, "resume_id": RESUME}
    async with connect(yes(), now=lambda: moment) as assistant:
        pass_by(hours=23, minutes=50)
        hh.fault(method="GET", path="/applicant/negotiations", kind="status", status=500, times=20)
        assert (await assistant.error("respond", **same)).startswith("[limit_reached]")
        pass_by(minutes=2)
        assert (await assistant.error("respond", **same)).startswith("[limit_reached]")
        hh.clear_faults()
        pass_by(minutes=10)
        assert (await assistant.call("respond", **same))["status"] == "sent"


async def test_an_hour_has_a_cap_of_its_own(connect, hh):
    moment = datetime.now(UTC)
    async with connect(yes(), now=lambda: moment, hourly_responses=2) as assistant:
        for n in range(2):
            await assistant.call("respond", vacancy_id=hh.add_vacancy(name=f"{n}"), resume_id=RESUME)
        third = hh.add_vacancy(name="Третья")
        text = await assistant.error("respond", vacancy_id=third, resume_id=RESUME)
        assert text.startswith("[limit_reached]")
        hh.advance(3602)  # a Date has whole seconds
        await assistant.call("list_resumes")  # any answer of hh.ru tells the time there
        assert (await assistant.call("respond", vacancy_id=third, resume_id=RESUME))["status"] == "sent"


@pytest.mark.parametrize("jump", [timedelta(days=30), timedelta(days=-30), timedelta(hours=25), timedelta(hours=-1)])
async def test_no_change_of_our_clock_opens_the_window(connect, hh, vacancy, jump):
    moment = datetime.now(UTC)
    async with connect(yes(), now=lambda: moment, daily_responses=1) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        moment += jump
        text = await assistant.error("respond", vacancy_id=hh.add_vacancy(name="Ещё"), resume_id=RESUME)
    assert text.startswith("[limit_reached]")


async def test_an_employer_that_refused_is_left_out_on_request(connect, hh):
    employer = {"id": "777003", "name": "Строгая компания"}
    vacancy = hh.add_vacancy(name="Первая", employer=employer)
    moment = datetime.now(UTC)
    async with connect(yes(), now=lambda: moment, exclude_refused_by="block") as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        hh.employer(response_id=hh.responses_to(vacancy)[0]["id"], act="discard", text="К сожалению, нет.")
        moment += timedelta(minutes=2)
        again = hh.add_vacancy(name="Вторая", employer=employer)
        text = await assistant.error("respond", vacancy_id=again, resume_id=RESUME)
    assert text.startswith("[excluded]")
    assert "«Строгая компания»" in text


async def test_a_thank_you_after_a_refusal_is_the_persons_to_send(connect, hh, era, vacancy):
    person = yes()
    async with connect(person, mode=era) as assistant:
        chat = (await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME))["chat_id"]
        hh.employer(response_id=hh.responses_to(vacancy)[0]["id"], act="discard", text="К сожалению, нет.")
        told = (await assistant.call("get_chat", chat_id=chat))["can_write"]
        result = await assistant.raw("send_message", chat_id=chat, text="Спасибо за ответ!")
    assert told is not result.is_error, "what get_chat says and what send_message does are one"
    if told:
        assert "уже отказал" in person.asked[-1]


@pytest.mark.parametrize("possibility", ["ENABLED_FOR_ALL", "DISABLED_FOR_APPLICANT", "ENABLED_AFTER_INVITATION"])
async def test_one_rule_says_where_one_may_write(connect, hh, possibility):
    chat = hh.add_chat(write_possibility=possibility)
    async with connect(yes()) as assistant:
        told = (await assistant.call("get_chat", chat_id=chat))["can_write"]
        listed = next(c for c in (await assistant.call("list_chats"))["items"] if c["id"] == chat)
        result = await assistant.raw("send_message", chat_id=chat, text="Добрый день!")
    assert told is (listed.get("can_write") is not False) is not result.is_error


async def test_messages_have_a_limit_of_their_own(connect, hh, vacancy):
    chat = hh.add_chat()
    person = yes()
    async with connect(person, daily_messages=0) as assistant:
        sent = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        assert sent["status"] == "sent"
        text = await assistant.error("send_message", chat_id=chat, text="Добрый день!")
    assert text.startswith("[limit_reached]")
    assert len(person.asked) == 1  # about the response only


async def test_what_hh_did_not_take_does_not_close_the_window_for_a_day(connect, hh, vacancy):
    """The person used the last slot elsewhere after our look: the refused POST itself must not count as the oldest."""
    hh.reset(responses_limit=1)
    vacancy, other = hh.add_vacancy(name="Наша"), hh.add_vacancy(name="С сайта")
    moment = datetime.now(UTC)
    async with connect(None, now=lambda: moment) as assistant, connect(yes(), home_name="elsewhere") as site:
        same = {"vacancy_id": vacancy, "resume_id": RESUME}
        agree(assistant, await assistant.call("respond", **same))
        await site.call("respond", vacancy_id=other, resume_id=RESUME)
        assert (await assistant.error("respond", **same)).startswith("[limit_reached]")
        assert len(hh.requests("POST", "vacancy_response/popup")) == 2
        status = (await assistant.call("get_status"))["responses"]
    frees = datetime.strptime(status["frees_at"], "%Y-%m-%d %H:%M").astimezone()
    assert status["used"] == 0
    assert timedelta(minutes=58) < frees - moment < timedelta(minutes=62)


async def test_a_yes_from_before_the_check_does_not_say_that_it_is_passed(connect, hh):
    """hh.ru wants to see a person: only who agrees after that warning has heard of it."""
    first, second = ({"vacancy_id": hh.add_vacancy(name=f"{n}"), "resume_id": RESUME} for n in range(2))
    posts = partial(hh.requests, "POST", "vacancy_response/popup")
    async with connect(None) as assistant:
        for call in (first, second):
            agree(assistant, await assistant.call("respond", **call))
        hh.fault(method="POST", path="vacancy_response/popup", kind="captcha", times=1)
        assert (await assistant.error("respond", **first)).startswith("[captcha_required]")
        assert (await assistant.error("respond", **second)).startswith("[captcha_required]")
        assert len(posts()) == 1
        agree(assistant, await assistant.call("respond", **second))
        assert (await assistant.call("respond", **second))["status"] == "sent"
        assert len(posts()) == 2


async def test_a_clock_set_back_does_not_stop_the_look_at_hh(connect, hh, vacancy):
    moment = datetime.now(UTC)
    async with connect(yes(), now=lambda: moment) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        moment -= timedelta(hours=1)
        await assistant.call("respond", vacancy_id=hh.add_vacancy(name="Ещё"), resume_id=RESUME)
        assert len(hh.requests("GET", "/applicant/negotiations")) == 2


async def test_a_list_that_cannot_be_read_stops_nobody(connect, hh, vacancy):
    async with connect(yes()) as assistant:
        hh.fault(method="GET", path="/applicant/negotiations", kind="status", status=500, times=20)
        assert (await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME))["status"] == "sent"
        hh.clear_faults()


async def test_hh_is_believed_until_the_oldest_that_it_counts_is_a_day_old(connect, hh):
    """What was sent here nearly a day ago is the first to leave hh.ru's window."""
    hh.reset(responses_limit=2)
    first, second, third = (hh.add_vacancy(name=f"{n}") for n in range(3))
    moment = start = datetime.now(UTC)
    async with connect(yes(), now=lambda: moment) as assistant:
        await assistant.call("respond", vacancy_id=first, resume_id=RESUME)
        moment += timedelta(hours=23, minutes=30)
        hh.advance(23.5 * 3600)
        await assistant.call("respond", vacancy_id=second, resume_id=RESUME)
        assert (await assistant.error("respond", vacancy_id=third, resume_id=RESUME)).startswith("[limit_reached]")
        status = (await assistant.call("get_status"))["responses"]
    frees = datetime.strptime(status["frees_at"], "%Y-%m-%d %H:%M").astimezone()
    assert abs(frees - start - timedelta(hours=24)) < timedelta(minutes=2)


async def test_a_full_hour_is_told_before_the_person_is_asked(connect, hh, vacancy):
    person = yes()
    async with connect(person, hourly_responses=1) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        text = await assistant.error("respond", vacancy_id=hh.add_vacancy(name="Ещё"), resume_id=RESUME)
    assert text.startswith("[limit_reached]")
    assert len(person.asked) == 1


def agree(assistant, pending) -> None:
    """The person says yes elsewhere: the next identical call sends."""
    assert pending["status"] == "pending_approval"
    app = assistant.client.server._app
    approval.approve(app.store, app.store.actions.get(pending["action_id"]), "test", app.now())


async def test_every_response_made_by_hand_counts(connect, hh, vacancy):
    """45 by hand are three pages of hh.ru's list, newest first; what was read whole is not read again."""
    async with connect(yes(), home_name="elsewhere", hourly_responses=200) as site:
        for n in range(45):
            await site.call("respond", vacancy_id=hh.add_vacancy(name=f"С сайта {n}"), resume_id=RESUME)
    asked = len(hh.requests("GET", "/applicant/negotiations"))
    hh.advance(2 * 3600)
    moment = datetime.now(UTC) + timedelta(hours=2)
    async with connect(yes(), now=lambda: moment, daily_responses=45) as assistant:
        for pages in (3, 4):
            text = await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME)
            assert text.startswith("[limit_reached]")
            assert len(hh.requests("GET", "/applicant/negotiations")) - asked == pages
            assert (await assistant.call("get_status"))["responses"]["used"] == 45
            moment += timedelta(seconds=61)


async def test_where_not_all_is_known_hh_is_asked_again_in_an_hour(connect, hh, vacancy):
    """The list cannot be read: what we sent ourselves does not tell when hh.ru has room again."""
    hh.reset(responses_limit=1)
    vacancy, other = hh.add_vacancy(name="Первая"), hh.add_vacancy(name="Вторая")
    moment = datetime.now(UTC)
    async with connect(yes(), now=lambda: moment) as assistant:
        hh.fault(method="GET", path="/applicant/negotiations", kind="status", status=500, times=20)
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        assert (await assistant.error("respond", vacancy_id=other, resume_id=RESUME)).startswith("[limit_reached]")
        status = (await assistant.call("get_status"))["responses"]
        hh.clear_faults()
    frees = datetime.strptime(status["frees_at"], "%Y-%m-%d %H:%M").astimezone()
    assert timedelta(minutes=58) < frees - moment < timedelta(minutes=62)


@pytest.mark.parametrize("kind", ["respond", "message"])
async def test_two_names_of_one_person_share_a_limit(connect, hh, vacancy, kind):
    chat, other = hh.add_chat(), hh.add_vacancy(name="Вторая")
    limits = {"daily_messages": 1, "daily_responses": 1}
    async with connect(yes(), account="a", **limits) as a, connect(yes(), account="b", **limits) as b:
        if kind == "message":
            await a.call("send_message", chat_id=chat, text="Добрый день!")
            text = await b.error("send_message", chat_id=hh.add_chat(), text="Добрый вечер!")
        else:
            await a.call("respond", vacancy_id=vacancy, resume_id=RESUME)
            text = await b.error("respond", vacancy_id=other, resume_id=RESUME)
            assert (await b.call("get_status"))["responses"]["used"] == 1, "each once"
    assert text.startswith("[limit_reached]")


async def test_a_person_can_lift_what_hh_has_closed(connect, make_settings, hh):
    hh.reset(responses_limit=1)
    first, second = (hh.add_vacancy(name=f"{n}") for n in range(2))
    async with connect(yes()) as assistant:
        await assistant.call("respond", vacancy_id=first, resume_id=RESUME)
        assert (await assistant.error("respond", vacancy_id=second, resume_id=RESUME)).startswith("[limit_reached]")
        asked = len(hh.requests())
        run_with(make_settings(), "reopen", code=4)
        in_terminal(make_settings(), ["reopen"], "")
        await assistant.error("respond", vacancy_id=second, resume_id=RESUME)
        assert len(hh.requests()) > asked, "hh.ru is asked again"


async def test_a_yes_at_the_limit_waits_for_its_slot(connect, hh, era):
    moment = datetime.now(UTC)
    calls = [{"vacancy_id": hh.add_vacancy(name=f"{n}"), "resume_id": RESUME} for n in range(3)]
    async with connect(None, mode=era, now=lambda: moment, daily_responses=1) as assistant:
        for pending in [await assistant.call("respond", **call) for call in calls]:
            agree(assistant, pending)
            moment += timedelta(seconds=1)
        sent, *held = [await assistant.call("respond", **call) for call in calls]
        assert (sent["status"], [one["status"] for one in held]) == ("sent", ["pending_approval"] * 2)
        days = [(moment + timedelta(days=n)).astimezone().strftime("%Y-%m-%d") for n in (1, 2)]
        assert [one["leaves_at"][:10] for one in held] == days, "one a day, in the order of the yes"
        assert held[0]["reason"] == "limit_reached"
        assert held[0]["leaves_at"] in held[0]["next_step"]
        moment += timedelta(hours=3)
        hh.advance(3 * 3600)
        later = await assistant.call("get_action", action_id=held[0]["action_id"])
        assert (later["status"], later["leaves_at"]) == ("pending_approval", held[0]["leaves_at"])
        moment += timedelta(hours=22)
        hh.advance(22 * 3600)
        assert (await assistant.call("respond", **calls[1]))["status"] == "sent"


@asynccontextmanager
async def held_at_the_limit(connect, hh, clock):
    """A yes that waits for tomorrow's slot, in a server that has ended since; then the next one."""
    calls = [{"vacancy_id": hh.add_vacancy(name=f"{n}"), "resume_id": RESUME} for n in range(2)]
    options = {"now": clock, "daily_responses": 1}
    async with connect(None, **options) as assistant:
        for pending in [await assistant.call("respond", **call) for call in calls]:
            agree(assistant, pending)
        await assistant.call("respond", **calls[0])
        held = await assistant.call("respond", **calls[1])
        assert (held["status"], held["reason"]) == ("pending_approval", "limit_reached")
    async with connect(None, **options) as assistant:
        yield assistant, calls[1], held


async def test_a_yes_at_the_limit_survives_a_restart(connect, make_settings, hh):
    clock, settings = Clock(), make_settings()
    async with held_at_the_limit(connect, hh, clock) as (assistant, call, held):
        assert (await assistant.call("get_action", action_id=held["action_id"]))["leaves_at"] == held["leaves_at"]
        run_with(settings, "audit", "verify")
        clock.passed += timedelta(hours=47)  # the last hour in which it may leave
        hh.advance(47 * 3600)
        assert (await assistant.call("respond", **call))["status"] == "sent"
        run_with(settings, "audit", "verify")
    assert len(hh.responses_to(call["vacancy_id"])) == 1


async def test_a_yes_at_the_limit_cannot_be_prolonged_by_sql(connect, make_settings, hh):
    clock, settings = Clock(), make_settings()
    async with held_at_the_limit(connect, hh, clock) as (assistant, call, held):
        with closing(sqlite3.connect(settings.database, isolation_level=None)) as knife:
            knife.execute("update actions set expires_at = ? where id = ?", [2**42, held["action_id"]])
        assert held["action_id"] in run_with(settings, "audit", "verify", code=1).stderr
        clock.passed += timedelta(hours=49)
        hh.advance(49 * 3600)
        outcome = await assistant.call("respond", **call)
        assert (outcome["status"], outcome["reason"]) == ("refused", "unproven")
    assert hh.responses_to(call["vacancy_id"]) == []


async def test_a_yes_given_at_the_limit_lives_and_can_be_taken_back(connect, hh):
    moment = datetime.now(UTC)
    calls = [{"vacancy_id": hh.add_vacancy(name=f"{n}"), "resume_id": RESUME} for n in range(2)]
    async with connect(None, now=lambda: moment, daily_responses=1) as assistant:
        first, second = [await assistant.call("respond", **call) for call in calls]
        agree(assistant, first)
        await assistant.call("respond", **calls[0])
        agree(assistant, second)  # in a terminal, say: nobody tries to send it
        moment += timedelta(hours=5)
        held = await assistant.call("get_action", action_id=second["action_id"])
        assert held["leaves_at"]
        app = assistant.client.server._app
        approval.decide(app.store, app.store.actions.get(second["action_id"]), "terminal", app.now(), yes=False)
        assert (await assistant.call("get_action", action_id=second["action_id"]))["status"] == "declined"
    assert len(hh.requests("POST", "vacancy_response/popup")) == 1


async def test_what_can_leave_at_once_waits_for_nothing(opened, hh, vacancy):
    async with opened(daily_responses=2) as app:
        action = approval.approve(
            app.store, await app.gate.propose_response(vacancy, RESUME, "", ()), "test", app.now()
        )
        assert limits.leaves_at(app.settings, app.store, app.hh, action, app.now()) is None
