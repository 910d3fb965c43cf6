"""Whom hh.ru hides from whom: a resume from an employer by its lists, an employer from the person by theirs."""

from datetime import UTC, datetime, timedelta

import pytest
from sandbox_browser import RESUME, TESTER_RESUME, Application, Browser
from support import in_terminal, yes

pytestmark = pytest.mark.anyio


@pytest.fixture
def application(hh):
    """What the person does on hh.ru by hand, through its API of before December 2025."""
    hh.reset(legacy_api=True)
    browser = Browser(hh.url)
    with browser.http:
        yield Application(browser.sign_in())


@pytest.fixture
def call(application):
    access = application.tokens()["access_token"]

    def called(method, path, **more):
        answer = application.call(access, method, path, **more)
        assert answer.status_code < 300, answer.text
        return answer

    return called


@pytest.fixture
def vacancy(hh, application):
    return hh.add_vacancy(name="Инженер по тестированию")


def show_only(call, access, vacancy, *, listed):
    """Set whom the resume is shown to; the employer of the vacancy joins the list where `listed`."""
    call("PUT", f"/resumes/{RESUME}", json={"access": {"type": {"id": access}}})
    if listed:
        employer = call("GET", f"/vacancies/{vacancy}").json()["employer"]["id"]
        call("POST", f"/resumes/{RESUME}/{access}", json={"items": [{"id": employer}]})


@pytest.mark.parametrize(("access", "listed"), [("whitelist", False), ("blacklist", True)])
async def test_a_resume_hidden_from_the_employer_is_refused_before_anybody_is_asked(
    connect, hh, era, vacancy, call, access, listed
):
    show_only(call, access, vacancy, listed=listed)
    person = yes()
    async with connect(person, mode=era) as assistant:
        text = await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME)
        assert (await assistant.call("get_status"))["responses"]["used"] == 0
    assert text.startswith("[resume_not_published]")
    assert "скрывают его от этого работодателя" in text
    assert person.asked == hh.requests("POST", "vacancy_response/popup") == []


@pytest.mark.parametrize(("access", "listed"), [("whitelist", True), ("blacklist", False)])
async def test_a_resume_of_limited_visibility_that_the_employer_sees_is_sent(
    connect, hh, vacancy, call, access, listed
):
    show_only(call, access, vacancy, listed=listed)
    async with connect(yes()) as assistant:
        answer = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert answer["status"] == "sent"


async def test_a_white_list_hides_from_every_anonymous_vacancy(connect, hh, call):
    vacancy = hh.add_vacancy(name="Без имени", type="anonymous")
    show_only(call, "whitelist", vacancy, listed=False)
    async with connect(yes()) as assistant:
        text = await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert text.startswith("[resume_not_published]")


async def test_without_a_choice_the_resume_that_the_employer_sees_is_taken(connect, hh, vacancy, call):
    show_only(call, "blacklist", vacancy, listed=True)
    async with connect(yes()) as assistant:
        await assistant.call("respond", vacancy_id=vacancy)
    (sent,) = hh.responses_to(vacancy)
    assert sent["resume_hash"] == TESTER_RESUME


async def test_a_resume_hidden_since_the_yes_is_not_sent(connect, make_settings, hh, vacancy, call):
    moment = datetime.now(UTC)
    async with connect(None, now=lambda: moment) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        in_terminal(make_settings(), ["approvals", "approve", pending["action_id"]], "да\n")
        show_only(call, "blacklist", vacancy, listed=True)
        moment += timedelta(minutes=11)
        text = await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert text.startswith("[resume_not_published]")
    assert hh.requests("POST", "vacancy_response/popup") == []


def test_hh_ru_itself_refuses_such_a_resume_on_both_routes(application, call, vacancy):
    show_only(call, "blacklist", vacancy, listed=True)
    site = application.person.respond(vacancy)
    assert (site.status_code, site.json()) == (400, {"error": "unknown"})
    access = application.tokens()["access_token"]
    api = application.call(access, "POST", "/negotiations", data={"vacancy_id": vacancy, "resume_id": RESUME})
    assert (api.status_code, api.json()["errors"][0]["value"]) == (403, "resume_visibility_conflict")


async def test_a_hidden_employer_is_not_responded_to(connect, hh, vacancy, call):
    employer = call("GET", f"/vacancies/{vacancy}").json()["employer"]["id"]
    call("PUT", f"/employers/blacklisted/{employer}")
    person = yes()
    async with connect(person) as assistant:
        text = await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert text.startswith("[excluded]")
    assert person.asked == hh.requests("POST", "vacancy_response/popup") == []
