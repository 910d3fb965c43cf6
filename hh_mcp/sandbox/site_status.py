"""What may be done about a vacancy, for its page, the popup and the answer to a response (site shapes 4.2, 11.2)."""

from hh_mcp.sandbox.clock import site_time
from hh_mcp.sandbox.records import Json, Response, Resume, Vacancy
from hh_mcp.sandbox.site_views import card, merged, test_id
from hh_mcp.sandbox.world import World


def response_status(world: World, vacancy: Vacancy, *, personal: bool) -> Json:
    """STATUS. `alreadyApplied` is always false, as seen on hh.ru."""
    done = world.responses_to(vacancy) if personal else []
    used = [str(item.resume.id) for item in done]
    mine = world.finished_resumes if personal else []
    hidden = [str(item.id) for item in mine if item.hidden_from(vacancy)]
    test: Json = {"hasTests": vacancy.has_test}
    if vacancy.has_test:
        test |= {"testId": test_id(vacancy), "required": True}
    return merged(
        {
            "test": test,
            "negotiations": {
                "topicList": [short_topic(item) for item in done],
                "total": len(done),
                "readOnlyInterval": 180,
                "untrustedEmployerRestrictionsApplied": None,
            },
            "by_country_applicant_visibility": {"responseAllowed": vacancy.response_allowed},
            "letterMaxLength": vacancy.letter_limit,
            "shortVacancy": card(world, vacancy, personal=personal),
            "usedResumeIds": used,
            "unusedResumeIds": [str(item.id) for item in mine if str(item.id) not in (*used, *hidden)],
            "unfinishedResumeIds": [],
            "hiddenResumeIds": hidden,
            "resumeVisibility": {str(item.id): _visibility(item, vacancy) for item in mine},
            "hasQuickResponse": False,
            "responseImpossible": vacancy.archived or vacancy.closed,
            "alreadyApplied": False,
            # hh.ru: absent or an empty object, never a list (site shapes 11.2)
            **({"resumeInconsistencies": {}} if vacancy.id % 2 else {}),
        },
        vacancy.extra.get("site_status"),
    )


def _visibility(resume: Resume, vacancy: Vacancy) -> Json:
    """Whether the employer stands in a list of the resume, whichever list is in use."""
    return {
        kind: {"containsEmployer": vacancy.employer.id in resume.visibility.get(kind, ())}
        for kind in ("blacklist", "whitelist")
    }


def short_topic(response: Response) -> Json:
    """A response as the vacancy page lists it; the time of creation is the time of the response."""
    return {
        "id": response.id,
        "chatId": response.chat_id,
        "vacancyId": response.vacancy.id,
        "resumeId": response.resume.id,
        "lastState": response.state,
        "creationTime": site_time(response.at),
        "viewedByOpponent": response.viewed,
    }
