"""Whether anything may leave without asking: only where the person has confirmed that in a terminal."""

from hh_mcp.settings import Settings
from hh_mcp.store import Store

APPROVAL = "APPROVAL"
AUTO = "auto"


def sends_unasked(settings: Settings, store: Store) -> bool:
    """Whether nobody is asked; from the environment or a hand-edited file alone `auto` means `ask`."""
    return settings.approval == AUTO and store.confirmations.holds(APPROVAL, AUTO)
