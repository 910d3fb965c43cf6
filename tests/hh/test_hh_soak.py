"""Five thousand calls, a third of them faulty: every read ends right or typed, no write is seen twice."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import httpx2 as httpx
import pytest

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import HHError
from hh_mcp.hh.models import Receipt

pytestmark = pytest.mark.anyio
RESUME = "a1b2c3d4ff0300000001a1b2c3d4e5f6a7b8c9"
BATCHES, CALLS, FAULTS = 50, 100, 42
POPUP, SEND = "/applicant/vacancy_response/popup", "/chatik/api/send"
PATHS = [
    POPUP,
    SEND,
    "/chatik/api/chats",
    "/chatik/api/chat_data",
    "/chatik/api/unread",
    "/suggests/areas",
    "/employers/500001",
]
KINDS: list[dict[str, Any]] = [
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 429, "retry_after": 0},
    {"kind": "captcha"},
    {"kind": "ddos_html"},
    {"kind": "slow", "seconds": 0.01},
    {"kind": "reset_before"},
    {"kind": "reset_after_commit"},
    {"kind": "garbage"},
    {"kind": "empty"},
    {"kind": "hang"},
    {"kind": "hang_after_commit"},
]


class Soak:
    def __init__(self, client: HHClient, vacancies: list[str], seed: int) -> None:
        self.client = client
        self.vacancies = vacancies
        self.random = random.Random(seed)
        self.outcomes: Counter[str] = Counter()
        self.number = 0
        self.writes = 0

    async def call(self) -> None:
        """Make one call; anything but the right answer or a typed error ends the test."""
        kind, made, right = self.choose()
        self.writes += kind == "write"
        try:
            found = await made()
        except HHError as error:
            self.outcomes[error.code if error.sent == "no" or kind == "write" else "wrong"] += 1
        else:
            self.outcomes["right" if right(found) else "wrong"] += 1

    def choose(self) -> tuple[str, Callable[[], Awaitable[Any]], Callable[[Any], bool]]:
        client, chat = self.client, "5500000001"
        self.number += 1
        if self.number % 10 == 0 and self.vacancies:
            vacancy = self.vacancies.pop()
            return "write", lambda: client.respond_to_vacancy(vacancy, RESUME, "Здравствуйте"), is_receipt
        if self.number % 10 == 5:
            key = f"key-{self.number}"
            return "write", lambda: client.send_chat_message(chat, "Добрый день", key), is_receipt
        reads: list[tuple[Callable[[], Awaitable[Any]], Callable[[Any], bool]]] = [
            (client.get_user_chats, lambda page: any(item.id == chat for item in page.items) or page.has_more),
            (lambda: client.get_chat_detail(chat, limit=5), lambda detail: detail.chat.id == chat),
            (client.get_unread, lambda unread: unread.chats >= 0),
            (lambda: client.get_response_form("900000009"), lambda form: form.vacancy_id == "900000009"),
            (lambda: client.suggest("area", "Москва"), lambda found: any(item.text == "Москва" for item in found)),
            (lambda: client.get_employer("500001"), lambda employer: employer.id == "500001"),
        ]
        return "read", *self.random.choice(reads)


def bodies(posts: list[dict[str, Any]], path: str, kind: str, key: str) -> Counter[str]:
    """Count writes by what they were about; a request that was cut off before its body was read has no name."""
    found = [item[kind] or {} for item in posts if item["path"].endswith(path)]
    return Counter(body[key] for body in found if key in body)


def faults_left(hh: Any) -> int:
    found = httpx.get(f"{hh.url}/_sandbox/faults", trust_env=False).json()["faults"]
    return sum(fault["left"] for fault in found)


def is_receipt(found: Any) -> bool:
    return isinstance(found, Receipt)


async def test_a_long_day_with_a_broken_hh(hh, client: HHClient, open_client: Any):
    hh.reset(responses_limit=100_000)
    await client.request_login_code("+79000000009")
    await client.confirm_login(hh.codes()[-1]["code"])
    vacancies = [hh.add_vacancy(name=f"Инженер {number}") for number in range(BATCHES * CALLS // 10)]
    faulty = 0
    async with open_client(read_timeout=0.4, write_timeout=0.5, backoff=0.005) as patient:
        soak = Soak(patient, vacancies, seed=7)
        for _ in range(BATCHES):
            for _ in range(FAULTS):
                hh.fault(path=soak.random.choice(PATHS), **soak.random.choice(KINDS))
            async with anyio.create_task_group() as group:
                for _ in range(CALLS):
                    group.start_soon(soak.call)
            patient.resume_writes()
            faulty += FAULTS - faults_left(hh)
            hh.clear_faults()
    assert (soak.outcomes.total(), soak.outcomes["wrong"]) == (BATCHES * CALLS, 0)
    assert faulty > BATCHES * CALLS / 3
    assert soak.outcomes["right"] > BATCHES * CALLS / 2
    assert soak.outcomes["outcome_unknown"] > 0
    posts = hh.requests("POST")
    assert len(posts) - 2 <= soak.writes  # two of them signed in
    responses = bodies(posts, POPUP, "form", "vacancy_id")
    messages = bodies(posts, SEND, "json", "idempotencyKey")
    assert responses
    assert messages
    assert set(responses.values()) == set(messages.values()) == {1}
    state = hh.state()
    accepted = Counter(str(item["vacancy_id"]) for item in state["responses"])
    assert set(accepted.values()) == {1}
