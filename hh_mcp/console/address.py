"""Where the page listens, and the name that it is called by.

A browser sends the cookies of a host to every port of it, and 127.0.0.1 is the host of every program here. So the page
has a host of its own, a random name under `.localhost`, which browsers lead to this machine without asking anybody.
"""

import errno
import secrets
import socket

_TRIES = 20  # ports: one that is free on one of the two addresses may be taken on the other
_ABSENT = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)  # this machine has no IPv6


def new_name() -> str:
    """Make a host name that nobody has used or can guess."""
    return f"hh-mcp-{secrets.token_hex(8)}.localhost"


def listen() -> list[socket.socket]:
    """Listen on one port of both loopback addresses: a browser may try either, and neither is left to a stranger."""
    for _ in range(_TRIES):
        first = socket.create_server(("127.0.0.1", 0))
        try:
            return [first, *_beside(first.getsockname()[1])]
        except OSError as error:
            first.close()
            if error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, "no port is free on both loopback addresses")


def _beside(port: int) -> list[socket.socket]:
    """The same port over IPv6, where there is IPv6."""
    if not socket.has_ipv6:
        return []
    try:
        return [socket.create_server(("::1", port), family=socket.AF_INET6)]
    except OSError as error:
        if error.errno in _ABSENT:
            return []
        raise
