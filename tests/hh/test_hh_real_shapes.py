"""The shapes of real pages of 2025 and 2026 (hh.ru: site shapes 11.2, 11.3): both spellings are read."""

import copy
import html
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import hh_samples as samples
import pytest
import real_samples as real

from hh_mcp.guard.foreign import cleaned, html_to_text
from hh_mcp.hh import api_mapping, response_pages, resume_pages, vacancy_pages
from hh_mcp.hh.errors import SiteChanged
from hh_mcp.hh.models import Question, Receipt, Salary
from hh_mcp.hh.state_page import read_state

SPELLINGS = ["1788000000", 1788000000, 1788000000000, "1788000000000", {"@timestamp": 1788000000}]
MSK = timezone(timedelta(hours=3))


def card(**changes: Any) -> Any:
    state = copy.deepcopy(real.SEARCH_PAGE)
    state["vacancySearchResult"]["vacancies"][0].update(changes)
    return vacancy_pages.to_page(state, 0, 50).items[0]


def test_metro_is_named_by_its_name_and_never_by_a_key():
    assert card().metro == ("Чистые пруды",)
    nameless = copy.deepcopy(real.SEARCH_ITEM)
    del nameless["address"]["metroStations"]["metro"][0]["name"]
    assert card(address=nameless["address"]).metro == ()


@pytest.mark.parametrize(
    ("marks", "has_test"),
    [
        ({"userTestId": 77}, True),
        ({"userTestId": "77"}, True),
        ({"userTestId": 0}, False),
        ({"userTestId": 77, "userTestPresent": False}, False),
        ({"userTestPresent": "true"}, True),
        ({"userTestPresent": "false"}, False),
    ],
)
def test_a_card_tells_its_test(marks: dict[str, Any], has_test: bool):
    item = copy.deepcopy(real.SEARCH_ITEM)
    item.pop("userTestPresent", None)
    assert vacancy_pages.to_vacancy({**item, **marks}, {}).has_test is has_test


def test_a_search_without_any_total_is_a_changed_site():
    state = copy.deepcopy(real.SEARCH_PAGE)
    del state["vacancySearchResult"]["totalResults"]
    assert vacancy_pages.to_page(state, 0, 50).found == 959
    state["searchCounts"] = {"isLoad": False, "value": None}
    with pytest.raises(SiteChanged, match="totalResults"):
        vacancy_pages.to_page(state, 0, 50)


def test_a_short_resume_of_2026():
    resume = resume_pages.to_resume(real.SHORT_RESUME, "/p")
    assert (resume.area, resume.area_id, resume.salary) == (None, "1", None)
    assert (resume.can_raise, resume.next_raise_at) == (None, datetime(2026, 8, 29, 14, tzinfo=MSK))


@pytest.mark.parametrize("status", ["modified", "published", "approved"])
def test_an_incomplete_resume_is_not_published(status: str):
    item = {**real.SHORT_RESUME, "isIncomplete": True}
    item["_attributes"] = {**item["_attributes"], "status": status}
    assert resume_pages.to_resume(item, "/p").status == "not_published"


def test_a_response_with_states_of_null():
    state = copy.deepcopy(real.NEGOTIATIONS_PAGE)
    (response,) = response_pages.to_response_page(state, 0, "/p").items
    assert (response.state, response.withdrawn, response.has_letter) == ("interview", False, False)
    assert (response.messages, response.unread_by_employer) == (15, 13)
    assert (response.politeness.reads_percent, response.politeness.answers_in_days) == (22, 3)
    assert (response.politeness.online, response.politeness.inactive_days) == (False, 5)
    state["applicantNegotiations"]["topicList"][0]["lastState"] = None
    with pytest.raises(SiteChanged, match="lastState"):
        response_pages.to_response_page(state, 0, "/p")


@pytest.mark.parametrize(
    ("sizes", "missing"),
    [({"total": 62}, "pageCount"), ({}, "pageCount"), ({"pageCount": "4"}, "total")],
)
def test_a_part_of_the_responses_is_never_the_whole_list(sizes: dict[str, Any], missing: str):
    block = {"topicList": real.NEGOTIATIONS_PAGE["applicantNegotiations"]["topicList"], **sizes}
    with pytest.raises(SiteChanged, match=missing):
        response_pages.to_response_page({"applicantNegotiations": block}, 0, "/p")


def test_the_answer_to_a_response_of_2026():
    assert response_pages.to_receipt(real.POST_ANSWER) == Receipt(
        id="5400000001", chat_id="5500000001", at=datetime(2026, 3, 14, 10, 5, tzinfo=MSK), wanted=("PHOTO",)
    )


def test_the_time_of_another_response_is_not_taken():
    answer = copy.deepcopy(real.POST_ANSWER)
    answer["responseStatus"]["negotiations"]["topicList"] = [{"id": 1, "creationTime": "2026-01-01T00:00:00+0300"}]
    assert response_pages.to_receipt(answer).at is None


def test_a_questionnaire_in_html_is_read_as_text():
    found = response_pages.to_questionnaire(real.TEST_PAGE, "900000001")
    assert found is not None
    assert (found.uid, found.required) == ("77", True)
    sheet = cleaned(found.sheet)
    assert sheet.name == "Вопросы & ответы"
    assert sheet.introduction == "Ответьте, пожалуйста:\n- честно\n- кратко"
    assert [question.text for question in sheet.questions] == ["У вас есть навыки C++?", "Почему?"]
    assert [(option.id, option.name) for option in sheet.questions[0].options] == [("11", "Да, < 3 лет"), ("12", "Нет")]
    assert (sheet.questions[0].multiple, sheet.questions[0].open, sheet.questions[1].open) == (False, True, True)


@pytest.mark.parametrize("options", ["11", {"id": "11"}, 5, [{"text": "Да"}], ["11"]])
def test_a_choice_never_turns_into_free_text(options: Any):
    state = copy.deepcopy(real.TEST_PAGE)
    state["vacancyTests"]["900000001"]["tasks"][0]["candidateSolutions"] = options
    with pytest.raises(SiteChanged):
        response_pages.to_questionnaire(state, "900000001")


def test_a_test_whose_need_is_not_told_is_needed():
    status = {"test": {"hasTests": True, "testId": 7}}
    assert response_pages.to_response_form("1", {"responseStatus": status}, "/p").test_required


@pytest.mark.parametrize(
    ("access", "contains", "hidden"),
    [
        ("blacklist", True, {"300000001"}),
        ("blacklist", False, set()),
        ("whitelist", False, {"300000001"}),
        ("whitelist", True, set()),
        ("clients", True, set()),
        ("blacklist", None, None),
    ],
)
def test_a_resume_hidden_from_the_employer_by_a_list(access: str, contains: bool | None, hidden: set[str] | None):
    lists = {name: {"containsEmployer": contains} for name in ("blacklist", "whitelist")}
    status = {
        "resumes": {"300000001": {**real.SHORT_RESUME, "accessType": [{"string": access}]}},
        "resumeVisibility": {"300000001": lists},
    }
    form = response_pages.to_response_form("1", {"responseStatus": status}, "/p")
    assert form.hidden_resume_ids == hidden


def test_the_employment_of_before_2025():
    old = {"id": "1", "name": "X", "employment": {"id": "full", "name": "Полная занятость"}}
    assert api_mapping.to_vacancy(old, "/p").employment == "FULL"
    assert api_mapping.to_vacancy({**old, "employment_form": {"id": "PART"}}, "/p").employment == "PART"


@pytest.mark.parametrize("text", ["<p>A &amp; B</p>", "5 > 3 & 2 < 4", "plain"])
def test_a_page_saved_by_a_browser_reads_as_the_live_one(text: str):
    state = {"vacancyView": {"description": text}}
    source = json.dumps(state, ensure_ascii=False)
    pages = [html.escape(source), html.escape(source, quote=False), source]
    for body in pages:
        assert read_state("/p", f'<template id="HH-Lux-InitialState">{body}</template>') == state


def test_a_json_answer_is_never_unescaped():
    state = {"text": "&lt;b&gt;"}
    assert read_state("/p", json.dumps(state)) == state


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<ul> <li> <p>Один</p> </li> <li> <p>Два</p><p>ещё</p> </li> </ul>", "- Один\n- Два\nещё"),
        ("<ul><li>Один</li><li></li></ul><p>Текст</p>", "- Один\nТекст"),
        ("<ul><li><ul><li>Внутри</li></ul></li></ul>", "- Внутри"),
        ("<ul><li>\x02<p>\x02Один</p></li></ul>", "- Один"),
        ("<p>-</p><p>Текст</p>", "Текст"),
    ],
)
def test_every_item_of_a_list_keeps_its_dash(source: str, shown: str):
    assert html_to_text(source) == shown


@pytest.mark.parametrize("value", SPELLINGS, ids=repr)
def test_a_time_in_every_spelling(value: Any):
    assert card(publicationTime=value).published_at == datetime.fromtimestamp(1788000000, UTC)


@pytest.mark.parametrize("value", [0, 5, -1, 10**18, True, "5", [1788000000]], ids=repr)
def test_what_is_no_time_is_none(value: Any):
    assert card(publicationTime=value).published_at is None


def test_old_and_new_spellings_of_one_vacancy_read_alike():
    old = vacancy_pages.to_vacancy(samples.SEARCH_ITEM, {})
    new = vacancy_pages.to_vacancy({**samples.SEARCH_ITEM, "vacancyId": "900000001", "userTestPresent": "true"}, {})
    assert new == old


def test_one_question_keeps_its_own_class():
    assert Question(id="1", text="x").options == ()
    assert Salary().mode == "MONTH"
