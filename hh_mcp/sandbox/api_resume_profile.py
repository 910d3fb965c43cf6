"""The step-by-step form of a resume: `/resume_profile` (facts 4.8).

What is sent is a difference: `resume` holds the changed fields; the answer is the whole form again.
"""

from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import api_views, pages, resume_editing
from hh_mcp.sandbox.api_errors import ApiError, door
from hh_mcp.sandbox.api_resume_views import full
from hh_mcp.sandbox.api_resumes import own
from hh_mcp.sandbox.data import dictionaries, people
from hh_mcp.sandbox.data.professions import PROFESSIONS
from hh_mcp.sandbox.records import Json, Resume
from hh_mcp.sandbox.tokens import Token, user_token
from hh_mcp.sandbox.web import json_of, world_of
from hh_mcp.sandbox.world import World

SCREENS = {"title": "Должность", "area": "Город", "experience": "Опыт", "skills": "Навыки", "about": "О себе"}


def form(world: World, resume: Resume, token: Token) -> Json:
    """The whole form of a resume."""
    missing = "title" if not resume.title else "experience" if not resume.jobs else None
    return {
        "resume": full(world, resume, token.login),
        "profile": _profile(world, resume, token),
        "conditions": resume_editing.CONDITIONS,
        "profile_conditions": {},
        "creds": {"answers": {}, "questions": {}, "question_to_answer_map": {}},
        "additional_properties": {"any_job": False, "job_by_education": False},
        "screens": [_screen(name, title) for name, title in SCREENS.items()],
        "resumes": [{"resume": full(world, item, token.login), "conditions": {}} for item in world.resumes],
        "next_incomplete_screen_id": missing,
    }


def _screen(name: str, title: str) -> Json:
    return {"screen_id": name, "screen_type": "static", "title": title, "fields_options": {}, "messages": {}}


def _profile(world: World, resume: Resume, token: Token) -> Json:
    owner = pages.person(token.login)
    russia = api_views.area(world, 113)
    return {
        "first_name": owner["firstName"],
        "last_name": owner["lastName"],
        "middle_name": owner["middleName"],
        "birth_date": people.BIRTH_DATE,
        "gender": dictionaries.ref("gender", "female"),
        "area": api_views.area(world, resume.area),
        "citizenship": [russia],
        "work_ticket": [russia],
        "relocation": {"type": dictionaries.ref("relocation_type", "no_relocation"), "area": [], "district": []},
        "driver_license_types": [],
        "has_vehicle": False,
    }


async def one(request: Request) -> Response:
    """GET /resume_profile/{resume_id}."""
    return JSONResponse(form(world_of(request), own(request), user_token(request)))


async def change(request: Request) -> Response:
    """PUT /resume_profile/{resume_id}."""
    resume, world = own(request), world_of(request)
    resume_editing.change(world, resume, await _resume_of(request))
    return JSONResponse(form(world, resume, user_token(request)))


async def create(request: Request) -> Response:
    """POST /resume_profile."""
    token, world = user_token(request), world_of(request)
    fields = await _resume_of(request)
    resume = resume_editing.create(world, {"title": "Новое резюме", **fields})
    return JSONResponse(form(world, resume, token))


async def _resume_of(request: Request) -> Json:
    body = await json_of(request)
    if not isinstance(body, dict):
        raise ApiError(400, "bad_argument", "resume")
    fields = cast("Json", body).get("resume", {})
    if not isinstance(fields, dict):
        raise ApiError(400, "bad_argument", "resume")
    return cast("Json", fields)


async def titles(request: Request) -> Response:
    """GET /resume_profile/dictionaries."""
    user_token(request)
    rows = [{"name": title, "role_ids": [str(item.role)]} for item in PROFESSIONS for title in item.titles[:2]]
    ways: list[Json] = [{"type": "telegram", "title": "Telegram", "position": 1, "placeholder": "@name"}]
    return JSONResponse(
        {
            "resume_any_job_titles": {"items": [{"name": "Любая работа"}]},
            "resume_default_titles": {"items": rows[:10]},
            "resume_popular_titles": {"items": rows},
            "resume_profile_communication_methods": {"items": ways},
        }
    )


ROUTES = [
    Route("/resume_profile", door(create, removed=True), methods=["POST"]),
    Route("/resume_profile/dictionaries", door(titles, removed=True)),
    Route("/resume_profile/{resume_id}", door(one, removed=True)),
    Route("/resume_profile/{resume_id}", door(change, removed=True), methods=["PUT"]),
]
