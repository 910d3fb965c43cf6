"""Prompts: what people ask for, as files.

Each `prompts/*.md` has TOML front matter between `+++` and a text with `{names}` where the arguments go.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from mcp import MCPError
from mcp.server.mcpserver import Context, UserMessage
from mcp.server.mcpserver.prompts import Prompt
from mcp.server.mcpserver.prompts.base import Message, PromptArgument
from mcp.types import INVALID_PARAMS
from pydantic import BaseModel, Field

from hh_mcp.guard.foreign import clean
from hh_mcp.views.words import Lang

ARGUMENT_LIMIT = 2_000  # characters that a person may put into a prompt
_HERE = Path(__file__).resolve().parent.parent


class Said(BaseModel):
    """A text in both languages."""

    ru: str
    en: str

    def by(self, lang: Lang) -> str:
        """The text in one of them."""
        return self.ru if lang == "ru" else self.en


class Argument(BaseModel):
    """What the person fills in."""

    name: str
    description: Said
    required: bool = False


class Head(BaseModel):
    """The front matter of a prompt."""

    name: str
    title: Said
    description: str
    arguments: list[Argument] = Field(default_factory=list[Argument])


class FilePrompt(Prompt):
    """A prompt whose text is a file with places for the arguments."""

    text: str = Field(exclude=True)
    empty: str = Field(exclude=True)

    async def render(self, arguments: dict[str, Any] | None, context: Context[Any, Any]) -> list[Message]:
        """Put the arguments in; raises MCPError, which both protocol eras show as it is, for a missing one."""
        # what a person pastes here may come from a stranger too
        given = {name: clean(str(value), ARGUMENT_LIMIT) for name, value in (arguments or {}).items()}
        known = self.arguments or []
        missing = [argument.name for argument in known if argument.required and not given.get(argument.name)]
        if missing:
            raise MCPError(code=INVALID_PARAMS, message=f"Missing: {', '.join(missing)}")
        filled = {argument.name: given.get(argument.name) or self.empty for argument in known}
        text = re.sub(r"\{(\w+)\}", lambda place: filled.get(place[1], place[0]), self.text)
        return [UserMessage(text.strip())]


def load_prompts(lang: Lang = "ru") -> list[FilePrompt]:
    """Read every prompt, in the order of their names."""
    return [parse(path.read_text(encoding="utf-8"), lang) for path in sorted(folder().glob("*.md"))]


def folder() -> Path:
    """Where the prompts are: inside the wheel, or beside the package in a checkout."""
    packed = _HERE / "_prompts"
    return packed if packed.is_dir() else _HERE.parent / "prompts"


def parse(text: str, lang: Lang) -> FilePrompt:
    """Read a prompt file's text."""
    _, front, body = text.split("+++", 2)
    head = Head.model_validate(tomllib.loads(front))
    arguments = [
        PromptArgument(name=argument.name, description=argument.description.by(lang), required=argument.required)
        for argument in head.arguments
    ]
    return FilePrompt(
        name=head.name,
        title=head.title.by(lang),
        description=head.description,
        arguments=arguments,
        fn=lambda: body,  # not called: `render` is ours
        context_kwarg=None,
        text=body,
        empty="не указано" if lang == "ru" else "not given",
    )
