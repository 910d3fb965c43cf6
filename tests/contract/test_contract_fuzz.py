"""schemathesis makes up documented parameters; every answer is a documented one and none is a 500."""

from collections.abc import Iterator
from typing import Any

import pytest
from contract_api import Api
from contract_spec import NEW, OLD, check, load, needs_spec, quietly
from hypothesis import HealthCheck, Phase, given, settings

pytestmark = needs_spec

# path -> examples; few each, so that the whole folder stays under a minute
OPEN = {
    "/vacancies": 60,
    "/vacancies/{vacancy_id}/similar_vacancies": 15,
    "/vacancies/{vacancy_id}/related_vacancies": 15,
    "/employers": 20,
    "/suggests/areas": 10,
    "/suggests/vacancy_search_keyword": 10,
    "/suggests/companies": 10,
    "/skills": 10,
}
PERSONAL = {
    "/negotiations": 20,
    "/vacancies/favorited": 10,
    "/saved_searches/vacancies": 10,
    "/resumes/{resume_id}/views": 5,
}
CHATS = {"/common/chats": 20, "/common/chats/{chat_id}/messages": 20}


def operation(name: str, path: str) -> Any:
    """One documented GET, without the parts of the description that this call does not need."""
    with quietly():
        import schemathesis

        spec = load(name)
        only = {"get": spec["paths"][path]["get"]}
        return schemathesis.openapi.from_dict({**spec, "paths": {path: only}})[path]["GET"]


def fuzz(api: Api, name: str, path: str, examples: int) -> None:
    with quietly():
        strategy = operation(name, path).as_strategy()

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def send(case: Any) -> None:
        with quietly():
            sent = case.as_transport_kwargs(base_url=api.url + "/api")
        query = {key: value for key, value in (sent.get("params") or {}).items() if value is not None}
        answer = api.call("GET", sent["url"].removeprefix(f"{api.url}/api"), params=query)
        if str(answer.status_code) in load(name)["paths"][path]["get"]["responses"]:
            check(name, answer)
        else:  # README, 2: some operations document no refusal at all
            assert answer.status_code in (400, 404)
            assert answer.json()["errors"][0]["type"] in ("bad_argument", "not_found")

    with quietly():
        send()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """schemathesis warns about its own imports."""
    with quietly():
        yield


@pytest.mark.parametrize(("path", "examples"), [*OPEN.items(), *PERSONAL.items()])
def test_made_up_parameters_are_answered_in_the_old_world(old: Api, path: str, examples: int) -> None:
    fuzz(old, OLD, path, examples)


@pytest.mark.parametrize(("path", "examples"), [*OPEN.items(), *CHATS.items()])
def test_made_up_parameters_are_answered_in_the_new_world(new: Api, path: str, examples: int) -> None:
    fuzz(new, NEW, path, examples)
