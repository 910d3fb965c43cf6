"""The things the imitation remembers: employers, vacancies, resumes, responses, chats."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Value = Any  # whatever JSON can hold


@dataclass(frozen=True, slots=True)
class Standing:
    """How an employer treats people, as hh.ru shows it (site shapes 11.3)."""

    has_breaches: bool = False
    resells_data: bool = False
    has_complaints: bool = False
    misleading: bool = False
    reduction: bool = False
    referral: bool = False
    agency: bool = False
    on_check: bool = False
    topics: int = 100
    read_percent: int = 80
    reply_days: int = 3
    inactive_minutes: int = 15


@dataclass(slots=True)
class Employer:
    """A company that looks for people."""

    id: int
    name: str
    form: str
    industry: str
    area: int
    about: str
    recruiter: str
    accredited_it: bool = False
    trusted: bool = True
    rating: float = 4.0
    reviews: int = 0
    standing: Standing = field(default_factory=Standing)

    @property
    def user_id(self) -> int:
        """The account of the recruiter; participant ids of chats are made of it (facts 7.2)."""
        return 160_000_000 + self.id


@dataclass(slots=True)
class Salary:
    """Pay as both the old and the new object of hh.ru need it (facts 5.3)."""

    low: int | None
    high: int | None
    currency: str = "RUR"
    gross: bool = False
    mode: str = "MONTH"
    frequency: str | None = None


@dataclass(slots=True)
class Texts:
    """Sentences of a vacancy: shared strings, so that many vacancies cost little memory."""

    intro: str
    duties: tuple[str, ...]
    requirements: tuple[str, ...]
    conditions: tuple[str, ...]
    skills: tuple[str, ...]


@dataclass(slots=True)
class Question:
    """One question of a vacancy's questionnaire; no options means an open answer (facts 6.10)."""

    id: int
    text: str
    options: tuple[tuple[str, str], ...] = ()
    multiple: bool = False


@dataclass(slots=True)
class Vacancy:
    """A vacancy; `extra` holds fields given by a test and served as they are."""

    id: int
    name: str
    employer: Employer
    area: int
    role: int
    published_at: float
    texts: Texts
    salary: Salary | None = None
    experience: str = "noExperience"
    employment_form: str = "FULL"
    work_formats: tuple[str, ...] = ("ON_SITE",)
    days: str = "FIVE_ON_TWO_OFF"
    hours: str = "HOURS_8"
    archived: bool = False
    closed: bool = False
    has_test: bool = False
    letter_required: bool = False
    response_url: str | None = None
    type: str = "open"
    station: str | None = None
    street: str | None = None
    write: str = "ENABLED_FOR_ALL"
    responses: int = 0
    description: str | None = None
    accept_handicapped: bool = False
    accept_kids: bool = False
    internship: bool = False
    night_shifts: bool = False
    letter_limit: int = 10_000
    response_allowed: bool = True
    extra: Json = field(default_factory=dict[str, Any])

    @property
    def anonymous(self) -> bool:
        """The employer does not show its name."""
        return self.type == "anonymous"

    @property
    def html(self) -> str:
        """The description as hh.ru stores it."""
        if self.description is not None:
            return self.description
        about = f"<p>{self.employer.about}</p>" if self.employer.about and not self.anonymous else ""
        return about + describe(self.texts)


def describe(texts: Texts) -> str:
    """HTML of a description made of sentences."""
    blocks = (("Обязанности", texts.duties), ("Требования", texts.requirements), ("Условия", texts.conditions))
    body = "".join(
        f"<p><strong>{head}:</strong></p> <ul> {' '.join(f'<li> <p>{item}</p> </li>' for item in items)} </ul> "
        for head, items in blocks
        if items
    )
    return f"<p>{texts.intro}</p>{body}" if texts.intro else body


@dataclass(slots=True)
class Job:
    """One place of work in a resume; `end` None means that the person works there now."""

    id: int
    company: str
    employer_id: int | None
    position: str
    start: str
    end: str | None
    text: str
    area: int = 1


@dataclass(slots=True)
class Resume:
    """A resume; `hash` is its id in the API, `id` the numeric one of the site (facts 4.2)."""

    id: int
    hash: str
    title: str
    role: int
    area: int
    amount: int | None
    jobs: list[Job]
    skills: tuple[str, ...]
    about: str
    created_at: float
    updated_at: float
    published: bool = True
    access: str = "clients"
    experience_months: int = 0
    work_formats: tuple[str, ...] = ("REMOTE", "HYBRID")
    views: list[tuple[float, int, bool]] = field(default_factory=list[tuple[float, int, bool]])
    next_publish_at: float = 0.0
    visibility: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    short: bool = False

    def hidden_from(self, vacancy: Vacancy) -> bool:
        """Whether its visibility keeps it from this employer: no response with it then (facts 4.7, 6.2).

        A white list keeps it from every anonymous vacancy, too.
        """
        listed = vacancy.employer.id in self.visibility.get(self.access, ())
        if self.access == "whitelist":
            return vacancy.anonymous or not listed
        return self.access == "no_one" or (self.access == "blacklist" and listed)

    @property
    def new_views(self) -> int:
        """Views the applicant has not looked at yet."""
        return sum(1 for _, _, seen in self.views if not seen)


@dataclass(slots=True)
class Message:
    """A message of a chat; `author` is `applicant`, `employer`, `bot`."""

    id: int
    chat_id: int
    author: str
    text: str
    at: float
    key: str | None = None
    state: str | None = None
    buttons: tuple[str, ...] = ()
    by_client: bool = False
    edited_at: float | None = None


@dataclass(slots=True)
class Chat:
    """A conversation with an employer."""

    id: int
    vacancy: Vacancy
    response_id: int | None
    created_at: float
    ready_at: float
    write: str = "ENABLED_FOR_ALL"
    type: str = "NEGOTIATION"
    messages: list[Message] = field(default_factory=list[Message])
    keys: dict[str, int] = field(default_factory=dict[str, int])
    seen_by_applicant: int = 0
    seen_by_employer: int = 0
    archived: bool = False
    left: bool = False
    muted: bool = False

    @property
    def unread(self) -> int:
        """Messages of the other side after the applicant's mark."""
        return sum(1 for item in self.messages if item.author != "applicant" and item.id > self.seen_by_applicant)

    @property
    def active_at(self) -> float:
        """When anything was last said."""
        return self.messages[-1].at if self.messages else self.created_at

    def was_read(self, item: Message) -> bool:
        """Tell whether the side it was written to has seen a message."""
        return item.id <= (self.seen_by_employer if item.author == "applicant" else self.seen_by_applicant)

    def may_change(self, item: Message) -> bool:
        """Tell whether the applicant may still edit or delete a message: their own words, not yet read."""
        return item.author == "applicant" and item.by_client and not self.was_read(item)


@dataclass(slots=True)
class Response:
    """A response to a vacancy (a negotiation, a topic): three words of hh.ru for one thing."""

    id: int
    vacancy: Vacancy
    resume: Resume
    letter: str
    chat_id: int
    at: float
    updated_at: float
    seeded: bool = False
    state: str = "RESPONSE"
    viewed: bool = False
    hidden: bool = False
    declined: bool = False
    answers: Json = field(default_factory=dict[str, Any])
    source: str = "NEGOTIATION"
