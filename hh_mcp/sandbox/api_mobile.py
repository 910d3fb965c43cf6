"""Calls of hh.ru's own mobile application that were never documented (facts 3.4, 3.5, 4.1, 6.4).

They answer 406 without the header `X-Force-App-Access: true` (facts 1.2).
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import api_resumes, codes, tokens
from hh_mcp.sandbox.api_errors import ApiError, Handler, captcha, door
from hh_mcp.sandbox.data import dictionaries, people
from hh_mcp.sandbox.records import Json
from hh_mcp.sandbox.tokens import LIFETIME, any_token, issue, user_token
from hh_mcp.sandbox.web import form_of, text_of, world_of


def app_only(handler: Handler) -> Handler:
    """Only for a request that says it comes from the application."""

    async def checked(request: Request) -> Response:
        if request.headers.get("x-force-app-access", "").lower() != "true":
            return Response(status_code=406)
        return await handler(request)

    return door(checked)


def _application(request: Request) -> tokens.Token:
    token = any_token(request)
    if token.is_user:
        raise ApiError(403, "oauth", "application_auth_expected")
    return token


async def generate(request: Request) -> Response:
    """POST /one_time_password/{phone|email}/generate."""
    _application(request)
    world, login = world_of(request), text_of(await form_of(request), "login")
    account = codes.normalize(login)
    if account is None:
        raise ApiError(400, "bad_argument", "login")
    if account == codes.CAPTCHA_PHONE and not world.counts.get("captcha_passed"):
        raise captcha(world)
    if codes.wait(world, account) > 0:
        raise ApiError(429, "too_many_requests")
    codes.send(world, login)
    channel = codes.channel(account).lower()
    return JSONResponse(
        {"code_length": codes.CODE_LENGTH, "can_request_code_again_in": int(codes.RESEND), "notification_type": channel}
    )


async def login(request: Request) -> Response:
    """POST /one_time_password/{phone|email}/login: tokens at once, no cookies."""
    application, fields = _application(request), await form_of(request)
    world, typed = world_of(request), text_of(fields, "login")
    key = codes.confirm(world, typed, text_of(fields, "confirmation_code"))
    if key == "CODE_EXPIRED":
        raise ApiError(400, "bad_argument", "confirmation_code_expired")
    if key == "CONFIRM_CODE_BLOCKED":
        raise ApiError(429, "too_many_requests")
    if key != "CODE_OK":
        raise ApiError(400, "bad_argument", "confirmation_code")
    token = issue(world, application.client_id, codes.normalize(typed) or typed)
    body = {
        "access_token": token.access,
        "refresh_token": token.refresh,
        "expires_in": int(LIFETIME) - 1,
        "token_type": "bearer",
    }
    return JSONResponse(body)


async def autologin_key(request: Request) -> Response:
    """GET /autologin_key/{hhid}: a key that opens a session of the site once (facts 3.5)."""
    token = user_token(request)
    if request.path_params["hhid"] != str(people.HHID):
        raise ApiError(404, "not_found")
    world = world_of(request)
    key = world.secret(40)
    world.login_keys[key] = token.login or ""
    return JSONResponse({"key": key})


async def statistic(request: Request) -> Response:
    """GET /negotiations_statistic/mine: a game's counter, not the daily limit (facts 6.4)."""
    user_token(request)
    streak = {"responses_count": len(world_of(request).responses), "responses_required": 5}
    return JSONResponse({"applicant_statistic": {"responses_streak": streak}})


async def inconsistency(request: Request) -> Response:
    """GET /resume_profile/data_inconsistency."""
    user_token(request)
    world, params = world_of(request), request.query_params
    vacancy, resume = world.vacancy(params.get("vacancy_id")), world.resume(params.get("resume_id"))
    if vacancy is None or resume is None:
        raise ApiError(404, "not_found")
    unlike = not set(vacancy.work_formats) & set(resume.work_formats)
    return JSONResponse({"data_inconsistency": ["WORK_FORMAT"] if unlike else []})


async def search_status(request: Request) -> Response:
    """PUT /user_statuses/job_search_statuses/mine."""
    user_token(request)
    status = text_of(await form_of(request), "id")
    if status not in dictionaries.ids("job_search_statuses_applicant"):
        raise ApiError(400, "bad_argument", "id")
    world_of(request).set_job_search(status)
    return Response(status_code=204)


async def job_offers(request: Request) -> Response:
    """GET /vacancies/possible_job_offers."""
    user_token(request)
    body: Json = {"items": []}
    return JSONResponse(body)


ROUTES = [
    Route("/one_time_password/{kind}/generate", app_only(generate), methods=["POST"]),
    Route("/one_time_password/{kind}/login", app_only(login), methods=["POST"]),
    Route("/autologin_key/{hhid}", app_only(autologin_key)),
    Route("/negotiations_statistic/mine", app_only(statistic)),
    Route("/resume_profile/data_inconsistency", app_only(inconsistency)),
    Route("/user_statuses/job_search_statuses/mine", app_only(search_status), methods=["PUT"]),
    Route("/mobile/resumes/mine", app_only(api_resumes.mine)),
    Route("/vacancies/possible_job_offers", app_only(job_offers)),
]
