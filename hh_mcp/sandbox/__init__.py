"""An imitation of hh.ru, api.hh.ru and chatik.hh.ru on loopback, to try, to test and to rehearse faults.

It is made from public knowledge alone (the official OpenAPI description and observations of the site) and shares no
code with the client, so that a misreading of hh.ru is not repeated on both sides. One address, three hosts as prefixes:
`<url>/api`, `<url>/site`, `<url>/chatik` (so the chat API is at `<url>/chatik/chatik/api/…`); control calls are under
`<url>/_sandbox`. Which logins have a character of their own is told in `codes.py`; any other valid phone or e-mail
signs in with a code that appears in `<url>/_sandbox/inbox`.

    async with serve() as sandbox:
        ...  # sandbox.url

Nothing heavy is imported until the imitation starts.
"""

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from hh_mcp.sandbox.server import Guest, Sandbox

__all__ = ["run", "serve"]


def serve(
    port: int = 0,
    *,
    seed: int = 1,
    vacancies: int = 1000,
    employers: int = 150,
    responses_limit: int = 200,
    legacy_api: bool = False,
    hostile: bool = False,
    state_file: "str | PathLike[str] | None" = None,
) -> "AbstractAsyncContextManager[Sandbox | Guest]":
    """Run the imitation inside the running event loop while the block lasts; the value has `.url`.

    With `state_file` the state and the port outlive the process, and processes with the same file share one imitation.
    """
    from hh_mcp.sandbox import server

    return server.serve(
        port,
        seed=seed,
        vacancies=vacancies,
        employers=employers,
        responses_limit=responses_limit,
        legacy_api=legacy_api,
        hostile=hostile,
        state_file=state_file,
    )


def run(
    port: int = 0,
    *,
    seed: int = 1,
    vacancies: int = 1000,
    hostile: bool = False,
    legacy_api: bool = False,
    state_file: "str | PathLike[str] | None" = None,
) -> None:
    """Print `{"url": …}` as the first line and serve until a signal comes."""
    import anyio

    from hh_mcp.sandbox.command import serve_until_signal

    options = {
        "seed": seed,
        "vacancies": vacancies,
        "hostile": hostile,
        "legacy_api": legacy_api,
        "state_file": state_file,
    }
    anyio.run(serve_until_signal, port, options)
