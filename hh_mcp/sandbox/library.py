"""All vacancies with their index: what the search pages and the search of the API both ask."""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice

from hh_mcp.sandbox.data import areas
from hh_mcp.sandbox.facets import facets_of
from hh_mcp.sandbox.index import FIELDS, BitSets, TextField, newest_first, pack
from hh_mcp.sandbox.query import Query
from hh_mcp.sandbox.records import Employer, Salary, Vacancy

DEPTH = 2000  # page * per_page + per_page never goes deeper (facts 1.6)
RATES = {
    "RUR": 1.0,
    "USD": 90.0,
    "EUR": 100.0,
    "KZT": 0.18,
    "BYR": 28.0,
    "UZS": 0.007,
    "KGS": 1.0,
    "GEL": 33.0,
    "AZN": 53.0,
}
REMEMBERED = 100  # sets by salary, each as long as the catalogue
_HOURS = {"MONTH": 1.0, "HOUR": 168.0, "SHIFT": 15.0, "SERVICE": 20.0, "FLY_IN_FLY_OUT": 1.0}


@dataclass(frozen=True, slots=True)
class _Place:
    id: int
    lat: float
    lng: float


_PLACES = [
    _Place(one.id, one.lat, one.lng) for one in areas.AREAS.values() if one.lat is not None and one.lng is not None
]


def monthly_roubles(salary: Salary | None) -> float | None:
    """The upper end of the pay as roubles a month, to compare and sort by."""
    if salary is None or (salary.low is None and salary.high is None):
        return None
    return float(salary.high or salary.low or 0) * RATES.get(salary.currency, 1.0) * _HOURS.get(salary.mode, 1.0)


@dataclass(slots=True)
class Found:
    """A set of vacancies, and their numbers in the wanted order as deep as hh.ru goes."""

    bits: int
    numbers: list[int]

    @property
    def total(self) -> int:
        """How many there are altogether."""
        return self.bits.bit_count()


class Library:
    """Vacancies in order of publication and everything needed to find them."""

    def __init__(self, employers: list[Employer], vacancies: list[Vacancy]) -> None:
        self.employers = {employer.id: employer for employer in employers}
        self.by_id: dict[int, Vacancy] = {}
        self._load(vacancies)

    def _load(self, vacancies: list[Vacancy]) -> None:
        self.vacancies: list[Vacancy] = []
        self.moments: list[float] = []
        self.numbers: dict[int, int] = {}
        self.fields = {name: TextField() for name in FIELDS}
        self.facets = BitSets()
        self._by_pay: list[tuple[float, int]] | None = None
        self._paying: dict[float, int] = {}
        for vacancy in vacancies:
            self._append(vacancy)
        self.by_pay()

    def add(self, vacancy: Vacancy) -> None:
        """Put a vacancy in its place by date; one with a known id takes that one's place."""
        known = self.numbers.get(vacancy.id)
        if known is None and (not self.moments or vacancy.published_at >= self.moments[-1]):
            self._append(vacancy)
            return
        rest = [item for item in self.vacancies if item.id != vacancy.id]
        self._load(sorted([*rest, vacancy], key=lambda item: item.published_at))

    def _append(self, vacancy: Vacancy) -> None:
        number = len(self.vacancies)
        self.vacancies.append(vacancy)
        self.moments.append(vacancy.published_at)
        self.numbers[vacancy.id] = number
        self.by_id[vacancy.id] = vacancy
        self._by_pay = None
        self._paying.clear()
        self._index_texts(number, vacancy)
        for facet in facets_of(vacancy):
            self.facets.add(facet, number)

    def _index_texts(self, number: int, vacancy: Vacancy) -> None:
        self.fields["name"].add(vacancy.name, number)
        if not vacancy.anonymous:
            self.fields["company_name"].add(vacancy.employer.name, number)
        body = self.fields["description"]
        if vacancy.description is not None:
            body.add(vacancy.description, number)
        elif not vacancy.anonymous:
            body.add(vacancy.employer.about, number)
        texts = vacancy.texts
        for sentence in (texts.intro, *texts.duties, *texts.requirements, *texts.conditions, *texts.skills):
            body.add(sentence, number)

    @property
    def everything(self) -> int:
        """All vacancies, archived ones too."""
        return (1 << len(self.vacancies)) - 1

    @property
    def live(self) -> int:
        """Vacancies that a search may show."""
        return self.everything & ~self.facets.get(("archived", True))

    def matching(self, text: str, scope: tuple[str, ...] = FIELDS) -> int:
        """Vacancies that answer a query."""
        return Query(self.fields, self.everything).run(text, scope)

    def facet(self, kind: str, values: list[str]) -> int:
        """Vacancies that have any of the values."""
        bits = 0
        for value in values:
            bits |= self.facets.get((kind, value))
        return bits

    def between(self, start: float | None, end: float | None) -> int:
        """Vacancies published in a stretch of time."""
        low = bisect_left(self.moments, start) if start is not None else 0
        high = bisect_left(self.moments, end) if end is not None else len(self.moments)
        return (1 << high) - (1 << low) if high > low else 0

    def paying(self, roubles: float) -> int:
        """Vacancies that pay at least so much a month."""
        if roubles not in self._paying:
            if len(self._paying) >= REMEMBERED:
                self._paying.clear()
            rows = self.by_pay()
            self._paying[roubles] = pack([number for _, number in rows[bisect_left(rows, (roubles, -1)) :]])
        return self._paying[roubles]

    def by_pay(self) -> list[tuple[float, int]]:
        """`(roubles a month, number)` of vacancies with a salary, the smallest first."""
        if self._by_pay is None:
            rows = ((monthly_roubles(item.salary), number) for number, item in enumerate(self.vacancies))
            self._by_pay = sorted((pay, number) for pay, number in rows if pay is not None)
        return self._by_pay

    def newest(self, bits: int, limit: int = DEPTH) -> list[int]:
        """Numbers of a set, the newest first."""
        return list(islice(newest_first(bits), limit))

    def order(self, bits: int, order_by: str, title_bits: int) -> list[int]:
        """Numbers of a set in an order of hh.ru; relevance puts matches in the title first."""
        if order_by in ("salary_asc", "salary_desc"):
            return self._by_salary(bits, descending=order_by == "salary_desc")
        if order_by == "publication_time":
            return self.newest(bits)
        first = self.newest(bits & title_bits)
        return first + self.newest(bits & ~title_bits, DEPTH - len(first))

    def by_distance(self, bits: int, lat: float, lng: float) -> list[int]:
        """Numbers of a set, the nearest first; a vacancy is where its city is."""
        near = ((place.lat - lat) ** 2 + (place.lng - lng) ** 2 for place in _PLACES)
        found: list[int] = []
        for _, place in sorted(zip(near, _PLACES, strict=True), key=lambda pair: pair[0]):
            inside = bits & self.facets.get(("city", place.id))
            found += self.newest(inside, DEPTH - len(found))
            bits &= ~inside
        return found + self.newest(bits, DEPTH - len(found))

    def _by_salary(self, bits: int, *, descending: bool) -> list[int]:
        room = bits.to_bytes(len(self.vacancies) // 8 + 1, "little")
        rows = reversed(self.by_pay()) if descending else self.by_pay()
        paid = (number for _, number in rows if room[number >> 3] >> (number & 7) & 1)
        first = list(islice(paid, DEPTH))
        return first + self.newest(bits & ~self.facets.get(("paid", True)), DEPTH - len(first))
