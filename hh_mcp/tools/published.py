"""What `tools/list` answers, written down beforehand in `published.json`.

Making it needs every tool, every model behind it and a quarter of a second; reading it needs none of them. `make docs`
writes the file from the tools themselves, and a test compares the two.
"""

import json
from pathlib import Path
from typing import Any

from mcp.types import Tool

from hh_mcp.settings import Settings

FILE = Path(__file__).with_name("published.json")


def published_tools(settings: Settings) -> list[Tool]:
    """The tools of the chosen toolsets; in read-only mode the ones that change anything are not there at all."""
    entries: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return [Tool.model_validate(entry["tool"]) for entry in entries if _chosen(entry, settings)]


def _chosen(entry: dict[str, Any], settings: Settings) -> bool:
    in_set = entry["toolset"] is None or entry["toolset"] in settings.toolsets
    return in_set and (entry["read_only"] or not settings.read_only)
