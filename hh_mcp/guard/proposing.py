"""Prepares what a person will be asked about: reads hh.ru, looks for reasons not to ask, writes the proposal down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hh_mcp.guard import approval, exclusions, limits
from hh_mcp.guard.action import Preview, Proposal, preview_of
from hh_mcp.guard.consent import sends_unasked
from hh_mcp.guard.errors import ApprovalDenied, Changed, Excluded, ReadOnly, TooManyWaiting
from hh_mcp.guard.foreign import NAME, cleaned, label
from hh_mcp.guard.outgoing import normalise
from hh_mcp.guard.questions import check_answers, normal_answers, said
from hh_mcp.guard.settling import Settler
from hh_mcp.guard.warnings import warning, warnings
from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import CannotWrite, LimitReached
from hh_mcp.hh.models import (
    Answer,
    ChatDetail,
    Question,
    QuestionSheet,
    ResponseContext,
    ResponseForm,
    Resume,
    ShortResume,
    VacancyDetail,
)
from hh_mcp.settings import Settings
from hh_mcp.store import Store
from hh_mcp.store.records import Action, Kind, NotApproved, TooManyProposals
from hh_mcp.views.vacancy_words import employer_warnings
from hh_mcp.views.words import salary_words

MOST = 20  # proposals that may wait for one person
FRESH = timedelta(minutes=10)  # a proposal younger than this is sent without reading hh.ru again
_FACTS = ("employer", "vacancy", "salary", "area", "resume")


@dataclass(frozen=True)
class Questions:
    """The employer wants a questionnaire answered first; nothing was sent."""

    vacancy: VacancyDetail
    sheet: QuestionSheet

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked."""
        return self.sheet.questions


@dataclass(frozen=True)
class External:
    """The response is made on the employer's own site; nothing was sent."""

    vacancy: VacancyDetail
    url: str


class Proposer:
    """Makes proposals for one account."""

    def __init__(self, settings: Settings, store: Store, hh: HHClient, settler: Settler, now: Callable[[], datetime]):
        self._settings = settings
        self._store = store
        self._hh = hh
        self._settler = settler
        self._now = now

    async def response(
        self, vacancy_id: str, resume_id: str | None, letter: str | None, answers: tuple[Answer, ...]
    ) -> Action | Questions | External:
        """Prepare a response to a vacancy; what was prepared or sent before is found, not made anew."""
        self.check_allowed()
        text = normalise(letter)
        approval.check_text(Kind.RESPOND, text)
        answers = normal_answers(answers)
        if resume_id and (found := await self._settler.existing(self._asked(vacancy_id, resume_id, text, answers))):
            return found
        await limits.sync(self._settings, self._store, self._hh, self._now())
        self._check_limit(Kind.RESPOND)
        context = await self._read(vacancy_id, resume_id)
        vacancy, form = context.vacancy, context.form
        resume = exclusions.choose_resume(context.resumes, resume_id, form)
        proposal = self._asked(vacancy_id, resume.id, text, answers)
        if found := await self._settler.existing(proposal):
            return found
        if url := vacancy.external_url or form.external_url:
            return External(vacancy, url)
        exclusions.check_vacancy(vacancy, form, resume, text)
        approval.check_text(Kind.RESPOND, text, form.letter_max_length)
        await self._check_employer(vacancy, resume)
        sheet = await self._sheet(vacancy_id, form, answers)
        if sheet.questions and not answers:
            return Questions(vacancy, sheet)
        preview = self._response_preview(context, resume, text, said(sheet.questions, answers))
        return await self._propose(proposal, preview)

    async def message(self, chat_id: str, text: str) -> Action:
        """Prepare a message to an employer."""
        self.check_allowed()
        text = normalise(text)
        approval.check_text(Kind.MESSAGE, text)
        detail = cleaned(await self._hh.get_chat_detail(chat_id, limit=10))
        account, after = self._settings.account_key, last_of_theirs(detail) or ""
        proposal = Proposal(account=account, kind=Kind.MESSAGE, target=chat_id, text=text, after=after)
        if found := await self._settler.existing(proposal):
            return found
        self._check_limit(Kind.MESSAGE)
        exclusions.check_chat(detail)
        return await self._propose(proposal, self._message_preview(detail, text))

    async def withdrawal(self, response_id: str) -> Action:
        """Prepare to withdraw a response: the employer sees it, and it cannot be undone."""
        self.check_allowed()
        proposal = Proposal(account=self._settings.account_key, kind=Kind.WITHDRAW, target=response_id)
        if found := await self._settler.existing(proposal):
            return found
        response = cleaned(await self._hh.get_response(response_id))
        if not response.can_withdraw:
            raise CannotWrite("It cannot be withdrawn any more.", detail_ru="Этот отклик уже нельзя отозвать.")
        preview = Preview(
            employer=response.employer.name if response.employer else None,
            vacancy=response.vacancy_title,
            vacancy_id=response.vacancy_id,
            warnings=self._stopped(),
        )
        return await self._propose(proposal, preview)

    async def recheck(self, action: Action) -> None:
        """Raise Changed when what was approved is no longer what is there.

        A fresh proposal needs no second look, unless this process has not heard hh.ru's time yet.
        """
        fresh = self._now() - action.created_at < FRESH and self._hh.time() is not None
        if fresh or action.kind is Kind.WITHDRAW:
            return
        if action.kind is Kind.MESSAGE:
            detail = cleaned(await self._hh.get_chat_detail(action.target, limit=10))
            exclusions.check_chat(detail)
            if last_of_theirs(detail) != preview_of(action).last_message_id:
                self._store.actions.withdraw(action, self._now())
                raise Changed
            return
        context = await self._read(action.target, action.resume)
        resume = exclusions.choose_resume(context.resumes, action.resume, context.form)
        exclusions.check_vacancy(context.vacancy, context.form, resume, action.text)
        seen, now = preview_of(action), self._response_preview(context, resume, action.text, ())
        if any(getattr(seen, name) != getattr(now, name) for name in _FACTS):
            self._store.actions.withdraw(action, self._now())
            raise Changed

    async def _read(self, vacancy_id: str, resume_id: str | None) -> ResponseContext:
        try:
            return cleaned(await self._hh.get_response_context(vacancy_id, resume_id))
        except LimitReached:
            now = self._now()
            limits.close(self._settings, self._store, Kind.RESPOND, now, limits.moment(self._hh, now))
            raise

    def check_allowed(self) -> None:
        """Raise ReadOnly or ApprovalDenied where the person's settings forbid sending."""
        if self._settings.read_only:
            raise ReadOnly
        if self._settings.approval == "deny":
            raise ApprovalDenied

    def _check_limit(self, kind: Kind) -> None:
        usage = limits.usage(self._settings, self._store, kind, limits.moment(self._hh, self._now()))
        if usage.used >= usage.limit or usage.frees_at is not None:
            raise limits.reached(usage)

    def _asked(self, vacancy_id: str, resume_id: str, text: str, answers: tuple[Answer, ...]) -> Proposal:
        account = self._settings.account_key
        kind = Kind.RESPOND
        return Proposal(account=account, kind=kind, target=vacancy_id, resume=resume_id, text=text, answers=answers)

    async def _check_employer(self, vacancy: VacancyDetail, resume: ShortResume) -> None:
        jobs = ()
        if self._settings.exclude_current_employer:
            jobs = resume.jobs if resume.jobs is not None else (await self._hh.get_resume_detail(resume.id)).jobs
        exclusions.check_employer(vacancy, self._settings.exclude_employers, jobs)
        if self._settings.exclude_refused_by == "block" and self._refused_by(vacancy):
            name = label(vacancy.employer.name, NAME)
            raise Excluded(
                f"The employer «{name}» has refused before.",
                detail_ru=f"Работодатель «{name}» вам уже отказывал.",
            )

    def _refused_by(self, vacancy: VacancyDetail) -> bool:
        account, employer = self._settings.account_key, vacancy.employer.id
        return employer is not None and self._store.known.refused_by(account, employer)

    def _known_warnings(self, vacancy: VacancyDetail, resume: Resume) -> tuple[str, ...]:
        """What this computer remembers: the employer refused before, or has a response of another resume."""
        names: list[str] = []
        if self._settings.exclude_refused_by == "warn" and self._refused_by(vacancy):
            names.append(warning("refused", self._settings.lang))
        return (*names, *self._other_resume(vacancy, resume))

    def _other_resume(self, vacancy: VacancyDetail, resume: Resume) -> tuple[str, ...]:
        used = self._store.actions.other_response(self._settings.account_key, vacancy.id, resume.id)
        if used is None:
            return ()
        title = label(preview_of(used).resume or used.resume, NAME)
        return (warning("other_resume", self._settings.lang).format(resume=title),)

    async def _sheet(self, vacancy_id: str, form: ResponseForm, answers: tuple[Answer, ...]) -> QuestionSheet:
        if not answers and not (form.has_test and form.test_required):
            return QuestionSheet()
        sheet = cleaned(await self._hh.get_question_sheet(vacancy_id))
        if answers:
            check_answers(sheet.questions, answers)
        return sheet

    def _response_preview(
        self, context: ResponseContext, resume: Resume, text: str, answers: tuple[tuple[str, str], ...]
    ) -> Preview:
        vacancy, lang = context.vacancy, self._settings.lang
        unseen = exclusions.is_perhaps_hidden(resume, context.form)
        return Preview(
            employer=vacancy.employer.name,
            vacancy=vacancy.title,
            vacancy_id=vacancy.id,
            salary=salary_words(vacancy.salary, lang),
            area=vacancy.area,
            resume=cleaned(resume).title,
            url=vacancy.url,
            answers=answers,
            warnings=self._stopped()
            + employer_warnings(vacancy, lang)
            + self._known_warnings(vacancy, resume)
            + warnings(text, vacancy.description, lang, unseen=unseen),
            letter_required=vacancy.letter_required or context.form.letter_required,
            letter_limit=context.form.letter_max_length,
        )

    def _message_preview(self, detail: ChatDetail, text: str) -> Preview:
        theirs = [message.text for message in detail.messages if not message.mine and message.text]
        last = theirs[-1] if theirs else None
        return Preview(
            employer=detail.chat.employer.name if detail.chat.employer else None,
            vacancy=detail.chat.title,
            vacancy_id=detail.chat.vacancy_id,
            last_message=last if last is None or len(last) <= 500 else f"{last[:500]}…",
            last_message_id=last_of_theirs(detail),
            warnings=self._stopped()
            + ((warning("discarded", self._settings.lang),) if exclusions.is_refused(detail) else ())
            + warnings(text, "\n".join(theirs), self._settings.lang),
        )

    def _stopped(self) -> tuple[str, ...]:
        """The warning that hh.ru wanted to see a person; approving after it means that the person has acted."""
        stopped = self._hh.stopped()
        if stopped is None:
            return ()
        where = stopped.url or "hh.ru"  # a check of the API is passed at its very address (hh.ru: facts 1.4)
        ru = f"hh.ru просил подтвердить, что вы человек: сначала откройте {where} в браузере и пройдите проверку."
        en = f"hh.ru asked to confirm that a person is here: first open {where} in a browser and pass the check."
        return (ru if self._settings.lang == "ru" else en,)

    async def _propose(self, proposal: Proposal, preview: Preview) -> Action:
        draft, store = proposal.draft(preview), self._store
        try:
            action = await store.when_free(
                lambda: store.actions.propose(draft, self._now(), approval.PROPOSAL_LIFE, MOST)
            )
        except TooManyProposals:
            raise TooManyWaiting(f"{MOST}.") from None
        if not sends_unasked(self._settings, self._store):
            return action
        try:
            return await store.when_free(lambda: approval.approve(store, action, "auto", self._now()))
        except NotApproved:  # it is no longer a proposal: another process was quicker
            return self._store.actions.get(action.id) or action


def last_of_theirs(detail: ChatDetail) -> str | None:
    """Find the id of the last message that the person did not write."""
    return next((message.id for message in reversed(detail.messages) if not message.mine), None)
