"""The quick way to unescape a page gives what the library gives, whatever the page."""

import html

from hypothesis import example, given
from hypothesis import strategies as st

from hh_mcp.hh.state_page import unescaped

PARTS = st.sampled_from(
    ["&amp;", "&quot;", "&#34;", "&#39;", "&lt;", "&gt;", "&nbsp;", "&amp", "&", "quot;", "lt", ";", "ё", "#34;"]
)


@example(["&amp;", "quot;"])
@example(["&amp;", "amp;"])
@example(["&", "lt"])
@given(st.lists(PARTS, max_size=12))
def test_entities_are_read_as_the_library_reads_them(parts):
    page = "".join(parts)
    assert unescaped(page) == html.unescape(page)
