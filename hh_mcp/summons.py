"""Opens the local page when a person is needed, and sends at once what they approve there.

The page's server is imported and started only then: most conversations never need it.
"""

import logging
from typing import TYPE_CHECKING

import anyio
from anyio.abc import TaskGroup, TaskStatus

from hh_mcp.hh.errors import HHError
from hh_mcp.tools.app import App

if TYPE_CHECKING:
    from hh_mcp.console import Console
    from hh_mcp.store.records import Action

log = logging.getLogger(__name__)


class Summons:
    """What `App.page` is in a running server."""

    def __init__(self, app: App, tasks: TaskGroup):
        self._app = app
        self._tasks = tasks
        self._starting = anyio.Lock()
        self._console: Console | None = None

    async def show(self, path: str = "/") -> bool:
        """Open the page for the person; False where no browser can be opened."""
        if not self._app.settings.open_browser:
            return False
        return await (await self._started()).show(path)

    async def _started(self) -> "Console":
        async with self._starting:
            console = self._console or await self._tasks.start(self._run)
            self._console = console
            return console

    async def _run(self, *, task_status: "TaskStatus[Console]") -> None:
        from hh_mcp.console import Console

        async with Console(self._app, self._send) as console:
            task_status.started(console)
            await anyio.sleep_forever()

    async def _send(self, action: "Action") -> None:
        """A call that waits may be quicker; the permit lets one of the two send."""
        try:
            await self._app.gate.send(action)
        except HHError as error:
            log.warning("action %s was approved and not sent: %s", action.id, error.code)
