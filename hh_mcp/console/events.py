"""A row of the journal in words, the same for the page and for the terminal."""

from hh_mcp.console.words import Words
from hh_mcp.store.audit import Entry

EVENTS = (
    "proposed", "approved", "sending", "sent", "withdrawn", "refused", "unknown", "not_sent", "declined", "expired",
    "tool_called", "code_requested", "signed_in", "signed_out", "console_opened", "writes_resumed",
    "resume_raised", "chat_read", "favorite_added", "favorite_removed", "employer_hidden",
    "key_rotated", "erased", "pruned", "accepted", "setting_changed",
)  # fmt: skip
_NAMED = ("way", "reason")
_TOLD = ("tool", "login", "delivery", "client")
_COUNTED = ("rows", "sealed", "through")


def title_of(entry: Entry, words: Words) -> str:
    """What happened; an event that has no words is told by its name."""
    event = str(entry.body.get("event", ""))
    return words.get(f"event_{event}_{entry.body.get('kind', '')}") or words.get(f"event_{event}") or event


def facts_of(entry: Entry, words: Words) -> list[str]:
    """What else the row says: who decided, which tool, of what, how many, why."""
    body = entry.body
    said = [words.get(f"by_{body['by']}") or str(body["by"])] if "by" in body else []
    said += [words("fact_edited")] if body.get("edited") else []
    said += [words.get(f"{name}_{body[name]}") or str(body[name]) for name in _NAMED if name in body]
    said += [str(body[name]) for name in _TOLD if name in body]
    said += [words(f"fact_{name}", count=body[name]) for name in _COUNTED if name in body]
    said += [str(body["target"])] if "target" in body and "action" not in body else []
    return said + ([str(body["outcome"])] if body.get("outcome", "ok") != "ok" else [])
