"""What hh.ru knows about employers and vacancies beside their texts: marks, manners, age, contracts, languages.

An employer's standing is made with the catalogue; a vacancy's traits are made when somebody first looks at it, so that
a large catalogue starts as fast as before. Both follow from the seed. What a control call adds has none of them.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import Final

from hh_mcp.sandbox.records import Standing, Vacancy

FIRST_ADDED: Final = 910_000_001
DAY: Final = 86_400.0
_MARKS: Final = {
    "has_breaches": 0.05,
    "resells_data": 0.03,
    "has_complaints": 0.05,
    "misleading": 0.04,
    "reduction": 0.06,
    "referral": 0.1,
}
_LANGUAGES: Final = (("eng", 2), ("deu", 58), ("fra", 93), ("zho", 46))
_CONTRACTS: Final = ("SELF_EMPLOYED", "INDIVIDUAL_ENTREPRENEUR", "INDIVIDUAL_PERSON")


@dataclass(frozen=True, slots=True)
class Traits:
    """One vacancy beside its texts; `renewed_after` is how old it was when it was published again."""

    renewed_after: float = 0.0
    more_responses: int = 0
    online: int = 0
    languages: tuple[tuple[str, int, str], ...] = ()
    contracts: tuple[str, ...] = ()
    labor_contract: bool = True
    temporary: bool = False
    incomplete_resumes: bool = False
    contact: bool = False
    recruiter_online: bool = True
    photo_wanted: bool = False
    skill_line: bool = True
    valid_days: int = 30
    department: str | None = None


def standing_of(seed: int, employer_id: int) -> Standing:
    """Make the marks and manners of an employer: about two of seven have a bad mark."""
    rng = Random(f"standing/{seed}/{employer_id}")
    read = rng.randrange(22, 100)
    return Standing(
        **{name: rng.random() < share for name, share in _MARKS.items()},
        agency=rng.random() < 0.08,
        on_check=rng.random() < 0.04,
        topics=rng.randrange(12, 900),
        read_percent=read,
        reply_days=max(1, round((100 - read) / 14 + rng.random() * 3)),
        inactive_minutes=rng.choice((3, 25, 190, 1_500, 4_400, 13_000)),
    )


def traits_of(seed: int, vacancy: Vacancy) -> Traits:
    """Tell what hh.ru shows about a vacancy beside its texts; a vacancy of a control call is plain."""
    if vacancy.id >= FIRST_ADDED:
        return _PLAIN
    traits = _made(seed, vacancy.id)
    return replace(traits, contact=False, department=None) if vacancy.anonymous else traits


_PLAIN: Final = Traits()


@lru_cache(maxsize=20_000)
def _made(seed: int, vacancy_id: int) -> Traits:
    rng = Random(f"traits/{seed}/{vacancy_id}")
    again = rng.random() < 0.35
    languages = [(*rng.choice(_LANGUAGES), rng.choice(("a2", "b1", "b2", "c1")))] if rng.random() < 0.15 else []
    contracts = tuple(sorted(rng.sample(_CONTRACTS, rng.choice((1, 2))))) if rng.random() < 0.2 else ()
    return Traits(
        renewed_after=round(rng.uniform(5, 210)) * DAY if again else 0.0,
        more_responses=rng.randrange(400) if again else 0,
        online=rng.choice((0, 0, 1, 2, 3, 5, 9, 14)),
        languages=tuple(languages),
        contracts=contracts,
        labor_contract=not contracts or rng.random() < 0.6,
        temporary=rng.random() < 0.04,
        incomplete_resumes=rng.random() < 0.2,
        contact=rng.random() < 0.06,
        recruiter_online=rng.random() < 0.4,
        photo_wanted=rng.random() < 0.12,
        skill_line=rng.random() < 0.7,
        valid_days=rng.choice((7, 14, 30, 30, 30)),
        department="Региональная дирекция" if rng.random() < 0.05 else None,
    )
