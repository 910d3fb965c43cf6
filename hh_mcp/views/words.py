"""Numbers, codes and times of hh.ru in the words of the person's language."""

from datetime import datetime, timedelta
from typing import Literal

from hh_mcp.hh.models import Salary

Lang = Literal["ru", "en"]
Pair = tuple[str, str]  # Russian, English
Rates = dict[str, float]  # currency -> roubles for one of it

_CURRENCY = {"RUR": "₽", "USD": "$", "EUR": "€", "KZT": "₸", "BYR": "Br", "UAH": "₴", "GEL": "₾", "AZN": "₼"}
_MODE: dict[str, tuple[str, str]] = {
    "HOUR": ("за час", "an hour"),
    "SHIFT": ("за смену", "a shift"),
    "FLY_IN_FLY_OUT": ("за вахту", "a rotation"),
    "SERVICE": ("за услугу", "a job"),
    "MONTH": ("", ""),  # what people mean by a salary
}
_EXPERIENCE: dict[str, tuple[str, str]] = {
    "noExperience": ("без опыта", "no experience"),
    "between1And3": ("1–3 года", "1–3 years"),
    "between3And6": ("3–6 лет", "3–6 years"),
    "moreThan6": ("от 6 лет", "6+ years"),
}
_FORMAT: dict[str, tuple[str, str]] = {
    "ON_SITE": ("офис", "on site"),
    "REMOTE": ("удалённо", "remote"),
    "HYBRID": ("гибрид", "hybrid"),
    "FIELD_WORK": ("разъездная", "field work"),
}
_EMPLOYMENT: dict[str, tuple[str, str]] = {
    "FULL": ("полная", "full-time"),
    "PART": ("частичная", "part-time"),
    "PROJECT": ("проект", "project"),
    "FLY_IN_FLY_OUT": ("вахта", "rotation"),
    "SIDE_JOB": ("подработка", "side job"),
    "volunteer": ("волонтёрство", "volunteering"),
    "probation": ("стажировка", "internship"),
}
_STATE: dict[str, tuple[str, str]] = {
    "response": ("отклик отправлен", "responded"),
    "invitation": ("приглашение", "invited"),
    "interview": ("собеседование", "interview"),
    "phone_interview": ("интервью по телефону", "phone interview"),
    "consider": ("на рассмотрении", "under consideration"),
    "assessment": ("оценка", "assessment"),
    "discard": ("отказ", "rejected"),
    "offer": ("предложение о работе", "offer"),
    "hired": ("принят", "hired"),
    "hidden": ("скрыт", "hidden"),
}
# The states of a response in which the employer wants to see or has taken the person
INVITED = frozenset({"invitation", "interview", "phone_interview", "assessment", "offer", "hired"})


def salary_words(salary: Salary | None, lang: Lang = "ru", rates: Rates | None = None) -> str | None:
    """Say a salary as a person would: `от 150 000 ₽ на руки`, `500 ₽ за час`; None where there is none.

    Pay by the hour or the shift stays what it is: nobody knows how many of them a month has. A foreign one is told in
    roubles too, for the same time, where `rates` know how many roubles one unit is.
    """
    if salary is None or (salary.start is None and salary.end is None):
        return None
    low, high = _number(salary.start), _number(salary.end)
    if low and high:
        amount = low if low == high else f"{low}–{high}"
    else:
        since, till = ("от", "до") if lang == "ru" else ("from", "up to")
        amount = f"{since} {low}" if low else f"{till} {high}"
    parts = [amount, _CURRENCY.get(salary.currency, salary.currency)]
    parts.append(pick(_MODE.get(salary.mode, (salary.mode, salary.mode)), lang))
    if salary.gross is not None:
        parts.append(pick(("до налогов", "gross") if salary.gross else ("на руки", "net"), lang))
    if rates and (rate := rates.get(salary.currency)) and salary.currency != "RUR":
        parts.append(f"(≈ {'–'.join(_rounded(value * rate) for value in (salary.start, salary.end) if value)} ₽)")
    return " ".join(filter(None, parts))


def experience_words(code: str | None, lang: Lang = "ru") -> str | None:
    """Say how much experience is wanted; an unknown code stays as it is."""
    return word(_EXPERIENCE, code, lang)


def format_words(codes: tuple[str, ...], lang: Lang = "ru") -> str | None:
    """Say where the work is done."""
    return ", ".join(filter(None, (word(_FORMAT, code, lang) for code in codes))) or None


def employment_words(code: str | None, lang: Lang = "ru") -> str | None:
    """Say how much of the week the work takes."""
    return word(_EMPLOYMENT, code, lang)


def state_words(code: str | None, lang: Lang = "ru") -> str | None:
    """Say where a response is."""
    return word(_STATE, code, lang)


def months_words(months: int | None, lang: Lang = "ru") -> str | None:
    """Say a length of time in years and months."""
    if months is None:
        return None
    years, rest = divmod(months, 12)
    year, month = ("г.", "мес.") if lang == "ru" else ("y", "mo")
    said = [f"{years} {year}"] if years else []
    return " ".join([*said, f"{rest} {month}"] if rest or not said else said)


def age_words(moment: datetime | None, now: datetime, lang: Lang = "ru") -> str | None:
    """Say how long ago something was: minutes, hours, days, then the date."""
    if moment is None:
        return None
    ago = now - moment
    if ago < timedelta(hours=1):
        return _ago(max(int(ago.total_seconds() // 60), 0), ("мин", "min"), lang)
    if ago < timedelta(days=1):
        return _ago(int(ago.total_seconds() // 3600), ("ч", "h"), lang)
    if ago < timedelta(days=31):
        return _ago(ago.days, ("дн", "d"), lang)
    return moment.date().isoformat()


def moment_words(moment: datetime | None) -> str | None:
    """Write a moment down in the person's time zone, to the minute."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M") if moment else None


def _ago(count: int, unit: tuple[str, str], lang: Lang) -> str:
    return f"{count} {unit[0]} назад" if lang == "ru" else f"{count} {unit[1]} ago"


def _rounded(value: float) -> str:
    """Roubles to the thousand, since the rate is of one day; pay for an hour or a shift to the ten."""
    return _number(int(round(value, -3 if value >= 20_000 else -1))) or ""


def _number(value: int | None) -> str | None:
    return f"{value:,}".replace(",", "\u00a0") if value is not None else None


def word(table: dict[str, Pair], code: str | None, lang: Lang) -> str | None:
    """Say a code in words; an unknown one stays as it is."""
    return pick(table[code], lang) if code in table else code


def pick(pair: Pair, lang: Lang) -> str:
    """Take the Russian words or the English ones."""
    return pair[0] if lang == "ru" else pair[1]
