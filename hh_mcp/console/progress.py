"""How the search goes: responses by state as a funnel, by week as a chart."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import anyio
from starlette.responses import Response as Page

from hh_mcp.console.desk import Visit
from hh_mcp.console.gauges import gauges
from hh_mcp.console.moments import date_words, week_start
from hh_mcp.hh.errors import HHError, Timeout
from hh_mcp.hh.models import Receipt, Response
from hh_mcp.store.records import Action, Kind, State
from hh_mcp.views.words import INVITED, Lang, state_words

PAGES = 3  # of responses read from hh.ru at most
PATIENCE = 12.0  # seconds; a page that does not come is worse than one without hh.ru's part
WEEKS = 8
LOCAL = 500  # actions looked through

REJECTED = frozenset({"discard"})


@dataclass(frozen=True)
class Bar:
    """One bar; `share` is in percent of the longest."""

    name: str
    count: int
    share: float
    of_all: int = 0  # percent of the first stage
    date: str = ""


async def overview(visit: Visit) -> Page:
    """Show the limits, the funnel and the weeks."""
    responses, problem = await _responses(visit)
    sent = _sent(visit)
    return visit.page(
        "progress.html",
        gauges=gauges(visit.desk),
        problem=problem,
        funnel=funnel(responses),
        states=states(responses, visit.desk.lang),
        total=len(responses),
        weeks=weeks(responses, sent, visit.app.now(), visit.desk.lang),
    )


async def _responses(visit: Visit) -> tuple[list[Response], str | None]:
    """Read what hh.ru has; a reason in words where it gives nothing."""
    if not visit.app.hh.signed_in():
        return [], visit.desk.words("progress_signed_out")
    found: list[Response] = []
    try:
        with anyio.fail_after(PATIENCE):
            for number in range(PAGES):
                page = await visit.app.hh.get_responses(page=number)
                found += page.items
                if number + 1 >= page.pages:
                    break
    except TimeoutError:
        return found, Timeout().what(visit.desk.lang)
    except HHError as error:
        return found, error.what(visit.desk.lang)
    return found, None


def _sent(visit: Visit) -> list[Action]:
    recent = visit.app.store.actions.recent(visit.desk.account, LOCAL)
    return [action for action in recent if action.kind is Kind.RESPOND and action.state is State.SENT]


def funnel(responses: list[Response]) -> list[Bar]:
    """Sent, seen by the employer, answered, invited: each a part of the one before."""
    answered = [response for response in responses if response.state in INVITED | REJECTED]
    seen = [response for response in responses if response.viewed or response in answered]
    counts = {
        "funnel_sent": len(responses),
        "funnel_seen": len(seen),
        "funnel_answered": len(answered),
        "funnel_invited": sum(response.state in INVITED for response in responses),
    }
    most = max(len(responses), 1)
    return [Bar(name, count, 100 * count / most, round(100 * count / most)) for name, count in counts.items()]


def states(responses: list[Response], lang: Lang) -> list[Bar]:
    """How many responses are in each state, the most frequent first."""
    counted = Counter(state_words(response.state, lang) or response.state for response in responses)
    return [Bar(name, count, 0.0) for name, count in counted.most_common()]


def weeks(responses: Iterable[Response], sent: Iterable[Action], now: datetime, lang: Lang) -> list[Bar]:
    """Responses of the last weeks, those that hh.ru names and those known only here, each once."""
    counted = Counter(week_start(moment).date() for moment in _moments(responses, sent))
    this = week_start(now)
    starts = [week_start(this - timedelta(days=7 * back)) for back in reversed(range(WEEKS))]
    most = max([counted[start.date()] for start in starts] + [1])
    return [
        Bar(date_words(start, lang), counted[start.date()], 100 * counted[start.date()] / most, date=f"{start:%d.%m}")
        for start in starts
    ]


def _moments(responses: Iterable[Response], sent: Iterable[Action]) -> list[datetime]:
    listed = list(responses)
    known = {response.id for response in listed} | {response.vacancy_id for response in listed}
    local = [action for action in sent if action.target not in known and _receipt_id(action) not in known]
    moments = [response.created_at for response in listed] + [action.sending_at for action in local]
    return [moment for moment in moments if moment]


def _receipt_id(action: Action) -> str:
    receipt = Receipt.model_validate_json(action.receipt) if action.receipt else Receipt()
    return receipt.id or ""
