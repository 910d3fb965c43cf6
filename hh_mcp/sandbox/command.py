"""The imitation as a program of its own."""

import argparse
import contextlib
import json
import signal
import sys
from collections.abc import Sequence
from typing import Any

import anyio

from hh_mcp.sandbox.server import serve


async def serve_until_signal(port: int, options: dict[str, Any]) -> None:
    """Print the address, then serve until SIGINT or SIGTERM."""
    async with serve(port, **options) as sandbox:
        sys.stdout.write(json.dumps({"url": sandbox.url}) + "\n")
        sys.stdout.flush()
        await _signal()


async def _signal() -> None:
    with contextlib.ExitStack() as stack:
        try:
            signals = stack.enter_context(anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM))
        except NotImplementedError:  # Windows: Ctrl+C arrives as KeyboardInterrupt
            await anyio.sleep_forever()
        else:
            async for _ in signals:
                return


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m hh_mcp.sandbox`."""
    from hh_mcp.sandbox import run

    parser = argparse.ArgumentParser(prog="python -m hh_mcp.sandbox", description="An imitation of hh.ru on loopback")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vacancies", type=int, default=1000)
    parser.add_argument("--hostile", action="store_true", help="texts that try to command an assistant")
    parser.add_argument("--legacy-api", action="store_true", help="the applicant API as it was until December 2025")
    parser.add_argument("--state", metavar="FILE", help="keep the state and the port in this file between runs")
    chosen = vars(parser.parse_args(arguments))
    with contextlib.suppress(KeyboardInterrupt):
        run(chosen.pop("port"), state_file=chosen.pop("state"), **chosen)
