"""Compares the actions with the journal: each state must be the last that was written down, each permit a yes there."""

from datetime import timedelta
from sqlite3 import Connection

from hh_mcp.store.chain import Problem

_SLACK = timedelta(days=2) // timedelta(milliseconds=1)  # clocks may jump between an action and the rows about it

# `+id`: the index is on a plain expression, and a column with an affinity would not be looked up in it.
# The state that the journal has for each action: an `accepted` row names the one that a person has taken as it was
_ACTIONS = """
select actions.id, actions.state, created_at, updated_at,
coalesce(json_extract(last.body, '$.state'), json_extract(last.body, '$.event')) as known from actions
left join audit as last on last.seq = (
    select seq from audit where json_extract(body, '$.action') = +actions.id order by seq desc limit 1)
where known is not actions.state
or json_extract(last.body, '$.event') = 'approved' and expires_at is not json_extract(last.body, '$.until')
or approved is not null and not exists (
    select 1 from audit where json_extract(body, '$.action') = +actions.id
    and (json_extract(body, '$.event') = 'accepted' or json_extract(body, '$.event') = 'approved'
    and json_extract(body, '$.approved') = substr(actions.approved, 1, 16))
)"""
# What left, or may have, and is among the actions no more: it would no longer count
_GONE = """
select last, action from (
    select json_extract(body, '$.action') as action, max(seq) as last from audit
    where json_extract(body, '$.action') is not null group by json_extract(body, '$.action')
) where action not in (select id from actions) and (
    select json_extract(body, '$.event') from audit where seq = last
) in ('sending', 'sent', 'unknown', 'withdrawn')"""


def mismatches(database: Connection, base: int) -> list[tuple[str, str, Problem]]:
    """List the actions that differ from the journal: id, state now, and what is wrong."""
    row = database.execute("select json_extract(body, '$.at') from audit order by seq limit 1").fetchone()
    since = (row[0] if row else 0) + _SLACK if base else 0  # older ones may have lost their rows with what was dropped
    found = [
        (action, state, _wrong(action, state, known))
        for action, state, created, updated, known in database.execute(_ACTIONS)
        if known not in (None, state) or (updated if known is None else created) >= since
    ]
    gone = [
        (
            action,
            "gone",
            Problem(
                f"action {action} left by row {seq} and is gone", f"действие {action} ушло, запись {seq}, а его нет"
            ),
        )
        for seq, action in database.execute(_GONE)
    ]
    return found + gone


def _wrong(action: str, state: str, known: str | None) -> Problem:
    if known is None:
        return Problem(
            f"action {action} is {state} and the journal knows nothing of it",
            f"действие {action} в состоянии {state}, а в журнале о нём ничего",
        )
    if known != state:
        return Problem(
            f"action {action} is {state}, and the journal says {known}",
            f"действие {action} в состоянии {state}, а по журналу {known}",
        )
    return Problem(
        f"action {action} has a permit, and the journal knows no such yes, or another time for it",
        f"действие {action} разрешено, а в журнале такого согласия нет, или срок у него другой",
    )
