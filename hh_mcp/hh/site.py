"""The route through hh.ru: pages of a person who signed in, and the forms they send (hh.ru: site shapes).

Nothing here is documented by hh.ru; what is not recognised raises SiteChanged when reading and OutcomeUnknown after a
write.
"""

from functools import partial
from urllib.parse import quote

from hh_mcp.hh import vacancy_pages
from hh_mcp.hh.door import LOGOUT, Door
from hh_mcp.hh.errors import BadArgument, EmployerAccount, NoFinishedResume, NotFound, OutcomeUnknown, SiteChanged
from hh_mcp.hh.models import (
    Account,
    Answer,
    QuestionSheet,
    Receipt,
    Response,
    ResponseForm,
    ResponsePage,
    Resume,
    ResumeDetail,
    VacancyDetail,
    VacancyPage,
    VacancyQuery,
)
from hh_mcp.hh.prepared import Post
from hh_mcp.hh.questionnaire import answer_fields
from hh_mcp.hh.response_pages import (
    Questionnaire,
    ResponseStatus,
    join_pages,
    manners_in,
    to_questionnaire,
    to_receipt,
    to_response_form,
    to_response_page,
    to_response_status,
)
from hh_mcp.hh.resume_pages import to_resume_detail, to_resumes
from hh_mcp.hh.tree import changed, flag, table, text
from hh_mcp.hh.vacancy_facts import Politeness
from hh_mcp.hh.vacancy_query import site_params
from hh_mcp.hh.wire import Answer as WireAnswer
from hh_mcp.hh.wire import Pairs

RESUMES = "/applicant/resumes"
RESUMES_SHARD = "/shards/applicant/resumes"
POPUP = "/applicant/vacancy_response/popup"
FORM = "/applicant/vacancy_response"
NEGOTIATIONS = "/applicant/negotiations"
_MAX_PAGES = 100
_HIRES = frozenset({"employer", "agency", "back_office_user"})
# Statuses of the API's dictionary and what the site's page wants for them (hh.ru: facts 5.6, site shapes 6.1).
_FILTERS: dict[str, Pairs] = {
    "all": (("filter", "all"),),
    "active": (("filter", "active"),),
    "archived": (("filter", "archived"),),
    "non_archived": (("filter", "active"),),
    "response": (("filter", "all"), ("state", "RESPONSE")),
    "invitation": (("filter", "all"), ("state", "INVITATION")),
    "interview": (("filter", "all"), ("state", "INTERVIEW")),
    "discard": (("filter", "all"), ("state", "DISCARD")),
}


class Site:
    """What a person does on hh.ru, one method an operation."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._manners: dict[str, Politeness] = {}  # by employer: lists of responses tell it, pages of vacancies do not

    def with_manners(self, vacancy: VacancyDetail) -> VacancyDetail:
        """Add how the employer treats responses where a list of responses has told it."""
        known = self._manners.get(vacancy.employer.id or "")
        if known is None or vacancy.politeness.reads_percent is not None:
            return vacancy
        return vacancy.model_copy(update={"politeness": known})

    async def account(self) -> Account:
        """Read whose session it is."""
        state = await self._door.page(RESUMES)
        check_role(state)
        return to_account(state)

    async def resumes(self) -> tuple[Resume, ...]:
        """Read one's resumes; some accounts are redirected to their profile, which carries the same keys."""
        state = await self._door.page(RESUMES)
        if "applicantResumes" in state or text(state, "userType") != "applicant":
            return to_resumes(state, RESUMES)
        return await self._resumes_of_the_shard(state)

    async def _resumes_of_the_shard(self, state: dict[str, object]) -> tuple[Resume, ...]:
        """The page has no list: a draft alone turns it into the wizard of a resume (hh.ru: site shapes 11.1)."""
        try:
            found = to_resumes(await self._door.json(RESUMES_SHARD, referer=RESUMES), RESUMES_SHARD)
        except (NotFound, BadArgument, SiteChanged):
            if not any("wizard" in key.lower() for key in state):
                raise changed(RESUMES, "applicantResumes") from None
            found = ()
        if not any(resume.status == "published" for resume in found):
            raise NoFinishedResume(self._door.address(RESUMES))
        return found

    async def resume(self, resume_id: str) -> ResumeDetail:
        """Read one resume with its contents."""
        path = f"/resume/{quote(resume_id, safe='')}"
        return to_resume_detail(await self._door.page(path), "/resume")

    async def search(self, query: VacancyQuery) -> VacancyPage:
        """Search for vacancies; strangers may too, a session adds what one did with each (site shapes 3)."""
        state = await self._door.page(vacancy_pages.SEARCH, site_params(query), public=True)
        return vacancy_pages.to_page(state, query.page, query.per_page)

    async def vacancy(self, vacancy_id: str) -> VacancyDetail:
        """Read one vacancy; strangers may too."""
        state = await self._door.page(f"/vacancy/{vacancy_id}", public=True)
        return self.with_manners(vacancy_pages.to_vacancy_detail(state, vacancy_id))

    async def logout(self) -> None:
        """End the session on hh.ru."""
        answer = await self._door.post_form(LOGOUT, (), referer="/")
        if not answer.is_redirect and (error := self._door.refusal(answer)):
            raise error

    async def response_form(self, vacancy_id: str) -> ResponseForm:
        """Read what is asked before a response."""
        return to_response_form(vacancy_id, await self._popup(vacancy_id), POPUP)

    async def response_status(self, vacancy_id: str) -> ResponseStatus:
        """Read which responses to a vacancy exist."""
        return to_response_status(await self._popup(vacancy_id))

    async def _popup(self, vacancy_id: str) -> object:
        params = (
            ("vacancyId", vacancy_id),
            ("isTest", "no"),
            ("withoutTest", "no"),
            ("lux", "true"),
            ("alreadyApplied", "false"),
        )
        try:
            return await self._door.json(POPUP, params, referer=f"/vacancy/{vacancy_id}")
        except BadArgument as error:
            # `unknown` with 400: no such vacancy, or one that is closed (hh.ru: site shapes 5.3, E1).
            raise NotFound from error

    async def questionnaire(self, vacancy_id: str) -> Questionnaire | None:
        """Read the employer's questionnaire; which value of `startedWithQuestion` shows it is disputed (shapes 5.5)."""
        for started in ("false", "true"):
            params = (("vacancyId", vacancy_id), ("startedWithQuestion", started))
            found = to_questionnaire(await self._door.page(FORM, params), vacancy_id)
            if found is not None:
                return found
        return None

    async def sheet(self, vacancy_id: str) -> QuestionSheet:
        """Read the employer's questionnaire as a person reads it; without questions when there is none."""
        found = await self.questionnaire(vacancy_id)
        return found.sheet if found else QuestionSheet()

    async def prepare_response(self, vacancy_id: str, resume_id: str, letter: str, answers: tuple[Answer, ...]) -> Post:
        """Read the questionnaire where there are answers, and return the one POST of a response."""
        tests = await self._answered(vacancy_id, answers) if answers else ()
        await self._door.prepare_write()
        fields = (
            ("vacancy_id", vacancy_id),
            ("resume_hash", resume_id),
            ("letter", letter),
            ("lux", "true"),
            ("ignore_postponed", "true"),
            ("incomplete", "false"),
            ("mark_applicant_visible_in_vacancy_country", "false"),
            ("country_ids", "[]"),
            ("withoutTest", "no"),
            *tests,
        )
        return partial(self._respond, vacancy_id, fields)

    async def _respond(self, vacancy_id: str, fields: Pairs) -> Receipt:
        answer = await self._door.post_form(POPUP, fields, referer=f"/vacancy/{vacancy_id}")
        return self._receipt(answer)

    async def _answered(self, vacancy_id: str, answers: tuple[Answer, ...]) -> Pairs:
        found = await self.questionnaire(vacancy_id)
        if found is None:
            raise NotFound("This vacancy asks no questions.", detail_ru="У этой вакансии нет вопросов.")
        return answer_fields(found, answers)

    def _receipt(self, answer: WireAnswer) -> Receipt:
        """Turn the answer to a response into a receipt, or raise: an error wins, what is not recognised is unknown."""
        error = self._door.verdict(answer)
        if error is not None:
            raise error
        body = answer.json()
        accepted = flag(body, "success") or any(flag(body, "responseStatus", key) for key in ("responded", "success"))
        if not accepted:
            raise OutcomeUnknown(
                "The answer is not one that is known.", detail_ru="Ответ не похож ни на один известный."
            )
        return to_receipt(body)

    async def responses(self, status: str | None, page: int) -> ResponsePage:
        """Read a page of responses."""
        if status == "invitations":
            return await self._invitations(page)
        chosen = _FILTERS.get(status or "all")
        if chosen is None:
            known = ", ".join(sorted({*_FILTERS, "invitations"}))
            raise BadArgument(f"status is one of: {known}.", detail_ru=f"status бывает: {known}.")
        return await self._responses(chosen, page)

    async def _responses(self, chosen: Pairs, page: int) -> ResponsePage:
        state = await self._door.page(NEGOTIATIONS, (*chosen, ("page", str(page))))
        self._manners |= manners_in(state)
        return to_response_page(state, page, NEGOTIATIONS)

    async def _invitations(self, page: int) -> ResponsePage:
        """Read a page of each state that people call an invitation; the site's list takes one state at a time."""
        chosen = [(("filter", "all"), ("state", state)) for state in ("INVITATION", "INTERVIEW")]
        return join_pages([await self._responses(filters, page) for filters in chosen])

    async def find_response(self, vacancy_id: str, resume_id: str) -> Response | None:
        """Find the response of a resume to a vacancy; None only when hh.ru showed that there is none."""
        numeric = await self._numeric_id(resume_id)
        try:
            status = await self.response_status(vacancy_id)
        except NotFound:
            status = ResponseStatus()
        if status.topics == () and status.total == 0 and not status.used_resume_ids and status.kind != "alreadyApplied":
            return None
        for number in range(_MAX_PAGES):
            page = await self.responses("all", number)
            for item in page.items:
                if item.vacancy_id == vacancy_id and item.resume_id in (numeric, resume_id):
                    return item
            if number + 1 >= page.pages:
                break
        else:
            raise changed(NEGOTIATIONS, "last page")
        return self._absent(status, numeric, resume_id)

    def _absent(self, status: ResponseStatus, numeric: str, resume_id: str) -> None:
        """The list of responses lacks it: certain only if the popup does not say otherwise."""
        known = {topic.resume_id for topic in status.topics or ()} | status.used_resume_ids
        if known & {numeric, resume_id} or None in known or (status.kind == "alreadyApplied" and not known):
            raise changed(NEGOTIATIONS, "the response that the popup names")

    async def _numeric_id(self, resume_id: str) -> str:
        for resume in await self.resumes():
            if resume.id == resume_id and resume.numeric_id:
                return resume.numeric_id
        raise NotFound("No such resume of yours.", detail_ru="Такого резюме у вас нет.")


def check_role(state: object) -> None:
    """Raise EmployerAccount when a page was made for somebody who hires (hh.ru: site shapes 0.3)."""
    if (text(state, "userType") or "").lower() in _HIRES:
        raise EmployerAccount


def to_account(state: object) -> Account:
    """Map who is signed in from the state of any page (hh.ru: site shapes 0.3)."""
    user = text(state, "userId")
    if user is None:
        raise changed(RESUMES, "userId")
    person = table(state, "account") or table(state, "hhidAccount")
    return Account(
        id=user,
        first_name=text(person, "firstName"),
        last_name=text(person, "lastName"),
        email=text(person, "email"),
        phone=text(person, "phone"),
    )
