"""The local page: sign in, decide, look back; server-rendered, on loopback only.

address.py    a host name of its own, and the port of it
browser.py    opens it, without showing the secret        handlers.py  which program is the browser
page.py       Console: the server's life, and how the page is opened for the person
doorman.py    every request: Host, Origin, session, headers        keys.py   secrets and sessions
desk.py       what a handler is given; templates, forms, CSRF      routes.py which address is whose
approvals, sign_in, progress, journal, options: the pages; words.py: what they say; events.py: rows of the journal
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hh_mcp.console.page import Console

__all__ = ["Console"]


def __getattr__(name: str) -> object:
    """Import the console when it is first needed: a server starts without Jinja and uvicorn."""
    if name != "Console":
        raise AttributeError(name)
    from hh_mcp.console.page import Console

    return Console
