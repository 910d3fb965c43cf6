"""The shortcut for plain text leaves out nothing that the long way would change."""

import sys
import unicodedata

from hh_mcp.guard import foreign


def test_no_plain_character_would_have_been_changed():
    plain = [char for char in map(chr, range(sys.maxunicode + 1)) if foreign._PLAIN.fullmatch(char)]
    assert {"я", "Ё", "A", "—", "«", "₽", "№", "\n", "\u00a0"} <= set(plain)
    for char in plain:
        assert char in "\n\t" or unicodedata.category(char) not in foreign._UNSHOWN, hex(ord(char))
        assert not foreign._INVISIBLE.search(char), hex(ord(char))
        assert not foreign._BREAKS.search(char), hex(ord(char))
