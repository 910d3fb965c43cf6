"""An employer's questionnaire: do the answers fit the questions, and how do they read."""

from hh_mcp.guard.outgoing import normalise
from hh_mcp.hh.errors import BadArgument
from hh_mcp.hh.lengths import LETTER_LIMIT, units
from hh_mcp.hh.models import Answer, Question


def normal_answers(answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """Return the answers as they will be shown and sent; raises BadArgument for a text that cannot be sent."""
    made = tuple(answer.model_copy(update={"text": normalise(answer.text) or None}) for answer in answers)
    if any(units(answer.text or "") > LETTER_LIMIT for answer in made):
        raise BadArgument(
            f"An answer is longer than {LETTER_LIMIT} characters.", detail_ru=f"Ответ длиннее {LETTER_LIMIT} знаков."
        )
    return made


def check_answers(questions: tuple[Question, ...], answers: tuple[Answer, ...]) -> None:
    """Raise BadArgument unless every question has an answer that fits it."""
    by_id = {answer.question_id: answer for answer in answers}
    wrong = [question.id for question in questions if not _fits(question, by_id.get(question.id))]
    wrong += [answer.question_id for answer in answers if answer.question_id not in {q.id for q in questions}]
    if wrong:
        names = ", ".join(wrong)
        raise BadArgument(f"Answers: {names}.", detail_ru=f"Ответы не подходят к вопросам: {names}.")


def said(questions: tuple[Question, ...], answers: tuple[Answer, ...]) -> tuple[tuple[str, str], ...]:
    """The questions with their answers in words, for the person."""
    by_id = {answer.question_id: answer for answer in answers}
    pairs = [(question, by_id[question.id]) for question in questions if question.id in by_id]
    return tuple((question.text, _answer_words(question, answer)) for question, answer in pairs)


def _answer_words(question: Question, answer: Answer) -> str:
    names = {option.id: option.name for option in question.options}
    return "; ".join([*(names[chosen] for chosen in answer.options), *([answer.text] if answer.text else [])])


def _fits(question: Question, answer: Answer | None) -> bool:
    if answer is None:
        return False
    known = {option.id for option in question.options}
    if not known:
        return bool(answer.text) and not answer.options
    if not set(answer.options) <= known or (len(answer.options) > 1 and not question.multiple):
        return False
    if answer.text and not question.open:
        return False
    return bool(answer.options or answer.text)
