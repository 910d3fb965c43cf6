"""Killed at every named point of a send, five times each, both kinds: one POST in the end, and the truth told."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from crash_zygote import POINTS
from support import RESUME

pytestmark = pytest.mark.anyio

ROUNDS = 5


@pytest.fixture(scope="module")
def zygote():
    """Processes to kill, forked from one that has everything imported."""
    folder = Path(__file__).parent
    process = subprocess.Popen(
        [sys.executable, str(folder / "crash_zygote.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={"PYTHONPATH": f"{folder.parent}", "PATH": "/usr/bin:/bin"},
        cwd=folder.parent.parent,
    )

    def order(**facts):
        process.stdin.write(json.dumps(facts) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield order
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


@pytest.mark.parametrize("tool", ["respond", "send_message"])
@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_any_point_it_is_sent_once_and_said_so(zygote, make_settings, connect, hh, tool, point):
    settings = make_settings()
    async with connect(None):
        pass  # signs in
    shared = {**settings.model_dump(mode="json", exclude_unset=True), "hourly_responses": 200}
    for n in range(ROUNDS):
        if tool == "respond":
            target = hh.add_vacancy(name=f"Вакансия {n}")
            arguments = {"vacancy_id": target, "resume_id": RESUME, "cover_letter": "Здравствуйте!"}
        else:
            target = hh.add_chat()
            arguments = {"chat_id": target, "text": f"Добрый день! {n}"}
        killed = zygote(settings=shared, tool=tool, arguments=arguments, point=point)
        assert killed["died"], killed
        hh.advance(90)  # long enough for silence to mean that nothing was sent
        again = zygote(settings=shared, tool=tool, arguments=arguments)
        assert again["result"]["status"] == "sent", again
        assert accepted(hh, tool, target) == 1
    path = "vacancy_response/popup" if tool == "respond" else "chatik/api/send"
    assert len(hh.requests("POST", path)) == ROUNDS


def accepted(hh, tool: str, target: str) -> int:
    if tool == "respond":
        return len(hh.responses_to(target))
    return sum(1 for message in hh.state()["messages"] if str(message["chat_id"]) == target)
