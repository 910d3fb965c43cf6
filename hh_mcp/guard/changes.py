"""Changes on hh.ru that nobody else is told of and that can be undone: no approval, but never in read-only mode.

Raising a resume, favourites, hidden employers and read marks. Each is one POST and one row in the journal.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from hh_mcp.guard.errors import ReadOnly
from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import HHError
from hh_mcp.settings import Settings
from hh_mcp.store import Store


class Changes:
    """The reversible changes of one account."""

    def __init__(self, settings: Settings, store: Store, hh: HHClient, now: Callable[[], datetime]):
        self._settings = settings
        self._store = store
        self._hh = hh
        self._now = now

    async def raise_resume(self, resume_id: str) -> None:
        """Raise a resume in search."""
        await self._do("resume_raised", resume_id, lambda: self._hh.raise_resume(resume_id))

    async def mark_chat_read(self, chat_id: str, message_id: str) -> None:
        """Mark a chat as read up to a message."""
        await self._do("chat_read", chat_id, lambda: self._hh.mark_chat_read(chat_id, message_id))

    async def add_favorite(self, vacancy_id: str) -> None:
        """Put a vacancy among the favourites."""
        await self._do("favorite_added", vacancy_id, lambda: self._hh.add_favorite(vacancy_id))

    async def remove_favorite(self, vacancy_id: str) -> None:
        """Take a vacancy from the favourites."""
        await self._do("favorite_removed", vacancy_id, lambda: self._hh.remove_favorite(vacancy_id))

    async def hide_employer(self, employer_id: str) -> None:
        """Hide an employer's vacancies from searches."""
        await self._do("employer_hidden", employer_id, lambda: self._hh.hide_employer(employer_id))

    async def _do(self, event: str, target: str, change: Callable[[], Awaitable[None]]) -> None:
        if self._settings.read_only:
            raise ReadOnly
        outcome = "crash"
        try:
            await change()
            outcome = "ok"
        except HHError as error:
            outcome = error.code
            raise
        finally:
            account = self._settings.account_key
            self._store.audit.append(event, account=account, now=self._now(), target=target, outcome=outcome)
