"""Every documented operation refuses as documented: without a token, with an unknown id, with the wrong user agent."""

import re

from contract_api import Api
from contract_spec import NEW, OLD, check, load, needs_spec
from test_contract_coverage import EMPLOYERS_ONLY, LEFT_OUT, documented

pytestmark = needs_spec

UNKNOWN = {"list_type": "blacklist", "template": "x"}
# Without these two nothing can be asked for at all, with or without a token.
TOKENS = ("/token", "/oauth/token")
# Their only documented 403 is the captcha.
EVERYBODY = re.compile(r"/vacancies(/999999(/(similar|related)_vacancies)?)?")


def operations(name: str, status: str) -> list[tuple[str, str]]:
    """Documented operations that list a status, with unknown ids in their paths."""
    found = sorted(documented(name) - EMPLOYERS_ONLY)
    return [
        (method, re.sub(r"{(\w+)}", lambda match: UNKNOWN.get(match[1], "999999"), path))
        for method, path in found
        if path not in LEFT_OUT
        and path not in TOKENS
        and status in load(name)["paths"][path][method.lower()]["responses"]
    ]


def ask(api: Api, method: str, path: str, token: bool = True, **headers: str) -> int:
    """A call without fields; its status, after the check."""
    if token:
        headers["Authorization"] = f"Bearer {api.token}"
    answer = api.http.request(method, f"/api{path}", headers=headers)
    check(NEW if path.startswith("/common") else OLD, answer)
    return answer.status_code


def test_without_a_token_every_personal_operation_is_403(old: Api) -> None:
    found = [*operations(OLD, "403"), *(item for item in operations(NEW, "403") if item[1].startswith("/common"))]
    asked = {
        (method, path): ask(old, method, path, token=False) for method, path in found if not EVERYBODY.fullmatch(path)
    }
    assert len(asked) > 50
    assert set(asked.values()) == {403}


def test_an_unknown_id_is_404_wherever_that_is_documented(old: Api) -> None:
    lists = ("/negotiations", "/resumes", "/vacancies")
    found = [*operations(OLD, "404"), *(item for item in operations(NEW, "404") if item[1].startswith("/common"))]
    asked = {(method, path): ask(old, method, path) for method, path in found if path not in lists}
    # An operator of an employer is refused before anybody looks for the chat.
    asked = {key: status for key, status in asked.items() if status != 403}
    assert len(asked) > 40
    assert set(asked.values()) == {404}


def test_a_wrong_user_agent_is_400_everywhere(old: Api) -> None:
    for _, path in operations(OLD, "200"):
        answer = old.http.get(f"/api{path}", headers={"User-Agent": ""})
        assert (answer.status_code, answer.json()["errors"]) == (400, [{"type": "bad_user_agent", "value": "unset"}])


def test_a_token_that_is_over_is_a_documented_refusal(old: Api) -> None:
    old.control("clock", advance=15 * 86_400)
    reads = [path for method, path in operations(OLD, "403") if method == "GET" and not EVERYBODY.fullmatch(path)]
    assert {ask(old, "GET", path) for path in reads} == {403}


def test_a_captcha_is_the_documented_refusal_of_a_search(old: Api) -> None:
    old.control("reset", captcha_every=1)
    for path in (
        "/vacancies",
        "/vacancies/900000010",
        "/vacancies/900000010/similar_vacancies",
        "/vacancies/900000010/related_vacancies",
    ):
        assert ask(old, "GET", path, token=False) == 403


def test_what_only_employers_may_do_is_forbidden(new: Api) -> None:
    calls = (
        ("POST", "/common/chats/without_vacancy"),
        ("PUT", "/common/chats/5500000001/participants"),
        ("PUT", "/common/chats/5500000001/write_possibility"),
    )
    assert {ask(new, *call) for call in calls} == {403}
