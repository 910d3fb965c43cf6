"""Without the vault's key nobody can write a yes, nor another journal; with another key the store stays usable."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from hh_mcp.guard.action import Preview, Proposal, permit
from hh_mcp.store import Store
from hh_mcp.store.audit import write
from hh_mcp.store.chain import Chain, Head
from hh_mcp.store.database import transaction
from hh_mcp.store.erasing import erase_account
from hh_mcp.store.records import NotApproved, Quota, State
from hh_mcp.store.vault import Vault

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY, LIFE = timedelta(hours=24), timedelta(minutes=15)
QUOTA = Quota(limit=200)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "hh-mcp.db"


@pytest.fixture
def store(path):
    with Store.open(path) as store:
        yield store


@pytest.fixture
def knife(store, path):
    """A connection of somebody who can write the file and does not have the key."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def proposed(store, target="1", text="Здравствуйте!"):
    proposal = Proposal(account="default", kind="respond", target=target, resume="r", text=text)
    return store.actions.propose(proposal.draft(Preview()), NOW, DAY)


def approved(store, target="1", text="Здравствуйте!"):
    action = proposed(store, target, text)
    return store.actions.approve(action, permit(action, action.text), action.text, "console", NOW, LIFE)


def sent(store, target="1"):
    action = approved(store, target)
    action = store.actions.reserve(action, action.approved, QUOTA, NOW)
    return store.actions.settle(action, State.SENT, NOW)


def refused(store, action):
    """The action as it is in the file cannot be taken, and ends."""
    action = store.actions.get(action.id)
    with pytest.raises(NotApproved):
        store.actions.reserve(action, permit(action, action.text), QUOTA, NOW)
    return store.actions.get(action.id)


def rewritten(knife, change):
    """Chain a whole new journal from the rows that `change` leaves, as somebody with our source would."""
    knife.execute("drop trigger audit_no_update")
    knife.execute("drop trigger audit_no_delete")
    rows = [json.loads(body) for (body,) in knife.execute("select body from audit order by seq")]
    knife.execute("delete from audit")
    kept = [
        (json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")), row["at"]) for row in change(rows)
    ]
    with transaction(knife):
        write(knife, Chain(Head()), kept)


def test_a_permit_written_by_sql_sends_nothing_and_is_found(store, knife):
    action = proposed(store)
    knife.execute(
        "update actions set state = 'approved', approved = fingerprint, approved_by = 'console', expires_at = ?",
        [2**42],
    )
    assert not store.audit.verify().intact
    assert refused(store, action).state is State.EXPIRED
    assert store.actions.get(action.id).reason == "unproven"
    verdict = store.audit.verify()
    assert (verdict.intact, verdict.chained) == (False, True)
    assert action.id in verdict.problem


def test_a_no_cannot_be_turned_into_the_yes_of_before(store, knife):
    action = store.actions.decline(approved(store), "console", NOW)
    knife.execute("update actions set state = 'approved'")
    assert refused(store, action).state is State.EXPIRED


def test_a_permit_that_is_over_cannot_be_prolonged(store, knife):
    action = approved(store)
    knife.execute("update actions set expires_at = ?", [2**42])
    action = store.actions.get(action.id)
    with pytest.raises(NotApproved):
        store.actions.reserve(action, action.approved, QUOTA, NOW + LIFE)


@pytest.mark.parametrize("change", ["text = 'Другое'", "target = '2'", "resume = 's'", "answers = '[1]'"])
def test_what_was_approved_cannot_be_exchanged_under_its_permit(store, knife, change):
    action = approved(store)
    knife.execute(f"update actions set {change}")
    with pytest.raises(NotApproved):
        store.actions.reserve(action, action.approved, QUOTA, NOW)
    assert store.actions.get(action.id).state is State.EXPIRED


def test_a_yes_to_one_action_is_none_to_another(store, knife):
    given, wanted = approved(store, "1"), proposed(store, "2", "Другое")
    yes = store.audit.last_of(given.id)
    rewritten(knife, lambda rows: [*rows, yes | {"action": wanted.id}])
    knife.execute("update actions set state = 'approved', approved = fingerprint where id = ?", [wanted.id])
    assert refused(store, wanted).state is State.EXPIRED


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [row for row in rows if row["event"] != "declined"],
        lambda rows: [{**row, "by": "elicitation"} if "by" in row else row for row in rows],
        lambda rows: rows[:-3],
        lambda rows: [*rows, rows[-1]],
        lambda rows: [row | {"at": row["at"] + 1} for row in rows],
    ],
    ids=["row dropped", "row changed", "tail cut", "row added", "times changed"],
)
def test_a_journal_rewritten_without_the_key_is_found(store, knife, change):
    sent(store, "1")
    store.actions.decline(proposed(store, "2"), "console", NOW)
    assert store.audit.verify().intact
    rewritten(knife, change)
    assert store.audit.verify().chained
    assert not store.audit.verify().intact
    sent(store, "3")
    assert not store.audit.verify().intact, "also after the program has gone on"


@pytest.mark.parametrize(
    "seal", ["delete from audit_seal", "update audit_seal set rows = 3", "update audit_seal set key = x'00'"]
)
def test_a_seal_cannot_be_taken_away_or_forged(store, knife, seal):
    sent(store, "1")
    rewritten(knife, lambda rows: rows[:3])
    knife.execute("update actions set state = 'sending'")
    knife.execute(seal)
    knife.execute("update audit_seal set hash = (select hash from audit_head)")
    assert not store.audit.verify().intact
    sent(store, "3")
    assert not store.audit.verify().intact


def test_rows_cannot_be_dropped_without_the_key(store, knife):
    sent(store, "1")
    knife.execute("insert into audit_base select 1, seq, hash from audit where seq = 2")
    knife.execute("delete from audit where seq <= 2")
    assert store.audit.verify().broken_at == 3


@pytest.mark.parametrize(
    "statement",
    [
        "update actions set state = 'not_sent'",
        "delete from actions",
        "update actions set approved = 'x'",
        "update actions set id = 'another1'",
    ],
)
def test_actions_that_differ_from_the_journal_are_found(store, knife, statement):
    sent(store, "1")
    knife.execute(statement)
    verdict = store.audit.verify()
    assert (verdict.intact, verdict.chained) == (False, True)


def test_what_a_person_accepts_is_no_longer_told(store, knife):
    sent(store, "1"), sent(store, "2")
    knife.execute("update actions set state = 'not_sent', approved = 'x' where target = '1'")
    knife.execute("delete from actions where target = '2'")
    store.audit.accept(account="default", now=NOW)
    assert store.audit.verify().intact
    knife.execute("update actions set state = 'sent'")
    assert not store.audit.verify().intact


def test_another_key_vouches_for_nothing_older_until_it_is_accepted(path):
    with Store.open(path, SecretStr("one")) as store:
        sent(store, "1")
        waiting = approved(store, "2")
    with Store.open(path, SecretStr("two")) as store:
        assert "another key" in store.audit.verify().problem
        assert refused(store, waiting).state is State.EXPIRED
        assert sent(store, "3").state is State.SENT, "everything else goes on"
        assert "another key" in store.audit.verify().problem
        store.audit.accept(account="default", now=NOW)
        assert store.audit.verify().intact


def test_a_changed_key_is_forgiven_once_its_rows_are_dropped(path):
    with Store.open(path, SecretStr("one")) as store:
        sent(store, "1")
    with Store.open(path, SecretStr("two")) as store:
        later = NOW + timedelta(days=400)
        store.audit.append("signed_in", account="default", now=later)
        store.audit.prune(NOW + timedelta(days=30), account="default", now=later)
        assert store.audit.verify().intact


def test_a_new_key_vouches_for_what_the_old_one_did(store):
    sent(store, "1")
    waiting = approved(store, "2")
    store.rotate_key(now=NOW)
    assert store.audit.verify().intact
    with Store.open(store._home / "hh-mcp.db") as other:
        assert other.audit.verify().intact
        assert other.actions.reserve(waiting, waiting.approved, QUOTA, NOW).state is State.SENDING
    assert store.audit.verify().intact


def test_a_new_key_does_not_prolong_a_permit(store, knife):
    waiting = approved(store)
    knife.execute("update actions set expires_at = ?", [2**42])
    store.rotate_key(now=NOW)
    assert not store.audit.verify().intact
    with pytest.raises(NotApproved):
        store.actions.reserve(store.actions.get(waiting.id), waiting.approved, QUOTA, NOW + LIFE)


def test_a_new_key_does_not_whitewash_a_rewritten_journal(store, knife):
    sent(store, "1")
    rewritten(knife, lambda rows: [row | {"at": row["at"] + 1} for row in rows])
    store.rotate_key(now=NOW)
    assert not store.audit.verify().intact


def test_a_server_that_runs_while_the_key_is_changed_seals_with_the_new_one(store, path):
    with Store.open(path) as other:
        sent(store, "1")
        other.rotate_key(now=NOW)
        sent(store, "2")
        assert store.audit.verify().intact
        assert other.audit.verify().intact


def test_notes_without_the_key_are_vouched_for_later(path):
    with Store.open(path) as store:
        for _ in range(3):
            store.audit.note("tool_called", account="default", now=NOW, tool="get_status")
        assert not store.vault.at_hand, "a look asks nobody for a key"
        assert not (path.parent / "vault.key").exists()
        sent(store, "1")
        assert store.audit.verify().intact


def test_a_no_needs_no_key(store, path):
    """Whatever keeps the key is out of reach: the person can still decline."""
    action = proposed(store)
    broken = Vault(path.parent)
    (path.parent / "vault.key").unlink()
    (path.parent / "vault.key").mkdir()
    store.audit.seals.vault = broken
    assert store.actions.decline(action, "console", NOW).state is State.DECLINED


def test_erasing_one_account_keeps_the_rest_vouched_for(store, path, knife):
    sent(store, "1")
    store.audit.append("signed_in", account="you", now=NOW)
    erase_account(path, "you", NOW)
    assert store.audit.verify().intact
    rewritten(knife, lambda rows: [row | {"at": row["at"] + 1} for row in rows])
    erase_account(path, "default", NOW)
    assert store.audit.verify().intact or "sealed" in store.audit.verify().problem
