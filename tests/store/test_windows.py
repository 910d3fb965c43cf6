"""What counts in a window and when it has room again, to the millisecond."""

from datetime import UTC, datetime, timedelta

import pytest

from hh_mcp.guard.action import Preview, Proposal
from hh_mcp.hh.models import Response
from hh_mcp.store import Store
from hh_mcp.store.records import Kind, Quota, QuotaExceeded, State, TooSoon

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR, DAY, MS = timedelta(hours=1), timedelta(hours=24), timedelta(milliseconds=1)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "home" / "hh-mcp.db") as store:
        yield store


def approved(store, target, account="me", kind=Kind.RESPOND):
    proposal = Proposal(account=account, kind=kind, target=target, resume="r")
    action = store.actions.propose(proposal.draft(Preview()), NOW, DAY)
    return store.actions.approve(action, action.fingerprint, "", "test", NOW, DAY)


def leave(store, target, leaves_at, quota=None, **which):
    action = approved(store, target, **which)
    return store.actions.reserve(action, action.approved, quota or Quota(limit=200), NOW, leaves_at)


def listed(store, number, created_at, account="me", vacancy=None):
    response = Response(id=f"{number}", vacancy_id=vacancy or f"site{number}", state="response", created_at=created_at)
    store.known.learn(account, [response])


def usage(store, quota, now=NOW):
    return store.actions.usage("me", Kind.RESPOND, quota, now)


def test_it_is_counted_by_the_time_that_it_left_at(store):
    action = leave(store, "1", NOW - HOUR)
    assert action.sending_at == NOW - HOUR
    assert usage(store, Quota(limit=1)).frees_at == NOW - HOUR + DAY


def test_a_day_and_an_hour_end_to_the_millisecond(store):
    leave(store, "1", NOW - DAY)
    assert usage(store, Quota(limit=1)).used == 0
    assert usage(store, Quota(limit=1), NOW - MS).used == 1
    leave(store, "2", NOW - HOUR)
    assert usage(store, Quota(limit=9, burst=1)).frees_at is None
    assert usage(store, Quota(limit=9, burst=1), NOW - MS).frees_at == NOW


def test_an_old_response_of_ours_does_not_hide_a_new_one_that_was_sent_elsewhere(store):
    """The same vacancy answered again on hh.ru, with another resume perhaps, takes a slot there and here."""
    leave(store, "1", NOW - 30 * DAY)
    listed(store, 1, NOW - HOUR, vacancy="1")
    assert usage(store, Quota(limit=9)).used == 1
    leave(store, "2", NOW - DAY - timedelta(seconds=1))
    listed(store, 2, NOW - DAY + timedelta(seconds=1), vacancy="2")
    assert usage(store, Quota(limit=9)).used == 1, "a response of ours is listed a moment after it left"


def test_what_was_sent_elsewhere_counts_once_and_for_its_own_account(store):
    listed(store, 1, NOW - HOUR)
    listed(store, 2, NOW - DAY)
    listed(store, 3, NOW - HOUR, account="somebody")
    assert usage(store, Quota(limit=9)).used == 1
    action = leave(store, "1", NOW)
    listed(store, 4, NOW, vacancy="1")
    assert usage(store, Quota(limit=9)).used == 2
    store.actions.settle(action, State.REFUSED, NOW)
    assert usage(store, Quota(limit=9)).used == 2  # what was refused to us, the person has sent by hand
    assert store.actions.usage("me", Kind.MESSAGE, Quota(limit=9), NOW).used == 0


def test_a_window_fuller_than_the_limit_waits_for_as_many_as_are_too_many(store):
    for hours in (5, 4, 3):
        leave(store, f"{hours}", NOW - hours * HOUR)
    assert usage(store, Quota(limit=3)).frees_at == NOW - 5 * HOUR + DAY
    assert usage(store, Quota(limit=2)).frees_at == NOW - 4 * HOUR + DAY
    assert usage(store, Quota(limit=4)).frees_at is None


def test_of_several_reasons_to_wait_the_longest_counts(store):
    leave(store, "1", NOW - HOUR / 2)
    assert usage(store, Quota(limit=9, burst=1)).frees_at == NOW + HOUR / 2
    store.known.mark("me", "closed:respond", NOW + 2 * HOUR)
    assert usage(store, Quota(limit=9, burst=1)).frees_at == NOW + 2 * HOUR
    with pytest.raises(QuotaExceeded) as full:
        leave(store, "2", NOW)
    assert full.value.usage.frees_at == NOW + 2 * HOUR
    assert usage(store, Quota(limit=9), NOW + 2 * HOUR).frees_at is None
    assert usage(store, Quota(limit=9), NOW + 2 * HOUR - MS).frees_at is not None


def test_the_pause_counts_from_what_is_still_on_its_way_and_for_its_own_kind(store):
    quota = Quota(limit=9, pause=timedelta(seconds=3))
    assert leave(store, "1", NOW, quota).state is State.SENDING
    with pytest.raises(TooSoon):
        leave(store, "2", NOW + timedelta(seconds=2), quota)
    assert leave(store, "3", NOW, quota, account="somebody")
    assert leave(store, "4", NOW, quota, kind=Kind.MESSAGE)


def test_what_an_employer_began_is_no_response_of_the_person(store):
    invited = Response(id="1", vacancy_id="7", state="invitation", created_at=NOW - HOUR, by_employer=True)
    store.known.learn("me", [invited])
    assert usage(store, Quota(limit=9)).used == 0
    store.known.learn("me", [invited.model_copy(update={"id": "2", "by_employer": False})])
    assert usage(store, Quota(limit=9)).used == 1


def test_accounts_of_one_person_count_together_and_each_response_once(store):
    for name in ("me", "also me"):
        store.known.is_person(name, "42")
        listed(store, 1, NOW - HOUR, account=name)
    store.known.is_person("somebody", "43")
    leave(store, "1", NOW - HOUR, account="also me")
    leave(store, "2", NOW - HOUR, account="somebody")
    assert usage(store, Quota(limit=9)).used == 2
    with pytest.raises(TooSoon):
        leave(store, "3", NOW - HOUR, Quota(limit=9, pause=timedelta(seconds=3)))
    store.known.mark("also me", "closed:respond", NOW + HOUR)
    assert usage(store, Quota(limit=9)).frees_at == NOW + HOUR
