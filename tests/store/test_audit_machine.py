"""The journal whatever happens to it: several connections, clocks that jump, changes rolled back, rows dropped."""

import sqlite3
import tempfile
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from hh_mcp.store import Store
from hh_mcp.store.database import transaction
from hh_mcp.store.erasing import erase_account

NOW = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
HOURS = st.integers(-60, 60)  # over midnight and back
WHO = st.integers(0, 2)
STEPS = st.one_of(
    st.tuples(st.just("append"), WHO, HOURS, st.sampled_from([1, 2, 100, 255, 256, 257])),
    st.tuples(st.just("roll back"), WHO, HOURS, st.integers(1, 3)),
    st.tuples(st.just("prune"), WHO, HOURS, HOURS),
    st.tuples(st.just("erase"), WHO, HOURS, st.sampled_from(["me", "you"])),
)


def write(store: Store, when: datetime, rows: int) -> None:
    for n in range(rows):
        store.audit.append("tool_called", account="you" if n % 3 else "me", now=when, client="}{\"'ё\n", n=n)


def take(stores: list[Store], path: Path, step: tuple) -> None:
    """One thing that may happen to a journal."""
    what, who, hours, more = step
    when, store = NOW + timedelta(hours=hours), stores[who]
    if what == "append":
        with transaction(store._database):
            write(store, when, more)
    elif what == "roll back":
        store._database.execute("begin immediate")
        write(store, when, more)
        store._database.execute("rollback")
    elif what == "prune":
        store.audit.prune(NOW + timedelta(hours=more), account="me", now=when)
    else:
        erase_account(path, more, when)


def flipped(data: bytes, at: int) -> bytes:
    """The same bytes but one, which may make text none."""
    changed = bytearray(data)
    changed[at % len(data)] ^= 0x80 if at % 2 else 0x01
    return bytes(changed)


def tamper(knife: sqlite3.Connection, seq: int, how: str, at: int) -> None:
    """Change one stored thing of one row, with the guards out of the way."""
    knife.execute("drop trigger audit_no_update")
    knife.execute("drop trigger audit_no_delete")
    knife.execute("drop index audit_action")  # it takes no body that is not JSON
    if how == "delete":
        knife.execute("delete from audit where seq = ?", [seq])
    elif how == "opens":
        knife.execute("update audit set opens = 1 - opens where seq = ?", [seq])
    else:
        (data,) = knife.execute(f"select cast({how} as blob) from audit where seq = ?", [seq]).fetchone()
        kind = "text" if how == "body" else "blob"
        knife.execute(f"update audit set {how} = cast(? as {kind}) where seq = ?", [flipped(data, at), seq])


@settings(max_examples=60)
@given(
    st.lists(STEPS, min_size=1, max_size=8),
    st.sampled_from(["body", "hash", "opens", "delete"]),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
)
def test_a_journal_is_intact_whatever_happened_and_one_changed_byte_is_located(steps, how, which, at):
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        path = Path(folder) / "home" / "hh-mcp.db"
        stores = [opened.enter_context(Store.open(path)) for _ in range(3)]
        for store in stores:
            store._database.execute("pragma synchronous = off")
        for step in steps:
            take(stores, path, step)
            verdict = stores[0].audit.verify()
            assert verdict.intact, (step, verdict)
        write(stores[which % 3], NOW, 1)
        knife = opened.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
        seqs = [seq for (seq,) in knife.execute("select seq from audit order by seq")]
        seq = seqs[which % len(seqs)]
        tamper(knife, seq, how, at)
        verdict = stores[0].audit.verify()
        assert (verdict.intact, verdict.broken_at) == (False, seq), verdict
