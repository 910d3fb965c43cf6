"""Claude Code keeps its servers itself: its own command adds and removes them, where it is installed."""

import json
import shutil
import subprocess
from pathlib import Path

from hh_mcp.cli.clients import Entry, Machine
from hh_mcp.cli.config_file import Change, back_up, read_entry
from hh_mcp.settings import helper_environment

_PATIENCE = 60  # seconds; the first start of Claude Code is slow


class ClaudeFailed(OSError):
    """Claude Code's own command said no; what it said is kept."""


def find(machine: Machine) -> str | None:
    """The command `claude`, where there is one."""
    return shutil.which("claude", path=machine.environment.get("PATH"))


def command(binary: str, name: str, entry: Entry) -> list[str]:
    """The call that adds a server for all projects of the person."""
    return [binary, "mcp", "add-json", name, json.dumps(entry, ensure_ascii=False), "--scope", "user"]


def add(binary: str, file: Path, name: str, entry: Entry) -> Change:
    """Add or renew the entry; nothing is done when it is there already."""
    present = read_entry(file, ["mcpServers", name])
    if present == entry:
        return Change(file, changed=False)
    backup = back_up(file)
    if present is not None:  # add-json refuses a name that is taken
        _run([binary, "mcp", "remove", name, "--scope", "user"])
    _run(command(binary, name, entry))
    return Change(file, changed=True, backup=backup)


def remove(binary: str, file: Path, name: str) -> Change:
    """Take the entry out, if it is there."""
    if read_entry(file, ["mcpServers", name]) is None:
        return Change(file, changed=False)
    backup = back_up(file)
    _run([binary, "mcp", "remove", name, "--scope", "user"])
    return Change(file, changed=True, backup=backup)


def _run(arguments: list[str]) -> None:
    done = subprocess.run(  # noqa: S603 - the person's own program, no shell
        arguments,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=_PATIENCE,
        check=False,
        env=helper_environment(),
    )
    if done.returncode:
        raise ClaudeFailed(done.returncode, (done.stderr or done.stdout).strip()[:500], arguments[0])
