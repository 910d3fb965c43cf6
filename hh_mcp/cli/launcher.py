"""The absolute path by which an assistant's program starts us: it has neither our PATH nor our folder."""

import os
import shutil
import sys
from pathlib import Path


def launcher() -> list[str]:
    """The command to write down, as a list; it must still work tomorrow."""
    if uvx := _uvx():
        return [uvx, "hh-mcp"]
    name = "hh-mcp.exe" if sys.platform == "win32" else "hh-mcp"
    beside = Path(sys.executable).parent / name
    return [str(beside)] if beside.exists() else [sys.executable, "-m", "hh_mcp"]


def _uvx() -> str | None:
    """Find uvx when it started us: its environments live in a cache that is cleaned, so our own path would break."""
    prefix = Path(sys.prefix)
    if not any(part.startswith(("archive-v", "environments-v", "builds-v")) for part in prefix.parts):
        return None
    uv = os.environ.get("UV")  # set by uv for what it starts
    beside = Path(uv).with_name("uvx.exe" if sys.platform == "win32" else "uvx") if uv else None
    return str(beside) if beside and beside.exists() else shutil.which("uvx")
