"""Making and changing resumes through the old methods of the API (facts 4.8)."""

from typing import cast

from hh_mcp.sandbox.api_errors import ApiError
from hh_mcp.sandbox.data import areas, dictionaries
from hh_mcp.sandbox.data.roles import ROLES
from hh_mcp.sandbox.numbers import number_of
from hh_mcp.sandbox.records import Job, Json, Resume, Value
from hh_mcp.sandbox.world import World


def _condition(required: bool, **more: int) -> Json:
    return {"required": required, **more}


CONDITIONS: Json = {
    "title": _condition(True, min_length=1, max_length=100),
    "skills": _condition(False, min_length=0, max_length=20_000),
    "skill_set": _condition(False, min_count=0, max_count=30),
    "first_name": _condition(True, min_length=1, max_length=100),
    "last_name": _condition(True, min_length=1, max_length=100),
    "experience": _condition(True, min_count=0, max_count=100),
    "area": _condition(True),
    "professional_roles": _condition(True, min_count=1, max_count=5),
}


def create(world: World, fields: Json) -> Resume:
    """A new draft; the title is all it needs."""
    if not str(fields.get("title") or "").strip():
        raise ApiError(400, "bad_json_data", None, reason="required", pointer="/title")
    if len(world.resumes) >= 20:
        raise ApiError(403, "resumes", "limit_exceeded")
    number = 300_000_000 + world.count("resumes") + 100
    resume = Resume(
        number, world.secret(38), "", 96, 1, None, [], (), "", world.now, world.now, published=False, access="no_one"
    )
    change(world, resume, fields)
    world.resumes.append(resume)
    return resume


def change(world: World, resume: Resume, fields: Json) -> None:
    """Put fields into a resume."""
    if "title" in fields:
        resume.title = str(fields["title"] or "")[:100]
    if "skills" in fields:
        resume.about = str(fields["skills"] or "")
    if isinstance(fields.get("skill_set"), list):
        resume.skills = tuple(str(item) for item in fields["skill_set"])
    if isinstance(fields.get("experience"), list):
        rows = cast("list[Json]", fields["experience"])
        resume.jobs = [_job(number, item) for number, item in enumerate(rows, 1)]
    _change_refs(resume, fields)
    resume.updated_at = world.now


def _change_refs(resume: Resume, fields: Json) -> None:
    area, roles, salary = _id(fields.get("area")), fields.get("professional_roles"), fields.get("salary")
    if isinstance(fields.get("access"), dict):
        resume.access = _access(cast("Json", fields["access"]))
    if area in areas.AREAS:
        resume.area = area
    if isinstance(roles, list) and roles and _id(roles[0]) in ROLES:
        resume.role = _id(roles[0])
    if isinstance(salary, dict):
        amount = cast("Json", salary).get("amount")
        resume.amount = int(amount) if isinstance(amount, int | float) else None


def _access(access: Json) -> str:
    kind = access.get("type")
    word = str(cast("Json", kind).get("id")) if isinstance(kind, dict) else ""
    if word not in dictionaries.ids("resume_access_type"):
        raise ApiError(400, "bad_json_data", None, reason="wrong_value", pointer="/access/type")
    return word


def _id(value: Value) -> int:
    return number_of(cast("Json", value).get("id") if isinstance(value, dict) else None) or 0


def _job(number: int, item: Json) -> Job:
    end = item.get("end")
    return Job(
        id=number,
        company=str(item.get("company") or ""),
        employer_id=None,
        position=str(item.get("position") or ""),
        start=str(item.get("start") or "2020-01-01"),
        end=str(end) if end else None,
        text=str(item.get("description") or ""),
    )
