"""The page of the approval card, put together from its parts; nothing in it is loaded from anywhere."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from hh_mcp.tools.card_keys import CardKeys

META: dict[str, Any] = {"ui": {"prefersBorder": True}}  # no `csp`: the strictest is what the card wants

_HERE = Path(__file__).parent
Lang = Literal["ru", "en"]


def card_page(lang: Lang, keys: CardKeys | None) -> str:
    """Make the page with a key of its own; without `keys` it only says how else to decide."""
    page, key = keys.make_page() if keys else ("", "")
    return _assembled(lang).replace("%lang%", lang).replace("%page%", page).replace("%key%", key)


@cache
def _assembled(lang: Lang) -> str:
    parts = {"%style%": "card.css", "%words%": f"card.{lang}.js", "%script%": "card.js"}
    page = _read("card.html")
    for place, name in parts.items():
        page = page.replace(place, _read(name))
    return page


def _read(name: str) -> str:
    """Read a part without the indentation and the comments that only its authors need."""
    lines = (line.strip() for line in (_HERE / name).read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
