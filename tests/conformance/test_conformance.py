"""The protocol's own conformance suite against our HTTP transport, in both revisions.

The suite also calls tools, prompts and resources of a server made for it; what fails for that reason is listed in
`expected-REVISION.toml`, check by check, with the reason. Anything else that fails is a defect, and a listed check that
passes is to be taken off the list. `NEEDS_NOTHING` names the scenarios that any server can pass whole.
"""

import fnmatch
import json
import os
import socket
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest
import uvicorn
from conformance_node import HERE, program, run
from starlette.types import ASGIApp, Receive, Scope, Send

from hh_mcp.server import build_server
from hh_mcp.settings import Settings
from hh_mcp.transport_http import PATH, Address, make_app

pytestmark = pytest.mark.anyio

TOKEN = "a-token-of-the-tests"
BOTH = {"tools-list", "resources-list", "prompts-list", "completion-complete", "dns-rebinding-protection"}
NEEDS_NOTHING = {
    "2025-11-25": BOTH | {"server-initialize", "ping", "server-sse-multiple-streams", "server-session-lifecycle"},
    "2026-07-28": BOTH
    | {
        "sep-2164-resource-not-found",
        "caching",
        "http-header-validation",
        "input-required-result-unsupported-methods",
        "server-sse-multiple-streams",
    },
}


def with_token(app: ASGIApp) -> ASGIApp:
    """Put the token into every request: the suite cannot, and the door stays as it is."""

    async def carry(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            bearer = (b"authorization", f"Bearer {TOKEN}".encode())
            scope = {**scope, "headers": [*scope["headers"], bearer]}
        await app(scope, receive, send)

    return carry


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[str]:
    """The address of a server over HTTP in this process."""
    app = with_token(make_app(build_server(settings), TOKEN, Address()))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=2))
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(running.serve, [listener])
            yield f"http://127.0.0.1:{listener.getsockname()[1]}{PATH}"
            running.should_exit = True


def judged(folder: Path) -> dict[str, dict[str, str]]:
    """What the suite wrote down: scenario to check to status."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*/checks.json")):
        scenario = path.parent.name.removeprefix("server-").rsplit("-", 6)[0]
        checks = found.setdefault(scenario, {})
        for check in json.loads(path.read_text(encoding="utf-8")):
            if checks.get(check["id"]) != "FAILURE":  # one id may be judged several times
                checks[check["id"]] = check["status"]
    return found


def expected(revision: str) -> set[str]:
    """Checks that are known to fail, as `scenario: check` with `*`; each group of them has a reason."""
    groups = tomllib.loads((HERE / f"expected-{revision}.toml").read_text(encoding="utf-8"))["fails"]
    assert all(group["why"] for group in groups)
    return {check for group in groups for check in group["checks"]}


@pytest.mark.parametrize("revision", sorted(NEEDS_NOTHING))
async def test_nothing_fails_but_what_needs_a_server_made_for_the_suite(revision, make_settings, tmp_path):
    suite = program("@modelcontextprotocol/conformance", "conformance")
    out = tmp_path / "judged"
    async with served(make_settings()) as url:
        command = [*suite, "server", "--url", url, "--requirements", revision, "--output-dir", str(out)]
        done = await run(command, dict(os.environ))
    found = judged(out)
    said = done.stdout.decode()[-3000:]
    failed = {f"{scenario}: {check}" for scenario, checks in found.items() for check in failures(checks)}
    known = {pattern: fnmatch.filter(failed, pattern) for pattern in expected(revision)}
    assert failed == {check for checks in known.values() for check in checks}, said
    assert not [pattern for pattern, checks in known.items() if not checks], "passes by now"
    assert not [check for check in failed if "wire-schema" in check], "what was said is always valid, whatever the test"
    for scenario in NEEDS_NOTHING[revision]:
        assert "SUCCESS" in found[scenario].values(), (scenario, said)
        assert not failures(found[scenario]), (scenario, said)


def failures(checks: dict[str, str]) -> set[str]:
    return {check for check, status in checks.items() if status == "FAILURE"}
