"""States, permits and windows of actions, on real SQLite."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from hh_mcp.guard.action import Preview, Proposal, permit
from hh_mcp.store import Store
from hh_mcp.store.records import Duplicate, Kind, NotApproved, Quota, QuotaExceeded, State, TooSoon

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
MINUTES = timedelta(minutes=15)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "home" / "hh-mcp.db") as store:
        yield store


def proposed(store, target="1", text="Здравствуйте!", kind=Kind.RESPOND, now=NOW):
    proposal = Proposal(account="default", kind=kind, target=target, resume="r", text=text)
    return store.actions.propose(proposal.draft(Preview()), now, DAY)


def approved(store, target="1", text="Здравствуйте!", now=NOW):
    action = proposed(store, target, text, now=now)
    return store.actions.approve(action, permit(action, action.text), action.text, "test", now, MINUTES)


def sent(store, target, now):
    action = approved(store, target, now=now)
    action = store.actions.reserve(action, action.approved, Quota(limit=200), now)
    return store.actions.settle(action, State.SENT, now)


def test_the_same_proposal_is_the_same_action(store):
    assert proposed(store).id == proposed(store).id
    assert proposed(store, text="Другое").id != proposed(store).id


def test_only_a_permit_for_exactly_this_text_can_be_used_and_only_once(store):
    action = proposed(store)
    with pytest.raises(NotApproved):
        store.actions.reserve(action, permit(action, action.text), Quota(limit=200), NOW)
    action = approved(store)
    with pytest.raises(NotApproved):
        store.actions.reserve(action, permit(action, "Другой текст"), Quota(limit=200), NOW)
    with pytest.raises(NotApproved):
        store.actions.reserve(action, action.approved, Quota(limit=200), NOW + MINUTES)
    reserved = store.actions.reserve(action, action.approved, Quota(limit=200), NOW)
    assert reserved.state is State.SENDING
    with pytest.raises(NotApproved):
        store.actions.reserve(action, action.approved, Quota(limit=200), NOW)


def test_a_declined_action_cannot_be_approved(store):
    action = proposed(store)
    store.actions.decline(action, "test", NOW)
    with pytest.raises(NotApproved):
        store.actions.approve(action, permit(action, action.text), action.text, "test", NOW, MINUTES)


def test_the_window_is_24_hours_to_the_second(store):
    for n in range(3):
        sent(store, str(n), NOW + timedelta(hours=n))
    quota = Quota(limit=3)
    late = approved(store, "9", now=NOW + timedelta(hours=3))
    with pytest.raises(QuotaExceeded) as full:
        store.actions.reserve(late, late.approved, quota, NOW + timedelta(hours=3))
    assert full.value.usage.frees_at == NOW + DAY
    again = approved(store, "10", now=NOW + DAY)
    with pytest.raises(QuotaExceeded):
        store.actions.reserve(again, again.approved, quota, NOW + DAY - timedelta(seconds=1))
    assert store.actions.reserve(again, again.approved, quota, NOW + DAY).state is State.SENDING


def test_unknown_counts_and_refused_does_not(store):
    quota = Quota(limit=1)
    action = approved(store, "1")
    action = store.actions.reserve(action, action.approved, quota, NOW)
    store.actions.settle(action, State.UNKNOWN, NOW)
    assert store.actions.usage("default", Kind.RESPOND, quota, NOW).used == 1
    store.actions.settle(action, State.NOT_SENT, NOW)
    assert store.actions.usage("default", Kind.RESPOND, quota, NOW).used == 0


def test_kinds_and_accounts_have_windows_of_their_own(store):
    sent(store, "1", NOW)
    assert store.actions.usage("default", Kind.MESSAGE, Quota(limit=1), NOW).used == 0
    assert store.actions.usage("somebody", Kind.RESPOND, Quota(limit=1), NOW).used == 0


def test_a_zero_limit_lets_nothing_out(store):
    action = approved(store)
    with pytest.raises(QuotaExceeded):
        store.actions.reserve(action, action.approved, Quota(limit=0), NOW)


def test_the_least_pause_is_kept(store):
    quota = Quota(limit=200, pause=timedelta(seconds=3))
    sent(store, "1", NOW)
    action = approved(store, "2")
    with pytest.raises(TooSoon) as soon:
        store.actions.reserve(action, action.approved, quota, NOW + timedelta(seconds=1))
    assert soon.value.wait == pytest.approx(2)
    assert store.actions.reserve(action, action.approved, quota, NOW + timedelta(seconds=3))


def test_a_clock_set_back_does_not_lock_the_pause_for_hours(store):
    sent(store, "1", NOW)
    action = approved(store, "2", now=NOW - timedelta(hours=5))
    quota = Quota(limit=200, pause=timedelta(seconds=3))
    with pytest.raises(TooSoon) as soon:
        store.actions.reserve(action, action.approved, quota, NOW - timedelta(hours=5))
    assert soon.value.wait == 3


def test_a_second_response_of_one_resume_is_refused_by_the_database_itself(store):
    sent(store, "1", NOW)
    action = approved(store, "1", text="Другое письмо")
    with pytest.raises(Duplicate):
        store.actions.reserve(action, action.approved, Quota(limit=200), NOW)


def test_an_outcome_once_known_never_changes(store):
    action = sent(store, "1", NOW)
    assert store.actions.settle(action, State.NOT_SENT, NOW).state is State.SENT
    assert store.actions.decline(action, "test", NOW).state is State.SENT


@pytest.mark.parametrize("known", [State.SENT, State.REFUSED, State.NOT_SENT])
def test_no_outcome_follows_another(store, known):
    action = approved(store)
    action = store.actions.reserve(action, action.approved, Quota(limit=1), NOW)
    settled = store.actions.settle(action, known, NOW, reason="first")
    for state in (State.SENT, State.REFUSED, State.NOT_SENT, State.UNKNOWN):
        assert store.actions.settle(action, state, NOW + DAY, reason="second") == settled


def test_who_has_agreed_may_change_their_mind(store):
    action = approved(store)
    assert store.actions.decline(action, "test", NOW).state is State.DECLINED
    with pytest.raises(NotApproved):
        store.actions.reserve(action, action.approved, Quota(limit=1), NOW)


def test_a_proposal_and_a_permit_end_when_their_time_is_over(store):
    waiting, agreed = proposed(store, "1"), approved(store, "2")
    store.actions.expire(NOW + MINUTES - timedelta(milliseconds=1))
    assert {action.id for action in store.actions.pending()} == {waiting.id, agreed.id}
    store.actions.expire(NOW + MINUTES)
    assert [action.id for action in store.actions.pending()] == [waiting.id]
    assert store.actions.live(waiting.fingerprint, NOW + DAY) is None
    assert store.actions.get(waiting.id).state is store.actions.get(agreed.id).state is State.EXPIRED
    assert proposed(store, "1", now=NOW + DAY).id != waiting.id


def test_the_last_of_several_is_the_newest(store):
    for minute in range(3):
        action = proposed(store, now=NOW + timedelta(minutes=minute))
        store.actions.decline(action, "test", NOW)
    assert store.actions.last(action.fingerprint).id == action.id


def test_what_stands_in_the_way_is_the_same_act_first_then_what_has_left(store):
    def in_the_way(text, account="default", target="1", resume="r"):
        wanted = Proposal(account=account, kind=Kind.RESPOND, target=target, resume=resume, text=text)
        return store.actions.in_the_way(wanted.draft(Preview()), NOW)

    left, same = sent(store, "1", NOW), proposed(store, "1", text="Второе")
    assert in_the_way("Второе") == same
    assert in_the_way("Третье") == left
    for other in ({"account": "somebody"}, {"target": "2"}, {"resume": "s"}):
        assert in_the_way("Третье", **other) is None


def test_what_is_on_its_way_or_of_unknown_outcome_stands_in_the_way_too(store):
    action = approved(store, "1")
    action = store.actions.reserve(action, action.approved, Quota(limit=1), NOW)
    other = Proposal(account="default", kind=Kind.RESPOND, target="1", resume="r", text="Другое").draft(Preview())
    for state in (State.SENDING, State.UNKNOWN):
        assert store.actions.get(action.id).state is state
        assert proposed(store, "1").id == store.actions.live(action.fingerprint, NOW).id == action.id
        assert store.actions.in_the_way(other, NOW).id == action.id
        assert store.actions.answered("default", ["1", "2"]) == {"1"}
        store.actions.settle(action, State.UNKNOWN, NOW)


def test_each_account_sees_its_own(store):
    mine = proposed(store)
    theirs = Proposal(account="somebody", kind=Kind.RESPOND, target="1", resume="r")
    other = store.actions.propose(theirs.draft(Preview()), NOW, DAY)
    assert store.actions.pending("somebody") == [other]
    assert store.actions.pending() == [mine, other]
    other = store.actions.approve(other, other.fingerprint, "", "test", NOW, MINUTES)
    other = store.actions.reserve(other, other.approved, Quota(limit=1), NOW)
    other = store.actions.settle(other, State.UNKNOWN, NOW)
    assert store.actions.unsettled("default") == []
    assert store.actions.unsettled("somebody") == [other]


def test_a_send_of_a_dead_process_becomes_unknown_and_a_living_one_stays(store, tmp_path):
    action = approved(store, "1")
    action = store.actions.reserve(action, action.approved, Quota(limit=200), NOW)
    with Store.open(tmp_path / "home" / "hh-mcp.db") as other:
        assert other.actions.recover(NOW) == []
        store.owners.close()
        (found,) = other.actions.recover(NOW)
    assert (found.id, found.state) == (action.id, State.UNKNOWN)


def test_every_change_of_state_is_in_the_journal(store):
    sent(store, "1", NOW)
    entries = [entry.body for entry in store.audit.entries()]
    assert [body["event"] for body in entries] == ["proposed", "approved", "sending", "sent"]
    action = store.actions.recent("default")[0]
    permits = [body.get("approved") for body in entries]
    assert permits == [None, *[action.approved[:16]] * 3]
    assert {body["fingerprint"] for body in entries} == {action.fingerprint[:16]}


def test_the_file_is_private(store, tmp_path):
    home = tmp_path / "home"
    assert home.stat().st_mode & 0o777 == 0o700
    for file in home.glob("hh-mcp.db*"):
        assert file.stat().st_mode & 0o777 == 0o600, file


def test_a_committed_row_survives_a_power_cut(store, tmp_path):
    full = (2,)
    assert store._database.execute("pragma synchronous").fetchone() == full
    store.audit.note("tool_called", account="default", now=NOW)
    assert store._database.execute("pragma synchronous").fetchone() == full, "also after a row that need not"
    other = sqlite3.connect(tmp_path / "home" / "hh-mcp.db")
    assert other.execute("pragma journal_mode").fetchone() == ("wal",)
    other.close()
