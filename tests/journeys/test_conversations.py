"""Evaluation without a model: whole conversations, from sign-in to interview, played as scripts in both eras."""

import pytest
from conversation import FOLDER, Played, load

from hh_mcp.tools.registry import TOOLS

pytestmark = pytest.mark.anyio

NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
async def test_the_conversation_goes_as_written(name, connect, make_settings, hh, era):
    script = load(name)
    hh.reset(**script.world)
    played = Played(hh)
    person = played.person if script.forms else None
    chosen = make_settings(**script.settings)
    async with connect(person, mode=era, signed_in=script.signed_in, now=played.now, **script.settings) as assistant:
        trouble = await played.play_all(script, assistant, chosen)
    if trouble:
        raise trouble


def test_every_core_tool_has_its_part_in_some_conversation():
    called = {step.call for name in NAMES for step in load(name).step}
    assert len(NAMES) >= 14
    assert called >= {spec.name for spec in TOOLS if spec.toolset == "core"}
