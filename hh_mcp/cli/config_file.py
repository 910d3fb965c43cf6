"""A client's settings file, changed carefully: a backup beside it, written whole or not at all, its mode kept."""

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hh_mcp.cli import jsonc


@dataclass(frozen=True)
class Change:
    """What became of a file; `backup` is there when one was needed."""

    file: Path
    changed: bool
    backup: Path | None = None


def read_entry(file: Path, path: list[str]) -> object:
    """Read what stands at `path`, or None; raises JsoncError for a broken file."""
    text = _text(file)
    value = jsonc.read(text).plain() if text.strip() else None
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None  # pyright: ignore[reportUnknownMemberType,reportUnknownVariableType]
    return value  # pyright: ignore[reportUnknownVariableType]


def change(file: Path, edit: Callable[[str], str]) -> Change:
    """Apply `edit` to the text of `file`; nothing is written when nothing changes."""
    file = file.resolve()  # a link stays a link: dotfiles are often kept elsewhere
    before = _text(file)
    after = edit(before)
    jsonc.read(after) if after.strip() else None
    if after == before:
        return Change(file, changed=False)
    backup = back_up(file)
    _replace(file, after)
    return Change(file, changed=True, backup=backup)


def back_up(file: Path) -> Path | None:
    """Copy `file` beside itself under a name with the time, if it is there."""
    if not file.exists():
        return None
    backup = file.with_name(f"{file.name}.{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}.bak")
    shutil.copy2(file, backup)
    return backup


def _text(file: Path) -> str:
    if not file.exists():
        return ""
    with file.open(encoding="utf-8", newline="") as source:  # newline="": line ends stay as they are
        return source.read()


def _replace(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        if file.exists():
            shutil.copymode(file, draft)
        Path(draft).replace(file)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
