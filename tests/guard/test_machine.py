"""The guard as a machine: whatever happens in whatever order, three things stay true.

Three processes share a store, two whose clients show forms and one whose client shows the card; the page and the
terminal are open beside them. They propose, are approved at any door (as proposed, edited, with blank or hostile text),
declined, also after a yes and at another door, send, meet faults of hh.ru, crash in the middle of a send, restart,
settle, and see clocks move, their own and hh.ru's. At no point does hh.ru have two of one thing, more than the limit in
any 24 hours of its own time, or anything but the words of a yes that stood.
"""

from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from itertools import count

from anyio.from_thread import start_blocking_portal
from card_support import mount
from console_support import run_console  # noqa: F401 - a fixture
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from mcp import Client
from mcp.types import ElicitResult
from support import APPS, DESKTOP, RESUME, Assistant

from hh_mcp.guard import approval
from hh_mcp.guard.action import permit
from hh_mcp.hh.errors import BadArgument
from hh_mcp.server import JobServer, build_server
from hh_mcp.store import Store
from hh_mcp.store.records import Action, Duplicate, Kind, NotApproved, Quota, QuotaExceeded, State

LIMIT = 3
LETTERS = ["", "Здравствуйте! Письмо первое.", "Здравствуйте! Письмо второе.", "Виде\u202eн\x1b[2J", "\u200b \r\n"]
TEXTS = ["Спасибо!", "Когда удобно?", " \u200b", "Да\x1b]8;;https://example.com\x1b\\"]
# what a person types over the text, and what it has to be when it leaves; None: it cannot leave
EDITS = {
    "Исправлено.": "Исправлено.",
    "Исправлено.\r\n\r\nС уважением, Анна ": "Исправлено.\n\nС уважением, Анна",
    "Исп\u200bравлено.": "Исправлено.",
    "": "",
    " \r\n\u200b": "",
    "Снаружи\u202eвнутри": None,
    "\x1b[2J\x1b[HДругое": None,
    "я" * 10_001: None,
}
FAULTS = [
    {"kind": "reset_before"},
    {"kind": "reset_after_commit"},
    {"kind": "status", "status": 500},
    {"kind": "garbage"},
    {"kind": "hang", "seconds": 1},
    {"kind": "hang_after_commit", "seconds": 1},
    {"kind": "status", "status": 429, "retry_after": 1},
]
PROCESS = st.integers(0, 2)
CARD_HOST = 2  # the process whose client shows the card
YES, NO = True, False
TYPED = st.none() | st.sampled_from(list(EDITS))
VERDICT = st.sampled_from([YES, YES, NO])
DOOR = st.sampled_from(["card", "page", "terminal"])
# what a person does while the form is open, and then in the form: None is nothing at all
MOOD = st.tuples(st.sampled_from([None, None, YES, NO]), st.sampled_from([None, YES, YES, YES, NO]), TYPED)
STANDS = {State.APPROVED, State.SENDING, State.SENT, State.UNKNOWN}
PATHS = {Kind.RESPOND: "vacancy_response/popup", Kind.MESSAGE: "chatik/api/send"}


def machine(hh, make_settings, console) -> type[RuleBasedStateMachine]:  # noqa: C901 - a machine is its rules
    homes = count()

    class Guard(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            hh.clear_faults()
            hh.reset()
            self.vacancies = [hh.add_vacancy(name=f"Вакансия {n}") for n in range(5)]
            self.chats = [hh.add_chat() for _ in range(2)]
            self.shift = timedelta(0)
            self.yeses: dict[str, tuple[str, str, str]] = {}  # by action, what a yes that was not taken back was for
            self.mood: tuple[bool | None, bool | None, str | None] = (None, None, None)
            self.target = ""
            self.proposed: dict[str, tuple[str, dict[str, str]]] = {}  # by action, the call that proposed it
            self.life = ExitStack()
            self.portal = self.life.enter_context(start_blocking_portal())
            home = f"home-{next(homes)}"
            quick = {"daily_responses": LIMIT, "daily_messages": LIMIT, "write_timeout": 0.3}
            self.chosen = make_settings(home_name=home, **quick)
            self.store = self.life.enter_context(Store.open(self.chosen.database, self.chosen.key))
            page = console(now=self.now, home_name=home, **quick)
            self.console = self.life.enter_context(self.portal.wrap_async_context_manager(page))
            self.processes: list[ExitStack] = [ExitStack() for _ in range(3)]
            self.servers: list[JobServer] = []
            self.assistants: list[Assistant] = []

        def now(self) -> datetime:
            return datetime.now(UTC) + self.shift

        def start(self, n: int) -> None:
            server = build_server(self.chosen, now=self.now)
            shows = (
                {"client_info": DESKTOP, "extensions": [APPS]}
                if n == CARD_HOST
                else {"elicitation_callback": self.answer}
            )
            client = self.processes[n].enter_context(self.portal.wrap_async_context_manager(Client(server, **shows)))
            self.assistants[n : n + 1] = [Assistant(client)]
            self.servers[n : n + 1] = [server]

        @initialize()
        def sign_in(self) -> None:
            for n in range(3):
                self.start(n)
            self.portal.call(self.assistants[0].sign_in, hh)
            self.visitor = self.portal.call(self.console.visit)

        async def answer(self, context, params) -> ElicitResult:
            """The person at the form, who may go to a terminal first, and come back with another mind."""
            self.shift += timedelta(seconds=2)  # whoever answers at once is a program
            meanwhile, verdict, typed = self.mood
            store = self.servers[0]._app.store
            for action in [a for a in store.actions.pending() if a.target == self.target]:
                if meanwhile is not None:
                    self.at_the_terminal(store, action, meanwhile, None)
                if verdict is not None:
                    self.expect(store.actions.get(action.id), verdict, typed, form=True)
            if verdict is None:
                return ElicitResult(action="cancel")
            return ElicitResult(action="accept", content={"send": verdict} | ({} if typed is None else {"text": typed}))

        def expect(self, action: Action, verdict: bool, typed: str | None, *, form: bool = False) -> None:
            """Write down what a decision has to mean, before it is made."""
            if verdict is NO:
                if action.state in (State.PROPOSED, State.APPROVED):
                    self.yeses.pop(action.id, None)
                return
            text = action.text if typed is None or (form and EDITS[typed] == "") else EDITS[typed]
            possible = text is not None and (text or action.kind is Kind.RESPOND)
            if possible and action.state is State.PROPOSED and action.expires_at > self.now():
                self.yeses[action.id] = (action.kind, action.target, text)

        def at_the_terminal(self, store: Store, action: Action, verdict: bool, typed: str | None) -> None:
            self.expect(action, verdict, typed)
            with suppress(BadArgument):
                approval.decide(store, action, "terminal", self.now(), yes=verdict, text=typed)

        async def at_the_card(self, action: Action, verdict: bool, typed: str | None) -> None:
            page = await mount(self.assistants[CARD_HOST].client)
            item = await page.one(action.id)
            self.shift += timedelta(seconds=2)
            self.expect(action, verdict, typed)
            if item.get("can"):
                await page.press(item, verdict, action.text if typed is None else typed)

        async def on_the_page(self, action: Action, verdict: bool, typed: str | None) -> None:
            self.expect(action, verdict, typed)
            path, text = f"/actions/{action.id}", {} if typed is None else {"text": typed}
            await self.visitor.submit(f"{path}/{'approve' if verdict else 'decline'}", path, **text)

        def call(self, n: int, tool: str, **arguments: str) -> str | None:
            result = self.portal.call(lambda: self.assistants[n].raw(tool, **arguments))
            if result.is_error:
                assert result.content[0].text.startswith("["), result.content[0].text
                return None
            action_id = result.structured_content.get("action_id")
            if action_id and tool != "get_action":
                self.proposed[action_id] = (tool, arguments)
            return action_id

        @rule(n=PROCESS, which=st.integers(0, 4), letter=st.sampled_from(LETTERS), mood=MOOD)
        def respond(self, n: int, which: int, letter: str, mood: tuple) -> None:
            self.mood, self.target = mood, self.vacancies[which]
            self.call(n, "respond", vacancy_id=self.target, resume_id=RESUME, cover_letter=letter)

        @rule(n=PROCESS, which=st.integers(0, 1), text=st.sampled_from(TEXTS), mood=MOOD)
        def write(self, n: int, which: int, text: str, mood: tuple) -> None:
            self.mood, self.target = mood, self.chats[which]
            self.call(n, "send_message", chat_id=self.target, text=text)

        @rule(n=PROCESS, which=st.integers(0, 9), mood=MOOD)
        def call_again(self, n: int, which: int, mood: tuple) -> None:
            """The assistant calls again with the words of the proposal, as it was told to."""
            if self.proposed:
                action = self.any_action(which)
                self.again(n, action, mood)

        def again(self, n: int, action: Action, mood: tuple = (None, None, None)) -> None:
            self.mood, self.target = mood, action.target
            tool, arguments = self.proposed[action.id]
            self.call(n, tool, **arguments)

        def any_action(self, which: int) -> Action:
            """Any that was proposed, the newest first: ids are random, their order is not."""
            known = list(self.proposed)[::-1]
            return self.store.actions.get(known[which % len(known)])

        @rule(which=st.integers(0, 9), door=DOOR, verdict=VERDICT, typed=TYPED)
        def decide(self, which: int, door: str, verdict: bool, typed: str | None) -> None:
            """Also what was decided before, at whatever door."""
            if self.proposed:
                self.decide_at(door, self.any_action(which), verdict, typed)

        @rule(n=PROCESS, which=st.integers(0, 2), doors=st.tuples(DOOR, DOOR), first=st.booleans(), typed=TYPED)
        def change_mind(self, n: int, which: int, doors: tuple, first: bool, typed: str | None) -> None:
            """Yes at one door and no at another, or no and then yes; then the assistant calls again."""
            if self.proposed:
                action = self.any_action(which)
                self.decide_at(doors[0], action, first, typed)
                self.decide_at(doors[1], self.store.actions.get(action.id), not first, typed)
                self.again(n, action)

        def decide_at(self, door: str, action: Action, verdict: bool, typed: str | None) -> None:
            if door == "terminal":
                self.at_the_terminal(self.store, action, verdict, typed)
            else:
                go = self.at_the_card if door == "card" else self.on_the_page
                self.portal.call(go, action, verdict, typed)

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
            with Store.open(self.chosen.database, self.chosen.key) as victim:
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

        @rule(n=PROCESS)
        def restart(self, n: int) -> None:
            self.processes[n].close()
            self.start(n)

        @rule(n=PROCESS)
        def settle(self, n: int) -> None:
            for action_id in list(self.proposed):
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
            standing = {entry for number, entry in self.yeses.items() if self.store.actions.get(number).state in STANDS}
            assert sent <= standing

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


def test_the_guard_holds_whatever_happens(hh, make_settings, run_console):  # noqa: F811
    quick = settings(
        max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(machine(hh, make_settings, run_console), settings=quick)
