"""The route through hh.ru beyond the main job: withdraw, raise, views, similar vacancies (shapes 1.4, 3.1, 6.3)."""

from functools import partial

from hh_mcp.hh import vacancy_pages
from hh_mcp.hh.door import Door
from hh_mcp.hh.errors import CannotWrite, CaptchaRequired, NotFound, OutcomeUnknown, RaisedTooEarly, RateLimited
from hh_mcp.hh.models import EmployerRef, Receipt, Response, ResumeView, ResumeViews, Route, VacancyPage
from hh_mcp.hh.prepared import Post
from hh_mcp.hh.response_pages import short_vacancies, to_response
from hh_mcp.hh.site import NEGOTIATIONS, RESUMES
from hh_mcp.hh.tree import changed, moment, need, need_rows, rows, table, text, whole
from hh_mcp.hh.wire import Answer, Pairs

_MAX_PAGES = 100
_HISTORY = "/applicant/resumeview/history"
_RELATED = "/shards/vacancy/related_vacancies"
_PER_PAGE = 20


class SiteExtra:
    """What a person does on hh.ru now and then, one method an operation."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def prepare_withdrawal(self, response_id: str) -> Post:
        """Look for the topic in the list, and return the one POST that withdraws the response."""
        row, _, _ = await self._found(response_id)
        if not to_response(row, None, NEGOTIATIONS).can_withdraw:
            raise CannotWrite("This response cannot be withdrawn.", detail_ru="Этот отклик отозвать нельзя.")
        await self._door.prepare_write()
        fields = (
            ("topic", response_id),
            ("vacancyId", text(row, "vacancyId") or ""),
            ("employerId", text(row, "employerId") or ""),
            ("query", ""),
        )
        return partial(self._withdraw, response_id, fields)

    async def _withdraw(self, response_id: str, fields: Pairs) -> Receipt:
        answer = await self._door.post_form(f"{NEGOTIATIONS}/decline", fields, referer=NEGOTIATIONS, parts=True)
        self._accept(answer, NEGOTIATIONS)
        return Receipt(id=response_id, route=Route.SITE)

    async def response(self, response_id: str) -> Response:
        """Read one response; the site has a list only, so it is looked for there."""
        row, vacancy, state = await self._found(response_id)
        return to_response(row, vacancy, NEGOTIATIONS, state)

    async def _found(self, response_id: str) -> tuple[object, object, object]:
        """Find a topic, its vacancy and the state of the page where they stand."""
        for number in range(_MAX_PAGES):
            state = await self._door.page(NEGOTIATIONS, (("filter", "all"), ("page", str(number))))
            block = table(state, "applicantNegotiations")
            for row in need_rows(block, NEGOTIATIONS, "topicList"):
                if response_id in (text(row, "id"), text(row, "topicId")):
                    return row, short_vacancies(state).get(text(row, "vacancyId")), state
            pages = whole(block, "pageCount")
            if pages is None and rows(block, "topicList"):  # not known to be the whole list: no proof of absence
                raise changed(NEGOTIATIONS, "pageCount")
            if number + 1 >= (pages or 0):
                raise NotFound
        raise changed(NEGOTIATIONS, "last page")

    async def raise_resume(self, resume_id: str) -> None:
        """Raise a resume in search: one POST; hh.ru allows it every four hours."""
        fields = (("resume", resume_id), ("undirectable", "true"))
        answer = await self._door.post_form("/applicant/resumes/touch", fields, referer=RESUMES, parts=True)
        if self._too_early(answer):
            raise RaisedTooEarly
        self._accept(answer, RESUMES)

    def _too_early(self, answer: Answer) -> bool:
        """Tell an early raise by its status, 409 or 429 (hh.ru: site shapes 1.4), from a general wait."""
        error = self._door.verdict(answer)
        limited = isinstance(error, RateLimited) and error.retry_after is None
        return limited or (answer.status == 409 and not isinstance(error, CaptchaRequired))

    def _accept(self, answer: Answer, page: str) -> None:
        """Raise unless hh.ru accepted: a plain 200, or a redirect back to `page` (hh.ru: site shapes 6.3)."""
        if self._door.leads_to_page(answer, page):
            return
        error = self._door.verdict(answer)
        if error is None and answer.body.strip() and not isinstance(answer.json(), dict):
            error = OutcomeUnknown("The answer is not one that is known.", detail_ru="Ответ не похож на известные.")
        if error is not None:
            raise error

    async def similar(self, vacancy_id: str, page: int) -> VacancyPage:
        """Read vacancies similar to one."""
        params = (("vacancyId", vacancy_id), ("page", str(page)), ("SourceLabel", "suitable_vacancies"))
        body = await self._door.json(_RELATED, params, referer=f"/vacancy/{vacancy_id}", spa=True)
        items = tuple(vacancy_pages.to_vacancy(row, body) for row in need_rows(body, _RELATED, "vacancies"))
        pages = whole(body, "totalPages") or (1 if items else 0)
        return VacancyPage(items=items, found=whole(body, "resultsFound") or pages * len(items), page=page, pages=pages)

    async def views(self, resume_id: str, page: int) -> ResumeViews:
        """Read who looked at a resume; the site shows the whole history at once, it is cut into pages here."""
        state = await self._door.page(_HISTORY, (("resumeHash", resume_id),))
        need(state, _HISTORY, "applicantResumeViewHistory", "historyViews")
        items = to_views(state)
        cut = items[page * _PER_PAGE : (page + 1) * _PER_PAGE]
        return ResumeViews(items=cut, found=len(items), page=page, pages=-(-len(items) // _PER_PAGE))


def to_views(state: object) -> tuple[ResumeView, ...]:
    """Flatten years, days and companies to single views, newest first (hh.ru: site shapes 1.4)."""
    history = table(state, "applicantResumeViewHistory", "historyViews")
    found: list[ResumeView] = []
    for year in rows(history, "years"):
        for day in rows(year, "days"):
            found += _of_day(whole(year, "year"), day)
    return tuple(sorted(found, key=lambda view: view.at.timestamp() if view.at else 0.0, reverse=True))


def _of_day(year: int | None, day: object) -> list[ResumeView]:
    numbers = (year or 1970, whole(day, "month") or 1, whole(day, "day") or 1)
    when = moment(f"{numbers[0]:04d}-{numbers[1]:02d}-{numbers[2]:02d}T00:00:00+03:00")
    return [
        ResumeView(employer=EmployerRef(name=text(company, "name") or "—", id=text(company, "id")), at=when)
        for company in rows(day, "companies")
        for _ in rows(company, "views") or [None]
    ]
