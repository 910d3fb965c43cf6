"""Search by words and filters over many vacancies, with sets kept as bits of one long integer.

A vacancy is made of shared sentences, so words are indexed by sentence and each sentence knows its vacancies. Bit N is
the N-th vacancy in order of publication: the newest is the highest bit, and "sorted by date" costs nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from hh_mcp.sandbox import words

FIELDS = ("name", "company_name", "description")


class TextField:
    """One searchable field: its distinct texts, their words, the vacancies that have them."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.texts: list[str] = []
        self.bits = BitSets()
        self.by_stem: dict[str, set[int]] = defaultdict(set)
        self.by_word: dict[str, set[int]] = defaultdict(set)

    def part(self, text: str) -> int:
        """The number of a text, indexed at first sight."""
        number = self.numbers.get(text)
        if number is None:
            number = self.numbers[text] = len(self.texts)
            self.texts.append(text)
            for word in words.split(text):
                self.by_word[word].add(number)
                self.by_stem[words.stem(word)].add(number)
        return number

    def add(self, text: str, vacancy: int) -> None:
        """Remember that a vacancy has this text."""
        self.bits.add(self.part(text), vacancy)

    def word(self, word: str) -> int:
        """Vacancies with a form of the word."""
        return self._union(self.by_stem.get(words.stem(word), ()))

    def exact(self, word: str) -> int:
        """Vacancies with exactly this word."""
        return self._union(self.by_word.get(word, ()))

    def prefix(self, start: str) -> int:
        """Vacancies with a word that starts so."""
        return self._union({n for word, found in self.by_word.items() if word.startswith(start) for n in found})

    def phrase(self, phrase: tuple[str, ...], slack: int) -> int:
        """Vacancies where the stems stand together, at most `slack` places apart."""
        sets = [self.by_stem.get(item, set[int]()) for item in phrase]
        common = set[int].intersection(*sets) if sets else set[int]()
        return self._union(n for n in common if stands_together(words.stems(self.texts[n]), phrase, slack))

    def _union(self, parts: Iterable[int]) -> int:
        bits = 0
        for number in parts:
            bits |= self.bits.get(number)
        return bits


def stands_together(text: tuple[str, ...], phrase: tuple[str, ...], slack: int) -> bool:
    """Whether the phrase is in the text; with slack the words may be apart and in any order."""
    size = len(phrase)
    if slack == 0:
        return any(text[at : at + size] == phrase for at in range(len(text) - size + 1))
    window = size + slack - 1
    wanted = set(phrase)
    return any(wanted <= set(text[at : at + window]) for at in range(max(1, len(text) - window + 1)))


class BitSets:
    """Named sets of vacancies that are first collected as lists, then packed, then may grow one by one."""

    def __init__(self) -> None:
        self.lists: dict[object, list[int]] = defaultdict(list)
        self.bits: dict[object, int] = {}

    def add(self, key: object, number: int) -> None:
        """Remember a vacancy under a key."""
        self.lists[key].append(number)

    def get(self, key: object) -> int:
        """The set of a key."""
        fresh = self.lists.pop(key, None)
        if fresh:
            self.bits[key] = self.bits.get(key, 0) | pack(fresh)
        return self.bits.get(key, 0)

    def values(self, kind: str) -> list[object]:
        """The second halves of keys `(kind, value)`."""
        keys = [*self.lists, *(key for key in self.bits if key not in self.lists)]
        return [key[1] for key in keys if isinstance(key, tuple) and key[0] == kind]


def pack(numbers: list[int]) -> int:
    """A set of small numbers as bits; the empty set is 0."""
    room = bytearray(max(numbers, default=0) // 8 + 1)
    for number in numbers:
        room[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(room, "little")


def newest_first(bits: int) -> Iterator[int]:
    """Numbers in a set from the highest down."""
    text = f"{bits:b}"
    top = len(text) - 1
    at = text.find("1")
    while at >= 0 and bits:
        yield top - at
        at = text.find("1", at + 1)
