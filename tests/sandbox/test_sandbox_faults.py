"""Every fault of the contract, as it looks on the wire, and what was done in spite of it."""

import socket
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from sandbox_browser import RESUME, Browser

POPUP = "/applicant/vacancy_response/popup"


def responses(person: Browser) -> int:
    return len(person.control("state")["responses"])


def seen(person: Browser) -> int:
    return sum(1 for item in person.control("requests") if (item["method"], item["path"]) == ("POST", POPUP))


@pytest.mark.parametrize(
    ("kind", "accepted"), [("reset_before", 0), ("reset_after_commit", 1), ("hang", 0), ("hang_after_commit", 1)]
)
def test_no_answer_comes_and_the_work_is_done_or_not(person: Browser, kind: str, accepted: int) -> None:
    number = person.vacancy()
    person.control("faults", method="POST", path=POPUP, kind=kind, seconds=0.1)
    with pytest.raises(httpx.TransportError):
        person.respond(number)
    assert (responses(person), seen(person)) == (accepted, 1)


def test_a_reset_is_a_real_reset_without_a_byte(sandbox_url: str, visitor: Browser) -> None:
    visitor.control("faults", kind="reset_before", path="/vacancies")
    place = urlsplit(sandbox_url)
    with socket.create_connection((place.hostname, place.port), timeout=5) as wire:
        wire.sendall(b"GET /api/vacancies HTTP/1.1\r\nHost: x\r\nUser-Agent: x/1\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            wire.recv(1)


def test_a_client_that_leaves_ends_the_silence(sandbox_url: str, visitor: Browser) -> None:
    visitor.control("faults", kind="hang", path="/vacancies", seconds=30)
    with pytest.raises(httpx.TimeoutException):
        visitor.http.get("/api/vacancies", timeout=0.2)
    assert visitor.http.get("/api/vacancies?per_page=1").status_code == 200


def test_a_status_comes_with_retry_after_and_nothing_done(person: Browser) -> None:
    person.control("faults", path=POPUP, method="POST", kind="status", status=429, retry_after=7)
    answer = person.respond(person.vacancy())
    assert (answer.status_code, answer.headers["retry-after"], responses(person)) == (429, "7", 0)


def test_a_status_may_come_after_the_work(person: Browser) -> None:
    person.control("faults", path=POPUP, method="POST", kind="status", status=502, commit=True)
    assert (person.respond(person.vacancy()).status_code, responses(person)) == (502, 1)


def test_garbage_and_emptiness_hide_a_response_that_was_accepted(person: Browser) -> None:
    person.control("faults", path=POPUP, method="POST", kind="garbage")
    garbage = person.respond(person.vacancy())
    assert garbage.status_code == 200
    with pytest.raises(ValueError, match=r"."):
        garbage.json()
    person.control("faults", path=POPUP, method="POST", kind="empty")
    empty = person.respond(person.vacancy())
    assert (empty.status_code, empty.content, responses(person)) == (200, b"", 2)


def test_the_front_guard_answers_with_html(person: Browser) -> None:
    person.control("faults", host="chatik", kind="ddos_html")
    answer = person.chatik("unread")
    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert set(answer.headers.get_list("server")) == {"ddos-guard"}


def test_each_host_asks_for_a_captcha_in_its_own_way(person: Browser) -> None:
    person.control("faults", kind="captcha", times=4)
    [error] = person.http.get("/api/vacancies").json()["errors"]
    assert (error["type"], error["value"]) == ("captcha_required", "captcha_required")
    page = person.http.get("/site/applicant/resumes")
    assert (page.status_code, page.headers["location"].split("?")[0].endswith("/account/captcha")) == (302, True)
    assert person.chatik("unread").json()["hhcaptcha"]["isBot"] is True
    code = person.post("/account/otp_generate", login="+79000000009").json()
    assert (code["success"], code["hhcaptcha"]["isBot"]) == (False, True)
    assert person.http.get(error["captcha_url"]).status_code == 200


def test_a_session_ends_in_the_middle(person: Browser) -> None:
    number = person.vacancy()
    person.control("faults", path=POPUP, method="POST", kind="expire_session")
    assert person.respond(number).status_code == 403
    assert person.http.get("/site/applicant/resumes").status_code == 302
    assert responses(person) == 0


def test_a_slow_answer_is_still_an_answer(person: Browser) -> None:
    person.control("faults", path="/vacancies", kind="slow", seconds=0.05)
    assert person.http.get("/api/vacancies").elapsed.total_seconds() >= 0.05


def test_a_fault_serves_as_many_times_as_asked(visitor: Browser) -> None:
    visitor.control("faults", path="/dictionaries", kind="status", status=503, times=2)
    assert [visitor.http.get("/api/dictionaries").status_code for _ in range(3)] == [503, 503, 200]
    visitor.control("faults", path="/api/*", kind="status", times=0)
    assert [visitor.http.get("/api/areas").status_code for _ in range(3)] == [500] * 3
    assert visitor.http.delete("/_sandbox/faults").json() == {"faults": []}
    assert visitor.http.get("/api/areas").status_code == 200


def test_a_fault_that_does_not_exist_is_refused(visitor: Browser) -> None:
    assert visitor.http.post("/_sandbox/faults", json={"kind": "flood"}).status_code == 400


def test_the_log_keeps_forms_queries_and_bodies(person: Browser) -> None:
    since = len(person.control("requests"))
    number = person.vacancy()
    person.respond(number, "Привет")
    person.http.post(
        f"/site{POPUP}", files={"vacancy_id": (None, number), "resume_hash": (None, RESUME)}, headers=person.xhr
    )
    person.tell("mark_read", chatId=1, messageId=2)
    person.http.get("/api/vacancies?area=1&area=2&text=go")
    form, multipart, body, query = person.control(f"requests?since={since}")
    assert form["form"] == {"vacancy_id": number, "resume_hash": RESUME, "letter": "Привет"}
    assert multipart["form"] == {"vacancy_id": number, "resume_hash": RESUME}
    assert (body["host"], body["path"], body["json"]) == (
        "chatik",
        "/chatik/api/mark_read",
        {"chatId": 1, "messageId": 2},
    )
    assert (query["host"], query["query"]) == ("api", {"area": ["1", "2"], "text": "go"})
    assert isinstance(query["at"], float)
