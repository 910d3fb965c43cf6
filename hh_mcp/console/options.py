"""The settings, to look at: they are changed where they are set, never by a page."""

from dataclasses import dataclass
from typing import cast

from pydantic import SecretStr
from starlette.responses import Response

from hh_mcp.console.desk import Visit
from hh_mcp.console.words import Words
from hh_mcp.settings import Settings


@dataclass(frozen=True)
class Option:
    """One setting in words; the value of a secret is never among them."""

    name: str
    value: str
    changed: bool
    about: str


async def page(visit: Visit) -> Response:
    """Show every setting."""
    return visit.page("settings.html", options=_options(visit.app.settings, visit.desk.words))


def _options(settings: Settings, words: Words) -> list[Option]:
    fields = type(settings).model_fields
    return [
        Option(
            name=f"HH_MCP_{name.upper()}",
            value=_said(cast("object", getattr(settings, name)), words),
            changed=getattr(settings, name) != field.get_default(call_default_factory=True, validated_data={}),
            about=words.get(f"setting_{name}") or field.description or "",
        )
        for name, field in fields.items()
    ]


def _said(value: object, words: Words) -> str:
    if isinstance(value, SecretStr):
        return words("value_secret")
    if isinstance(value, bool):
        return words("value_yes" if value else "value_no")
    if value is None or value in ((), frozenset(), ""):
        return words("value_none")
    if isinstance(value, tuple | frozenset):
        return ", ".join(sorted(str(item) for item in cast("tuple[object, ...]", value)))
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
