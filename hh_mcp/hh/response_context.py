"""Everything that a response is decided by, in one read where the page of the vacancy has it all.

hh.ru's page of a vacancy carries the vacancy, what is asked before a response, and the person's resumes in the short
form (hh.ru: site shapes 4.1, 4.2). No key there is promised: a part that the page lacks is read where it is sure to be.
"""

from __future__ import annotations

from hh_mcp.hh.door import Door
from hh_mcp.hh.models import ResponseContext, ResponseForm, ShortResume
from hh_mcp.hh.response_pages import to_response_form
from hh_mcp.hh.resume_pages import to_short_resume
from hh_mcp.hh.site import Site
from hh_mcp.hh.tree import at, flag, rows, table, texts
from hh_mcp.hh.vacancy_pages import VACANCY, to_vacancy_detail

_RESUME_LISTS = ("usedResumeIds", "unusedResumeIds", "unfinishedResumeIds", "hiddenResumeIds")


async def read_context(door: Door, site: Site, vacancy_id: str, resume_id: str | None) -> ResponseContext:
    """Read the page of a vacancy as the person, and what is missing on it besides."""
    state = await door.page(f"{VACANCY}/{vacancy_id}")
    known = table(state, "applicantVacancyResponseStatuses", vacancy_id)
    return ResponseContext(
        vacancy=site.with_manners(to_vacancy_detail(state, vacancy_id)),
        form=form_in(known, vacancy_id) or await site.response_form(vacancy_id),
        resumes=resumes_in(known, resume_id) or tuple(map(ShortResume.of, await site.resumes())),
    )


def form_in(known: object, vacancy_id: str) -> ResponseForm | None:
    """What is asked before a response; None when the page does not say all of it."""
    says_test = flag(known, "test", "hasTests") is not None
    says_letter = flag(known, "shortVacancy", "@responseLetterRequired") is not None
    says_responses = isinstance(at(known, "negotiations", "topicList"), list)
    if not (says_test and says_letter and says_responses and isinstance(at(known, "usedResumeIds"), list)):
        return None
    return to_response_form(vacancy_id, {"responseStatus": known}, VACANCY)


def resumes_in(known: object, resume_id: str | None) -> tuple[ShortResume, ...]:
    """The resumes of the page; none when the wanted one, or any that the page counts, is not among them."""
    shown = table(known, "resumes")
    counted = {number for name in _RESUME_LISTS for number in texts(rows(known, name))}
    found = tuple(to_short_resume(item, VACANCY) for item in shown.values() if table(item))
    if resume_id is not None:
        return found if any(resume_id in (resume.id, resume.numeric_id) for resume in found) else ()
    return found if counted and counted <= {resume.numeric_id for resume in found} else ()
