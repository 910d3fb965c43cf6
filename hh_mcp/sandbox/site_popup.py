"""The window in which one responds, and the page with the questionnaire (facts 6.9, 6.10; site shapes 5)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import pages
from hh_mcp.sandbox.captcha import ask, captcha_due
from hh_mcp.sandbox.chatting import Refusal
from hh_mcp.sandbox.clock import site_time
from hh_mcp.sandbox.questionnaire import OPEN, introduction, questions
from hh_mcp.sandbox.records import Json, Question, Vacancy
from hh_mcp.sandbox.records import Response as Reply
from hh_mcp.sandbox.responding import Attempt, respond
from hh_mcp.sandbox.site_resume_views import short_item
from hh_mcp.sandbox.site_status import response_status
from hh_mcp.sandbox.site_views import test_id
from hh_mcp.sandbox.visitors import captcha_redirect, form_post, page, shard
from hh_mcp.sandbox.web import form_of, shell, site_url, text_of, world_of
from hh_mcp.sandbox.world import World

# The domain's words in the spelling of the popup (site shapes 5.3); everything else is `unknown`, as on hh.ru.
ERRORS = {
    "test_required": "test-required",
    "limit_exceeded": "negotiations-limit-exceeded",
    "already_applied": "alreadyApplied",
    "letter_required": "letter-required",
}


async def popup(request: Request) -> Response:
    """GET the popup: what this vacancy will ask for."""
    world = world_of(request)
    vacancy = world.vacancy(request.query_params.get("vacancyId"))
    if vacancy is None:
        return JSONResponse({"error": "unknown"}, 400)
    status = response_status(world, vacancy, personal=True)
    return JSONResponse(
        {
            "type": _kind(status, vacancy),
            **({"redirect_uri": _questionnaire_path(vacancy)} if vacancy.has_test else {}),
            "responsePopup": {"type": "normal", "startedWithQuestion": False, "vacancy": {"vacancyId": vacancy.id}},
            "responseStatus": status,
            "letterMaxLength": status["letterMaxLength"],
            "shortVacancy": status["shortVacancy"],
            "css_links": [],
            "inline_script": "",
        }
    )


def _kind(status: Json, vacancy: Vacancy) -> str:
    if status["usedResumeIds"] and not status["unusedResumeIds"]:
        return "alreadyApplied"
    return "test-required" if vacancy.has_test else "modal"


def _questionnaire_path(vacancy: Vacancy) -> str:
    return f"/applicant/vacancy_response?vacancyId={vacancy.id}&startedWithQuestion=false&hhtmFrom=vacancy"


async def submit(request: Request) -> Response:
    """POST the popup: this is the response itself."""
    world, fields = world_of(request), await form_of(request)
    if captcha_due(world, "apply_calls"):
        ask(world, "site")
        return captcha_redirect(world, request)
    attempt = Attempt(
        vacancy_id=text_of(fields, "vacancy_id", "vacancyId"),
        resume_hash=text_of(fields, "resume_hash", "resumeHash"),
        letter=text_of(fields, "letter"),
        answers={key: value for key, value in fields.items() if key.startswith("task_")},
    )
    try:
        response = respond(world, attempt)
    except Refusal as refusal:
        return JSONResponse({"error": ERRORS.get(refusal.code, "unknown")}, 400)
    return JSONResponse(_accepted(world, response))


def _accepted(world: World, response: Reply) -> Json:
    """The answer to a response; most of it is only for the page (site shapes 11.2)."""
    vacancy = response.vacancy
    letter = "req" if vacancy.letter_required else "nonreq"
    test = "req-test" if vacancy.has_test else "no-test"
    sent = "with" if response.letter else "without"
    return {
        # hh.ru: the value is a string, not a boolean (site shapes 5.2, S1)
        "success": "true",
        "topic_id": str(response.id),
        "chat_id": str(response.chat_id),
        "vacancy_id": str(vacancy.id),
        "response_label": f"{letter}-letter-{test}-{sent}-letter",
        "applicantActivity": {"userActivityScore": 40, "userActivityScoreChange": 2, "showActivity": True},
        "responseStatus": response_status(world, vacancy, personal=True),
        "respondedWithResume": short_item(world, response.resume),
        "responsesStreak": {"responsesCount": len(world.responses), "daysCount": 1},
        "requiredAdditionalData": _wanted_data(world, vacancy),
        "preferredWorkAreas": [],
        "resumeFields": {},
    }


def _wanted_data(world: World, vacancy: Vacancy) -> list[str]:
    """What hh.ru asks to add to the resume after a response."""
    added = vacancy.extra.get("required_additional_data")
    return list(added) if added else ["PHOTO"] if world.traits(vacancy).photo_wanted else []


async def questionnaire_page(request: Request) -> Response:
    """GET /applicant/vacancy_response: the questions of the employer."""
    world = world_of(request)
    vacancy = world.vacancy(request.query_params.get("vacancyId"))
    if vacancy is None:
        return shell(404)
    tests = {str(vacancy.id): _test(world, vacancy)} if vacancy.has_test else {}
    state = {
        "vacancyTests": tests,
        "applicantVacancyResponseStatuses": {str(vacancy.id): response_status(world, vacancy, personal=True)},
    }
    return pages.answer(request, f"Отклик на вакансию {vacancy.name}", state)


def _test(world: World, vacancy: Vacancy) -> Json:
    return {
        "uidPk": str(test_id(vacancy)),
        "guid": f"{vacancy.id:032x}",
        "name": "<p>Вопросы работодателя</p>",
        "description": introduction(vacancy),
        # hh.ru: booleans of the questionnaire are strings (facts 6.10)
        "required": "true",
        "startTime": site_time(world.now),
        "tasks": [_task(question) for question in questions(vacancy)],
    }


def _task(question: Question) -> Json:
    free = not question.options or any(key == OPEN for key, _ in question.options)
    return {
        "id": question.id,
        "description": question.text,
        "multiple": "true" if question.multiple else "false",
        "open": "true" if free else "false",
        "candidateSolutions": [{"id": key, "text": text} for key, text in question.options if key != OPEN],
    }


async def submit_page(request: Request) -> Response:
    """POST the questionnaire page itself: a redirect away means sent, back to the form means not (facts 6.10)."""
    answer = await submit(request)
    world = world_of(request)
    if answer.status_code == 302:
        return answer  # to the captcha
    if answer.status_code == 200:
        return Response(status_code=302, headers={"Location": site_url(world, "/applicant/negotiations")})
    return Response(
        status_code=302,
        headers={"Location": f"{site_url(world)}{request.url.path.removeprefix('/site')}?{request.url.query}"},
    )


async def interaction(_: Request) -> Response:
    """POST /shards/vacancy/register_interaction."""
    return JSONResponse({})


ROUTES = [
    Route("/applicant/vacancy_response/popup", shard(popup)),
    Route("/applicant/vacancy_response/popup", form_post(submit), methods=["POST"]),
    Route("/applicant/vacancy_response", page(questionnaire_page)),
    Route("/applicant/vacancy_response", form_post(submit_page), methods=["POST"]),
    Route("/shards/vacancy/register_interaction", shard(interaction), methods=["POST"]),
]
