"""What helps a person decide about a vacancy, in words: the employer's standing, manners, competition, conditions."""

from datetime import timedelta

from hh_mcp.hh.models import Vacancy
from hh_mcp.hh.vacancy_facts import Competition, Language, Mark, Politeness, Standing, Terms
from hh_mcp.views.words import Lang, Pair, pick, word

REPUBLISHED = timedelta(days=7)  # a vacancy made so long before its publication was published again

_MARKS: dict[Mark, Pair] = {
    Mark.BREACHES: ("hh.ru отметил нарушения у этого работодателя", "hh.ru has marked breaches by this employer"),
    Mark.DATA_RESALE: (
        "hh.ru отметил перепродажу персональных данных соискателей",
        "hh.ru has marked the resale of applicants' personal data",
    ),
    Mark.COMPLAINTS: ("на работодателя часто жалуются", "people often complain about this employer"),
    Mark.MISLEADING: ("вакансия может вводить в заблуждение", "the vacancy may be misleading"),
    Mark.LAYOFFS: ("работодатель сокращает штат", "the employer is cutting staff"),
}
_REFERRAL: Pair = ("отклик собирает посредник, а не сам работодатель", "a middleman collects the responses")
_ON_CHECK: Pair = ("hh.ru дополнительно проверяет работодателя", "hh.ru is checking the employer once more")
_UNREAD: Pair = ("работодатель не читает отклики: прочитано 0 %", "the employer reads no responses: 0 % read")

_SCHEDULE: dict[str, Pair] = {
    "SIX_ON_ONE_OFF": ("6/1", "6/1"),
    "FIVE_ON_TWO_OFF": ("5/2", "5/2"),
    "FOUR_ON_FOUR_OFF": ("4/4", "4/4"),
    "FOUR_ON_THREE_OFF": ("4/3", "4/3"),
    "FOUR_ON_TWO_OFF": ("4/2", "4/2"),
    "THREE_ON_THREE_OFF": ("3/3", "3/3"),
    "THREE_ON_TWO_OFF": ("3/2", "3/2"),
    "TWO_ON_TWO_OFF": ("2/2", "2/2"),
    "TWO_ON_ONE_OFF": ("2/1", "2/1"),
    "ONE_ON_THREE_OFF": ("1/3", "1/3"),
    "ONE_ON_TWO_OFF": ("1/2", "1/2"),
    "SEVEN_ON_ZERO_OFF": ("7/0", "7/0"),
    "WEEKEND": ("по выходным", "at weekends"),
    "FLEXIBLE": ("свободный график", "flexible days"),
    "OTHER": ("другой график", "other days"),
}
_HOURS: dict[str, Pair] = {
    "FLEXIBLE": ("часы по договорённости", "hours by agreement"),
    "OTHER": ("другие часы", "other hours"),
}
_FREQUENCY: dict[str, Pair] = {
    "DAILY": ("ежедневно", "daily"),
    "WEEKLY": ("раз в неделю", "weekly"),
    "TWICE_PER_MONTH": ("два раза в месяц", "twice a month"),
    "MONTHLY": ("раз в месяц", "monthly"),
    "PER_PROJECT": ("за проект", "per project"),
}
_CONTRACT: dict[str, Pair] = {
    "SELF_EMPLOYED": ("с самозанятым", "with the self-employed"),
    "INDIVIDUAL_ENTREPRENEUR": ("с ИП", "with a sole trader"),
    "INDIVIDUAL_PERSON": ("договор ГПХ", "civil contract"),
    "CONTRACTOR_AGREEMENT": ("договор подряда", "contractor agreement"),
}
_WRITING: dict[str, Pair] = {
    "ENABLED_FOR_ALL": ("можно сразу", "at once"),
    "ENABLED_AFTER_INVITATION": ("после приглашения", "after an invitation"),
    "DISABLED": ("нельзя", "not possible"),
    "DISABLED_FOR_ALL": ("нельзя", "not possible"),
    "DISABLED_FOR_APPLICANT": ("нельзя", "not possible"),
}
_LANGUAGE: dict[str, Pair] = {
    "eng": ("английский", "English"),
    "deu": ("немецкий", "German"),
    "fra": ("французский", "French"),
    "spa": ("испанский", "Spanish"),
    "ita": ("итальянский", "Italian"),
    "zho": ("китайский", "Chinese"),
    "jpn": ("японский", "Japanese"),
    "kor": ("корейский", "Korean"),
    "tur": ("турецкий", "Turkish"),
    "ara": ("арабский", "Arabic"),
    "rus": ("русский", "Russian"),
    "kaz": ("казахский", "Kazakh"),
    "ukr": ("украинский", "Ukrainian"),
    "bel": ("белорусский", "Belarusian"),
    "uzb": ("узбекский", "Uzbek"),
    "pol": ("польский", "Polish"),
}
_WANTED: dict[str, Pair] = {
    "PHOTO": ("фото", "a photo"),
    "PREFERRED_WORK_AREAS": ("желаемые районы работы", "preferred work areas"),
}


def employer_warnings(vacancy: Vacancy, lang: Lang) -> tuple[str, ...]:
    """Say what speaks against an employer; the person reads it before a response leaves."""
    standing = vacancy.standing
    pairs = [_MARKS[mark] for mark in standing.marks]
    pairs += [_REFERRAL] if standing.referral else []
    pairs += [_ON_CHECK] if standing.on_check else []
    pairs += [_UNREAD] if vacancy.politeness.reads_percent == 0 else []
    return tuple(_capital(pick(pair, lang)) for pair in pairs)


def employer_words(standing: Standing, lang: Lang) -> str | None:
    """Say who the employer is: `4.7 (12 отзывов), аккредитованная ИТ-компания`."""
    facts: list[tuple[bool | None, Pair]] = [
        (standing.accredited_it, ("аккредитованная ИТ-компания", "accredited IT company")),
        (standing.agency, ("кадровое агентство", "recruitment agency")),
        (standing.trusted is False, ("не проверен hh.ru", "not verified by hh.ru")),
    ]
    said = [pick(pair, lang) for holds, pair in facts if holds]
    return ", ".join([*_rating(standing, lang), *said]) or None


def _rating(standing: Standing, lang: Lang) -> list[str]:
    if standing.rating is None:
        return []
    reviews = pick((f" (отзывов: {standing.reviews})", f" ({standing.reviews} reviews)"), lang)
    return [f"{pick(('рейтинг', 'rated'), lang)} {standing.rating:g}{reviews if standing.reviews else ''}"]


def competition_words(competition: Competition, lang: Lang) -> str | None:
    """Say how many others want the vacancy: `откликов 40, смотрят сейчас 3`."""
    total = competition.responses_total if competition.responses_total is not None else competition.responses
    said = [] if total is None else [f"{pick(('откликов', 'responses'), lang)} {total}"]
    said += [f"{pick(('смотрят сейчас', 'viewers now'), lang)} {competition.viewers}"] if competition.viewers else []
    said += (
        [pick(("можно откликнуться среди первых", "you can be among the first"), lang)] if competition.be_first else []
    )
    return ", ".join(said) or None


def politeness_words(politeness: Politeness, lang: Lang) -> str | None:
    """Say how the employer treats responses: `читает 22 % откликов, отвечает за 3 рабочих дня`."""
    share, days = politeness.reads_percent, politeness.answers_in_days
    said = [] if share is None else [pick((f"читает {share} % откликов", f"reads {share} % of responses"), lang)]
    if days is not None:
        said.append(pick((f"отвечает за {days} раб. дн.", f"answers in {days} working days"), lang))
    if politeness.online:
        said.append(pick(("сейчас на сайте", "online now"), lang))
    elif politeness.inactive_days:
        away = politeness.inactive_days
        said.append(pick((f"не заходил {away} дн.", f"away for {away} days"), lang))
    return ", ".join(said) or None


def terms_words(terms: Terms, lang: Lang) -> str | None:
    """Say when the work is done: `5/2, 8 ч, есть ночные смены`."""
    hours = [_hours(code, lang) for code in terms.hours]
    said = [*(word(_SCHEDULE, code, lang) for code in terms.schedule), *hours]
    said += [pick(("есть ночные смены", "night shifts"), lang)] if terms.night_shifts else []
    said += [pick(("стажировка", "internship"), lang)] if terms.internship else []
    return ", ".join(filter(None, said)) or None


def _hours(code: str, lang: Lang) -> str | None:
    number = code.removeprefix("HOURS_")
    return f"{number} {pick(('ч', 'h'), lang)}" if number.isdecimal() else word(_HOURS, code, lang)


def contract_words(terms: Terms, lang: Lang) -> str | None:
    """Say by which contracts people are taken on."""
    labor = [pick(("трудовой договор", "labour contract"), lang)] if terms.labor_contract else []
    return ", ".join(filter(None, [*labor, *(word(_CONTRACT, code, lang) for code in terms.civil_contracts)])) or None


def frequency_words(code: str | None, lang: Lang) -> str | None:
    """Say how often the pay comes."""
    return word(_FREQUENCY, code, lang)


def writing_words(code: str | None, lang: Lang) -> str | None:
    """Say whether one can write to the employer in the chat of a response."""
    return word(_WRITING, code, lang)


def language_words(spoken: Language, lang: Lang) -> str:
    """Say a language and its level: `английский B2`."""
    level = pick(("родной", "native"), lang) if spoken.level == "l1" else (spoken.level or "").upper()
    return " ".join(filter(None, [word(_LANGUAGE, spoken.name, lang), level]))


def wanted_words(codes: tuple[str, ...], lang: Lang) -> str | None:
    """Say what hh.ru asks to add to the profile after a response."""
    named = ", ".join(filter(None, (word(_WANTED, code, lang) for code in codes)))
    return (
        pick((f"hh.ru просит добавить в резюме: {named}", f"hh.ru asks to add to the resume: {named}"), lang)
        if named
        else None
    )


def is_republished(vacancy: Vacancy) -> bool:
    """Tell a vacancy that was made long before it was published."""
    made, published = vacancy.created_at, vacancy.published_at
    return made is not None and published is not None and published - made >= REPUBLISHED


def _capital(text: str) -> str:
    return text if text.startswith("hh.ru") else f"{text[:1].upper()}{text[1:]}"
