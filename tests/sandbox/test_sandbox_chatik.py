"""Chats by cookies: list, messages, sending, marks (facts 7.3, site shapes 8)."""

import pytest
from sandbox_browser import Application, Browser


def opened(person: Browser, **fields: object) -> int:
    return int(person.control("chats", **{"employer": "Ромашка", **fields})["id"])


def test_a_response_opens_a_chat_with_another_id(person: Browser) -> None:
    accepted = person.respond(person.vacancy(name="Лоцман"), "Возьмите меня").json()
    assert accepted["chat_id"] != accepted["topic_id"]
    by_topic = person.chatik("chat_data_by_topic", topicId=accepted["topic_id"]).json()
    assert str(by_topic["chat"]["id"]) == accepted["chat_id"]
    [letter] = by_topic["chat"]["messages"]["items"]
    assert (letter["text"], letter["workflowTransition"]["applicantState"]) == ("Возьмите меня", "RESPONSE")
    assert by_topic["display"]["title"] == "Лоцман"
    assert by_topic["chatStates"]["writeMessageState"]["allowed"] is True


def test_a_message_is_sent_once_per_key(person: Browser) -> None:
    chat = opened(person)
    sent = person.tell("send", chatId=chat, idempotencyKey="k1", text="Добрый день")
    assert (sent.status_code, sent.json()["text"]) == (200, "Добрый день")
    again = person.tell("send", chatId=chat, idempotencyKey="k1", text="Добрый день")
    assert (again.status_code, again.json()["error"][0]["key"]) == (409, "DUPLICATE_IDEMPOTENCY_KEY")
    [kept] = person.control("state")["messages"]
    assert (kept["chat_id"], kept["text"], kept["idempotency_key"]) == (str(chat), "Добрый день", "k1")


def test_five_in_a_row_is_the_most(person: Browser) -> None:
    chat = opened(person)
    codes = [person.tell("send", chatId=chat, idempotencyKey=str(n), text="?").status_code for n in range(6)]
    assert codes == [200] * 5 + [403]
    response = person.control("state")["history"][-1]["id"]
    person.control("employer", response_id=response, act="message", text="Отвечаю")
    assert person.tell("send", chatId=chat, idempotencyKey="next", text="Спасибо").status_code == 200


@pytest.mark.parametrize(
    ("fields", "key"),
    [({"can_write": False}, "WRITE_DISABLED"), ({"archived": True}, "CHAT_ARCHIVED"),
     ({"write": "ENABLED_AFTER_INVITATION", "messages": []}, "WITHOUT_INVITATION")],
)  # fmt: skip
def test_a_closed_chat_says_why(person: Browser, fields: dict, key: str) -> None:
    chat = opened(person, **fields)
    data = person.chatik("chat_data", chatId=chat).json()
    assert data["chatStates"]["writeMessageState"]["allowed"] is False
    assert data["chat"]["writePossibility"]["writeDisabledReasons"]
    assert person.tell("send", chatId=chat, idempotencyKey="k", text="?").json()["error"][0]["key"] == key
    assert person.control("state")["messages"] == []


def test_empty_and_endless_texts_are_refused(person: Browser) -> None:
    chat = opened(person)
    assert person.tell("send", chatId=chat, idempotencyKey="a", text=" ").status_code == 400
    assert person.tell("send", chatId=chat, idempotencyKey="b", text="а" * 20_001).status_code == 400
    assert (
        person.tell("send", chatId=1, idempotencyKey="c", text="?").json()["error"][0]["key"] == "CHAT_DOES_NOT_EXIST"
    )


def test_reading_does_not_mark_as_read_the_mark_does(person: Browser) -> None:
    chat = opened(person, messages=["Первое", "Второе"])
    before = person.chatik("unread").json()["unreadCount"]
    items = person.chatik("chat_data", chatId=chat).json()["chat"]["messages"]["items"]
    assert person.chatik("unread").json()["unreadCount"] == before
    person.tell("mark_read", chatId=chat, messageId=items[-1]["id"], hasUnreadDiscardMessage=False)
    assert person.chatik("unread").json()["unreadCount"] == before - 1
    shown = person.chatik("chats", filterUnread="true").json()["chats"]["items"]
    assert chat not in [item["id"] for item in shown]


def test_the_list_goes_by_cursor_and_repeats_nothing(person: Browser) -> None:
    for _ in range(40):
        opened(person)
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        body = person.chatik("chats", **{"from": cursor, "page": 0}).json()["chats"]
        seen += [item["id"] for item in body["items"]]
        cursor = body["nextFrom"]
    assert len(seen) == len(set(seen)) == body["found"] == 46


def test_older_messages_overlap_by_one(person: Browser) -> None:
    chat = opened(person, messages=[f"Сообщение {n}" for n in range(30)])
    newest = person.chatik("chat_data", chatId=chat).json()["chat"]["messages"]
    assert (len(newest["items"]), newest["hasMore"]) == (20, True)
    first = newest["items"][0]["id"]
    older = person.chatik("chat_data", chatId=chat, lastMessageId=first).json()["chat"]["messages"]
    assert older["items"][-1]["id"] == first
    assert older["hasMore"] is False


def test_a_robot_asks_with_buttons(person: Browser) -> None:
    accepted = person.respond(person.vacancy()).json()
    person.control("employer", response_id=accepted["topic_id"], act="ask", text="Готовы?")
    data = person.chatik("chat_data", chatId=accepted["chat_id"]).json()
    last = data["chat"]["messages"]["items"][-1]
    assert last["participantDisplay"]["isBot"] is True
    assert [item["text"] for item in last["actions"]["text_buttons"]] == ["Да", "Нет", "Нужно обсудить"]
    assert data["hasMessagesWithTextButtons"] is True


def test_a_change_without_the_token_is_refused(person: Browser) -> None:
    chat = opened(person)
    answer = person.http.post("/chatik/chatik/api/send", json={"chatId": chat, "text": "?", "idempotencyKey": "k"})
    assert answer.status_code == 403
    assert person.control("state")["messages"] == []


def test_ones_own_words_may_be_changed_until_they_are_read(person: Browser, application: Application) -> None:
    chat, access = opened(person), application.tokens()["access_token"]

    def sent(key: str) -> int:
        return person.tell("send", chatId=chat, idempotencyKey=key, text="?").json()["id"]

    def tries(number: int) -> list[int]:
        """What each door answers to an edit and to a removal."""
        path = f"/common/chats/{chat}/messages/{number}"
        edits = [
            person.tell("save", messageId=number, text="!"),
            application.call(access, "PUT", path, json={"text": "."}),
        ]
        removed = application.call(access, "DELETE", path)
        return [*(answer.status_code for answer in edits), removed.status_code]

    def shown() -> dict[int, tuple[str, bool, bool]]:
        items = person.chatik("chat_data", chatId=chat).json()["chat"]["messages"]["items"]
        return {item["id"]: (item["text"], item["canEdit"], item["canDelete"]) for item in items}

    theirs = next(iter(shown()))
    first, second = sent("1"), sent("2")
    assert tries(first) == [200, 204, 204]
    assert list(shown().items())[-1] == (second, ("?", True, True))
    response = person.control("state")["history"][-1]["id"]
    person.control("employer", response_id=response, act="view")
    assert list(shown().items())[-1] == (second, ("?", False, False))
    assert tries(second) == tries(theirs) == [409, 403, 403]
    removal = person.http.delete("/chatik/chatik/api/delete_message", params={"messageId": second}, headers=person.xhr)
    assert removal.status_code == 409


def test_a_chat_may_need_time_to_appear(visitor: Browser) -> None:
    visitor.control("reset", chat_delay=10)
    visitor.sign_in()
    accepted = visitor.respond(visitor.vacancy()).json()
    early = visitor.tell("send", chatId=int(accepted["chat_id"]), idempotencyKey="k", text="?")
    assert early.status_code == 425
    visitor.control("clock", advance=11)
    assert visitor.tell("send", chatId=int(accepted["chat_id"]), idempotencyKey="k", text="?").status_code == 200
