"""Vacancies in the site's own shapes: a search card and the vacancy page (site shapes 3.3, 4.1, 4.2)."""

from typing import Any

from hh_mcp.sandbox.clock import site_time
from hh_mcp.sandbox.data import areas
from hh_mcp.sandbox.records import Employer, Json, Response, Salary, Vacancy
from hh_mcp.sandbox.web import site_url
from hh_mcp.sandbox.world import World

LETTER_LIMIT = 10_000


def card(world: World, vacancy: Vacancy, *, personal: bool) -> Json:
    """SEARCH_ITEM: a vacancy in a list."""
    return {
        "@workSchedule": "remote" if "REMOTE" in vacancy.work_formats else "fullDay",
        "@showContact": False,
        "@responseLetterRequired": vacancy.letter_required,
        "vacancyId": vacancy.id,
        "name": vacancy.name,
        "company": company(vacancy),
        "compensation": compensation(vacancy.salary),
        "publicationTime": moment(vacancy.published_at),
        "area": {"@id": vacancy.area, "name": area_name(vacancy.area), "path": path(vacancy.area)},
        "acceptTemporary": False,
        **({"address": address(vacancy)} if vacancy.street else {}),
        "contactInfo": None,
        "lastChangeTime": moment(vacancy.published_at),
        "creationTime": site_time(vacancy.published_at),
        "employerManager": {"latestActivity": "online"},
        "inboxPossibility": True,
        "chatWritePossibility": vacancy.write,
        "notify": True,
        "links": {
            "desktop": site_url(world, f"/vacancy/{vacancy.id}"),
            "mobile": site_url(world, f"/vacancy/{vacancy.id}"),
        },
        "acceptIncompleteResumes": False,
        "driverLicenseTypes": [{}],
        "languages": [{}],
        "workingDays": [{}],
        "workingTimeIntervals": [{}],
        "workingTimeModes": [{}],
        "vacancyPlatforms": ["HH"],
        "professionalRoleIds": [{"professionalRoleId": [vacancy.role]}],
        "workExperience": vacancy.experience,
        "employment": {"@type": "FULL" if vacancy.employment_form != "PART" else "PART"},
        "employmentForm": vacancy.employment_form,
        "closedForApplicants": vacancy.closed,
        "archived": vacancy.archived,
        "userTestPresent": vacancy.has_test,
        **({"response_url": vacancy.response_url} if vacancy.response_url else {}),
        "flyInFlyOutDurations": [{}],
        "internship": vacancy.internship,
        "nightShifts": False,
        "workFormats": [{"workFormatsElement": list(vacancy.work_formats)}],
        "workScheduleByDays": [{"workScheduleByDaysElement": [vacancy.days]}],
        "workingHours": [{"workingHoursElement": [vacancy.hours]}],
        "acceptLaborContract": True,
        "civilLawContracts": [{}],
        "autoResponse": {"acceptAutoResponse": False},
        "userLabels": labels(world, vacancy) if personal else [],
        "responsesCount": vacancy.responses,
        "totalResponsesCount": vacancy.responses,
        "online_users_count": vacancy.id % 7,
        "snippet": snippet(vacancy),
        "show_question_input": False,
        "allowChatWithManager": True,
        "tags": [],
        "labels": [],
    }


def snippet(vacancy: Vacancy) -> Json:
    """Two lines of a card."""
    texts = vacancy.texts
    skills = ", ".join(texts.skills) or None
    return {
        "req": " ".join(texts.requirements) or None,
        "resp": " ".join(texts.duties[:2]) or None,
        "cond": None,
        "skill": skills,
        "desc": None,
    }


def company(vacancy: Vacancy) -> Json:
    """The employer of a card; an anonymous one has no name and no id."""
    if vacancy.anonymous:
        return {
            "@showSimilarVacancies": False,
            "@trusted": True,
            "@category": "COMPANY",
            "name": "Анонимный работодатель",
            "visibleName": "Анонимный работодатель",
        }
    employer = vacancy.employer
    return {
        "@showSimilarVacancies": True,
        "@trusted": employer.trusted,
        "@category": "COMPANY",
        "@countryId": 1,
        "@state": "APPROVED",
        "id": employer.id,
        "name": legal_name(employer),
        "visibleName": employer.name,
        "accreditedITEmployer": employer.accredited_it,
        "employerReviews": {"totalRating": str(employer.rating), "reviewsCount": employer.reviews},
    }


def legal_name(employer: Employer) -> str:
    """The name with the legal form before it."""
    return f"{employer.form} {employer.name}".strip()


def compensation(salary: Salary | None) -> Json:
    """Pay of a card; no pay is an object with one key (site shapes 3.3)."""
    if salary is None:
        return {"noCompensation": {}}
    bounds = {"from": salary.low, "to": salary.high}
    found: Json = {key: value for key, value in bounds.items() if value is not None}
    found |= {"currencyCode": salary.currency, "gross": salary.gross, "mode": salary.mode}
    found |= {f"perMode{key.title()}": value for key, value in bounds.items() if value is not None}
    return found | ({"frequency": salary.frequency} if salary.frequency else {})


def moment(at: float) -> Json:
    """A date of a card."""
    return {"@timestamp": int(at), "$": site_time(at)}


def area_name(area: int) -> str:
    """The name of an area."""
    return areas.AREAS[area].name if area in areas.AREAS else str(area)


def path(area: int) -> str:
    """The way to an area as `.113.1.`: every container's id between dots."""
    return f".{'.'.join(str(item) for item in areas.path(area))}."


def address(vacancy: Vacancy) -> Json:
    """An address with metro."""
    city, (street, _, building) = area_name(vacancy.area), (vacancy.street or "").rpartition(", ")
    station = next((item for item in areas.METRO.get(vacancy.area, ()) if item.id == vacancy.station), None)
    metro = (
        [
            {
                "@id": station.id,
                "id": station.id,
                "name": station.name,
                "@cityId": vacancy.area,
                "line": {"name": station.line, "color": station.color},
            }
        ]
        if station
        else []
    )
    shown = f"{city}, {vacancy.street}"
    return {
        "city": city,
        "street": street,
        "building": building,
        "displayName": shown,
        "metroStations": {"metro": metro},
    }


def labels(world: World, vacancy: Vacancy) -> list[str]:
    """What the applicant already did about a vacancy."""
    found = {item.state for item in world.responses_to(vacancy)}
    if found:
        found.add("RESPONSE")
    if vacancy.id in world.hidden_vacancies or vacancy.employer.id in world.hidden_employers:
        # Inferred from the API's word: no page with a label of it has been seen (site shapes 3.2)
        found.add("BLACKLISTED")
    return sorted(found)


def vacancy_view(world: World, vacancy: Vacancy, *, personal: bool) -> Json:
    """`vacancyView` of the vacancy page; letters and tests are told elsewhere (site shapes 4.1)."""
    return {
        "approved": True,
        "vacancyId": vacancy.id,
        "managerId": vacancy.employer.user_id,
        "name": vacancy.name,
        "multi": False,
        "status": {
            "active": not vacancy.archived,
            "archived": vacancy.archived,
            "disabled": False,
            "waiting": False,
            "needFix": False,
        },
        "publicationDate": site_time(vacancy.published_at),
        "compensation": compensation(vacancy.salary),
        "company": company(vacancy),
        "area": {
            "@id": vacancy.area,
            "@regionId": vacancy.area,
            "@countryIsoCode": "RU",
            "name": area_name(vacancy.area),
            "path": path(vacancy.area),
        },
        **({"address": {**address(vacancy), "mapData": {"points": {}}}} if vacancy.street else {"address": None}),
        "contactInfo": None,
        "allowChatWithManager": True,
        "validThroughTime": site_time(vacancy.published_at + 30 * 86_400),
        "workExperience": vacancy.experience,
        "employmentForm": vacancy.employment_form,
        "workScheduleByDays": [vacancy.days],
        "workingHours": [vacancy.hours],
        "workFormats": list(vacancy.work_formats),
        "flyInFlyOutDurations": [],
        "nightShifts": False,
        "internship": vacancy.internship,
        "description": vacancy.html,
        "keySkills": {"keySkill": list(vacancy.texts.skills)} if vacancy.texts.skills else None,
        "driverLicenseTypes": None,
        "userTestId": vacancy.id % 100_000 if vacancy.has_test else None,
        "userLabels": labels(world, vacancy) if personal else [],
        "features": ["canComplain"] if vacancy.archived else ["canApply", "canComplain"],
        "professionalRoleIds": [vacancy.role],
        "translations": {},
        "closedForApplicants": vacancy.closed,
        **({"response_url": vacancy.response_url} if vacancy.response_url else {}),
    }


def response_status(world: World, vacancy: Vacancy, *, personal: bool) -> Json:
    """What may be done about a vacancy (site shapes 4.2). `alreadyApplied` is always false, as seen on hh.ru."""
    done = world.responses_to(vacancy) if personal else []
    used = [str(item.resume.id) for item in done]
    mine = world.finished_resumes if personal else []
    hidden = [str(item.id) for item in mine if item.hidden_from(vacancy)]
    return {
        "test": {"hasTests": True, "testId": vacancy.id % 100_000, "required": True}
        if vacancy.has_test
        else {"hasTests": False},
        "negotiations": {
            "topicList": [short_topic(item) for item in done],
            "total": len(done),
            "readOnlyInterval": 180,
            "untrustedEmployerRestrictionsApplied": None,
        },
        "by_country_applicant_visibility": {"responseAllowed": True},
        "resumeInconsistencies": {"resume": []},
        "letterMaxLength": LETTER_LIMIT,
        "shortVacancy": card(world, vacancy, personal=personal),
        "usedResumeIds": used,
        "unusedResumeIds": [str(item.id) for item in mine if str(item.id) not in (*used, *hidden)],
        "unfinishedResumeIds": [],
        "hiddenResumeIds": hidden,
        "responseImpossible": vacancy.archived or vacancy.closed,
        "alreadyApplied": False,
    }


def short_topic(response: Response) -> dict[str, Any]:
    """A response as the vacancy page lists it."""
    return {
        "id": response.id,
        "chatId": response.chat_id,
        "vacancyId": response.vacancy.id,
        "resumeId": response.resume.id,
        "lastState": response.state,
        "creationTime": site_time(response.at),
        "viewedByOpponent": response.viewed,
    }
