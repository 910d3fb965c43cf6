"""Whether a person sits at this terminal, as far as a program can tell.

A coding agent has a shell of the same user, so nothing here can stop one that means to forge an answer. What it stops
is one that was misled, or that tries to be helpful: it is told to leave the decision to the person, its typing ahead
is thrown away, and the answer is a word of the card, which whoever has not read the card cannot know.
"""

import os
import re
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from pathlib import PurePath
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from hh_mcp.cli.output import REFUSED, Lang, fail, interactive, pick, settings
from hh_mcp.cli.visible import visible

if TYPE_CHECKING:
    import psutil

P = ParamSpec("P")
T = TypeVar("T")

# what agents put into the environment of the commands they run; CODEX_HOME is a person's own setting
_MARKS = re.compile(
    "CLAUDECODE|CLAUDE_CODE_ENTRYPOINT|CURSOR_.*|CODEX_(?!HOME$).*|GEMINI_CLI|AI_AGENT|AUGMENT_AGENT|ANTIGRAVITY_AGENT"
    "|CLINE_ACTIVE|COPILOT_CLI|GOOSE_TERMINAL|OPENCODE|OPENCODE_CLIENT|QWEN_CODE|TRAE_AI_SHELL_ID"
)
_LAUNCHERS = frozenset({"uv", "uvx", "pipx", "npx", "node", "sh", "cmd", "python", "python3"})
_OURS = re.compile(r"hh[-_]mcp(\.exe)?|hh_mcp[/\\]__main__\.py")


def for_decider(command: Callable[P, T]) -> Callable[P, T]:
    """Refuse to run a command that decides where no person can be: without a terminal, or below a coding agent."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        lang = settings().lang
        if not interactive():
            ru = "Ничего не сделано: это решает человек в терминале."
            fail(pick(lang, ru, "Not done: a person decides this in a terminal."), REFUSED)
        refuse_agents(lang)
        return command(*args, **kwargs)

    return guarded


def refuse_agents(lang: Lang) -> None:
    """End the command where a coding agent has started it."""
    agent = _agent()
    if agent:
        ru = (
            f"Ничего не сделано: команду запустила программа-ассистент ({agent}), а решает человек. "
            "Откройте терминал сами, вне этой программы, или решите на странице: она откроется при следующей отправке."
        )
        en = (
            f"Not done: a coding agent has started this command ({agent}), and a person decides. "
            "Open a terminal of your own, outside that program, or decide on the page that opens at the next send."
        )
        fail(pick(lang, ru, en), REFUSED)


def _agent() -> str | None:
    """The mark of an agent in the environment, or the name of the program above us that runs our server."""
    marks = sorted(name for name, value in os.environ.items() if value and _MARKS.fullmatch(name))
    return marks[0] if marks else _program_with_server()


def _program_with_server() -> str | None:
    import psutil  # not needed by any other command

    for above in psutil.Process().parents():
        try:
            if _serves(above) or any(map(_serves, _started_by(above))):
                return above.name()
        except psutil.Error:  # it has ended, or is another user's
            continue
    return None


def _started_by(above: "psutil.Process") -> "Iterator[psutil.Process]":
    """What a program has started, itself or through a launcher such as uvx."""
    for child in above.children():
        yield child
        if PurePath(_name(child)).stem.rstrip("0123456789.") in _LAUNCHERS:
            yield from child.children()


def _name(process: "psutil.Process") -> str:
    import psutil

    try:
        return process.name()
    except psutil.Error:
        return ""


def _serves(process: "psutil.Process") -> bool:
    """Whether a process is our server on stdio; one over HTTP is started by the person and belongs to no agent."""
    import psutil

    try:
        words = process.cmdline()
    except psutil.Error:
        return False
    at = next((at for at, word in enumerate(words[:4]) if _OURS.fullmatch(_tail(word))), None)
    if at is None or "http" in words[at:] or "--transport=http" in words[at:]:
        return False
    commands = [word for word in words[at + 1 :] if not word.startswith("-")]
    return commands[:1] in ([], ["serve"])


def _tail(path: str) -> str:
    """The last part of a path, with its folder where that says whose `__main__.py` it is."""
    parts = re.split(r"[/\\]", path)
    return "/".join(parts[-2:]) if parts[-1] == "__main__.py" else parts[-1]


def confirm(card: Sequence[str | None], words: str) -> bool:
    """Have a word of the card typed; what was typed before the question was there does not count."""
    word = _word(card)
    _forget_typed()
    answer: str = click.prompt(visible(f"\n{words} «{word}»"), default="", show_default=False)
    return _bare(answer) == _bare(word)


def _word(card: Sequence[str | None]) -> str:
    """One of the card's own words, another one each time; digits where the card has none that can be typed."""
    found = re.findall(r"[^\W\d_]{4,20}", " ".join(filter(None, card)))
    typed = sorted({word for word in found if re.fullmatch("[A-Za-zА-Яа-яЁё]+", word)})
    return secrets.choice(typed) if typed else f"{secrets.randbelow(10_000):04}"


def _bare(word: str) -> str:
    return re.sub(r"[\s«»\"“”]", "", word).casefold().replace("ё", "е")


def _forget_typed() -> None:
    """Throw away what was typed ahead: it is no answer to a question that nobody had read."""
    if sys.platform == "win32":
        import msvcrt

        while msvcrt.kbhit():
            msvcrt.getwch()
        return
    import termios

    termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)
