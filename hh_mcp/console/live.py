"""News for a page that is open: what waits, what became of it, how full the limits are."""

import anyio
from starlette.responses import JSONResponse, Response

from hh_mcp.console.cards import draw, on_desk
from hh_mcp.console.desk import Visit
from hh_mcp.console.gauges import gauges
from hh_mcp.store.records import Action


async def news(visit: Visit) -> Response:
    """Tell the state of every card that the page shows or could show; `known` is what it shows, `id:state,…`."""
    query = visit.request.query_params
    if query.get("on_screen") == "1":
        visit.visitor.looked = anyio.current_time()
    waiting, rest = on_desk(visit.desk)
    known = dict(pair.split(":", 1) for pair in query.get("known", "").split(",") if ":" in pair)
    mentioned = [action for action_id in list(known)[:50] if (action := _mine(visit, action_id))]
    listed = {action.id: action for action in [*waiting, *rest, *mentioned]}
    heading = 1 if query.get("heading") == "1" else 2
    changed = [
        {
            "id": action.id,
            "html": draw(visit.desk, action, visit.visitor.csrf, heading),
            "said": visit.desk.words(f"live_{action.state}"),
        }
        for action in listed.values()
        if known.get(action.id, "") != action.state and (action in waiting or action.id in known)
    ]
    return JSONResponse(
        {
            "waiting": len(waiting),
            "cards": changed,
            "gauges": visit.desk.fill("gauges.html", gauges=gauges(visit.desk)),
        }
    )


def _mine(visit: Visit, action_id: str) -> Action | None:
    action = visit.app.store.actions.get(action_id)
    return action if action and action.account == visit.desk.account else None
