"""A regional host, a VPN, a border, only a draft, an anonymous answer (site shapes 11.1)."""

from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from sandbox_browser import PHONE, RESUME, Browser, state_of

POPUP = "/applicant/vacancy_response/popup"


def on_region(person: Browser) -> Browser:
    """The same person with the same cookies on the second host name."""
    port = urlsplit(person.url).port
    regional = Browser(f"http://localhost:{port}")
    for item in person.http.cookies.jar:  # `.local`: how the standard jar calls a host without a dot
        regional.http.cookies.set(item.name, item.value or "", domain="localhost.local")
    return regional


@pytest.mark.parametrize(
    "path", ["/search/vacancy?text=python", "/account/login", "/shards/applicant/resumes", "/applicant/resumes", "/"]
)
def test_every_page_of_the_site_redirects_to_the_region(person: Browser, path: str) -> None:
    person.control("faults", kind="region")
    answer = person.http.get(f"/site{path}")
    port = urlsplit(person.url).port
    assert (answer.status_code, answer.headers["location"]) == (302, f"http://localhost:{port}/site{path}")


def test_a_post_is_redirected_with_nothing_done(person: Browser) -> None:
    number = person.vacancy()
    person.control("faults", kind="region")
    assert person.respond(number).status_code == 302
    assert person.control("state")["responses"] == []


def test_a_session_goes_on_at_the_regional_host(person: Browser) -> None:
    number = person.vacancy()
    person.control("faults", kind="region")
    regional = on_region(person)
    with regional.http:
        state = regional.state(f"/vacancy/{number}")
        assert state["userType"] == "applicant"
        assert state["canonicalUrl"] == f"{regional.url}/site/vacancy/{number}"
        assert regional.respond(number).json()["success"] == "true"


def test_a_person_signs_in_at_the_regional_host(visitor: Browser) -> None:
    visitor.control("faults", kind="region")
    regional = on_region(visitor)
    with regional.http:
        regional.sign_in(PHONE)
        assert regional.http.get("/site/applicant/resumes").status_code == 200
        logged_out = regional.http.get("/site/logout")
    assert urlsplit(logged_out.headers["location"]).hostname == "localhost"


def test_chats_and_the_api_stay_unless_asked(person: Browser) -> None:
    person.control("faults", kind="region")
    assert person.chatik("unread").status_code == 200
    [first] = person.http.get("/api/vacancies?per_page=1").json()["items"]
    assert urlsplit(first["alternate_url"]).hostname == "127.0.0.1"


def test_chats_move_to_the_region_when_asked(person: Browser) -> None:
    person.control("faults", kind="region", chatik=True)
    assert urlsplit(person.chatik("unread").headers["location"]).hostname == "localhost"
    regional = on_region(person)
    with regional.http:
        assert regional.chatik("unread").status_code == 200
        assert regional.state("/")["chatik"]["chatikOrigin"] == f"{regional.url}/chatik"


def test_other_faults_work_at_the_regional_host(person: Browser) -> None:
    person.control("faults", kind="region")
    person.control("faults", kind="status", status=429, path="/search/vacancy")
    assert person.http.get("/site/search/vacancy").status_code == 302
    regional = on_region(person)
    with regional.http:
        statuses = [regional.http.get("/site/search/vacancy").status_code for _ in range(2)]
    assert statuses == [429, 200]


def test_a_region_lasts_until_it_is_cleared(person: Browser) -> None:
    person.control("faults", kind="region")
    statuses = [person.http.get("/site/search/vacancy").status_code for _ in range(3)]
    person.http.delete("/_sandbox/faults")
    assert [*statuses, person.http.get("/site/search/vacancy").status_code] == [302, 302, 302, 200]


def test_a_vpn_leads_to_a_page_without_results(person: Browser) -> None:
    person.control("faults", kind="vpn", times=0)
    assert person.http.get("/api/vacancies?per_page=1").status_code == 200
    away = person.http.get("/site/search/vacancy?text=python")
    assert (away.status_code, urlsplit(away.headers["location"]).path) == (302, "/site/vpncheeck")
    page = person.http.get(away.headers["location"])
    assert (page.status_code, "VPN мешает работе сайта" in page.text) == (200, True)
    assert "InitialState" not in page.text


def test_a_border_answers_451(person: Browser) -> None:
    person.control("faults", kind="geo")
    statuses = [person.http.get("/site/search/vacancy").status_code for _ in range(2)]
    assert statuses == [451, 200]


def test_only_a_draft_turns_the_list_into_the_wizard(person: Browser) -> None:
    number = person.vacancy()
    person.control("faults", kind="draft_only")
    state = person.state("/applicant/resumes")
    assert "applicantResumes" not in state
    assert state["applicantInfo"] == {"total": 1, "finished": 0, "visible": 0, "searchable": 0}
    shard = person.http.get("/site/shards/applicant/resumes", headers=person.xhr).json()
    assert [item["isIncomplete"] for item in shard["applicantResumes"]] == [True]
    assert person.state(f"/vacancy/{number}")["applicantVacancyResponseStatuses"][number]["unusedResumeIds"] == []
    person.http.delete("/_sandbox/faults")
    assert len(person.state("/applicant/resumes")["applicantResumes"]) == 3


def test_an_anonymous_answer_leaves_the_session_good(sandbox_url: str, person: Browser) -> None:
    kept = {item.name: item.value or "" for item in person.http.cookies.jar}
    person.control("faults", kind="anonymous_cookie", times=2)
    page = person.http.get("/site/search/vacancy")
    assert (page.status_code, state_of(page.text)["userType"]) == (200, "anonymous")
    assert page.cookies["hhtoken"] != kept["hhtoken"]
    redirected = person.http.get("/site/applicant/resumes")
    assert (redirected.status_code, "hhtoken" in redirected.cookies) == (302, True)
    agent = {"User-Agent": "tests/1.0"}
    with httpx.Client(base_url=sandbox_url, cookies=kept, headers=agent) as again:
        assert RESUME in again.get("/site/applicant/resumes").text


def test_the_control_call_names_where_a_region_leads(person: Browser) -> None:
    [fault] = person.control("faults", kind="region", to="127.0.0.2", chatik=True)["faults"]
    assert (fault["to"], fault["chatik"]) == ("127.0.0.2", True)
