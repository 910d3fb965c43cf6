"""The page of the approval card without a browser: it reads its key and proves its calls as the script does."""

import hashlib
import hmac
import re
from typing import Any

from mcp import Client
from mcp.types import CallToolResult
from support import Assistant

from hh_mcp.tools.card_clients import CARD

SECRET = re.compile(r'PAGE = "([^"]*)", KEY = "([^"]*)"')


class CardPage:
    """One mount of the card."""

    def __init__(self, client: Client, page: str, key: str):
        self.client, self.page, self.key = client, page, key

    def prove(self, *words: str) -> str:
        return hmac.new(bytes.fromhex(self.key), "\n".join(words).encode(), hashlib.sha256).hexdigest()

    async def show(self, *ids: str, target: str = "") -> list[dict[str, Any]]:
        proof = self.prove("show", *ids, target)
        shown = await Assistant(self.client).call(
            "show_approval", page=self.page, proof=proof, action_ids=list(ids), target=target
        )
        return shown["items"]

    async def one(self, action_id: str) -> dict[str, Any]:
        (item,) = await self.show(action_id)
        return item

    async def press(self, item: dict[str, Any], send: bool, text: str = "") -> dict[str, Any]:
        """Press a button of what was shown, and return what is shown then."""
        result = await self.raw(item["id"], item["nonce"], send, text)
        assert not result.is_error, result.content[0].text
        return result.structured_content["items"][0]

    async def raw(self, action_id: str, nonce: str, send: bool, text: str = "", changes: Any = None) -> CallToolResult:
        proof = self.prove("decide", action_id, nonce, "send" if send else "decline", text)
        arguments = {"action_id": action_id, "nonce": nonce, "send": send, "text": text, "page": self.page}
        return await self.client.call_tool("decide", {**arguments, "proof": proof, **(changes or {})})


async def read_page(client: Client) -> str:
    return (await client.read_resource(CARD)).contents[0].text


async def mount(client: Client) -> CardPage:
    """Read the page as the host does for each mount."""
    page, key = SECRET.search(await read_page(client)).groups()
    return CardPage(client, page, key)
