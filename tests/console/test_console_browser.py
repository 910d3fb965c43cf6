"""The browser is opened for the person, and the secret is shown to nobody on the way."""

import json
import os
import plistlib
import re
import socket
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest
from loopback import new_browser

from hh_mcp.console.handlers import commands

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


async def test_two_servers_of_one_home_open_one_browser(run_console, browser):
    moment = datetime.now(UTC)
    async with (
        run_console(open_browser=True, now=lambda: moment) as one,
        run_console(open_browser=True, now=lambda: moment) as two,
        run_console(open_browser=True, now=lambda: moment, account="other") as other,
    ):
        assert await one.console.show("/sign-in") is True
        browser.unlink()
        assert await two.console.show("/sign-in") is True
        assert not browser.exists()
        assert await two.console.show("/sign-in", by_hand=True) is True  # a person's own command does what it says
        assert browser.exists()
        browser.unlink()
        assert await other.console.show() is True  # what waits for another person stands on another page
        assert browser.exists()
        browser.unlink()
        moment += timedelta(seconds=31)
        assert await two.console.show("/sign-in") is True
        assert browser.exists()


async def test_a_clock_set_back_closes_nothing(run_console, browser):
    moment = datetime.now(UTC)
    async with run_console(open_browser=True, now=lambda: moment) as held:
        await held.console.show()
        browser.unlink()
        moment -= timedelta(days=1)
        await held.console.show()
    assert browser.exists()


async def test_a_browser_that_did_not_start_holds_nobody_up(run_console, browser, monkeypatch):
    working = os.environ["BROWSER"]
    async with run_console(open_browser=True) as one, run_console(open_browser=True) as two:
        monkeypatch.setenv("BROWSER", "/nonexistent/browser")
        assert await one.console.show() is False
        monkeypatch.setenv("BROWSER", working)
        assert await two.console.show() is True
    assert browser.exists()


async def test_files_of_killed_servers_do_not_pile_up(run_console, browser):
    async with run_console(open_browser=True) as held:
        run = held.settings.home / "run"
        run.mkdir(exist_ok=True, parents=True, mode=0o700)
        left, fresh, other = run / f"hh-mcp-{'a' * 16}.html", run / f"hh-mcp-{'b' * 16}.html", run / "hh-mcp-notes.html"
        for path in (left, fresh, other):
            path.touch()
        for path in (left, other):
            os.utime(path, (0, 0))
        await held.console.show()
        assert [path.exists() for path in (left, fresh, other)] == [False, True, True]


def program(folder: Path, name: str, script: str) -> None:
    """A program of the desktop that writes down how it was called."""
    path = folder / name
    path.write_text(f'#!/bin/sh\necho "{name} $@" >> {folder}/calls\n{script}\n')
    path.chmod(0o700)


@pytest.fixture
def desktop(tmp_path, monkeypatch):
    """A Linux desktop whose browser is Firefox, and whose program for .html files may be anything."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setenv("DISPLAY", ":9")
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    program(folder, "xdg-settings", "echo firefox.desktop")
    program(folder, "gtk-launch", "")
    program(folder, "xdg-open", "")
    return folder


async def test_the_page_opens_in_the_browser_not_in_an_editor(run_console, desktop):
    async with run_console(open_browser=True) as held:
        assert await held.console.show() is True
        calls = (desktop / "calls").read_text().splitlines()
    assert calls[0] == "xdg-settings get default-web-browser"
    assert re.fullmatch(r"gtk-launch firefox\.desktop file:///\S+\.html", calls[1])
    assert len(calls) == 2


@pytest.mark.parametrize("broken", ["xdg-settings", "gtk-launch"])
async def test_a_desktop_that_names_no_browser_opens_the_page(run_console, desktop, broken):
    program(desktop, broken, "exit 2")
    async with run_console(open_browser=True) as held:
        assert await held.console.show() is True
    assert re.match(r"xdg-open \S+\.html", (desktop / "calls").read_text().splitlines()[-1])


CHOICES = [
    ([{"LSHandlerURLScheme": "http", "LSHandlerRoleAll": "org.mozilla.Firefox"}], "org.mozilla.firefox"),
    ([{"LSHandlerURLScheme": "mailto", "LSHandlerRoleAll": "com.example.mail"}], "com.apple.safari"),
    (None, "com.apple.safari"),
]


@pytest.mark.parametrize(("handlers", "bundle"), CHOICES)
def test_macos_opens_the_browser_that_the_person_chose(tmp_path, monkeypatch, handlers, bundle):
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("socket.getaddrinfo", lambda *_: [(2, 1, 6, "", ("127.0.0.1", 0))])
    services = tmp_path / "Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist"
    services.parent.mkdir(parents=True)
    if handlers is not None:
        services.write_bytes(plistlib.dumps({"LSHandlers": handlers}))
    page = tmp_path / "page.html"
    assert list(commands(page)) == [["/usr/bin/open", "-b", bundle, str(page)]]


@pytest.mark.parametrize("found", [[], [(2, 1, 6, "", ("192.0.2.1", 0))]])
def test_a_safari_that_cannot_find_the_page_is_no_browser(tmp_path, monkeypatch, found):
    """Older systems do not know names under .localhost; a foreign answer must not get the secret."""

    def getaddrinfo(*_):
        if not found:
            raise socket.gaierror
        return found

    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("socket.getaddrinfo", getaddrinfo)
    assert list(commands(tmp_path / "page.html")) == []
