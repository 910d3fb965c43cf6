"""The route through api.hh.ru for what everybody may read: vacancies and employers (hh.ru: facts 5)."""

from hh_mcp.hh.api_door import ApiDoor
from hh_mcp.hh.api_mapping import to_employer, to_page, to_vacancy_detail
from hh_mcp.hh.models import Employer, VacancyDetail, VacancyPage, VacancyQuery
from hh_mcp.hh.vacancy_query import api_params


class Api:
    """What api.hh.ru shows to everybody, one method an operation."""

    def __init__(self, door: ApiDoor) -> None:
        self._door = door

    async def search(self, query: VacancyQuery) -> VacancyPage:
        """Search for vacancies, or read those similar to a resume."""
        path = f"/resumes/{query.resume_id}/similar_vacancies" if query.resume_id else "/vacancies"
        return to_page(await self._door.read(path, api_params(query)), path)

    async def vacancy(self, vacancy_id: str) -> VacancyDetail:
        """Read one vacancy."""
        return to_vacancy_detail(await self._door.read(f"/vacancies/{vacancy_id}"), "/vacancies/{id}")

    async def similar(self, vacancy_id: str, page: int) -> VacancyPage:
        """Read vacancies similar to one."""
        path = f"/vacancies/{vacancy_id}/similar_vacancies"
        return to_page(await self._door.read(path, (("page", str(page)), ("per_page", "20"))), path)

    async def employer(self, employer_id: str) -> Employer:
        """Read an employer's card."""
        return to_employer(await self._door.read(f"/employers/{employer_id}"), "/employers/{id}")
