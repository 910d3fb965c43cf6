"""The page with the applicant's responses, and its two buttons (site shapes 6)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import pages, site_views
from hh_mcp.sandbox.chatting import Refusal, why_not_write
from hh_mcp.sandbox.clock import site_time
from hh_mcp.sandbox.records import Chat, Json, Vacancy
from hh_mcp.sandbox.records import Response as Reply
from hh_mcp.sandbox.responding import hide, withdraw
from hh_mcp.sandbox.search import BadArgument, Page, whole
from hh_mcp.sandbox.site_company import activity, politeness
from hh_mcp.sandbox.site_vacancies import paging
from hh_mcp.sandbox.visitors import form_post, page, shard
from hh_mcp.sandbox.web import form_of, shell, text_of, world_of
from hh_mcp.sandbox.world import World

PAGE_SIZE = 20
FILTERS = ("active", "all", "archived", "deleted")


async def negotiations(request: Request) -> Response:
    """GET /applicant/negotiations."""
    world, query = world_of(request), request.query_params
    try:
        wanted = Page(max(0, whole(query, "page", 0)), PAGE_SIZE)
    except BadArgument:
        return shell(404)
    name = query.get("filter") if query.get("filter") in FILTERS else "active"
    found = [item for item in chosen(world, name or "active") if query.get("state") in (None, "", item.state)]
    return pages.answer(request, "Отклики и приглашения", _state(world, found, wanted, name or "active"))


def chosen(world: World, name: str) -> list[Reply]:
    """Responses of a tab, the latest change first."""
    everything = sorted(world.responses.values(), key=lambda item: (item.updated_at, item.id), reverse=True)
    return [item for item in everything if _in_tab(item, name)]


def _in_tab(response: Reply, name: str) -> bool:
    if name == "deleted":
        return response.hidden
    if response.hidden:
        return False
    return {"archived": response.vacancy.archived, "active": not response.vacancy.archived}.get(name, True)


def _state(world: World, found: list[Reply], wanted: Page, name: str) -> Json:
    shown = wanted.slice(found)
    total = max(1, wanted.count(len(found)))
    cards = {item.vacancy.id: item.vacancy for item in shown}
    employers = list({item.employer.id: item.employer for item in cards.values() if not item.anonymous}.values())
    return {
        "applicantNegotiations": {
            "topicList": [topic(world, item) for item in shown],
            "total": len(found),
            "pageCount": str(total),
            "filterInUse": name,
            "paging": paging(wanted, total),
            "readOnlyInterval": 180,
            "untrustedEmployerRestrictionsApplied": None,
        },
        "applicantNegotiationsCounters": _counters(world),
        "vacanciesShort": {"vacanciesList": [_named_card(world, item) for item in cards.values()], "total": len(cards)},
        "topicsCallHistory": {},
        "applicantNegotiationsActionsData": {"deleteAction": _action("delete")},
        "applicantEmployerPoliteness": politeness(employers),
        "applicantEmployerManagersActivity": activity(employers),
        "hasVerifiedPhone": True,
    }


def _named_card(world: World, vacancy: Vacancy) -> Json:
    first, _, last = vacancy.employer.recruiter.partition(" ")
    manager = {
        "@hhid": vacancy.employer.user_id,
        "@managerId": vacancy.employer.user_id,
        "@userId": vacancy.employer.user_id,
        "@firstName": first,
        "@lastName": last,
    }
    return {**site_views.card(world, vacancy, personal=True), "employerManager": manager}


def _counters(world: World) -> Json:
    shown = [item for item in world.responses.values() if not item.hidden]
    fresh = [item for item in shown if world.chats[item.chat_id].unread]
    return {"new": _count(fresh, world), "total": _count(shown, world), "activeFilterTab": "all"}


def _count(items: list[Reply], world: World) -> Json:
    states = [item.state for item in items]
    return {
        "all": len(items),
        "awaiting": states.count("RESPONSE"),
        "invitation": states.count("INVITATION"),
        "discard": states.count("DISCARD"),
        "deleted": sum(1 for item in world.responses.values() if item.hidden),
        "archived": sum(1 for item in items if item.vacancy.archived),
        "interview": states.count("INTERVIEW"),
        "hired": 0,
    }


def topic(world: World, response: Reply) -> Json:
    """TOPIC (site shapes 6.2): the id is `id`, names of the vacancy and the employer are elsewhere."""
    chat, vacancy, changed = world.chats[response.chat_id], response.vacancy, site_time(response.updated_at)
    unseen = sum(1 for item in chat.messages if item.author == "applicant" and item.id > chat.seen_by_employer)
    kinds = ["BY_APPLICANT", "WITH_RESUME_AND_VACANCY"]
    return {
        "id": response.id,
        "applicantUserId": pages.people.USER_ID,
        "employerId": None if vacancy.anonymous else vacancy.employer.id,
        "employerManagerId": vacancy.employer.user_id,
        "chatId": response.chat_id,
        "communicationContext": {"chatData": {"id": chat.id, "type": chat.type, "subtype": None}},
        "initialState": "RESPONSE",
        "initialEmployerState": None,
        "lastState": response.state,
        "lastEmployerState": None,
        "lastEmployerStateExtName": None,
        "lastFunnelStage": None,
        "archived": vacancy.archived,
        "creationTime": site_time(response.at),
        "platform": None,
        "applicantQuestionState": False,
        "initialTopicType": "RESPONSE_BY_APPLICANT",
        "currentTopicType": "RESPONSE_BY_APPLICANT",
        "initialTopicTypeGroups": kinds,
        "currentTopicTypeGroups": kinds,
        "hasResponseLetter": bool(response.letter),
        "lastSubState": "HIDE" if response.hidden else "SHOW",
        "applicantSubState": "HIDE" if response.hidden else "SHOW",
        "employerSubState": "NEW" if response.state == "RESPONSE" and not response.viewed else None,
        "hasText": bool(response.letter),
        "viewedByOpponent": response.viewed,
        "hasNewMessages": chat.unread > 0,
        "lastModified": changed,
        "lastModifiedMillis": int(response.updated_at * 1000),
        "chatIsArchived": chat.archived,
        "creationTimeMillis": int(response.at * 1000),
        "lastChangeDateTimeExceptEmployerInbox": changed,
        "conversationMessagesCount": len(chat.messages),
        "conversationUnreadByEmployerCount": unseen,
        "inboxAvailabilityState": inbox_state(world, chat),
        "responseReminderState": {"allowed": False},
        "topicSource": response.source,
        "declineByApplicantAllowed": _may_decline(response),
        "declinedByApplicant": response.declined,
        "employerViolatesRules": False,
        "applicantStateInfo": {"funnelStageKey": None},
        "vacancyId": vacancy.id,
        "resumeId": response.resume.id,
        "resources": _resources(response),
        "availableTransitions": [],
        "availableStages": [],
        "actions": _actions(response),
        "applicantVacancySummaryEnabled": False,
        "hasPendingAutoActionSurvey": False,
    }


def inbox_state(world: World, chat: Chat) -> str:
    """Whether the employer may be written to, in the words of a topic."""
    reason = why_not_write(world, chat)
    return {"no_invitation": "WITHOUT_INVITATION", None: "AVAILABLE"}.get(reason, "DISABLED_BY_EMPLOYER")


def _resources(response: Reply) -> list[Json]:
    found = [(response.vacancy.id, "VACANCY"), (response.resume.id, "RESUME")]
    found += [(0, "RESPONSE_LETTER")] if response.letter else []
    found += [(response.id, "TEST_SOLUTION")] if response.answers else []
    return [{"id": number, "type": kind} for number, kind in found]


def _may_decline(response: Reply) -> bool:
    return not response.declined and response.state != "DISCARD"


def _actions(response: Reply) -> list[Json]:
    names = ["decline"] if _may_decline(response) else []
    return [_action(name) for name in (*names, "delete", *(["feedback"] if response.viewed else []))]


def _action(name: str) -> Json:
    href, substate = {"decline": ("decline", ""), "delete": ("trash", "HIDE"), "feedback": ("feedback", "")}[name]
    return {
        "name": name,
        "method": "GET" if name == "feedback" else "POST",
        "href": f"/applicant/negotiations/{href}",
        "substate": substate,
    }


async def decline(request: Request) -> Response:
    """POST /applicant/negotiations/decline: the field is `topic`, older clients say `topicId` (site shapes 6.3)."""
    world = world_of(request)
    response = world.response(text_of(await form_of(request), "topic", "topicId"))
    if response is None:
        return shell(404)
    try:
        withdraw(world, response)
    except Refusal as refusal:
        return JSONResponse({"error": refusal.code}, 400)
    return JSONResponse({})


async def trash(request: Request) -> Response:
    """POST /applicant/negotiations/trash; for an archived vacancy 200 and no effect (site shapes 6.3)."""
    world = world_of(request)
    response = world.response(text_of(await form_of(request), "topic", "topicId"))
    if response is None:
        return shell(404)
    if not response.vacancy.archived:
        hide(world, response)
        return JSONResponse({})
    return Response("<doc/>", media_type="text/xml")


async def job_offers(_: Request) -> Response:
    """GET /shards/applicant/negotiations/possible_job_offers."""
    return JSONResponse({"possibleJobOffers": []})


ROUTES = [
    Route("/applicant/negotiations", page(negotiations)),
    Route("/applicant/negotiations/decline", form_post(decline), methods=["POST"]),
    Route("/applicant/negotiations/trash", form_post(trash), methods=["POST"]),
    Route("/shards/applicant/negotiations/possible_job_offers", shard(job_offers)),
]
