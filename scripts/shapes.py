"""`make shapes`: reads every page of the sandbox as `hh-mcp doctor --site --save` does, and keeps what is found.

Written are the known shapes that a live page is compared with, and the scrubbed pages of `tests/hh/pages`. Pages that
people send from hh.ru itself go into the same folder under another name, and their shapes are added by `--add FILE`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio

from hh_mcp.cli.doctor_site import keep
from hh_mcp.hh.page_shapes import Shape, shape_of
from hh_mcp.hh.scrubbing import Scrubber
from hh_mcp.hh.site_check import PageReport, SiteCheck
from hh_mcp.settings import Settings
from hh_mcp.tools.app import App

ROOT = Path(__file__).resolve().parent.parent
KNOWN = ROOT / "hh_mcp" / "hh" / "known_shapes.json"
PAGES = ROOT / "tests" / "hh" / "pages"
_PHONE = "+79000000001"
_KEY = b"the same fakes whenever they are made"


@contextmanager
def sandbox() -> Iterator[str]:
    """Run the sandbox; yields its address."""
    process = subprocess.Popen([sys.executable, "-m", "hh_mcp.sandbox", "--port", "0"], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None  # noqa: S101
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.wait()


async def read(url: str, home: Path) -> tuple[list[PageReport], SiteCheck]:
    """Sign in to the sandbox and read every page."""
    import httpx2

    app = App(Settings(home=home, open_browser=False).at(url))
    await app.hh.request_login_code(_PHONE)
    async with httpx2.AsyncClient(trust_env=False) as http:
        codes = (await http.get(f"{url}/_sandbox/inbox")).json()
    await app.hh.confirm_login(codes[-1]["code"])
    check = app.hh.site_check()
    reports = [report async for report in check.reports()]
    await app.close()
    return reports, check


def add(known: dict[str, dict[str, str]], page: str, shape: Shape) -> None:
    """Add a shape to what is known of a page."""
    kept = known.setdefault(page, {})
    for path, kinds in shape.items():
        kept[path] = "|".join(sorted({*filter(None, kept.get(path, "").split("|")), *kinds}))


def main() -> None:
    """Write the known shapes and the pages; with `--add` only add what a sent page has."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--add", type=Path, nargs="+", metavar="FILE", help="pages that were sent")
    sent: list[Path] = parser.parse_args().add or []
    known: dict[str, dict[str, str]] = json.loads(KNOWN.read_text("utf-8")) if sent else {}
    for file in sent:
        page: dict[str, Any] = json.loads(file.read_text("utf-8"))
        add(known, page["page"], shape_of(page["state"]))
    if not sent:
        with sandbox() as url, tempfile.TemporaryDirectory() as home:
            reports, check = anyio.run(read, url, Path(home) / "home")
        for state in check.states:
            add(known, state.name, shape_of(state.state))
        keep(PAGES, check.states, reports, Scrubber(_KEY))
    KNOWN.write_text(json.dumps(known, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
