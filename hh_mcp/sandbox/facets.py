"""Everything a vacancy can be filtered by, as pairs of a filter and a value (facts 5.1)."""

from hh_mcp.sandbox.data import areas
from hh_mcp.sandbox.records import Vacancy

DRIVER = 21


def facets_of(vacancy: Vacancy) -> list[tuple[str, object]]:
    """Everything a vacancy can be filtered by."""
    named: list[tuple[str, object]] = [
        ("experience", vacancy.experience),
        ("employment_form", vacancy.employment_form),
        ("employment", legacy_employment(vacancy)),
        ("schedule", legacy_schedule(vacancy)),
        ("work_schedule_by_days", vacancy.days),
        ("working_hours", vacancy.hours),
        ("professional_role", str(vacancy.role)),
    ]
    named += [("area", str(area)) for area in areas.path(vacancy.area)]
    named.append(("city", vacancy.area))
    named += [("driver_license_types", item) for item in licences(vacancy)]
    named += [("part_time", item) for item in ("part", "project") if item == legacy_employment(vacancy)]
    named += [("work_format", item) for item in vacancy.work_formats]
    return named + _employer_facets(vacancy) + _place_facets(vacancy) + _flag_facets(vacancy)


def licences(vacancy: Vacancy) -> list[str]:
    """Driver's licences a vacancy asks for: drivers need one."""
    return ["B"] if vacancy.role == DRIVER else []


def _employer_facets(vacancy: Vacancy) -> list[tuple[str, object]]:
    if vacancy.anonymous:
        return []
    industry = vacancy.employer.industry
    return [
        ("employer_id", str(vacancy.employer.id)),
        ("industry", industry),
        ("industry", industry.split(".")[0]),
        *([("label", "accredited_it")] if vacancy.employer.accredited_it else []),
    ]


def _place_facets(vacancy: Vacancy) -> list[tuple[str, object]]:
    if vacancy.street is None:
        return []
    metro = [("metro", vacancy.station), ("metro", vacancy.station.split(".")[0])] if vacancy.station else []
    return [("label", "with_address"), *metro]


def _flag_facets(vacancy: Vacancy) -> list[tuple[str, object]]:
    flags = {
        ("archived", True): vacancy.archived,
        ("paid", True): vacancy.salary is not None,
        ("label", "not_from_agency"): not vacancy.employer.standing.agency,
        ("label", "night_shifts"): vacancy.night_shifts,
        ("label", "internship"): vacancy.internship,
        ("label", "accept_handicapped"): vacancy.accept_handicapped,
        ("label", "accept_kids"): vacancy.accept_kids,
        ("education", "not_required_or_not_specified"): vacancy.experience == "noExperience",
        ("education", "higher"): vacancy.experience != "noExperience",
    }
    if vacancy.salary:
        flags |= {
            ("salary_mode", vacancy.salary.mode): True,
            ("salary_frequency", vacancy.salary.frequency): vacancy.salary.frequency is not None,
            ("currency", vacancy.salary.currency): True,
        }
    return [key for key, on in flags.items() if on]


def legacy_employment(vacancy: Vacancy) -> str:
    """The old `employment` value that goes with the new form."""
    if vacancy.internship:
        return "probation"
    return {"PART": "part", "PROJECT": "project"}.get(vacancy.employment_form, "full")


def legacy_schedule(vacancy: Vacancy) -> str:
    """The old `schedule` value that goes with the new fields."""
    if vacancy.employment_form == "FLY_IN_FLY_OUT":
        return "flyInFlyOut"
    if vacancy.work_formats[:1] == ("REMOTE",):
        return "remote"
    return "shift" if vacancy.days == "TWO_ON_TWO_OFF" else "fullDay"
