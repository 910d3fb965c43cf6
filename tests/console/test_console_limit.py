"""At the limit the page says when a response can leave, and each yes leaves a line that the person sees."""

import json
import stat
import sys
import threading

import anyio
import pytest
from console_support import send

from hh_mcp.guard import approval
from hh_mcp.tools.status import status_of

pytestmark = pytest.mark.anyio


async def test_at_the_limit_the_page_says_when_it_can_leave(run_console, propose):
    async with run_console(daily_responses=1) as held:
        send(held, propose(held, target="1"))
        waiting = propose(held, text="Второе письмо", target="2")
        visitor = await held.visit()
        home = (await visitor.get("/")).text
        assert "если вы согласитесь, уйти сможет завтра в" in home
        answer = await visitor.submit(f"/actions/{waiting.id}/approve", f"/actions/{waiting.id}")
        shown = (await visitor.get(answer.headers["location"])).text
        assert "уйти сможет завтра в" in shown
        assert "вот-вот" not in shown
        assert "Передумать и не отправлять" in shown
        await visitor.submit(f"/actions/{waiting.id}/decline", f"/actions/{waiting.id}")
        assert held.app.store.actions.get(waiting.id).state == "declined"


async def test_each_yes_stands_on_the_page_and_in_the_status(run_console, propose):
    async with run_console() as held:
        for target, door in (("1", "terminal"), ("2", "elicitation"), ("3", "card"), ("4", "console")):
            action = propose(held, target=target, employer=f"Работодатель {door}")
            approval.approve(held.app.store, action, door, held.app.now())
        home = (await (await held.visit()).get("/")).text
        given = status_of(held.app).approved
    for door, words in (("terminal", "вы, в терминале"), ("elicitation", "вы, в программе с ассистентом")):
        assert f"Работодатель {door}</a>, {words}" in home
    assert {one.by for one in given} == {"terminal", "elicitation", "card", "console"}
    assert all(one.at and one.employer for one in given)


@pytest.fixture
def told(monkeypatch, tmp_path):
    """A desktop that writes down what it was asked to show."""
    seen, folder = tmp_path / "seen.json", tmp_path / "bin"
    folder.mkdir()
    program = folder / "notify-send"
    script = "import json, os, pathlib, sys\n"
    script += f"path = pathlib.Path({str(seen)!r})\n"
    script += "path.with_suffix('.part').write_text(json.dumps([sys.argv[1:], dict(os.environ)]))\n"
    script += "path.with_suffix('.part').rename(path)\n"
    program.write_text(f"#!{sys.executable}\n{script}", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    monkeypatch.setenv("HH_MCP_HTTP_TOKEN", "a-secret-of-the-person")
    monkeypatch.setattr(sys, "platform", "linux")
    return seen


async def test_each_yes_is_told_on_the_desktop_without_its_text(run_console, propose, told):
    async with run_console() as held:
        approval.approve(held.app.store, propose(held, text="Тайное письмо"), "card", held.app.now())
        with anyio.fail_after(30):
            while not await anyio.Path(told).exists():
                await anyio.lowlevel.checkpoint()
    arguments, environment = json.loads(await anyio.Path(told).read_text(encoding="utf-8"))
    assert "на карточке: ООО «Ромашка»" in arguments[-1]
    assert "Тайное письмо" not in str(arguments)
    assert "a-secret-of-the-person" not in str(environment)


async def test_no_notification_is_shown_where_it_is_switched_off(run_console, propose, told):
    before = set(threading.enumerate())
    async with run_console(notify="none") as held:
        approval.approve(held.app.store, propose(held), "card", held.app.now())
        for thread in set(threading.enumerate()) - before:
            if not thread.name.startswith("AnyIO"):
                await anyio.to_thread.run_sync(thread.join)
    assert not await anyio.Path(told).exists()
