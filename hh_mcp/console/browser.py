"""Opens the person's browser without showing the secret to anybody else.

A command line is public on most systems (`ps`), so the secret is not in it: the browser is given a file that only its
owner can read, and the file leads on to the address. An http address without the secret would be no better: whoever
reads it in `ps` and is quicker comes in. So it is a file, and `handlers` sees to it that the browser opens it, not
whatever opens .html files, an editor perhaps.

`webbrowser` of the standard library would let the browser write to our standard output, which belongs to the protocol.
"""

import contextlib
import os
import re
import secrets
import subprocess
import sys
import threading
import time
from html import escape
from pathlib import Path
from typing import cast

import anyio.to_thread

from hh_mcp.console.handlers import Command, commands
from hh_mcp.settings import helper_environment
from hh_mcp.store.database import private_folder

_START = 2.0  # seconds in which a launcher that finds no browser has said so
_NAME = re.compile(r"hh-mcp-[0-9a-f]{16}\.html")
_OLD = 600.0  # seconds; what such a file leads to is closed long before

_LEAD = """<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url={url}"><title>hh-mcp</title><a href="{url}">hh-mcp</a>
"""


def write_lead(home: Path, url: str) -> Path:
    """Write a page that leads to `url`, readable by its owner only."""
    folder = _folder(home)
    _sweep(folder)
    path = folder / f"hh-mcp-{secrets.token_hex(8)}.html"
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(_LEAD.format(url=escape(url)))
    return path


async def open_file(path: Path) -> bool:
    """Open a local page in the person's browser; False where there is none."""
    return await anyio.to_thread.run_sync(_open, path)


def _open(path: Path) -> bool:
    if any(_launch(command) for command in commands(path)):
        return True
    if sys.platform != "win32":
        return False
    os.startfile(path)  # noqa: S606 - a browser from the Store has no command: the shell knows how to open a page
    return True


def _folder(home: Path) -> Path:
    """Where the browser can read the file; one packed as a snap sees no hidden folder."""
    if sys.platform == "linux" and (Path.home() / "snap").is_dir():
        return Path.home()
    private_folder(home / "run")
    return home / "run"


def _sweep(folder: Path) -> None:
    """Remove what servers that were killed have left behind."""
    for path in folder.iterdir():
        with contextlib.suppress(OSError):  # another server may be as quick
            if _NAME.fullmatch(path.name) and time.time() - path.stat().st_mtime > _OLD:
                path.unlink()


def _launch(command: Command) -> bool:
    """Start the launcher; one that is still there after a moment is a browser."""
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - the person's own browser
            cast("list[str]", command),
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            env=helper_environment(),
            start_new_session=True,
        )
    except OSError:
        return False
    with contextlib.suppress(subprocess.TimeoutExpired):
        return process.wait(_START) == 0
    threading.Thread(target=process.wait, daemon=True).start()  # or it would stay as a zombie
    return True
