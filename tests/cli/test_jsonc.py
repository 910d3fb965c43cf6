"""JSON with comments is edited in place: what is not ours stays, to the byte."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hh_mcp.cli import jsonc

PATH = ["mcpServers", "hh"]
ENTRY = {"command": "/opt/hh-mcp", "args": ["serve"], "env": {}}
EDITED_BY_HAND = """\
// my servers
{
    "theme": "dark", /* at night */
    "mcpServers": {
        // never touch this one
        "files": {"command": "npx", "args": ["-y", "// not a comment"]}, // works
        /* more to come */
    },
}
"""

DOCUMENTS = {
    "nothing": "",
    "white space": " \n",
    "a comment alone": "// later\n",
    "an empty object": "{}",
    "an object with space": "{ }\n",
    "one line": '{"a": 1, "mcpServers": {"x": {}}}',
    "edited by hand": EDITED_BY_HAND,
    "tabs": '{\n\t"mcpServers": {\n\t\t"x": {}\n\t}\n}\n',
    "Windows line ends": '{\r\n  "mcpServers": {\r\n    "x": {}\r\n  }\r\n}\r\n',
    "a byte order mark": '\ufeff{"a": 1}',
    "another version of ours": '{"mcpServers": {"hh": {"command": "old"}, "x": {}}}',
}


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_an_entry_is_put_beside_what_is_there(text: str):
    before = jsonc.read(text).plain() if text.strip(" \n/later") else {}
    after = jsonc.put(text, PATH, ENTRY)
    expected = {**before, "mcpServers": {**before.get("mcpServers", {}), "hh": ENTRY}}
    assert jsonc.read(after).plain() == expected
    assert jsonc.put(after, PATH, ENTRY) == after
    assert jsonc.read(jsonc.drop(after, PATH)).plain()["mcpServers"] == {
        name: server for name, server in expected["mcpServers"].items() if name != "hh"
    }


def test_comments_and_the_hand_s_layout_stay():
    after = jsonc.put(EDITED_BY_HAND, PATH, ENTRY)
    for kept in ("// my servers", "/* at night */", "// never touch this one", "// works", "/* more to come */"):
        assert kept in after
    assert '        "hh": {\n            "command"' in after
    back = jsonc.drop(after, PATH).splitlines()
    assert [line.replace("},", "}") for line in back] == [
        line.replace("},", "}") for line in EDITED_BY_HAND.splitlines()
    ]


def test_line_ends_stay():
    after = jsonc.put(DOCUMENTS["Windows line ends"], PATH, ENTRY)
    assert not re.search(r"(?<!\r)\n", after)


@pytest.mark.parametrize(
    "text", ["{", "[1,,2]", '{"a" 1}', "{'a': 1}", '{"a": 1} {}', "{,}", '{"a": tru}', '"\n"', "[" * 200, "1.2.3"]
)
def test_what_is_no_json_is_refused_with_its_line(text: str):
    with pytest.raises(jsonc.JsoncError, match="line 1"):
        jsonc.put(text, PATH, ENTRY)


def test_a_list_in_the_place_of_an_object_is_refused():
    with pytest.raises(jsonc.JsoncError, match="mcpServers is not an object"):
        jsonc.put('{"mcpServers": []}', PATH, ENTRY)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(), JSON, max_size=4)
COMMENTS = st.sampled_from(["", " ", "\n", " // note\n", "/* note */", "\n\t// two\n// lines\n"])


def render(value: object, gap) -> str:
    """Write JSON as a person might: comments between any two tokens, a comma too many."""
    if isinstance(value, dict):
        members = [f"{gap()}{json.dumps(key)}{gap()}:{gap()}{render(one, gap)}{gap()}" for key, one in value.items()]
        return "{" + ",".join(members) + (("," if len(members) % 2 else "") if members else "") + gap() + "}"
    if isinstance(value, list):
        return "[" + ",".join(gap() + render(one, gap) + gap() for one in value) + "]"
    return json.dumps(value)


@given(value=OBJECTS, servers=st.none() | OBJECTS, data=st.data())
def test_any_document_keeps_its_values_and_comments(value, servers, data):
    document = value if servers is None else {**value, "mcpServers": servers}
    document = {key: one for key, one in document.items() if key != "mcpServers" or servers is not None}
    text = render(document, lambda: data.draw(COMMENTS))
    after = jsonc.put(text, PATH, ENTRY)
    assert jsonc.read(after).plain() == {**document, "mcpServers": {**(servers or {}), "hh": ENTRY}}
    if "hh" not in (servers or {}):
        assert after.count("note") == text.count("note")
    dropped = jsonc.drop(after, PATH)
    assert "hh" not in jsonc.read(dropped).plain()["mcpServers"]
