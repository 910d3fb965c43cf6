"""The route through chatik.hh.ru: chats with employers (hh.ru: facts 7.3, site shapes 8)."""

from functools import partial

from hh_mcp.hh.chat_mapping import to_chat_detail, to_chat_page
from hh_mcp.hh.door import Door
from hh_mcp.hh.errors import CannotWrite, CaptchaRequired, NotFound, OutcomeUnknown
from hh_mcp.hh.models import ChatDetail, ChatPage, Message, Receipt, Route, Unread
from hh_mcp.hh.prepared import Post
from hh_mcp.hh.tree import at, changed, flag, moment, text, whole
from hh_mcp.hh.wire import Answer, Pairs

API = "/chatik/api"
_MAX_CURSORS = 50


class Chatik:
    """Chats of the person who signed in on the site."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def chats(self, unread_only: bool, page: int) -> ChatPage:
        """Read a page of chats; chatik pages by a cursor, so page N walks over the pages before it."""
        cursor: str | None = None
        for number in range(min(page, _MAX_CURSORS) + 1):
            found, cursor = to_chat_page(await self._list(unread_only, cursor), number)
            if number == page or cursor is None:
                return found if number == page else ChatPage(items=(), found=found.found, page=page)
        return ChatPage(items=(), page=page)

    async def _list(self, unread_only: bool, cursor: str | None) -> object:
        params: Pairs = (
            ("filterUnread", "true" if unread_only else "false"),
            ("filterHasTextMessage", "false"),
            ("do_not_track_session_events", "true"),
        )
        more = (("from", cursor),) if cursor else ()
        return await self._door.json(f"{API}/chats", params + more, host="chat")

    async def chat(self, chat_id: str, limit: int, before: str | None) -> ChatDetail:
        """Read a chat and up to `limit` messages before the message `before`; reading does not mark them as read."""
        detail = await self._data(chat_id, before)
        messages = list(_older(detail, before))
        while detail.has_more and len(messages) < limit and messages:
            oldest = messages[0].id
            detail = await self._data(chat_id, oldest)
            older = _older(detail, oldest)
            if not older:
                break
            messages = [*older, *messages]
        cut = len(messages) > limit
        return ChatDetail(
            chat=detail.chat, messages=tuple(messages[-limit:] if limit else ()), has_more=cut or detail.has_more
        )

    async def _data(self, chat_id: str, before: str | None) -> ChatDetail:
        params: Pairs = (("chatId", chat_id),)
        older = (("lastMessageId", before),) if before else ()
        return to_chat_detail(await self._door.json(f"{API}/chat_data", params + older, host="chat"), chat_id)

    async def prepare_message(self, chat_id: str, words: str, key: str) -> Post:
        """Return the one POST of a message; `key` lets hh.ru drop a second copy."""
        await self._door.prepare_write()
        return partial(self._send, chat_id, words, key)

    async def _send(self, chat_id: str, words: str, key: str) -> Receipt:
        value = {"chatId": int(chat_id), "idempotencyKey": key, "text": words}
        labels = (("hhtmSourceLabel", "chat"), ("hhtmSource", "chat"))
        answer = await self._door.post_json(f"{API}/send", value, labels)
        return self._receipt(answer, chat_id)

    async def mark_read(self, chat_id: str, message_id: str) -> None:
        """Move the read marker up to a message."""
        value = {"chatId": int(chat_id), "messageId": int(message_id), "hasUnreadDiscardMessage": False}
        self._accepted(await self._door.post_json(f"{API}/mark_read", value))

    async def unread(self) -> Unread:
        """Read how many chats wait."""
        path = f"{API}/unread"
        body = await self._door.json(path, host="chat")
        count = whole(body, "unreadCount")
        if count is None:
            raise changed(path, "unreadCount")
        return Unread(chats=count, support=whole(body, "unreadSupportCount"))

    def _accepted(self, answer: Answer) -> object:
        """Return the body of an accepted write, or raise."""
        error = self._door.verdict(answer)
        if answer.status == 409 and not isinstance(error, NotFound | CannotWrite | CaptchaRequired):
            # A repeated idempotencyKey answers 409 too (site shapes 8.3): the message may exist, only a read tells.
            raise OutcomeUnknown("HTTP 409.")
        if error is not None:
            raise error
        return answer.json()

    def _receipt(self, answer: Answer, chat_id: str) -> Receipt:
        body = self._accepted(answer)
        message = at(body, "message") if isinstance(at(body, "message"), dict) else body
        number = text(message, "id") or text(message, "messageId")
        if number is None and not flag(body, "success"):
            raise OutcomeUnknown("The answer names no message.", detail_ru="В ответе нет сообщения.")
        return Receipt(id=number, chat_id=chat_id, at=moment(message, "creationTime"), route=Route.SITE)


def _older(detail: ChatDetail, before: str | None) -> tuple[Message, ...]:
    """Drop the overlap: with `lastMessageId` chatik repeats that message (hh.ru: facts 7.3)."""
    if before is None:
        return detail.messages
    return tuple(message for message in detail.messages if int(message.id) < int(before))
