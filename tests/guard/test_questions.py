"""Answers to an employer's questionnaire fit its questions, all of them and nothing else."""

import pytest

from hh_mcp.guard.questions import check_answers, said
from hh_mcp.hh.errors import BadArgument
from hh_mcp.hh.models import Answer, Named, Question

CITIES = (Named(id="a", name="Москва"), Named(id="b", name="Казань"))
ONE = Question(id="1", text="Где?", options=CITIES, open=False, multiple=False)
MANY = Question(id="1", text="Где?", options=CITIES, open=False, multiple=True)
OTHER = Question(id="1", text="Где?", options=CITIES, open=True, multiple=False)
WORDS = Question(id="1", text="Почему?", options=(), open=True, multiple=False)


def answer(*options: str, text: str | None = None, to: str = "1") -> Answer:
    return Answer(question_id=to, options=options, text=text)


@pytest.mark.parametrize(
    ("question", "given"),
    [
        (ONE, answer("a")),
        (MANY, answer("a", "b")),
        (OTHER, answer(text="Омск")),
        (OTHER, answer("a", text="или Омск")),
        (WORDS, answer(text="Потому что")),
    ],
)
def test_what_fits_is_taken(question, given):
    check_answers((question,), (given,))


@pytest.mark.parametrize(
    ("question", "given"),
    [
        (ONE, ()),
        (ONE, (answer(),)),
        (ONE, (answer("c"),)),
        (ONE, (answer("a", "c"),)),
        (ONE, (answer("a", "b"),)),
        (ONE, (answer(text="Омск"),)),
        (ONE, (answer("a"), answer("a", to="2"))),
        (MANY, (answer("a", "c"),)),
        (WORDS, (answer(),)),
        (WORDS, (answer("a"),)),
        (WORDS, (answer("a", text="Потому что"),)),
    ],
)
def test_what_does_not_fit_is_not(question, given):
    with pytest.raises(BadArgument, match=given[-1].question_id if given else "1"):
        check_answers((question,), given)


def test_the_person_reads_the_answers_in_words():
    second = WORDS.model_copy(update={"id": "2"})
    given = (answer(text="Потому что", to="2"), answer("a", "b"))
    assert said((MANY, second), given) == (("Где?", "Москва; Казань"), ("Почему?", "Потому что"))
    assert said((MANY, second), given[:1]) == (("Почему?", "Потому что"),)
