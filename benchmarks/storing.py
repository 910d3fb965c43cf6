"""The store: what a big one costs beside an empty one, the journal's check beside bare hashlib, eight processes."""

import hashlib
import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from table import Row, ms, paired

from hh_mcp.hh.models import Response
from hh_mcp.store import Store
from hh_mcp.store.audit import write
from hh_mcp.store.chain import Chain, Head
from hh_mcp.store.database import canonical, open_database, to_ms, transaction
from hh_mcp.store.notices import Notice
from hh_mcp.store.records import Draft, Kind, Quota, State

AUDIT_ROWS, ACTIONS = 1_000_000, 100_000
ROUNDS = 150
SENDS, PROCESSES = 400, 8
NOW = datetime.now(UTC)
QUOTA = Quota(limit=10**6)
LIFE = timedelta(hours=1)
CALLS, RESPONSES = 20, 10  # a day
FULL_AFTER = 410  # days, when all that is dropped by itself has begun to be


def measure(big: Path, empty: Path) -> Iterator[Row]:
    """Every row about the store; `big` is filled here."""
    fill_audit(big)
    yield _bytes_of_a_row(big)
    fill_actions(big)
    yield _verify(big)
    yield _reserve(big, empty)
    yield _processes()
    yield _year()


def fill_audit(home: Path) -> None:
    """Write a million rows, chained as they should be."""
    database = open_database(home / "hh-mcp.db")
    with transaction(database):
        write(database, Chain(Head()), ((_body(seq), _at(seq)) for seq in range(1, AUDIT_ROWS + 1)))
    database.execute("pragma wal_checkpoint(truncate)")
    database.close()


def _body(seq: int) -> str:
    """A row of a call, and now and then the four that a sent response leaves."""
    facts = {"account": "default", "at": _at(seq)}
    if seq % 10 < 6:
        called = {"event": "tool_called", "tool": "search_vacancies", "outcome": "ok", "client": "claude 1"}
        return canonical({**facts, **called})
    print_ = hashlib.sha256(str(seq // 10).encode()).hexdigest()[:16]
    about = {"action": f"a{seq // 10:07}", "kind": "respond", "target": str(seq // 10), "fingerprint": print_}
    event = ("proposed", "approved", "sending", "sent")[seq % 10 - 6]
    return canonical({**facts, "event": event, **about, **({"approved": f"p{seq // 10}"} if seq % 10 > 6 else {})})


def _at(seq: int) -> int:
    """A thousand rows a day."""
    return to_ms(NOW - timedelta(days=1) * (AUDIT_ROWS - seq) / 1000)


def fill_actions(home: Path) -> None:
    """Write 100,000 actions, 200 a day, as if somebody had sent at the limit for years."""
    database = open_database(home / "hh-mcp.db")
    names = [row[1] for row in database.execute("pragma table_info(actions)")]
    marks = ", ".join(f":{name}" for name in names)
    with transaction(database):
        database.executemany(f"insert into actions values ({marks})", (_action(number) for number in range(ACTIONS)))  # noqa: S608
    database.execute("pragma wal_checkpoint(truncate)")
    database.close()


def _action(number: int) -> dict[str, str | int | None]:
    at = to_ms(NOW - timedelta(days=1) * (ACTIONS - number) / 200)
    text = f"Здравствуйте! Меня заинтересовала ваша вакансия номер {number}. " * 8
    unset = dict.fromkeys(("reason", "detail", "owner"))
    return unset | {
        "id": f"a{number:07}", "account": "default", "kind": "respond", "target": str(number), "resume": "r",
        "fingerprint": f"f{number}", "approved": f"p{number}", "state": "sent", "text": text, "answers": "[]",
        "preview": "{}", "receipt": "{}", "approved_by": "elicitation", "idempotency_key": str(number),
        "created_at": at, "updated_at": at, "expires_at": at, "sending_at": at,
    }  # fmt: skip


def _bytes_of_a_row(home: Path) -> Row:
    database = open_database(home / "hh-mcp.db")
    said = database.execute("select sum(length(cast(body as blob))) from audit").fetchone()[0] / AUDIT_ROWS
    database.close()
    taken = (home / "hh-mcp.db").stat().st_size / AUDIT_ROWS
    return Row("bytes on disk of a row of the journal", f"{taken:.0f} B", f"its JSON: {said:.0f} B", taken / said, 1.6)


def _verify(home: Path) -> Row:
    """The yardstick reads the journal row by row and hashes it; ours looks at its seals and 100,000 actions too."""
    with Store.open(home / "hh-mcp.db") as store:
        store.audit.seals.seal(store.audit.head())
        tracemalloc.start()
        assert store.audit.verify().intact
        peak = tracemalloc.get_traced_memory()[1] / 1024
        tracemalloc.stop()
        ours, bare = [], []
        for _ in range(5):
            ours.append(_timed(store.audit.verify))
            bare.append(_timed(lambda: _row_by_row(home)))
    said, its = f"{median(ours):.2f} s, {peak:.0f} KiB at most", f"a loop over its rows: {median(bare):.2f} s"
    return Row("`audit verify`, 1,000,000 rows", said, its, paired(ours, bare), 1.5)


def _row_by_row(home: Path) -> bytes:
    database, digest = open_database(home / "hh-mcp.db"), hashlib.sha256()
    for body, link in database.execute("select body, hash from audit order by seq"):
        digest.update(body.encode())
        digest.update(link)
    database.close()
    return digest.digest()


def _reserve(big: Path, empty: Path) -> Row:
    with Store.open(big / "hh-mcp.db") as full, Store.open(empty / "hh-mcp.db") as fresh:
        times: dict[Store, list[float]] = {full: [], fresh: []}
        for number in range(ROUNDS):
            for store, spent in times.items():
                spent.append(send(store, f"bench {number}"))
        ours, bare = times[full], times[fresh]
    what = "reserve, journal, settle: 1,000,000 rows and 100,000 actions"
    return Row(what, ms(median(ours)), f"an empty store: {ms(median(bare))}", paired(ours, bare), 1.3)


def send(store: Store, name: str) -> float:
    """Take one action from proposal to outcome; returns the seconds from the reservation on."""
    draft = Draft(
        account="bench", kind=Kind.RESPOND, target=name, resume="r", text="Здравствуйте!", answers="[]",
        fingerprint=name, preview="{}",
    )  # fmt: skip
    now = datetime.now(UTC)
    action = store.actions.propose(draft, now, LIFE)
    action = store.actions.approve(action, name, draft.text, "bench", now, LIFE)
    start = time.perf_counter()
    action = store.actions.reserve(action, name, QUOTA, now)
    store.actions.settle(action, State.SENT, now, receipt="{}")
    return time.perf_counter() - start


def _processes() -> Row:
    """Eight processes that share one store, beside one that has as much to do; started before the clock."""
    ours, bare = [], []
    for _ in range(7):
        ours.append(_together(PROCESSES))
        bare.append(_together(1))
    what, said = f"{PROCESSES} processes send {SENDS} actions into one store", f"{median(ours):.2f} s"
    return Row(what, said, f"one process: {median(bare):.2f} s", paired(ours, bare), 1.5)


def _together(count: int) -> float:
    with TemporaryDirectory() as folder:
        open_database(Path(folder) / "hh-mcp.db").close()
        with _workers(Path(folder), count) as workers:
            start = time.perf_counter()
            for worker in workers:
                assert worker.stdin
                worker.stdin.write(b"go\n")
                worker.stdin.flush()
            codes = [worker.wait(120) for worker in workers]
            spent = time.perf_counter() - start
    if any(codes):
        sys.exit("a process failed, see above: database is locked?")
    return spent


@contextmanager
def _workers(home: Path, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    command = [sys.executable, __file__, str(home), str(SENDS // count)]
    pipe = subprocess.PIPE
    workers = [subprocess.Popen(command, stdin=pipe, stdout=pipe) for _ in range(count)]
    try:
        for worker in workers:
            assert worker.stdout
            worker.stdout.readline()
        yield workers
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()


def work(home: Path, count: int) -> None:
    """One of the processes: open the store, say so, wait for the start, send."""
    with Store.open(home / "hh-mcp.db") as store:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for number in range(count):
            send(store, f"{os.getpid()} {number}")


def _year() -> Row:
    """The clock is ours, nothing else is simulated: what a call and a response write, day after day."""
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "hh-mcp.db") as store:
        sizes = [_grown(store, Path(folder), days) for days in (range(FULL_AFTER), range(FULL_AFTER, FULL_AFTER + 365))]
    before, after = (size / 2**20 for size in sizes)
    what = f"the file after a further year of daily use: {CALLS} calls, {RESPONSES} responses a day"
    return Row(what, f"{after:.1f} MB", f"after the first {FULL_AFTER} days: {before:.1f} MB", after / before, 1.1)


def _grown(store: Store, home: Path, days: range) -> int:
    for day in days:
        _live(store, NOW + timedelta(days=day))
    store._database.execute("pragma wal_checkpoint(truncate)")
    return (home / "hh-mcp.db").stat().st_size


def _live(store: Store, now: datetime) -> None:
    """One day: looks, responses that leave, one that is declined, what hh.ru lists and tells of them."""
    store.tidy(now)
    for number in range(CALLS):
        store.audit.note(
            "tool_called", account="me", now=now, tool="search_vacancies", outcome="ok", client=f"{number}"
        )
    store._database.execute("pragma synchronous = off")  # the size is measured, not the disk
    for number in range(RESPONSES):
        name = f"{now:%j %Y} {number}"
        action = store.actions.propose(_draft(name), now, LIFE)
        store.known.mark("me", f"asked:{action.id}", now)
        if number == 0:
            store.actions.decline(action, "console", now)
            continue
        action = store.actions.approve(action, name, action.text, "console", now, LIFE)
        store.actions.settle(store.actions.reserve(action, name, QUOTA, now), State.SENT, now, receipt="{}")
        store.known.learn("me", [Response(id=name, vacancy_id=name, state="response", created_at=now)])
        store.notices.learn("me", [Notice(key=name, kind="viewed", at=now, body="{}" * 100)], stale=now)
    store.notices.untold("me")


def _draft(name: str) -> Draft:
    return Draft(
        account="me", kind=Kind.RESPOND, target=name, resume="r", text="Здравствуйте! " * 50, answers="[]",
        fingerprint=name, preview="{}" * 300,
    )  # fmt: skip


def _timed(act: object) -> float:
    start = time.perf_counter()
    act()  # type: ignore[operator]
    return time.perf_counter() - start


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]))
