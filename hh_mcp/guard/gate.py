"""The one way out: propose, approve, reserve, send, settle.

Nothing else in hh-mcp calls a method of the client that changes what others see on hh.ru. The order is the safety:

    propose   reads hh.ru, looks for reasons not to ask, writes the proposal down; the same proposal finds its own row
    approve   a person's yes, in `guard.approval`, leaves a permit for exactly one text
    reserve   one transaction takes the permit and a slot of the last 24 hours: the row says `sending` before anything
              leaves, so that a crash can never hide a send
    send      exactly one POST, shielded from cancellation
    settle    `sent`, `refused`, or `unknown`; an `unknown` is settled by reading hh.ru, never by sending again
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import anyio

from hh_mcp.guard import limits
from hh_mcp.guard.action import answers_of, permit
from hh_mcp.guard.approval import HELD_LIFE
from hh_mcp.guard.errors import Changed
from hh_mcp.guard.foreign import clean
from hh_mcp.guard.proposing import Proposer
from hh_mcp.guard.settling import Settler, settle
from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import (
    AlreadyApplied,
    BlockedBySite,
    CaptchaRequired,
    HHError,
    HHUnavailable,
    LimitReached,
    NotSignedIn,
    RateLimited,
    SessionExpired,
    SiteChanged,
    Timeout,
)
from hh_mcp.hh.prepared import PreparedWrite
from hh_mcp.settings import Settings
from hh_mcp.store import Store
from hh_mcp.store.errors import VaultError
from hh_mcp.store.records import Action, Duplicate, Kind, NotApproved, Quota, QuotaExceeded, State, TooSoon

log = logging.getLogger(__name__)

_MILLISECOND = timedelta(milliseconds=1)  # the store keeps no finer times
_LAST_WORD = 0.5  # seconds of a call that are kept for writing the outcome down and for the answer
_PATIENCE = 10.0  # seconds to wait for another call that is sending the same

# hh.ru did not judge the act itself: it never got that far
_NEVER_REACHED = (
    BlockedBySite,
    CaptchaRequired,
    HHUnavailable,
    LimitReached,
    NotSignedIn,
    RateLimited,
    SessionExpired,
    SiteChanged,
    Timeout,
)


def write_margin(settings: Settings) -> float:
    """Seconds that a call must have left for a POST and for writing its outcome down."""
    return settings.write_timeout + 2


class Gate:
    """The gate of one account."""

    def __init__(self, settings: Settings, store: Store, hh: HHClient, now: Callable[[], datetime]):
        self._settings = settings
        self._store = store
        self._hh = hh
        self._now = now
        settler = Settler(settings, store, hh, now)
        proposer = Proposer(settings, store, hh, settler, now)
        self.propose_response = proposer.response
        self.propose_message = proposer.message
        self.propose_withdrawal = proposer.withdrawal
        self._check_allowed = proposer.check_allowed
        self._recheck = proposer.recheck
        self.find = settler.find
        self.settle = settler.settle

    async def send(self, action: Action) -> Action:
        """Send what was approved, once, and say what became of it; anything but a permit in hand sends nothing.

        At the limit it stays approved until a slot frees: see `limits.leaves_at`. Whatever has to be read is read
        first, so that while the row says `sending` only the one request takes time, and no more than the call has left.
        """
        until = anyio.current_effective_deadline() - _LAST_WORD
        write = await self._prepare(action) if action.state is State.APPROVED else None
        if write is None:
            return await self.wait(action)
        try:
            reserved = await self._reserve(action)
        except QuotaExceeded as full:
            return self._hold(action, full)
        if reserved is None:
            return await self.wait(action)
        limits.note_full(self._settings, self._store, action.kind, self._now(), limits.moment(self._hh, self._now()))
        with anyio.CancelScope(shield=True):  # from here on the outcome is written down, whoever gives up waiting
            reserved = await self._deliver(reserved, write, until)
        return reserved  # noqa: RET504 - to a type checker a cancel scope may swallow the return

    async def _prepare(self, action: Action) -> PreparedWrite | None:
        """Look again at what was approved and read what the write needs; None once another call was quicker.

        A failure leaves the permit as it is.
        """
        self._check_allowed()
        self._heed_the_person(action)
        self._check_time()
        try:
            await self._recheck(action)
            return await self._prepared(action)
        except Changed:
            raise
        except HHError:
            if self._waits(action):
                raise  # else what hh.ru refuses now is this very action, which another call was quicker to send
            return None

    async def _prepared(self, action: Action) -> PreparedWrite:
        if action.kind is Kind.RESPOND:
            return await self._hh.prepare_response(action.target, action.resume, action.text, answers_of(action))
        if action.kind is Kind.WITHDRAW:
            return await self._hh.prepare_withdrawal(action.target)
        return await self._hh.prepare_message(action.target, action.text, action.idempotency_key)

    def _waits(self, action: Action) -> bool:
        current = self._store.actions.get(action.id)
        return current is not None and current.state is State.APPROVED

    def _heed_the_person(self, action: Action) -> None:
        """Writes stopped by a captcha or a block go on once a person, who was told, has approved one after it."""
        stopped = self._hh.stopped()
        if stopped and action.approved_by != "auto" and action.updated_at >= stopped.since - _MILLISECOND:
            self._hh.resume_writes()

    async def _reserve(self, action: Action) -> Action | None:
        """Take the permit; None when it is not ours to take, whatever the row says now."""
        quota = limits.quota(self._settings, action.kind)
        while True:
            try:
                return await self._store.when_free(lambda: self._take(action, quota))
            except TooSoon as soon:
                self._check_time(soon.wait)
                await anyio.sleep(soon.wait)
            except Duplicate as twice:
                raise AlreadyApplied from twice
            except NotApproved:
                return None

    def _take(self, action: Action, quota: Quota) -> Action:
        self._check_time()
        there = limits.moment(self._hh, self._now())
        return self._store.actions.reserve(action, permit(action, action.text), quota, self._now(), there)

    def _check_time(self, wait: float = 0.0) -> None:
        """Raise when the call has too little time left to send and to write the outcome down."""
        left = anyio.current_effective_deadline() - anyio.current_time() - write_margin(self._settings)
        if left < 0:
            raise Timeout("Too little time is left to send safely.", detail_ru="Слишком мало времени для отправки.")
        if wait > left:
            raise RateLimited(
                "The least pause between responses.", detail_ru="Пауза между откликами.", retry_after=wait
            )

    def _hold(self, action: Action, full: QuotaExceeded) -> Action:
        """Keep the permit for the slot that frees next; where none ever does, say so."""
        if full.usage.frees_at is None:
            raise limits.reached(full.usage) from full
        now = self._now()
        there = limits.moment(self._hh, now)
        limits.note_full(self._settings, self._store, action.kind, now, there)
        leaves = limits.leaves_at(self._settings, self._store, self._hh, action, now) or there
        return self._store.actions.hold(action, now + (leaves - there) + HELD_LIFE, now)

    async def _deliver(self, action: Action, write: PreparedWrite, until: float) -> Action:
        store, settle_now = self._store, self._store.actions.settle
        try:
            receipt = await write.send(until)
        except HHError as error:
            detail = clean(error.what(self._settings.lang))
            settled = await settle(store, action, _fate(error), self._now(), reason=error.code, detail=detail)
            if isinstance(error, LimitReached):  # after the row is settled: what was not sent takes no slot
                now = self._now()
                limits.close(self._settings, self._store, action.kind, now, limits.moment(self._hh, now))
            if settled.state is State.NOT_SENT:
                raise
            return settled
        except BaseException as error:
            # a bug, or the process being torn down: something may have left
            log.exception("action %s: the send broke off", action.id)
            settle_now(action, State.UNKNOWN, self._now(), reason="crash", detail=type(error).__name__)
            raise
        kept = receipt.model_dump_json(exclude_none=True)
        return await settle(store, action, State.SENT, self._now(), receipt=kept)

    async def wait(self, action: Action) -> Action:
        """Wait for the call that holds the permit, here or in another process; sends nothing."""
        action = self._store.actions.get(action.id) or action
        left = anyio.current_effective_deadline() - anyio.current_time() - _LAST_WORD
        with anyio.move_on_after(min(_PATIENCE, left)):
            while action.state is State.SENDING:
                await anyio.sleep(0.1)
                self._store.actions.recover(self._now())
                action = self._store.actions.get(action.id) or action
        return action


def _fate(error: HHError) -> State:
    """What an error of the one POST means for the action."""
    if error.sent != "no" or isinstance(error, VaultError):  # before the POST or after it
        return State.UNKNOWN
    return State.NOT_SENT if isinstance(error, _NEVER_REACHED) else State.REFUSED
