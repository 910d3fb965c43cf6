"""What makes two acts the same act, and what the person's yes is for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hh_mcp.guard.action import Preview, Proposal, answers_of, permit
from hh_mcp.guard.outgoing import tidy
from hh_mcp.hh.models import Answer
from hh_mcp.store import Store
from hh_mcp.store.records import Kind

CITY, SHIFTS = Answer(question_id="1", options=("a",)), Answer(question_id="2", text="Да")
PROPOSAL = Proposal(
    account="me", kind=Kind.RESPOND, target="1", resume="r", text="Здравствуйте!", answers=(CITY, SHIFTS)
)


@pytest.mark.parametrize(
    "other",
    [
        {"account": "somebody"},
        {"kind": Kind.MESSAGE},
        {"target": "2"},
        {"resume": "s"},
        {"text": "Здравствуйте."},
        {"answers": ()},
        {"answers": (CITY,)},
        {"answers": (CITY, Answer(question_id="2", text="Нет"))},
        {"answers": (Answer(question_id="1", options=("b",)), SHIFTS)},
    ],
)
def test_whatever_differs_it_is_another_act(other):
    assert replace(PROPOSAL, **other).fingerprint != PROPOSAL.fingerprint


def test_the_order_of_the_answers_makes_no_difference():
    assert replace(PROPOSAL, answers=(SHIFTS, CITY)).fingerprint == PROPOSAL.fingerprint


def test_a_yes_to_the_proposed_text_is_for_exactly_the_proposal(tmp_path):
    """Read back from the store, with its answers to the employer's questions."""
    with Store.open(tmp_path / "home" / "hh-mcp.db") as store:
        action = store.actions.propose(PROPOSAL.draft(Preview()), datetime.now(UTC), timedelta(hours=1))
    assert permit(action, action.text) == action.fingerprint == PROPOSAL.fingerprint
    assert permit(action, "Другое") == replace(PROPOSAL, text="Другое").fingerprint
    assert answers_of(action) == PROPOSAL.answers


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        (None, ""),
        ("  Да \n", "Да"),
        ("Раз\r\nДва", "Раз\nДва"),
        ("Раз  \n\n  Два", "Раз\n\n  Два"),
    ],
)
def test_a_text_that_only_looks_different_is_the_same(typed, sent):
    assert tidy(typed) == sent
