"""The imitation of hh.ru in a process of its own, as hh.ru would be, and the settings that point at it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx

PHONE = "+79000000001"


class Imitation:
    """A running imitation."""

    def __init__(self, url: str):
        self.url = url
        self._http = httpx.Client(base_url=f"{url}/_sandbox", trust_env=False)

    def env(self, home: Path) -> dict[str, str]:
        """The environment of a server that uses it; nobody waits for anybody."""
        names = {
            "HOME": home,
            "API_URL": f"{self.url}/api",
            "SITE_URL": f"{self.url}/site",
            "CHAT_URL": f"{self.url}/chatik",
        }
        names |= {"RESPONSE_PAUSE": 0, "OPEN_BROWSER": "false"}
        return {f"HH_MCP_{name}": str(value) for name, value in names.items()}

    def code(self) -> str:
        """The last sign-in code."""
        return self._http.get("/inbox").json()[-1]["code"]

    def advance(self, seconds: float) -> None:
        """Let time pass: hh.ru sends the next code a minute after the last."""
        self._http.post("/clock", json={"advance": seconds})

    def requests(self) -> int:
        """How many requests it has seen."""
        return len(self._http.get("/requests").json())

    def add_vacancy(self, **fields: object) -> str:
        """Add a vacancy; returns its id."""
        return str(self._http.post("/vacancies", json=fields).raise_for_status().json()["id"])

    def add_chat(self, **fields: object) -> str:
        """Add a chat; returns its id."""
        return str(self._http.post("/chats", json=fields).raise_for_status().json()["id"])


@contextmanager
def imitation() -> Iterator[Imitation]:
    """An imitation for the length of a block."""
    command = [sys.executable, "-m", "hh_mcp.sandbox", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout
    try:
        yield Imitation(json.loads(process.stdout.readline())["url"])
    finally:
        process.terminate()
        process.communicate(timeout=20)
