"""Learns by reading hh.ru what became of a send whose outcome is not known."""

import contextlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from sqlite3 import OperationalError

from hh_mcp.guard import limits
from hh_mcp.guard.action import Preview, Proposal
from hh_mcp.guard.errors import AnotherApproved
from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import AlreadyApplied, HHError, NotFound
from hh_mcp.hh.models import Message, Receipt, Response
from hh_mcp.settings import Settings
from hh_mcp.store import Store
from hh_mcp.store.records import Action, Kind, State

log = logging.getLogger(__name__)

DECLINED_LIFE = timedelta(minutes=5)  # a repeat of what the person has just declined is not asked again
PATIENCE = 2.0  # seconds that an outcome waits for a locked store; then it is kept in memory
CLOCK_SKEW = timedelta(minutes=5)  # between hh.ru's clock and ours, when an own message is looked for


class Settler:
    """Finds actions and makes their outcomes certain."""

    def __init__(self, settings: Settings, store: Store, hh: HHClient, now: Callable[[], datetime]):
        self._settings = settings
        self._store = store
        self._hh = hh
        self._now = now

    async def find(self, action_id: str) -> Action:
        """Find an action by its id and settle it if its outcome is not known yet."""
        self._store.actions.recover(self._now())
        self._store.actions.expire(self._now())
        action = self._store.actions.get(action_id)
        if action is None or action.account != self._settings.account_key:
            raise NotFound(f"No action {action_id}.", detail_ru=f"Нет действия {action_id}.")
        return await self.settle(action)

    async def settle(self, action: Action) -> Action:
        """Learn by reading hh.ru what became of a send of unknown outcome; without certainty it stays unknown."""
        if action.state is not State.UNKNOWN:
            return action
        try:
            receipt = await self._look_for(action)
        except HHError as error:
            log.warning("action %s stays unknown: %s", action.id, error.code)
            return action
        if receipt is not None:
            return await settle(self._store, action, State.SENT, self._now(), receipt=receipt.model_dump_json())
        now = limits.moment(self._hh, self._now())
        if now - (action.sending_at or action.created_at) < timedelta(seconds=self._settings.settle_after):
            return action  # hh.ru may still be working on it
        return await settle(self._store, action, State.NOT_SENT, self._now(), reason="not_sent")

    async def existing(self, proposal: Proposal) -> Action | None:
        """Find what became of the same proposal before: alive, or declined a moment ago.

        Raises AlreadyApplied for a response that has left with another letter, AnotherApproved for one about to leave.
        """
        self._store.actions.recover(self._now())
        while found := self._in_the_way(proposal):
            settled = await self.settle(found)
            if settled.state is State.NOT_SENT:
                continue  # reading hh.ru took a while: somebody may have sent it since
            if proposal.kind is Kind.RESPOND and settled.fingerprint != proposal.fingerprint:
                raise _another(settled)
            return settled
        last = self._store.actions.last(proposal.fingerprint)
        if last and last.state is State.DECLINED and self._now() - last.updated_at < DECLINED_LIFE:
            return last
        return None

    def _in_the_way(self, wanted: Proposal) -> Action | None:
        return self._store.actions.in_the_way(wanted.draft(Preview()), self._now())

    async def _look_for(self, action: Action) -> Receipt | None:
        if action.kind is Kind.RESPOND:
            response = await self._hh.find_response(action.target, action.resume)
            if response is None or _is_older(response, _since(action)):
                return None
            return Receipt(id=response.id, chat_id=response.chat_id, at=response.created_at)
        if action.kind is Kind.WITHDRAW:
            return await self._withdrawn(action.target)
        detail = await self._hh.get_chat_detail(action.target, limit=50)
        message = next((m for m in detail.messages if _is_ours(m, action.text, _since(action))), None)
        return message and Receipt(id=message.id, chat_id=action.target, at=message.at)

    async def _withdrawn(self, response_id: str) -> Receipt | None:
        """A withdrawn response is hidden or gone from the list; one that was refused meanwhile only stays as it is."""
        try:
            response = await self._hh.get_response(response_id)
        except NotFound:
            return Receipt(id=response_id)
        return Receipt(id=response_id, chat_id=response.chat_id) if response.withdrawn else None


async def settle(store: Store, action: Action, state: State, now: datetime, **facts: str | None) -> Action:
    """Write an outcome down as soon as the store takes it; one that stays locked hides no outcome."""
    settled = await store.when_free(lambda: store.actions.settle(action, state, now, **facts))
    with contextlib.suppress(OperationalError):
        await store.when_free(store.actions.write_down, PATIENCE)
    return settled


def _another(gone: Action) -> HHError:
    if gone.state is State.APPROVED:
        return AnotherApproved(f"Action {gone.id}.", detail_ru=f"Действие {gone.id}.")
    return AlreadyApplied(f"Action {gone.id}: {gone.state}.", detail_ru=f"Действие {gone.id}: {gone.state}.")


def _since(action: Action) -> datetime:
    return (action.sending_at or action.created_at) - CLOCK_SKEW


def _is_older(response: Response, since: datetime) -> bool:
    """Whether it is a response that the person had made and withdrawn before."""
    return response.withdrawn and response.created_at is not None and response.created_at < since


def _is_ours(message: Message, text: str, since: datetime) -> bool:
    return (
        message.mine
        and " ".join(message.text.split()) == " ".join(text.split())
        and (message.at is None or message.at >= since)
    )
