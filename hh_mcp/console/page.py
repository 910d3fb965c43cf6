"""The console's life: a server on loopback that starts when the page is first needed, and the ways to open it."""

import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable, Generator
from contextlib import AsyncExitStack
from datetime import timedelta
from types import TracebackType
from typing import Self

import anyio
import uvicorn
from anyio.abc import TaskGroup

from hh_mcp.console.address import listen, new_name
from hh_mcp.console.browser import open_file, write_lead
from hh_mcp.console.desk import Desk
from hh_mcp.console.doorman import DOOR, Doorman
from hh_mcp.console.keys import LIFE, Entrance, Keys
from hh_mcp.console.routes import site
from hh_mcp.store.records import Action
from hh_mcp.tools.app import App

log = logging.getLogger(__name__)

_GRACE = 2.0  # seconds that open requests have when the console stops
_WATCHED = 5.0  # seconds since a page on the screen last asked for news
_OPENED = "browser_opened"
_PAUSE = timedelta(seconds=30)  # between two launches of a browser, by whichever server of this home


class Console:
    """The local page of one server; `async with` bounds its life, nothing listens before `start` or `show`."""

    def __init__(self, app: App, on_approved: Callable[[Action], Awaitable[None]] | None = None):
        self._app = app
        self._on_approved = on_approved
        self._keys = Keys(app.now)
        self._starting = anyio.Lock()
        self._life = AsyncExitStack()
        self._tasks: TaskGroup | None = None
        self._listeners: list[socket.socket] = []
        self._url: str | None = None

    async def __aenter__(self) -> Self:
        self._tasks = await self._life.enter_async_context(anyio.create_task_group())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        tasks, self._tasks = self._tasks, None
        if tasks:
            tasks.cancel_scope.cancel()  # each task puts its own things in order
        try:
            if isinstance(error, anyio.get_cancelled_exc_class()):
                return await self._life.__aexit__(kind, error, trace)
            await self._life.aclose()  # an error of the block stays itself; a task group would wrap it
            return None
        finally:
            for listener in self._listeners:
                listener.close()

    async def start(self) -> str:
        """Start the server if it is not running; returns its address, which opens nothing by itself."""
        async with self._starting:
            if self._url is None:
                running = self._running
                self._listeners = listen()
                host = f"{new_name()}:{self._listeners[0].getsockname()[1]}"
                running.start_soon(self._serve, self._listeners, host)
                self._url = f"http://{host}"
        return self._url

    async def show(self, path: str = "/", *, by_hand: bool = False) -> bool:
        """Open the page for the person; False where that is switched off or there is no browser."""
        if not self._app.settings.open_browser:
            return False
        if path == "/" and self._keys.watched(anyio.current_time() - _WATCHED):
            return True  # it is on the screen and shows what is new by itself
        store, account = self._app.store, self._app.settings.account_key
        if not by_hand and not store.marks.take(account, _OPENED, self._app.now(), _PAUSE):
            return True  # a page has just been opened, by another server perhaps: what waits stands on it
        if await self._open(path):
            return True
        store.marks.release(account, _OPENED)
        return False

    async def _open(self, path: str) -> bool:
        await self.start()
        url, entrance = self._entry(path)
        lead = write_lead(self._app.settings.home, url)
        self._running.start_soon(_remove, anyio.Path(lead), entrance)
        if await open_file(lead):
            return True
        entrance.used.set()
        return False

    def entry(self, path: str = "/") -> str:
        """An address that lets one browser in, once and soon; for the person's own terminal, after `start`."""
        return self._entry(path)[0]

    def _entry(self, path: str) -> tuple[str, Entrance]:
        if self._url is None:
            raise RuntimeError("the console is not started")
        secret, entrance = self._keys.give(path)
        return f"{self._url}{DOOR}?key={secret}", entrance

    @property
    def _running(self) -> TaskGroup:
        if self._tasks is None:
            raise RuntimeError("the console is used outside its `async with`")
        return self._tasks

    async def _serve(self, listeners: list[socket.socket], host: str) -> None:
        desk = Desk(self._app, self._approved)
        config = uvicorn.Config(
            Doorman(site(desk, self._keys), self._keys, host),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",  # an address may hold a secret: no request is ever written down
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=round(_GRACE),
        )
        server = _Server(config)
        async with anyio.create_task_group() as life:
            life.start_soon(_stop_when_cancelled, server)
            with anyio.CancelScope(shield=True):  # it ends by itself, with what is open answered
                await server.serve(listeners)

    def _approved(self, action: Action) -> None:
        if self._on_approved:
            self._running.start_soon(self._send, self._on_approved, action)

    async def _send(self, send: Callable[[Action], Awaitable[None]], action: Action) -> None:
        """The page outlives whatever goes wrong here; what became of the action is in the store."""
        try:
            await send(action)
        except Exception:
            log.exception("action %s: not sent from the console", action.id)


class _Server(uvicorn.Server):
    """A server that leaves signals to its host."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


async def _stop_when_cancelled(server: _Server) -> None:
    try:
        await anyio.sleep_forever()
    finally:
        server.should_exit = True


async def _remove(lead: anyio.Path, entrance: Entrance) -> None:
    """Remove the file that led the browser in, as soon as it has done so or cannot any more."""
    try:
        with anyio.move_on_after(LIFE.total_seconds()):
            await entrance.used.wait()
    finally:
        with anyio.CancelScope(shield=True):
            await lead.unlink(missing_ok=True)
