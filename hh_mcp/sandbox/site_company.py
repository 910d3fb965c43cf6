"""Employers on the site: the company of a card, its marks, its manners (site shapes 3.3, 6.1, 11)."""

from hh_mcp.sandbox.records import Employer, Json, Standing, Vacancy
from hh_mcp.sandbox.traits import Traits


def company(vacancy: Vacancy, traits: Traits) -> Json:
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
        "@category": "AGENCY" if employer.standing.agency else "COMPANY",
        "@countryId": 1,
        "@state": "APPROVED",
        "id": employer.id,
        "name": legal_name(employer),
        "visibleName": employer.name,
        **({"department": {"@name": traits.department, "@code": "dep-1"}} if traits.department else {}),
        "structureName": traits.department,
        "employerOrganizationFormId": 1,
        "showOrganizationForm": False,
        "companySiteUrl": f"https://employer-{employer.id}.example.test",
        "accreditedITEmployer": employer.accredited_it,
        "employerOnAdditionalCheck": employer.standing.on_check,
        "employersNegativeAttribute": negative_marks(employer.standing),
        **_reviews(employer),
    }


def legal_name(employer: Employer) -> str:
    """The name with the legal form before it."""
    return f"{employer.form} {employer.name}".strip()


def negative_marks(standing: Standing) -> Json:
    """`employersNegativeAttribute`: what hh.ru warns of."""
    return {
        "hasBreaches": standing.has_breaches,
        "pdResale": standing.resells_data,
        "hasFrequentComplaints": standing.has_complaints,
        "misleadingVacancyAlert": standing.misleading,
        "reduction": standing.reduction,
        "isReferral": standing.referral,
    }


def _reviews(employer: Employer) -> Json:
    """Reviews of an employer that has any."""
    if not employer.reviews:
        return {}
    return {"employerReviews": {"totalRating": str(employer.rating), "reviewsCount": employer.reviews}}


def politeness(employers: list[Employer]) -> Json:
    """`applicantEmployerPoliteness`: how much of what applicants send is read, and how soon an answer comes."""
    rows = {
        str(item.id): {
            "employerId": item.id,
            "allTopicCount": item.standing.topics,
            "readTopicPercent": item.standing.read_percent,
            "replyTotalWorkingTimeDays": item.standing.reply_days,
        }
        for item in employers
    }
    return {"employerPolitenessIndexes": rows}


def activity(employers: list[Employer]) -> list[Json]:
    """`applicantEmployerManagersActivity`: when recruiters were last seen."""
    return [
        {
            "@managerHhid": item.user_id,
            "@inactiveMinutes": item.standing.inactive_minutes,
            "trl_code": "online" if item.standing.inactive_minutes < 30 else "inactive",
            "inactive_days": item.standing.inactive_minutes // 1440,
        }
        for item in employers
    ]


def contact_info(vacancy: Vacancy, traits: Traits) -> Json | None:
    """`contactInfo`: whom to call, where the employer shows it."""
    if not traits.contact:
        return None
    number = f"{vacancy.employer.id % 10_000_000:07d}"
    return {
        "fio": vacancy.employer.recruiter,
        "email": f"hr@employer-{vacancy.employer.id}.example.test",
        "phones": {"phones": [{"country": "7", "city": "495", "number": number}]},
        "callTrackingEnabled": False,
    }
