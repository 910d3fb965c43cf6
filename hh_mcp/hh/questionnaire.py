"""Answers to an employer's questionnaire as the site's form wants them (hh.ru: facts 6.10, site shapes 5.4)."""

from hh_mcp.hh.errors import BadArgument, TestRequired
from hh_mcp.hh.models import Answer, Question
from hh_mcp.hh.response_pages import Questionnaire
from hh_mcp.hh.wire import Pairs


def answer_fields(found: Questionnaire, answers: tuple[Answer, ...]) -> Pairs:
    """Make the form fields of a questionnaire's answers (hh.ru: facts 6.10); unknown or missing ones are refused."""
    given = {answer.question_id: answer for answer in answers}
    unknown = given.keys() - {question.id for question in found.questions}
    if unknown:
        raise BadArgument(f"No such question: {', '.join(sorted(unknown))}.")
    fields = [("uidPk", found.uid), ("guid", found.guid), ("startTime", found.start_time)]
    fields.append(("testRequired", "true" if found.required else "false"))
    for question in found.questions:
        fields += _answer(question, given.get(question.id))
    return tuple(fields)


def _answer(question: Question, answer: Answer | None) -> list[tuple[str, str]]:
    words = (answer.text or "").strip() if answer else ""
    options = answer.options if answer else ()
    if not options and not words:
        raise TestRequired(f"No answer to question {question.id}.", detail_ru=f"Нет ответа на вопрос {question.id}.")
    foreign = set(options) - {option.id for option in question.options}
    if foreign or (len(options) > 1 and not question.multiple) or (words and not question.open):
        raise BadArgument(f"Question {question.id} does not take this answer.")
    name = f"task_{question.id}"
    chosen = [(name, option) for option in options]
    if not words:
        return chosen
    # hh.ru: site shapes 5.4: the free answer beside options is chosen by the special value `open`.
    marker = [(name, "open")] if question.options and (question.multiple or not options) else []
    return [*chosen, *marker, (f"{name}_text", words)]
