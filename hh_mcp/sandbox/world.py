"""Everything the imitation remembers between requests, and how it is made anew."""

import time
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

from hh_mcp.sandbox.catalog import make_employers, make_vacancies
from hh_mcp.sandbox.channel import Channel, frame
from hh_mcp.sandbox.clock import Clock
from hh_mcp.sandbox.data.people import make_resumes
from hh_mcp.sandbox.library import Library
from hh_mcp.sandbox.numbers import number_of
from hh_mcp.sandbox.records import Chat, Message, Response, Resume, Vacancy
from hh_mcp.sandbox.traits import Traits, traits_of


@dataclass(frozen=True, slots=True)
class Options:
    """What `reset` and the command line may change."""

    seed: int = 1
    vacancies: int = 1000
    employers: int = 150
    responses_limit: int = 200
    legacy_api: bool = False
    hostile: bool = False
    anonymous_search: bool = True
    captcha_every: int = 0
    chat_delay: float = 0.0
    history: bool = True
    sign_in: str = "json"


# how the site answers a right code: hh.ru was seen to do all three (site shapes 7.3)
CHOICES = {"sign_in": ("json", "empty", "redirect")}


@dataclass(slots=True)
class Code:
    """A one-time code on its way to a person."""

    login: str
    code: str
    sent_at: float
    channel: str
    attempts: int = 0
    used: bool = False


@dataclass(slots=True)
class Session:
    """A visitor of the site: anonymous until `login` is known."""

    token: str
    xsrf: str
    crypted_id: str
    login: str | None = None
    created_at: float = 0.0


@dataclass(slots=True)
class SavedSearch:
    """A search kept with a name (facts 5.9)."""

    id: int
    name: str
    query: str
    created_at: float
    subscription: bool = False


class Plan(NamedTuple):
    """What an employer will do; plans are ordered by their moment, then by their number."""

    at: float
    number: int
    response_id: int
    act: str
    text: str | None


@dataclass(slots=True)
class Ticket:
    """Leave to open a socket of the push channel."""

    owner: str
    until: float


@dataclass(slots=True)
class World:
    """The whole state. `reset` replaces it, nothing outside survives."""

    options: Options
    url: str = "http://127.0.0.1"
    clock: Clock = field(default_factory=Clock)
    made_at: float = field(default_factory=time.time)
    rng: Random = field(init=False)
    library: Library = field(init=False)
    resumes: list[Resume] = field(init=False)
    responses: dict[int, Response] = field(default_factory=dict[int, Response])
    chats: dict[int, Chat] = field(default_factory=dict[int, Chat])
    sessions: dict[str, Session] = field(default_factory=dict[str, Session])
    xsrf_tokens: set[str] = field(default_factory=set[str])
    codes: list[Code] = field(default_factory=list[Code])
    blocked_until: dict[str, float] = field(default_factory=dict[str, float])
    captchas: dict[str, str] = field(default_factory=dict[str, str])
    captcha_states: set[str] = field(default_factory=set[str])
    captcha_asked: set[str] = field(default_factory=set[str])
    favorites: dict[int, float] = field(default_factory=dict[int, float])
    hidden_vacancies: dict[int, float] = field(default_factory=dict[int, float])
    hidden_employers: dict[int, float] = field(default_factory=dict[int, float])
    saved_searches: dict[int, SavedSearch] = field(default_factory=dict[int, SavedSearch])
    job_search_status: str = "active_search"
    job_search_since: float = field(init=False)
    agenda: list[Plan] = field(default_factory=list["Plan"])
    tickets: dict[str, Ticket] = field(default_factory=dict[str, "Ticket"])
    channel: Channel = field(default_factory=Channel)
    added: dict[int, Vacancy] = field(default_factory=dict[int, Vacancy])
    tokens: dict[str, Any] = field(default_factory=dict[str, Any])
    grants: dict[str, Any] = field(default_factory=dict[str, Any])
    clients: dict[str, Any] = field(default_factory=dict[str, Any])
    acting_at: float | None = None
    draft_only: bool = False
    login_keys: dict[str, str] = field(default_factory=dict[str, str])
    counts: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        options, now = self.options, self.made_at
        self.rng = Random(f"world/{options.seed}")
        employers = make_employers(options.seed, options.employers)
        self.library = Library(employers, make_vacancies(options.seed, options.vacancies, employers, now))
        self.resumes = make_resumes(employers, now)
        self.job_search_since = now - 30 * 86_400.0

    @property
    def now(self) -> float:
        """The present moment of the imitation."""
        return self.clock.now()

    @property
    def moment(self) -> float:
        """When the present act happens: now, or earlier while the past is being caught up with."""
        return self.acting_at if self.acting_at is not None else self.now

    def push(self, name: str, chat_id: int, message_id: int | None = None, *, mine: bool = False) -> None:
        """Tell whoever listens about an event of a chat."""
        if len(self.channel):
            data = {"chatId": str(chat_id), **({"messageId": str(message_id)} if message_id else {})}
            self.channel.send(frame(self.now, name, data, mine=mine))

    def push_count(self, unread: int) -> None:
        """Tell whoever listens how many chats have something new."""
        if len(self.channel):
            self.channel.send(frame(self.now, "unread_chats_count_change", {"unreadCount": unread}))

    def set_job_search(self, status: str) -> None:
        """The applicant says how actively they search."""
        self.job_search_status, self.job_search_since = status, self.now

    def count(self, name: str) -> int:
        """Add one to a counter and give its new value."""
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.counts[name]

    def secret(self, size: int = 32) -> str:
        """A hexadecimal string that nobody can guess by accident."""
        return f"{self.rng.getrandbits(size * 4):0{size}x}"

    def vacancy(self, vacancy_id: str | int | None) -> Vacancy | None:
        """A vacancy by its id, however written."""
        return self.library.by_id.get(number_of(vacancy_id) or 0)

    def traits(self, vacancy: Vacancy) -> Traits:
        """What hh.ru shows about a vacancy beside its texts."""
        return traits_of(self.options.seed, vacancy)

    def resume(self, resume_hash: str | None) -> Resume | None:
        """A resume of the applicant by its hash."""
        return next((item for item in self.resumes if item.hash == resume_hash), None)

    @property
    def listed_resumes(self) -> list[Resume]:
        """Resumes as the site lists them; only unfinished ones while `draft_only` is set."""
        return [item for item in self.resumes if not (self.draft_only and item.published)]

    @property
    def finished_resumes(self) -> list[Resume]:
        """Resumes one may respond with."""
        return [item for item in self.listed_resumes if item.published]

    def response(self, response_id: str | int | None) -> Response | None:
        """A response by its id, however written."""
        return self.responses.get(number_of(response_id) or 0)

    def chat(self, chat_id: str | int | None) -> Chat | None:
        """A chat by its id, however written."""
        return self.chats.get(number_of(chat_id) or 0)

    def responses_to(self, vacancy: Vacancy) -> list[Response]:
        """Responses of the applicant to a vacancy."""
        return [item for item in self.responses.values() if item.vacancy.id == vacancy.id]

    def chats_by_activity(self) -> list[Chat]:
        """Chats that were not left, the latest first (facts 7.3)."""
        shown = [chat for chat in self.chats.values() if not chat.left and chat.messages]
        return sorted(shown, key=lambda chat: (chat.active_at, chat.id), reverse=True)

    def last_message(self, chat: Chat) -> Message | None:
        """The newest message of a chat."""
        return chat.messages[-1] if chat.messages else None
