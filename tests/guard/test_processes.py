"""Several processes share one store: the limit holds to the unit, and a crash hides nothing."""

import os
import signal
import sys

import anyio
import pytest
from mcp import Client, StdioServerParameters
from support import READING, RESUME, Assistant, environment, yes

pytestmark = pytest.mark.anyio


def server(settings, pid_file=None, **changes: str) -> StdioServerParameters:
    """A real server process on the store of `settings`; with a file, its process id is written there."""
    env = {**environment(settings), **{f"HH_MCP_{name.upper()}": value for name, value in changes.items()}}
    serve = f"{sys.executable} -m hh_mcp serve"
    note = f"echo $$ > {pid_file}; " if pid_file else ""
    return StdioServerParameters(command="sh", args=["-c", f"{note}exec {serve}"], env=env)


async def test_eight_processes_share_a_limit_of_10(make_settings, connect, hh):
    async with connect(None):
        pass  # signs in: the session is in the store that all share
    vacancies = [hh.add_vacancy(name=f"Вакансия {n}") for n in range(16)]
    outcomes: list[str] = []

    async def apply_everywhere() -> None:
        async with Client(server(make_settings(), daily_responses="10"), elicitation_callback=yes(READING)) as client:
            for vacancy in vacancies:
                result = await Assistant(client).raw("respond", vacancy_id=vacancy, resume_id=RESUME)
                text = result.content[0].text
                outcomes.append(text[1 : text.index("]")] if result.is_error else result.structured_content["status"])

    with anyio.fail_after(120):
        async with anyio.create_task_group() as group:
            for _ in range(8):
                group.start_soon(apply_everywhere)

    accepted = [r["vacancy_id"] for r in hh.state()["responses"] if str(r["vacancy_id"]) in vacancies]
    assert len(accepted) == len(set(accepted)) == 10
    assert len(hh.requests("POST", "vacancy_response/popup")) == 10
    assert len(outcomes) == 8 * 16
    assert set(outcomes) <= {"sent", "limit_reached", "pending_approval"}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_killed_after_hh_accepted_it_the_response_is_found_and_not_repeated(
    make_settings, connect, hh, vacancy, tmp_path, mode
):
    async with connect(None):
        pass
    respond = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": "Здравствуйте!"}
    hh.fault(method="POST", path="vacancy_response/popup", kind="hang_after_commit", times=1, seconds=30)
    pid_file = tmp_path / "pid"

    async def die_once_accepted() -> None:
        while not hh.responses_to(vacancy):
            await anyio.sleep(0.02)
        os.kill(int(pid_file.read_text(encoding="utf-8")), signal.SIGKILL)

    async def respond_and_die() -> None:
        client = Client(server(make_settings(), pid_file), mode=mode, elicitation_callback=yes(READING))
        async with client, anyio.create_task_group() as group:
            group.start_soon(die_once_accepted)
            await client.call_tool("respond", respond)

    with anyio.fail_after(30):
        with pytest.raises(BaseExceptionGroup) as broken:
            await respond_and_die()
        assert broken.value.subgroup((TimeoutError, AssertionError)) is None
        async with Client(server(make_settings()), mode=mode, elicitation_callback=None) as client:
            found = await Assistant(client).call("respond", **respond)
    assert found["status"] == "sent"
    assert len(hh.responses_to(vacancy)) == len(hh.requests("POST", "vacancy_response/popup")) == 1
