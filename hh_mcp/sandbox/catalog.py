"""Employers and vacancies made from a seed.

The same seed gives the same ids and texts; moments are counted back from the clock, so that the data never grows old.
A vacancy is put together from shared sentences. Nothing is rendered until somebody asks for it.
"""

from random import Random

from hh_mcp.sandbox.data import areas, companies
from hh_mcp.sandbox.data.professions import CONDITIONS, GRADES, INTROS, PROFESSIONS, Profession
from hh_mcp.sandbox.library import RATES
from hh_mcp.sandbox.records import Employer, Salary, Texts, Vacancy
from hh_mcp.sandbox.traits import standing_of

FIRST_VACANCY = 900_000_001
FIRST_EMPLOYER = 500_001
DAY = 86_400.0
BY_SHIFTS = (97, 21, 121)  # salespeople, drivers, support: paid by the hour or by the shift

_AREA_IDS = [area for area, _ in areas.POPULAR] + [area for area in areas.CITIES if area not in dict(areas.POPULAR)]
_AREA_WEIGHTS = [weight for _, weight in areas.POPULAR] + [1] * (len(_AREA_IDS) - len(areas.POPULAR))
_GRADED_ALREADY = ("Главный", "Ведущий", "Руководитель", "Тимлид", "Технический", "Владелец", "Администратор")


def make_employers(seed: int, count: int) -> list[Employer]:
    """Companies with distinct names."""
    rng = Random(f"employers/{seed}")
    names = [(root, *trade) for root in companies.ROOTS for trade in companies.TRADES]
    rng.shuffle(names)
    return [_employer(rng, seed, number, names[number % len(names)], number // len(names)) for number in range(count)]


def _employer(rng: Random, seed: int, number: int, parts: tuple[str, str, str, str], lap: int) -> Employer:
    root, trade, industry, about = parts
    return Employer(
        id=FIRST_EMPLOYER + number,
        name=f"{root} {trade}" + (f" {lap + 1}" if lap else ""),
        form=rng.choice(companies.FORMS),
        industry=industry,
        area=rng.choices(_AREA_IDS, _AREA_WEIGHTS)[0],
        about=about,
        recruiter=rng.choice(companies.RECRUITERS),
        accredited_it=industry.startswith("7."),
        rating=round(rng.uniform(3.1, 4.9), 1),
        reviews=rng.randrange(400),
        standing=standing_of(seed, FIRST_EMPLOYER + number),
    )


def make_vacancies(seed: int, count: int, employers: list[Employer], now: float) -> list[Vacancy]:
    """Vacancies, the oldest first; the last ones are minutes old."""
    rng = Random(f"vacancies/{seed}")
    moments = sorted(now - 300 - 30 * DAY * rng.random() ** 2 for _ in range(count))
    return [_vacancy(rng, number, rng.choice(employers), moments[number]) for number in range(count)]


def _vacancy(rng: Random, number: int, employer: Employer, published_at: float) -> Vacancy:
    # The role goes round, so that even a small catalogue has every one of them.
    profession = PROFESSIONS[number % len(PROFESSIONS)]
    grade, experience, factor = rng.choice(GRADES)
    title = rng.choice(profession.titles)
    area = rng.choices(_AREA_IDS, _AREA_WEIGHTS)[0]
    vacancy = Vacancy(
        id=FIRST_VACANCY + number,
        name=_graded(grade, title),
        employer=employer,
        area=area,
        role=profession.role,
        published_at=published_at,
        texts=_texts(rng, profession),
        salary=_salary(rng, profession, factor, area),
        experience=experience,
        responses=rng.randrange(250),
        internship=experience == "noExperience" and rng.random() < 0.1,
        accept_handicapped=rng.random() < 0.1,
        accept_kids=rng.random() < 0.03,
    )
    _shape_work(rng, vacancy)
    _shape_rules(rng, vacancy)
    _shape_rare(number, vacancy)
    return vacancy


def _graded(grade: str, title: str) -> str:
    if not grade or title.startswith(_GRADED_ALREADY):
        return title
    cyrillic_word = title[0] > "z" and title[1].islower()
    return f"{grade} {title[0].lower()}{title[1:]}" if cyrillic_word else f"{grade} {title}"


def _texts(rng: Random, profession: Profession) -> Texts:
    return Texts(
        intro=rng.choice(INTROS),
        duties=tuple(rng.sample(profession.duties, 4)),
        requirements=tuple(rng.sample(profession.requirements, 3)),
        conditions=tuple(rng.sample(CONDITIONS, 3)),
        skills=tuple(rng.sample(profession.skills, min(4, len(profession.skills)))),
    )


def _salary(rng: Random, profession: Profession, factor: float, area: int) -> Salary | None:
    if rng.random() < 0.3:
        return None
    currency = _currency(rng, area)
    mode = rng.choices(("MONTH", "HOUR", "SHIFT"), (40, 30, 30) if profession.role in BY_SHIFTS else (1, 0, 0))[0]
    per_mode = {"MONTH": 1.0, "HOUR": 1 / 168, "SHIFT": 1 / 15}[mode]
    base = profession.pay * factor * 1000 * rng.uniform(0.8, 1.3) / RATES.get(currency, 1.0) * per_mode
    step = {"MONTH": 5000, "HOUR": 10, "SHIFT": 100}[mode] if currency == "RUR" else 10
    low = max(step, round(base / step) * step)
    high = low + round(base * rng.uniform(0.15, 0.5) / step + 1) * step
    bounds = rng.choices(((low, high), (low, None), (None, high)), (60, 30, 10))[0]
    frequency = rng.choice(("TWICE_PER_MONTH", "MONTHLY", None)) if mode == "MONTH" else "DAILY"
    return Salary(*bounds, currency=currency, gross=rng.random() < 0.3, mode=mode, frequency=frequency)


def _currency(rng: Random, area: int) -> str:
    country = areas.path(area)[0]
    if country == areas.KAZAKHSTAN:
        return "KZT"
    if country == areas.BELARUS:
        return "BYR"
    return rng.choices(("RUR", "USD", "EUR"), (96, 3, 1))[0]


def _shape_work(rng: Random, vacancy: Vacancy) -> None:
    office = vacancy.role in (97, 21)
    formats = (
        (("ON_SITE",), ("FIELD_WORK",)) if office else (("ON_SITE",), ("HYBRID",), ("REMOTE",), ("REMOTE", "HYBRID"))
    )
    vacancy.work_formats = rng.choice(formats)
    vacancy.days = rng.choice(("TWO_ON_TWO_OFF", "FIVE_ON_TWO_OFF")) if office else "FIVE_ON_TWO_OFF"
    vacancy.employment_form = rng.choices(("FULL", "PART", "PROJECT", "FLY_IN_FLY_OUT"), (86, 7, 5, 2))[0]
    vacancy.hours = "HOURS_4" if vacancy.employment_form == "PART" else rng.choice(("HOURS_8", "HOURS_8", "HOURS_12"))
    if vacancy.work_formats != ("REMOTE",) and rng.random() < 0.7:
        vacancy.street = f"{rng.choice(companies.STREETS)}, {rng.randrange(1, 90)}"
        stations = areas.METRO.get(vacancy.area)
        vacancy.station = rng.choice(stations).id if stations else None


def _shape_rules(rng: Random, vacancy: Vacancy) -> None:
    """About two vacancies of three are plain; the others show every rule of responding (facts 5.3)."""
    match rng.choices(
        ("plain", "archived", "test", "letter", "external", "anonymous", "silent"), (64, 5, 7, 10, 4, 7, 3)
    )[0]:
        case "archived":
            vacancy.archived = True
        case "test":
            vacancy.has_test = True
        case "letter":
            vacancy.letter_required = True
        case "external":
            vacancy.response_url = f"https://jobs.example.test/{vacancy.id}"
            vacancy.type = "direct"
        case "anonymous":
            vacancy.type = "anonymous"
        case "silent":
            vacancy.write = "ENABLED_AFTER_INVITATION"
        case _:
            pass


def _shape_rare(number: int, vacancy: Vacancy) -> None:
    """What few vacancies have: other ways to pay, nights, a short letter, a country that may not respond."""
    vacancy.night_shifts = vacancy.days == "TWO_ON_TWO_OFF" and number // len(PROFESSIONS) % 3 == 0
    if number % 19 == 5:
        vacancy.letter_limit = 2000
    vacancy.response_allowed = not (areas.path(vacancy.area)[0] == areas.BELARUS and number % 2)
    if pay := vacancy.salary:
        _pay_otherwise(pay, vacancy.employment_form)


def _pay_otherwise(pay: Salary, form: str) -> None:
    if pay.mode == "HOUR":
        pay.frequency = "WEEKLY"
    elif pay.mode == "MONTH" and form == "FLY_IN_FLY_OUT":
        pay.mode = "FLY_IN_FLY_OUT"
    elif pay.mode == "MONTH" and form == "PROJECT":
        pay.mode, pay.frequency = "SERVICE", "PER_PROJECT"
        pay.low, pay.high = _per_service(pay.low), _per_service(pay.high)


def _per_service(amount: int | None) -> int | None:
    return None if amount is None else max(1, amount // 20)
