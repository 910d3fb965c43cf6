"""hh.ru's answers become the same models, whichever route they came by; anything else is a typed error."""

import contextlib
import copy
import html
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import hh_samples as samples
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hh_mcp.hh import (
    api_chats,
    api_mapping,
    api_person,
    api_person_mapping,
    chat_mapping,
    questionnaire,
    response_pages,
    resume_pages,
    site,
    site_extra,
    vacancy_pages,
)
from hh_mcp.hh.errors import BadArgument, BlockedBySite, CaptchaRequired, HHError, SiteChanged, TestRequired
from hh_mcp.hh.models import (
    Account,
    Answer,
    Chat,
    Education,
    Employer,
    EmployerRef,
    Job,
    Language,
    Message,
    Model,
    Option,
    Question,
    Relation,
    Response,
    ResponseForm,
    Resume,
    ResumeDetail,
    ResumeView,
    Salary,
    Vacancy,
    VacancyDetail,
)
from hh_mcp.hh.refusals import REFUSALS, refusal_in
from hh_mcp.hh.response_pages import to_response
from hh_mcp.hh.state_page import read_state
from hh_mcp.hh.tree import moment

MSK = timezone(timedelta(hours=3))

MAPPERS: dict[str, tuple[Any, Callable[[Any], object]]] = {
    "account": (samples.RESUMES_PAGE, site.to_account),
    "resumes": (samples.RESUMES_PAGE, lambda body: resume_pages.to_resumes(body, "/p")),
    "resume": (samples.RESUME_PAGE, lambda body: resume_pages.to_resume_detail(body, "/p")),
    "search": (samples.SEARCH_PAGE, lambda body: vacancy_pages.to_page(body, 0, 50)),
    "vacancy": (samples.VACANCY_PAGE, lambda body: vacancy_pages.to_vacancy_detail(body, "900000001")),
    "popup": (samples.POPUP, lambda body: response_pages.to_response_form("900000001", body, "/p")),
    "status": (samples.POPUP, response_pages.to_response_status),
    "responses": (samples.NEGOTIATIONS_PAGE, lambda body: response_pages.to_response_page(body, 0, "/p")),
    "questionnaire": (samples.TEST_PAGE, lambda body: response_pages.to_questionnaire(body, "900000001")),
    "chats": (samples.CHATS, lambda body: chat_mapping.to_chat_page(body, 0)),
    "chat": (samples.CHAT_DATA, lambda body: chat_mapping.to_chat_detail(body, "5500000001")),
    "views": (samples.VIEWS_PAGE, site_extra.to_views),
    "api vacancies": (samples.API_PAGE, lambda body: api_mapping.to_page(body, "/p")),
    "api vacancy": (samples.API_VACANCY, lambda body: api_mapping.to_vacancy_detail(body, "/p")),
    "api employer": (samples.API_EMPLOYER, lambda body: api_mapping.to_employer(body, "/p")),
    "api account": (samples.API_ME, api_person_mapping.to_account),
    "api resumes": (samples.API_RESUMES, api_person_mapping.to_resumes),
    "api resume": (samples.API_RESUME, api_person_mapping.to_resume_detail),
    "api responses": (samples.API_NEGOTIATIONS, api_person_mapping.to_response_page),
    "api views": (samples.API_VIEWS, api_person_mapping.to_views),
    "api chat": (samples.API_CHAT, lambda body: api_chats.to_chat(body, "/p")),
    "api form": (samples.API_VACANCY, lambda body: api_person.to_form("1", body, [])),
    "refusal": (
        {"error": [{"key": "x"}], "errors": [{"type": "a"}], "responseStatus": {"test-required": True}},
        refusal_in,
    ),
}

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.just([]),
    st.just({}),
    st.just([{}]),
    st.just([None]),
    st.just([[]]),
    st.just({"$": "x"}),
    st.just("true"),
    st.just(10**400),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict):
        for key, child in value.items():
            found += places(child, (*path, key))
    if isinstance(value, list):
        for index, child in enumerate(value):
            found += places(child, (*path, index))
    return found


def put(value: Any, path: tuple[Any, ...], new: Any, remove: bool) -> Any:
    if not path:
        return new
    changed = copy.deepcopy(value)
    target = changed
    for key in path[:-1]:
        target = target[key]
    if remove:
        del target[path[-1]]
    else:
        target[path[-1]] = new
    return changed


@pytest.mark.parametrize("name", MAPPERS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_mutated_answer_becomes_a_model_or_a_typed_error(name: str, data: st.DataObject):
    sample, mapper = MAPPERS[name]
    mutated = sample
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(places(mutated)))
        mutated = put(mutated, path, data.draw(JUNK), data.draw(st.booleans()))
    try:
        found = mapper(mutated)
    except HHError:
        return
    items = found if isinstance(found, tuple) else (found,)
    assert all(item is None or isinstance(item, Model | str | HHError) for item in items)


@given(body=st.text() | st.builds(lambda x: f'<template id="HH-Lux-InitialState">{x}</template>', st.text()))
def test_any_page_is_a_state_or_a_typed_error(body: str):
    with contextlib.suppress(HHError):
        assert isinstance(read_state("/page", body), dict)


@given(value=st.integers() | st.text() | st.floats() | st.dictionaries(st.just("$"), st.text() | st.integers()))
def test_any_time_is_aware_or_none(value: Any):
    found = moment({"at": value}, "at")
    assert found is None or found.tzinfo is not None


# An absent questionnaire and an empty history are answers; the last three read what may be missing.
TOLERANT = ("questionnaire", "views", "refusal", "status", "api form")


@pytest.mark.parametrize("name", [name for name in MAPPERS if name not in TOLERANT])
def test_an_answer_of_another_shape_names_the_page_and_the_key(name: str):
    with pytest.raises(SiteChanged, match=r": no \S+"):
        MAPPERS[name][1]({"something": "else"})


def test_a_resume_of_the_site():
    detail = resume_pages.to_resume_detail(samples.RESUME_PAGE, "/resume")
    assert detail == ResumeDetail(
        id=samples.HASH,
        numeric_id="300000001",
        title="Python developer",
        status="published",
        access="clients",
        area="Moscow",
        area_id="1",
        salary=Salary(start=250000),
        experience_months=64,
        updated_at=datetime.fromtimestamp(1788000000, UTC),
        can_raise=False,
        next_raise_at=datetime.fromtimestamp(1788014400, UTC),
        first_name="Ivan",
        last_name="Testov",
        about="About me: free text",
        skills=("Python", "SQL"),
        roles=("Programmer",),
        jobs=(
            Job(
                company="Romashka",
                company_id="500001",
                position="Developer",
                start="2021-03-01",
                description="Did things",
            ),
        ),
        education=(
            Education(name="Test University", organization="Faculty", result="Speciality", year=2018),
            Education(name="Course", organization="School", year=2020),
        ),
        languages=(Language(name="eng", level="b2"),),
        work_formats=("REMOTE",),
        employment=("full",),
        relocation="no_relocation",
    )


def test_resumes_of_the_site_have_their_statistics():
    (resume,) = resume_pages.to_resumes(samples.RESUMES_PAGE, "/p")
    assert isinstance(resume, Resume)
    assert (resume.views_total, resume.views_new) == (14, 2)
    assert resume_pages.to_resumes({"applicantResumes": []}, "/p") == ()


@pytest.mark.parametrize(
    ("marks", "status"),
    [
        ({"status": "published"}, "published"),
        ({"status": "modified", "isSearchable": False}, "published"),
        ({"status": "new"}, "not_published"),
        ({"status": "not_finished"}, "not_published"),
        ({"status": "blocked"}, "blocked"),
        ({"status": "unheard"}, "published"),
        ({"status": "unheard", "isSearchable": False}, "not_published"),
    ],
)
def test_the_status_of_a_resume(marks: dict[str, Any], status: str):
    assert resume_pages.to_resume({"_attributes": {"hash": samples.HASH, **marks}}, "/p").status == status


def test_the_account_of_both_routes():
    assert site.to_account(samples.RESUMES_PAGE) == Account(
        id="70000001", first_name="Ivan", last_name="Testov", email="ivan@example.test", phone="79000000000"
    )
    assert api_person_mapping.to_account(samples.API_ME) == Account(
        id="99000001", first_name="Анна", last_name="Тестова", email="anna@example.test", phone="79000000000"
    )


def test_search_results_of_the_site():
    page = vacancy_pages.to_page(samples.SEARCH_PAGE, 0, 50)
    assert (page.found, page.pages) == (959, 20)
    assert page.items == (
        Vacancy(
            id="900000001",
            title="Python developer",
            employer=EmployerRef(name="Romashka", id="500001"),
            area="Moscow",
            salary=Salary(start=200000, end=300000, gross=False),
            experience="between1And3",
            employment="FULL",
            work_formats=("REMOTE", "HYBRID"),
            published_at=datetime(2026, 8, 29, 10, tzinfo=MSK),
            url="https://hh.ru/vacancy/900000001",
            requirement="Requirements",
            responsibility="Duties",
            has_test=True,
            letter_required=True,
            relations=frozenset({Relation.RESPONSE}),
        ),
        Vacancy(id="900000002", title="", employer=EmployerRef(name="—")),
    )


def test_the_number_of_pages_ends_at_the_2000th_result():
    many = copy.deepcopy(samples.SEARCH_PAGE)
    many["vacancySearchResult"]["totalResults"] = 100_000
    assert vacancy_pages.to_page(many, 0, 50).pages == 40
    del many["vacancySearchResult"]["totalResults"]
    assert vacancy_pages.to_page({**many, "searchCounts": {"value": 51}}, 0, 50).pages == 2


def test_a_vacancy_of_the_site():
    assert vacancy_pages.to_vacancy_detail(samples.VACANCY_PAGE, "900000001") == VacancyDetail(
        id="900000001",
        title="Python developer",
        employer=EmployerRef(name="Romashka", id="500001"),
        area="Moscow",
        salary=Salary(start=200000, gross=False),
        experience="between1And3",
        employment="FULL",
        work_formats=("REMOTE",),
        published_at=datetime(2026, 8, 29, 10, tzinfo=MSK),
        requirement="Requirements",
        responsibility="Duties",
        has_test=True,
        letter_required=True,
        relations=frozenset({Relation.RESPONSE}),
        description="<p>HTML text</p>",
        key_skills=("Python", "SQL"),
        address="Moscow, Testovaya, 1",
        metro=("Station",),
        test_required=True,
        allow_messages=True,
    )
    with pytest.raises(SiteChanged):
        vacancy_pages.to_vacancy_detail(samples.VACANCY_PAGE, "1")


@pytest.mark.parametrize("status", [{"archived": True}, {"disabled": True}])
def test_a_vacancy_that_is_gone_is_archived(status: dict[str, bool]):
    page = {"vacancyView": {**samples.VACANCY_PAGE["vacancyView"], "status": status}}
    assert vacancy_pages.to_vacancy_detail(page, "900000001").archived


def test_a_vacancy_of_the_api():
    assert api_mapping.to_vacancy_detail(samples.API_VACANCY, "/p") == VacancyDetail(
        id="900000001",
        title="Инженер по тестированию",
        employer=EmployerRef(name="ООО Пример", id="70000001"),
        area="Москва",
        salary=Salary(start=150000, end=220000, gross=False, mode="SHIFT"),
        experience="between1And3",
        employment="FULL",
        work_formats=("REMOTE",),
        published_at=datetime(2026, 9, 1, 10, tzinfo=MSK),
        url="https://hh.ru/vacancy/900000001",
        requirement="Опыт",
        responsibility="Тесты",
        has_test=True,
        letter_required=True,
        relations=frozenset({Relation.RESPONSE}),
        description="<p>Текст</p>",
        key_skills=("Python",),
        address="Москва, Тестовая, 1",
        metro=("Чистая",),
        roles=("Тестировщик",),
        test_required=True,
        closed_for_applicants=False,
        allow_messages=True,
    )


def test_vacancies_without_salary_name_or_own_form_of_response():
    bare = {
        "id": "1",
        "name": "X",
        "type": {"id": "direct"},
        "alternate_url": "https://hh.ru/vacancy/1",
        "salary": None,
    }
    found = api_mapping.to_vacancy({**bare, "employer": None}, "/p")
    assert (found.salary, found.employer, found.external_url) == (
        None,
        EmployerRef(name="—"),
        "https://hh.ru/vacancy/1",
    )
    assert api_mapping.to_vacancy({**bare, "type": {"id": "anonymous"}}, "/p").anonymous
    old = api_mapping.to_vacancy({**bare, "salary": {"from": 5, "to": None, "currency": "USD"}}, "/p")
    assert old.salary == Salary(start=5, currency="USD")
    page = api_mapping.to_page(samples.API_PAGE, "/p")
    assert (page.fixed_text, page.suggested_text, page.pages) == ("python", None, 1)


def test_a_response_of_both_routes():
    page = response_pages.to_response_page(samples.NEGOTIATIONS_PAGE, 1, "/p")
    assert (page.found, page.pages, page.page) == (62, 4, 1)
    assert page.items == (
        Response(
            id="5400000001",
            vacancy_id="900000001",
            vacancy_title="Python developer",
            employer=EmployerRef(name="Romashka", id="500001"),
            resume_id="300000001",
            chat_id="5500000001",
            state="discard",
            created_at=datetime(2026, 8, 29, 10, tzinfo=MSK),
            updated_at=datetime(2026, 8, 30, 10, tzinfo=MSK),
            viewed=True,
            has_updates=True,
            can_withdraw=True,
        ),
    )
    assert api_person_mapping.to_response_page(samples.API_NEGOTIATIONS).items == (
        Response(
            id="5400000001",
            vacancy_id="900000001",
            vacancy_title="QA",
            employer=EmployerRef(name="ООО Пример", id="70000001"),
            resume_id=samples.HASH,
            chat_id="5500000001",
            created_at=datetime(2026, 9, 1, 10, 5, tzinfo=MSK),
            updated_at=datetime(2026, 9, 2, 9, tzinfo=MSK),
            viewed=True,
            has_updates=True,
            can_withdraw=True,
        ),
    )


def test_what_is_asked_before_a_response():
    assert response_pages.to_response_form("900000001", samples.POPUP, "/p") == ResponseForm(
        vacancy_id="900000001",
        letter_required=True,
        letter_max_length=9000,
        has_test=True,
        external_url="https://jobs.example.test/1",
        applied_resume_ids=frozenset({"300000001"}),
        responses=1,
    )


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("alreadyApplied", {"responses": 1}),
        ("test-required", {"has_test": True, "test_required": True}),
        ("questionnaireRequired", {"has_test": True, "test_required": True}),
        ("quickResponse", {}),
    ],
)
def test_a_popup_with_a_type_only(kind: str, fields: dict[str, Any]):
    assert response_pages.to_response_form("1", {"type": kind}, "/p") == ResponseForm(vacancy_id="1", **fields)


QUESTIONS = (
    Question(id="1", text="Which?", options=(Option(id="11", name="One"), Option(id="12", name="Two")), open=True),
    Question(id="2", text="Why?", open=True),
    Question(id="3", text="All?", options=(Option(id="31", name="A"), Option(id="32", name="B")), multiple=True),
)


def test_a_questionnaire_and_its_answers():
    found = response_pages.to_questionnaire(samples.TEST_PAGE, "900000001")
    assert found is not None
    assert (found.uid, found.guid, found.required, found.questions) == ("77", "g-1", True, QUESTIONS)
    answers = (
        Answer(question_id="1", text="Свой ответ"),
        Answer(question_id="2", text="Потому что"),
        Answer(question_id="3", options=("31", "32")),
    )
    assert questionnaire.answer_fields(found, answers) == (
        ("uidPk", "77"),
        ("guid", "g-1"),
        ("startTime", "1788000000000"),
        ("testRequired", "true"),
        ("task_1", "open"),
        ("task_1_text", "Свой ответ"),
        ("task_2_text", "Потому что"),
        ("task_3", "31"),
        ("task_3", "32"),
    )
    assert response_pages.to_questionnaire(samples.TEST_PAGE, "1") is None


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(question_id="1", options=("11", "12")), BadArgument),
        (Answer(question_id="1", options=("99",)), BadArgument),
        (Answer(question_id="3", text="свой"), BadArgument),
        (Answer(question_id="2", text="  "), TestRequired),
        (Answer(question_id="9", text="x"), BadArgument),
    ],
)
def test_answers_that_do_not_fit_are_refused_before_anything_is_sent(answer: Answer, error: type[HHError]):
    found = response_pages.to_questionnaire(samples.TEST_PAGE, "900000001")
    assert found is not None
    good = {
        "1": Answer(question_id="1", options=("11",)),
        "2": Answer(question_id="2", text="x"),
        "3": Answer(question_id="3", options=("31",)),
    }
    with pytest.raises(error):
        questionnaire.answer_fields(found, tuple((good | {answer.question_id: answer}).values()))


LAST = Message(
    id="9900000002",
    text="Sorry",
    at=datetime(2026, 8, 30, 9, tzinfo=MSK),
    author="Anna",
    state="discard",
    buttons=("Yes",),
)


def test_chats_of_the_site():
    page, cursor = chat_mapping.to_chat_page(samples.CHATS, 0)
    assert (cursor, page.has_more, page.found) == ("cursor-1", True, 1)
    assert page.items == (
        Chat(
            id="5500000001",
            title="Python developer",
            employer=EmployerRef(name="Romashka"),
            vacancy_id="900000001",
            response_id="5400000001",
            resume_id="300000001",
            unread=1,
            can_write=True,
            last_message=LAST,
            updated_at=datetime(2026, 8, 30, 9, tzinfo=MSK),
        ),
    )


def test_a_chat_of_the_site_has_its_messages_oldest_first():
    detail = chat_mapping.to_chat_detail(samples.CHAT_DATA, "5500000001")
    assert [message.id for message in detail.messages] == ["9900000001", "9900000002"]
    assert detail.has_more
    assert (detail.chat.can_write, detail.chat.cannot_write_reason) == (False, "WITHOUT_INVITATION")
    assert detail.chat.resume_id == samples.HASH
    assert detail.chat.employer == EmployerRef(name="Romashka", id="500001")
    without_me = copy.deepcopy(samples.CHAT_DATA)
    del without_me["chat"]["currentParticipantId"]
    without_me["chat"]["messages"]["items"][0]["participantId"] = "1"
    assert [message.mine for message in chat_mapping.to_chat_detail(without_me, "5500000001").messages] == [False, True]


@pytest.mark.parametrize(
    ("possibility", "allowed", "reason"),
    [
        ({"name": "ENABLED_FOR_ALL"}, True, None),
        ({"name": "ENABLED_AFTER_INVITATION"}, True, None),
        (
            {"name": "ENABLED_AFTER_INVITATION", "writeDisabledReasons": ["WITHOUT_INVITATION"]},
            False,
            "WITHOUT_INVITATION",
        ),
        ({"name": "DISABLED_FOR_APPLICANT"}, False, "DISABLED_FOR_APPLICANT"),
        ({"name": "DISABLED", "writeDisabledReason": "X"}, False, "X"),
        (None, None, None),
    ],
)
def test_whether_one_may_write(possibility: Any, allowed: bool | None, reason: str | None):
    body = {"chats": {"items": [{"id": 1, "writePossibility": possibility}]}}
    ((chat,), _) = (chat_mapping.to_chat_page(body, 0)[0].items, None)
    assert (chat.can_write, chat.cannot_write_reason) == (allowed, reason)


def test_a_chat_of_the_api():
    assert api_chats.to_chat(samples.API_CHAT, "/p") == Chat(
        id="5500000001",
        title=None,
        employer=EmployerRef(name="ООО Пример"),
        vacancy_id="900000001",
        unread=1,
        can_write=False,
        cannot_write_reason="PFP_BLOCK",
        updated_at=datetime(2026, 9, 1, 10, 5, 1, tzinfo=MSK),
    )
    blocked = api_chats.to_chat({**samples.API_CHAT, "block_reason": "UNTRUSTED_EMPLOYER"}, "/p")
    assert (blocked.can_write, blocked.cannot_write_reason) == (False, "UNTRUSTED_EMPLOYER")


def test_views_of_a_resume_newest_first():
    romashka = EmployerRef(name="Romashka", id="500001")
    stranger = EmployerRef(name="Анонимный работодатель")
    assert site_extra.to_views(samples.VIEWS_PAGE) == (
        ResumeView(employer=stranger, at=datetime(2026, 8, 30, tzinfo=MSK)),
        ResumeView(employer=romashka, at=datetime(2026, 8, 29, tzinfo=MSK)),
        ResumeView(employer=romashka, at=datetime(2026, 8, 29, tzinfo=MSK)),
    )
    assert [view.new for view in api_person_mapping.to_views(samples.API_VIEWS).items] == [True, False]


def test_an_employer():
    assert api_mapping.to_employer(samples.API_EMPLOYER, "/p") == Employer(
        id="70000001",
        name="ООО Пример",
        area="Москва",
        description="<p>О нас</p>",
        site_url="https://example.test",
        url="https://hh.ru/employer/70000001",
        open_vacancies=12,
        industries=("IT",),
        trusted=True,
        accredited_it=True,
        hidden=True,
    )


STATE = {"a": '<b>"x" & y</b>', "t": "&lt;"}


@pytest.mark.parametrize(
    "body",
    [
        '<html><template id="Other">{}</template><template style="display:none" id="HH-Lux-InitialState">{}</template>',
        "{}",
    ],
)
def test_a_state_is_found_among_other_templates(body: str):
    assert read_state("/p", body) == {}


def test_a_state_is_read_escaped_and_not():
    plain = json.dumps(STATE)
    for source in (html.escape(plain), plain):
        body = f"<html><body><template style='display:none' id='HH-Lux-InitialState'>{source}</template>"
        assert read_state("/p", body) == STATE
    assert read_state("/p", plain) == STATE


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("<html><title>DDoS-Guard</title></html>", BlockedBySite),
        ("<html>Подтвердите, что вы не робот</html>", CaptchaRequired),
        ("<html>something new</html>", SiteChanged),
        ("", SiteChanged),
        ('<template id="HH-Lux-InitialState">{"a":</template>', SiteChanged),
        ('<template id="HH-Lux-InitialState">[]</template>', SiteChanged),
    ],
)
def test_a_page_without_state_is_never_an_empty_result(body: str, error: type[HHError]):
    with pytest.raises(error):
        read_state("/p", body)


@pytest.mark.parametrize("word", REFUSALS)
def test_every_refusal_is_a_typed_error_with_nothing_sent(word: str):
    for body in ({"error": word}, {"error": {"code": word}}, {"error": [{"key": word}]}, {"errors": [{"value": word}]}):
        error = refusal_in({**body, "success": True})
        assert error is not None
        assert error.sent == "no"
        assert error.text("ru").startswith(f"[{error.code}]")
        assert error.text("en").startswith(f"[{error.code}]")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"test-required": True}, "test_required"),
        ({"responseStatus": {"alreadyApplied": True}, "success": "true"}, "already_applied"),
        ({"negotiationsLimitExceeded": "true"}, "limit_reached"),
        ({"error": "something-new"}, "bad_argument"),
        ({"error": "does_not_exist"}, "bad_argument"),
    ],
)
def test_an_error_wins_over_success(body: dict[str, Any], code: str):
    error = refusal_in(body)
    assert error is not None
    assert error.code == code
    assert refusal_in({"success": "true", "error": "", "errors": []}) is None


@pytest.mark.parametrize(
    ("begun", "by_employer"),
    [
        ({}, False),
        ({"initialState": "RESPONSE"}, False),
        ({"initialState": "INVITATION"}, True),
        ({"initialState": "RESPONSE", "initialTopicType": "RESPONSE_BY_APPLICANT"}, False),
        ({"initialTopicType": "INVITATION_BY_EMPLOYER"}, True),
    ],
)
def test_who_wrote_first_is_told_apart(begun, by_employer):
    assert to_response({"id": 1, "lastState": "INVITATION", **begun}, None, "/").by_employer is by_employer


@pytest.mark.parametrize(("source", "by_employer"), [("AUTO_INVITE", True), ("NEGOTIATION", False), (None, False)])
def test_the_api_tells_an_invitation_that_nobody_asked_for(source, by_employer):
    row = {"id": "1", "state": {"id": "invitation"}, "source": source}
    assert api_person_mapping.to_response(row).by_employer is by_employer
