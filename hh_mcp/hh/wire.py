"""What goes over the wire: a request to one of hh.ru's hosts, and an answer read to its end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from urllib.parse import urlencode
from uuid import uuid4

HostName = Literal["api", "site", "chat", "push"]
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A request; `path` is relative to the host's base address and already quoted; `netloc` names a regional host."""

    host: HostName
    path: str
    netloc: str = ""
    method: str = "GET"
    params: Pairs = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    body: bytes | None = field(default=None, repr=False)
    expect: Literal["json", "page", "any"] = "any"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer; `complete` is False when the body broke off, could not be decoded or was too large."""

    host: HostName
    path: str
    method: str = "GET"
    status: int
    netloc: str = ""
    headers: Mapping[str, str] = field(repr=False)
    set_cookies: tuple[str, ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    complete: bool = True
    too_large: bool = False

    @property
    def ok(self) -> bool:
        """A 2xx status."""
        return 200 <= self.status < 300

    @property
    def uncertain(self) -> bool:
        """Says nothing about what became of a write: a server error, a redirect to nowhere, an unreadable success."""
        nowhere = 300 <= self.status < 400 and not self.is_redirect
        return self.status >= 500 or self.status == 408 or nowhere or (self.ok and not self.complete)

    @property
    def is_redirect(self) -> bool:
        """A 3xx status that names another address."""
        return 300 <= self.status < 400 and "location" in self.headers

    @cached_property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def is_html(self) -> bool:
        """Looks like a page, whatever its Content-Type says."""
        return self.text[:200].lstrip().lower().startswith(("<!doctype", "<html"))

    def json(self) -> object:
        """Return the body as JSON, or None when it is none."""
        return self._parsed

    @cached_property
    def _parsed(self) -> object:
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return None


def form(fields: Pairs) -> tuple[dict[str, str], bytes]:
    """Return the headers and body of an urlencoded form."""
    return {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, urlencode(fields).encode()


def multipart(fields: Pairs) -> tuple[dict[str, str], bytes]:
    """Return the headers and body of a multipart form, as the site's own pages send it."""
    mark = f"----hh-mcp-{uuid4().hex}"
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields]
    body = "".join(parts) + f"--{mark}--\r\n"
    return {"Content-Type": f"multipart/form-data; boundary={mark}"}, body.encode()


def json_body(value: object) -> tuple[dict[str, str], bytes]:
    """Return the headers and body of a JSON request."""
    return {"Content-Type": "application/json"}, json.dumps(value, ensure_ascii=False).encode()
