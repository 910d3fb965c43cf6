"""From the site's pages about responses to models: popup, questionnaire, list (hh.ru: site shapes 5, 6; facts 6.10)."""

from __future__ import annotations

from hh_mcp.hh.lengths import LETTER_LIMIT
from hh_mcp.hh.models import (
    EmployerRef,
    Html,
    Model,
    Option,
    Question,
    QuestionSheet,
    Receipt,
    Response,
    ResponseForm,
    ResponsePage,
    Route,
)
from hh_mcp.hh.tree import (
    at,
    changed,
    code,
    count,
    flag,
    moment,
    need_rows,
    need_text,
    number_id,
    rows,
    table,
    text,
    texts,
)
from hh_mcp.hh.vacancy_fact_pages import to_politeness
from hh_mcp.hh.vacancy_facts import Politeness


class Topic(Model):
    """A response as the response popup and the vacancy page name it."""

    id: str | None = None
    resume_id: str | None = None
    chat_id: str | None = None


class ResponseStatus(Model):
    """What the site knows about one's responses to a vacancy; `topics` is None when it did not say."""

    kind: str | None = None
    topics: tuple[Topic, ...] | None = None
    total: int | None = None
    used_resume_ids: frozenset[str] = frozenset()


def popup_status(body: object) -> dict[str, object]:
    """Return `responseStatus` of the popup's answer; some clients saw it under `body` (site shapes 5.1)."""
    return table(body, "responseStatus") or table(body, "body", "responseStatus")


def to_response_status(body: object) -> ResponseStatus:
    """Map what the popup says about responses that already exist."""
    status = popup_status(body)
    listed = at(status, "negotiations", "topicList")
    topics = (
        None
        if not isinstance(listed, list)
        else tuple(_topic(row) for row in rows(status, "negotiations", "topicList"))
    )
    return ResponseStatus(
        kind=text(body, "type"),
        topics=topics,
        total=count(status, "negotiations", "total"),
        used_resume_ids=frozenset(texts(rows(status, "usedResumeIds"))),
    )


def _topic(row: object) -> Topic:
    return Topic(id=_topic_id(row), resume_id=number_id(row, "resumeId"), chat_id=number_id(row, "chatId"))


def _topic_id(row: object) -> str | None:
    """Real pages have `id` and no `topicId`; older clients saw the latter (site shapes 6.2)."""
    return number_id(row, "id") or number_id(row, "topicId")


def to_response_form(vacancy_id: str, body: object, page: str) -> ResponseForm:
    """Map the popup to what is asked before a response (hh.ru: site shapes 5.1)."""
    kind = text(body, "type")
    status = popup_status(body)
    if kind is None and not status:
        raise changed(page, "type")
    known = to_response_status(body)
    vacancy = table(status, "shortVacancy") or table(body, "shortVacancy")
    asked = kind in ("test-required", "questionnaireRequired")
    reason = text(status, "responseImpossibleReason")
    topics = known.topics or ()
    used = {topic.resume_id for topic in topics if topic.resume_id} | known.used_resume_ids
    has_test = asked or flag(status, "test", "hasTests") or False
    needed = flag(status, "test", "required")
    return ResponseForm(
        vacancy_id=vacancy_id,
        letter_required=flag(vacancy, "@responseLetterRequired") or False,
        letter_max_length=count(status, "letterMaxLength") or count(body, "letterMaxLength") or LETTER_LIMIT,
        has_test=has_test,
        test_required=asked or (has_test if needed is None else needed),
        impossible=flag(status, "responseImpossible") or False,
        impossible_reason=reason,
        allowed_in_country=flag(status, "by_country_applicant_visibility", "responseAllowed"),
        external_url=text(vacancy, "response_url"),
        applied_resume_ids=frozenset(used),
        hidden_resume_ids=_hidden(status),
        responses=max(known.total or 0, len(topics), len(used), 1 if kind == "alreadyApplied" else 0),
    )


def _hidden(status: object) -> frozenset[str] | None:
    """Resumes whose visibility keeps them from this employer; what hh.ru lists there is inferred (site shapes 4.2)."""
    by_lists = {number: _is_hidden(status, number) for number in table(status, "resumeVisibility")}
    found = frozenset(number for number, hidden in by_lists.items() if hidden)
    if isinstance(at(status, "hiddenResumeIds"), list):
        return found | frozenset(texts(rows(status, "hiddenResumeIds")))
    limited = {number for number in table(status, "resumes") if _access(status, number) in ("blacklist", "whitelist")}
    told = {number for number, hidden in by_lists.items() if hidden is not None}
    return found if by_lists and limited <= told else None


def _is_hidden(status: object, number: str) -> bool | None:
    """Whether the list that a resume goes by hides it from this employer (hh.ru: site shapes 11.3)."""
    access = _access(status, number)
    if access not in ("blacklist", "whitelist"):
        return None if access is None else False
    contains = flag(status, "resumeVisibility", number, access, "containsEmployer")
    return contains if contains is None or access == "blacklist" else not contains


def _access(status: object, number: str) -> str | None:
    return code(next(iter(rows(status, "resumes", number, "accessType")), None), "string")


def to_receipt(body: object) -> Receipt:
    """Map the answer to an accepted response; its time stands in its own topic (hh.ru: site shapes 11.2)."""
    number = number_id(body, "topic_id")
    topics = [at(body, "topic"), at(body, "responseStatus", "topic")]
    topics += rows(body, "responseStatus", "negotiations", "topicList")
    mine = next((topic for topic in topics if number and _topic_id(topic) == number), None)
    return Receipt(
        id=number,
        chat_id=number_id(body, "chat_id"),
        at=moment(mine, "creationTime") or moment(mine, "creationTimeMillis"),
        route=Route.SITE,
        wanted=tuple(word for row in rows(body, "requiredAdditionalData") if (word := code({"id": row}, "id"))),
    )


class Questionnaire(Model):
    """An employer's questionnaire with the hidden fields its form sends back (hh.ru: facts 6.10)."""

    uid: str
    guid: str
    start_time: str
    required: bool
    questions: tuple[Question, ...]
    name: Html | None = None
    introduction: Html | None = None

    @property
    def sheet(self) -> QuestionSheet:
        """What of it a person reads."""
        return QuestionSheet(name=self.name, introduction=self.introduction, questions=self.questions)


def to_questionnaire(state: object, vacancy_id: str) -> Questionnaire | None:
    """Map the questionnaire of a vacancy, or None when the page has none."""
    test = table(state, "vacancyTests", vacancy_id)
    if not test:
        return None
    page = "/applicant/vacancy_response"
    return Questionnaire(
        uid=need_text(test, page, "uidPk"),
        guid=text(test, "guid") or "",
        start_time=text(test, "startTime") or "",
        required=flag(test, "required") or False,
        questions=tuple(_question(row, page) for row in need_rows(test, page, "tasks")),
        name=text(test, "name"),
        introduction=text(test, "description"),
    )


def _question(row: object, page: str) -> Question:
    """Map one task; options that cannot be read would make a choice look like a question for free text."""
    listed = at(row, "candidateSolutions")
    if listed is not None and not isinstance(listed, list):
        raise changed(page, "tasks.candidateSolutions")
    options = tuple(
        Option(id=need_text(choice, page, "id"), name=text(choice, "text") or "")
        for choice in rows(row, "candidateSolutions")
    )
    return Question(
        id=need_text(row, page, "id"),
        text=need_text(row, page, "description"),
        options=options,
        multiple=flag(row, "multiple") or False,
        open=flag(row, "open") or not options,
    )


def to_response_page(state: object, number: int, page: str) -> ResponsePage:
    """Map a page of responses; titles and employers come from the list of vacancies beside it (site shapes 6.1)."""
    block = table(state, "applicantNegotiations")
    topics = need_rows(block, page, "topicList")
    vacancies = short_vacancies(state)
    found, pages = _sizes(block, page, len(topics))
    return ResponsePage(
        items=tuple(to_response(row, vacancies.get(number_id(row, "vacancyId")), page, state) for row in topics),
        found=found,
        page=number,
        pages=pages,
    )


def _sizes(block: object, page: str, shown: int) -> tuple[int, int]:
    """How many responses there are and on how many pages; a part must not be taken for the whole list."""
    found, pages = count(block, "total"), count(block, "pageCount")
    if pages is None:
        if shown and (found is None or found > shown):
            raise changed(page, "applicantNegotiations.pageCount")
        pages = min(shown, 1)
    if found is None:
        if pages > 1:
            raise changed(page, "applicantNegotiations.total")
        found = shown
    return found, pages


def manners_in(state: object) -> dict[str, Politeness]:
    """How the employers of a list of responses treat responses, by the employer's id."""
    index = table(state, "applicantEmployerPoliteness", "employerPolitenessIndexes")
    return {employer: to_politeness(state, employer) for employer in index}


def join_pages(pages: list[ResponsePage]) -> ResponsePage:
    """Put the same page of several lists together, newest first; what is on two of them is taken once."""
    items = {item.id: item for page in pages for item in page.items}
    newest = sorted(
        items.values(), key=lambda item: item.created_at.timestamp() if item.created_at else 0, reverse=True
    )
    return ResponsePage(
        items=tuple(newest),
        found=sum(page.found for page in pages),
        page=pages[0].page,
        pages=max(page.pages for page in pages),
    )


def short_vacancies(state: object) -> dict[str | None, object]:
    """Return the vacancies beside a list of responses by their ids."""
    return {number_id(row, "vacancyId"): row for row in rows(state, "vacanciesShort", "vacanciesList")}


def to_response(row: object, vacancy: object, page: str, state: object = None) -> Response:
    """Map one response (a topic of negotiations) with what `state`, its page, says about the employer's manners."""
    number, last = _topic_id(row), code(row, "lastState")
    if number is None:
        raise changed(page, "topicList.id")
    if last is None:
        raise changed(page, "topicList.lastState")
    actions = {text(action, "name") for action in rows(row, "actions")}
    return Response(
        id=number,
        vacancy_id=number_id(row, "vacancyId"),
        vacancy_title=text(vacancy, "name"),
        employer=_employer(vacancy, row),
        resume_id=number_id(row, "resumeId"),
        chat_id=number_id(row, "chatId"),
        state=last.lower(),
        created_at=moment(row, "creationTime") or moment(row, "creationTimeMillis"),
        updated_at=moment(row, "lastModified") or moment(row, "lastModifiedMillis"),
        viewed=flag(row, "viewedByOpponent"),
        has_updates=flag(row, "hasNewMessages") or False,
        can_withdraw="decline" in actions or (flag(row, "declineByApplicantAllowed") or False),
        withdrawn=flag(row, "declinedByApplicant") or text(row, "applicantSubState") == "HIDE",
        archived=flag(row, "archived") or False,
        by_employer=_begun_by_employer(row),
        has_letter=flag(row, "hasResponseLetter"),
        messages=count(row, "conversationMessagesCount"),
        unread_by_employer=count(row, "conversationUnreadByEmployerCount"),
        politeness=to_politeness(state, number_id(row, "employerId"), at(vacancy, "employerManager")),
    )


def _begun_by_employer(row: object) -> bool:
    """Whether the employer wrote first; where the page does not say, the person did (hh.ru: site shapes 6.1)."""
    kind, state = text(row, "initialTopicType"), text(row, "initialState")
    if kind:
        return not kind.endswith("BY_APPLICANT")
    return (state or "RESPONSE") != "RESPONSE"


def _employer(vacancy: object, row: object) -> EmployerRef | None:
    company = at(vacancy, "company")
    name = text(company, "visibleName") or text(company, "name")
    return None if name is None else EmployerRef(name=name, id=number_id(company, "id") or number_id(row, "employerId"))
