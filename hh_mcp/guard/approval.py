"""How a person is asked, and how their answer becomes a permit.

Four doors, all out of the assistant's reach: a form that the client shows (MCP elicitation), the card in the chat
(MCP Apps), the local page, and `hh-mcp approvals` in a terminal. Whatever the door, the answer ends in `approve` or
`decline` here, and a permit is for one text, used once and soon over. An argument of a tool is never an answer.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool, create_model

from hh_mcp.guard.action import permit, preview_of
from hh_mcp.guard.errors import LetterMissing
from hh_mcp.guard.foreign import label, quoted
from hh_mcp.guard.limits import FULL
from hh_mcp.guard.outgoing import normalise
from hh_mcp.hh.errors import BadArgument
from hh_mcp.hh.lengths import LETTER_LIMIT, MESSAGE_LIMIT, units
from hh_mcp.store import Store
from hh_mcp.store.records import Action, Kind, NotApproved, State

Lang = Literal["ru", "en"]

PROPOSAL_LIFE = timedelta(hours=24)
PERMIT_LIFE = timedelta(minutes=15)
HELD_LIFE = timedelta(hours=24)  # of a permit after the slot that it waits for has freed
READING = timedelta(seconds=1)  # nobody reads and decides quicker
FORM, CARD = "elicitation", "card"


class Form(BaseModel):
    """The person's answer: yes or no."""

    send: StrictBool


class TextForm(Form):
    """The person's answer with the text, changed or not."""

    text: str


def approve(store: Store, action: Action, by: str, now: datetime, text: str | None = None) -> Action:
    """Give the permit for `text`, or for the proposed text; raises BadArgument for a text that cannot be sent.

    A blank field of a form leaves the text as it is, because a client may leave it blank by itself; elsewhere the
    field holds the text at first, and whoever empties it wants no letter.
    """
    final = action.text if text is None else normalise(text)
    if not final and by == FORM:
        final = action.text
    check_final(action, final)
    return store.actions.approve(action, permit(action, final), final, by, now, _life(store, action, now))


def decline(store: Store, action: Action, by: str, now: datetime) -> Action:
    """Write down that the person said no: it ends a proposal, and a yes that has not left yet."""
    return store.actions.decline(action, by, now)


def decide(store: Store, action: Action, by: str, now: datetime, *, yes: bool, text: str | None = None) -> Action:
    """Write the answer down and return the action as it is then: another door may have been quicker.

    After a no the caller sends nothing, whatever the state of the action.
    """
    if not yes:
        return decline(store, action, by, now)
    try:
        return approve(store, action, by, now, text)
    except NotApproved:
        return store.actions.get(action.id) or action


def _life(store: Store, action: Action, now: datetime) -> timedelta:
    """How long a permit lives: shortly, but at the limit until a slot has freed and somebody had time to use it."""
    full = store.known.marked(action.account, f"{FULL}{action.kind}")
    return full - now + HELD_LIFE if full and full > now else PERMIT_LIFE


def check_final(action: Action, text: str) -> None:
    """Raise BadArgument when `text` cannot be the text of this action."""
    seen = preview_of(action)
    check_text(action.kind, text, seen.letter_limit)
    if seen.letter_required and not text:
        raise LetterMissing


def check_text(kind: Kind, text: str, limit: int | None = None) -> None:
    """Raise BadArgument for a text that hh.ru would not take."""
    limit = min(limit or LETTER_LIMIT, LETTER_LIMIT) if kind is Kind.RESPOND else MESSAGE_LIMIT
    if kind is Kind.MESSAGE and not text:
        raise BadArgument("The text is empty.", detail_ru="Текст пуст.")
    if (length := units(text)) > limit:
        raise BadArgument(
            f"The text has {length} characters; hh.ru takes at most {limit}.",
            detail_ru=f"В тексте {length} знаков; hh.ru принимает не больше {limit}.",
        )


def question(action: Action, lang: Lang = "ru") -> str:
    """Everything the person needs to decide, in one text; the same for the same action, whenever it is asked.

    The person's own words come first; a stranger's are quoted, short, and cannot look like ours.
    """
    seen, words = preview_of(action), _WORDS[lang]
    blocks = [[words[action.kind]]]
    if action.kind is not Kind.WITHDRAW:
        blocks.append([words["letter"], action.text or words["empty"]])
    if seen.answers:
        blocks.append([words["answers"], *(line for pair in seen.answers for line in _answered(*pair))])
    facts = ("vacancy", "employer", "salary", "area", "resume", "url")
    shown = {name: getattr(seen, name) for name in facts}
    blocks.append(
        [f"{words[name]}: {value if name == 'salary' else label(value)}" for name, value in shown.items() if value]
    )
    if seen.last_message:
        blocks.append([words["last"], quoted(seen.last_message)])
    blocks.append([f"⚠ {warning}" for warning in seen.warnings])
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _answered(asked: str, answer: str) -> list[str]:
    return [quoted(asked), *(f"  {line}" for line in answer.split("\n"))]


def form(action: Action, lang: Lang = "ru") -> type[Form]:
    """The form under the question: a yes or no, and the text to change before it is sent."""
    words = _WORDS[lang]
    if action.kind is Kind.WITHDRAW:
        back = Annotated[StrictBool, Field(title=words["back"], description=words["back_help"])]
        return create_model("Approval", __base__=Form, send=(back, ...))
    send = Annotated[StrictBool, Field(title=words["send"], description=words["send_help"])]
    return create_model(
        "Approval",
        __base__=TextForm,
        send=(send, ...),
        text=(Annotated[str, Field(title=words["letter"], description=words["text_help"])], action.text),
    )


def waits(action: Action) -> bool:
    """Whether the person still has to decide."""
    return action.state is State.PROPOSED


_WORDS: dict[Lang, dict[str, str]] = {
    "ru": {
        "respond": "Отправить отклик на вакансию?",
        "message": "Отправить сообщение работодателю?",
        "withdraw": "Отозвать отклик? Вернуть его будет нельзя.",
        "vacancy": "Вакансия",
        "employer": "Работодатель",
        "salary": "Зарплата",
        "area": "Город",
        "resume": "Резюме",
        "url": "Ссылка",
        "last": "Последнее сообщение работодателя:",
        "answers": "Вопросы работодателя (>) и ответы, которые уйдут:",
        "letter": "Текст:",
        "empty": "(без сопроводительного письма)",
        "send": "Отправить",
        "send_help": "Да: уйдёт на hh.ru от вашего имени. Нет: не уйдёт ничего.",
        "back": "Отозвать",
        "back_help": "Да: отклик будет отозван. Нет: ничего не изменится.",
        "text_help": "Можно исправить перед отправкой.",
    },
    "en": {
        "respond": "Send a response to the vacancy?",
        "message": "Send a message to the employer?",
        "withdraw": "Withdraw the response? It cannot be brought back.",
        "vacancy": "Vacancy",
        "employer": "Employer",
        "salary": "Salary",
        "area": "City",
        "resume": "Resume",
        "url": "Link",
        "last": "The employer's last message:",
        "answers": "The employer's questions (>) and the answers that will leave:",
        "letter": "Text:",
        "empty": "(no cover letter)",
        "send": "Send",
        "send_help": "Yes: it leaves for hh.ru in your name. No: nothing leaves.",
        "back": "Withdraw",
        "back_help": "Yes: the response is withdrawn. No: nothing changes.",
        "text_help": "You can change it before it is sent.",
    },
}
