"""Responding on the site: the popup, its rules, the questionnaire (facts 6, site shapes 5)."""

import pytest
from sandbox_browser import DRAFT_RESUME, RESUME, TESTER_RESUME, Browser

POPUP = "/site/applicant/vacancy_response/popup"


def test_a_response_is_accepted_with_ids_as_text(person: Browser) -> None:
    number = person.vacancy()
    window = person.http.get(POPUP, params={"vacancyId": number}, headers=person.xhr).json()
    assert (window["type"], window["letterMaxLength"]) == ("modal", 10000)
    accepted = person.respond(number, "Здравствуйте!").json()
    assert accepted["success"] == "true"
    assert accepted["response_label"] == "nonreq-letter-no-test-with-letter"
    [kept] = person.control("state")["responses"]
    assert (kept["vacancy_id"], kept["resume_hash"], kept["letter"]) == (number, RESUME, "Здравствуйте!")
    assert (kept["topic_id"], kept["chat_id"]) == (accepted["topic_id"], accepted["chat_id"])


def test_one_resume_responds_once_another_may_respond_too(person: Browser) -> None:
    number = person.vacancy()
    person.respond(number)
    assert person.respond(number).json() == {"error": "alreadyApplied"}
    status = person.state(f"/vacancy/{number}")["applicantVacancyResponseStatuses"][number]
    assert (status["negotiations"]["total"], status["alreadyApplied"]) == (1, False)
    assert person.respond(number, resume=TESTER_RESUME).status_code == 200
    window = person.http.get(POPUP, params={"vacancyId": number}, headers=person.xhr).json()
    assert window["type"] == "alreadyApplied"


@pytest.mark.parametrize(
    ("fields", "letter", "error"),
    [
        ({"response_letter_required": True}, "", "letter-required"),
        ({"response_letter_required": True}, "  ", "letter-required"),
        ({"has_test": True}, "Письмо", "test-required"),
        ({"archived": True}, "Письмо", "unknown"),
        ({"response_url": "https://jobs.example.test/1", "type": "direct"}, "Письмо", "unknown"),
        ({}, "а" * 10_001, "unknown"),
    ],
)
def test_a_rule_that_is_broken_has_its_word(person: Browser, fields: dict, letter: str, error: str) -> None:
    answer = person.respond(person.vacancy(**fields), letter)
    assert (answer.status_code, answer.json()) == (400, {"error": error})
    assert person.control("state")["responses"] == []


def test_an_unknown_vacancy_or_a_draft_resume_is_an_unknown_error(person: Browser) -> None:
    assert person.respond("1").json() == {"error": "unknown"}
    assert person.respond(person.vacancy(), resume=DRAFT_RESUME).json() == {"error": "unknown"}


def test_the_limit_is_a_rolling_day(person: Browser) -> None:
    person.control("reset", responses_limit=2)
    person.sign_in()
    numbers = [person.vacancy() for _ in range(4)]
    assert [person.respond(number).status_code for number in numbers[:2]] == [200, 200]
    assert person.respond(numbers[2]).json() == {"error": "negotiations-limit-exceeded"}
    person.control("clock", advance=86_401)
    assert person.respond(numbers[3]).status_code == 200


def test_a_questionnaire_is_answered_with_the_response(person: Browser) -> None:
    asked = [
        {"text": "Готовы?", "options": ["Да", "Нет"]},
        {"text": "Что умеете?", "options": ["A", "B"], "multiple": True},
        "Почему?",
    ]
    number = person.vacancy(has_test=True, questions=asked)
    test = person.state(f"/applicant/vacancy_response?vacancyId={number}&startedWithQuestion=false")["vacancyTests"][
        number
    ]
    first, second, third = test["tasks"]
    assert (test["required"], first["open"], second["multiple"], third["open"]) == ("true", "false", "true", "true")
    answers = {f"task_{first['id']}": "1", f"task_{second['id']}": ["1", "2"], f"task_{third['id']}_text": "Интересно"}
    partly = dict(list(answers.items())[:2])
    service = {"uidPk": test["uidPk"], "guid": test["guid"], "startTime": test["startTime"], "testRequired": "true"}
    assert person.respond(number, **service, **partly).json() == {"error": "test-required"}
    assert (
        person.respond(number, **service, **answers).json()["response_label"] == "nonreq-letter-req-test-without-letter"
    )
    assert person.control("state")["responses"][0]["answers"] == answers


def test_a_generated_questionnaire_has_every_kind_of_question(person: Browser) -> None:
    number = person.vacancy(has_test=True, key_skills=["Python", "SQL"])
    tasks = person.state(f"/applicant/vacancy_response?vacancyId={number}")["vacancyTests"][number]["tasks"]
    choice, several, free = tasks
    answers = {
        f"task_{choice['id']}": "open",
        f"task_{choice['id']}_text": "Через месяц",
        f"task_{several['id']}": ["11"],
    }
    assert person.respond(number, **answers).status_code == 400
    assert person.respond(number, **answers, **{f"task_{free['id']}_text": "Было дело"}).status_code == 200


def test_no_session_no_token_no_response(visitor: Browser) -> None:
    number = visitor.vacancy()
    visitor.http.get("/site/")
    assert visitor.respond(number).status_code == 403
    visitor.sign_in()
    stale = visitor.http.post(POPUP, data={"vacancy_id": number}, headers={"X-Xsrftoken": "stale"})
    assert (stale.status_code, stale.json()) == (403, {"errorPage": {"xsrfError": True}})
    assert visitor.http.get(POPUP, params={"vacancyId": number}).status_code == 400
    assert visitor.control("state")["responses"] == []
