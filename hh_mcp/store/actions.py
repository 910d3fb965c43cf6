"""Irreversible acts and their states; every change of state is one transaction with its row in the journal.

    proposed ─ approved ─ sending ─ sent
       │          │          │        └ withdrawn (a response, by a withdrawal that was sent)
       │          │          ├───── refused | not_sent
       │          │          └───── unknown ─ sent | not_sent
       ├─ declined └─ expired
       └─ expired

`reserve` is the decision that counts: in one `BEGIN IMMEDIATE` it looks at the last 24 hours, takes the permit that the
approval left, and marks the action as on its way. Partial unique indexes refuse a second live action of one
fingerprint, and a second response of one resume to one vacancy, whatever the code above believes.
"""

import logging
import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from sqlite3 import Connection, IntegrityError, OperationalError

from hh_mcp.store.audit import Audit, Scalar
from hh_mcp.store.database import from_ms, spared, to_ms, transaction
from hh_mcp.store.owners import Owners
from hh_mcp.store.records import (
    ASKED,
    Action,
    Draft,
    Duplicate,
    Kind,
    NotApproved,
    Quota,
    State,
    TooManyProposals,
    Usage,
)
from hh_mcp.store.windows import check, left, usage

log = logging.getLogger(__name__)
Values = list[Scalar] | Mapping[str, Scalar]

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # ids are read aloud and typed: no look-alikes


class Actions:
    """The table of actions."""

    def __init__(self, database: Connection, audit: Audit, owners: Owners):
        self._database = database
        self._audit = audit
        self.on_approved: Callable[[Action], None] | None = None  # hears of each yes, whatever the door
        self._owners = owners
        self._unwritten: list[tuple[Action, State, datetime, dict[str, Scalar]]] = []

    def get(self, action_id: str) -> Action | None:
        """Find an action by its id."""
        return self._one("id = ?", [action_id])

    def live(self, fingerprint: str, now: datetime) -> Action | None:
        """Find the action of this fingerprint that still counts; stale proposals are expired on the way."""
        self.expire(now)
        return self._one(f"fingerprint = ? and {_LIVE}", [fingerprint])

    def in_the_way(self, wanted: Draft, now: datetime) -> Action | None:
        """Find the live action of this fingerprint, else what stands in the way of a new one.

        That is a response of this resume that has left, or may have, or is permitted with another letter; and a message
        with the same words of which nobody knows whether it has left.
        One statement: between two, another process could send the very same thing, and it would look like another.
        """
        self.expire(now)
        same = "account = :account and target = :target and resume = :resume"
        return self._one(
            f"fingerprint = :fingerprint and {_LIVE} "
            f"or {same} and {_GONE} "
            f"or {same} and kind = 'respond' and :kind = 'respond' and {_WAITING} and state = 'approved' "
            f"or {same} and kind = 'message' and text = :text and {_OPEN} "
            "order by fingerprint = :fingerprint desc",
            wanted.__dict__,
        )

    def last(self, fingerprint: str) -> Action | None:
        """Find the newest action of this fingerprint, dead or alive."""
        return self._one("fingerprint = ? order by created_at desc, rowid desc", [fingerprint])

    def answered(self, account: str, vacancy_ids: Sequence[str]) -> set[str]:
        """Which of these vacancies a response has left for, or may have."""
        marks = ", ".join("?" * len(vacancy_ids))
        rows = self._database.execute(
            f"select target from actions where account = ? and target in ({marks}) and {_GONE}",  # noqa: S608
            [account, *vacancy_ids],
        ).fetchall()
        return {row[0] for row in rows}

    def other_response(self, account: str, vacancy_id: str, resume: str) -> Action | None:
        """Find a response to this vacancy that has left, or may have, with another resume."""
        return self._one(
            f"account = ? and target = ? and resume != ? and {_GONE} order by created_at", [account, vacancy_id, resume]
        )

    def targets(self, account: str, kind: Kind, limit: int) -> list[str]:
        """The targets of the newest actions of a kind."""
        rows = self._database.execute(
            "select target from actions where account = ? and kind = ? group by target order by max(created_at) desc "
            "limit ?",
            [account, kind, limit],
        ).fetchall()
        return [row[0] for row in rows]

    def pending(self, account: str | None = None) -> list[Action]:
        """List what waits for a person or for its send, oldest first."""
        rows = self._rows("state in ('proposed', 'approved') order by created_at", [])
        return [action for action in rows if account in (None, action.account)]

    def recent(self, account: str, limit: int = 50) -> list[Action]:
        """List the actions that changed last, newest first, whatever became of them."""
        return self._rows("account = ? order by updated_at desc, rowid desc limit ?", [account, limit])

    def unsettled(self, account: str) -> list[Action]:
        """List what left without a known outcome."""
        return [action for action in self._rows(f"{_OPEN} and state = 'unknown'", []) if action.account == account]

    def propose(self, draft: Draft, now: datetime, life: timedelta, most: int | None = None) -> Action:
        """Write a proposal down, or find the live one of the same fingerprint.

        It replaces another proposal for the same thing that nobody has decided on; raises TooManyProposals when `most`
        wait already.
        """
        with transaction(self._database):
            if found := self.live(draft.fingerprint, now):
                return found
            self._replace(draft, now)
            if most is not None and self._proposed(draft.account) >= most:
                raise TooManyProposals
            action_id = "".join(secrets.choice(_ALPHABET) for _ in range(8))
            moment = to_ms(now)
            row = {
                **draft.__dict__,
                "id": action_id,
                "state": State.PROPOSED,
                "idempotency_key": _uuid(),
                "created_at": moment,
                "updated_at": moment,
                "expires_at": to_ms(now + life),
            }
            columns = ", ".join(row)
            marks = ", ".join(f":{name}" for name in row)
            self._database.execute(f"insert into actions ({columns}) values ({marks})", row)  # noqa: S608
            self._log("proposed", self._must(action_id), now, chars=len(draft.text))
            return self._must(action_id)

    def _replace(self, draft: Draft, now: datetime) -> None:
        """Close what the draft takes the place of; a permit only where the same words were for an older message."""
        older = self._rows(
            f"{_WAITING} and account = :account and kind = :kind and target = :target and resume = :resume "
            "and (state = 'proposed' or kind = 'message' and text = :text)",
            draft.__dict__,
        )
        for action in older:
            self._move(action, [action.state], State.EXPIRED, now, {"reason": "replaced"}, reason="replaced")

    def _proposed(self, account: str) -> int:
        query = f"select count(*) from actions where {_WAITING} and state = 'proposed' and account = ?"  # noqa: S608
        return int(self._database.execute(query, [account]).fetchone()[0])

    def approve(self, action: Action, approved: str, text: str, by: str, now: datetime, life: timedelta) -> Action:
        """Give a permit, single use and short-lived, for exactly `text`; raises NotApproved when it is too late."""
        if action.expires_at <= now:  # a prompt or an editor may have been open past the time to decide
            raise NotApproved
        until = to_ms(now + life)
        changes = {"approved": approved, "text": text, "approved_by": by, "expires_at": until}
        facts: dict[str, Scalar] = {"by": by, "edited": text != action.text}
        facts |= self._mark(action.id, approved, until)
        given = self._move(action, [State.PROPOSED], State.APPROVED, now, changes, **facts)
        if self.on_approved:
            self.on_approved(given)
        return given

    def _mark(self, action_id: str, approved: str, until: int) -> dict[str, Scalar]:
        """What only the holder of the vault's key can write into an `approved` row."""
        return {"until": until, "mac": self._audit.seals.permit(action_id, approved, until)}

    def _is_proven(self, action: Action, now: datetime) -> bool:
        """Whether the last that the journal says of an action is a yes to exactly this, marked with our key."""
        row, until = self._audit.last_of(action.id) or {}, self._until(action)
        return (
            row.get("event") == State.APPROVED
            and until > to_ms(now)
            and self._audit.seals.is_permit(row.get("mac"), action.id, action.approved or "", until)
        )

    def _until(self, action: Action) -> int:
        """Until when the last row about an action permits it, in milliseconds; 0 where it permits nothing."""
        return int((self._audit.last_of(action.id) or {}).get("until") or 0)

    def renew_permits(self, now: datetime, change_key: Callable[[], None]) -> None:
        """Change the key of the journal; what was approved and waits is approved under the new one too."""
        waiting = [action for action in self.pending() if action.state is State.APPROVED]
        proven = [(action, self._until(action)) for action in waiting if self._is_proven(action, now)]
        change_key()
        for action, until in proven:  # the journal's time: the one in the table could be anybody's
            facts = self._mark(action.id, action.approved or "", until)
            self._log(State.APPROVED, action, now, by=action.approved_by, **facts)

    def hold(self, action: Action, until: datetime, now: datetime) -> Action:
        """Let a permit that the journal proves live longer: it waits for a slot, not for the person."""
        with transaction(self._database):
            fresh = self._must(action.id)
            if fresh.state is not State.APPROVED or fresh.expires_at >= until or not self._is_proven(fresh, now):
                return fresh
            self._database.execute("update actions set expires_at = ? where id = ?", [to_ms(until), fresh.id])
            facts = self._mark(fresh.id, fresh.approved or "", to_ms(until))
            self._log(State.APPROVED, fresh, now, by=fresh.approved_by, held=True, **facts)
            return self._must(fresh.id)

    def ahead(self, action: Action) -> int:
        """Count the permits of its kind that were given before the one of this action, or all if it has none yet."""
        since = to_ms(action.updated_at) if action.state is State.APPROVED else to_ms(datetime.max.replace(tzinfo=UTC))
        row = self._database.execute(
            f"select count(*) from actions where {_WAITING} and state = 'approved' and account = ? and kind = ? "  # noqa: S608
            "and id != ? and updated_at < ?",
            [action.account, action.kind, action.id, since],
        ).fetchone()
        return int(row[0])

    def decline(self, action: Action, by: str, now: datetime) -> Action:
        """Write down that the person said no."""
        return self._move(action, [State.PROPOSED, State.APPROVED], State.DECLINED, now, {"approved_by": by}, by=by)

    def withdraw(self, action: Action, now: datetime) -> Action:
        """Close a proposal or permit whose subject has changed."""
        return self._move(action, [State.PROPOSED, State.APPROVED], State.EXPIRED, now, {"reason": "changed"})

    def expire(self, now: datetime) -> None:
        """Close the proposals and permits whose time is over."""
        late = self._rows("state in ('proposed', 'approved') and expires_at <= ?", [to_ms(now)])
        with spared(self._database):
            for action in late:
                self._move(action, [action.state], State.EXPIRED, now, {})

    def reserve(
        self, action: Action, approved: str, quota: Quota, now: datetime, leaves_at: datetime | None = None
    ) -> Action:
        """Take the permit and a slot, and mark the action as on its way; windows are counted by `leaves_at`.

        Raises NotApproved, QuotaExceeded, TooSoon or Duplicate; then nothing has changed. A permit that the journal
        does not prove, as it was put there without the vault's key or that key was changed, ends as `expired`.
        """
        with transaction(self._database):
            taken = self._take(action, approved, quota, now, leaves_at or now)
        if taken.state is not State.SENDING:
            raise NotApproved
        return taken

    def _take(self, action: Action, approved: str, quota: Quota, now: datetime, leaves_at: datetime) -> Action:
        fresh = self._must(action.id)
        if fresh.state is not State.APPROVED or fresh.approved != approved or fresh.expires_at <= now:
            raise NotApproved
        if not self._is_proven(fresh, now) or _content(fresh) != _content(action):
            return self._move(fresh, [State.APPROVED], State.EXPIRED, now, {"reason": UNPROVEN}, reason=UNPROVEN)
        check(self._database, fresh, quota, leaves_at)
        changes: dict[str, Scalar] = {"owner": self._owners.me, "sending_at": to_ms(leaves_at)}
        try:
            return self._move(fresh, [State.APPROVED], State.SENDING, now, changes)
        except IntegrityError as error:
            raise Duplicate from error

    def usage(self, account: str, kind: Kind, quota: Quota, now: datetime) -> Usage:
        """Count what left within the window; `frees_at` is set when nothing more may leave now."""
        return usage(self._database, account, kind, quota, now)

    def left(self, account: str, kind: Kind, since: datetime) -> list[datetime]:
        """When each thing that counts has left since then, in order."""
        return left(self._database, account, kind, since)

    def settle(
        self,
        action: Action,
        state: State,
        now: datetime,
        *,
        reason: str | None = None,
        detail: str | None = None,
        receipt: str | None = None,
    ) -> Action:
        """Write the outcome down; an outcome once known is never changed.

        Where the store takes nothing now, the outcome is the same: `write_down` and `recover` try again.
        """
        changes: dict[str, Scalar] = {"reason": reason, "detail": detail, "receipt": receipt}
        try:
            return self._move(action, _SENT, state, now, changes, reason=reason)
        except OperationalError as error:
            log.warning("action %s: %s is not written down yet: %s", action.id, state, error)
            self._unwritten.append((action, state, now, changes))
            return action.model_copy(update={**changes, "state": state, "updated_at": now})

    def recover(self, now: datetime) -> list[Action]:
        """Turn sends cut short by the death of their process into `unknown`; write down what could not be before."""
        with spared(self._database):
            return self._recover(now)
        return []

    def write_down(self) -> None:
        """Write the outcomes down that could not be before; raises OperationalError where the store takes nothing."""
        while self._unwritten:
            action, state, then, changes = self._unwritten[0]
            self._move(action, _SENT, state, then, changes, reason=changes["reason"])
            self._unwritten.pop(0)

    def _recover(self, now: datetime) -> list[Action]:
        self.write_down()
        orphans = [a for a in self._rows(f"{_OPEN} and state = 'sending'", []) if not self._owners.alive(a.owner or "")]
        facts: dict[str, Scalar] = {"reason": "crash"}
        return [self._move(action, [State.SENDING], State.UNKNOWN, now, facts, **facts) for action in orphans]

    def _move(
        self,
        action: Action,
        allowed: Sequence[State],
        state: State,
        now: datetime,
        changes: Mapping[str, Scalar],
        **facts: Scalar,
    ) -> Action:
        """Change the state if it is still one of `allowed`; else return what it is now, or raise for a permit."""
        if not self._database.in_transaction:
            with transaction(self._database):
                return self._move(action, allowed, state, now, changes, **facts)
        current = self._must(action.id)
        if current.state not in allowed:
            if state is State.APPROVED:
                raise NotApproved
            return current
        row = {**changes, "state": state, "updated_at": to_ms(now), "id": action.id}
        pairs = ", ".join(f"{name} = :{name}" for name in row if name != "id")
        self._database.execute(f"update actions set {pairs} where id = :id", row)  # noqa: S608
        fresh = self._must(action.id)
        self._log(state, fresh, now, **facts)
        if fresh.kind is Kind.WITHDRAW and state is State.SENT:
            self._end_response(fresh, now)
        if state not in _UNDER_WAY:
            self._database.execute(
                "delete from marks where account = ? and name = ?", [fresh.account, f"{ASKED}{fresh.id}"]
            )
        return fresh

    def _end_response(self, withdrawal: Action, now: datetime) -> None:
        """The response is withdrawn: another one to the same vacancy is another act."""
        responses = self._rows(
            f"{_GONE} and account = ? and coalesce(json_extract(receipt, '$.id') = ?, "
            "target = json_extract(?, '$.vacancy_id'))",
            [withdrawal.account, withdrawal.target, withdrawal.preview],
        )
        for action in responses:
            self._move(action, [State.SENT, State.UNKNOWN], State.WITHDRAWN, now, {})

    def _log(self, event: str, action: Action, now: datetime, **facts: Scalar) -> None:
        self._audit.append(
            event,
            account=action.account,
            now=now,
            action=action.id,
            kind=action.kind,
            target=action.target,
            fingerprint=action.fingerprint[:16],
            approved=action.approved and action.approved[:16],
            **facts,
        )

    def _must(self, action_id: str) -> Action:
        action = self.get(action_id)
        if action is None:
            raise LookupError(action_id)
        return action

    def _one(self, where: str, values: Values) -> Action | None:
        rows = self._rows(f"{where} limit 1", values)
        return rows[0] if rows else None

    def _rows(self, where: str, values: Values) -> list[Action]:
        cursor = self._database.execute(f"select {', '.join(_COLUMNS)} from actions where {where}", values)  # noqa: S608
        return [_action(row) for row in cursor.fetchall()]


UNPROVEN = "unproven"  # why a permit has ended that the journal does not prove
_COLUMNS = list(Action.model_fields)
# in the very words of the partial indexes, or SQLite reads the whole table
_OPEN = "state in ('sending', 'unknown')"
_LIVE = "state in ('proposed', 'approved', 'sending', 'sent', 'unknown')"
_WAITING = "state in ('proposed', 'approved')"
_GONE = "kind = 'respond' and state in ('sending', 'sent', 'unknown')"
_UNDER_WAY = frozenset({State.PROPOSED, State.APPROVED, State.SENDING, State.UNKNOWN})
_SENT = (State.SENDING, State.UNKNOWN)  # what has an outcome, or waits for one
_MOMENTS = {"created_at", "updated_at", "expires_at", "sending_at"}


def _action(row: Sequence[Scalar]) -> Action:
    values = dict(zip(_COLUMNS, row, strict=True))
    moments = {name: from_ms(int(value)) for name in _MOMENTS if (value := values[name]) is not None}
    return Action.model_validate({**values, **moments})


def _content(action: Action) -> tuple[str, ...]:
    """What the permit was computed over: it must still be there when the row is taken."""
    return action.account, action.kind, action.target, action.resume, action.text, action.answers


def _uuid() -> str:
    """hh.ru's chats take a UUID as the idempotency key (hh.ru: facts 7.3)."""
    return str(uuid.uuid4())
