"""The browser's way back to this machine: one redirect counts, and nothing else ends the sign-in."""

from contextlib import AsyncExitStack

import anyio
import httpx2 as httpx
import pytest

from hh_mcp.hh.errors import BadArgument, Timeout
from hh_mcp.hh.oauth_loopback import listening

pytestmark = pytest.mark.anyio


async def free_port() -> int:
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1", local_port=0)
    async with listener:
        return listener.extra(anyio.abc.SocketAttribute.local_port)


@pytest.fixture
async def uri() -> str:
    return f"http://127.0.0.1:{await free_port()}/callback"


async def get(url: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as browser:
        return await browser.get(url, headers=headers)


async def test_the_browser_comes_back_to_this_machine(uri: str):
    async with listening(uri, "S") as callback:
        page = await get(f"{uri}?code=C1&state=S")
        assert await callback.wait() == f"{uri}?code=C1&state=S"
    assert page.status_code == 200
    assert "Вернитесь в терминал" in page.text


async def test_a_denial_is_called_a_denial(uri: str):
    async with listening(uri, "S") as callback:
        page = await get(f"{uri}?error=access_denied&state=S")
        assert await callback.wait() == f"{uri}?error=access_denied&state=S"
    assert "Доступ не выдан" in page.text
    assert "Готово" not in page.text


@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("/favicon.ico", None),
        ("/callback", None),
        ("/callback?code=C2", None),
        ("/callback?code=C2&state=other", None),
        ("/callback?error=access_denied&state=", None),
        ("/callback?code=C2&state=S", "evil.example"),
        ("/callback/deeper?code=C2&state=S", None),
    ],
)
async def test_a_stray_request_does_not_end_the_sign_in(uri: str, path: str, host: str | None):
    async with listening(uri, "S") as callback:
        stray = await get(uri.removesuffix("/callback") + path, **({"Host": host} if host else {}))
        assert stray.status_code in (400, 404)
        await get(f"{uri}?code=C1&state=S")
        assert await callback.wait() == f"{uri}?code=C1&state=S"


async def test_a_silent_connection_holds_nobody_up(uri: str):
    async with AsyncExitStack() as stack:
        callback = await stack.enter_async_context(listening(uri, "S"))
        silent = await anyio.connect_tcp("127.0.0.1", int(uri.rpartition(":")[2].partition("/")[0]))
        await stack.enter_async_context(silent)
        await silent.send(b"GET /callback?code=C2&state=S HTTP/1.1\r\n")
        await get(f"{uri}?code=C1&state=S")
        assert "C1" in await callback.wait()


async def test_nobody_comes_back(uri: str):
    async with listening(uri, "S") as callback:
        with pytest.raises(Timeout):
            await callback.wait(timeout=0.05)


@pytest.mark.parametrize("taken_by", ["127.0.0.1", "0.0.0.0"])
async def test_a_port_of_another_program_is_not_listened_at(taken_by: str):
    port = await free_port()
    async with await anyio.create_tcp_listener(local_host=taken_by, local_port=port):
        with pytest.raises(BadArgument, match=str(port)):
            async with listening(f"http://127.0.0.1:{port}/callback", "S"):
                raise AssertionError("a browser would be opened now")


@pytest.mark.parametrize("uri", ["https://127.0.0.1:1/x", "http://example.test:1/x", "http://127.0.0.1/x"])
async def test_the_browser_comes_back_to_this_machine_only(uri: str):
    with pytest.raises(BadArgument):
        async with listening(uri, "S"):
            raise AssertionError("it listens")
