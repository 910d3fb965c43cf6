"""What hh.ru's answers become: both routes, the documented API and the site, are mapped to these models.

Reading is tolerant: what hh.ru left out is `None` or empty. Ids are strings everywhere, times are aware datetimes,
texts are as hh.ru gave them (HTML where hh.ru sends HTML): cleaning them is the work of whoever shows them.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field

from hh_mcp.hh.model_base import HTML as HTML
from hh_mcp.hh.model_base import Html as Html
from hh_mcp.hh.model_base import Model as Model
from hh_mcp.hh.model_base import Named as Named
from hh_mcp.hh.reference_models import Area as Area
from hh_mcp.hh.reference_models import Currency as Currency
from hh_mcp.hh.reference_models import Industry as Industry
from hh_mcp.hh.reference_models import MetroStation as MetroStation
from hh_mcp.hh.reference_models import Role as Role
from hh_mcp.hh.reference_models import Suggestion as Suggestion
from hh_mcp.hh.vacancy_facts import Competition, Politeness, Standing, Terms
from hh_mcp.hh.vacancy_facts import Language as Language


class Route(StrEnum):
    """The two ways to hh.ru."""

    API = "api"
    SITE = "site"


class Relation(StrEnum):
    """What already happened between the person and a vacancy (hh.ru: facts 5.6, `vacancy_relation`)."""

    FAVORITED = "favorited"
    RESPONSE = "got_response"
    INVITATION = "got_invitation"
    REJECTION = "got_rejection"
    BLACKLISTED = "blacklisted"
    QUESTION = "got_question"


class EmployerRef(Model):
    """An employer as a vacancy or a chat names it; anonymous ones have no id."""

    name: str
    id: str | None = None


class Salary(Model):
    """Pay as the employer states it, for the time that `mode` names; it is never recalculated to a month."""

    start: int | None = None
    end: int | None = None
    currency: str = "RUR"  # empty: hh.ru did not say
    gross: bool | None = None
    mode: str = "MONTH"  # MONTH, SHIFT, HOUR, FLY_IN_FLY_OUT, SERVICE; empty: hh.ru did not say
    frequency: str | None = None  # DAILY, WEEKLY, TWICE_PER_MONTH, MONTHLY, PER_PROJECT


class Vacancy(Model):
    """A vacancy as a list shows it."""

    id: str
    title: str
    employer: EmployerRef
    area: str | None = None
    salary: Salary | None = None
    experience: str | None = None  # id: noExperience, between1And3, between3And6, moreThan6
    employment: str | None = None  # id: FULL, PART, PROJECT, FLY_IN_FLY_OUT, SIDE_JOB
    work_formats: tuple[str, ...] = ()  # ids: ON_SITE, REMOTE, HYBRID, FIELD_WORK
    published_at: datetime | None = None
    created_at: datetime | None = None  # long before `published_at`: it was published again
    url: str | None = None
    requirement: Html | None = None  # with <highlighttext>
    responsibility: Html | None = None
    conditions: Html | None = None
    wanted_skills: Html | None = None  # one line
    address: str | None = None
    metro: tuple[str, ...] = ()
    has_test: bool = False
    letter_required: bool = False
    external_url: str | None = None  # apply on the employer's own site
    archived: bool = False
    anonymous: bool = False
    relations: frozenset[Relation] = frozenset()
    standing: Standing = Standing()
    competition: Competition = Competition()
    politeness: Politeness = Politeness()
    terms: Terms = Terms()


class VacancyDetail(Vacancy):
    """A vacancy with its whole description."""

    description: Html = ""
    key_skills: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    test_required: bool = False
    closed_for_applicants: bool = False
    allow_messages: bool | None = None
    chat_writing: str | None = None  # ENABLED_FOR_ALL, ENABLED_AFTER_INVITATION, DISABLED, ...
    open_until: datetime | None = None


class VacancyPage(Model):
    """One page of search results; `page` counts from 0."""

    items: tuple[Vacancy, ...]
    found: int
    page: int
    pages: int
    fixed_text: str | None = None  # hh.ru corrected the spelling of the query to this
    suggested_text: str | None = None


class VacancyQuery(Model):
    """What to search for; every id is one of hh.ru's dictionaries (hh.ru: facts 5.1)."""

    text: str | None = None
    area: tuple[str, ...] = ()
    salary: int | None = None
    currency: str | None = None
    only_with_salary: bool = False
    experience: tuple[str, ...] = ()
    work_format: tuple[str, ...] = ()
    employment_form: tuple[str, ...] = ()
    professional_role: tuple[str, ...] = ()
    employer_id: tuple[str, ...] = ()
    excluded_text: str | None = None
    period: int | None = Field(default=None, description="Days back.")
    order_by: str | None = None  # relevance, publication_time, salary_desc, salary_asc
    resume_id: str | None = None  # vacancies similar to this resume
    page: int = 0
    per_page: int = 20


ResumeStatus = Literal["published", "not_published", "blocked", "on_moderation"]


class Resume(Model):
    """A resume as the list of one's own resumes shows it."""

    id: str  # the hex hash; the same in both routes (hh.ru: facts 4.2)
    numeric_id: str | None = None  # what chats and the site's negotiations call it
    title: str
    status: ResumeStatus = "published"
    access: str | None = None  # no_one, whitelist, blacklist, clients, everyone, direct
    area: str | None = None
    area_id: str | None = None  # short resumes name no area
    salary: Salary | None = None
    experience_months: int | None = None
    updated_at: datetime | None = None
    can_raise: bool | None = None
    next_raise_at: datetime | None = None
    views_total: int | None = None
    views_new: int | None = None


class Job(Model):
    """One place of work in a resume; `end` is None while it lasts."""

    company: str | None = None
    company_id: str | None = None
    position: str | None = None
    start: str | None = None  # YYYY-MM-DD
    end: str | None = None
    description: str | None = None


class Education(Model):
    """One line of education."""

    name: str
    organization: str | None = None
    result: str | None = None
    year: int | None = None


class ResumeDetail(Resume):
    """A resume with its contents; contacts are left out on purpose, nobody above needs them."""

    first_name: str | None = None
    last_name: str | None = None
    about: str | None = None
    skills: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    jobs: tuple[Job, ...] = ()
    education: tuple[Education, ...] = ()
    languages: tuple[Language, ...] = ()
    work_formats: tuple[str, ...] = ()
    employment: tuple[str, ...] = ()
    relocation: str | None = None


class ShortResume(Resume):
    """A resume with its places of work; `jobs` is None where they have to be read separately."""

    jobs: tuple[Job, ...] | None = None

    @classmethod
    def of(cls, resume: Resume) -> Self:
        """Take a resume of a list that has no jobs."""
        return cls.model_validate(dict(resume))


class Option(Named):
    """An answer to choose."""

    name: Html


class Question(Model):
    """One question of an employer's questionnaire; without options it wants free text."""

    id: str
    text: Html
    options: tuple[Named, ...] = ()  # an Option each where hh.ru sends HTML
    multiple: bool = False
    open: bool = False  # free text is allowed beside the options


class QuestionSheet(Model):
    """An employer's questionnaire as a person reads it."""

    name: Html | None = None
    introduction: Html | None = None
    questions: tuple[Question, ...] = ()


class Answer(Model):
    """An answer to one question: ids of the chosen options, or text, or both where the question is open."""

    question_id: str
    options: tuple[str, ...] = ()
    text: str | None = None


class ResponseForm(Model):
    """What hh.ru asks before it accepts a response to a vacancy."""

    vacancy_id: str
    letter_required: bool = False
    letter_max_length: int = 10_000
    has_test: bool = False
    test_required: bool = False
    impossible: bool = False
    impossible_reason: str | None = None
    allowed_in_country: bool | None = None  # False: hh.ru takes no response from the person's country
    external_url: str | None = None
    applied_resume_ids: frozenset[str] = frozenset()  # hashes and numeric ids, whatever hh.ru names
    hidden_resume_ids: frozenset[str] | None = None  # from this employer, likewise; None: hh.ru did not say
    responses: int = 0  # how many responses to this vacancy the person already has


class ResponseContext(Model):
    """Everything that a response to one vacancy is decided by."""

    vacancy: VacancyDetail
    form: ResponseForm
    resumes: tuple[ShortResume, ...]


class Receipt(Model):
    """What hh.ru answered to an accepted write; ids are missing where its answer has none."""

    id: str | None = None  # of the response or of the message
    chat_id: str | None = None
    at: datetime | None = None
    route: Route = Route.SITE
    wanted: tuple[str, ...] = ()  # what hh.ru asks to add to the profile now: PHOTO, PREFERRED_WORK_AREAS, ...


class Response(Model):
    """A response (negotiation) of the person to a vacancy."""

    id: str
    vacancy_id: str | None = None
    vacancy_title: str | None = None
    employer: EmployerRef | None = None
    resume_id: str | None = None  # hash where known, else the numeric id
    chat_id: str | None = None
    state: str = "response"  # response, invitation, interview, discard, hidden, ... lower case
    created_at: datetime | None = None
    updated_at: datetime | None = None
    viewed: bool | None = None
    has_updates: bool = False
    can_withdraw: bool = False
    withdrawn: bool = False  # by the person
    archived: bool = False
    by_employer: bool = False  # an invitation that nobody had asked for: not one of the person's responses
    has_letter: bool | None = None
    messages: int | None = None
    unread_by_employer: int | None = None
    politeness: Politeness = Politeness()


class ResponsePage(Model):
    """One page of responses; `page` counts from 0."""

    items: tuple[Response, ...]
    found: int
    page: int
    pages: int


class Message(Model):
    """A message of a chat; `state` is set on the messages by which a response changes its state."""

    id: str
    text: str = ""
    at: datetime | None = None
    mine: bool = False
    author: str | None = None
    bot: bool = False
    state: str | None = None
    buttons: tuple[str, ...] = ()  # ready answers an employer's robot offers; sent back as plain text


class Chat(Model):
    """A chat with an employer, as the list shows it."""

    id: str
    title: str | None = None  # usually the vacancy
    employer: EmployerRef | None = None
    vacancy_id: str | None = None
    response_id: str | None = None
    resume_id: str | None = None
    unread: int = 0
    can_write: bool | None = None
    cannot_write_reason: str | None = None
    last_message: Message | None = None
    updated_at: datetime | None = None

    @property
    def closed(self) -> bool:
        """Whether hh.ru takes no message here; where it does not say, one may be tried."""
        return self.can_write is False


class ChatPage(Model):
    """One page of chats, newest first; `page` counts from 0."""

    items: tuple[Chat, ...]
    found: int | None = None
    page: int = 0
    has_more: bool = False


class ChatDetail(Model):
    """A chat with some of its messages, oldest first."""

    chat: Chat
    messages: tuple[Message, ...]
    has_more: bool = False


class Account(Model):
    """Whose session it is."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None


class Captcha(Model):
    """A picture that a person must read; nothing here solves it."""

    key: str
    state: str
    picture: bytes
    media_type: str = "image/png"


class CaptchaAnswer(Model):
    """What the person read in the picture."""

    key: str
    state: str
    text: str


class CodeRequest(Model):
    """hh.ru sent a sign-in code."""

    login: str  # masked, safe to show
    delivery: str  # sms, email, messenger, call: where the person should look
    code_length: int = 4
    resend_at: datetime | None = None
    expires_at: datetime | None = None
    already_sent: bool = False  # an earlier code is still valid: type that one


class SavedSearch(Model):
    """A saved search and how many new vacancies it has found."""

    id: str
    name: str
    new: int = 0


class Unread(Model):
    """How many chats wait; hh.ru stops counting at 100."""

    chats: int
    support: int | None = None


class ResumeView(Model):
    """An employer looked at a resume; anonymous ones have no id."""

    employer: EmployerRef
    at: datetime | None = None
    new: bool | None = None


class ResumeViews(Model):
    """Who looked at a resume, newest first; `page` counts from 0."""

    items: tuple[ResumeView, ...]
    found: int
    page: int = 0
    pages: int = 1


class Employer(Model):
    """An employer's card."""

    id: str
    name: str
    area: str | None = None
    description: Html | None = None
    site_url: str | None = None
    url: str | None = None
    open_vacancies: int | None = None
    industries: tuple[str, ...] = ()
    trusted: bool | None = None
    accredited_it: bool | None = None
    hidden: bool | None = None


class EmployerPage(Model):
    """One page of employers; `page` counts from 0."""

    items: tuple[EmployerRef, ...]
    found: int
    page: int
    pages: int
