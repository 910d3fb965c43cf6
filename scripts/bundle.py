"""`make bundle`: packs the MCPB bundle for Claude Desktop with Anthropic's own tool, from npm."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import manifests

ROOT = Path(__file__).resolve().parent.parent
TOOL = "@anthropic-ai/mcpb@2.1.2"
PARTS = ("pyproject.toml", "README.md", "LICENSE", "hh_mcp", "prompts")


def stage(folder: Path) -> None:
    """Lay out what belongs in the bundle: the sources and the manifest; uv brings the rest on the person's machine."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy2(source, folder / part)
    (folder / "manifest.json").write_text(manifests.bundle(), encoding="utf-8")


def pack(target: Path) -> None:
    """Validate and pack; raises CalledProcessError with what the tool said."""
    npx = shutil.which("npx")
    if npx is None:
        sys.exit("npx is needed (Node.js 20 or newer)")
    with tempfile.TemporaryDirectory(prefix="hh-mcp-bundle-") as folder:
        stage(Path(folder))
        target.parent.mkdir(parents=True, exist_ok=True)
        for command in (["validate", f"{folder}/manifest.json"], ["pack", folder, str(target)]):
            subprocess.run([npx, "--yes", TOOL, *command], check=True)  # noqa: S603 - our own arguments, no shell


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "dist" / f"hh-mcp-{manifests.project()['version']}.mcpb")
    pack(parser.parse_args().to.absolute())
