"""Vacancies in the site's own shapes: a search card and the vacancy page (site shapes 3.3, 4.1, 11.2, 11.3)."""

from typing import cast

from hh_mcp.sandbox.clock import site_time
from hh_mcp.sandbox.data import areas
from hh_mcp.sandbox.records import Json, Salary, Vacancy
from hh_mcp.sandbox.site_company import company, contact_info
from hh_mcp.sandbox.traits import DAY, Traits
from hh_mcp.sandbox.web import site_host, site_url
from hh_mcp.sandbox.world import World

FEW = 10  # responses: until then hh.ru invites to be among the first


def card(world: World, vacancy: Vacancy, *, personal: bool) -> Json:
    """SEARCH_ITEM: a vacancy in a list."""
    traits = world.traits(vacancy)
    return merged(
        {
            "@workSchedule": "remote" if "REMOTE" in vacancy.work_formats else "fullDay",
            "@showContact": traits.contact,
            "@responseLetterRequired": vacancy.letter_required,
            "vacancyId": vacancy.id,
            "name": vacancy.name,
            "company": company(vacancy, traits),
            "compensation": compensation(vacancy.salary),
            **_moments(vacancy, traits),
            "area": {"@id": vacancy.area, "name": area_name(vacancy.area), "path": path(vacancy.area)},
            **({"address": _search_address(vacancy)} if vacancy.street else {}),
            **_contacts(vacancy, traits),
            **_links(world, vacancy),
            **_lists(vacancy, traits),
            **_work(vacancy, traits),
            **_rules(vacancy),
            "userLabels": labels(world, vacancy) if personal else [],
            **_crowd(vacancy, traits),
            "snippet": snippet(vacancy, traits),
            "show_question_input": False,
            "tags": [],
            "extraLabels": [],
        },
        vacancy.extra.get("site"),
    )


def merged(shown: Json, changes: object) -> Json:
    """Put the keys that a control call gave (`site`) over those of an object, object by object."""
    if not isinstance(changes, dict):
        return shown
    for key, value in cast("Json", changes).items():
        inner = shown.get(key)
        shown[key] = merged({**cast("Json", inner)}, value) if isinstance(inner, dict) and value else value
    return shown


def _moments(vacancy: Vacancy, traits: Traits) -> Json:
    """A vacancy that was published again is older than its date of publication."""
    return {
        "publicationTime": moment(vacancy.published_at),
        "lastChangeTime": moment(vacancy.published_at),
        "creationTime": site_time(vacancy.published_at - traits.renewed_after),
    }


def _contacts(vacancy: Vacancy, traits: Traits) -> Json:
    return {
        "contactInfo": contact_info(vacancy, traits),
        "employerManager": {"latestActivity": "online" if traits.recruiter_online else "offline"},
        "inboxPossibility": vacancy.write != "DISABLED",
        "chatWritePossibility": vacancy.write,
        "allowChatWithManager": vacancy.write != "DISABLED",
        "notify": True,
    }


def _links(world: World, vacancy: Vacancy) -> Json:
    page = site_url(world, f"/vacancy/{vacancy.id}")
    return {
        "creationSite": "hh.ru",
        "creationSiteId": 1,
        "displayHost": site_host(world),
        "canBeShared": True,
        "links": {"desktop": page, "mobile": page},
    }


def _lists(vacancy: Vacancy, traits: Traits) -> Json:
    """Lists as the site turns them from XML: an empty one is `[{}]`."""
    spoken = [{"id": number, "isoCode": code, "degree": degree} for code, number, degree in traits.languages]
    return {
        "driverLicenseTypes": [{"driverLicenseType": ["B"]}] if vacancy.role == 21 else [{}],
        "languages": [{"language": spoken}] if spoken else [{}],
        "workingDays": [{}],
        "workingTimeIntervals": [{}],
        "workingTimeModes": [{}],
        "vacancyProperties": {
            "properties": [{"property": [_standard(vacancy)]}],
            "calculatedStates": {"HH": {"advertising": False, "anonymous": vacancy.anonymous, "free": False}},
        },
        "vacancyPlatforms": ["HH"],
        "professionalRoleIds": [{"professionalRoleId": [vacancy.role]}],
        "flyInFlyOutDurations": _elements("flyInFlyOutDurationsElement", _fly(vacancy)),
        "workFormats": _elements("workFormatsElement", list(vacancy.work_formats)),
        "workScheduleByDays": _elements("workScheduleByDaysElement", [vacancy.days]),
        "workingHours": _elements("workingHoursElement", [vacancy.hours]),
        "experimentalModes": [{}],
        "civilLawContracts": _elements("civilLawContractsElement", list(traits.contracts)),
        "inclusivenessTypes": [{}],
    }


def _standard(vacancy: Vacancy) -> Json:
    return {
        "id": vacancy.id % 1_000_000,
        "propertyType": "HH_STANDARD",
        "bundle": "HH",
        "propertyWeight": 10,
        "parameters": [{"parameter": [{"key": "translation", "value": "std"}]}],
        "startTimeIso": site_time(vacancy.published_at),
        "endTimeIso": site_time(vacancy.published_at + 30 * DAY),
    }


def _elements(name: str, values: list[str]) -> list[Json]:
    return [{name: values}] if values else [{}]


def _fly(vacancy: Vacancy) -> list[str]:
    return ["DAYS_15"] if vacancy.employment_form == "FLY_IN_FLY_OUT" else []


def _work(vacancy: Vacancy, traits: Traits) -> Json:
    return {
        "acceptTemporary": traits.temporary,
        "acceptIncompleteResumes": traits.incomplete_resumes,
        "workExperience": vacancy.experience,
        "employment": {"@type": "PART" if vacancy.employment_form == "PART" else "FULL"},
        "employmentForm": vacancy.employment_form,
        "internship": vacancy.internship,
        "nightShifts": vacancy.night_shifts,
        "acceptLaborContract": traits.labor_contract,
    }


def _rules(vacancy: Vacancy) -> Json:
    return {
        "closedForApplicants": vacancy.closed,
        "archived": vacancy.archived,
        "userTestPresent": vacancy.has_test,
        **({"userTestId": test_id(vacancy)} if vacancy.has_test else {}),
        **({"response_url": vacancy.response_url} if vacancy.response_url else {}),
        "autoResponse": {"acceptAutoResponse": False},
    }


def test_id(vacancy: Vacancy) -> int:
    """The number of a questionnaire."""
    return vacancy.id % 100_000


def _crowd(vacancy: Vacancy, traits: Traits) -> Json:
    """How many have responded and look now; few make a label."""
    first = [{"id": "vacancy-label-be-first", "text": "Будьте первыми"}] if vacancy.responses < FEW else []
    return {
        "responsesCount": vacancy.responses,
        "totalResponsesCount": vacancy.responses + traits.more_responses,
        "online_users_count": traits.online,
        "labels": first,
    }


def snippet(vacancy: Vacancy, traits: Traits) -> Json:
    """Lines of a card; each may be absent."""
    texts = vacancy.texts
    return {
        "req": " ".join(texts.requirements) or None,
        "resp": " ".join(texts.duties[:2]) or None,
        "cond": " ".join(texts.conditions[:2]) or None,
        "skill": (", ".join(texts.skills) or None) if traits.skill_line else None,
        "desc": None,
    }


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
    """An address with metro: ids are numbers, the name is in two spellings (site shapes 11.2)."""
    city, (street, _, building) = area_name(vacancy.area), (vacancy.street or "").rpartition(", ")
    station = next((item for item in areas.METRO.get(vacancy.area, ()) if item.id == vacancy.station), None)
    return {
        "city": city,
        "street": street,
        "building": building,
        "displayName": f"{city}, {vacancy.street}",
        "metroStations": {"metro": [_metro(station, vacancy.area)] if station else []},
    }


def _metro(station: areas.Station, city: int) -> Json:
    line, number = int(station.line_id), int(station.id.partition(".")[2])
    return {
        "@id": number,
        "@name": f"metro.{number}",
        "@cityId": city,
        "id": number,
        "name": station.name,
        "lat": station.lat,
        "lng": station.lng,
        "line": {"@id": line, "id": line, "name": station.line, "color": f"#{station.color}"},
    }


def _search_address(vacancy: Vacancy) -> Json:
    """In a list the map is a text."""
    return {**address(vacancy), "mapData": '{"points":{}}'}


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
    traits = world.traits(vacancy)
    return merged(
        {
            "approved": True,
            "vacancyId": vacancy.id,
            "managerId": vacancy.employer.user_id,
            "name": vacancy.name,
            "multi": False,
            "status": _status(vacancy),
            "publicationDate": site_time(vacancy.published_at),
            "compensation": compensation(vacancy.salary),
            "company": {**company(vacancy, traits), "isIdentifiedByEsia": False},
            "area": _whole_area(vacancy),
            "address": {**address(vacancy), "mapData": {"points": {}}} if vacancy.street else None,
            "contactInfo": contact_info(vacancy, traits),
            "asyncContactInfo": False,
            "@showContact": traits.contact,
            "allowChatWithManager": vacancy.write != "DISABLED",
            "validThroughTime": site_time(vacancy.published_at + traits.valid_days * DAY),
            "workExperience": vacancy.experience,
            "employmentForm": vacancy.employment_form,
            "workScheduleByDays": [vacancy.days],
            "workingHours": [vacancy.hours],
            "workFormats": list(vacancy.work_formats),
            "flyInFlyOutDurations": _fly(vacancy),
            "nightShifts": vacancy.night_shifts,
            "internship": vacancy.internship,
            "acceptLaborContract": traits.labor_contract,
            "civilLawContracts": list(traits.contracts) or None,
            "description": vacancy.html,
            "keySkills": {"keySkill": list(vacancy.texts.skills)} if vacancy.texts.skills else None,
            "driverLicenseTypes": ["B"] if vacancy.role == 21 else None,
            "userTestId": test_id(vacancy) if vacancy.has_test else None,
            "userLabels": labels(world, vacancy) if personal else [],
            "features": ["canComplain"] if vacancy.archived else ["canApply", "canComplain"],
            "professionalRoleIds": [vacancy.role],
            "translations": {},
            "closedForApplicants": vacancy.closed,
            **({"response_url": vacancy.response_url} if vacancy.response_url else {}),
        },
        vacancy.extra.get("site_page", vacancy.extra.get("site")),
    )


def _status(vacancy: Vacancy) -> Json:
    return {
        "active": not vacancy.archived,
        "archived": vacancy.archived,
        "disabled": False,
        "waiting": False,
        "needFix": False,
    }


def _whole_area(vacancy: Vacancy) -> Json:
    return {
        "@id": vacancy.area,
        "@regionId": vacancy.area,
        "@countryIsoCode": "RU",
        "name": area_name(vacancy.area),
        "path": path(vacancy.area),
    }
