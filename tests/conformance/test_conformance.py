"""The protocol's own conformance suite against our HTTP transport: all that each revision requires.

What the suite calls by name is added to our server by `conformance_fixtures`. What fails because this server does not
offer a feature is listed in `expected-REVISION.toml`, check by check, with the reason. Anything else that fails is a
defect, and a listed check that passes is to be taken off the list. Scenarios in `OURS` must pass whole.
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
from conformance_fixtures import furnish
from conformance_node import HERE, program, run
from starlette.types import ASGIApp, Receive, Scope, Send

from hh_mcp.server import build_server
from hh_mcp.settings import Settings
from hh_mcp.transport_http import PATH, Address, make_app

pytestmark = pytest.mark.anyio

TOKEN = "a-token-of-the-tests"
BOTH = {
    *("tools-list", "tools-call-simple-text", "tools-call-error", "tools-call-with-progress"),
    *("resources-list", "resources-read-text", "resources-templates-read", "prompts-list", "prompts-get-with-args"),
    *("completion-complete", "dns-rebinding-protection", "server-sse-multiple-streams"),
}
OURS = {
    "2025-11-25": BOTH | {"server-initialize", "ping", "server-session-lifecycle", "tools-call-elicitation"},
    "2026-07-28": BOTH
    | {
        *("server-stateless", "caching", "http-header-validation", "sep-2164-resource-not-found"),
        *("input-required-result-basic-elicitation", "input-required-result-multi-round"),
        *("input-required-result-request-state", "input-required-result-tampered-state"),
        *("input-required-result-validate-input", "input-required-result-non-tool-request"),
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
    app = with_token(make_app(furnish(build_server(settings)), TOKEN, Address()))
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


@pytest.mark.parametrize("revision", sorted(OURS))
async def test_all_that_a_revision_requires_passes_but_what_is_not_offered(revision, make_settings, tmp_path):
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
    for scenario in OURS[revision]:
        assert "SUCCESS" in found[scenario].values(), (scenario, said)
        assert not failures(found[scenario]), (scenario, said)


def failures(checks: dict[str, str]) -> set[str]:
    return {check for check, status in checks.items() if status == "FAILURE"}
