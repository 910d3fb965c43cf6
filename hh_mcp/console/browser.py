"""Opens the person's browser without showing the secret to anybody else.

A command line is public on most systems (`ps`), so the secret is not in it: the browser is given a file that only its
owner can read, and the file leads on to the address. `webbrowser` of the standard library would let the browser write
to our standard output, which belongs to the protocol.
"""

import contextlib
import os
import secrets
import shlex
import shutil
import subprocess
import sys
import threading
from html import escape
from pathlib import Path

import anyio.to_thread

from hh_mcp.settings import helper_environment
from hh_mcp.store.database import private_folder

_START = 2.0  # seconds in which a launcher that finds no browser has said so

_LEAD = """<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url={url}"><title>hh-mcp</title><a href="{url}">hh-mcp</a>
"""


def write_lead(home: Path, url: str) -> Path:
    """Write a page that leads to `url`, readable by its owner only."""
    folder = _folder(home)
    path = folder / f"hh-mcp-{secrets.token_hex(8)}.html"
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(_LEAD.format(url=escape(url)))
    return path


async def open_file(path: Path) -> bool:
    """Open a local page in the person's browser; False where there is none."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - the shell's own way to open a page
        return True
    command = _command(path)
    return command is not None and await anyio.to_thread.run_sync(_launch, command)


def _folder(home: Path) -> Path:
    """Where the browser can read the file; one packed as a snap sees no hidden folder."""
    if sys.platform == "linux" and (Path.home() / "snap").is_dir():
        return Path.home()
    private_folder(home / "run")
    return home / "run"


def _command(path: Path) -> list[str] | None:
    chosen = os.environ.get("BROWSER", "").split(os.pathsep)[0]
    if chosen:
        words = shlex.split(chosen)
        url = path.as_uri()
        return [word.replace("%s", url) for word in words] if "%s" in chosen else [*words, url]
    if sys.platform == "darwin":
        return ["/usr/bin/open", str(path)]
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    opener = shutil.which("xdg-open") if shown else None
    return [opener, str(path)] if opener else None


def _launch(command: list[str]) -> bool:
    """Start the launcher; one that is still there after a moment is a browser."""
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - the person's own browser
            command, stdin=nothing, stdout=nothing, stderr=nothing, env=helper_environment(), start_new_session=True
        )
    except OSError:
        return False
    with contextlib.suppress(subprocess.TimeoutExpired):
        return process.wait(_START) == 0
    threading.Thread(target=process.wait, daemon=True).start()  # or it would stay as a zombie
    return True
