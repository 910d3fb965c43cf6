"""A captcha that is due shows on every page until a person passes it (site shapes 4.4, 7.5)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from sandbox_browser import Browser


def pass_captcha(person: Browser, address: str) -> None:
    """Do what a person does on the page."""
    state = parse_qs(urlsplit(address).query)["state"][0]
    key = person.http.post("/site/captcha?lang=RU").json()["key"]
    text = next(item["text"] for item in person.control("state")["captchas"] if item["key"] == key)
    form = {"captchaKey": key, "captchaText": text, "captchaState": state, "backurl": "/"}
    assert person.http.post("/site/account/captcha", params=form).status_code == 302


@pytest.mark.parametrize("path", ["/", "/search/vacancy", "/applicant/negotiations", "/shards/applicant/resumes"])
def test_a_due_captcha_shows_on_every_page(visitor: Browser, path: str) -> None:
    visitor.control("reset", captcha_every=1)
    visitor.sign_in()
    asked = visitor.respond(visitor.vacancy())
    other = visitor.http.get(f"/site{path}", headers=visitor.xhr)
    assert [urlsplit(item.headers["location"]).path for item in (asked, other)] == ["/site/account/captcha"] * 2
    pass_captcha(visitor, other.headers["location"])
    assert visitor.http.get("/site/applicant/negotiations").status_code == 200


def test_a_captcha_leads_back_to_the_page_it_hid(visitor: Browser) -> None:
    visitor.control("reset", captcha_every=1)
    asked = visitor.http.get("/site/search/vacancy?text=python")
    assert parse_qs(urlsplit(asked.headers["location"]).query)["backurl"] == ["/search/vacancy?text=python"]


def test_a_captcha_of_a_fault_may_last_until_it_is_passed(person: Browser) -> None:
    person.control("faults", kind="captcha", host="site", until_passed=True)
    statuses = [person.http.get("/site/applicant/resumes").status_code for _ in range(3)]
    assert (statuses, person.chatik("unread").status_code) == ([302] * 3, 200)
    pass_captcha(person, person.http.get("/site/").headers["location"])
    assert person.http.get("/site/applicant/resumes").status_code == 200


def test_the_api_asks_until_it_is_passed(person: Browser) -> None:
    person.control("faults", kind="captcha", host="api", until_passed=True)
    person.http.get("/api/vacancies")
    [error] = person.http.get("/api/vacancies").json()["errors"]
    assert error["type"] == "captcha_required"
    pass_captcha(person, error["captcha_url"])
    assert person.http.get("/api/vacancies").status_code == 200
