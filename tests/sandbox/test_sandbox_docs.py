"""Every line with curl in `docs/sandbox.md` works as it is written there."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sandbox_browser import Browser

PAGE = Path(__file__).parents[2] / "docs" / "sandbox.md"
BLOCKS = [
    [line for line in block.splitlines() if line.startswith("curl ")]
    for block in PAGE.read_text(encoding="utf-8").split("```")[1::2]
    if "curl " in block
]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
@pytest.mark.parametrize("lines", BLOCKS)
def test_lines_of_the_docs_work(visitor: Browser, lines: list[str]) -> None:
    for line in lines:
        here = line.replace("127.0.0.1:8080", urlsplit(visitor.url).netloc)
        done = subprocess.run(["sh", "-c", f"{here} --max-time 10"], capture_output=True, text=True)
        if "-w" in line:
            assert re.match(r"(302 http://localhost:|403)", done.stdout)
        else:
            assert (done.returncode, "error" in json.loads(done.stdout)) == (0, False), done


def test_the_docs_have_lines_to_try() -> None:
    assert sum(map(len, BLOCKS)) > 10
