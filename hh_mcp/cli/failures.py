"""Errors as sentences: what happened, and what to do next."""

import sqlite3
from typing import NoReturn

from pydantic import ValidationError

from hh_mcp.cli import bad_settings
from hh_mcp.cli.output import FAILED, Lang, exit_code, fail, innermost, pick, told
from hh_mcp.hh.errors import HHError
from hh_mcp.settings import Settings


def explain(error: Exception) -> NoReturn:
    """Say an error and end with its exit code."""
    cause = innermost(error)
    if isinstance(cause, BrokenPipeError):  # the reader has what it wanted (`| head`): click ends quietly
        raise cause
    lang = language()
    if isinstance(cause, HHError):
        fail(f"✗ {told(cause, lang)}", exit_code(cause))
    fail(f"✗ {_sentence(cause, lang)}", FAILED)


def interrupted() -> NoReturn:
    """Say that a question was left without an answer."""
    fail(pick(language(), "\nПрервано, ответа не было.", "\nInterrupted, there was no answer."), FAILED)


def _sentence(cause: BaseException, lang: Lang) -> str:
    if isinstance(cause, sqlite3.Error):
        return pick(
            lang,
            f"База данных не читается ({cause}). Что делать, скажет hh-mcp doctor.",
            f"The database cannot be read ({cause}). hh-mcp doctor tells what to do.",
        )
    if isinstance(cause, OSError):
        where = f"{cause.filename}: " if cause.filename else ""
        return pick(
            lang,
            f"Система отказала: {where}{cause.strerror or cause}. Проверьте права и место: hh-mcp doctor.",
            f"The system refused: {where}{cause.strerror or cause}. Check rights and space: hh-mcp doctor.",
        )
    return pick(
        lang,
        f"Ошибка в hh-mcp ({type(cause).__name__}). Повторите с --debug и пришлите отчёт: hh-mcp doctor --report.",
        f"A fault in hh-mcp ({type(cause).__name__}). Repeat with --debug and report it: hh-mcp doctor --report.",
    )


def language() -> Lang:
    """The person's language, also where the settings themselves are wrong."""
    try:
        return Settings().lang
    except (ValidationError, OSError, ValueError):  # the settings may be what is wrong
        return bad_settings.language()
