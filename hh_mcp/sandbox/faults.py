"""Things that go wrong on purpose: the next matching requests misbehave (contract, "Sandbox").

A fault says what the client meets; whether the work was done first is part of its name, or follows from its nature:

| Kind | Was the work done? | The client meets |
| --- | --- | --- |
| `status` | no | the status asked for, `Retry-After` if given |
| `captcha` | no | the host's way to ask for a captcha |
| `ddos_html` | no | 403 and the page of the front guard |
| `reset_before` | no | the connection is reset |
| `hang` | no | silence for `seconds` (60), then a reset |
| `slow` | yes | the answer after `seconds` (2) |
| `reset_after_commit` | yes | the connection is reset |
| `hang_after_commit` | yes | silence for `seconds` (60), then a reset |
| `garbage` | yes | 200 and bytes that are nothing |
| `empty` | yes | the status of the answer and no body |
| `expire_session` | no | what a dead session looks like there |

`commit` in the call overrides the middle column for `status`, `garbage` and `empty`. The kinds of `conditions.py` are
faults, too: `region` and `draft_only` last until they are cleared, `vpn`, `geo` and `anonymous_cookie` serve as many
requests of the site as asked.
"""

import struct
import sys
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

KINDS: Final = (
    "status",
    "captcha",
    "ddos_html",
    "hang",
    "slow",
    "reset_before",
    "reset_after_commit",
    "hang_after_commit",
    "garbage",
    "empty",
    "expire_session",
    "region",
    "vpn",
    "geo",
    "draft_only",
    "anonymous_cookie",
)
LASTING: Final = ("region", "draft_only")
OF_THE_SITE: Final = (*LASTING, "vpn", "geo", "anonymous_cookie")
OPEN_PAGES: Final = ("/vpncheeck", "/captcha/picture")  # what a visitor needs to see the refusal itself
GARBAGE: Final = b'\x00\xff<<<%PDF-not-really {"unfinished": [' + bytes(range(128, 160))
GUARD_PAGE: Final = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>DDoS-Guard</title></head><body>'
    "<h1>Checking your browser before accessing hh.ru</h1>"
    '<form action="/.well-known/ddos-guard/check"></form></body></html>'
)


@dataclass(slots=True)
class Fault:
    """One instruction; it serves `left` more requests (None: until cleared)."""

    kind: str
    method: str | None = None
    path: str | None = None
    host: str | None = None
    left: int | None = 1
    status: int = 500
    retry_after: str | None = None
    seconds: float | None = None
    commit: bool | None = None
    to: str = "localhost"
    chatik: bool = False
    until_passed: bool = False

    def matches(self, method: str, host: str, path: str) -> bool:
        """Whether a request is meant: its method, its host and its path are those of the fault."""
        if self.method and self.method.upper() != method:
            return False
        if self.kind in OF_THE_SITE and path in OPEN_PAGES:
            return False
        return host in self._hosts(host) and self._is_path(host, path)

    def _hosts(self, host: str) -> tuple[str, ...]:
        if self.host:
            return (self.host,)
        if self.kind not in OF_THE_SITE:
            return (host,)
        return ("site", "chatik") if self.chatik else ("site",)

    def _is_path(self, host: str, path: str) -> bool:
        """Whether a path is meant: whole, without the host, with `*`, or a part of it."""
        wanted = self.path
        if not wanted:
            return True
        if not wanted.startswith("/"):
            return wanted in path
        return any(one == wanted or fnmatchcase(one, wanted) for one in (path, f"/{host}{path}"))

    def describe(self) -> dict[str, Any]:
        """The fault as the control call shows it."""
        names = ("kind", "method", "path", "host", "left", "status", "retry_after", "seconds", "commit")
        more = ("to", "chatik") if self.kind == "region" else ()
        return {name: getattr(self, name) for name in (*names, *more) if getattr(self, name) is not None}


def read(fields: dict[str, Any]) -> Fault:
    """A fault as a control call gives it; ValueError names what is wrong."""
    kind = fields.get("kind")
    if kind not in KINDS:
        raise ValueError(f"kind: one of {', '.join(KINDS)}")
    times = fields.get("times", 1)
    left = None if times in (None, 0, -1) or kind in LASTING else int(times)
    retry = fields.get("retry_after")
    return Fault(
        kind=kind,
        method=fields.get("method"),
        path=fields.get("path"),
        host=fields.get("host"),
        left=left,
        status=int(fields.get("status") or 500),
        retry_after=str(retry) if retry is not None else None,
        seconds=float(fields["seconds"]) if fields.get("seconds") is not None else None,
        commit=fields.get("commit"),
        to=str(fields.get("to") or "localhost"),
        chatik=bool(fields.get("chatik")),
        until_passed=bool(fields.get("until_passed")),
    )


def take(faults: list[Fault], method: str, host: str, path: str) -> Fault | None:
    """The first fault that is meant for a request; its count goes down. What lasts is looked at elsewhere."""
    for fault in faults:
        if fault.kind not in LASTING and fault.matches(method, host, path):
            if fault.left is not None:
                fault.left -= 1
                if fault.left <= 0:
                    faults.remove(fault)
            return fault
    return None


# struct linger {on, 0 seconds}: closing then sends RST instead of a polite FIN
LINGER_ZERO: Final = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
