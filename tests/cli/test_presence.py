"""A decision in the terminal is a person's: no coding agent's, nothing typed blindly."""

import json
import shlex
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from support import CARD, environment, in_terminal, word_of

from hh_mcp.guard import approval
from hh_mcp.guard.action import Preview, Proposal
from hh_mcp.store import Store
from hh_mcp.store.records import Kind, Quota, State


@pytest.fixture
def settings(make_settings):
    return make_settings()


@pytest.fixture
def waiting(settings) -> str:
    """An action that waits for the person."""
    return propose(settings, employer="ООО «Ромашка»", vacancy="Инженер по тестированию")


def propose(settings, **seen: str) -> str:
    target = str(sum(map(ord, str(seen))))
    proposal = Proposal(account=settings.account_key, kind=Kind.RESPOND, target=target, resume="r1", text="Письмо")
    with Store.open(settings.database) as store:
        draft = proposal.draft(Preview(**seen))
        return store.actions.propose(draft, datetime.now(UTC), timedelta(hours=1)).id


def state_of(settings, action: str) -> State:
    with Store.open(settings.database) as store:
        found = store.actions.get(action)
        assert found is not None
        return found.state


MARKS = ["CLAUDECODE", "CURSOR_AGENT", "CURSOR_TRACE_ID", "CODEX_SANDBOX", "CODEX_THREAD_ID", "GEMINI_CLI"]


@pytest.mark.parametrize("mark", MARKS)
def test_below_a_coding_agent_nothing_is_decided(settings, waiting, monkeypatch, mark):
    kept = environment(settings)
    monkeypatch.setattr("support.environment", lambda _: {**kept, mark: "1"})
    for command in (["approvals", "approve", waiting], ["approvals", "edit", waiting], ["console", "--no-browser"]):
        shown = in_terminal(settings, command, "", code=4, after=mark)
        assert "решает человек" in shown
        assert "127.0.0.1" not in shown
    assert state_of(settings, waiting) is State.PROPOSED


def test_a_setting_of_an_agent_is_no_agent(settings, waiting, monkeypatch):
    kept = environment(settings)
    monkeypatch.setattr("support.environment", lambda _: {**kept, "CODEX_HOME": "/home/x", "CLAUDECODE": ""})
    in_terminal(settings, ["approvals", "approve", waiting], "да\n")
    assert state_of(settings, waiting) is State.APPROVED


AGENT = """
import subprocess, sys
pipe = subprocess.PIPE
server = subprocess.Popen([{launcher} sys.executable, "-m", "hh_mcp"], stdin=pipe, stdout=pipe)
server.stdin.write({hello!r})
server.stdin.flush()
server.stdout.readline()
command = [sys.executable, "-m", "hh_mcp", "approvals", "approve", sys.argv[1]]
done = subprocess.run(["script", "-qec", " ".join(command), "/dev/null"], capture_output=True, text=True)
print(done.stdout, done.returncode)
server.kill()
"""
HELLO = b'{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},'
HELLO += b'"clientInfo":{"name":"test","version":"1"}}}\n'


@pytest.mark.parametrize("launcher", ["", '"sh", "-c", \'"$@"; exit\', "sh",'], ids=["itself", "by_a_launcher"])
def test_the_program_that_runs_our_server_decides_nothing(settings, waiting, launcher):
    """An agent without a mark: it has a terminal of its own, and our server among its children."""
    program = [sys.executable, "-c", AGENT.format(hello=HELLO, launcher=launcher), waiting]
    done = subprocess.run(program, env=environment(settings), capture_output=True, text=True, timeout=60, check=True)
    assert "решает человек" in done.stdout
    assert done.stdout.split()[-1] == "4"
    assert state_of(settings, waiting) is State.PROPOSED


def test_what_is_typed_before_the_question_is_no_answer(settings, waiting):
    """The word itself, typed ahead a hundred times, is thrown away: nobody has read the card yet."""
    blind = "\n".join(["да", "yes", "y", *["Ромашка", "Инженер", "тестированию"] * 30]) + "\n"
    typed = f"{{ printf {shlex.quote(blind)}; sleep 4; printf '\\n'; }}"
    command = shlex.join([sys.executable, "-m", "hh_mcp", "approvals", "approve", waiting])
    pipeline = f"{typed} | script -qec {shlex.quote(command)} /dev/null"
    done = subprocess.run(
        ["sh", "-c", pipeline], env=environment(settings), capture_output=True, timeout=60, check=False
    )
    assert CARD.encode() in done.stdout
    assert state_of(settings, waiting) is State.PROPOSED


@pytest.mark.parametrize("answer", ["yes\n", "y\n", "д\n", "да \n", "Роман\n", "\n"])
def test_a_yes_without_the_word_is_no_yes(settings, waiting, answer):
    in_terminal(settings, ["approvals", "approve", waiting], answer, code=4)
    assert state_of(settings, waiting) is State.PROPOSED


def test_the_word_changes_from_time_to_time(settings, waiting):
    words = {
        word_of(in_terminal(settings, ["approvals", "approve", waiting], "нет\n", code=4, after=CARD))
        for _ in range(12)
    }
    assert words <= {"Ромашка", "Инженер", "тестированию"}
    assert len(words) > 1


@pytest.mark.parametrize("employer", ["—", "3M", "北京字节跳动"])
def test_a_card_without_a_word_asks_for_digits(settings, employer):
    action = propose(settings, employer=employer)
    shown = in_terminal(settings, ["approvals", "approve", action], "да\n")
    assert word_of(shown).isdecimal()
    assert state_of(settings, action) is State.APPROVED


def test_the_editor_gets_none_of_our_secrets(settings, waiting, tmp_path, monkeypatch):
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\nenv > {tmp_path}/seen\n", encoding="utf-8")
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    kept = environment(settings)
    monkeypatch.setattr("support.environment", lambda _: {**kept, "HH_MCP_HTTP_TOKEN": "secret-of-the-door"})
    in_terminal(settings, ["approvals", "edit", waiting], "да\n")
    assert "secret-of-the-door" not in (tmp_path / "seen").read_text(encoding="utf-8")


def test_a_reader_that_leaves_early_hears_no_error(settings, waiting):
    """`hh-mcp audit export | head -1`: the rest is not wanted, and nothing is wrong."""
    with Store.open(settings.database) as store:
        for _ in range(3_000):
            store.audit.append("chat_read", account=settings.account_key, now=datetime.now(UTC), target="7" * 40)
    command = f"{shlex.join([sys.executable, '-m', 'hh_mcp', 'audit', 'export'])} | head -1"
    done = subprocess.run(["sh", "-c", command], env=environment(settings), capture_output=True, timeout=60, check=True)
    assert json.loads(done.stdout)["event"] == "proposed"
    assert done.stderr == b""


def test_at_the_limit_the_terminal_says_when_it_can_leave(settings, waiting, monkeypatch):
    kept = environment(settings)
    monkeypatch.setattr("support.environment", lambda _: {**kept, "HH_MCP_DAILY_RESPONSES": "1"})
    with Store.open(settings.database) as store:
        action = store.actions.get(waiting)
        assert action is not None
        now = datetime.now(UTC)
        given = approval.approve(store, action, "terminal", now)
        store.actions.reserve(given, given.approved, Quota(limit=1), now)
    second = propose(settings, employer="ООО «Лютик»")
    shown = in_terminal(settings, ["approvals", "approve", second], "да\n")
    assert "предел исчерпан, уйти сможет" in shown
    assert f"approvals decline {second}" in shown
