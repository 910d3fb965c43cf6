"""The route through api.hh.ru: documented, JSON, a bearer token or none (hh.ru: facts 1-7)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

from hh_mcp.hh.api_errors import api_error
from hh_mcp.hh.api_mapping import to_page, to_vacancy_detail
from hh_mcp.hh.errors import HHError
from hh_mcp.hh.models import VacancyDetail, VacancyPage, VacancyQuery
from hh_mcp.hh.transport import Transport
from hh_mcp.hh.tree import changed
from hh_mcp.hh.vacancy_query import api_params
from hh_mcp.hh.wire import Answer, Ask, Pairs

TokenSource = Callable[[bool], Awaitable[str | None]]


@dataclass(frozen=True)
class ApiDoor:
    """Requests to api.hh.ru; `token` is asked for the user's or, when allowed, the application's token."""

    transport: Transport
    token: TokenSource

    async def read(self, path: str, params: Pairs = (), *, user_only: bool = False) -> object:
        """Read JSON, or raise what the API's error means."""
        headers = {"Accept": "application/json"} | await self._bearer(user_only)
        answer = await self.transport.read(Ask(host="api", path=path, params=params, headers=headers, expect="json"))
        error = self._error(answer)
        if error is not None:
            raise error
        if answer.json() is None:
            raise changed(path, "JSON")
        return answer.json()

    async def _bearer(self, user_only: bool) -> dict[str, str]:
        token = await self.token(user_only)
        return {} if token is None else {"Authorization": f"Bearer {token}"}

    def _error(self, answer: Answer) -> HHError | None:
        return api_error(answer)


class Api:
    """What api.hh.ru offers, one method an operation."""

    def __init__(self, door: ApiDoor) -> None:
        self._door = door

    async def search(self, query: VacancyQuery) -> VacancyPage:
        """Search for vacancies, or read those similar to a resume."""
        path = "/vacancies"
        if query.resume_id:
            path = f"/resumes/{quote(query.resume_id, safe='')}/similar_vacancies"
        return to_page(await self._door.read(path, api_params(query)), path)

    async def vacancy(self, vacancy_id: str) -> VacancyDetail:
        """Read one vacancy."""
        return to_vacancy_detail(await self._door.read(f"/vacancies/{quote(vacancy_id, safe='')}"), "/vacancies/{id}")
