"""Several windows of one person: processes of their own, one store, one family of OAuth tokens."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from support import Imitation, consent, cookies_of, environment, sign_in_by_oauth

from hh_mcp.settings import Settings
from hh_mcp.store import Store

# LARGE_TESTS=1 takes the whole of what is promised: some minutes on two cores
WINDOWS, EXPIRIES = (8, 50) if os.environ.get("LARGE_TESTS") else (4, 8)
FORTNIGHT = 15 * 86_400
APPLICATION = {"client_id": "windows", "client_secret": "hush", "route": "auto"}


class Windows:
    """Processes that share a store; each answers every `ask` with what became of its calls."""

    def __init__(self, processes: list["subprocess.Popen[str]"]) -> None:
        self._processes = processes
        self.outcomes = [self._line(process) for process in processes]

    def ask(self) -> list[str]:
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        return [outcome for process in self._processes for outcome in self._line(process)]

    def _line(self, process: "subprocess.Popen[str]") -> Any:
        assert process.stdout is not None
        return json.loads(process.stdout.readline())


@contextmanager
def windows(settings: Settings, count: int) -> Iterator[Windows]:
    command = [sys.executable, str(Path(__file__).with_name("hh_window.py"))]
    env = {**of(settings), "HH_MCP_ROUTE": "api"}
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(command, stdin=pipe, stdout=pipe, env=env, text=True) for _ in range(count)]
    try:
        yield Windows(processes)
    finally:
        for process in processes:
            process.communicate("\n", timeout=30)


def of(settings: Settings) -> dict[str, str]:
    """The environment of a process with the same store and the same application."""
    secret = settings.client_secret.get_secret_value() if settings.client_secret else ""
    own = {"CLIENT_ID": settings.client_id or "", "CLIENT_SECRET": secret, "OPEN_BROWSER": "false", "LANG": "en"}
    own["REDIRECT_URI"] = settings.redirect_uri or ""
    return environment(settings) | {f"HH_MCP_{name}": value for name, value in own.items()}


@pytest.fixture
def application(make_settings: Callable[..., Settings], hh: Imitation) -> Settings:
    """Settings of a person who has signed in by code and by an application."""
    settings = make_settings(**APPLICATION, redirect_uri=f"http://127.0.0.1:{free_port()}/back")
    sign_in_by_oauth(settings, hh, code_too=True)
    return settings


def free_port() -> int:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def refreshes(hh: Imitation) -> int:
    return sum((call.get("form") or {}).get("grant_type") == "refresh_token" for call in hh.requests("POST", "/token"))


def test_many_windows_refresh_once_at_each_expiry(application: Settings, hh: Imitation):
    with windows(application, WINDOWS) as opened:
        for _ in range(EXPIRIES):
            hh.advance(FORTNIGHT)
            assert set(opened.ask()) == {"read"}
    assert refreshes(hh) == EXPIRIES


def test_windows_go_on_while_the_person_signs_in_again(application: Settings, hh: Imitation):
    cookies, signed_in = cookies_of(application), threading.Event()
    outcomes: list[str] = []
    with windows(application, WINDOWS) as opened:
        person = threading.Thread(target=sign_in_often, args=(application, cookies, signed_in, EXPIRIES // 4))
        person.start()
        rounds = 0
        while not signed_in.is_set() or rounds < EXPIRIES:
            hh.fault(kind="expire_session", path="/me", times=1)
            outcomes += opened.ask()
            rounds += 1
        person.join(60)
    assert set(outcomes) == {"read"}
    assert refreshes(hh) <= rounds
    with Store.open(application.database) as store:
        assert '"refresh"' in (store.sessions(application.account_key).load("oauth") or "")


def sign_in_often(settings: Settings, cookies: dict[str, str], done: threading.Event, times: int) -> None:
    """Run `hh-mcp login --oauth` and be its browser, again and again."""
    command = [sys.executable, "-m", "hh_mcp", "login", "--oauth"]
    try:
        for _ in range(times):
            with subprocess.Popen(command, stderr=subprocess.PIPE, env=of(settings), text=True) as process:
                assert process.stderr is not None
                address = next(line.strip() for line in process.stderr if line.startswith("http"))
                httpx.get(consent(address, cookies), trust_env=False)
                assert process.wait(30) == 0, process.stderr.read()
    finally:
        done.set()
