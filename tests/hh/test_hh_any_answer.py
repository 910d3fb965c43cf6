"""Whatever hh.ru answers to a write, it ends as a receipt, a typed refusal, or unknown; and never as a guess."""

import json
import random
from typing import Any

import hh_samples as samples
import pytest
from hh_memory import MemoryStore
from hh_servers import Pretender, answer, serving

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.config import HHConfig
from hh_mcp.hh.errors import HHError
from hh_mcp.hh.models import Receipt
from hh_mcp.hh.refusals import REFUSALS

pytestmark = pytest.mark.anyio
SITE = json.dumps({"id": "s1", "cookies": {"hhtoken": "t", "_xsrf": "x"}, "signed_in": True})
TOKEN = json.dumps({"user": {"access": "USER1", "expires_at": "2999-01-01T00:00:00Z"}})
PATHS = [
    "/site/applicant/vacancy_response/popup",
    "/chatik/chatik/api/send",
    "/api/negotiations",
    "/api/common/chats/55/messages",
]
STATUSES = [
    200,
    201,
    202,
    204,
    301,
    302,
    303,
    304,
    307,
    400,
    401,
    402,
    403,
    404,
    408,
    409,
    410,
    425,
    429,
    451,
    500,
    502,
    503,
    504,
]
WORDS = [*REFUSALS, "unheard", "", "true"]
LOCATIONS = [
    "/account/login",
    "/account/captcha",
    "/site/x",
    "//evil.example",
    "https://evil.example/",
    "http://[",
    "x",
    "",
]


def a_body(dice: random.Random) -> bytes:
    word = dice.choice(WORDS)
    values: list[Any] = [
        None,
        {},
        [],
        {"success": dice.choice([True, "true", "false", 1, None])},
        {"id": dice.choice([7, "7", None, True, []])},
        {"message": {"id": 7}},
        {"error": word},
        {"error": {"code": word}},
        {"error": [{"key": word}]},
        {"errors": [{"type": dice.choice(["negotiations", "oauth", "forbidden"]), "value": word}]},
        {"success": "true", "topic_id": "1", word or "x": True},
        {"responseStatus": {"responded": True}},
        {"xsrfError": True},
        {"hhcaptcha": {"isBot": True}},
        samples.POPUP,
    ]
    raw = [b"", b"<html>", b"<!DOCTYPE html><title>HeadHunter</title>", b"DDoS-Guard", b"{", b"\xff\xfe", b"<doc/>"]
    return dice.choice([*raw, *[json.dumps(value).encode() for value in values]])


def config(url: str, route: str) -> HHConfig:
    return HHConfig(
        api_url=f"{url}/api",
        site_url=f"{url}/site",
        chat_url=f"{url}/chatik",
        api_user_agent="hh-mcp/test",
        site_user_agent="hh-mcp/test",
        pace=0,
        route=route,
        write_timeout=5,
    )


@pytest.mark.parametrize("route", ["site", "api"])
async def test_any_answer_to_a_write_ends_right(route: str, store: MemoryStore):
    dice = random.Random(11)
    pretender = Pretender()
    async with serving(pretender) as server, HHClient(config(server.url, route), store) as client:
        for number in range(600):
            store.texts = {"site": SITE, "oauth": TOKEN}
            pretender.seen.clear()
            status, body = dice.choice(STATUSES), a_body(dice)
            headers = [f"Location: {dice.choice(LOCATIONS)}"] if 300 <= status < 400 and dice.random() < 0.8 else []
            for path in PATHS:
                pretender.tell(path, answer(status, b"" if status in (204, 304) else body, *headers), "POST")
            write = (
                client.respond_to_vacancy("1", samples.HASH, "Письмо")
                if number % 2
                else client.send_chat_message("55", "Да", "k")
            )
            sent = await outcome(write)
            said = (status, headers, body)
            assert len(pretender.made("POST")) == 1, said
            assert sent in allowed(status, headers), said


async def outcome(write: Any) -> str:
    try:
        found = await write
    except HHError as error:
        return error.sent
    assert isinstance(found, Receipt)
    return "yes"


def allowed(status: int, headers: list[str]) -> set[str]:
    """What a status permits: no success without 2xx, no certainty with 5xx or a redirect to nowhere."""
    if status >= 500 or status == 408 or (300 <= status < 400 and status != 303 and not headers):
        return {"unknown"}
    return {"yes", "no", "unknown"} if status < 300 else {"no", "unknown"}
