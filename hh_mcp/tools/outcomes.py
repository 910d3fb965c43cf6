"""What became of an act, put into words and a next step."""

from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel

from hh_mcp.guard.action import preview_of
from hh_mcp.guard.proposing import External, Questions
from hh_mcp.hh.models import Question, Receipt
from hh_mcp.settings import Settings
from hh_mcp.store.actions import UNPROVEN
from hh_mcp.store.records import Action, Kind, State
from hh_mcp.views.sending import ActionStatus, ActionView, Outcome, QuestionView
from hh_mcp.views.vacancy_words import wanted_words
from hh_mcp.views.words import Lang, moment_words

T = TypeVar("T", bound=BaseModel)

_REFUSED_BY_ROBOT = (State.DECLINED, "declined_by_robot")
_WAITING = frozenset({"card", "page", "form", "accepted_by_robot"})  # ways to ask that have words of their own

_SEEN: dict[State, ActionStatus] = {
    State.PROPOSED: "pending_approval",
    State.APPROVED: "pending_approval",
    State.SENDING: "unknown",
    State.SENT: "sent",
    State.WITHDRAWN: "withdrawn",
    State.REFUSED: "refused",
    State.UNKNOWN: "unknown",
    State.NOT_SENT: "not_sent",
    State.DECLINED: "declined",
    State.EXPIRED: "expired",
}

_NEXT: dict[Lang, dict[str, str]] = {
    "ru": {
        "pending_approval": "Ничего не отправлено. Пусть пользователь решит: hh-mcp approvals (действие {id}); "
        "потом повторите вызов с теми же аргументами.",
        "declined_by_robot": "Ничего не отправлено: отказ пришёл мгновенно, похоже, программа ответила сама и никого "
        "не спросила. Пусть пользователь разрешит ей показывать вопросы или решит позже через hh-mcp console.",
        "accepted_by_robot": "Ничего не отправлено: согласие пришло мгновенно, похоже, программа ответила сама, "
        "а человек вопроса не видел. Пусть решит пользователь: hh-mcp console или hh-mcp approvals (действие {id}); "
        "потом повторите вызов с теми же аргументами.",
        "too_late": "Отказ пришёл, когда отправка уже шла: остановить её было нельзя.",
        "form": "Ничего не отправлено: пользователь не ответил. Он может решить позже: повторите вызов с теми же "
        "аргументами, или hh-mcp approvals (действие {id}).",
        "card": "Ничего не отправлено: решает пользователь на карточке в разговоре. Если карточки не видно: "
        "hh-mcp console (страница) или hh-mcp approvals (терминал), действие {id}. Итог скажет get_action.",
        "page": "Ничего не отправлено: решает пользователь на открывшейся странице hh-mcp. Потом повторите вызов "
        "с теми же аргументами (действие {id}).",
        "approved": "Пользователь согласен, но ещё не отправлено: повторите вызов с теми же аргументами.",
        "held": "Пользователь согласен, но предел за 24 часа исчерпан: ничего не отправлено, уйти может {when}. "
        "Тогда повторите вызов с теми же аргументами; до того пользователь может передумать (действие {id}).",
        "sent_respond": "Отклик отправлен. Ответ работодателя появится в list_chats.",
        "sent_message": "Сообщение отправлено.",
        "sent_withdraw": "Отклик отозван.",
        "then_respond": "Этот отклик был отправлен раньше, {when}; сейчас ничего не отправлялось. "
        "Ответ работодателя ищите в list_chats.",
        "then_message": "Это сообщение было отправлено раньше, {when}; сейчас ничего не отправлялось.",
        "then_withdraw": "Отклик был отозван раньше, {when}; сейчас ничего не отправлялось.",
        "withdrawn": "Отклик был отправлен, потом отозван. Откликнуться снова можно: respond.",
        "replaced": "Ничего не отправлено: вместо этого предложено другое, оно и ждёт решения.",
        "changed": "Ничего не отправлено: вакансия, резюме или переписка изменились. Предложите ещё раз.",
        "declined": "Пользователь отказался, ничего не отправлено. Не предлагайте то же самое снова.",
        "refused": "hh.ru не принял, ничего не отправлено. Исправьте причину или выберите другое.",
        "not_sent": "Ничего не отправлено. Можно предложить ещё раз.",
        "expired": "Никто не ответил вовремя, ничего не отправлено. Можно предложить ещё раз.",
        "unproven": "Ничего не отправлено: журнал не подтверждает согласия (сменился ключ, или базу меняли в обход "
        "программы). Повторите вызов: пользователя спросят снова. Проверить журнал: hh-mcp audit verify.",
        "unknown": "hh.ru не подтвердил отправку. Не повторяйте: вызовите get_action с {id} через минуту.",
        "questions": "Ничего не отправлено. Узнайте у пользователя ответы и повторите respond с answers.",
        "external": "Ничего не отправлено. Откликнуться можно только на сайте работодателя: дайте ссылку пользователю.",
    },
    "en": {
        "pending_approval": "Nothing was sent. Let the user decide: hh-mcp approvals (action {id}); "
        "then call again with the same arguments.",
        "declined_by_robot": "Nothing was sent: the refusal came at once, so the program probably answered by itself "
        "and asked nobody. Let the user allow it to show questions, or decide later through hh-mcp console.",
        "accepted_by_robot": "Nothing was sent: the yes came at once, so the program probably answered by itself and "
        "no person saw the question. Let the user decide: hh-mcp console or hh-mcp approvals (action {id}); "
        "then call again with the same arguments.",
        "too_late": "The no came while it was already being sent: it could not be stopped any more.",
        "form": "Nothing was sent: the user did not answer. They can decide later: call again with the same arguments, "
        "or hh-mcp approvals (action {id}).",
        "card": "Nothing was sent: the user decides on the card in the conversation. If no card is seen: hh-mcp "
        "console (the page) or hh-mcp approvals (a terminal), action {id}. Then get_action.",
        "page": "Nothing was sent: the user decides on the page of hh-mcp that has opened. Then call again with the "
        "same arguments (action {id}).",
        "approved": "The user agreed, but it is not sent yet: call again with the same arguments.",
        "held": "The user agreed, but the limit of 24 hours is reached: nothing was sent, it can leave on {when}. "
        "Then call again with the same arguments; until then the user can take it back (action {id}).",
        "sent_respond": "The response was sent. The employer's answer will be in list_chats.",
        "sent_message": "The message was sent.",
        "sent_withdraw": "The response was withdrawn.",
        "then_respond": "This response was sent before, on {when}; nothing was sent now. "
        "Look for the employer's answer in list_chats.",
        "then_message": "This message was sent before, on {when}; nothing was sent now.",
        "then_withdraw": "The response was withdrawn before, on {when}; nothing was sent now.",
        "withdrawn": "The response was sent, then withdrawn. Responding again is possible: respond.",
        "replaced": "Nothing was sent: something else was proposed instead, and that waits for the user.",
        "changed": "Nothing was sent: the vacancy, the resume or the chat has changed. Propose it again.",
        "declined": "The user said no, nothing was sent. Do not propose the same again.",
        "refused": "hh.ru did not take it, nothing was sent. Remove the reason or choose something else.",
        "not_sent": "Nothing was sent. It can be proposed again.",
        "expired": "Nobody answered in time, nothing was sent. It can be proposed again.",
        "unproven": "Nothing was sent: the journal does not prove the consent (the key was changed, or somebody went "
        "around the program). Call again: the user is asked anew. To check the journal: hh-mcp audit verify.",
        "unknown": "hh.ru did not confirm the send. Do not repeat it: call get_action with {id} in a minute.",
        "questions": "Nothing was sent. Ask the user for the answers and call respond again with answers.",
        "external": "Nothing was sent. Responding works only on the employer's site: give the user the link.",
    },
}


def outcome(action: Action, settings: Settings, way: str = "terminal", leaves_at: datetime | None = None) -> Outcome:
    """Say what became of an act that was just tried.

    `way` is how the person is asked; `leaves_at` is when what they agreed to can leave, if not now.
    """
    seen = _SEEN[action.state]
    status = "refused" if seen in ("not_sent", "expired", "withdrawn") else seen
    told = _tell(Outcome, status, action, settings, leaves_at)
    if (action.state is State.PROPOSED and way in _WAITING) or (action.state, way) == _REFUSED_BY_ROBOT:
        told = told.model_copy(update={"next_step": _NEXT[settings.lang][way].format(id=action.id)})
    if way == "then" and action.state is State.SENT:
        when = moment_words(action.sending_at) or "?"
        told = told.model_copy(update={"next_step": _NEXT[settings.lang][f"then_{action.kind}"].format(when=when)})
    if way == "too_late":
        told = told.model_copy(update={"next_step": f"{_NEXT[settings.lang][way]} {told.next_step}"})
    return told


def look_back(action: Action, settings: Settings, leaves_at: datetime | None = None) -> ActionView:
    """Say what became of an act, looking back."""
    return _tell(ActionView, _SEEN[action.state], action, settings, leaves_at, kind=action.kind)


def questions_outcome(asked: Questions, lang: Lang) -> Outcome:
    """Say which questions the employer asks."""
    return Outcome(
        status="questions",
        reason="test_required",
        vacancy=asked.vacancy.title,
        employer=asked.vacancy.employer.name,
        introduction="\n".join(filter(None, [asked.sheet.name, asked.sheet.introduction])) or None,
        questions=[_question(question) for question in asked.questions],
        next_step=_NEXT[lang]["questions"],
    )


def external_outcome(found: External, lang: Lang) -> Outcome:
    """Say where the response has to be made."""
    return Outcome(
        status="external",
        vacancy=found.vacancy.title,
        employer=found.vacancy.employer.name,
        link=found.url,
        next_step=_NEXT[lang]["external"],
    )


def _tell(view: type[T], status: str, action: Action, settings: Settings, leaves_at: datetime | None, **more: str) -> T:
    seen = preview_of(action)
    receipt = Receipt.model_validate_json(action.receipt) if action.receipt else Receipt()
    edited = action.approved is not None and action.approved != action.fingerprint
    words = _NEXT[settings.lang]
    held = moment_words(leaves_at) if action.state is State.APPROVED else None
    facts = {
        "action_id": action.id,
        "reason": "limit_reached" if held else action.reason if action.state is not State.SENT else None,
        "detail": action.detail if action.state is State.REFUSED else None,
        "vacancy": seen.vacancy,
        "employer": seen.employer,
        "sent_at": moment_words(action.sending_at) if action.state is State.SENT else None,
        "leaves_at": held,
        "wanted": wanted_words(receipt.wanted, settings.lang) if action.state is State.SENT else None,
        "chat_id": receipt.chat_id or (action.target if action.kind is Kind.MESSAGE else None),
        "text": action.text if edited else None,
        "next_step": words["held" if held else _step(action)].format(id=action.id, when=held),
    }
    return view.model_validate({"status": status, **facts, **more})


def _step(action: Action) -> str:
    if action.state is State.SENT:
        return f"sent_{action.kind}"
    if action.state is State.EXPIRED and action.reason in ("replaced", "changed", UNPROVEN):
        return action.reason
    return "approved" if action.state is State.APPROVED else _SEEN[action.state]


def _question(question: Question) -> QuestionView:
    return QuestionView(
        id=question.id,
        text=question.text,
        options={option.id: option.name for option in question.options},
        multiple=question.multiple or None,
        open=question.open or None,
    )
