"""Words and their stems: what makes «разработчика» find «разработчик»."""

import re
from functools import cache, lru_cache
from typing import Protocol, cast

_WORD = re.compile(r"[0-9a-zа-я][0-9a-zа-я]*(?:[+#]+|(?:\.[0-9a-zа-я]+)*)")


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802  the library's own name


@cache
def _stemmer(language: str) -> _Stemmer:
    import snowballstemmer  # pyright: ignore[reportMissingTypeStubs]

    return cast("_Stemmer", snowballstemmer.stemmer(language))  # pyright: ignore[reportUnknownMemberType]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of one lower-case word: Russian rules for Cyrillic, English ones for Latin."""
    return _stemmer("russian" if word[0] >= "а" else "english").stemWord(word)


def split(text: str) -> list[str]:
    """Lower-case words of a text; `ё` counts as `е`, `c++` and `c#` are words."""
    return _WORD.findall(text.lower().replace("ё", "е"))


@lru_cache(maxsize=4096)
def stems(text: str) -> tuple[str, ...]:
    """Stems of all words of a text, in order."""
    return tuple(stem(word) for word in split(text))
