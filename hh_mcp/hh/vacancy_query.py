"""A search as the API and as the site's page want it; both take the same filter names (hh.ru: facts 5.1, 5.11)."""

from hh_mcp.hh.errors import BadArgument
from hh_mcp.hh.ids import number, resume_hash
from hh_mcp.hh.models import VacancyQuery
from hh_mcp.hh.wire import Pairs

_DEPTH = 2000
# hh.ru keeps the codes of before 1998 and 2016 (hh.ru: facts 5.6); people write the codes of today, or the sign
_CURRENCIES = {"RUB": "RUR", "₽": "RUR", "BYN": "BYR", "$": "USD", "€": "EUR", "₸": "KZT"}


def currency_code(name: str) -> str:
    """Return hh.ru's code of a currency."""
    code = name.strip().upper()
    return _CURRENCIES.get(code, code)


def api_params(query: VacancyQuery) -> Pairs:
    """Return the query of GET /vacancies."""
    size = ("per_page", str(query.per_page))
    period = (("period", str(query.period)),) if query.period else ()
    return (*_common(query), *_currency(query, "currency"), *period, size)


def site_params(query: VacancyQuery) -> Pairs:
    """Return the query of the site's search page."""
    period = (("search_period", str(query.period)),) if query.period else ()
    resume = (("resume", query.resume_id),) if query.resume_id else ()
    currency = _currency(query, "currency_code")  # the site's own name of it
    return (*_common(query), *currency, *period, *resume, ("items_on_page", str(query.per_page)))


def check(query: VacancyQuery) -> None:
    """Refuse what hh.ru cannot answer: bad ids, pages beyond the 2000th result, more than 100 on a page."""
    for area in query.area:
        number(area, "area")
    for role in query.professional_role:
        number(role, "professional_role")
    for employer in query.employer_id:
        number(employer, "employer_id")
    if query.resume_id:
        resume_hash(query.resume_id)
    if not 1 <= query.per_page <= 100 or query.page < 0 or (query.page + 1) * query.per_page > _DEPTH:
        raise BadArgument(
            "hh.ru shows 1..100 vacancies on a page and the first 2000 in all.",
            detail_ru="hh.ru показывает 1..100 вакансий на странице и первые 2000 всего.",
        )


def _currency(query: VacancyQuery, name: str) -> Pairs:
    return ((name, currency_code(query.currency)),) if query.currency else ()


def _common(query: VacancyQuery) -> Pairs:
    single = {
        "text": query.text,
        "salary": None if query.salary is None else str(query.salary),
        "excluded_text": query.excluded_text,
        "order_by": query.order_by,
        "only_with_salary": "true" if query.only_with_salary else None,
    }
    several = {
        "area": query.area,
        "experience": query.experience,
        "work_format": query.work_format,
        "employment_form": query.employment_form,
        "professional_role": query.professional_role,
        "employer_id": query.employer_id,
    }
    pairs = [(name, value) for name, value in single.items() if value is not None]
    pairs += [(name, value) for name, values in several.items() for value in values]
    return (*pairs, ("page", str(query.page)))
