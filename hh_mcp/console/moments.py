"""Moments in the person's time zone, said as a person would."""

from datetime import datetime, timedelta

from hh_mcp.views.words import Lang

_MONTHS: dict[Lang, tuple[str, ...]] = {
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}  # fmt: skip
_DAYS: dict[Lang, dict[int, str]] = {
    "ru": {0: "сегодня", 1: "завтра", -1: "вчера"},
    "en": {0: "today", 1: "tomorrow", -1: "yesterday"},
}


def said(moment: datetime | None, now: datetime, lang: Lang) -> str:
    """Say a moment: `сегодня в 14:05`, `24 ноября в 09:00`, with the year where it is another."""
    if moment is None:
        return "—"
    here, today = moment.astimezone(), now.astimezone()
    days = (here.date() - today.date()).days
    day = _DAYS[lang].get(days) or date_words(here, lang, year=here.year != today.year)
    return f"{day} в {here:%H:%M}" if lang == "ru" else f"{day} at {here:%H:%M}"


def date_words(moment: datetime, lang: Lang, *, year: bool = False) -> str:
    """Say a date: `24 ноября`, `24 Nov`."""
    words = f"{moment.day} {_MONTHS[lang][moment.month - 1]}"
    return f"{words} {moment.year}" if year else words


def week_start(moment: datetime) -> datetime:
    """The Monday, at midnight of the person's time zone, of the week that `moment` is in."""
    here = moment.astimezone()
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return (midnight - timedelta(days=here.weekday())).astimezone()
