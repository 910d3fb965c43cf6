"""What proves that a decision comes from a page that this server served, after a person could have read it.

Each reading of the card's page puts a key of its own into it. The key never travels again: the page proves with it
(HMAC-SHA256) that it knows it, over the very words of the question or the decision. A nonce goes out with each state
that can be decided on, counts once and for that action alone. So what a host shows of the card's calls and results to
its model is worth nothing: without a key there is no proof, and the same proof does not count twice.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from hh_mcp.guard.approval import READING

PAGES = 256  # keys kept, the newest
SHOWN = 4096  # nonces kept, the newest

T = TypeVar("T")


@dataclass(frozen=True)
class Shown:
    """An action that was shown to be decided on, and when."""

    action_id: str
    at: datetime

    def too_soon(self, now: datetime) -> bool:
        """Tell whether nobody can have read it yet."""
        return now - self.at < READING


class CardKeys:
    """The keys of the pages that were read and the nonces of what they show: in memory, for this start alone."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}
        self._shown: dict[str, Shown] = {}

    def make_page(self) -> tuple[str, str]:
        """Make the name and the key of one more page."""
        page, key = secrets.token_urlsafe(9), secrets.token_hex(32)
        _keep(self._keys, page, bytes.fromhex(key), PAGES)
        return page, key

    def proves(self, page: str, proof: str, *words: str) -> bool:
        """Tell whether `proof` was made over these words with the key of that page."""
        key = self._keys.get(page)
        if key is None:
            return False
        message = "\n".join(words).encode("utf-8", "replace")  # half of a surrogate pair proves nothing
        expected = hmac.new(key, message, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), proof.encode("utf-8", "replace"))

    def make_nonce(self, action_id: str, now: datetime) -> str:
        """Make a nonce for an action that is shown now."""
        nonce = secrets.token_urlsafe(18)
        _keep(self._shown, nonce, Shown(action_id, now), SHOWN)
        return nonce

    def find(self, action_id: str, nonce: str) -> Shown | None:
        """Find what a nonce was made for, if it is this action and the nonce has not been spent."""
        shown = self._shown.get(nonce)
        return shown if shown is not None and shown.action_id == action_id else None

    def spend(self, nonce: str) -> None:
        """Make a nonce void."""
        self._shown.pop(nonce, None)


def _keep(kept: dict[str, T], name: str, value: T, most: int) -> None:
    kept[name] = value
    while len(kept) > most:
        del kept[next(iter(kept))]
