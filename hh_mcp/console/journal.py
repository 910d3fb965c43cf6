"""The journal as a diary: who did what and when, with filters, and whether the chain of its rows is whole."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from starlette.responses import Response

from hh_mcp.console.desk import Visit
from hh_mcp.console.events import EVENTS, facts_of, title_of
from hh_mcp.guard.action import preview_of
from hh_mcp.store.audit import Entry

PER_PAGE = 25
_TONES = {"sent": "good", "signed_in": "good", "refused": "bad", "unknown": "doubt", "approved": "yes"}


@dataclass(frozen=True)
class Line:
    """One row in words."""

    seq: int
    at: datetime
    tone: str
    title: str
    about: str | None
    action: str | None
    facts: tuple[str, ...]
    hash: str


async def page(visit: Visit) -> Response:
    """Show a page of the journal, newest first; `verify=1` walks the whole chain."""
    query = visit.request.query_params
    event = query.get("event") if query.get("event") in EVENTS else None
    text, number = query.get("text", "").strip()[:100], _number(query.get("page", ""))
    audit = visit.app.store.audit
    found = audit.page(visit.desk.account, event=event, text=text, skip=number * PER_PAGE, limit=PER_PAGE + 1)
    chosen = {"event": event or "", "text": text}
    return visit.page(
        "journal.html",
        lines=[_line(visit, entry) for entry in found[:PER_PAGE]],
        events=EVENTS,
        chosen=chosen,
        newer=f"?{urlencode({**chosen, 'page': number - 1})}" if number else None,
        older=f"?{urlencode({**chosen, 'page': number + 1})}" if len(found) > PER_PAGE else None,
        verdict=audit.verify() if query.get("verify") == "1" else None,
    )


def _number(text: str) -> int:
    return min(int(text), 100_000) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _line(visit: Visit, entry: Entry) -> Line:
    body, words = entry.body, visit.desk.words
    action = visit.app.store.actions.get(str(body["action"])) if "action" in body else None
    seen = preview_of(action) if action else None
    about = " · ".join(filter(None, [seen.vacancy, seen.employer])) if seen else None
    return Line(
        seq=entry.seq,
        at=entry.at,
        tone=_TONES.get(str(body.get("event")), "plain"),
        title=title_of(entry, words),
        about=about,
        action=action.id if action else None,
        facts=tuple(facts_of(entry, words)),
        hash=entry.hash[:12],
    )
