"""`make docs`: writes the generated parts of the documents; `--check` only tells whether they are as they should be.

A part stands between `<!-- tools:en -->` and `<!-- / -->`; what is between is replaced. Three files are generated:
the manifest of the MCPB bundle, `server.json` of the MCP registry, and the list of tools that the server answers.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import manifests
import surface
import tables

ROOT = Path(__file__).resolve().parent.parent
_PART = re.compile(r"(<!-- (?P<table>\w+):(?P<lang>en|ru) -->\n).*?(<!-- / -->)", re.DOTALL)
_TABLES = {"tools": tables.tools, "settings": tables.settings, "commands": tables.commands, "errors": tables.errors}


def documents() -> Iterator[tuple[Path, str]]:
    """Every file with a generated part, and what it should hold."""
    for file in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        text = file.read_text(encoding="utf-8")
        if _PART.search(text):
            yield file, _PART.sub(_fill, text)
    yield ROOT / "packaging" / "mcpb" / "manifest.json", manifests.bundle()
    yield ROOT / "server.json", manifests.registry()
    yield ROOT / "hh_mcp" / "tools" / "published.json", surface.published()


def _fill(part: re.Match[str]) -> str:
    made = _TABLES[part["table"]](part["lang"])
    return f"{part.group(1)}{made}\n{part.group(4)}"


def main() -> None:
    """Write, or with `--check` compare and fail."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail when something is out of date")
    check = parser.parse_args().check
    stale = [(file, text) for file, text in documents() if not file.exists() or file.read_text("utf-8") != text]
    for file, text in stale:
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    if check and stale:
        sys.exit("Out of date; run: make docs")


if __name__ == "__main__":
    main()
