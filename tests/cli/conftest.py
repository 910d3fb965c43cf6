"""What the tests of the command line share: a person's home folder and a way to run commands in this process."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hh_mcp.cli.root import cli


@pytest.fixture
def person_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with nothing in it, and no settings of the one who runs the tests."""
    home = tmp_path / "person"
    home.mkdir()
    for name in os.environ:
        if name.startswith(("HH_MCP_", "XDG_", "CLAUDE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("HH_MCP_HOME", str(home / "data"))
    return home


@pytest.fixture
def run(person_home: Path) -> Callable[..., Result]:
    """Run `hh-mcp` in this process; its exit code must be `code`."""

    def invoke(*arguments: str, code: int = 0, typed: str | None = None) -> Result:
        done = CliRunner().invoke(cli, list(arguments), input=typed)
        assert done.exit_code == code, done.output
        return done

    return invoke


@pytest.fixture
def unused_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
