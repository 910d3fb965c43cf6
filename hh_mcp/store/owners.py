"""Tells a live process from a dead one, so that a send cut short by a crash is found at once.

A process that sends holds a lock on a file of its own; the system frees the lock when the process ends, however it
ends. Process ids would not do: they are reused.
"""

import contextlib
import os
import time
from functools import cached_property
from pathlib import Path

from filelock import FileLock
from filelock import Timeout as LockTimeout

from hh_mcp.store.database import private_folder

_SETTLED = 60  # seconds


class Owners:
    """The processes that share one store."""

    def __init__(self, home: Path):
        self._folder = home / "run"
        self._name = os.urandom(8).hex()

    @cached_property
    def me(self) -> str:
        """This process's name, alive from the first time it is asked for."""
        private_folder(self._folder)
        self._held.acquire(timeout=0)
        return self._name

    def alive(self, name: str) -> bool:
        """Whether the process that called itself `name` still runs."""
        if name == self._name:
            return True
        path = self._folder / f"{name}.lock"
        if not path.exists():
            return False
        try:
            with FileLock(path, timeout=0):
                pass
        except LockTimeout:
            return True
        with contextlib.suppress(OSError):
            path.unlink()
        return False

    def sweep(self) -> None:
        """Take away the files of processes that were killed; one just made may not be locked yet."""
        for path in self._folder.glob("[0-9a-f]" * 16 + ".lock"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _SETTLED:
                    self.alive(path.stem)

    def close(self) -> None:
        """Say that this process is done."""
        if "me" in self.__dict__:
            self._held.release()
            with contextlib.suppress(OSError):
                (self._folder / f"{self._name}.lock").unlink()

    @cached_property
    def _held(self) -> FileLock:
        return FileLock(self._folder / f"{self._name}.lock", mode=0o600, thread_local=False)
