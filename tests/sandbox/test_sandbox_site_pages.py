"""Pages of the site: resumes, search, vacancy, negotiations (site shapes 1-4, 6)."""

from sandbox_browser import DRAFT_RESUME, RESUME, Browser


def test_the_list_has_three_resumes_one_of_them_a_draft(person: Browser) -> None:
    state = person.state("/applicant/resumes")
    assert state["latestResumeHash"] == RESUME
    assert [(item["hash"], item["isIncomplete"]) for item in state["applicantResumes"]][2] == (DRAFT_RESUME, True)
    shard = person.http.get("/site/shards/applicant/resumes", headers=person.xhr).json()
    assert shard["applicantResumes"] == state["applicantResumes"]
    alone = person.http.get("/site/applicant/resumes", headers={"Accept": "application/json", **person.xhr}).json()
    assert alone["applicantResumes"] == state["applicantResumes"]


def test_the_newest_resume_has_an_open_job_at_an_employer_that_exists(person: Browser) -> None:
    resume = person.state(f"/resume/{RESUME}")["applicantResume"]
    job = resume["experience"][0]
    assert job["endDate"] is None
    employer = person.http.get(f"/api/employers/{job['employerId']}").json()
    assert employer["name"] == job["companyName"]
    assert resume["skills"][0]["string"].startswith("Люблю")
    assert {"string": "Python"} in resume["keySkills"]


def test_an_unknown_resume_is_not_found(person: Browser) -> None:
    assert person.http.get(f"/site/resume/{'0' * 38}").status_code == 404


def test_a_search_card_tells_what_the_vacancy_page_does_not(visitor: Browser) -> None:
    number = visitor.vacancy(name="Смотритель маяка", has_test=True, response_letter_required=True)
    result = visitor.state("/search/vacancy?text=смотрители+маяков")["vacancySearchResult"]
    assert result["totalResults"] == 1
    [card] = result["vacancies"]
    assert (card["vacancyId"], card["userTestPresent"], card["@responseLetterRequired"]) == (int(number), True, True)
    assert card["compensation"] == {"noCompensation": {}}
    page = visitor.state(f"/vacancy/{number}")
    assert "@responseLetterRequired" not in page["vacancyView"]
    assert page["applicantVacancyResponseStatuses"][number]["test"]["hasTests"] is True
    assert page["userType"] == "anonymous"


def test_a_search_is_paged_as_deep_as_hh_goes(visitor: Browser) -> None:
    result = visitor.state("/search/vacancy?items_on_page=20&page=1")["vacancySearchResult"]
    assert len(result["vacancies"]) == 20
    assert result["paging"]["next"] == {"page": 2, "disabled": False}
    assert visitor.http.get("/site/search/vacancy?items_on_page=100&page=20").status_code == 404


def test_an_archived_vacancy_has_a_page_but_is_not_found_by_search(visitor: Browser) -> None:
    number = visitor.vacancy(name="Трубочист", archived=True)
    assert visitor.state(f"/vacancy/{number}")["vacancyView"]["status"]["archived"] is True
    assert visitor.state("/search/vacancy?text=трубочист")["vacancySearchResult"]["totalResults"] == 0


def test_negotiations_are_joined_with_vacancies_by_id(person: Browser) -> None:
    number = person.vacancy(name="Звездочёт")
    topic = person.respond(number, "Здравствуйте!").json()["topic_id"]
    state = person.state("/applicant/negotiations")
    first = state["applicantNegotiations"]["topicList"][0]
    assert (str(first["id"]), first["vacancyId"], first["lastState"]) == (topic, int(number), "RESPONSE")
    assert "topicId" not in first
    assert int(number) in [item["vacancyId"] for item in state["vacanciesShort"]["vacanciesList"]]
    assert state["applicantNegotiations"]["pageCount"] == "1"


def test_a_response_can_be_declined_once_and_then_hidden(person: Browser) -> None:
    topic = person.respond(person.vacancy()).json()["topic_id"]
    assert person.post("/applicant/negotiations/decline", topic=topic).status_code == 200
    assert person.post("/applicant/negotiations/decline", topicId=topic).status_code == 400
    assert person.post("/applicant/negotiations/trash", topic=topic, substate="HIDE").status_code == 200
    shown = person.state("/applicant/negotiations?filter=all")["applicantNegotiations"]["topicList"]
    assert topic not in [str(item["id"]) for item in shown]


def test_a_resume_is_raised_every_four_hours(person: Browser) -> None:
    assert person.post("/applicant/resumes/touch", resume=RESUME, undirectable="true").status_code == 200
    assert person.post("/applicant/resumes/touch", resume=RESUME).status_code == 429
    person.control("clock", advance=4 * 3600 + 1)
    assert person.post("/applicant/resumes/touch", resume=RESUME).status_code == 200


def test_an_employer_hidden_on_the_site_is_hidden_there(person: Browser) -> None:
    numbers = [person.vacancy(name="Чистильщик аквариумов", employer="Аквариум") for _ in range(2)]
    page = person.state(f"/vacancy/{numbers[0]}")["vacancyView"]
    employer = page["company"]["id"]
    search, related = (
        "/search/vacancy?text=аквариумов",
        f"/site/shards/vacancy/related_vacancies?vacancyId={numbers[0]}",
    )
    assert person.state(search)["vacancySearchResult"]["totalResults"] == 2
    person.control("hidden", employer_id=employer)
    assert person.state(search)["vacancySearchResult"]["totalResults"] == 0
    cards = person.http.get(related, headers=person.xhr).json()["vacancies"]
    assert employer not in [card["company"].get("id") for card in cards]
    blacklist = f"/site/applicant/blacklist/state?employerId={employer}"
    assert person.http.get(blacklist, headers=person.xhr).json()["employerIsBlacklisted"] is True
    person.control("hidden", employer_id=employer, hidden=False)
    assert person.state(search)["vacancySearchResult"]["totalResults"] == 2


def test_nobody_unknown_can_be_hidden(visitor: Browser) -> None:
    assert visitor.http.post("/_sandbox/hidden", json={"employer_id": 1}).status_code == 404
