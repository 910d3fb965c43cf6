"""How long one text of a stranger can hold the loop: nothing else runs meanwhile, no ping and no other call."""

import time
from collections.abc import Callable, Iterator

from table import Row, ms

from hh_mcp.guard.foreign import TEXT, clean, html_to_text
from hh_mcp.guard.outgoing import normalise
from hh_mcp.guard.warnings import warnings
from hh_mcp.hh.errors import BadArgument

HTML = [
    "<div>",
    "<ul><li>",
    "<b>",
    "<p>a",
    "<a><b><p>",
    "<!--",
    "<script>",
    "<svg></svg>",
    "<a '",
    "<",
    "&amp;",
    "&notin",
]
TEXTS = ["-a", "a.", "8 ", "+7(", "disregard ", "ты ", "если ты ", "</", "👩🏽‍💻", "e\u0301", "\u200b", "\x00", " \n"]
SIZES = (TEXT // 2, TEXT, 10 * TEXT, 8_000_000)
ROUNDS = 3  # the best of them: what disturbs the machine is not the text's doing


def measure() -> Iterator[Row]:
    """The worst of every hostile text at every size up to what hh.ru's answers may have."""
    worst = max(
        *(_longest(html_to_text, fragment * (size // len(fragment))) for fragment in HTML for size in SIZES),
        *(_longest(_look, fragment * (size // len(fragment))) for fragment in TEXTS for size in SIZES),
    )
    yield Row("longest block of the loop on hostile text", ms(worst), "-", worst * 1000, 50, "ms")


def _look(text: str) -> None:
    """What a proposal does with a stranger's text and an assistant's."""
    shown = clean(text, TEXT, lines=True)
    try:
        warnings(normalise(text[:TEXT]), shown * 10)  # a chat is read with ten messages
    except BadArgument:
        warnings("", shown * 10)


def _longest(work: Callable[[str], object], text: str) -> float:
    return min(_timed(work, text) for _ in range(ROUNDS))


def _timed(work: Callable[[str], object], text: str) -> float:
    start = time.perf_counter()
    work(text)
    return time.perf_counter() - start
