"""The route through api.hh.ru for chats: the documented `/common/chats` (hh.ru: facts 7.1)."""

from functools import partial

from hh_mcp.hh.api_door import ApiDoor
from hh_mcp.hh.errors import OutcomeUnknown
from hh_mcp.hh.models import Chat, ChatDetail, ChatPage, EmployerRef, Message, Receipt, Route, Unread
from hh_mcp.hh.prepared import Post
from hh_mcp.hh.tree import at, changed, flag, moment, need_rows, need_text, text, whole
from hh_mcp.hh.wire import json_body

CHATS = "/common/chats"
_PER_CALL = 50


class ApiChats:
    """Chats of the person whose token it is."""

    def __init__(self, door: ApiDoor) -> None:
        self._door = door

    async def chats(self, unread_only: bool, page: int) -> ChatPage:
        """Read a page of chats; hh.ru shows pages 0..50."""
        params = (("page", str(page)), ("per_page", "20"), ("filter_unread", "true" if unread_only else "false"))
        body = await self._door.read(CHATS, params, whose="user")
        items = tuple(to_chat(row, CHATS) for row in need_rows(body, CHATS, "items"))
        return ChatPage(
            items=items, found=whole(body, "found"), page=page, has_more=page + 1 < (whole(body, "pages") or 0)
        )

    async def chat(self, chat_id: str, limit: int, before: str | None) -> ChatDetail:
        """Read a chat and up to `limit` messages before the message `before`, oldest first."""
        found: list[Message] = []
        while True:
            body = await self._messages(chat_id, limit - len(found), before)
            older = [item for item in _messages_of(body) if before is None or int(item.id) < int(before)]
            found = [*older, *found]
            more = flag(body, "has_more") or False
            if not older or not more or len(found) >= limit:
                break
            before = found[0].id
        cut = len(found) > limit
        return ChatDetail(chat=to_chat(body, CHATS), messages=tuple(found[-limit:]), has_more=more or cut)

    async def _messages(self, chat_id: str, wanted: int, before: str | None) -> object:
        """`start_message_id` is inclusive, so one more is asked for when there is one (hh.ru: facts 7.1)."""
        count = min(_PER_CALL, wanted + (1 if before else 0))
        start = (("start_message_id", before),) if before else ()
        params = (("order", "prev"), ("limit", str(count)), *start)
        return await self._door.read(f"{CHATS}/{chat_id}/messages", params, whose="user")

    async def prepare_message(self, chat_id: str, words: str, key: str) -> Post:
        """Return the one POST of a message."""
        await self._door.prepare_write()
        return partial(self._send, chat_id, words, key)

    async def _send(self, chat_id: str, words: str, key: str) -> Receipt:
        """A machine may have written it, so `is_automated` says so (hh.ru: facts 9)."""
        value = {"text": words, "idempotency_key": key, "is_automated": True}
        answer = await self._door.send("POST", f"{CHATS}/{chat_id}/messages", json_body(value))
        if answer.status == 409:
            # The key was used before: the message may exist, only a read tells.
            raise OutcomeUnknown("HTTP 409.")
        error = self._door.refusal(answer)
        if error is not None:
            raise error
        number = text(answer.json(), "id")
        if number is None:
            raise OutcomeUnknown("The answer names no message.", detail_ru="В ответе нет сообщения.")
        return Receipt(id=number, chat_id=chat_id, route=Route.API)

    async def mark_read(self, chat_id: str, message_id: str) -> None:
        """Mark everything up to a message as read."""
        await self._door.write("PUT", f"{CHATS}/{chat_id}/message/{message_id}/read")

    async def unread(self) -> Unread:
        """Read how many chats wait; hh.ru sends the number as a string."""
        page = f"{CHATS}/counters/unread"
        count = whole(await self._door.read(page, whose="user"), "unread_chats_count")
        if count is None:
            raise changed(page, "unread_chats_count")
        return Unread(chats=count)


def to_chat(row: object, page: str) -> Chat:
    """Map one chat; of a response the display names the employer, and the vacancy has an id only (hh.ru: facts 7.1)."""
    title = text(row, "display", "title")
    about_vacancy = text(row, "type") == "NEGOTIATION" or text(row, "vacancy_id") is not None
    state = at(row, "chat_states", "write_message_state")
    allowed = flag(state, "allowed")
    blocked = text(row, "block_reason")
    last = at(row, "last_message")
    return Chat(
        id=need_text(row, page, "id"),
        title=None if about_vacancy else title,
        employer=EmployerRef(name=title) if about_vacancy and title else None,
        vacancy_id=text(row, "vacancy_id"),
        unread=whole(row, "unread_message_count") or 0,
        can_write=False if blocked else allowed,
        cannot_write_reason=blocked or (text(state, "reason") if allowed is False else None),
        last_message=next(iter(_as_messages([last])), None),
        updated_at=moment(last, "creation_time") or moment(row, "creation_time"),
    )


def _messages_of(body: object) -> list[Message]:
    return _as_messages(need_rows(body, f"{CHATS}/{{id}}/messages", "messages"))


def _as_messages(found: list[object]) -> list[Message]:
    """Map messages, oldest first; those without a numeric id are left out, nothing could refer to them."""
    numbered = [(number, row) for row in found if (number := whole(row, "id")) is not None and number >= 0]
    return [_to_message(row) for _, row in sorted(numbered, key=lambda pair: pair[0])]


def _to_message(row: object) -> Message:
    sender = at(row, "sender_display_info")
    return Message(
        id=str(whole(row, "id")),
        text=text(row, "payload", "text") or "",
        at=moment(row, "creation_time"),
        mine=flag(sender, "is_current_participant") or False,
        author=text(sender, "name"),
        bot=text(sender, "role") == "BOT",
    )
