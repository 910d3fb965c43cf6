"""Single-use secrets of approval cards: the card proves by one that it is the one that was shown."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from sqlite3 import Connection

from hh_mcp.store.database import to_ms, transaction


class Nonces:
    """At most one live nonce an action; the newest counts."""

    def __init__(self, database: Connection):
        self._database = database

    def make(self, action_id: str, now: datetime, life: timedelta) -> str:
        """Make a nonce for an action; an earlier one is void."""
        nonce = secrets.token_urlsafe(24)
        self._database.execute(
            "insert or replace into nonces (action, hash, expires_at) values (?, ?, ?)",
            [action_id, _digest(nonce), to_ms(now + life)],
        )
        return nonce

    def spend(self, action_id: str, nonce: str, now: datetime) -> bool:
        """Use the nonce up; True only for the right one, in time, the first time."""
        with transaction(self._database):
            row = self._database.execute("select hash, expires_at from nonces where action = ?", [action_id]).fetchone()
            if row is None or row[1] <= to_ms(now) or not hmac.compare_digest(row[0], _digest(nonce)):
                return False
            self._database.execute("delete from nonces where action = ?", [action_id])
            return True


def _digest(nonce: str) -> bytes:
    return hashlib.sha256(nonce.encode()).digest()
