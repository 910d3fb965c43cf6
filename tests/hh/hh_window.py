"""One window of many: a process of its own that reads whose account it is whenever the test says so."""

import json
import sys

import anyio
import anyio.to_thread

from hh_mcp.hh.errors import HHError
from hh_mcp.settings import Settings
from hh_mcp.tools.app import App

CALLS = 2  # at once: a window may have several questions under way


async def main() -> None:
    app = App(Settings())
    app.hh.signed_in()  # the store is open, the key is read
    print(json.dumps("ready"), flush=True)
    while (await anyio.to_thread.run_sync(sys.stdin.readline)).strip():
        outcomes: list[str] = []
        async with anyio.create_task_group() as group:
            for _ in range(CALLS):
                group.start_soon(read, app, outcomes)
        print(json.dumps(outcomes), flush=True)
    await app.close()


async def read(app: App, outcomes: list[str]) -> None:
    try:
        await app.hh.get_account()
        outcomes.append("read")
    except HHError as error:
        outcomes.append(error.text("en"))


if __name__ == "__main__":
    anyio.run(main)
