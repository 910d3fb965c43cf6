"""The form of every answer: one model, the same data as text and as structured content, nothing twice, no nulls."""

import json
from typing import Any, cast

from mcp.types import CallToolResult, TextContent
from pydantic import BaseModel, ConfigDict


class View(BaseModel):
    """Base of what an assistant reads; fields that are None or empty are left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    warning: str | None = None


def reply(view: View, meta: dict[str, Any] | None = None) -> CallToolResult:
    """Answer with `view`: some clients show their model only the text, others only the structured part.

    `meta` reaches the host and never the model.
    """
    compact = _compact(view)
    text = _json(compact)
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=compact, _meta=meta)


def to_json(view: View) -> str:
    """The view as a resource gives it."""
    return _json(_compact(view))


def with_warning(result: CallToolResult, warning: str) -> CallToolResult:
    """Put a warning into an answer, in both channels."""
    if result.structured_content is None:
        return result
    told = {**result.structured_content, "warning": warning}
    text = TextContent(type="text", text=_json(told))
    return result.model_copy(update={"structured_content": told, "content": [text]})


def problem(text: str) -> CallToolResult:
    """Answer with an error that starts with its code in brackets."""
    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)


def _compact(view: View) -> dict[str, object]:
    return _pruned(view.model_dump(mode="json", exclude_none=True))


def _pruned(values: dict[str, object]) -> dict[str, object]:
    """Leave out empty optional lists inside objects; `items` stays, so that an empty list is seen to be empty."""
    return {key: _prune(value) for key, value in values.items() if key == "items" or value not in ([], {})}


def _prune(value: object) -> object:
    if isinstance(value, dict):
        return _pruned(cast("dict[str, object]", value))
    if isinstance(value, list):
        return [_prune(item) for item in cast("list[object]", value)]
    return value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
