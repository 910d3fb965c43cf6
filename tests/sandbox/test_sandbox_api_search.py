"""Search at api.hh.ru: who may, the query language, filters, order, depth, clusters (facts 1.2, 5.1, 5.2)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2 as httpx
import pytest
from sandbox_browser import Browser


def found(visitor: Browser, **query: Any) -> list[str]:
    answer = visitor.http.get("/api/vacancies", params={"per_page": 100, **query})
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


def wrong(visitor: Browser, **query: Any) -> tuple[str, str]:
    answer = visitor.http.get("/api/vacancies", params=query)
    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert body["bad_argument"] == body["errors"][0]["value"]
    return body["errors"][0]["type"], body["bad_argument"]


@pytest.fixture
def birds(visitor: Browser) -> Browser:
    """Vacancies that no generator would make."""
    visitor.vacancy(
        name="Смотритель пингвинов", description="<p>Кормить птенцов рыбой.</p>", employer="Зоопарк «Север»"
    )
    visitor.vacancy(name="Орнитолог", description="<p>Наблюдать пингвинов и альбатросов.</p>", employer="Институт птиц")
    visitor.vacancy(name="Ведущий орнитолог", description="<p>Альбатросы, только альбатросы.</p>", key_skills=["C++"])
    return visitor


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("пингвин", {"Смотритель пингвинов", "Орнитолог"}),
        ("пингвинами рыба", {"Смотритель пингвинов"}),
        ("пингвины AND альбатросы", {"Орнитолог"}),
        ("рыба OR альбатрос", {"Смотритель пингвинов", "Орнитолог", "Ведущий орнитолог"}),
        ("орнитолог NOT пингвин", {"Ведущий орнитолог"}),
        ("NAME:пингвин", {"Смотритель пингвинов"}),
        ("NAME:(орнитолог OR смотритель) NOT ведущий NOT рыба", {"Орнитолог"}),
        ("COMPANY_NAME:зоопарк", {"Смотритель пингвинов"}),
        ("DESCRIPTION:альбатрос", {"Орнитолог", "Ведущий орнитолог"}),
        ('"наблюдать пингвинов"', {"Орнитолог"}),
        ('"наблюдать альбатросов"', set()),
        ('"наблюдать альбатросов"~3', {"Орнитолог"}),
        ("!пингвинов", {"Смотритель пингвинов", "Орнитолог"}),
        ("!пингвину", set()),
        ("альбат*", {"Орнитолог", "Ведущий орнитолог"}),
        ("орнитолог c++", {"Ведущий орнитолог"}),
        ("(орнитолог AND (альбатрос OR пингвин", {"Орнитолог", "Ведущий орнитолог"}),
    ],
)
def test_the_query_language_is_understood(birds: Browser, text: str, names: set[str]) -> None:
    assert set(found(birds, text=text)) == names


def test_fields_and_words_to_leave_out_may_be_parameters(birds: Browser) -> None:
    assert found(birds, text="пингвин", search_field="name") == ["Смотритель пингвинов"]
    assert set(found(birds, text="орнитолог", excluded_text="пингвины, рыба")) == {"Ведущий орнитолог"}


def test_matches_in_the_title_come_first_and_are_marked_in_the_snippet(visitor: Browser) -> None:
    snippet = {"requirement": "Любовь к пингвинам."}
    visitor.vacancy(name="Орнитолог", snippet=snippet)
    visitor.vacancy(name="Смотритель пингвинов", snippet=snippet, published_at="2026-01-01T10:00:00+0300")
    body = visitor.http.get("/api/vacancies", params={"text": "пингвин"}).json()
    assert [item["name"] for item in body["items"]] == ["Смотритель пингвинов", "Орнитолог"]
    assert body["items"][0]["snippet"]["requirement"] == "Любовь к <highlighttext>пингвинам</highlighttext>."


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ({"area": 2}, lambda item: item["area"]["id"], "2"),
        ({"experience": "noExperience"}, lambda item: item["experience"]["id"], "noExperience"),
        ({"employment_form": "PART"}, lambda item: item["employment_form"]["id"], "PART"),
        ({"employment": "project"}, lambda item: item["employment"]["id"], "project"),
        ({"schedule": "remote"}, lambda item: item["schedule"]["id"], "remote"),
        ({"work_format": "REMOTE"}, lambda item: "REMOTE" in [one["id"] for one in item["work_format"]], True),
        ({"professional_role": 124}, lambda item: item["professional_roles"][0]["id"], "124"),
        ({"only_with_salary": "true"}, lambda item: item["salary_range"] is not None, True),
        ({"label": "with_address"}, lambda item: item["address"] is not None, True),
        ({"label": "accredited_it"}, lambda item: item["employer"]["accredited_it_employer"], True),
        ({"metro": "6.8"}, lambda item: item["address"]["metro"]["station_id"], "6.8"),
        ({"salary_mode": "HOUR"}, lambda item: item["salary_range"]["mode"]["id"], "HOUR"),
        ({"working_hours": "HOURS_4"}, lambda item: item["working_hours"][0]["id"], "HOURS_4"),
        ({"driver_license_types": "B"}, lambda item: item["professional_roles"][0]["id"], "21"),
    ],
)
def test_a_filter_leaves_only_what_fits(visitor: Browser, query: dict, field: Any, value: object) -> None:
    items = visitor.http.get("/api/vacancies", params={"per_page": 100, **query}).json()["items"]
    assert items
    assert {field(item) for item in items} == {value}


def test_repeated_values_are_joined_and_a_country_holds_its_cities(visitor: Browser) -> None:
    counts = [
        visitor.http.get(f"/api/vacancies?{query}").json()["found"]
        for query in ("area=1", "area=2", "area=1&area=2", "area=113")
    ]
    assert counts[0] + counts[1] == counts[2] < counts[3]


def test_an_industry_holds_its_branches(visitor: Browser) -> None:
    counts = [
        visitor.http.get(f"/api/vacancies?industry={key}").json()["found"] for key in ("7", "7.540", "7.541", "7.539")
    ]
    assert counts[0] == sum(counts[1:]) > 0


def test_a_salary_leaves_those_who_pay_enough_or_say_nothing(visitor: Browser) -> None:
    visitor.vacancy(name="Дорогой альбатрос", salary={"from": 900_000, "currency": "RUR"})
    visitor.vacancy(name="Дешёвый альбатрос", salary={"to": 20_000, "currency": "RUR"})
    visitor.vacancy(name="Тихий альбатрос")
    assert set(found(visitor, text="альбатрос", salary=500_000)) == {"Дорогой альбатрос", "Тихий альбатрос"}
    assert found(visitor, text="альбатрос", salary=5_000, currency="USD", only_with_salary="true") == [
        "Дорогой альбатрос"
    ]
    assert found(visitor, text="альбатрос", order_by="salary_asc")[0] == "Дешёвый альбатрос"
    assert found(visitor, text="альбатрос", order_by="salary_desc")[0] == "Дорогой альбатрос"


def test_dates_and_periods_cut_by_publication(visitor: Browser) -> None:
    old = (datetime.now(UTC) - timedelta(days=10)).isoformat()
    visitor.vacancy(name="Давний альбатрос", published_at=old)
    visitor.vacancy(name="Свежий альбатрос")
    assert found(visitor, text="альбатрос", period=3) == ["Свежий альбатрос"]
    assert found(visitor, text="альбатрос", date_to=str((datetime.now(UTC) - timedelta(days=5)).date())) == [
        "Давний альбатрос"
    ]
    assert found(visitor, text="альбатрос", order_by="publication_time")[0] == "Свежий альбатрос"


def test_distance_wants_a_point_and_a_box_wants_four_sides(visitor: Browser) -> None:
    near = {"sort_point_lat": 43.1, "sort_point_lng": 131.9}
    items = visitor.http.get("/api/vacancies", params={"order_by": "distance", **near}).json()["items"]
    assert items[0]["area"]["name"] == "Владивосток"
    assert wrong(visitor, order_by="distance") == ("bad_argument", "sort_point_lat")
    assert wrong(visitor, top_lat=1, bottom_lat=0, left_lng=0) == ("bad_argument", "right_lng")
    box = {"top_lat": 56, "bottom_lat": 55.5, "left_lng": 37, "right_lng": 38}
    assert {item["area"]["id"] for item in visitor.http.get("/api/vacancies", params=box).json()["items"]} == {"1"}


@pytest.mark.parametrize(
    ("query", "name"),
    [({"per_page": 101}, "per_page"), ({"per_page": 0}, "per_page"), ({"page": -1}, "page"), ({"page": "x"}, "page"),
     ({"per_page": 10, "page": 200}, "page"), ({"area": 999}, "area"), ({"experience": "much"}, "experience"),
     ({"order_by": "x"}, "order_by"), ({"currency": "ZZZ"}, "currency"), ({"salary": "x"}, "salary"),
     ({"period": 1, "date_from": "2026-01-01"}, "period"), ({"date_from": "x"}, "date_from"),
     ({"only_with_salary": "x"}, "only_with_salary")],
)  # fmt: skip
def test_a_wrong_value_is_named(visitor: Browser, query: dict, name: str) -> None:
    assert wrong(visitor, **query) == ("bad_argument", name)


def test_the_last_page_of_the_depth_exists_and_unknown_parameters_are_ignored(visitor: Browser) -> None:
    body = visitor.http.get("/api/vacancies?per_page=10&page=199&whatever=1").json()
    assert (body["items"], body["page"]) == ([], 199)


def test_clusters_and_arguments_tell_how_to_narrow(visitor: Browser) -> None:
    body = visitor.http.get("/api/vacancies?area=1&clusters=true&describe_arguments=true").json()
    experience = next(item for item in body["clusters"] if item["id"] == "experience")
    assert sum(item["count"] for item in experience["items"]) == body["found"]
    narrowed = visitor.http.get(httpx.URL(experience["items"][0]["url"]).raw_path.decode()).json()
    assert narrowed["found"] == experience["items"][0]["count"]
    assert body["arguments"][0]["value_description"] == "Москва"


def test_a_user_agent_is_required_and_the_special_one_wins(visitor: Browser) -> None:
    def errors(**headers: str) -> object:
        return visitor.http.get("/api/areas", headers=headers).json()["errors"]

    assert errors(**{"User-Agent": ""}) == [{"type": "bad_user_agent", "value": "unset"}]
    banned = [{"type": "bad_user_agent", "value": "blacklisted"}]
    assert errors(**{"HH-User-Agent": "api-test-agent"}) == banned
    fine = {"User-Agent": "", "HH-User-Agent": "tests/1.0 (qa@example.test)"}
    assert visitor.http.get("/api/areas", headers=fine).status_code == 200


def test_anonymous_search_may_be_closed_or_asked_for_a_captcha(visitor: Browser) -> None:
    visitor.control("reset", anonymous_search=False)
    closed = visitor.http.get("/api/vacancies")
    assert (closed.status_code, closed.json()["errors"]) == (403, [{"type": "forbidden"}])
    visitor.control("reset", captcha_every=2)
    answers = [visitor.http.get("/api/vacancies") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 403]
    [asked] = answers[1].json()["errors"]
    page = visitor.http.get(asked["captcha_url"] + "&backurl=http://127.0.0.1:9/passed")
    key = page.text.partition("picture?key=")[2].partition('"')[0]
    text = next(item["text"] for item in visitor.control("state")["captchas"] if item["key"] == key)
    state = httpx.URL(asked["captcha_url"]).params["state"]
    query = {"captchaKey": key, "captchaText": text, "captchaState": state, "backurl": "http://127.0.0.1:9/passed"}
    assert visitor.http.post("/site/account/captcha", params=query).headers["location"] == "http://127.0.0.1:9/passed"
    assert visitor.http.post("/site/account/captcha", params=query).status_code == 403


def test_a_book_of_reference_is_not_sent_twice(visitor: Browser) -> None:
    first = visitor.http.get("/api/dictionaries")
    again = visitor.http.get("/api/dictionaries", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_hints_need_two_letters_and_start_with_the_text(visitor: Browser) -> None:
    items = visitor.http.get("/api/suggests/areas", params={"text": "моск"}).json()["items"]
    names = [item["text"] for item in items]
    assert names[:2] == ["Москва", "Московская область"]
    assert all(name.startswith("Моск") for name in names)
    assert visitor.http.get("/api/suggests/areas", params={"text": "м"}).status_code == 400
