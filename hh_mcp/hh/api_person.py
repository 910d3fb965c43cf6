"""The route through api.hh.ru for a person: resumes, responses, lists (hh.ru: facts 4, 5.8, 5.10, 6).

Since 15 December 2025 hh.ru documents only GET /me of these for third-party applications (hh.ru: facts 2.6); where a
token is not allowed, the refusal is typed and the site is the other way.
"""

from collections.abc import Iterable
from functools import partial

from hh_mcp.hh.api_door import ApiDoor
from hh_mcp.hh.api_mapping import to_employer_page, to_page, to_vacancy_detail
from hh_mcp.hh.api_person_mapping import (
    to_account,
    to_response,
    to_response_page,
    to_resume_detail,
    to_resumes,
    to_views,
)
from hh_mcp.hh.errors import BadArgument, BlockedBySite, ExternalApply, NotFound, OutcomeUnknown, SiteChanged
from hh_mcp.hh.models import (
    Account,
    EmployerPage,
    Receipt,
    Relation,
    Response,
    ResponseContext,
    ResponseForm,
    ResponsePage,
    Resume,
    ResumeDetail,
    ResumeViews,
    Route,
    SavedSearch,
    ShortResume,
    VacancyPage,
)
from hh_mcp.hh.prepared import Post
from hh_mcp.hh.tree import at, changed, need_rows, text, whole
from hh_mcp.hh.wire import Pairs, multipart

_MAX_PAGES = 100
_STATUSES = frozenset({"all", "active", "invitations", "response", "discard", "archived", "non_archived", "deleted"})
_ALIASES = {"invitation": "invitations"}


class ApiPerson:
    """What api.hh.ru does for a person with a token, one method an operation."""

    def __init__(self, door: ApiDoor) -> None:
        self._door = door

    async def account(self) -> Account:
        """Read whose token it is."""
        return to_account(await self._door.read("/me", whose="user"))

    async def saved_searches(self) -> tuple[SavedSearch, ...]:
        """Read the saved searches, at most ten (hh.ru: facts 5.9)."""
        path = "/saved_searches/vacancies"
        body = await self._door.read(path, (("per_page", "10"),), whose="user")
        return tuple(
            SavedSearch(id=number, name=text(row, "name") or number, new=whole(row, "new_items", "count") or 0)
            for row in need_rows(body, path, "items")
            if (number := text(row, "id"))
        )

    async def resumes(self) -> tuple[Resume, ...]:
        """Read one's resumes; an account has at most 20."""
        return to_resumes(await self._door.read("/resumes/mine", whose="user"))

    async def resume(self, resume_id: str) -> ResumeDetail:
        """Read one resume with its contents."""
        return to_resume_detail(await self._door.read(f"/resumes/{resume_id}", whose="user"))

    async def views(self, resume_id: str, page: int) -> ResumeViews:
        """Read who looked at a resume; hh.ru counts the views as seen afterwards (hh.ru: facts 4.6)."""
        params = (("page", str(page)), ("per_page", "20"))
        return to_views(await self._door.read(f"/resumes/{resume_id}/views", params, whose="user"))

    async def raise_resume(self, resume_id: str) -> None:
        """Publish or raise a resume: one POST."""
        await self._door.write("POST", f"/resumes/{resume_id}/publish")

    async def response_form(self, vacancy_id: str) -> ResponseForm:
        """Read what a response needs: the vacancy tells, the list of responses tells what exists already."""
        vacancy = await self._door.read(f"/vacancies/{vacancy_id}", whose="user")
        existing = [item async for item in self._responses_to(vacancy_id)]
        return to_form(vacancy_id, vacancy, existing)

    async def response_context(self, vacancy_id: str) -> ResponseContext:
        """Read a vacancy, the responses to it and one's resumes: three reads, a fourth for limited visibility."""
        vacancy = await self._door.read(f"/vacancies/{vacancy_id}", whose="user")
        existing = [item async for item in self._responses_to(vacancy_id)]
        resumes = tuple(ShortResume.of(resume) for resume in await self.resumes())
        return ResponseContext(
            vacancy=to_vacancy_detail(vacancy, "/vacancies/{id}"),
            form=to_form(vacancy_id, vacancy, existing, await self._hidden(vacancy_id, resumes)),
            resumes=resumes,
        )

    async def _hidden(self, vacancy_id: str, resumes: Iterable[Resume]) -> frozenset[str] | None:
        """Resumes that this employer does not get to see: only white and black lists need a look (hh.ru: facts 4.7)."""
        if not any(resume.access in ("whitelist", "blacklist") for resume in resumes):
            return frozenset()
        path = f"/vacancies/{vacancy_id}/resumes_by_status"
        try:
            unavailable = need_rows(await self._door.read(path, whose="user"), path, "unavailable")
        except (BadArgument, BlockedBySite, NotFound, SiteChanged) as error:
            if isinstance(error, BlockedBySite) and error.stops_writes:
                raise
            return None  # not documented since December 2025 (hh.ru: facts 2.6): it may be gone, or not for this token
        return frozenset(number for row in unavailable if (number := text(row, "id")))

    async def _responses_to(self, vacancy_id: str):  # noqa: ANN202
        """Yield every response to a vacancy; the filter is checked, since unknown parameters are ignored silently."""
        for number in range(_MAX_PAGES):
            params = (("vacancy_id", vacancy_id), ("status", "all"), ("page", str(number)), ("per_page", "100"))
            page = to_response_page(await self._door.read("/negotiations", params, whose="user"))
            for item in page.items:
                if item.vacancy_id == vacancy_id:
                    yield item
            if number + 1 >= page.pages:
                return
        raise changed("/negotiations", "last page")

    async def prepare_response(self, vacancy_id: str, resume_id: str, letter: str) -> Post:
        """Return the one POST of a response."""
        await self._door.prepare_write()
        return partial(self._respond, vacancy_id, resume_id, letter)

    async def _respond(self, vacancy_id: str, resume_id: str, letter: str) -> Receipt:
        """Post a multipart form; 201, no body and a Location is success (hh.ru: facts 6.1)."""
        message = (("message", letter),) if letter else ()
        content = multipart((("vacancy_id", vacancy_id), ("resume_id", resume_id), *message))
        answer = await self._door.send("POST", "/negotiations", content)
        if answer.status == 303:
            raise ExternalApply(answer.headers.get("location"))
        error = self._door.refusal(answer)
        if error is not None:
            raise error
        number = answer.headers.get("location", "").rstrip("/").rpartition("/")[2] or text(answer.json(), "id")
        if answer.body.strip() and answer.json() is None:
            raise OutcomeUnknown("The answer cannot be read.", detail_ru="Ответ не читается.")
        return Receipt(id=number if number and number.isdigit() else None, route=Route.API)

    async def responses(self, status: str | None, page: int) -> ResponsePage:
        """Read a page of responses."""
        chosen = _ALIASES.get(status or "all", status or "all")
        if chosen not in _STATUSES:
            known = ", ".join(sorted(_STATUSES))
            raise BadArgument(f"status is one of: {known}.", detail_ru=f"status бывает: {known}.")
        params = (("status", chosen), ("page", str(page)), ("per_page", "20"))
        return to_response_page(await self._door.read("/negotiations", params, whose="user"))

    async def response(self, response_id: str) -> Response:
        """Read one response."""
        return to_response(await self._door.read(f"/negotiations/{response_id}", whose="user"))

    async def find_response(self, vacancy_id: str, resume_id: str) -> Response | None:
        """Find the response of a resume to a vacancy; None only after the whole list was read."""
        async for item in self._responses_to(vacancy_id):
            if item.resume_id == resume_id:
                return item
            if item.resume_id is None:
                raise changed("/negotiations", "items.resume.id")
        return None

    async def prepare_withdrawal(self, response_id: str) -> Post:
        """Return the one DELETE that withdraws a response."""
        await self._door.prepare_write()
        return partial(self._withdraw, response_id)

    async def _withdraw(self, response_id: str) -> Receipt:
        await self._door.write("DELETE", f"/negotiations/active/{response_id}")
        return Receipt(id=response_id, route=Route.API)

    async def favorites(self, page: int) -> VacancyPage:
        """Read the favourite vacancies."""
        path = "/vacancies/favorited"
        return to_page(await self._door.read(path, _paged(page), whose="user"), path)

    async def set_favorite(self, vacancy_id: str, wanted: bool) -> None:
        """Add a vacancy to the favourites or take it out."""
        await self._door.write("PUT" if wanted else "DELETE", f"/vacancies/favorited/{vacancy_id}")

    async def hidden_employers(self, page: int) -> EmployerPage:
        """Read the employers hidden from search."""
        path = "/employers/blacklisted"
        return to_employer_page(await self._door.read(path, _paged(page), whose="user"), path)

    async def hide_employer(self, employer_id: str, wanted: bool) -> None:
        """Hide an employer from search, or show it again."""
        await self._door.write("PUT" if wanted else "DELETE", f"/employers/blacklisted/{employer_id}")


def to_form(
    vacancy_id: str, vacancy: object, existing: list[Response], hidden: frozenset[str] | None = None
) -> ResponseForm:
    """Map a vacancy and the responses to it to what is asked before the next one."""
    relations = {text(row) for row in need_rows({"r": at(vacancy, "relations") or []}, "/vacancies/{id}", "r")}
    kind = text(vacancy, "type", "id")
    closed = bool(at(vacancy, "archived")) or bool(at(vacancy, "closed_for_applicants"))
    return ResponseForm(
        vacancy_id=vacancy_id,
        letter_required=at(vacancy, "response_letter_required") is True,
        has_test=at(vacancy, "has_test") is True,
        test_required=at(vacancy, "test", "required") is True,
        impossible=closed,
        external_url=text(vacancy, "response_url") or (text(vacancy, "alternate_url") if kind == "direct" else None),
        applied_resume_ids=frozenset(item.resume_id for item in existing if item.resume_id),
        hidden_resume_ids=hidden,
        responses=max(len(existing), 1 if Relation.RESPONSE.value in relations else 0),
    )


def _paged(page: int) -> Pairs:
    return (("page", str(page)), ("per_page", "20"))
