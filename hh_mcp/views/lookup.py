"""Names and their ids."""

from pydantic import Field

from hh_mcp.views.base import View


class NameView(View):
    """A name with its id."""

    id: str
    name: str
    detail: str | None = None


class Names(View):
    """What goes by a name."""

    items: list[NameView]
    exact: bool = Field(description="False: only similar names were found.")
