"""The tokens that answers cost an assistant, counted with the tokenizer o200k_base."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import bpe_openai
from calling import sign_in
from imitation import Imitation
from stdio import OURS, Server, running
from table import Row

LONG = "Ищем инженера: автотесты, нагрузка, отчёты. Пишем на Python и Go, смены по графику, «белая» зарплата. " * 150


@cache
def _encoding() -> Any:  # noqa: ANN401 - the package has no types
    return bpe_openai.get_encoding("o200k_base")


def tokens(value: object) -> int:
    """How many tokens a text is, or a value as compact JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return len(_encoding().encode(text))


def measure(home: Path, hh: Imitation) -> Iterator[Row]:
    """Every budget, on the imitation's data and on texts that are longer than usual."""
    long = hh.add_vacancy(name="Ведущий инженер по тестированию", description=f"<p>{LONG}</p>")
    for number in range(20):
        hh.add_chat(text=f"{number}. {LONG[:3000]}")
    with running(OURS, hh.env(home)) as server:
        sign_in(server, hh)
        shown = server.ask("tools/list")["result"]["tools"]
        schemas = sum(tokens(tool["description"]) + tokens(tool["inputSchema"]) for tool in shown)
        yield _row("descriptions and input schemas of the core tools", schemas, 3500)
        found = server.call("search_vacancies", text="python")["items"]
        yield from _call(server, "a search of 20 vacancies", 2000, "search_vacancies", text="python")
        costly = max(found, key=lambda item: tokens(server.call("get_vacancy", vacancy_id=item["id"])))
        yield from _call(server, "a vacancy, the longest of 20", 1300, "get_vacancy", vacancy_id=costly["id"])
        yield from _call(server, f"a vacancy of {len(LONG)} characters", 1300, "get_vacancy", vacancy_id=long)
        yield from _call(server, "20 chats with long messages", 1500, "list_chats")
        yield from _call(server, "a digest of a busy day", 1000, "get_notifications")


def _call(server: Server, what: str, target: int, tool: str, **arguments: Any) -> Iterator[Row]:  # noqa: ANN401
    result = server.ask("tools/call", name=tool, arguments=arguments)["result"]
    yield _row(f"{what}: text", tokens(result["content"][0]["text"]), target)
    yield _row(f"{what}: structured", tokens(result["structuredContent"]), target)


def _row(what: str, count: int, target: int) -> Row:
    return Row(f"tokens: {what}", str(count), "—", count, target, "")
