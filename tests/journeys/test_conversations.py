"""Evaluation without a model: whole conversations, from sign-in to interview, played as scripts in both eras."""

import pytest
from conversation import FOLDER, Played, Script, load
from pydantic import ValidationError

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


SEARCH = {"call": "search_vacancies", "with": {"text": "python"}}
RESPOND = {"call": "respond", "with": {"vacancy_id": "${vacancy}", "resume_id": "${resume}"}}


@pytest.mark.parametrize(
    "wrong",
    [
        {**SEARCH, "error": "not_found"},
        {**SEARCH, "is": {"page": 1}},
        {**SEARCH, "has": ["hint"]},
        {**SEARCH, "lacks": ["items.0.id"]},
        {**SEARCH, "says": ["абракадабра"]},
        {**SEARCH, "never_says": ["Python"]},
        {**SEARCH, "posts": 1},
        {"call": "list_resumes", "with": {"resume_id": "${nothing.0.id}"}},
        {**RESPOND, "asked": ["Другая вакансия"], "posts": 1},
        {**RESPOND, "posts": 1},
        {**RESPOND, "asked": ["Отправить отклик"]},
    ],
)
async def test_a_script_that_expects_the_wrong_thing_fails(wrong, connect, make_settings, hh, vacancy):
    script = Script.model_validate({"title": "", "step": [wrong]})
    played = Played(hh)
    played.known["vacancy"] = vacancy
    async with connect(played.person) as assistant:
        trouble = await played.play_all(script, assistant, make_settings())
    assert isinstance(trouble, AssertionError)


def test_a_script_with_a_misspelt_check_is_no_script():
    with pytest.raises(ValidationError):
        Script.model_validate({"title": "", "step": [{**SEARCH, "say": ["Python"]}]})
