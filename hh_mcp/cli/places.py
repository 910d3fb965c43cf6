"""One home has two places, hh.ru and its sandbox: what waits in the other one is said, so that nobody misses it."""

from hh_mcp.cli.output import Lang, pick
from hh_mcp.cli.visible import say
from hh_mcp.settings import Settings
from hh_mcp.store import Store


def waiting_elsewhere(store: Store, chosen: Settings) -> str | None:
    """Say how much waits for a decision in the other place of this home, and how to get there; None for nothing."""
    other = chosen.model_copy(update={"sandbox": not chosen.sandbox})
    if chosen.imitated and not chosen.sandbox:  # an address of one's own: it has no other place
        return None
    count = len(store.actions.pending(other.account_key))
    return _words(count, to_sandbox=other.sandbox, lang=chosen.lang) if count else None


def say_what_waits_elsewhere(store: Store, chosen: Settings) -> None:
    """Print it on stderr, where no program reads answers."""
    if words := waiting_elsewhere(store, chosen):
        say(words, err=True)


def _words(count: int, *, to_sandbox: bool, lang: Lang) -> str:
    if to_sandbox:
        ru = f"В песочнице ждут решения: {count}. Посмотреть: hh-mcp approvals --sandbox"
        en = f"Waiting for a decision in the sandbox: {count}. To see them: hh-mcp approvals --sandbox"
    else:
        ru = f"На hh.ru ждут решения: {count}. Посмотреть: hh-mcp approvals без --sandbox"
        en = f"Waiting for a decision on hh.ru: {count}. To see them: hh-mcp approvals without --sandbox"
    return pick(lang, ru, en)
