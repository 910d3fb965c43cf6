"""What happens in chats: who may write, how messages are added, what counts as read."""

from hh_mcp.sandbox.records import Chat, Message
from hh_mcp.sandbox.world import World

FIRST_MESSAGE = 9_900_000_001
TEXT_LIMIT = 20_000  # facts 1.5
IN_A_ROW = 5


class Refusal(Exception):
    """hh.ru says no; `code` is the domain's word, each host spells it in its own way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def add_message(
    world: World, chat: Chat, author: str, text: str, *, state: str | None = None, **more: object
) -> Message:
    """Put a message into a chat at this moment."""
    number = FIRST_MESSAGE + world.count("messages") - 1
    at = max(world.moment, chat.messages[-1].at if chat.messages else 0.0)
    message = Message(number, chat.id, author, text, at, state=state, **more)  # pyright: ignore[reportArgumentType]
    chat.messages.append(message)
    if author == "applicant":
        chat.seen_by_applicant = message.id
    else:
        chat.seen_by_employer = message.id
    announce(world, chat, message)
    return message


def announce(world: World, chat: Chat, message: Message) -> None:
    """Push the news of a message: the message, the state it changes, the number of unread chats."""
    mine = message.author == "applicant"
    world.push("chat_message_create", chat.id, message.id, mine=mine)
    if message.state:
        world.push("chat_state_changed", chat.id)
    if not mine and len(world.channel):
        world.push_count(unread_chats(world))


def why_not_write(world: World, chat: Chat) -> str | None:
    """The reason why the applicant may not write now, None when they may (facts 7.1, 7.3)."""
    if chat.archived:
        return "archived"
    if chat.write in ("DISABLED", "DISABLED_FOR_APPLICANT"):
        return "disabled_by_employer"
    answered = any(item.author != "applicant" for item in chat.messages)
    if chat.write == "ENABLED_AFTER_INVITATION" and not answered:
        return "no_invitation"
    if unanswered(chat) >= IN_A_ROW:
        return "in_a_row_limit"
    return "chat_is_not_ready" if world.now < chat.ready_at else None


def unanswered(chat: Chat) -> int:
    """Messages of the applicant since the employer's last word; the letter of the response is not one of them."""
    total = 0
    for message in reversed(chat.messages):
        if message.author != "applicant":
            break
        total += message.by_client
    return total


def send(world: World, chat: Chat, text: str, key: str | None) -> Message:
    """A message from the applicant; raises Refusal."""
    if key and key in chat.keys:
        raise Refusal("duplicate_key")
    if not text.strip():
        raise Refusal("empty_message")
    if len(text) > TEXT_LIMIT:
        raise Refusal("too_long_message")
    if reason := why_not_write(world, chat):
        raise Refusal(reason)
    message = add_message(world, chat, "applicant", text, key=key, by_client=True)
    if key:
        chat.keys[key] = message.id
    return message


def edit(world: World, chat: Chat, item: Message, text: str) -> None:
    """Give a message of the applicant another text."""
    item.text, item.edited_at = text, world.now
    world.push("chat_message_edited", chat.id, item.id, mine=True)


def delete(world: World, chat: Chat, item: Message) -> None:
    """Take a message of the applicant away."""
    chat.messages.remove(item)
    world.push("chat_message_deleted", chat.id, item.id, mine=True)


def mark_read(world: World, chat: Chat, message_id: int) -> None:
    """The applicant has seen everything up to this message."""
    if message_id > chat.seen_by_applicant:
        chat.seen_by_applicant = message_id
        world.push("last_viewed_message_change", chat.id, message_id, mine=True)
        world.push_count(unread_chats(world))


def unread_chats(world: World) -> int:
    """Chats with something new."""
    return sum(1 for chat in world.chats_by_activity() if chat.unread)
