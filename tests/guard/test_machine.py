"""The guard as a machine: whatever happens in whatever order, three things stay true.

Two processes share a store. They propose, are approved (as proposed or edited), declined, send, meet faults of hh.ru,
crash in the middle of a send, restart, settle, and see clocks move, their own and hh.ru's. At no point does hh.ru have
two of one thing, more than the limit in any 24 hours of its own time, or anything that no person agreed to.
"""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count

from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from mcp import Client
from support import RESUME, Assistant

from hh_mcp.guard import approval
from hh_mcp.guard.action import permit
from hh_mcp.server import JobServer, build_server
from hh_mcp.store import Store
from hh_mcp.store.records import Duplicate, Kind, NotApproved, Quota, QuotaExceeded, State

LIMIT = 3
LETTERS = ["", "Здравствуйте! Письмо первое.", "Здравствуйте! Письмо второе."]
TEXTS = ["Спасибо!", "Когда удобно?"]
FAULTS = [
    {"kind": "reset_before"},
    {"kind": "reset_after_commit"},
    {"kind": "status", "status": 500},
    {"kind": "garbage"},
    {"kind": "hang", "seconds": 1},
    {"kind": "hang_after_commit", "seconds": 1},
    {"kind": "status", "status": 429, "retry_after": 1},
]
PROCESS = st.integers(0, 1)
THEN = st.sampled_from(["leave", "agree", "agree", "agree", "edit"])
PATHS = {Kind.RESPOND: "vacancy_response/popup", Kind.MESSAGE: "chatik/api/send"}


def machine(hh, make_settings) -> type[RuleBasedStateMachine]:  # noqa: C901 - a machine is its rules
    homes = count()

    class Guard(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            hh.clear_faults()
            hh.reset()
            self.vacancies = [hh.add_vacancy(name=f"Вакансия {n}") for n in range(5)]
            self.chats = [hh.add_chat() for _ in range(2)]
            self.shift = timedelta(0)
            self.agreed: set[tuple[str, str, str]] = set()
            self.ids: set[str] = set()
            self.life = ExitStack()
            self.portal = self.life.enter_context(start_blocking_portal())
            self.chosen = make_settings(
                home_name=f"home-{next(homes)}", daily_responses=LIMIT, daily_messages=LIMIT, write_timeout=0.3
            )
            self.store = self.life.enter_context(Store.open(self.chosen.database))
            self.processes: list[ExitStack] = [ExitStack(), ExitStack()]
            self.servers: list[JobServer] = []
            self.assistants: list[Assistant] = []

        def now(self) -> datetime:
            return datetime.now(UTC) + self.shift

        def start(self, n: int) -> None:
            server = build_server(self.chosen, now=self.now)
            client = self.processes[n].enter_context(self.portal.wrap_async_context_manager(Client(server)))
            self.assistants[n : n + 1] = [Assistant(client)]
            self.servers[n : n + 1] = [server]

        @initialize()
        def sign_in(self) -> None:
            for n in range(2):
                self.start(n)
            self.portal.call(self.assistants[0].sign_in, hh)

        def call(self, n: int, tool: str, **arguments: str) -> str | None:
            result = self.portal.call(lambda: self.assistants[n].raw(tool, **arguments))
            if result.is_error:
                assert result.content[0].text.startswith("["), result.content[0].text
                return None
            action_id = result.structured_content.get("action_id")
            if action_id:
                self.ids.add(action_id)
            return action_id

        @rule(n=PROCESS, m=PROCESS, which=st.integers(0, 4), letter=st.sampled_from(LETTERS), then=THEN)
        def respond(self, n: int, m: int, which: int, letter: str, then: str) -> None:
            arguments = {"vacancy_id": self.vacancies[which], "resume_id": RESUME, "cover_letter": letter}
            self.propose_and_maybe_send(n, m, then, "respond", arguments)

        @rule(n=PROCESS, m=PROCESS, which=st.integers(0, 1), text=st.sampled_from(TEXTS), then=THEN)
        def write(self, n: int, m: int, which: int, text: str, then: str) -> None:
            self.propose_and_maybe_send(n, m, then, "send_message", {"chat_id": self.chats[which], "text": text})

        def propose_and_maybe_send(self, n: int, m: int, then: str, tool: str, arguments: dict[str, str]) -> None:
            """One process proposes; where the person agrees, any of the two may be the one that sends."""
            action_id = self.call(n, tool, **arguments)
            if then != "leave" and action_id:
                self.agree(action_id, edited=then == "edit")
                self.call(m, tool, **arguments)

        def agree(self, action_id: str, *, edited: bool) -> None:
            action = self.store.actions.get(action_id)
            if action and action.state is State.PROPOSED and action.expires_at > self.now():
                text = f"{action.text} Исправлено.".strip() if edited else action.text
                approved = approval.approve(self.store, action, "test", self.now(), text)
                self.agreed.add((approved.kind, approved.target, approved.text))

        @rule(which=st.integers(0, 9), edited=st.booleans())
        def approve(self, which: int, edited: bool) -> None:
            if waiting := self.store.actions.pending():
                self.agree(waiting[which % len(waiting)].id, edited=edited)

        @rule(which=st.integers(0, 9))
        def decline(self, which: int) -> None:
            if waiting := self.store.actions.pending():
                approval.decline(self.store, waiting[which % len(waiting)], "test", self.now())

        @rule(fault=st.sampled_from(FAULTS), kind=st.sampled_from(list(PATHS)))
        def fault(self, fault: dict, kind: Kind) -> None:
            hh.fault(method="POST", path=PATHS[kind], times=1, **fault)

        @rule(which=st.integers(0, 9), posted=st.booleans())
        def crash_while_sending(self, which: int, posted: bool) -> None:
            """A third process takes a permit, posts or not, and dies before it can write the outcome down."""
            waiting = [action for action in self.store.actions.pending() if action.state is State.APPROVED]
            if not waiting:
                return
            action = waiting[which % len(waiting)]
            hh_time = self.portal.call(self.servers[0]._app.hh.time) or self.now()
            with Store.open(self.chosen.database) as victim:
                try:
                    quota = Quota(limit=LIMIT)
                    victim.actions.reserve(action, permit(action, action.text), quota, self.now(), hh_time)
                except (NotApproved, QuotaExceeded, Duplicate):
                    return
                if posted:
                    hh.clear_faults()
                    self.portal.call(self.post, action)

        async def post(self, action) -> None:
            client = self.servers[0]._app.hh
            if action.kind is Kind.RESPOND:
                await client.respond_to_vacancy(action.target, action.resume, action.text)
            else:
                await client.send_chat_message(action.target, action.text, action.idempotency_key)

        @rule(n=st.integers(0, 1))
        def restart(self, n: int) -> None:
            self.processes[n].close()
            self.start(n)

        @rule(n=st.integers(0, 1))
        def settle(self, n: int) -> None:
            for action_id in sorted(self.ids):
                self.call(n, "get_action", action_id=action_id)

        @rule(minutes=st.sampled_from([-3000, -60, 1, 5, 1500]))
        def our_clock_jumps(self, minutes: int) -> None:
            self.shift += timedelta(minutes=minutes)

        @rule(seconds=st.sampled_from([70, 70, 3600, 8 * 3600, 24 * 3600 + 1]))
        def time_passes(self, seconds: int) -> None:
            hh.advance(seconds)
            self.shift += timedelta(seconds=seconds)

        @invariant()
        def three_things_stay_true(self) -> None:
            state = hh.state()
            self.hh_has_nothing_twice(state)
            self.hh_never_has_more_than_the_limit_in_24_hours(state)
            self.hh_has_nothing_that_no_person_agreed_to(state)

        def hh_has_nothing_twice(self, state) -> None:
            responses = [(str(r["vacancy_id"]), r["resume_hash"]) for r in state["responses"]]
            assert len(responses) == len(set(responses))
            messages = self.written(state)
            assert len(messages) == len(set(messages))

        def hh_never_has_more_than_the_limit_in_24_hours(self, state) -> None:
            ours = [m["at"] for m in state["messages"] if str(m["chat_id"]) in self.chats]
            for moments in (sorted(r["at"] for r in state["responses"]), sorted(ours)):
                for first, last in zip(moments, moments[LIMIT:], strict=False):
                    assert last - first >= 24 * 3600 - 2, (first, last)

        def hh_has_nothing_that_no_person_agreed_to(self, state) -> None:
            sent = {("respond", str(r["vacancy_id"]), r["letter"] or "") for r in state["responses"]}
            sent |= {("message", chat, text) for chat, text in self.written(state)}
            assert sent <= self.agreed

        def written(self, state) -> list[tuple[str, str]]:
            return [(str(m["chat_id"]), m["text"]) for m in state["messages"] if str(m["chat_id"]) in self.chats]

        def teardown(self) -> None:
            hh.clear_faults()
            for process in self.processes:
                process.close()
            verdict = self.store.audit.verify()
            assert verdict.intact, verdict
            self.life.close()

    return Guard


def test_the_guard_holds_whatever_happens(hh, make_settings):
    quick = settings(
        max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(machine(hh, make_settings), settings=quick)
