"""The push channel of chats: an address for a session, then frames over a websocket (facts 8.2)."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sandbox_browser import TESTER_RESUME, Application, Browser
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect


def address(person: Browser, **more: Any) -> str:
    """The signed address of a socket."""
    origin = person.state("/")["chatik"]["websocketOrigin"]
    return person.http.get(f"{origin}/connection/data?connectionMode=direct", **more).json()["url"]


@contextmanager
def listening(person: Browser) -> Iterator[ClientConnection]:
    """An open socket that has said hello."""
    with connect(address(person), open_timeout=10) as socket:
        assert receive(socket)["type"] == "connect"
        yield socket


def receive(socket: ClientConnection) -> dict[str, Any]:
    """The next frame."""
    return json.loads(socket.recv(timeout=10))


def until(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """The next frame of a kind."""
    while (frame := receive(socket))["type"] != kind:
        pass
    return frame


def row(person: Browser) -> dict[str, Any]:
    """The newest response as the page of responses shows it."""
    return person.state("/applicant/negotiations")["applicantNegotiations"]["topicList"][0]


def topic(person: Browser) -> dict[str, str]:
    return person.respond(person.vacancy(), "Здравствуйте!").json()


def test_a_message_of_an_employer_arrives_without_asking(person: Browser) -> None:
    response = topic(person)
    with listening(person) as socket:
        message = person.control("employer", response_id=response["topic_id"], act="message")["message"]
        frame = until(socket, "chat_message_create")
        count = until(socket, "unread_chats_count_change")
    data = frame["data"]
    assert data["eventType"] == frame["type"]
    assert data["eventData"] == {"chatId": response["chat_id"], "messageId": message["id"]}
    assert data["fromCurrentDevice"] is False
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0300", data["time"])
    assert count["data"]["eventData"]["unreadCount"] == person.chatik("unread").json()["unreadCount"]


@pytest.mark.parametrize("act", ["invite", "discard"])
def test_a_change_of_state_is_pushed(person: Browser, act: str) -> None:
    response = topic(person)
    with listening(person) as socket:
        person.control("employer", response_id=response["topic_id"], act=act)
        frame = until(socket, "chat_state_changed")
    assert frame["data"]["eventData"] == {"chatId": response["chat_id"]}


def test_an_employer_who_looks_is_pushed(person: Browser) -> None:
    response = topic(person)
    with listening(person) as socket:
        person.control("employer", response_id=response["topic_id"], act="view")
        frame = until(socket, "last_viewed_message_change")
    assert frame["data"]["eventData"]["chatId"] == response["chat_id"]


def test_what_was_planned_arrives_when_its_time_comes(person: Browser) -> None:
    topic(person)
    with listening(person) as socket:
        person.control("clock", advance=8 * 3600)
        assert until(socket, "last_viewed_message_change")


def test_what_was_planned_arrives_by_itself_too(person: Browser) -> None:
    """An employer takes as long for each resume: known from the first, the second one's moment is met with no call."""
    vacancy = person.vacancy()
    person.respond(vacancy)
    while not (first := row(person))["viewedByOpponent"]:
        person.control("clock", advance=1800)  # what follows the view comes an hour later or more
    with listening(person) as socket:
        chat = person.respond(vacancy, resume=TESTER_RESUME).json()["chat_id"]
        person.control("clock", advance=(first["lastModifiedMillis"] - first["creationTimeMillis"]) / 1000 - 0.7)
        frame = until(socket, "last_viewed_message_change")
    assert frame["data"]["eventData"]["chatId"] == chat


def test_own_messages_come_from_this_device(person: Browser) -> None:
    chat = int(topic(person)["chat_id"])
    with listening(person) as socket:
        sent = person.tell("send", chatId=chat, text="Добрый день", idempotencyKey="k").json()
        created = until(socket, "chat_message_create")
        person.tell("save", messageId=sent["id"], text="Добрый вечер")
        edited = until(socket, "chat_message_edited")
    assert [item["data"]["fromCurrentDevice"] for item in (created, edited)] == [True, True]


def test_a_client_may_say_ping(person: Browser) -> None:
    response = topic(person)
    with listening(person) as socket:
        socket.send("ping")
        person.control("employer", response_id=response["topic_id"], act="message")
        assert until(socket, "chat_message_create")


def test_an_address_serves_once_and_for_a_minute(person: Browser) -> None:
    used, late = address(person), address(person)
    with connect(used):
        pass
    person.control("clock", advance=61)
    for stale in (used, late):
        with pytest.raises(InvalidStatus), connect(stale):
            pass


def test_nobody_gets_an_address_without_a_session(visitor: Browser) -> None:
    assert visitor.http.get("/websocket/connection/data").status_code == 403


def test_an_application_gets_an_address_with_its_token(application: Application) -> None:
    access = application.tokens()["access_token"]
    application.http.cookies.clear()
    url = address(application.person, headers={"Authorization": f"Bearer {access}"})
    with connect(url) as socket:
        assert receive(socket)["type"] == "connect"


def test_a_socket_ends_with_its_session(person: Browser) -> None:
    with listening(person) as socket:
        person.http.get("/site/logout")
        with pytest.raises(ConnectionClosed):
            receive(socket)


def test_sockets_may_be_dropped_and_opened_again(person: Browser) -> None:
    with listening(person) as socket:
        person.http.post("/_sandbox/push", json={"drop": True})
        with pytest.raises(ConnectionClosed):
            receive(socket)
    with listening(person):
        assert person.control("state")["counters"]["sockets"] == 1


def test_any_frame_may_be_pushed(person: Browser) -> None:
    with listening(person) as socket:
        person.control("push", type="score_changed", data=None)
        assert receive(socket) == {"type": "score_changed", "data": None}


def test_a_fault_meets_the_address_too(person: Browser) -> None:
    person.control("faults", host="websocket", kind="status", status=503)
    statuses = [person.http.get("/websocket/connection/data").status_code for _ in range(2)]
    assert statuses == [503, 200]
