"""The journal as a diary: each row in words, with the vacancy it was about."""

from hh_mcp.cli.output import Lang
from hh_mcp.console.events import facts_of, title_of
from hh_mcp.console.words import Words
from hh_mcp.guard.action import preview_of
from hh_mcp.store import Store
from hh_mcp.store.audit import Entry

Row = tuple[str, str, str, str]


def row_of(entry: Entry, store: Store, lang: Lang) -> Row:
    """Number, time, what happened, and about what."""
    words = Words(lang)
    about = " · ".join((*_subject(entry, store), *facts_of(entry, words)))
    return str(entry.seq), f"{entry.at.astimezone():%d.%m.%Y %H:%M:%S}", title_of(entry, words), about


def _subject(entry: Entry, store: Store) -> tuple[str, ...]:
    """The vacancy and the employer of the action, and its id to look it up by."""
    name = entry.body.get("action")
    action = store.actions.get(str(name)) if name else None
    if action is None:
        return (str(name),) if name else ()
    seen = preview_of(action)
    return tuple(filter(None, (action.id, seen.vacancy, seen.employer)))
