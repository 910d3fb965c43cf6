"""Refusals of the guard itself, in the same form as hh.ru's (`hh_mcp.hh.errors`).

HHError
├── ReadOnly          read_only         the setting READ_ONLY is on
├── ApprovalDenied    approval_denied   the setting APPROVAL is `deny`
│   ├── Changed       approval_denied   the vacancy, the resume or the chat changed after the yes
│   ├── AnotherApproved  approval_denied  a yes to another letter has not left yet
│   └── CardUnknown   approval_denied   not the page of the approval card, or one of an earlier start
├── Excluded          excluded          the person's settings forbid this employer
├── AmbiguousName     ambiguous_name    several things go by this name
├── LetterMissing     letter_required   an edit took the letter away that the employer wants
├── TooManyWaiting    limit_reached     too many proposals wait for the person
└── OwnLimitReached   limit_reached     our own limit of the last 24 hours
"""

from hh_mcp.hh.errors import BadArgument, HHError, LetterRequired, LimitReached


class ReadOnly(HHError):
    """Nothing is sent while HH_MCP_READ_ONLY is set."""

    code = "read_only"
    ru = "Включён режим только для чтения."
    en = "Read-only mode is on."
    next_ru = "Отправка выключена настройкой HH_MCP_READ_ONLY; изменить её может только человек."
    next_en = "Sending is switched off by HH_MCP_READ_ONLY; only the person can change that."


class ApprovalDenied(HHError):
    """Nothing is sent while HH_MCP_APPROVAL is `deny`."""

    code = "approval_denied"
    ru = "Отправка запрещена настройкой HH_MCP_APPROVAL=deny."
    en = "Sending is forbidden by HH_MCP_APPROVAL=deny."
    next_ru = "Изменить её может только человек."
    next_en = "Only the person can change that."


class Changed(ApprovalDenied):
    """The vacancy, the resume or the chat changed after the person had seen it: the yes was for something else."""

    ru = "Вакансия, резюме или переписка изменились с тех пор, как пользователь согласился."
    en = "The vacancy, the resume or the chat has changed since the user agreed."
    next_ru = "Повторите вызов: пользователь увидит новое и решит снова."
    next_en = "Call again: the user will see what is new and decide again."


class CardUnknown(ApprovalDenied):
    """A call of the card's tools that no page of this start made."""

    ru = "Решение принимает только сама карточка, а эта карточка незнакома: возможно, hh-mcp перезапускали."
    en = "Only the card itself can decide, and this one is not known: hh-mcp may have been restarted."
    next_ru = "Пусть пользователь решит на странице (hh-mcp console) или в терминале (hh-mcp approvals)."
    next_en = "Let the user decide on the page (hh-mcp console) or in a terminal (hh-mcp approvals)."


class Excluded(HHError):
    """The person never wants to apply to this employer."""

    code = "excluded"
    ru = "Этому работодателю откликаться нельзя."
    en = "This employer is excluded."
    next_ru = "Выберите вакансию другого работодателя."
    next_en = "Choose a vacancy of another employer."


class AnotherApproved(ApprovalDenied):
    """The person has agreed to another letter for the same vacancy, and it has not left yet."""

    ru = "Пользователь уже согласился на другое письмо для этой вакансии, оно ещё не ушло."
    en = "The user has agreed to another letter for this vacancy, and it has not left yet."
    next_ru = "Повторите вызов с тем письмом, или пусть пользователь отзовёт согласие: hh-mcp approvals decline."
    next_en = "Call again with that letter, or let the user take the yes back: hh-mcp approvals decline."


class TooManyWaiting(LimitReached):
    """So many proposals wait for the person that nobody could read them all."""

    ru = "Слишком много предложений уже ждут решения пользователя."
    en = "Too many proposals wait for the user already."
    next_ru = "Пусть пользователь сначала решит, что с ними: hh-mcp console или hh-mcp approvals."
    next_en = "Let the user decide on them first: hh-mcp console or hh-mcp approvals."


class AmbiguousName(HHError):
    """Several things go by this name; the detail lists them."""

    code = "ambiguous_name"
    ru = "Подходит несколько вариантов."
    en = "Several fit."
    next_ru = "Повторите вызов с одним из id."
    next_en = "Call again with one of the ids."


class LetterMissing(LetterRequired, BadArgument):
    """The person's edit leaves no letter where the employer wants one; the old text can still be sent."""

    next_ru = "Напишите письмо или отправьте его в прежнем виде."
    next_en = "Write a letter, or send the one that was there."


class OwnLimitReached(LimitReached):
    """Our own limit within 24 hours, counted before hh.ru's."""

    ru = "Достигнут предел за 24 часа."
    en = "The limit of 24 hours is reached."
