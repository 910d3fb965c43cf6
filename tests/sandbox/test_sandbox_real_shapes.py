"""Shapes held against real pages of 2026 (site shapes 11.2, 11.3)."""

from collections.abc import Iterator
from typing import Any

import pytest
from sandbox_browser import RESUME, TESTER_RESUME, Browser

MODES = {"MONTH", "SHIFT", "HOUR", "FLY_IN_FLY_OUT", "SERVICE"}
FREQUENCIES = {"DAILY", "WEEKLY", "TWICE_PER_MONTH", "MONTHLY", "PER_PROJECT"}


def cards(person: Browser, query: str = "", pages: int = 4) -> Iterator[dict[str, Any]]:
    """Cards of a search, page by page."""
    for number in range(pages):
        state = person.state(f"/search/vacancy?items_on_page=100&page={number}{query}")
        yield from state["vacancySearchResult"]["vacancies"]


def test_the_locale_is_an_object_and_hhid_stands_at_the_top(person: Browser) -> None:
    state = person.state("/")
    assert isinstance(state["locale"]["areaId"], int)
    assert state["locale"]["host"].startswith("127.0.0.1:")
    assert (state["locale"]["siteLanguage"], state["hhid"].isdigit()) == ("RU", True)


def test_a_resume_of_the_vacancy_page_comes_short(person: Browser) -> None:
    number = person.vacancy()
    items = person.state(f"/vacancy/{number}")["applicantVacancyResponseStatuses"][number]["resumes"].values()
    assert [(item["area"], item["salary"]) for item in items] == [([{"string": 1}], [])] * 2
    assert not any({"canTouch", "nextTouchAt"} & set(item["_attributes"]) for item in items)


def test_the_list_of_resumes_has_both_forms(person: Browser) -> None:
    whole, short = person.state("/applicant/resumes")["applicantResumes"][:2]
    assert (whole["area"], short["hash"]) == ([{"title": "Москва", "string": 1}], TESTER_RESUME)
    assert (short["area"], "canTouch" in short["_attributes"]) == ([{"string": 1}], False)
    assert whole["_attributes"]["lang"] == "RU"
    assert isinstance(whole["_attributes"]["vacancySearchLastUsageDate"], int)
    assert whole["fieldsViewStatus"][0]["contactViewStatus"] is None
    [tree] = whole["shortExperience"][0]["industries"]
    assert (tree["id"], tree["children"][0]["parentId"]) == (7, 7)


def test_metro_has_numbers_names_and_a_colour(person: Browser) -> None:
    stations = [
        station
        for card in cards(person, "&area=1")
        for station in card.get("address", {}).get("metroStations", {}).get("metro", [])
    ]
    assert stations
    for station in stations:
        assert isinstance(station["id"], int)
        assert (station["@name"], station["line"]["color"][0]) == (f"metro.{station['id']}", "#")


def test_a_search_tells_counts_and_ways_to_narrow(person: Browser) -> None:
    state = person.state("/search/vacancy?text=python&area=1&area=2")
    total = state["vacancySearchResult"]["totalResults"]
    assert state["searchCounts"] == {"isLoad": True, "value": total}
    form = state["vacancySearchResult"]["proxiedSearchFormParams"]
    assert form == {"text": "python", "area": ["1", "2"]}
    assert (state["totalUsedFilters"], state["savedSearches"]["total"]) == (1, 0)
    groups = state["searchClusters"]["experience"]["groups"]
    assert sum(group["count"] for group in groups.values()) == total
    first = next(iter(groups.values()))
    narrowed = person.state(f"/search/vacancy?{first['query']}")["vacancySearchResult"]
    assert narrowed["totalResults"] == first["count"]


def test_negative_marks_are_on_about_two_cards_of_seven(person: Browser) -> None:
    marked = [card["company"].get("employersNegativeAttribute") for card in cards(person)]
    known = [item for item in marked if item]
    share = sum(any(item.values()) for item in known) / len(known)
    assert 0.15 < share < 0.45
    assert all(any(item[name] for item in known) for name in known[0])


def test_cards_differ_in_what_helps_to_decide(person: Browser) -> None:
    found = list(cards(person))
    companies = [card["company"] for card in found if "id" in card["company"]]
    assert {item["@category"] for item in companies} == {"COMPANY", "AGENCY"}
    for name in ("employerOnAdditionalCheck", "accreditedITEmployer"):
        assert {item[name] for item in companies} == {True, False}
    for name in ("nightShifts", "acceptTemporary", "acceptLaborContract", "@showContact", "chatWritePossibility"):
        assert len({card[name] for card in found}) == 2, name
    assert {card["employerManager"]["latestActivity"] for card in found} == {"online", "offline"}
    assert {card["compensation"].get("mode") for card in found} - {None} == MODES
    assert {card["compensation"].get("frequency") for card in found} - {None} == FREQUENCIES
    assert {bool(card["contactInfo"]) for card in found} == {True, False}
    assert any(card["labels"] == [{"id": "vacancy-label-be-first", "text": "Будьте первыми"}] for card in found)
    assert any(card["snippet"]["cond"] and card["snippet"]["skill"] for card in found)
    assert any(card["snippet"]["skill"] is None for card in found)
    degrees = {card["languages"][0]["language"][0]["degree"] for card in found if card["languages"] != [{}]}
    assert len(degrees) > 1


def test_some_vacancies_are_older_than_their_publication(person: Browser) -> None:
    found = list(cards(person))
    again = [card for card in found if card["creationTime"] < card["publicationTime"]["$"]]
    assert 0.2 < len(again) / len(found) < 0.5
    assert any(card["totalResponsesCount"] > card["responsesCount"] for card in again)


def test_the_same_seed_shows_the_same_marks(person: Browser) -> None:
    before = [(card["vacancyId"], card["company"], card["languages"]) for card in cards(person, pages=1)]
    person.control("reset", seed=1)
    assert [(card["vacancyId"], card["company"], card["languages"]) for card in cards(person, pages=1)] == before
    person.control("reset", seed=2)
    assert [(card["vacancyId"], card["company"], card["languages"]) for card in cards(person, pages=1)] != before


def test_a_card_has_the_number_of_its_questionnaire(person: Browser) -> None:
    number = person.vacancy(name="Бортмеханик", has_test=True)
    [card] = cards(person, "&text=бортмеханик", pages=1)
    status = person.state(f"/vacancy/{number}")["applicantVacancyResponseStatuses"][number]
    assert card["userTestId"] == status["test"]["testId"]


def test_a_status_tells_whether_a_list_has_the_employer(person: Browser) -> None:
    number = person.vacancy()
    status = person.state(f"/vacancy/{number}")["applicantVacancyResponseStatuses"][number]
    assert status["resumeVisibility"]["300000001"] == {
        "blacklist": {"containsEmployer": False},
        "whitelist": {"containsEmployer": False},
    }
    assert (status.get("resumeInconsistencies", {}), status["hasQuickResponse"]) == ({}, False)


def test_a_vacancy_may_want_a_short_letter(person: Browser) -> None:
    number = person.vacancy(letter_max_length=20)
    status = person.state(f"/vacancy/{number}")["applicantVacancyResponseStatuses"][number]
    assert status["letterMaxLength"] == 20
    assert person.respond(number, "я" * 21).status_code == 400
    assert person.respond(number, "я" * 20).status_code == 200


def test_a_vacancy_may_not_want_people_from_a_country(person: Browser) -> None:
    number = person.vacancy(response_allowed=False)
    status = person.state(f"/vacancy/{number}")["applicantVacancyResponseStatuses"][number]
    assert status["by_country_applicant_visibility"] == {"responseAllowed": False}
    assert person.respond(number).json() == {"error": "unknown"}


def test_a_topic_is_null_where_the_real_one_is(person: Browser) -> None:
    person.respond(person.vacancy(), "Здравствуйте!")
    plain = person.respond(person.vacancy(), "").json()["topic_id"]
    topics = person.state("/applicant/negotiations")["applicantNegotiations"]["topicList"]
    nulls = ("initialEmployerState", "lastEmployerState", "platform")
    assert all(topic[name] is None for topic in topics for name in nulls)
    for topic in topics:
        kinds = [item["type"] for item in topic["resources"]]
        assert ("RESPONSE_LETTER" in kinds) == topic["hasResponseLetter"] == (str(topic["id"]) != plain)
        assert ("feedback" in [item["name"] for item in topic["actions"]]) == topic["viewedByOpponent"]


def test_a_closed_chat_waits_for_an_invitation(person: Browser) -> None:
    topic = person.respond(person.vacancy(write="ENABLED_AFTER_INVITATION")).json()["topic_id"]
    first = person.state("/applicant/negotiations")["applicantNegotiations"]["topicList"][0]
    assert (str(first["id"]), first["inboxAvailabilityState"]) == (topic, "WITHOUT_INVITATION")


def test_politeness_of_the_employers_stands_on_the_page(person: Browser) -> None:
    state = person.state("/applicant/negotiations")
    shown = state["applicantEmployerPoliteness"]["employerPolitenessIndexes"]
    topics = state["applicantNegotiations"]["topicList"]
    assert {str(topic["employerId"]) for topic in topics} == set(shown)
    assert len({row["readTopicPercent"] for row in shown.values()}) > 1
    assert len(state["applicantEmployerManagersActivity"]) == len(shown)


def test_the_answer_to_a_response_tells_everything(person: Browser) -> None:
    answer = person.respond(person.vacancy(required_additional_data=["PHOTO"])).json()
    [topic] = answer["responseStatus"]["negotiations"]["topicList"]
    assert (str(topic["id"]), answer["responseStatus"]["alreadyApplied"]) == (answer["topic_id"], False)
    assert answer["respondedWithResume"]["hash"] == RESUME
    assert answer["responsesStreak"]["responsesCount"] == 7
    assert (answer["requiredAdditionalData"], answer["preferredWorkAreas"]) == (["PHOTO"], [])


def test_a_questionnaire_is_html_with_numbers_as_texts(person: Browser) -> None:
    number = person.vacancy(has_test=True, key_skills=["Python", "Go"])
    test = person.state(f"/applicant/vacancy_response?vacancyId={number}&startedWithQuestion=false")["vacancyTests"]
    asked = test[number]
    assert (asked["required"], asked["uidPk"].isdigit(), isinstance(asked["startTime"], str)) == ("true", True, True)
    assert asked["name"].startswith("<p>")
    assert "<li> <p>" in asked["description"]
    for task in asked["tasks"]:
        assert (isinstance(task["id"], int), task["description"].startswith("<p>")) == (True, True)
        assert {task["multiple"], task["open"]} <= {"true", "false"}
        assert all(isinstance(option["id"], str) for option in task["candidateSolutions"])


def test_the_employer_may_introduce_the_questions(person: Browser) -> None:
    number = person.vacancy(has_test=True, test={"description": "<p>Только для взрослых</p>"}, questions=["Кто вы?"])
    state = person.state(f"/applicant/vacancy_response?vacancyId={number}&startedWithQuestion=true")
    assert state["vacancyTests"][number]["description"] == "<p>Только для взрослых</p>"


def test_lists_of_a_description_hold_paragraphs(person: Browser) -> None:
    card = next(iter(cards(person, pages=1)))
    description = person.state(f"/vacancy/{card['vacancyId']}")["vacancyView"]["description"]
    assert "<ul> <li> <p>" in description


@pytest.mark.parametrize("where", ["card", "page"])
def test_any_key_of_the_site_may_be_given(person: Browser, where: str) -> None:
    site = {"company": {"employersNegativeAttribute": {"hasBreaches": True}}, "snippet": None}
    number = person.vacancy(name="Водолаз", site=site)
    if where == "card":
        [shown] = cards(person, "&text=водолаз", pages=1)
        assert shown["snippet"] is None
    else:
        shown = person.state(f"/vacancy/{number}")["vacancyView"]
    marks = shown["company"]["employersNegativeAttribute"]
    assert (marks["hasBreaches"], marks["isReferral"]) == (True, False)


def test_the_build_of_the_site_stands_in_a_script(visitor: Browser) -> None:
    assert '"build": "26.' in visitor.http.get("/site/search/vacancy").text
