"""The state and the address of an imitation outlive its process (`--state FILE`)."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from time import monotonic
from typing import Any

import httpx2 as httpx
import pytest
from sandbox_browser import RESUME, Application, Browser, code_of

from hh_mcp.sandbox import snapshot
from hh_mcp.sandbox.world import World

PROGRAM = (sys.executable, "-m", "hh_mcp.sandbox", "--vacancies", "60")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the state is kept."""
    return tmp_path / "home" / "sandbox.json"


@contextmanager
def running(path: Path, *more: str, end: int = signal.SIGTERM) -> Iterator[Browser]:
    """The program with a state file, until the end of the block."""
    process = subprocess.Popen([*PROGRAM, "--state", str(path), *more], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        browser = Browser(json.loads(process.stdout.readline())["url"])
        with browser.http:
            yield browser
    finally:
        process.send_signal(end)
        process.wait(10)
        process.stdout.close()


def without_time(state: dict[str, Any]) -> dict[str, Any]:
    """A state as the control call shows it, without what a new run starts anew."""
    return {**state, "now": None, "counters": {**state["counters"], "requests": None}}


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_state_and_address_survive_the_end(path: Path, end: int) -> None:
    with running(path, end=end) as person:
        person.sign_in()
        person.control("clock", advance=3600)
        number = person.vacancy(name="Реставратор", has_test=False, site={"snippet": None})
        topic = person.respond(number, "Здравствуйте!").json()
        person.control("employer", response_id=topic["topic_id"], act="ask")
        person.tell("send", chatId=int(topic["chat_id"]), text="Да", idempotencyKey="k1")
        before, cookies = person.control("state"), person.http.cookies
        inbox = person.control("inbox")
    with running(path, end=end) as again:
        again.http.cookies = cookies
        assert again.url == person.url
        assert again.control("inbox") == inbox
        assert without_time(again.control("state")) == without_time(before)
        assert again.control("clock", advance=0)["offset"] == 3600
        assert len(again.state("/applicant/resumes")["applicantResumes"]) == 3
        assert again.respond(number).json() == {"error": "alreadyApplied"}
        repeated = again.tell("send", chatId=int(topic["chat_id"]), text="Да", idempotencyKey="k1")
        assert repeated.status_code == 409


def test_a_second_run_makes_new_secrets(path: Path) -> None:
    with running(path) as first:
        before = first.http.get("/site/").cookies["hhtoken"]
    with running(path) as second:
        assert second.http.get("/site/").cookies["hhtoken"] != before


def test_tokens_of_an_application_go_on(path: Path) -> None:
    with running(path) as person:
        application = Application(person.sign_in())
        tokens = application.tokens()
        code = code_of(application.agree())
    with running(path) as again:
        other = Application(again)
        assert other.call(tokens["access_token"], "GET", "/me").status_code == 200
        assert other.exchange(code).status_code == 200
        again.control("clock", advance=15 * 86_400)
        fresh = other.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
        assert fresh.json()["access_token"] != tokens["access_token"]


def test_employers_keep_what_they_had_planned(path: Path) -> None:
    with running(path) as person:
        person.sign_in()
        for number in [person.vacancy() for _ in range(6)]:
            person.respond(number)
    with running(path) as again:
        again.control("clock", advance=5 * 86_400)
        states = [item["viewed"] for item in again.control("state")["responses"]]
    assert states == [True] * 6


def test_changes_of_resumes_are_kept(path: Path) -> None:
    with running(path, "--legacy-api") as person:
        application = Application(person.sign_in())
        access = application.tokens()["access_token"]
        assert application.call(access, "POST", f"/resumes/{RESUME}/publish").status_code == 204
    with running(path, "--legacy-api") as again:
        late = Application(again).call(access, "POST", f"/resumes/{RESUME}/publish")
    assert late.status_code == 429


def test_a_reset_is_kept_with_its_options(path: Path) -> None:
    with running(path) as person:
        person.control("reset", seed=7, history=False, responses_limit=3)
        found = person.state("/search/vacancy")["vacancySearchResult"]["vacancies"]
    with running(path) as again:
        state = again.control("state")
        assert (state["options"]["seed"], state["options"]["responses_limit"], state["history"]) == (7, 3, [])
        shown = again.state("/search/vacancy")["vacancySearchResult"]["vacancies"]
        assert [card["publicationTime"] for card in shown] == [card["publicationTime"] for card in found]


def test_another_process_uses_the_imitation_that_runs(path: Path) -> None:
    with running(path) as first:
        first.sign_in()
        with running(path) as second:
            assert second.url == first.url
            assert second.control("state")["counters"]["sessions"] == 1
        assert first.control("state")["counters"]["sessions"] == 1


def test_another_process_takes_the_place_of_one_that_was_killed(path: Path) -> None:
    with running(path, end=signal.SIGKILL) as first:
        first.sign_in()
        process = subprocess.Popen([*PROGRAM, "--state", str(path)], stdout=subprocess.PIPE, text=True)
        assert process.stdout
        url = json.loads(process.stdout.readline())["url"]
    try:
        assert sessions_at(url) == 1
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def sessions_at(url: str) -> int:
    """How many have signed in, as soon as the address answers."""
    end = monotonic() + 10
    while True:
        try:
            return httpx.get(f"{url}/_sandbox/state").json()["counters"]["sessions"]
        except httpx.TransportError:
            assert monotonic() < end


def test_a_port_that_is_taken_is_replaced(path: Path) -> None:
    with running(path) as first:
        first.sign_in()
        port = httpx.URL(first.url).port
    with socket.create_server(("127.0.0.1", port or 0)), running(path) as second:
        assert second.url != first.url
        assert second.control("state")["counters"]["sessions"] == 1
        moved = second.url
    with running(path) as third:
        assert third.url == moved


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"version": 99}', '{"version": 1, "run": 1, "options": {"seed": "?"}}']
)
def test_a_file_that_makes_no_sense_is_put_aside(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    with running(path) as person:
        assert person.sign_in().http.get("/site/applicant/resumes").status_code == 200
    assert path.with_name("sandbox.json.bad").read_text() == content


@pytest.mark.skipif(os.name == "nt", reason="no such rights there")
def test_only_the_owner_reads_the_file(path: Path) -> None:
    with running(path):
        assert path.stat().st_mode & 0o077 == 0


def test_every_field_of_a_world_is_kept_or_named_apart() -> None:
    world = {item.name for item in fields(World)}
    assert world >= snapshot.APART
    kept = snapshot.dump(World(snapshot.Options(vacancies=1, employers=1)), 1)["kept"]
    assert set(kept) | snapshot.APART == world
