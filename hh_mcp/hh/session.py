"""Where the client keeps its sessions: a protocol, so that `hh` needs no database of its own."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol


class SessionStore(Protocol):
    """Keeps small secret texts by name, for one account, across restarts and between processes.

    The client uses the names `site` (cookies), `oauth` (tokens), `login` (a sign-in under way) and `breaker`.
    """

    def load(self, name: str) -> str | None:
        """Return what was saved under `name`, or None."""
        ...

    def save(self, name: str, value: str) -> None:
        """Save `value` under `name`, replacing what was there."""
        ...

    def delete(self, name: str) -> None:
        """Forget `name`."""
        ...

    def swap(self, name: str, expected: str | None, value: str | None) -> bool:
        """Put `value` in the place of `expected` (None: nothing there); False when something else is stored by now."""
        ...

    def lock(self, name: str, timeout: float) -> AbstractAsyncContextManager[None]:
        """Hold `name` against other tasks and processes; raises TimeoutError after `timeout` seconds."""
        ...


class Cache(Protocol):
    """Keeps texts that are no secrets, such as dictionaries, by name."""

    def load(self, name: str) -> str | None:
        """Return what was saved under `name`, or None."""
        ...

    def save(self, name: str, value: str) -> None:
        """Save `value` under `name`, replacing what was there."""
        ...


class MemoryCache:
    """A cache that lasts as long as the process."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def load(self, name: str) -> str | None:
        """Return what was saved under `name`, or None."""
        return self._texts.get(name)

    def save(self, name: str, value: str) -> None:
        """Save `value` under `name`."""
        self._texts[name] = value
