"""Node's programs of this folder: where they are, and how they are run."""

import json
import os
import sys
from pathlib import Path
from subprocess import PIPE, CompletedProcess
from typing import NoReturn

import anyio
import pytest

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
NODE = MODULES / "node" / "bin" / ("node.exe" if sys.platform == "win32" else "node")


def missing(what: str) -> NoReturn:
    """Skip with the reason, except where everything has to be there."""
    if os.environ.get("REQUIRE_NODE"):
        pytest.fail(what)
    pytest.skip(what)


def program(package: str, name: str) -> list[str]:
    """The command of a program of an npm package, run by the Node that is installed beside it."""
    described = MODULES / package / "package.json"
    if not (NODE.exists() and described.exists()):
        missing(f"{package} is not installed (make node-packages)")
    return [str(NODE), str(described.parent / json.loads(described.read_text(encoding="utf-8"))["bin"][name])]


async def run(command: list[str], env: dict[str, str], timeout: float = 60) -> CompletedProcess[bytes]:
    """Run a program to its end, which has to come in time."""
    with anyio.fail_after(timeout):
        return await anyio.run_process(command, env=env, check=False, stdout=PIPE, stderr=PIPE)
