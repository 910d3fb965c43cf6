"""Chats in the shapes of `/common/chats` (facts 7.1): snake_case, every id is text."""

from hh_mcp.sandbox.chatik_views import ME, author_name, company_name, them
from hh_mcp.sandbox.chatting import why_not_write
from hh_mcp.sandbox.clock import api_time
from hh_mcp.sandbox.records import Chat, Json, Message
from hh_mcp.sandbox.world import World

ROLES = {"applicant": "APPLICANT", "employer": "EMPLOYER", "bot": "BOT"}
_REASONS = {"archived": "ARCHIVED_BY_EMPLOYER", "in_a_row_limit": "EMPLOYER_NEGOTIATIONS_LIMIT_EXCEEDED"}


def head(chat: Chat) -> Json:
    """What a chat is."""
    return {
        "id": str(chat.id),
        "type": chat.type,
        "display": {"title": company_name(chat), "icon": None},
        "creation_time": api_time(chat.created_at),
        "muted": chat.muted,
        "unread_message_count": chat.unread,
        "block_reason": None,
        "vacancy_id": str(chat.vacancy.id),
    }


def chat_item(world: World, chat: Chat) -> Json:
    """A chat in the list."""
    last = world.last_message(chat)
    return head(chat) | ({"last_message": _last(chat, last)} if last else {})


def _last(chat: Chat, item: Message) -> Json:
    return {
        "id": str(item.id),
        "creation_time": api_time(item.at),
        **_sender(chat, item),
        "viewed_by_opponent": chat.was_read(item),
        "payload": {"text": item.text},
    }


def _sender(chat: Chat, item: Message) -> Json:
    mine = item.author == "applicant"
    return {
        "sender_participant_id": ME if mine else them(chat, item.author),
        "sender_display_info": {
            "name": author_name(chat, item.author),
            "icon": None,
            "role": ROLES[item.author],
            "is_current_participant": mine,
        },
    }


def message(chat: Chat, item: Message) -> Json:
    """A message."""
    return {
        "id": str(item.id),
        "type": "SIMPLE",
        "creation_time": api_time(item.at),
        "last_change_time": api_time(item.edited_at) if item.edited_at else None,
        "can_edit": chat.may_change(item),
        **_sender(chat, item),
        "viewed_by_opponent": chat.was_read(item),
        "payload": {"text": item.text, "attachments": None, "moved_participant": None},
    }


def chat_states(world: World, chat: Chat) -> Json:
    """Whether one may write."""
    reason = why_not_write(world, chat)
    shown = _REASONS.get(reason, "PFP_BLOCK") if reason else None
    return {"write_message_state": {"allowed": reason is None, "reason": shown}, "send_file_state": {"allowed": False}}


def participants(world: World, chat: Chat) -> list[Json]:
    """Who is in a chat."""
    response = world.responses.get(chat.response_id or 0)
    own = {"resume_id": response.resume.hash} if response else {}
    return [
        _participant(chat, "applicant", ME, chat.seen_by_applicant) | own,
        _participant(chat, "employer", them(chat), chat.seen_by_employer),
    ]


def _participant(chat: Chat, author: str, key: str, seen: int) -> Json:
    return {
        "id": key,
        "name": author_name(chat, author),
        "icon": None,
        "role": ROLES[author],
        "type": "USER",
        "last_viewed_message_id": str(seen) if seen else None,
    }
