"""Which program opens web addresses for the person, on each system: the one that is given a local page of ours."""

import contextlib
import os
import plistlib
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

from hh_mcp.settings import helper_environment

Command = list[str] | str  # Windows keeps commands as one text

_PATIENCE = 5.0  # seconds that the desktop has to name its browser
_SAFARI = "com.apple.safari"
_SERVICES = "Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist"
_CHOICE = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\http\UserChoice"


def commands(page: Path) -> Iterator[Command]:
    """Name the ways to open `page`, the best first; none where there is no browser to be seen."""
    chosen = os.environ.get("BROWSER", "").split(os.pathsep)[0]
    if chosen:
        words = shlex.split(chosen)
        url = page.as_uri()
        yield [word.replace("%s", url) for word in words] if "%s" in chosen else [*words, url]
    elif sys.platform == "darwin":
        yield from _on_mac(page)
    elif sys.platform == "win32":
        yield from _on_windows(page)
    elif os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        yield from _on_desktop(page)


def _on_mac(page: Path) -> Iterator[Command]:
    """Safari asks the system for names under .localhost: where that knows none, the page would not be found."""
    bundle = _mac_browser(Path.home() / _SERVICES)
    if bundle != _SAFARI or _resolves("hh-mcp.localhost"):
        yield ["/usr/bin/open", "-b", bundle, str(page)]


def _mac_browser(services: Path) -> str:
    """The bundle that the person chose for web addresses; nothing is written down while that is Safari."""
    with contextlib.suppress(OSError, plistlib.InvalidFileException, ValueError):
        known = cast("dict[str, list[dict[str, Any]]]", plistlib.loads(services.read_bytes()))
        for handler in known.get("LSHandlers", []):
            if handler.get("LSHandlerURLScheme") == "http" and "LSHandlerRoleAll" in handler:
                return str(handler["LSHandlerRoleAll"]).lower()
    return _SAFARI


def _resolves(name: str) -> bool:
    """Whether the system leads a name to this machine and nowhere else."""
    try:
        found = socket.getaddrinfo(name, None)
    except OSError:
        return False
    return all(ip_address(address[4][0]).is_loopback for address in found)


def _on_windows(page: Path) -> Iterator[Command]:
    """The command that the registry has for web addresses; a browser from the Store has none."""
    if sys.platform != "win32":
        return
    import winreg

    with contextlib.suppress(OSError):
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _CHOICE) as key:
            program = str(winreg.QueryValueEx(key, "ProgId")[0])
        with winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, rf"{program}\shell\open\command") as key:
            command = str(winreg.QueryValueEx(key, None)[0])
        if "%1" in command:
            yield command.replace("%1", page.as_uri())


def _on_desktop(page: Path) -> Iterator[Command]:
    """The desktop's browser by name; `xdg-open` alone would take the program for .html files."""
    settings, launcher, opener = map(shutil.which, ("xdg-settings", "gtk-launch", "xdg-open"))
    name = _answer([settings, "get", "default-web-browser"]) if settings and launcher else ""
    if launcher and name.endswith(".desktop"):
        yield [launcher, name, page.as_uri()]
    if opener:
        yield [opener, str(page)]


def _answer(command: list[str]) -> str:
    """What a program of the desktop says; nothing where it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - found on the person's own PATH
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=helper_environment(),
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
