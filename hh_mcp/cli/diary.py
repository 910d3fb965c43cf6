"""The journal as a diary: each row in words, with the vacancy it was about."""

from datetime import datetime

from hh_mcp.cli.output import Lang, pick
from hh_mcp.console.words import Words
from hh_mcp.guard.action import preview_of
from hh_mcp.store import Store
from hh_mcp.store.audit import Entry

_OURS: dict[str, tuple[str, str]] = {
    "erased": ("Стёрты записи аккаунта", "An account's rows were erased"),
    "pruned": ("Удалены старые записи", "Old rows were dropped"),
    "key_rotated": ("Заменён ключ", "The key was changed"),
}
_TOLD = ("tool", "login", "delivery", "way", "client", "reason", "rows", "sealed", "through")

Row = tuple[str, str, str, str]


def row_of(entry: Entry, store: Store, lang: Lang) -> Row:
    """Number, time, what happened, and about what."""
    moment = datetime.fromtimestamp(int(entry.body.get("at") or 0) / 1000).astimezone()
    about = " · ".join((*_subject(entry, store), *_facts(entry, lang)))
    return str(entry.seq), f"{moment:%d.%m.%Y %H:%M:%S}", _title(entry, lang), about


def _title(entry: Entry, lang: Lang) -> str:
    event = str(entry.body.get("event"))
    if event in _OURS:
        return pick(lang, *_OURS[event])
    words = Words(lang)
    return words.get(f"event_{event}_{entry.body.get('kind', '')}") or words.get(f"event_{event}") or event


def _subject(entry: Entry, store: Store) -> tuple[str, ...]:
    """The vacancy and the employer of the action, and its id to look it up by."""
    name = entry.body.get("action")
    action = store.actions.get(str(name)) if name else None
    if action is None:
        return (str(name),) if name else ()
    seen = preview_of(action)
    return tuple(filter(None, (action.id, seen.vacancy, seen.employer)))


def _facts(entry: Entry, lang: Lang) -> list[str]:
    body, words = entry.body, Words(lang)
    said = [words.get(f"by_{body['by']}") or str(body["by"])] if "by" in body else []
    said += [words("fact_edited")] if body.get("edited") else []
    said += [str(body[name]) for name in _TOLD if name in body]
    outcome = body.get("outcome")
    return said + ([str(outcome)] if outcome not in (None, "ok") else [])
