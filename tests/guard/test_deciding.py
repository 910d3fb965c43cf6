"""What a person is told before a response: the employer's marks and manners, the limits of this very vacancy."""

import pytest
from support import RESUME, yes

from hh_mcp.guard.action import preview_of
from hh_mcp.hh.errors import BadArgument, CannotWrite

pytestmark = pytest.mark.anyio

BAD = {"hasBreaches": False, "pdResale": "true", "hasFrequentComplaints": True, "misleadingVacancyAlert": "false"}
MARKED = {"company": {"employersNegativeAttribute": {**BAD, "reduction": None, "isReferral": False}}}


async def test_the_question_names_the_employers_marks(opened, hh):
    vacancy = hh.add_vacancy(name="Оператор", site=MARKED)
    async with opened() as app:
        asked = preview_of(await app.gate.propose_response(vacancy, RESUME, "", ()))
    assert asked.warnings == (
        "hh.ru отметил перепродажу персональных данных соискателей",
        "На работодателя часто жалуются",
    )


async def test_an_employer_without_marks_is_not_warned_of(opened, vacancy):
    async with opened() as app:
        assert preview_of(await app.gate.propose_response(vacancy, RESUME, "", ())).warnings == ()


async def test_a_letter_longer_than_this_vacancy_takes_is_refused_before_asking(opened, hh):
    vacancy = hh.add_vacancy(name="Краткость", site_status={"letterMaxLength": 20})
    async with opened() as app:
        for letter in ("а" * 21, "😀" * 11):
            with pytest.raises(BadArgument, match="20"):
                await app.gate.propose_response(vacancy, RESUME, letter, ())
        assert preview_of(await app.gate.propose_response(vacancy, RESUME, "😀" * 10, ())).vacancy == "Краткость"
    assert not hh.requests("POST", "vacancy_response")


@pytest.mark.parametrize("allowed", [False, "false"])
async def test_a_response_forbidden_by_country_is_refused_with_the_reason(opened, hh, allowed):
    status = {"by_country_applicant_visibility": {"responseAllowed": allowed}}
    vacancy = hh.add_vacancy(name="Далеко", site_status=status)
    async with opened() as app:
        with pytest.raises(CannotWrite) as refused:
            await app.gate.propose_response(vacancy, RESUME, "", ())
    assert "из вашей страны" in refused.value.text("ru")
    assert "country" in refused.value.text("en")


async def test_the_employers_introduction_comes_with_the_questions(connect, hh):
    questions = [{"text": "<p>Где <b>вы</b>?</p>", "options": ["<i>Здесь</i>", "Там"]}]
    vacancy = hh.add_vacancy(name="Анкета", has_test=True, questions=questions)
    async with connect(yes()) as assistant:
        asked = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert asked["status"] == "questions"
    assert asked["introduction"].endswith("- коротко;\n- своими словами.")
    assert asked["questions"][0]["text"] == "Где вы?"
    assert list(asked["questions"][0]["options"].values()) == ["Здесь", "Там"]


async def test_what_hh_wants_after_a_response_is_told(connect, hh):
    vacancy = hh.add_vacancy(name="Фото", required_additional_data=["PHOTO", "SOMETHING_NEW"])
    async with connect(yes()) as assistant:
        sent = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert sent["wanted"] == "hh.ru просит добавить в резюме: фото, SOMETHING_NEW"
