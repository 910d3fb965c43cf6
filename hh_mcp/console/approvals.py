"""What waits for the person: shown whole, sent or declined by the person alone.

A yes counts for the text in the form and for what stood around it: the form carries a digest of what was shown, and if
that is no longer what is kept, nothing is permitted and the card is shown again.
"""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from hh_mcp.console.cards import card_of, digest, leaves_at, on_desk, text_digest
from hh_mcp.console.desk import Visit
from hh_mcp.console.gauges import gauges
from hh_mcp.guard import approval
from hh_mcp.guard.action import preview_of
from hh_mcp.hh.errors import BadArgument
from hh_mcp.store.records import Action, NotApproved, State
from hh_mcp.tools.status import recent_yes

BY = "console"


async def home(visit: Visit) -> Response:
    """Show everything that waits, and what has just been decided."""
    waiting, rest = on_desk(visit.desk)
    return visit.page(
        "home.html",
        cards=[card_of(visit.desk, action) for action in waiting],
        recent=[card_of(visit.desk, action) for action in rest],
        given=[(action, preview_of(action).employer) for action in recent_yes(visit.app)],
        gauges=gauges(visit.desk),
        may_send=visit.desk.may_send,
        heading=2,
    )


async def one(visit: Visit) -> Response:
    """Show one action, whatever became of it."""
    return _show(visit, _find(visit))


async def approve(visit: Visit) -> Response:
    """Permit the text of the form, once; nothing else."""
    action, words = _find(visit), visit.desk.words
    text = visit.form.get("text", "")
    if not visit.desk.may_send:
        return _show(visit, action, "read_only" if visit.app.settings.read_only else "denied", text)
    if action.state is not State.PROPOSED:
        return _show(visit, action, _late(action))
    if visit.form.get("shown") != digest(action):
        untouched = text_digest(text) == visit.form.get("letter")
        return _show(visit, action, "changed", None if untouched else text)
    try:
        permitted = await visit.app.store.when_free(
            lambda: approval.approve(visit.app.store, action, BY, visit.app.now(), text)
        )
    except BadArgument as error:
        return _show(visit, action, error.what(visit.desk.lang), text)
    except NotApproved:  # another window or process was quicker by a hair
        return _show(visit, _find(visit), "decided")
    visit.desk.on_approved(permitted)
    leaves = leaves_at(visit.app, permitted)
    note = words("note_held", when=visit.desk.moment(leaves)) if leaves else words("note_approved")
    return visit.go(f"/actions/{action.id}", note)


async def decline(visit: Visit) -> Response:
    """Write down that the person said no, also after a yes that has not left yet."""
    action = _find(visit)
    if action.state not in (State.PROPOSED, State.APPROVED):
        return _show(visit, action, _late(action))
    declined = await visit.app.store.when_free(lambda: approval.decline(visit.app.store, action, BY, visit.app.now()))
    if declined.state is not State.DECLINED:
        return _show(visit, declined, "decided")
    return visit.go("/", visit.desk.words("note_declined"))


async def settle(visit: Visit) -> Response:
    """Have hh.ru read to learn what became of a send that it did not confirm; nothing is sent."""
    action = _find(visit)
    await visit.app.gate.settle(action)
    return visit.go(f"/actions/{action.id}")


async def resume_writes(visit: Visit) -> Response:
    """Let sending go on: the person says that the check on hh.ru is passed."""
    visit.app.hh.resume_writes()
    visit.app.store.audit.append("writes_resumed", account=visit.desk.account, now=visit.app.now(), by=BY)
    return visit.go("/", visit.desk.words("note_resumed"))


def _find(visit: Visit) -> Action:
    """The action that the address names; of another account there is none."""
    actions, now = visit.app.store.actions, visit.app.now()
    actions.recover(now)
    actions.expire(now)
    action = actions.get(visit.request.path_params["id"])
    if action is None or action.account != visit.desk.account:
        raise HTTPException(404)
    return action


def _show(visit: Visit, action: Action, problem: str | None = None, text: str | None = None) -> Response:
    """Show the action; with a `problem`, say that nothing was permitted and why."""
    typed = text if action.state is State.PROPOSED else None
    return visit.page(
        "action.html",
        status=409 if problem else 200,
        card=card_of(visit.desk, action, typed),
        problem=problem and visit.desk.words.get(f"problem_{problem}", problem),
        may_send=visit.desk.may_send,
        heading=1,
    )


def _late(action: Action) -> str:
    return "expired" if action.state is State.EXPIRED else "decided"
