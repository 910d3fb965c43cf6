"""Resumes in the site's own shapes: an item of the list and the whole page (site shapes 1.3, 2.1)."""

from hh_mcp.sandbox import pages
from hh_mcp.sandbox.clock import site_time
from hh_mcp.sandbox.data import areas, dictionaries, people
from hh_mcp.sandbox.data.roles import ROLES
from hh_mcp.sandbox.records import Job, Json, Resume, Value
from hh_mcp.sandbox.world import World

RAISE_STEP = 14_400.0


def wrap(value: Value) -> list[Json]:
    """A resume field the way the site wraps it; an empty one is an empty list."""
    return [{"string": value}] if value is not None else []


def attributes(world: World, resume: Resume) -> Json:
    """`_attributes` of a resume."""
    ready = resume.published and world.now >= resume.next_publish_at
    return {
        "id": str(resume.id),
        "hash": resume.hash,
        "hhid": str(people.HHID),
        "user": str(people.USER_ID),
        "status": "modified" if resume.published else "not_finished",
        "permission": "edit",
        "lang": "RU",
        "percent": 95 if resume.published else 35,
        "created": int(resume.created_at * 1000),
        "updated": int(resume.updated_at * 1000),
        "lastEditTime": int(resume.updated_at * 1000),
        "moderated": site_time(resume.updated_at),
        "update_timeout": int(RAISE_STEP * 1000),
        "nextTouchAt": int(resume.next_publish_at * 1000) if resume.published else None,
        "nextPublishAt": None,
        "canPublishOrUpdate": ready,
        "canTouch": ready,
        "hasErrors": not resume.published,
        "hasPublicVisibility": resume.published,
        "isSearchable": resume.published,
        "siteId": 1,
        "sitePlatform": "HEADHUNTER",
        "source": "flexible_resume_builder",
        "vacancySearchLastUsageDate": int(resume.updated_at),
        "tags": [],
    }


def short_item(world: World, resume: Resume) -> Json:
    """RESUME_ITEM as the vacancy page has it: no name of the area, no salary, nothing on raising."""
    item = item_of(world, resume)
    untouched = {key: value for key, value in item["_attributes"].items() if key not in ("canTouch", "nextTouchAt")}
    return {**item, "_attributes": untouched, "area": wrap(resume.area), "salary": [], "totalExperience": []}


def listed_item(world: World, resume: Resume) -> Json:
    """RESUME_ITEM of the list: the resume that was not opened for long comes in the short form."""
    return short_item(world, resume) if resume.short else item_of(world, resume)


def item_of(world: World, resume: Resume) -> Json:
    """RESUME_ITEM (site shapes 1.3)."""
    area, amount = areas.AREAS[resume.area], resume.amount
    return {
        "_attributes": attributes(world, resume),
        "id": str(resume.id),
        "hash": resume.hash,
        "isIncomplete": not resume.published,
        "forbidden": None,
        "title": wrap(resume.title),
        "accessType": wrap(resume.access),
        "educationLevel": wrap("higher"),
        "fieldsViewStatus": [{"contactViewStatus": None, "vacancyPermissions": [], "rolePermissions": []}],
        "shortExperience": [_short_job(job) for job in resume.jobs],
        "area": [{"title": area.name, "string": area.id}],
        "salary": [{"amount": amount, "currency": "RUR"}] if amount else [],
        "keySkills": [{"string": skill} for skill in resume.skills],
        "professionalRole": [{"string": resume.role, "text": ROLES[resume.role]}],
        "totalExperience": wrap(resume.experience_months or None),
        "_conditions": {},
    }


def _short_job(job: Job) -> Json:
    industry: Json = {
        "id": 540,
        "name": "Разработка программного обеспечения",
        "parentId": 7,
        "children": [],
        "translit": "dev",
    }
    tree: Json = {
        "id": 7,
        "name": "Информационные технологии",
        "parentId": None,
        "children": [industry],
        "translit": "it",
    }
    more: Json = {"industries": [tree], "companyIndustries": [7], "companyIndustryId": 7} if job.employer_id else {}
    return {**_job(job), "description": None, "companyLogos": None, **more}


def _job(job: Job) -> Json:
    return {
        "id": job.id,
        "startDate": job.start,
        "endDate": job.end,
        "companyName": job.company,
        "companyId": job.employer_id,
        "employerId": job.employer_id,
        "companyAreaId": job.area,
        "companyUrl": None,
        "position": job.position,
        "description": job.text,
    }


def education_levels() -> list[Json]:
    """Names of levels of education."""
    return [{"value": key, "text": name} for key, name in dictionaries.names("education_level").items()]


def full(world: World, resume: Resume, login: str | None) -> Json:
    """`applicantResume` (site shapes 2.1): `skills` is the free text, `keySkills` the list."""
    owner = pages.person(login)
    return {
        **item_of(world, resume),
        "firstName": wrap(owner["firstName"]),
        "lastName": wrap(owner["lastName"]),
        "middleName": wrap(owner["middleName"]),
        "gender": wrap("female"),
        "birthday": wrap(people.BIRTH_DATE),
        "metro": [],
        "citizenship": wrap(113),
        "workTicket": wrap(113),
        "phone": [_phone(owner["phone"])],
        "email": wrap(owner["email"]),
        "personalSite": [],
        "employment": wrap("full"),
        "workSchedule": wrap("remote"),
        "workFormats": [{"string": item} for item in resume.work_formats],
        "relocation": wrap("no_relocation"),
        "businessTripReadiness": wrap("never"),
        "experience": [_job(job) for job in resume.jobs],
        "skills": wrap(resume.about),
        "advancedKeySkills": [{"name": skill} for skill in resume.skills],
        "language": [{"string": "rus", "degree": "l1"}, {"string": "eng", "degree": "b2"}],
        "primaryEducation": [
            {
                "id": 1,
                "name": "Университет «Пример»",
                "organization": "Факультет информатики",
                "result": "Прикладная математика",
                "year": 2014,
            }
        ],
        "additionalEducation": [],
        "jobSearchStatus": [{"jobSearchStatus": {"name": world.job_search_status}}],
        "hiddenFields": [],
        "hasVehicle": wrap(False),
    }


def _phone(digits: str) -> Json:
    shown = f"+{digits[0]} ({digits[1:4]}) {digits[4:7]}-{digits[7:9]}-{digits[9:]}"
    return {
        "type": "cell",
        "country": digits[0],
        "city": digits[1:4],
        "number": digits[4:],
        "formatted": shown,
        "raw": digits,
        "verified": True,
        "needVerification": False,
        "comment": None,
    }
