"""Reasons not even to ask the person: each costs no slot and says what and why."""

import re
from collections.abc import Iterable
from typing import TypeVar

from hh_mcp.guard.errors import AmbiguousName, Excluded
from hh_mcp.guard.foreign import NAME, label
from hh_mcp.hh.errors import AlreadyApplied, CannotWrite, LetterRequired, NotFound, ResumeNotPublished, VacancyArchived
from hh_mcp.hh.lengths import check_letter
from hh_mcp.hh.models import ChatDetail, Job, Relation, ResponseForm, Resume, VacancyDetail

R = TypeVar("R", bound=Resume)

_LEGAL_FORMS = re.compile(r"\b(ооо|оао|зао|пао|ао|ип|нко|llc|ltd|inc|jsc|pjsc|gmbh)\b")


def choose_resume(resumes: Iterable[R], resume_id: str | None, form: ResponseForm) -> R:
    """Find the resume to respond with; without an id the only one that can be used for this vacancy."""
    mine = list(resumes)
    if resume_id is not None:
        chosen = next((resume for resume in mine if resume_id in (resume.id, resume.numeric_id)), None)
        if chosen is None:
            raise NotFound(f"You have no resume {resume_id}.", detail_ru=f"Среди ваших резюме нет {resume_id}.")
        _check_shown(chosen, form)
        return chosen
    usable = [resume for resume in mine if is_usable(resume) and not _is_hidden(resume, form)]
    if not usable:
        raise ResumeNotPublished
    if len(usable) > 1:
        names = "; ".join(f"«{label(resume.title, NAME)}» (resume_id={resume.id})" for resume in usable)
        raise AmbiguousName(f"Resumes: {names}.", detail_ru=f"Резюме: {names}.")
    return usable[0]


def _check_shown(resume: Resume, form: ResponseForm) -> None:
    if not is_usable(resume):
        raise ResumeNotPublished
    if _is_hidden(resume, form):
        raise ResumeNotPublished(
            "Its visibility settings hide it from this employer.",
            detail_ru="Настройки видимости скрывают его от этого работодателя.",
        )


def is_usable(resume: Resume) -> bool:
    """Whether employers can be shown the resume at all."""
    return resume.status == "published" and resume.access != "no_one"


def _is_hidden(resume: Resume, form: ResponseForm) -> bool:
    return not {resume.id, resume.numeric_id}.isdisjoint(form.hidden_resume_ids or ())


def is_perhaps_hidden(resume: Resume, form: ResponseForm) -> bool:
    """Whether hh.ru may refuse the resume for its visibility, and did not say so beforehand."""
    return form.hidden_resume_ids is None and resume.access in ("whitelist", "blacklist")


def check_vacancy(vacancy: VacancyDetail, form: ResponseForm, resume: Resume, letter: str) -> None:
    """Raise when hh.ru would refuse this response anyway."""
    if vacancy.archived or vacancy.closed_for_applicants:
        raise VacancyArchived
    if form.applied_resume_ids & {resume.id, resume.numeric_id or resume.id}:
        raise AlreadyApplied
    if form.impossible:
        raise VacancyArchived(_reason(form.impossible_reason))
    check_country(form)
    if Relation.BLACKLISTED in vacancy.relations:
        raise Excluded("It is hidden on hh.ru.", detail_ru="Вакансия или работодатель скрыты на hh.ru.")
    if (vacancy.letter_required or form.letter_required) and not letter:
        raise LetterRequired
    check_letter(letter, form.letter_max_length)


def check_country(form: ResponseForm) -> None:
    """Raise CannotWrite where hh.ru takes no response from the person's country."""
    if form.allowed_in_country is False:
        raise CannotWrite(
            "hh.ru takes no response from your country to this vacancy: the resume is not visible in the country of "
            "the vacancy. Open the vacancy on hh.ru to change that, or choose another one.",
            detail_ru="hh.ru не принимает отклики на эту вакансию из вашей страны: резюме не видно в стране вакансии. "
            "Откройте вакансию на hh.ru, чтобы это изменить, или выберите другую.",
        )


def check_employer(vacancy: VacancyDetail, excluded: Iterable[str], jobs: Iterable[Job]) -> None:
    """Raise for an employer of the exclusion list, or the one that the person works for now."""
    employer = vacancy.employer
    name, shown = normal_name(employer.name), label(employer.name, NAME)
    if any(item == employer.id or _is_named(name, item) for item in excluded):
        raise Excluded(
            f"The employer «{shown}» is in HH_MCP_EXCLUDE_EMPLOYERS.",
            detail_ru=f"Работодатель «{shown}» в списке HH_MCP_EXCLUDE_EMPLOYERS.",
        )
    for job in jobs:
        same_id = job.company_id is not None and job.company_id == employer.id
        if job.end is None and (same_id or _is_named(name, job.company or "")):
            raise Excluded(
                f"The employer «{shown}» is the current one in the resume.",
                detail_ru=f"Работодатель «{shown}»: по резюме вы работаете там сейчас.",
            )


def _is_named(name: str, other: str) -> bool:
    """Compare with a normal name; one of which nothing is left ("ООО", "-") is nobody's."""
    return bool(name) and normal_name(other) == name


def check_chat(detail: ChatDetail) -> None:
    """Raise for a chat that hh.ru has closed for writing: by the same rule as get_chat and list_chats tell it."""
    if detail.chat.closed:
        raise CannotWrite(_reason(detail.chat.cannot_write_reason))


def is_refused(detail: ChatDetail) -> bool:
    """Whether the employer has turned the response down; a thank-you is still the person's to send."""
    states = [message.state for message in detail.messages if message.state]
    return bool(states) and states[-1] == "discard"


def _reason(reason: str | None) -> str | None:
    """What hh.ru gives as the reason, as its own words."""
    return reason and f"hh.ru: «{label(reason, NAME)}»."


def normal_name(name: str) -> str:
    """A company's name without quotes, legal form, case and ё."""
    plain = re.sub(r"[^\w\s]", " ", name.lower().replace("ё", "е"))
    return " ".join(_LEGAL_FORMS.sub(" ", plain).split())
