"""Why hh.ru refuses a write: its words, matched exactly, to typed errors (hh.ru: facts 6.2; site shapes 5.3, 8.3).

Exact spelling matters: `does_not_exist` contains `exist`. A word that is not listed stays a refusal (the answer said
no), it only has no better name.
"""

from collections.abc import Callable

from hh_mcp.hh import errors
from hh_mcp.hh.answers import error_words
from hh_mcp.hh.errors import HHError
from hh_mcp.hh.tree import at, flag

Maker = Callable[[], HHError]


def _no_reason() -> HHError:
    """E1 of site shapes 5.3: hh.ru says `unknown` for a hidden resume, a wrong id or a passing failure."""
    return errors.BadArgument(
        "hh.ru refused the response without a reason: a hidden resume, a wrong id or a passing failure.",
        detail_ru="hh.ru отклонил отклик без причины: скрытое резюме, неверный id или временный сбой.",
    )


def _spam() -> HHError:
    return errors.CannotWrite("hh.ru took the text for spam.", detail_ru="hh.ru принял текст за спам.")


def _rude() -> HHError:
    return errors.CannotWrite("hh.ru refuses the wording.", detail_ru="hh.ru не принимает выражения в тексте.")


def _rules() -> HHError:
    return errors.CannotWrite(
        "The text breaks the site's rules (often links or contacts).",
        detail_ru="Текст нарушает правила сайта (часто дело в ссылках и контактах).",
    )


def _in_a_row() -> HHError:
    return errors.CannotWrite(
        "Too many messages without an answer.", detail_ru="Слишком много сообщений подряд без ответа."
    )


def _conflict() -> HHError:
    return errors.ResumeNotPublished(
        "The resume is hidden from this employer.", detail_ru="Резюме скрыто от этого работодателя."
    )


def _locked() -> HHError:
    return errors.BlockedBySite("The account is locked.", detail_ru="Аккаунт заблокирован.")


REFUSALS: dict[str, Maker] = {
    "unknown": _no_reason,
    # questionnaires
    "test-required": errors.TestRequired,
    "testRequired": errors.TestRequired,
    "test_required": errors.TestRequired,
    "questionnaireRequired": errors.TestRequired,
    "questions_required": errors.TestRequired,
    # the limit of 200 in 24 hours
    "negotiations-limit-exceeded": errors.LimitReached,
    "negotiationsLimitExceeded": errors.LimitReached,
    "limit_exceeded": errors.LimitReached,
    # a response exists
    "alreadyApplied": errors.AlreadyApplied,
    "already-applied": errors.AlreadyApplied,
    "already_applied": errors.AlreadyApplied,
    "already_responded": errors.AlreadyApplied,
    # the letter
    "letter-required": errors.LetterRequired,
    "letter_required": errors.LetterRequired,
    "empty_message": errors.LetterRequired,
    "message_cannot_be_empty": errors.LetterRequired,
    "too_long_message": errors.BadArgument,
    "SPAM_DETECTED": _spam,
    "spam_detected": _spam,
    "inappropriate_language": _rude,
    "inappropriate_language_message": _rude,
    "resource_policy_violation": _rules,
    "resource_policy_violation_message": _rules,
    # the vacancy
    "vacancy_not_found": errors.NotFound,
    "not_found": errors.NotFound,
    "topic_not_found": errors.NotFound,
    "invalid_vacancy": errors.VacancyArchived,
    "vacancy_archived": errors.VacancyArchived,
    "vacancy-archived": errors.VacancyArchived,
    "archived": errors.VacancyArchived,
    # the resume
    "resume_not_found": errors.ResumeNotPublished,
    "resume_not_published": errors.ResumeNotPublished,
    "resume_deleted": errors.ResumeNotPublished,
    "resume_visibility_conflict": _conflict,
    # the chat
    "in_a_row_limit": _in_a_row,
    "overall_limit": _in_a_row,
    "no_invitation": errors.CannotWrite,
    "disabled_by_employer": errors.CannotWrite,
    "chat_is_not_ready": errors.CannotWrite,
    "chat_archived": errors.CannotWrite,
    "topic_archived": errors.CannotWrite,
    "chat_blocked": errors.CannotWrite,
    "message_edit_not_allowed": errors.CannotWrite,
    "message_delete_not_allowed": errors.CannotWrite,
    "message_already_viewed": errors.CannotWrite,
    "chat_without_vacancy_forbidden": errors.CannotWrite,
    "edit_forbidden": errors.CannotWrite,
    "wrong_state": errors.CannotWrite,
    "application_denied": errors.CannotWrite,
    "negotiations_forbidden": errors.CannotWrite,
    "conditions_not_met": errors.CannotWrite,
    "permission_denied": errors.CannotWrite,
    "CHAT_DOES_NOT_EXIST": errors.NotFound,
    "chat_not_found": errors.NotFound,
    # the account
    "account is locked": _locked,
    "ACCOUNT_BLOCKED": _locked,
}

_FLAGS = (
    "test-required",
    "testRequired",
    "alreadyApplied",
    "negotiations-limit-exceeded",
    "negotiationsLimitExceeded",
    "letter-required",
)


def by_word(word: str) -> HHError | None:
    """Return the error for one of hh.ru's words, or None when the word is not known."""
    maker = REFUSALS.get(word)
    return None if maker is None else maker()


def refusal_in(body: object, general: HHError | None = None) -> HHError | None:
    """Return the refusal that a JSON answer names, else `general`: an error wins over `success` (E5)."""
    for place in (body, at(body, "responseStatus")):
        words = (*(name for name in _FLAGS if flag(place, name)), *error_words(place))
        if words:
            known = next((error for word in words if (error := by_word(word))), None)
            return known or general or _unheard(words[0])
    return general


def _unheard(word: str) -> HHError:
    return errors.BadArgument(f"hh.ru answered: {word}.", detail_ru=f"Ответ hh.ru: {word}.")
