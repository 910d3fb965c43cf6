"""From chatik's JSON to chats and messages (hh.ru: facts 7.3, site shapes 8)."""

from hh_mcp.hh.models import Chat, ChatDetail, ChatPage, EmployerRef, Message
from hh_mcp.hh.tree import at, changed, first, flag, moment, need_rows, rows, table, text, texts, whole

_OPEN = "ENABLED_FOR_ALL"


def to_chat_page(body: object, number: int) -> tuple[ChatPage, str | None]:
    """Map a page of chats; returns it with the cursor of the next one."""
    items = need_rows(body, "/chatik/api/chats", "chats", "items")
    chats = tuple(to_chat(row, table(body, "chatsDisplayInfo", text(row, "id") or ""), body) for row in items)
    cursor = text(body, "chats", "nextFrom")
    return ChatPage(items=chats, found=whole(body, "chats", "found"), page=number, has_more=cursor is not None), cursor


def to_chat(row: object, display: object, body: object) -> Chat:
    """Map one chat; title and subtitle are the vacancy and the employer."""
    number = text(row, "id")
    if number is None:
        raise changed("/chatik/api/chats", "chats.items.id")
    resume = next(iter(texts(rows(row, "resources", "RESUME"))), None)
    vacancy = next(iter(texts(rows(row, "resources", "VACANCY"))), None)
    allowed, reason = _writing(row, body)
    return Chat(
        id=number,
        title=text(display, "title"),
        employer=_employer(display, vacancy, body),
        vacancy_id=vacancy,
        response_id=next(iter(texts(rows(row, "resources", "NEGOTIATION_TOPIC"))), None),
        resume_id=text(body, "resources", "resumeHashById", resume) or resume if resume else None,
        unread=whole(row, "unreadCount") or 0,
        can_write=allowed,
        cannot_write_reason=reason,
        last_message=_message_or_none(at(row, "lastMessage"), text(row, "currentParticipantId")),
        updated_at=moment(row, "lastActivityTime"),
    )


def _employer(display: object, vacancy: str | None, body: object) -> EmployerRef | None:
    company = at(body, "resources", "vacancies", vacancy, "company") if vacancy else None
    name = text(display, "subtitle") or text(company, "visibleName") or text(company, "name")
    return None if name is None else EmployerRef(name=name, id=text(company, "id"))


def _writing(row: object, body: object) -> tuple[bool | None, str | None]:
    """Whether one may write: `chatStates` is the strongest word, then `writePossibility` (hh.ru: facts 7.3)."""
    state = at(body, "chatStates", "writeMessageState")
    possibility = at(row, "writePossibility")
    reasons = (
        text(state, "reason"),
        *texts(rows(state, "reasons")),
        text(possibility, "writeDisabledReason"),
        *texts(rows(possibility, "writeDisabledReasons")),
    )
    reason = next((word for word in reasons if word), None)
    allowed = flag(state, "allowed")
    name = text(possibility, "name")
    if allowed is None and name is not None:
        allowed = name == _OPEN or (name == "ENABLED_AFTER_INVITATION" and reason is None)
    return allowed, None if allowed else reason or (name if allowed is False else None)


def to_chat_detail(body: object, chat_id: str) -> ChatDetail:
    """Map a chat with its messages, oldest first."""
    page = "/chatik/api/chat_data"
    row = table(body, "chat")
    if text(row, "id") != chat_id:
        raise changed(page, "chat.id")
    display = table(body, "display") or table(body, "chatsDisplayInfo", chat_id)
    me = text(row, "currentParticipantId") or _me(body)
    found = [_message_or_none(item, me) for item in need_rows(row, page, "messages", "items")]
    messages = sorted((message for message in found if message is not None), key=lambda message: int(message.id))
    return ChatDetail(
        chat=to_chat(row, display, body),
        messages=tuple(messages),
        has_more=flag(row, "messages", "hasMore") or False,
    )


def _me(body: object) -> str | None:
    people = table(body, "resources", "participants")
    return next((key for key, person in people.items() if flag(person, "isCurrentUser")), None)


def _message_or_none(row: object, me: str | None) -> Message | None:
    number = text(row, "id")
    if number is None or not (number.isascii() and number.isdigit()) or flag(row, "hidden"):
        return None
    author = text(row, "participantId")
    state = text(row, "workflowTransition", "applicantState")
    return Message(
        id=number,
        text=text(row, "text") or "",
        at=moment(row, "creationTime"),
        mine=author is not None and author == me,
        author=text(row, "participantDisplay", "name"),
        bot=flag(row, "participantDisplay", "isBot") or False,
        state=state.lower() if state else None,
        buttons=texts(text(button, "text") for button in rows(first(row, "actions"), "text_buttons")),
    )
