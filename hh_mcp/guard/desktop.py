"""A desktop notification for each yes, whatever the door: the person hears of one that they did not give.

It says whom and by which door, never what. Where there is no desktop, the page and get_status say the same.
"""

import shutil
import subprocess
import sys
import threading

from hh_mcp.guard.action import preview_of
from hh_mcp.settings import Settings, helper_environment
from hh_mcp.store.records import Action

_PATIENCE = 10.0  # seconds for the program that shows it

_DOORS = {
    "elicitation": ("в чате", "in the chat"),
    "card": ("на карточке", "on the card"),
    "console": ("на странице", "on the page"),
    "terminal": ("в терминале", "in a terminal"),
}

# the words are arguments of the script, never a part of it
_SCRIPT = "on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run"


def notify(action: Action, settings: Settings) -> None:
    """Show that a yes was given, without waiting; nothing happens where nothing can show it, or NOTIFY=none."""
    at = 0 if settings.lang == "ru" else 1
    door = _DOORS.get(action.approved_by or "")
    if door is None or settings.notify == "none":
        return
    whom = preview_of(action).employer or action.target
    said = (f"Разрешена отправка {door[at]}: {whom}", f"A send was approved {door[at]}: {whom}")[at]
    command = _command("hh-mcp", said)
    if command:
        threading.Thread(target=_run, args=[command], daemon=True).start()


def _command(title: str, text: str) -> list[str] | None:
    if sys.platform == "darwin":
        return ["/usr/bin/osascript", "-e", _SCRIPT, title, text]
    sender = shutil.which("notify-send")
    return [sender, "--app-name=hh-mcp", "--", title, text] if sender else None


def _run(command: list[str]) -> None:
    nothing = subprocess.DEVNULL
    try:
        subprocess.run(  # noqa: S603 - the desktop's own program, no shell
            command,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            env=helper_environment(),
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return
