"""Resumes in the shapes of api.hh.ru (facts 4.2, 4.3)."""

from hh_mcp.sandbox import api_views, pages
from hh_mcp.sandbox.clock import api_time
from hh_mcp.sandbox.data import people
from hh_mcp.sandbox.data.dictionaries import ref
from hh_mcp.sandbox.data.roles import INDUSTRY_NAMES, ROLES
from hh_mcp.sandbox.records import Job, Json, Resume
from hh_mcp.sandbox.web import api_url, site_url
from hh_mcp.sandbox.world import World

AGE = 34


def short(world: World, resume: Resume) -> Json:
    """A resume as other objects refer to it."""
    return {
        "id": resume.hash,
        "title": resume.title,
        "url": api_url(world, f"/resumes/{resume.hash}"),
        "alternate_url": site_url(world, f"/resume/{resume.hash}"),
    }


def status(world: World, resume: Resume) -> Json:
    """What state a resume is in."""
    return {
        "status": ref("resume_status", "published" if resume.published else "not_published"),
        "blocked": False,
        "finished": resume.published,
        "can_publish_or_update": resume.published and world.now >= resume.next_publish_at,
    }


def item(world: World, resume: Resume, login: str | None) -> Json:
    """A resume in the applicant's list."""
    owner = pages.person(login)
    download = {
        kind: {"url": site_url(world, f"/resume_converter/resume.{kind}?hash={resume.hash}&type={kind}")}
        for kind in ("pdf", "rtf")
    }
    return {
        **short(world, resume),
        **status(world, resume),
        "real_id": str(resume.id),
        "created_at": api_time(resume.created_at),
        "created": api_time(resume.created_at),
        "updated_at": api_time(resume.updated_at),
        "updated": api_time(resume.updated_at),
        "access": {"type": ref("resume_access_type", resume.access)},
        "visible": resume.published,
        "marked": False,
        "next_publish_at": api_time(resume.next_publish_at) if resume.published else None,
        "can_view_full_info": True,
        "hidden_fields": [],
        "tags": [],
        "platform": {"id": "headhunter"},
        "first_name": owner["firstName"],
        "last_name": owner["lastName"],
        "middle_name": owner["middleName"],
        "age": AGE,
        "gender": ref("gender", "female"),
        "area": api_views.area(world, resume.area),
        "salary": {"amount": resume.amount, "currency": "RUR"} if resume.amount else None,
        "total_experience": {"months": resume.experience_months} if resume.experience_months else None,
        "experience": [_job(world, job) for job in resume.jobs],
        "education": _education(),
        "certificate": [],
        "photo": None,
        "employment_form": [ref("resume_employment_form", "FULL")],
        "work_format": [ref("resume_work_format", one) for one in resume.work_formats],
        "new_views": resume.new_views,
        "total_views": len(resume.views),
        "views_url": api_url(world, f"/resumes/{resume.hash}/views"),
        "similar_vacancies": {
            "url": api_url(world, f"/resumes/{resume.hash}/similar_vacancies"),
            "counters": {"total": alike(world, resume)},
        },
        "contact": contacts(login),
        "paid_services": [],
        "auto_hide_time": None,
        "download": download,
        "actions": {"download": download},
    }  # fmt: skip


def alike(world: World, resume: Resume) -> int:
    """How many vacancies have the role of a resume."""
    return (world.library.live & world.library.facet("professional_role", [str(resume.role)])).bit_count()


def _job(world: World, job: Job) -> Json:
    employer = world.library.employers.get(job.employer_id or 0)
    known = api_views.employer_short(world, employer) if employer else None
    keys = ("id", "name", "url", "alternate_url", "logo_urls")
    industry = {"id": employer.industry, "name": INDUSTRY_NAMES[employer.industry]} if employer else None
    return {
        "start": job.start,
        "end": job.end,
        "company": job.company,
        "company_id": str(job.employer_id) if job.employer_id else None,
        "company_url": None,
        "position": job.position,
        "area": api_views.area(world, job.area),
        "employer": {key: known[key] for key in keys} if known else None,
        "industry": industry,
        "industries": [industry] if industry else [],
    }


def _education() -> Json:
    return {
        "level": ref("education_level", "higher"),
        "primary": [
            {
                "id": "1",
                "name": "Университет «Пример»",
                "name_id": None,
                "organization": "Факультет информатики",
                "organization_id": None,
                "result": "Прикладная математика",
                "result_id": None,
                "year": 2014,
                "education_level": ref("education_level", "higher"),
                "university_acronym": "УП",
            }
        ],
        "elementary": [],
        "additional": [],
        "attestation": [],
    }


def contacts(login: str | None) -> list[Json]:
    """The phone and the e-mail of the owner."""
    owner = pages.person(login)
    phone = owner["phone"]
    number = {"country": phone[0], "city": phone[1:4], "number": phone[4:], "formatted": f"+{phone}"}
    return [
        {
            "type": ref("preferred_contact_type", "cell"),
            "kind": "phone",
            "value": number,
            "contact_value": f"+{phone}",
            "preferred": True,
            "comment": None,
            "verified": True,
            "need_verification": False,
        },
        {
            "type": ref("preferred_contact_type", "email"),
            "kind": "email",
            "value": owner["email"],
            "contact_value": owner["email"],
            "preferred": False,
            "comment": None,
        },
    ]


def full(world: World, resume: Resume, login: str | None) -> Json:
    """The owner's view of one resume."""
    jobs = [{**_job(world, job), "description": job.text, "id": str(job.id)} for job in resume.jobs]
    return {
        **item(world, resume, login),
        "experience": jobs,
        "language": [_language("rus", "Русский", "l1"), _language("eng", "Английский", "b2")],
        "skill_set": list(resume.skills),
        "skills": resume.about,
        "birth_date": people.BIRTH_DATE,
        "citizenship": [api_views.area(world, 113)],
        "work_ticket": [api_views.area(world, 113)],
        "relocation": {"type": ref("relocation_type", "no_relocation"), "area": [], "district": []},
        "business_trip_readiness": ref("business_trip_readiness", "never"),
        "travel_time": ref("travel_time", "any"),
        "has_vehicle": False,
        "driver_license_types": [],
        "employment": ref("employment", "full"),
        "employments": [ref("employment", "full")],
        "schedule": ref("schedule", "remote"),
        "schedules": [ref("schedule", "remote")],
        "professional_roles": [{"id": str(resume.role), "name": ROLES[resume.role]}],
        "recommendation": [],
        "site": [],
        "portfolio": [],
        "metro": None,
        "resume_locale": {"id": "RU", "name": "Русский"},
        "creds": None,
        "moderation_note": [],
        "progress": progress(resume),
        "_progress": progress(resume),
        "publish_url": api_url(world, f"/resumes/{resume.hash}/publish"),
        "favorited": False,
        "viewed": True,
    }


def _language(key: str, name: str, level: str) -> Json:
    return {"id": key, "name": name, "level": ref("language_level", level)}


def progress(resume: Resume) -> Json:
    """How complete a resume is."""
    missing = [] if resume.jobs else [{"id": "experience", "name": "Опыт работы"}]
    return {"percentage": 95 if resume.published else 35, "mandatory": missing, "recommended": []}
