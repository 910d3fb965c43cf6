"""The questionnaire of a vacancy "with a test": a choice, several choices, an open answer (facts 6.10)."""

from collections.abc import Mapping
from typing import Any, cast

from hh_mcp.sandbox.records import Question, Vacancy, Value

OPEN = "open"


def questions(vacancy: Vacancy) -> tuple[Question, ...]:
    """Questions of a vacancy; the ids are its own."""
    if not vacancy.has_test:
        return ()
    given = vacancy.extra.get("questions")
    if given:
        return tuple(_given(vacancy, number, item) for number, item in enumerate(given))
    first = vacancy.id % 1_000_000 * 10
    return (
        Question(
            first + 1,
            "<p>Готовы ли вы выйти на работу <strong>в&nbsp;течение двух недель</strong>?</p>",
            (("1", "<p>Да</p>"), ("2", "<p>Нет</p>"), (OPEN, "Свой вариант")),
        ),
        Question(
            first + 2,
            "<p>Что из этого вам знакомо?</p>",
            tuple((str(n), skill) for n, skill in enumerate(vacancy.texts.skills, 11)),
            multiple=True,
        ),
        Question(first + 3, "<p>Расскажите о самом сложном рабочем случае.</p> <p>Как вы его решили?</p>"),
    )


def _given(vacancy: Vacancy, number: int, item: Value) -> Question:
    """A question as a test gives it: a text, or an object with `text`, `options`, `multiple`."""
    base = vacancy.id % 1_000_000 * 10 + number + 1
    if isinstance(item, str):
        return Question(base, item)
    options = tuple((str(n), str(text)) for n, text in enumerate(item.get("options") or (), 1))
    return Question(int(item.get("id", base)), str(item["text"]), options, bool(item.get("multiple")))


def introduction(vacancy: Vacancy) -> str:
    """What the employer says before the questions, as HTML."""
    added = vacancy.extra.get("test")
    text = cast("dict[str, Any]", added).get("description") if isinstance(added, dict) else None
    return str(
        text
        or "<p>Здравствуйте! Ответьте, пожалуйста, на вопросы:</p> <ul> <li> <p>коротко;</p> </li> "
        "<li> <p>своими словами.</p> </li> </ul>"
    )


def answered(vacancy: Vacancy, answers: Mapping[str, Any]) -> bool:
    """Whether every question has a fitting answer among the `task_…` fields."""
    return all(_fits(question, answers) for question in questions(vacancy))


def _fits(question: Question, answers: Mapping[str, Any]) -> bool:
    chosen = [str(item) for item in _as_list(answers.get(f"task_{question.id}"))]
    text = str(answers.get(f"task_{question.id}_text") or "").strip()
    if not question.options:
        return bool(text)
    known = {key for key, _ in question.options}
    if not chosen or not set(chosen) <= known or (len(chosen) > 1 and not question.multiple):
        return False
    return bool(text) if OPEN in chosen else True


def _as_list(value: Value) -> list[Any]:
    if value is None or value == "":
        return []
    return cast("list[Any]", value) if isinstance(value, list) else [value]
