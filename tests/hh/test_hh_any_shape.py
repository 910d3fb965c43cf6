"""Any keys of real pages missing, null or of another type: a true model or SiteChanged, never a wrong value.

A reader may lose what hh.ru spoilt (None, nothing), but what it does tell must be what the whole page tells.
"""

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import real_samples as real
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from hh_mcp.hh import response_pages, resume_pages, vacancy_pages
from hh_mcp.hh.errors import SiteChanged
from hh_mcp.hh.models import Model

READERS: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "search": (real.SEARCH_PAGE, lambda body: vacancy_pages.to_page(body, 0, 50)),
    "vacancy": (real.VACANCY_PAGE, lambda body: vacancy_pages.to_vacancy_detail(body, "900000001")),
    "form": (
        {"type": "modal", "responseStatus": real.STATUS},
        lambda body: response_pages.to_response_form("900000001", body, "/p"),
    ),
    "resume": (real.SHORT_RESUME, lambda body: resume_pages.to_resume(body, "/p")),
    "responses": (real.NEGOTIATIONS_PAGE, lambda body: response_pages.to_response_page(body, 0, "/p")),
    "receipt": (real.POST_ANSWER, response_pages.to_receipt),
    "questionnaire": (real.TEST_PAGE, lambda body: response_pages.to_questionnaire(body, "900000001")),
}
MISSING = object()
# Of another type than anything in the samples; each could pass for true, a number or a text in a careless reader
WRONG = st.sampled_from([MISSING, None, [], {}, [[]], [None], -1.5, -7, [True], {"x": "y"}, {"x": {}}, "  "])
SAFE = frozenset({"title", "name", "text", "description"})  # a text is whatever text hh.ru has there


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield from leaves(child, (*path, key))


def spoil(value: Any, path: tuple[Any, ...], new: Any) -> None:
    """Replace or take out what lies under `path`, unless an earlier change took its place already."""
    for key in path[:-1]:
        if not has(value, key):
            return
        value = value[key]
    if isinstance(value, dict) and has(value, path[-1]):
        if new is MISSING:
            del value[path[-1]]
        else:
            value[path[-1]] = copy.deepcopy(new)


def has(value: Any, key: Any) -> bool:
    if isinstance(value, list):
        return isinstance(key, int) and key < len(value)
    return isinstance(value, dict) and key in value


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a model by its place; items of lists are compared as a set."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from flat(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple | frozenset):
        for item in value:
            yield from flat(item, f"{path}[]")
    else:
        yield path, value


TRUTHS = {name: (set(flat(read(sample))), read) for name, (sample, read) in READERS.items()}


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_spoilt_page_never_tells_what_is_not_true(name: str, data: st.DataObject):
    sample, read = READERS[name]
    paths = list(leaves(sample))
    state = copy.deepcopy(sample)
    chosen = data.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=6, unique=True))
    for path in chosen:
        spoil(state, path, data.draw(WRONG))
    try:
        found = read(state)
    except SiteChanged as error:
        told = error
        found = None
    else:
        told = None
    assert told is None or re.search(r": no \S+", str(told))
    assert found is None or isinstance(found, Model)
    whole, _ = TRUTHS[name]
    for place, value in flat(found) if found is not None else ():
        assert (place, value) in whole or harmless(place, value, name), (place, value, chosen)


def harmless(place: str, value: Any, name: str) -> bool:
    """What a reader says when it does not know: nothing, or what costs nobody anything."""
    if value is None or value in ("", "—") or value is False:
        return True
    if place.rpartition(".")[2] in SAFE and isinstance(value, str):
        return True
    if place == ".responses":
        return value in (0, 1)  # a list of nobody knows what: better one too many than a second response
    if ".salary." in place and value in (96_000, 120_000):
        return True  # without `perMode...` there is no other sum, and its time is told with it
    known = {
        # the smallest answer that is safe: a test whose need is unknown is answered, the limit is hh.ru's own
        "form": {".letter_max_length": 10_000, ".responses": 0, ".allowed_in_country": None, ".test_required": True},
        "resume": {".status": "not_published"},
        "search": {".pages": 20},
        "responses": {".pages": 1, ".found": 1},
        "receipt": {".route": "site"},
    }
    return known.get(name, {}).get(place, MISSING) == value


@pytest.mark.parametrize("wrong", [1, "yes", "1", [True], {"a": 1}, 1.0, "maybe", -1], ids=repr)
@pytest.mark.parametrize(
    "key", ["hasBreaches", "pdResale", "hasFrequentComplaints", "misleadingVacancyAlert", "reduction", "isReferral"]
)
def test_a_wrong_type_is_no_mark_of_an_employer(key: str, wrong: Any):
    company = {**real.SEARCH_ITEM["company"], "employersNegativeAttribute": {key: wrong}}
    standing = vacancy_pages.to_vacancy({**real.SEARCH_ITEM, "company": company}, {}).standing
    assert (standing.marks, standing.referral) == ((), None)
