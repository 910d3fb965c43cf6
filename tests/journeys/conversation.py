"""Conversations as scripts: what the person says, what the assistant calls, what hh.ru does, and what has to come back.

A script is a TOML file: a head, then `[[step]]`s in order. `${name.items.0.id}` takes a value from an earlier result
that was kept with `as`. A step does one thing:

    user      the person says something; the words are for the reader
    call      the assistant calls a tool, with the arguments in `with`
    hh        something happens on hh.ru: a control call of the imitation (`support.Imitation`), with `with`
    answers   from now on the person answers `yes`, `no`, not at all (`silent`), or changes the text (`{ text = "…" }`)
    later     so many seconds pass, here and on hh.ru
    approve   the person approves an action in a terminal

and may check what came of it:

    error     the code of the error; without it a call must succeed
    is        path to value, in the result
    has, lacks         paths that are there, paths that are not
    says, never_says   what the text of the result contains, and what it does not
    asked     what the person is shown during this step; without it the person is not asked at all
    posts     how many POSTs hh.ru gets; none unless said, sign-in aside
"""

import json
import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from mcp.client import ClientRequestContext
from mcp.types import ElicitRequestParams, ElicitResult
from pydantic import BaseModel, ConfigDict, Field
from support import PHONE, RESUME, Assistant, Imitation, in_terminal

from hh_mcp.settings import Settings
from hh_mcp.tools.registry import SIGN_IN

FOLDER = Path(__file__).parent / "conversations"
READING = timedelta(seconds=5)  # an answer at once would be a program's, not a person's
PLACE = re.compile(r"\$\{([^}]+)\}")


class Changed(BaseModel):
    """The person agrees, with words of their own."""

    text: str


Will = Literal["yes", "no", "silent"] | Changed


class Step(BaseModel):
    """One thing that happens, and what has to come of it."""

    model_config = ConfigDict(extra="forbid")

    user: str = ""
    call: str = ""
    hh: str = ""
    answers: Will | None = None
    later: float = 0
    approve: str = ""
    arguments: dict[str, Any] = Field({}, alias="with")
    keep: str = Field("", alias="as")

    error: str = ""
    values: dict[str, Any] = Field({}, alias="is")
    has: list[str] = []
    lacks: list[str] = []
    says: list[str] = []
    never_says: list[str] = []
    asked: list[str] = []
    posts: int = 0


class Script(BaseModel):
    """A whole conversation."""

    model_config = ConfigDict(extra="forbid")

    title: str
    signed_in: bool = True
    forms: bool = True  # whether the client can show one
    settings: dict[str, Any] = {}
    world: dict[str, Any] = {}
    step: list[Step]


def load(name: str) -> Script:
    """Read a script; a key that means nothing is an error."""
    return Script.model_validate(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))


@dataclass
class Played:
    """A conversation being played: the person's will, the time, and what was learnt so far."""

    hh: Imitation
    will: Will = "yes"
    passed: timedelta = timedelta()
    asked: list[str] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=lambda: {"phone": PHONE, "resume": RESUME})

    def now(self) -> datetime:
        """The time in the conversation."""
        return datetime.now(UTC) + self.passed

    async def person(self, context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        """Answer a question as the person wants to at the moment."""
        self.asked.append(params.message)
        self.passed += READING
        if self.will == "silent":
            return ElicitResult(action="cancel")
        changed = {"text": self.will.text} if isinstance(self.will, Changed) else {}
        return ElicitResult(action="accept", content={"send": self.will != "no", **changed})

    async def play_all(self, script: Script, assistant: Assistant, settings: Settings) -> Exception | None:
        """Play every step; what goes wrong is given back with its place, to be raised when the server has ended."""
        for number, step in enumerate(script.step, 1):
            try:
                await self.play(step, assistant, settings)
            except Exception as error:
                error.add_note(f"step {number}: {step.model_dump(exclude_defaults=True)}")
                return error
        return None

    async def play(self, step: Step, assistant: Assistant, settings: Settings) -> None:
        """Do what the step says, then check what came of it."""
        posts, asked = len(self.hh.requests("POST")), len(self.asked)
        result, said = await self._do(step, assistant, settings)
        if step.keep:
            self.known[step.keep] = result
        self._check_result(step, result, said)
        self._check_sent(step, len(self.hh.requests("POST")) - posts, "\n".join(self.asked[asked:]))

    async def _do(self, step: Step, assistant: Assistant, settings: Settings) -> tuple[Any, str]:
        self.will = step.answers or self.will
        if step.later:
            self.passed += timedelta(seconds=step.later)
            self.hh.advance(step.later)
        if step.approve:
            return None, in_terminal(settings, ["approvals", "approve", self.filled(step.approve)], "да\n")
        arguments = self.filled(step.arguments)
        if step.call:
            return await self._call(step, assistant, arguments)
        result = getattr(self.hh, step.hh)(**arguments) if step.hh else None
        return result, json.dumps(result, ensure_ascii=False)

    async def _call(self, step: Step, assistant: Assistant, arguments: dict[str, Any]) -> tuple[Any, str]:
        if step.error:
            text = await assistant.error(step.call, **arguments)
            assert text.startswith(f"[{step.error}]"), text
            return None, text
        result = await assistant.call(step.call, **arguments)
        return result, json.dumps(result, ensure_ascii=False)

    def _check_result(self, step: Step, result: Any, said: str) -> None:
        for path, value in self.filled(step.values).items():
            assert look(result, path) == value, (path, said)
        for path in step.has:
            assert look(result, path) not in (None, "", [], {}), (path, said)
        for path in step.lacks:
            assert look(result, path) is None, (path, said)
        for words in self.filled(step.says):
            assert words in said, (words, said)
        for words in self.filled(step.never_says):
            assert words not in said, (words, said)

    def _check_sent(self, step: Step, posts: int, asked: str) -> None:
        assert step.call in SIGN_IN or posts == step.posts, f"{posts} POSTs"
        assert bool(asked) == bool(step.asked), asked
        for words in self.filled(step.asked):
            assert words in asked, (words, asked)

    def filled(self, value: Any) -> Any:
        """Put what is known into the places for it."""
        if isinstance(value, dict):
            return {self.filled(key): self.filled(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.filled(inner) for inner in value]
        if not isinstance(value, str):
            return value
        if whole := PLACE.fullmatch(value):
            found = look(self.known, whole[1])
            assert found is not None, f"{value} is not known"
            return found
        return PLACE.sub(lambda place: str(look(self.known, place[1])), value)


def look(value: Any, path: str) -> Any:
    """Follow a path of names and places; None where it leads nowhere."""
    for name in path.split("."):
        if isinstance(value, list) and name.lstrip("-").isdecimal() and -len(value) <= int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, list) and name == "count":
            value = len(value)
        else:
            value = value.get(name) if isinstance(value, dict) else None
    return value
