"""The settings that are asked for one by one when hh-mcp is installed; Enter keeps what is suggested."""

from dataclasses import dataclass

import click
from pydantic import ValidationError

from hh_mcp.cli.bad_settings import wanted
from hh_mcp.cli.output import Lang, pick
from hh_mcp.settings import Settings


@dataclass(frozen=True)
class Question:
    """One setting and how it is asked for."""

    name: str
    ru: str
    en: str
    choices: tuple[str, ...] = ()


QUESTIONS = (
    Question(
        "SANDBOX",
        "Сначала на имитации hh.ru, ничего настоящего?",
        "On an imitation of hh.ru first, nothing real?",
        ("false", "true"),
    ),
    Question("LANG", "Язык страниц и сообщений", "Language of pages and messages", ("ru", "en")),
    Question(
        "APPROVAL",
        "Отправка: ask — с вашего согласия, deny — никогда",
        "Sending: ask — with your consent, deny — never",
        ("ask", "deny"),
    ),
    Question("DAILY_RESPONSES", "Откликов за 24 часа, не больше", "Responses in 24 hours, at most"),
    Question(
        "EXCLUDE_EMPLOYERS",
        "Кому никогда не откликаться (названия через запятую)",
        "Employers never to apply to (names with commas)",
    ),
    Question("CONTACT", "Ваш e-mail для подписи запросов к API (можно пусто)", "Your e-mail for the API's User-Agent"),
)


def ask_settings(known: dict[str, str], lang: Lang) -> dict[str, str]:
    """Ask for each setting; what equals the default is not written down."""
    answers = dict(known)
    for question in QUESTIONS:
        name = f"HH_MCP_{question.name}"
        default = _default(question.name)
        answer = _ask(question, answers.get(name, default), lang)
        if answer == default:
            answers.pop(name, None)
        else:
            answers[name] = answer
    return answers


def _ask(question: Question, suggested: str, lang: Lang) -> str:
    kind = click.Choice(question.choices) if question.choices else None
    while True:
        answer: str = click.prompt(pick(lang, question.ru, question.en), default=suggested, type=kind)
        try:
            Settings(**{question.name.lower(): answer or None} if answer else {})  # pyright: ignore[reportArgumentType]
        except ValidationError as error:
            click.echo(wanted(error.errors()[0], lang), err=True)
        else:
            return answer


def _default(name: str) -> str:
    value = Settings.model_fields[name.lower()].default
    if isinstance(value, bool):
        return str(value).lower()
    return "" if not value and not isinstance(value, int) else str(value)
