"""`hh-mcp doctor --site` tells what of hh.ru's pages can be read, and gives nobody away."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import run_with, sign_in

from hh_mcp.hh.page_shapes import shape_of
from hh_mcp.hh.scrubbing import Scrubber
from hh_mcp.hh.site_check import READERS, PageState, report
from hh_mcp.hh.site_constants import CONSTANTS
from hh_mcp.tools.app import App

OURS = re.compile(r"[^\W_]{4,}")


HTML = {"strong"}
PATHS = {"vacancy", "resume", "employer", "account"}


@pytest.fixture
async def opened_site_check(settings):
    """A walk over all pages as the person who signed in."""
    app = App(settings)
    check = app.hh.site_check()
    assert all([report.ok async for report in check.reports()])
    yield check
    await app.close()


def site(settings, *arguments: str, code: int = 0):
    return run_with(settings, "doctor", "--site", *arguments, code=code, HOME=str(settings.home.parent))


def pages(done) -> dict[str, dict]:
    return {page["page"]: page for page in json.loads(done.stdout)["pages"]}


@pytest.fixture
def settings(make_settings, hh):
    chosen = make_settings()
    sign_in(chosen, hh)
    return chosen


def test_every_page_is_read_once_and_nothing_is_missing(settings, hh):
    before = len(hh.requests())
    found = pages(site(settings, "--json"))
    assert set(found) == set(READERS)
    for page in found.values():
        assert page["ok"], page
        assert page["missing"] == page["new"] == page["other_type"] == []
    assert len(hh.requests()) - before == len(READERS)
    assert {request["method"] for request in hh.requests()[before:]} == {"GET"}


def test_without_a_sign_in_the_public_pages_are_read(make_settings):
    found = pages(site(make_settings(), "--json", code=3))
    assert found["search"]["ok"]
    assert found["vacancy"]["ok"]
    assert found["resumes"]["code"] == "not_signed_in"


def test_a_table_is_shown_in_the_person_s_language(settings):
    shown = site(settings).stdout
    assert "список резюме" in shown
    assert "resumes" not in shown


def test_a_page_without_a_state_is_named(settings, hh):
    hh.fault(path="/applicant/negotiations", kind="empty", times=9)
    found = pages(site(settings, "--json", code=1))
    assert found["responses"]["code"] == "site_changed"
    assert "/applicant/negotiations" in found["responses"]["problem"]
    assert found["chats"]["ok"]


def kept(name: str) -> PageState:
    file = Path(__file__).parent.parent / "hh" / "pages" / f"{name}.json"
    whole = json.loads(file.read_text(encoding="utf-8"))
    return PageState(whole["page"], whole["state"], whole["subject"])


def test_a_renamed_key_is_missing_and_new():
    page = kept("search")
    result = page.state["vacancySearchResult"]
    for card in result["vacancies"]:
        card["pay"] = card.pop("compensation")
    found = report(page)
    assert "vacancySearchResult.vacancies[].compensation" in found.missing
    assert "vacancySearchResult.vacancies[].pay" in found.new


def test_a_key_that_a_page_cannot_do_without_is_the_problem():
    page = kept("responses")
    del page.state["applicantNegotiations"]["topicList"]
    found = report(page)
    assert (found.ok, found.code) == (False, "site_changed")
    assert "topicList" in found.problem


def test_another_type_is_named():
    page = kept("search")
    for card in page.state["vacancySearchResult"]["vacancies"]:
        card["name"] = {"text": "x"}
    assert any("vacancies[].name: object" in line for line in report(page).other_type)


def words_of(value: object) -> set[str]:
    """Every word of four letters or digits and more that a state says, keys that are values included."""
    if isinstance(value, dict):
        ids = {word for key in value if key.isdigit() for word in OURS.findall(key)}
        return ids.union(*map(words_of, value.values()))
    if isinstance(value, list):
        return set().union(*map(words_of, value))
    return set(OURS.findall(str(value))) if isinstance(value, str | int) and not isinstance(value, bool) else set()


@pytest.mark.anyio
async def test_what_is_saved_says_nothing_of_what_was_there(opened_site_check):
    states = [page.state for page in opened_site_check.states]
    scrubber = Scrubber()
    said, faked = words_of(states), words_of([scrubber.state(state) for state in states])
    allowed = {word for constant in CONSTANTS for word in OURS.findall(constant)} | {"https", *HTML, *PATHS}
    assert len(said) > 500
    assert {word for word in said & faked - allowed if len(word) > 5} == set()


def test_only_the_person_can_read_what_is_saved(settings, tmp_path):
    site(settings, "--save", str(tmp_path / "pages"))
    kept = [tmp_path / "pages", *(tmp_path / "pages").iterdir()]
    assert len(kept) == len(READERS) + 1
    assert not any(path.stat().st_mode & 0o077 for path in kept)


def test_what_is_saved_is_read_like_the_page(settings, tmp_path):
    site(settings, "--save", str(tmp_path))
    for file in tmp_path.glob("*.json"):
        saved = json.loads(file.read_text(encoding="utf-8"))
        found = report(PageState(saved["page"], saved["state"], saved["subject"]))
        assert (found.ok, found.missing) == (True, ()), file.name
    assert len(list(tmp_path.glob("*.json"))) == len(READERS)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_a_fake_has_the_shape_of_what_it_stands_for(value):
    faked = Scrubber(b"k" * 32).state(value)
    assert set(shape_of(faked)) <= set(shape_of(value))


@given(st.dictionaries(st.sampled_from([*READERS]), json_values, max_size=3), st.sampled_from([*READERS]))
def test_no_state_breaks_the_report(state, page):
    assert report(PageState(page, state, "1")).code in (None, "site_changed")


@pytest.mark.parametrize(
    "private",
    [
        "Анна",
        "anna.petrova@example.com",
        "+7 900 123-45-67",
        "79001234567",
        "https://spb.hh.ru/resume/0123456789abcdef0123",
        "https://t.me/anna_p",
        "<p>Пишите Анне: 8 (900) 123-45-67</p>",
        "ИП Петрова А. В.",
        "ANNA",
        "Ромашка-2000",
    ],
)
def test_nothing_private_survives(private):
    faked = Scrubber(b"k" * 32).text(private)
    for word in OURS.findall(private):
        if word not in ("https", "resume"):
            assert word not in faked
