"""The server as a client starts it: a process on stdio, both protocol eras, nothing but protocol on stdout."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import anyio
import pytest
from mcp import Client, StdioServerParameters
from support import environment

from hh_mcp import transport_stdio
from hh_mcp.settings import Settings

pytestmark = pytest.mark.anyio
WHO = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
HELLO = b"".join(
    json.dumps({"jsonrpc": "2.0", **line}).encode() + b"\n"
    for line in ({"id": 0, "method": "initialize", "params": WHO}, {"method": "notifications/initialized"})
)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_stock_client_talks_to_the_server_with_its_own_imitation(tmp_path, make_settings, mode):
    env = {**environment(make_settings()), "HH_MCP_HOME": str(tmp_path)}
    server = StdioServerParameters(command=sys.executable, args=["-m", "hh_mcp", "serve", "--sandbox"], env=env)
    async with Client(server, mode=mode) as client:
        assert client.protocol_version == ("2026-07-28" if mode == "auto" else "2025-11-25")
        names = {tool.name for tool in (await client.list_tools()).tools}
        status = (await client.call_tool("get_status")).structured_content
        found = (await client.call_tool("search_vacancies", {"text": "python"})).structured_content
    assert {"login_request_code", "login_confirm", "list_resumes", "search_vacancies", "respond"} <= names
    assert status["sandbox_url"].startswith("http://127.0.0.1:")
    assert found["items"]


def test_stdout_belongs_to_the_protocol(make_settings):
    lines = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": WHO},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "get_status", "arguments": {}}},
        {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "list_resumes", "arguments": {}}},
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "hh_mcp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(make_settings()),
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.writelines(json.dumps(line) + "\n" for line in lines)
    process.stdin.flush()
    answers = [json.loads(process.stdout.readline()) for _ in range(3)]
    rest, _ = process.communicate(timeout=60)
    assert {answer["id"] for answer in answers} == {1, 2, 3}
    assert rest == ""
    assert process.returncode == 0


@contextmanager
def started(settings: Settings) -> "Iterator[subprocess.Popen[bytes]]":
    """A server process, all three of its streams in our hands; ended when it leaves something unanswered."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "hh_mcp"]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment(settings)) as process:
        bound = threading.Timer(90, process.kill)
        bound.start()
        yield process
        bound.cancel()


def question(number: int) -> bytes:
    """A question whose answer is long."""
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": "tools/list"}).encode() + b"\n"


def test_a_client_that_reads_late_gets_every_byte(make_settings):
    """A hundred long answers fill the pipe many times over before the first of them is read."""
    with started(make_settings()) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(HELLO + b"".join(question(number) for number in range(1, 101)))
        process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for _ in range(101)]
        rest, told = process.communicate(timeout=60)
    assert {answer["id"] for answer in answers} == set(range(101))
    assert all(answer["result"]["tools"] for answer in answers[1:])
    assert (rest, told, process.returncode) == (b"", b"", 0)


@pytest.mark.parametrize("stderr", [subprocess.PIPE, subprocess.STDOUT])
def test_a_file_and_a_shared_pipe_are_served_too(make_settings, tmp_path, stderr):
    """Where the event loop cannot wait for stdin, or must leave stdout as it is, threads do."""
    questions = tmp_path / "questions"
    questions.write_bytes(HELLO)
    with questions.open("rb") as said:
        done = subprocess.run(
            [sys.executable, "-m", "hh_mcp"],
            stdin=said,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=environment(make_settings()),
            timeout=60,
            check=True,
        )
    assert json.loads(done.stdout)["result"]["serverInfo"]["name"] == "hh-mcp"


def test_what_is_printed_while_serving_never_reaches_the_protocol():
    script = """
import subprocess, sys
from hh_mcp.transport_stdio import claimed, has_pipes
assert has_pipes()
with claimed():
    print("from a library")
    subprocess.run(["echo", "from a child"])
    assert sys.stdin.read() == ""
print("afterwards")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], input=b"for the protocol alone\n", capture_output=True, timeout=60, check=False
    )
    assert done.stdout == b"afterwards\n", done.stderr
    assert sorted(done.stderr.split(b"\n")) == [b"", b"from a child", b"from a library"]


def test_what_was_printed_before_a_crash_never_reaches_the_protocol():
    script = """
from hh_mcp.transport_stdio import claimed
with claimed():
    print("from a library")
    raise ZeroDivisionError
"""
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, input=b"", capture_output=True, env=buffered, timeout=60, check=False)
    assert done.stdout == b""
    assert b"from a library" in done.stderr
    assert b"ZeroDivisionError" in done.stderr


def test_a_client_that_stops_reading_has_gone(make_settings):
    """Its server ends quietly: nothing is wrong with this machine."""
    with started(make_settings()) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(HELLO)
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(question(1))
        process.stdin.flush()
        assert (process.stderr.read(), process.wait(60)) == (b"", 0)


def test_a_client_on_one_socket_may_leave_answers_unread(make_settings):
    ours, theirs = socket.socketpair()
    with (
        subprocess.Popen(
            [sys.executable, "-m", "hh_mcp"],
            stdin=theirs,
            stdout=theirs,
            stderr=subprocess.PIPE,
            env=environment(make_settings()),
        ) as process,
        ours,
    ):
        theirs.close()
        ours.sendall(HELLO + question(1))
        assert ours.recv(1)
        ours.close()
        assert process.stderr is not None
        assert (process.stderr.read(), process.wait(60)) == (b"", 0)


async def test_lines_come_whole_however_they_are_cut():
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    lines = transport_stdio._Lines(reading)
    text = ["первая".encode(), b"{}", b"", b"x" * 200_000, b"\xff", "без конца".encode()]
    data = b"\n".join(text)

    async def write() -> None:
        for start in range(0, len(data), 997):
            await anyio.to_thread.run_sync(os.write, writing, data[start : start + 997])
        os.close(writing)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(write)
        assert [line async for line in lines] == text
    os.close(reading)


ENVELOPE = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
MODERN = json.dumps({"jsonrpc": "2.0", "id": 0, "method": "tools/list", "params": {"_meta": ENVELOPE}}).encode() + b"\n"


def respond(letter: bytes) -> bytes:
    """A call of a tool, written by hand; its id comes last, as the TypeScript SDK writes it."""
    call = b'{"method":"tools/call","params":{"name":"respond","arguments":{"cover_letter":%s}},"jsonrpc":"2.0","id":7}'
    return call % letter


BROKEN = {
    "lone_surrogate": (respond(rb'"\ud83d SECRET"'), 7, -32700),
    "long_integer": (respond(b"1" * 5_000), 7, -32700),
    "deep_arrays": (respond(b"[" * 300 + b"]" * 300), 7, -32700),
    "deeper_arrays": (respond(b"[" * 200_000 + b"]" * 200_000), None, -32700),
    "not_utf8": (respond(b'"SECRET \xff"'), 7, -32700),
    "cut_after_its_id": (b'{"jsonrpc":"2.0", "method" : "ping", "id" : "a7", "params":{"x":"SECRET', "a7", -32700),
    "cut_before_its_id": (b'{"method":"ping","params":{"id":9,"x":"SECRET', None, -32700),
    "no_json": (b"SECRET", None, -32700),
    "long_id": (b'{"jsonrpc":"2.0","method":"ping","id":' + b"7" * 5_000 + b"}", None, -32700),
    "answer_to_no_question": (rb'{"jsonrpc":"2.0","id":0,"result":{"text":"\ud83d SECRET"}}', None, -32700),
    "batch": (b"[]", None, -32600),
    "other_protocol": (b'{"jsonrpc":"1.0","method":"ping","id":7}', 7, -32600),
    "method_is_a_number": (b'{"jsonrpc":"2.0","method":5,"id":7}', 7, -32600),
}


@pytest.mark.parametrize("hello", [HELLO, MODERN], ids=["legacy", "modern"])
def test_a_line_that_does_not_parse_is_answered(make_settings, hello):
    """Each within a second, without a word of the line in the log; the server lives on."""
    with started(make_settings()) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(hello)
        process.stdin.flush()
        process.stdout.readline()
        for name, (line, number, code) in BROKEN.items():
            began = time.monotonic()
            process.stdin.write(b"\n  \n" + line + b"\n")  # a line of nothing but space is no question
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert (answer["id"], answer["error"]["code"]) == (number, code), name
            assert time.monotonic() - began < 1, name
        process.stdin.write(MODERN if hello is MODERN else question(1))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["result"]["tools"]
        rest, log = process.communicate(timeout=60)
    assert (rest, process.returncode) == (b"", 0)
    assert log.count(b"no JSON-RPC message") == len(BROKEN)
    assert b"SECRET" not in log


def test_a_broken_line_of_a_file_is_answered_too(make_settings, tmp_path):
    """There the SDK reads in threads: the same answer, whoever reads."""
    questions = tmp_path / "questions"
    questions.write_bytes(BROKEN["lone_surrogate"][0] + b"\n" + HELLO)
    with questions.open("rb") as said:
        done = subprocess.run(
            [sys.executable, "-m", "hh_mcp"],
            stdin=said,
            capture_output=True,
            env=environment(make_settings()),
            timeout=60,
            check=True,
        )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [7, 0]
    assert answers[0]["error"]["code"] == -32700


def test_a_broken_answer_leaves_the_question_open(make_settings):
    """Its id is a number of ours: a client that has the same one must not take the error for its own answer."""
    with started(make_settings()) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(HELLO + BROKEN["answer_to_no_question"][0] + b"\n" + question(1))
        process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for _ in range(3)]
        process.communicate(timeout=60)
    assert {answer["id"] for answer in answers} == {0, None, 1}
