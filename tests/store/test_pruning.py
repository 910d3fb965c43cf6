"""Three years of use: the file stops growing by itself, and what decisions need stays."""

from datetime import UTC, datetime, timedelta

import pytest

from hh_mcp.guard.action import Preview, Proposal
from hh_mcp.hh.models import Response
from hh_mcp.store import Store
from hh_mcp.store.notices import Notice
from hh_mcp.store.records import Kind, Quota, State

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TABLES = ("audit", "actions", "known_responses", "notices", "marks")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "home" / "hh-mcp.db") as store:
        store._database.execute("pragma synchronous = off")
        yield store


def proposed(store, target, now):
    proposal = Proposal(account="me", kind=Kind.RESPOND, target=target, resume="r")
    return store.actions.propose(proposal.draft(Preview()), now, DAY)


def left(store, target, now, state=State.SENT):
    action = proposed(store, target, now)
    action = store.actions.approve(action, action.fingerprint, "", "test", now, DAY)
    return store.actions.settle(store.actions.reserve(action, action.fingerprint, Quota(limit=200), now), state, now)


def live_through(store, day):
    now = NOW + day * DAY
    left(store, f"sent{day}", now)
    refused = proposed(store, f"no{day}", now)
    store.actions.decline(refused, "test", now)
    store.known.mark("me", f"asked:{refused.id}", now)
    store.known.learn("me", [Response(id=f"{day}", vacancy_id=f"v{day}", created_at=now)])
    store.notices.learn("me", [Notice(key=f"{day}", kind="viewed", at=now, body="{}", quiet=True)], stale=now)
    store.tidy(now)


def sizes(store):
    return [store._database.execute(f"select count(*) from {table}").fetchone()[0] for table in TABLES]


def test_the_store_stops_growing_by_itself(store):
    for day in range(0, 3 * 365, 3):
        live_through(store, day)
        if day == 729:
            after_two_years = sizes(store)
    assert sizes(store) == pytest.approx(after_two_years, rel=0.05)  # rows of the pruning itself come to it
    verdict = store.audit.verify()
    assert verdict.intact, verdict.problem


def test_what_decisions_need_is_never_dropped(store):
    unknown = left(store, "1", NOW, State.UNKNOWN)
    waiting = proposed(store, "2", NOW)
    later = NOW + 500 * DAY
    left(store, "3", later - timedelta(hours=23))
    store.tidy(later)
    assert store.actions.get(unknown.id).state is State.UNKNOWN
    assert store.actions.get(waiting.id) is not None
    assert store.actions.usage("me", Kind.RESPOND, Quota(limit=9), later).used == 1
    assert store.audit.last_of(unknown.id)["event"] == "unknown"


def test_pruning_by_hand_keeps_the_yes_of_what_waits(store):
    action = proposed(store, "1", NOW)
    action = store.actions.approve(action, action.fingerprint, "", "test", NOW, 30 * DAY)
    store.audit.prune(NOW + 9 * DAY, account="me", now=NOW + 10 * DAY)
    taken = store.actions.reserve(action, action.fingerprint, Quota(limit=9), NOW + 10 * DAY)
    assert taken.state is State.SENDING
