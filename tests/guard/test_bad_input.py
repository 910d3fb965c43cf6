"""What cannot be sent says why, with the contract's code, that nothing was sent, and loses nothing."""

import pytest
from support import PHONE, RESUME, yes

pytestmark = pytest.mark.anyio


async def test_a_wrong_and_an_expired_code(connect, hh):
    async with connect(signed_in=False) as assistant:
        await assistant.call("login_request_code", login=PHONE)
        code = hh.codes()[-1]["code"]
        wrong = "0000" if code != "0000" else "1111"
        assert (await assistant.error("login_confirm", code=wrong)).startswith("[wrong_code]")
        hh.advance(3600)
        assert (await assistant.error("login_confirm", code=code)).startswith("[code_expired]")


async def test_tools_that_need_a_session_say_so(connect, hh, vacancy):
    async with connect(yes(), signed_in=False) as assistant:
        for tool, arguments in {
            "list_resumes": {},
            "list_chats": {},
            "respond": {"vacancy_id": vacancy, "resume_id": RESUME},
            "send_message": {"chat_id": "5500000001", "text": "Привет"},
        }.items():
            text = await assistant.error(tool, **arguments)
            assert text.startswith("[not_signed_in]"), text
            assert "Ничего не отправлено" in text


@pytest.mark.parametrize(
    ("tool", "arguments", "code"),
    [
        ("get_vacancy", {"vacancy_id": "999999999999"}, "not_found"),
        ("get_vacancy", {"vacancy_id": "../me"}, "bad_argument"),
        ("get_vacancy", {"vacancy_id": "1?x=1"}, "bad_argument"),
        ("get_vacancy", {}, "bad_argument"),
        ("no_such_tool", {}, "bad_argument"),
        ("get_resume", {"resume_id": "../../applicant/resumes"}, "bad_argument"),
        ("get_resume", {"resume_id": "f" * 38}, "not_found"),
        ("get_chat", {"chat_id": "1"}, "not_found"),
        ("get_chat", {"chat_id": "x/../y"}, "bad_argument"),
        ("get_action", {"action_id": "nothing1"}, "not_found"),
        ("respond", {"vacancy_id": "999999999999", "resume_id": RESUME}, "not_found"),
        ("respond", {"vacancy_id": "../me", "resume_id": RESUME}, "bad_argument"),
        ("send_message", {"chat_id": "1", "text": "Привет"}, "not_found"),
        ("send_message", {"chat_id": "5500000001", "text": " \n "}, "bad_argument"),
        ("search_vacancies", {"per_page": 0}, "bad_argument"),
        ("search_vacancies", {"page": 200, "per_page": 50}, "bad_argument"),
        ("search_vacancies", {"order_by": "shoe size"}, "bad_argument"),
        ("login_request_code", {"login": "not a phone"}, "bad_argument"),
    ],
)
async def test_bad_arguments_get_the_code_of_the_contract(connect, hh, era, tool, arguments, code):
    async with connect(yes(), mode=era) as assistant:
        text = await assistant.error(tool, **arguments)
    assert text.startswith(f"[{code}]"), text
    assert ". Ничего не отправлено. " in text, "each sentence ends before the next"
    assert hh.requests("POST", "vacancy_response/popup") == hh.requests("POST", "chatik/api/send") == []


async def test_ids_may_be_numbers_and_unknowns_null(connect, vacancy):
    async with connect(yes()) as assistant:
        read = await assistant.call("get_vacancy", vacancy_id=int(vacancy))
        found = await assistant.call("search_vacancies", text="python", area=None, salary=None)
    assert read["id"] == vacancy
    assert found["found"] > 0


@pytest.mark.parametrize(
    ("fields", "arguments", "code"),
    [
        ({}, {"cover_letter": "я" * 11_000}, "bad_argument"),
        ({"archived": True}, {}, "vacancy_archived"),
        ({"response_letter_required": True}, {}, "letter_required"),
    ],
)
async def test_a_vacancy_that_cannot_be_answered_says_why(connect, hh, fields, arguments, code):
    vacancy = hh.add_vacancy(name="Особая вакансия", **fields)
    person = yes()
    async with connect(person) as assistant:
        text = await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME, **arguments)
        assert (await assistant.call("get_status"))["responses"]["used"] == 0
    assert text.startswith(f"[{code}]"), text
    assert "Ничего не отправлено" in text
    assert person.asked == []
    assert hh.requests("POST", "vacancy_response/popup") == []


async def test_a_vacancy_with_a_test_gives_its_questions(connect, hh):
    vacancy = hh.add_vacancy(name="Вакансия с тестом", has_test=True)
    person = yes()
    async with connect(person) as assistant:
        asked = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert (asked["status"], asked["reason"]) == ("questions", "test_required")
    assert asked["questions"]
    assert person.asked == []
    assert hh.responses_to(vacancy) == []


async def test_an_external_vacancy_gives_its_link(connect, hh):
    vacancy = hh.add_vacancy(name="Внешняя", response_url="https://jobs.example.test/1")
    async with connect(yes()) as assistant:
        found = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert (found["status"], found["link"]) == ("external", "https://jobs.example.test/1")
    assert hh.requests("POST", "vacancy_response/popup") == []


async def test_an_unpublished_resume_cannot_be_used(connect, hh, vacancy):
    async with connect(yes()) as assistant:
        resumes = (await assistant.call("list_resumes"))["items"]
        hidden = next(resume["id"] for resume in resumes if resume["status"] == "not_published")
        text = await assistant.error("respond", vacancy_id=vacancy, resume_id=hidden)
    assert text.startswith("[resume_not_published]")


async def test_a_session_that_ends_half_way_loses_nothing(connect, hh, vacancy):
    async with connect(None) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Моё письмо")
        hh.fault(kind="expire_session", times=1)
        text = await assistant.error("list_resumes")
        assert text.startswith("[session_expired]")
        await assistant.sign_in(hh)
        again = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Моё письмо")
    assert again["action_id"] == pending["action_id"]


async def test_the_own_limit_is_told_before_the_person_is_asked(connect, hh, vacancy):
    person = yes()
    async with connect(person, daily_responses=1) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        other = hh.add_vacancy(name="Другая")
        text = await assistant.error("respond", vacancy_id=other, resume_id=RESUME)
        status = await assistant.call("get_status")
    assert text.startswith("[limit_reached]")
    assert len(person.asked) == 1
    assert status["responses"]["frees_at"]


async def test_the_current_employer_and_excluded_ones_are_never_applied_to(connect, hh):
    async with connect(yes(), exclude_employers=("Ромашка",)) as assistant:
        resume = await assistant.call("get_resume", resume_id=RESUME)
        current = resume["jobs"][0]["company"]
        at_work = hh.add_vacancy(name="Дома", employer={"id": "777001", "name": f"ООО «{current}»"})
        excluded = hh.add_vacancy(name="Нет", employer={"id": "777002", "name": "ООО «Ромашка»"})
        for vacancy in (at_work, excluded):
            text = await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME)
            assert text.startswith("[excluded]"), text
