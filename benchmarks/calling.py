"""Calls: a search and 32 reads beside the same pages asked for by bare httpx2, memory, and requests that tools cost."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import anyio
import httpx2 as httpx
from anyio.from_thread import start_blocking_portal
from imitation import PHONE, Imitation
from starting import memory_row
from stdio import BARE, OURS, Server, running, said
from table import Row, ms, paired, quantile

SEARCHES, ROUNDS, AT_ONCE = 500, 15, 32
TEXT = "python"
_STATE = re.compile(r'id="HH-Lux-InitialState"[^>]*>(.*?)</template>', re.DOTALL)


def measure(home: Path, hh: Imitation) -> Iterator[Row]:
    """Every row about calls; one server for all of them."""
    with running(OURS, hh.env(home)) as server:
        yield from _searches(server, hh)
        yield _reads(server, hh)
        yield from _costs(server, hh)
    yield _memory(home / "demo", hh)


def _searches(server: Server, hh: Imitation) -> Iterator[Row]:
    ours, bare = [], []
    params = {"text": TEXT, "page": 0, "items_on_page": 20}
    with httpx.Client(base_url=f"{hh.url}/site", trust_env=False) as http:
        for number in range(SEARCHES + 20):
            start = perf_counter()
            _state(http.get("/search/vacancy", params=params))
            middle = perf_counter()
            server.call("search_vacancies", text=TEXT)
            if number >= 20:  # what is made once is made
                bare.append(middle - start)
                ours.append(perf_counter() - middle)
    what = f"`search_vacancies` over stdio, {{}} of {SEARCHES}"
    for name, share, target in (("p50", 0.5, 1.5), ("p99", 0.99, 2.0)):
        mine, its = quantile(ours, share), quantile(bare, share)
        yield Row(what.format(name), ms(mine), f"bare GET, JSON parsed: {ms(its)}", mine / its, target)


def _reads(server: Server, hh: Imitation) -> Row:
    ids = [item["id"] for page in (0, 1) for item in server.call("search_vacancies", text=TEXT, page=page)["items"]]
    ids = ids[:AT_ONCE]
    assert len(ids) == AT_ONCE
    ours, bare = [], []
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(_client(hh)) as http:
        for _ in range(ROUNDS + 1):
            bare.append(portal.call(_gathered, http, ids))
            ours.append(_called(server, ids))
    what, its = f"{AT_ONCE} reads at once through one server", median(bare[1:])
    return Row(what, ms(median(ours[1:])), f"gather of bare GETs: {ms(its)}", paired(ours[1:], bare[1:]), 1.5)


def _called(server: Server, ids: list[str]) -> float:
    start = perf_counter()
    asked = [server.request("tools/call", name="get_vacancy", arguments={"vacancy_id": number}) for number in ids]
    for answer in server.answers(asked):
        said(answer)
    return perf_counter() - start


def _client(hh: Imitation) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"{hh.url}/site", trust_env=False)


async def _gathered(http: httpx.AsyncClient, ids: list[str]) -> float:
    async def read(number: str) -> None:
        _state(await http.get(f"/vacancy/{number}"))

    start = perf_counter()
    async with anyio.create_task_group() as tasks:
        for number in ids:
            tasks.start_soon(read, number)
    return perf_counter() - start


def _state(response: httpx.Response) -> dict[str, Any]:
    """The JSON that a page carries, the shortest way."""
    found = _STATE.search(response.raise_for_status().text)
    assert found
    return json.loads(html.unescape(found[1]))


def sign_in(server: Server, hh: Imitation) -> None:
    """Sign in by code."""
    hh.advance(61)
    server.call("login_request_code", login=PHONE)
    server.call("login_confirm", code=hh.code())


def _costs(server: Server, hh: Imitation) -> Iterator[Row]:
    """How many requests hh.ru gets for each call."""
    sign_in(server, hh)
    vacancy = hh.add_vacancy(name="Инженер по тестированию")
    resume = server.call("list_resumes")["items"][0]["id"]
    server.call("lookup", kind="area", text="Казань")
    calls: dict[str, tuple[int, dict[str, Any]]] = {
        "search_vacancies": (1, {"text": TEXT}),
        "get_vacancy": (1, {"vacancy_id": vacancy}),
        "respond": (3, {"vacancy_id": vacancy, "resume_id": resume, "cover_letter": "Здравствуйте!"}),
        "get_notifications": (4, {}),
        "lookup": (0, {"kind": "area", "text": "Казань"}),
    }
    for tool, (target, arguments) in calls.items():
        before = hh.requests()
        done = server.call(tool, **arguments)
        assert done.get("status", "sent") == "sent", done  # a response that nobody approved costs less
        spent = hh.requests() - before
        name = "a second look-up of the same city" if tool == "lookup" else f"`{tool}`"
        yield Row(f"requests to hh.ru: {name}", str(spent), "—", spent, target, "")


def _memory(home: Path, hh: Imitation) -> Row:
    """What the server holds after a conversation from sign-in to a message, beside the bare one after as many calls."""
    with running(OURS, hh.env(home)) as server, running(BARE, {}) as bare:
        for each in (server, bare):
            each.ask("tools/list")
        _converse(server, hh)
        for _ in range(12):
            bare.ask("tools/call", name="hello", arguments={"name": "you"})
        return memory_row("memory after the demo conversation", server.memory(), bare.memory(), 35)


def _converse(server: Server, hh: Imitation) -> None:
    """What `hh-mcp demo` does: from sign-in to a response and a message."""
    server.call("get_status")
    sign_in(server, hh)
    resume = server.call("list_resumes")["items"][0]["id"]
    server.call("get_resume", resume_id=resume)
    found = server.call("search_vacancies", text="python", area="Москва")["items"]
    server.call("get_vacancy", vacancy_id=found[0]["id"])
    vacancy = hh.add_vacancy(name="Python-разработчик")
    assert server.call("respond", vacancy_id=vacancy, resume_id=resume, cover_letter="Добрый день!")["status"] == "sent"
    chats = server.call("list_chats")["items"]
    server.call("get_chat", chat_id=chats[0]["id"])
    assert server.call("send_message", chat_id=chats[0]["id"], text="Спасибо, буду!")["status"] == "sent"
    server.call("list_responses")
    server.call("get_notifications")
