"""The file in which an imitation keeps its state and its port from one run to the next.

One process at a time serves a file: it holds the lock beside it, which the system frees when the process dies. Another
process with the same file uses the address of the first one, and takes its place when it ends (see `server.py`).
The file is written whole beside its place and moved there, before an answer goes out: what a client was told about is
in it.
"""

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from filelock import FileLock, Timeout

from hh_mcp.sandbox import snapshot
from hh_mcp.sandbox.records import Json
from hh_mcp.sandbox.world import World


class StateFile:
    """The state of an imitation on disk."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.port = 0
        self.run = 0
        self._written = ""
        self._lock = FileLock(f"{self.path}.lock", timeout=0, thread_local=False, mode=0o600)

    @contextmanager
    def serving(self) -> Generator[bool, None, None]:
        """Try to become the one that serves the file; the value tells whether that is so."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            self._lock.release()

    def read(self) -> Json:
        """Read what is kept; a file that is no JSON object counts as none."""
        try:
            saved = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return cast("Json", saved) if isinstance(saved, dict) else {}

    def kept_port(self) -> int:
        """The port of the last run; 0 when it is not known."""
        port = self.read().get("port")
        return port if isinstance(port, int) and 0 < port < 65536 else 0

    def load(self, url: str) -> World | None:
        """Make the kept world; a file that cannot be understood is put aside as `NAME.bad`."""
        saved = self.read()
        if not saved:
            self._put_aside()
            return None
        try:
            world = snapshot.load(saved, url)
        except snapshot.BadSnapshot:
            self._put_aside()
            return None
        self.run = int(saved["run"]) + 1
        return world

    def _put_aside(self) -> None:
        if self.path.exists():
            self.path.replace(f"{self.path}.bad")

    def save(self, world: World) -> None:
        """Write the world if it has changed; readers see the old file or the new one, never a part."""
        text = json.dumps({"port": self.port, **snapshot.dump(world, self.run)}, ensure_ascii=False)
        if text == self._written:
            return
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        draft.touch(mode=0o600)
        draft.write_text(text, encoding="utf-8")
        draft.replace(self.path)
        self._written = text
