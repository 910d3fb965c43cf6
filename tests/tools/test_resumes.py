"""Resumes of which hh.ru says little: the town by its number, and whether they can be raised."""

from datetime import UTC, datetime, timedelta

import pytest

from hh_mcp.hh.models import Resume
from hh_mcp.views.resumes import resume_card

NOW = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "next_at", "shown"),
    [
        (None, NOW - timedelta(minutes=1), True),
        (None, NOW + timedelta(minutes=1), False),
        (None, None, None),
        (False, NOW - timedelta(minutes=1), False),
    ],
)
def test_a_resume_can_be_raised_when_its_pause_is_over(said, next_at, shown):
    resume = Resume(id="a", title="x", can_raise=said, next_raise_at=next_at)
    assert resume_card(resume, "ru", NOW).can_raise is shown
