"""Chats and messages in the shapes of chatik (facts 7.3, site shapes 8): camelCase, integer ids."""

from hh_mcp.sandbox import site_views
from hh_mcp.sandbox.chatting import why_not_write
from hh_mcp.sandbox.clock import chat_time
from hh_mcp.sandbox.data import people
from hh_mcp.sandbox.records import Chat, Json, Message
from hh_mcp.sandbox.world import World

ME = f"{people.USER_ID}-APPLICANT_USER"
_REASONS = {
    "archived": "ARCHIVED_BY_EMPLOYER",
    "disabled_by_employer": "DISABLED_BY_EMPLOYER",
    "no_invitation": "WITHOUT_INVITATION",
    "in_a_row_limit": "IN_A_ROW_LIMIT",
    "chat_is_not_ready": "TEMPORARILY_UNAVAILABLE",
}


def them(chat: Chat, author: str = "employer") -> str:
    """The participant id of the other side."""
    return f"{chat.vacancy.employer.user_id}-{'BOT' if author == 'bot' else 'EMPLOYER_USER'}"


def author_name(chat: Chat, author: str) -> str:
    """What the chat calls an author."""
    if author == "applicant":
        return people.FIRST_NAME
    return "Робот-рекрутер" if author == "bot" else chat.vacancy.employer.recruiter


def company_name(chat: Chat) -> str:
    """The employer as the title of a chat shows it."""
    return "Анонимный работодатель" if chat.vacancy.anonymous else chat.vacancy.employer.name


def message(world: World, chat: Chat, item: Message) -> Json:
    """Message."""
    mine = item.author == "applicant"
    view: Json = {
        "id": item.id,
        "chatId": chat.id,
        "creationTime": chat_time(item.at),
        "text": item.text,
        "type": "SIMPLE",
        "participantId": ME if mine else them(chat, item.author),
        "participantDisplay": {"name": author_name(chat, item.author), "isBot": item.author == "bot"},
        "resources": {},
        "canEdit": chat.may_change(item),
        "canDelete": chat.may_change(item),
        "canReact": False,
        "onlyVisibleForMyType": False,
        "hasContent": bool(item.text),
        "hidden": False,
        "flags": {},
        "reactions": [],
    }
    if item.buttons:
        view["actions"] = {"buttons": [], "text_buttons": [{"size": "full", "text": text} for text in item.buttons]}
    return view | (_transition(world, chat, item) if item.state else {})


def _transition(world: World, chat: Chat, item: Message) -> Json:
    response = world.responses.get(chat.response_id or 0)
    step = item.id % 1_000_000
    return {
        "workflowTransitionId": step,
        "workflowTransition": {
            "id": step,
            "topicId": chat.response_id,
            "applicantState": item.state,
            "declinedByApplicant": bool(
                response and response.declined and item.author == "applicant" and item.state == "DISCARD"
            ),
        },
    }


def chat_item(world: World, chat: Chat) -> Json:
    """ChatItem."""
    last = world.last_message(chat)
    return {
        "id": chat.id,
        "type": chat.type,
        "subType": None,
        "blockInfo": None,
        "blockChatInfo": [],
        "unreadCount": chat.unread,
        "pinned": False,
        "notificationEnabled": not chat.muted,
        "creationTime": chat_time(chat.created_at),
        "lastActivityTime": chat_time(chat.active_at),
        "idempotencyKey": f"chat-{chat.id}",
        "ownerViolatesRules": False,
        "untrustedEmployerRestrictionsApplied": False,
        "resources": _resources(world, chat),
        "operations": {
            "enabled": ["LEAVE_CHAT", "DISABLE_NOTIFICATIONS"],
            "allowed": ["LEAVE_CHAT", "DISABLE_NOTIFICATIONS"],
        },
        "currentParticipantId": ME,
        "participantsIds": [ME, them(chat)],
        "writePossibility": write_possibility(world, chat),
        "lastMessage": message(world, chat, last) if last else None,
        "lastViewedByOpponentMessageId": chat.seen_by_employer or None,
        "lastViewedByCurrentUserMessageId": chat.seen_by_applicant or None,
        "onlineUntilTime": None,
    }


def write_possibility(world: World, chat: Chat) -> Json:
    """`writePossibility`: the switch of the employer and why it closes the chat now."""
    reason = why_not_write(world, chat)
    shown = [_REASONS[reason]] if reason else []
    name = "DISABLED" if reason == "archived" else chat.write
    return {"name": name, "writeDisabledReasons": shown, "writeDisabledReason": shown[0] if shown else None}


def chat_states(world: World, chat: Chat) -> Json:
    """`chatStates`: the strongest word on whether one may write (facts 7.3)."""
    reason = why_not_write(world, chat)
    shown = [_REASONS[reason]] if reason else []
    return {
        "writeMessageState": {"allowed": reason is None, "reason": shown[0] if shown else None, "reasons": shown},
        "responseReminderState": {"allowed": False},
        "sendFileState": {"allowed": False},
    }


def _resources(world: World, chat: Chat) -> Json:
    response = world.responses.get(chat.response_id or 0)
    found: Json = {"VACANCY": [str(chat.vacancy.id)]}
    if response:
        found |= {"RESUME": [str(response.resume.id)], "NEGOTIATION_TOPIC": [str(response.id)]}
    return found


def display(chat: Chat) -> Json:
    """Title and subtitle of a chat."""
    return {"title": chat.vacancy.name, "subtitle": company_name(chat), "icon": None}


def side_resources(world: World, chats: list[Chat]) -> Json:
    """Objects that chats refer to."""
    replies = [world.responses[chat.response_id] for chat in chats if chat.response_id in world.responses]
    return {
        "vacancies": {str(chat.vacancy.id): _vacancy(world, chat) for chat in chats},
        "employers": {},
        "resumes": {
            str(item.resume.id): {
                "hash": item.resume.hash,
                "id": item.resume.id,
                "userId": people.USER_ID,
                "title": item.resume.title,
            }
            for item in replies
        },
        "resumeHashById": {str(item.resume.id): item.resume.hash for item in replies},
        "participants": {key: value for chat in chats for key, value in _participants(chat).items()},
        "negotiation_topics": {str(item.id): _topic(item.id, world) for item in replies},
    }


def _vacancy(world: World, chat: Chat) -> Json:
    card = site_views.card(world, chat.vacancy, personal=True)
    keys = (
        "vacancyId",
        "name",
        "company",
        "compensation",
        "area",
        "links",
        "userTestPresent",
        "closedForApplicants",
        "chatWritePossibility",
        "workExperience",
    )
    # hh.ru: the key is there only for an archived vacancy (site shapes 8.1)
    return {key: card[key] for key in keys} | ({"archived": True} if chat.vacancy.archived else {})


def _participants(chat: Chat) -> Json:
    bots = ["bot"] if any(item.author == "bot" for item in chat.messages) else []
    return {_pid(chat, author): _participant(chat, author) for author in ("applicant", "employer", *bots)}


def _pid(chat: Chat, author: str) -> str:
    return ME if author == "applicant" else them(chat, author)


def _participant(chat: Chat, author: str) -> Json:
    kind = {"applicant": "APPLICANT", "employer": "EMPLOYER_MANAGER", "bot": "BOT"}[author]
    return {
        "id": _pid(chat, author),
        "externalId": _pid(chat, author).split("-")[0],
        "type": kind,
        "isCurrentUser": author == "applicant",
        "display": {"name": author_name(chat, author)},
        "role": {"name": kind, "display": kind.lower()},
    }


def _topic(response_id: int, world: World) -> Json:
    item = world.responses[response_id]
    return {
        "topicId": item.id,
        "vacancyId": item.vacancy.id,
        "resumeId": item.resume.id,
        "initialTopicType": "RESPONSE_BY_APPLICANT",
        "currentTopicType": "RESPONSE_BY_APPLICANT",
        "initialApplicantState": "RESPONSE",
        "currentApplicantState": item.state,
    }
