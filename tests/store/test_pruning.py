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


def there(store):
    return {
        "declined": store.actions.get(store.declined.id) is not None,
        "sent": store.actions.get(store.sent.id) is not None,
        "response": "1" in ids(store),
        "refusal": "2" in ids(store),
        "told": "told" in {notice.key for notice in store.notices.since("me", NOW - DAY)},
        "untold": "untold" in {notice.key for notice in store.notices.since("me", NOW - DAY)},
        "asked": store.known.marked("me", "asked:1") is not None,
        "mark": store.known.marked("me", "stopped") is not None,
        "journal": any(entry.at == NOW for entry in store.audit.stream()),
    }


def ids(store):
    return {row[0] for row in store._database.execute("select id from known_responses")}


@pytest.fixture
def one_of_each(store):
    store.sent = left(store, "sent", NOW)
    store.declined = store.actions.decline(proposed(store, "no", NOW), "test", NOW)
    seen = {"vacancy_id": "v", "created_at": NOW}
    store.known.learn("me", [Response(id="1", **seen), Response(id="2", state="discard", **seen)])
    store.known.mark("me", "asked:1", NOW)
    store.known.mark("me", "stopped", NOW)
    told, untold = (Notice(key=key, kind="viewed", at=NOW, body="{}") for key in ("told", "untold"))
    store.notices.learn("me", [told], stale=NOW)
    store.notices.untold("me")
    store.notices.learn("me", [untold], stale=NOW)
    return store


@pytest.mark.parametrize(
    ("days", "gone"),
    [
        (1, set()),
        (3, {"asked"}),
        (61, {"asked", "told"}),
        (91, {"asked", "told", "declined", "response"}),
        (399, {"asked", "told", "declined", "response"}),
        (403, {"asked", "told", "declined", "response", "refusal", "journal"}),
        (405, {"asked", "told", "declined", "response", "refusal", "journal", "sent"}),
    ],
)
def test_each_thing_is_kept_for_its_own_time(one_of_each, days, gone):
    one_of_each.tidy(NOW + days * DAY)
    assert {name for name, is_there in there(one_of_each).items() if not is_there} == gone


def test_it_is_done_at_most_once_a_day(store):
    later = NOW + 10 * DAY
    store.tidy(later)
    store.known.mark("me", "asked:1", NOW)
    store.tidy(later + DAY / 2)
    assert store.known.marked("me", "asked:1")
    store.tidy(later + DAY)
    assert store.known.marked("me", "asked:1") is None


@pytest.mark.anyio
async def test_a_server_does_it_when_it_starts(make_settings, connect):
    settings = make_settings()
    with Store.open(settings.database) as store:
        store.known.mark("me", "asked:1", NOW)
    async with connect(signed_in=False) as assistant:
        await assistant.call("get_status")
    with Store.open(settings.database) as store:
        assert store.known.marked("me", "asked:1") is None


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
