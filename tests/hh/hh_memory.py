"""A session store in memory: the protocol's plainest implementation."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio


class MemoryStore:
    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._locks: dict[str, anyio.Semaphore] = {}

    def load(self, name: str) -> str | None:
        return self.texts.get(name)

    def save(self, name: str, value: str) -> None:
        self.texts[name] = value

    def delete(self, name: str) -> None:
        self.texts.pop(name, None)

    def swap(self, name: str, expected: str | None, value: str | None) -> bool:
        if self.texts.get(name) != expected:
            return False
        if value is None:
            self.texts.pop(name, None)
        else:
            self.texts[name] = value
        return True

    @asynccontextmanager
    async def lock(self, name: str, timeout: float) -> AsyncGenerator[None]:
        lock = self._locks.setdefault(name, anyio.Semaphore(1))
        with anyio.fail_after(timeout):
            await lock.acquire()
        try:
            yield
        finally:
            lock.release()
