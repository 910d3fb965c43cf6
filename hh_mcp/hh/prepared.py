"""A write in two steps: first everything that has to be read for it, then one request.

What is read before a write may take long; once a caller has written down that something is on its way, only the one
request itself may take time.
"""

import math
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from hh_mcp.hh.models import Receipt

Post = Callable[[], Awaitable[Receipt]]


@dataclass(frozen=True)
class PreparedWrite:
    """A write that lacks its one request only; making it has changed nothing on hh.ru."""

    _post: Post
    _deadline: Callable[[float], AbstractContextManager[None]]

    async def send(self, until: float = math.inf) -> Receipt:
        """Make exactly one request that changes anything; it ends by `until`, a time of anyio's clock."""
        with self._deadline(until):
            return await self._post()
