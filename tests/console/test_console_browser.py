"""The browser is opened for the person, and the secret is shown to nobody on the way."""

import json
import re
import stat
import sys
from pathlib import Path

import anyio
import pytest
from loopback import new_browser

pytestmark = pytest.mark.anyio

RECORDER = """\
import json, os, pathlib, sys, urllib.parse, urllib.request
page = pathlib.Path(urllib.request.url2pathname(urllib.parse.urlsplit(sys.argv[-1]).path))
seen = {"arguments": sys.argv, "mode": os.stat(page).st_mode, "page": page.read_text(), "path": str(page)}
seen["folder"] = os.stat(page.parent).st_mode
seen["environment"] = dict(os.environ)
print("a browser talks a lot")
pathlib.Path(sys.argv[1]).write_text(json.dumps(seen))
"""


@pytest.fixture
def browser(tmp_path, monkeypatch):
    """A browser that writes down what it was given."""
    script, seen = tmp_path / "browser.py", tmp_path / "seen.json"
    script.write_text(RECORDER)
    monkeypatch.setenv("BROWSER", f"{sys.executable} {script} {seen} %s")
    return seen


async def gone(path: str) -> None:
    with anyio.fail_after(5):
        while await anyio.Path(path).exists():
            await anyio.lowlevel.checkpoint()


async def test_the_secret_is_in_a_private_file_and_not_in_the_process_list(run_console, browser, capfd):
    async with run_console(open_browser=True) as held, new_browser() as http:
        assert await held.console.show("/sign-in") is True
        seen = json.loads(browser.read_text())
        entry = re.search(r"url=([^\"]+)", seen["page"])[1]
        secret = entry.partition("key=")[2]
        assert len(secret) > 40
        assert secret not in str(seen["arguments"]) + str(seen["environment"])
        assert stat.S_IMODE(seen["mode"]) == 0o600
        assert stat.S_IMODE(seen["folder"]) == 0o700
        came = await http.get(entry)
        assert 'content="0;url=/sign-in"' in came.text
        await gone(seen["path"])
    assert capfd.readouterr().out == ""  # standard output belongs to the protocol


async def test_the_file_does_not_outlive_the_console(run_console, browser):
    async with run_console(open_browser=True) as held:
        await held.console.show()
        path = json.loads(browser.read_text())["path"]
        assert await anyio.Path(path).exists()
    assert not await anyio.Path(path).exists()


async def test_no_browser_is_opened_where_that_is_switched_off(run_console, browser):
    async with run_console(open_browser=False) as held:
        assert await held.console.show() is False
    assert not browser.exists()


@pytest.mark.parametrize("command", ["/nonexistent/browser", f"{sys.executable} -c 'raise SystemExit(3)'"])
async def test_a_browser_that_does_not_start_is_noticed(run_console, monkeypatch, command):
    monkeypatch.setenv("BROWSER", command)
    async with run_console(open_browser=True) as held:
        assert await held.console.show() is False
        leads = list(held.settings.home.glob("run/*.html"))
        for lead in leads:
            await gone(str(lead))


async def test_without_a_screen_there_is_no_browser(run_console, monkeypatch):
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    async with run_console(open_browser=True) as held:
        assert await held.console.show() is False


async def test_a_page_on_the_screen_is_not_opened_again(run_console, browser):
    async with run_console(open_browser=True) as held:
        visitor = await held.visit()
        await visitor.get("/live?on_screen=1")
        assert await held.console.show() is True
        assert not browser.exists()
        assert await held.console.show("/sign-in") is True  # another page is
        assert browser.exists()


async def test_a_browser_packed_as_a_snap_gets_a_file_that_it_can_read(run_console, browser, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    (tmp_path / "snap").mkdir()
    async with run_console(open_browser=True) as held:
        await held.console.show()
        seen = json.loads(browser.read_text())
        assert Path(seen["path"]).parent == tmp_path
        assert stat.S_IMODE(seen["mode"]) == 0o600
    assert not await anyio.Path(seen["path"]).exists()


async def test_the_console_is_used_inside_its_block(run_console):
    async with run_console() as held:
        pass
    with pytest.raises(RuntimeError):
        await type(held.console)(held.app).start()
    with pytest.raises(RuntimeError):
        type(held.console)(held.app).entry()


async def test_an_error_of_the_block_stays_itself(run_console):
    with pytest.raises(ZeroDivisionError):
        async with run_console():
            raise ZeroDivisionError


def test_importing_the_package_is_cheap():
    import subprocess

    code = "import sys, hh_mcp.console; assert not {'jinja2', 'uvicorn', 'starlette'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_a_browser_gets_none_of_our_settings(run_console, browser, monkeypatch):
    names = ("HH_MCP_KEY", "HH_MCP_CLIENT_SECRET", "HH_MCP_HTTP_TOKEN", "HH_MCP_TELEGRAM_TOKEN", "hh_mcp_key")
    for name in names:
        monkeypatch.setenv(name, "a-secret-of-the-person")
    async with run_console(open_browser=True) as held:
        await held.console.show()
    assert "a-secret-of-the-person" not in str(json.loads(browser.read_text())["environment"])


async def test_a_browser_is_opened_once_in_half_a_minute(run_console, browser):
    """Whatever a model asks for: one launch, one file that leads in."""
    async with run_console(open_browser=True) as held:
        assert await held.console.show("/sign-in") is True
        first = json.loads(browser.read_text())["path"]
        browser.unlink()
        for path in ("/sign-in", "/", "/sign-in") * 10:
            assert await held.console.show(path) is True
        assert not browser.exists()
        assert [str(lead) for lead in held.settings.home.glob("run/*.html")] == [first]
