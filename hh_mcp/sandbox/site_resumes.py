"""Resumes of the site: the list, one resume, raising (site shapes 1 and 2)."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import pages
from hh_mcp.sandbox import site_resume_views as views
from hh_mcp.sandbox.clock import MOSCOW
from hh_mcp.sandbox.data import dictionaries
from hh_mcp.sandbox.records import Json, Resume
from hh_mcp.sandbox.site_resume_views import RAISE_STEP
from hh_mcp.sandbox.visitors import applicant, form_post, page, shard
from hh_mcp.sandbox.web import form_of, shell, text_of, world_of
from hh_mcp.sandbox.world import World


async def resumes(request: Request) -> Response:
    """GET /applicant/resumes; the wizard instead when only a draft is there (site shapes 11.1)."""
    if world_of(request).draft_only:
        return pages.answer(request, "Создание резюме", {}, json_too=True)
    return pages.answer(request, "Мои резюме", _list_state(world_of(request)), json_too=True)


def _list_state(world: World) -> Json:
    newest = max(world.resumes, key=lambda item: item.updated_at, default=None)
    return {
        "latestResumeHash": newest.hash if newest else None,
        "applicantResumes": [views.listed_item(world, resume) for resume in world.resumes],
        "applicantResumesStatistics": {
            "resumes": {str(resume.id): _statistics(resume) for resume in world.resumes},
            "recommendationsForAllResumes": {"responsesCount": len(world.responses), "responsesRequired": 10},
        },
        "applicantSuitableVacancyByResume": {},
        "applicantUserStatuses": {"jobSearchStatus": {"name": world.job_search_status}},
        "globalInvitations": {},
    }


def _statistics(resume: Resume) -> Json:
    fresh = resume.new_views
    return {
        "statistics": {
            "periodDays": 7,
            "searchShows": {"count": len(resume.views) * 20},
            "views": {"count": len(resume.views), "countNew": fresh},
            "invitations": {"count": 0, "countNew": 0},
        },
        "recommendation": "NONE",
    }


async def shard_resumes(request: Request) -> Response:
    """GET /shards/applicant/resumes."""
    world = world_of(request)
    return JSONResponse({"applicantResumes": [views.listed_item(world, resume) for resume in world.listed_resumes]})


async def resume(request: Request) -> Response:
    """GET /resume/<hash>."""
    world = world_of(request)
    item = world.resume(request.path_params["resume_hash"])
    if item is None:
        return shell(404)
    session = applicant(request)
    state = {
        "applicantResume": views.full(world, item, session.login if session else None),
        "educationLevels": views.education_levels(),
    }
    return pages.answer(request, f"Резюме {item.title}", state, json_too=True)


async def edit_form(request: Request) -> Response:
    """GET /applicant/resume: the resume as JSON for the edit form (site shapes 2.2)."""
    item = world_of(request).resume(request.query_params.get("resume"))
    return JSONResponse({"resume": views.full(world_of(request), item, None)}) if item else shell(404)


async def touch(request: Request) -> Response:
    """POST /applicant/resumes/touch: raise; 429 when it is too early (site shapes 1.4)."""
    world = world_of(request)
    item = world.resume(text_of(await form_of(request), "resume"))
    if item is None or not item.published:
        return JSONResponse({"error": "unknown"}, 400)
    if world.now < item.next_publish_at:
        return JSONResponse({"error": "touch-limit"}, 429)
    raise_up(world, item)
    return JSONResponse({})


def raise_up(world: World, resume: Resume) -> None:
    """Put a resume on top of the employers' search; the next time is in four hours (facts 1.5)."""
    resume.updated_at = world.now
    resume.next_publish_at = world.now + RAISE_STEP


async def touch_all(request: Request) -> Response:
    """POST /shards/resume/batch_update: raise every resume whose time has come; 429 when there is none."""
    world = world_of(request)
    ready = [item for item in world.resumes if item.published and world.now >= item.next_publish_at]
    for item in ready:
        raise_up(world, item)
    shown = {"hhcaptcha": {"isBot": False}, "recaptcha": {"isBot": False}}
    return JSONResponse(shown) if ready else JSONResponse({"error": "touch-limit"}, 429)


async def view_history(request: Request) -> Response:
    """GET /applicant/resumeview/history: who has looked at a resume (site shapes 1.4)."""
    world = world_of(request)
    item = world.resume(request.query_params.get("resumeHash"))
    if item is None:
        return shell(404)
    rows = [(datetime.fromtimestamp(at, MOSCOW), number) for at, number, _ in sorted(item.views, reverse=True)]
    years = [{"year": moment.year, "days": [_viewed_day(world, moment, number)]} for moment, number in rows]
    total, fresh = len(rows), item.new_views
    history: Json = {"historyViews": {"total": total, "new": fresh, "years": years}, "graphHistoryViews": []}
    return pages.answer(request, "Просмотры резюме", {"applicantResumeViewHistory": history})


def _viewed_day(world: World, moment: datetime, number: int) -> Json:
    employer = world.library.employers.get(number)
    company = {"id": number, "name": employer.name if employer else "", "views": [moment.isoformat(timespec="seconds")]}
    return {"day": moment.day, "month": moment.month, "companies": [company]}


async def search_status(request: Request) -> Response:
    """PUT /shards/user_statuses/job_search_status."""
    status = request.query_params.get("status", "")
    if status not in dictionaries.ids("job_search_statuses_applicant"):
        return JSONResponse({"error": "unknown"}, 400)
    world_of(request).set_job_search(status)
    return JSONResponse({})


ROUTES = [
    Route("/applicant/resumes", page(resumes)),
    Route("/applicant/profile/me", page(resumes)),
    Route("/shards/applicant/resumes", shard(shard_resumes)),
    Route("/resume/{resume_hash}", page(resume)),
    Route("/applicant/resume", page(edit_form)),
    Route("/applicant/resumes/touch", form_post(touch), methods=["POST"]),
    Route("/shards/resume/batch_update", form_post(touch_all), methods=["POST"]),
    Route("/applicant/resumeview/history", page(view_history)),
    Route("/shards/user_statuses/job_search_status", shard(search_status), methods=["PUT"]),
]
