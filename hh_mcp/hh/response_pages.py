"""From the site's pages about responses to models: popup, questionnaire, list (hh.ru: site shapes 5, 6; facts 6.10)."""

from __future__ import annotations

from hh_mcp.hh.models import EmployerRef, Model, Named, Question, Response, ResponseForm, ResponsePage
from hh_mcp.hh.tree import at, changed, flag, moment, need_rows, need_text, rows, table, text, texts, whole


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
        total=whole(status, "negotiations", "total"),
        used_resume_ids=frozenset(texts(rows(status, "usedResumeIds"))),
    )


def _topic(row: object) -> Topic:
    return Topic(id=_topic_id(row), resume_id=text(row, "resumeId"), chat_id=text(row, "chatId"))


def _topic_id(row: object) -> str | None:
    """Real pages have `id` and no `topicId`; older clients saw the latter (site shapes 6.2)."""
    return text(row, "id") or text(row, "topicId")


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
    return ResponseForm(
        vacancy_id=vacancy_id,
        letter_required=flag(vacancy, "@responseLetterRequired") or False,
        letter_max_length=whole(status, "letterMaxLength") or whole(body, "letterMaxLength") or 10_000,
        has_test=asked or flag(status, "test", "hasTests") or False,
        test_required=asked or flag(status, "test", "required") or False,
        impossible=flag(status, "responseImpossible") or False,
        impossible_reason=reason,
        external_url=text(vacancy, "response_url"),
        applied_resume_ids=frozenset(used),
        hidden_resume_ids=_hidden(status),
        responses=max(known.total or 0, len(topics), len(used), 1 if kind == "alreadyApplied" else 0),
    )


def _hidden(status: object) -> frozenset[str] | None:
    """Resumes whose visibility keeps them from this employer; what hh.ru lists there is inferred (site shapes 4.2)."""
    listed = isinstance(at(status, "hiddenResumeIds"), list)
    return frozenset(texts(rows(status, "hiddenResumeIds"))) if listed else None


class Questionnaire(Model):
    """An employer's questionnaire with the hidden fields its form sends back (hh.ru: facts 6.10)."""

    uid: str
    guid: str
    start_time: str
    required: bool
    questions: tuple[Question, ...]


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
    )


def _question(row: object, page: str) -> Question:
    options = tuple(
        Named(id=option, name=text(choice, "text") or "")
        for choice in rows(row, "candidateSolutions")
        if (option := text(choice, "id"))
    )
    return Question(
        id=need_text(row, page, "id"),
        text=text(row, "description") or "",
        options=options,
        multiple=flag(row, "multiple") or False,
        open=flag(row, "open") or not options,
    )


def to_response_page(state: object, number: int, page: str) -> ResponsePage:
    """Map a page of responses; titles and employers come from the list of vacancies beside it (site shapes 6.1)."""
    block = table(state, "applicantNegotiations")
    topics = need_rows(block, page, "topicList")
    vacancies = short_vacancies(state)
    found = whole(block, "total")
    return ResponsePage(
        items=tuple(to_response(row, vacancies.get(text(row, "vacancyId")), page) for row in topics),
        found=len(topics) if found is None else found,
        page=number,
        pages=whole(block, "pageCount") or (1 if topics else 0),
    )


def short_vacancies(state: object) -> dict[str | None, object]:
    """Return the vacancies beside a list of responses by their ids."""
    return {text(row, "vacancyId"): row for row in rows(state, "vacanciesShort", "vacanciesList")}


def to_response(row: object, vacancy: object, page: str) -> Response:
    """Map one response (a topic of negotiations)."""
    number = _topic_id(row)
    if number is None:
        raise changed(page, "topicList.id")
    actions = {text(action, "name") for action in rows(row, "actions")}
    return Response(
        id=number,
        vacancy_id=text(row, "vacancyId"),
        vacancy_title=text(vacancy, "name"),
        employer=_employer(vacancy, row),
        resume_id=text(row, "resumeId"),
        chat_id=text(row, "chatId"),
        state=(text(row, "lastState") or "response").lower(),
        created_at=moment(row, "creationTime") or moment(row, "creationTimeMillis"),
        updated_at=moment(row, "lastModified") or moment(row, "lastModifiedMillis"),
        viewed=flag(row, "viewedByOpponent"),
        has_updates=flag(row, "hasNewMessages") or False,
        can_withdraw="decline" in actions or (flag(row, "declineByApplicantAllowed") or False),
        withdrawn=flag(row, "declinedByApplicant") or text(row, "applicantSubState") == "HIDE",
        archived=flag(row, "archived") or False,
    )


def _employer(vacancy: object, row: object) -> EmployerRef | None:
    company = at(vacancy, "company")
    name = text(company, "visibleName") or text(company, "name")
    return None if name is None else EmployerRef(name=name, id=text(company, "id") or text(row, "employerId"))
