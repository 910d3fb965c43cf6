"""Answers to real requests have the status, the content type and the schema that hh.ru documents."""

import pytest
from contract_api import RESUME, Api
from contract_spec import NEW, OLD, check, needs_spec

pytestmark = needs_spec

VACANCY, EMPLOYER = "900000500", "500010"
EVERYBODY = [
    "/vacancies",
    "/vacancies?text=python&area=1&area=2&experience=between1And3&clusters=true&describe_arguments=true&per_page=50",
    "/vacancies?only_with_salary=true&salary=100000&currency=RUR&order_by=salary_desc&responses_count_enabled=true",
    "/vacancies?period=7&schedule=remote&employment=full&professional_role=96&label=with_address",
    "/vacancies?per_page=101",
    "/vacancies?per_page=10&page=200",
    "/vacancies?area=999999",
    "/vacancies?order_by=beauty",
    f"/vacancies/{VACANCY}",
    "/vacancies/1",
    f"/vacancies/{VACANCY}/similar_vacancies?per_page=5",
    f"/vacancies/{VACANCY}/related_vacancies?per_page=5",
    "/dictionaries",
    "/areas",
    "/areas/1",
    "/areas/countries",
    "/professional_roles",
    "/industries",
    "/metro",
    "/metro/1",
    "/languages",
    "/locales",
    "/locales/resume",
    "/districts",
    "/skills?id=1&id=2",
    "/educational_institutions?id=1",
    "/educational_institutions/1/faculties",
    "/employers?per_page=5",
    "/employers?text=банк&only_with_vacancies=true",
    f"/employers/{EMPLOYER}",
    "/employers/1",
    "/suggests/areas?text=моск",
    "/suggests/area_leaves?text=каз",
    "/suggests/vacancy_search_keyword?text=python",
    "/suggests/resume_search_keyword?text=python",
    "/suggests/vacancy_positions?text=разработчик",
    "/suggests/positions?text=разработчик",
    "/suggests/professional_roles?text=тест",
    "/suggests/skill_set?text=SQL",
    "/suggests/companies?text=бай",
    "/suggests/educational_institutions?text=моск",
    "/suggests/fields_of_study?text=диз",
    "/suggests/areas?text=a",
    "/me",
]
APPLICANT = [
    "/resumes/mine",
    f"/resumes/{RESUME}",
    "/resumes/unknown",
    f"/resumes/{RESUME}/status",
    f"/resumes/{RESUME}/views",
    f"/resumes/{RESUME}/access_types",
    f"/resumes/{RESUME}/conditions",
    f"/resumes/{RESUME}/similar_vacancies?per_page=5",
    f"/resumes/{RESUME}/whitelist",
    f"/resumes/{RESUME}/blacklist/search?text=бай",
    f"/resumes/{RESUME}/greylist",
    "/resumes/creation_availability",
    "/resume_conditions",
    f"/resume_profile/{RESUME}",
    "/resume_profile/unknown",
    "/resume_profile/dictionaries",
    "/negotiations",
    "/negotiations?status=active&order_by=created_at&order=asc&per_page=2",
    "/negotiations?status=whatever",
    "/negotiations?has_updates=true",
    "/negotiations/active",
    "/negotiations/5400000001",
    "/negotiations/1",
    "/negotiations/5400000004/messages",
    "/vacancies/favorited",
    "/vacancies/blacklisted",
    "/employers/blacklisted",
    "/saved_searches/vacancies",
    "/saved_searches/vacancies/1",
    f"/vacancies/{VACANCY}/suitable_resumes",
    f"/vacancies/{VACANCY}/resumes_by_status",
]
CHATS = [
    "/common/chats",
    "/common/chats?filter_unread=true&per_page=5&vacancy_status=with",
    "/common/chats?per_page=21",
    "/common/chats/counters/unread",
    "/common/chats/5500000001/messages?order=prev&limit=50",
    "/common/chats/5500000001/messages?limit=51",
    "/common/chats/1/messages",
    "/common/chats/5500000001/participants",
    "/common/chats/files/conditions",
]


@pytest.mark.parametrize("path", EVERYBODY + APPLICANT)
def test_the_old_world_answers_as_documented_until_december_2025(old: Api, path: str) -> None:
    check(OLD, old.call("GET", path))


@pytest.mark.parametrize("path", EVERYBODY + CHATS)
def test_the_new_world_answers_as_documented_now(new: Api, path: str) -> None:
    check(NEW, new.call("GET", path))


# hh.ru documents no refusal for these three; the imitation refuses as it does everywhere (README, 2)
NO_REFUSAL = (
    "/resume_profile/dictionaries",
    f"/resumes/{RESUME}/similar_vacancies?per_page=5",
    "/negotiations/5400000004/messages",
)


@pytest.mark.parametrize("path", [*(path for path in APPLICANT if path not in NO_REFUSAL), "/common/chats", "/me"])
def test_without_a_token_the_refusal_is_documented_too(old: Api, path: str) -> None:
    answer = old.http.get(f"/api{path}")
    assert answer.status_code in (403, 404)
    check(NEW if path.startswith("/common") else OLD, answer)


@pytest.mark.parametrize("kind", ["test", "letter", "external", "anonymous", "archived", "no salary", "hour"])
def test_every_kind_of_vacancy_fits_the_schema(old: Api, new: Api, kind: str) -> None:
    fields = {
        "test": {"has_test": True},
        "letter": {"response_letter_required": True, "salary": {"from": 1, "currency": "RUR"}},
        "external": {"response_url": "https://jobs.example.test/1", "type": "direct"},
        "anonymous": {"type": "anonymous"},
        "archived": {"archived": True},
        "no salary": {},
        "hour": {"salary_range": {"from": 500, "currency": "RUR", "mode": "HOUR", "frequency": "DAILY"}},
    }[kind]
    for world, api in ((OLD, old), (NEW, new)):
        check(world, api.call("GET", f"/vacancies/{api.vacancy(**fields)}"))
        check(world, api.call("GET", "/vacancies?order_by=publication_time&per_page=1"))
