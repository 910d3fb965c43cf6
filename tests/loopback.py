"""HTTP clients that know what browsers know: a name under `.localhost` is this machine. Not every resolver does."""

from typing import Any

import httpx2 as httpx


def _here(request: httpx.Request) -> httpx.Request:
    """The same request, connected to 127.0.0.1; its `Host` says the name."""
    if not request.url.host.endswith(".localhost"):
        return request
    return httpx.Request(
        request.method,
        request.url.copy_with(host="127.0.0.1"),
        headers=request.headers,
        stream=request.stream,
        extensions=request.extensions,
    )


class _AsyncHere(httpx.AsyncHTTPTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await super().handle_async_request(_here(request))


class _Here(httpx.HTTPTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return super().handle_request(_here(request))


def new_browser(**options: Any) -> httpx.AsyncClient:
    """A browser without a screen and without cookies."""
    return httpx.AsyncClient(trust_env=False, transport=_AsyncHere(), timeout=30, **options)


def new_plain_browser(**options: Any) -> httpx.Client:
    """The same for a test without a loop."""
    return httpx.Client(trust_env=False, transport=_Here(), timeout=30, **options)
