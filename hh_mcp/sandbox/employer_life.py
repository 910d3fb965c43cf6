"""Employers of the imitation: acts that a control call asks for, and a script of their own on the imitation's clock.

What happens to a response follows from the seed and the vacancy alone, so that two runs tell the same story.
"""

import heapq
from random import Random

from hh_mcp.sandbox.chatting import add_message
from hh_mcp.sandbox.records import Chat, Message, Response
from hh_mcp.sandbox.world import Plan, World

HOUR = 3600.0
ACTS = ("view", "invite", "discard", "message", "ask")

_TEXTS = {
    "invite": "Здравствуйте! Нам понравилось ваше резюме, приглашаем на встречу. Когда вам удобно?",
    "discard": "Спасибо за отклик. К сожалению, сейчас мы не готовы пригласить вас дальше.",
    "message": "Здравствуйте! Спасибо за отклик на вакансию «{name}». Расскажите о вашем последнем проекте.",
    "ask": "Подскажите, вам подходит такой формат работы?",
    "answer": "Спасибо за ответ, передам коллегам и вернусь к вам.",
}
_BUTTONS = ("Да", "Нет", "Нужно обсудить")


def act(world: World, response: Response, name: str, text: str | None = None) -> Message | None:
    """Do one act of the employer now."""
    chat = world.chats[response.chat_id]
    see(world, response, chat)
    response.updated_at = world.moment
    if name == "view":
        return None
    words = text if text is not None else _TEXTS[name].format(name=response.vacancy.name)
    if name == "ask":
        return add_message(world, chat, "bot", words, buttons=_BUTTONS)
    if name == "invite":
        response.state = "INVITATION"
    if name == "discard":
        response.state = "DISCARD"
    return add_message(world, chat, "employer", words, state=response.state if name in ("invite", "discard") else None)


def see(world: World, response: Response, chat: Chat) -> None:
    """The employer opens the response."""
    response.viewed = True
    if chat.messages and chat.seen_by_employer < chat.messages[-1].id:
        chat.seen_by_employer = chat.messages[-1].id
        world.push("last_viewed_message_change", chat.id, chat.seen_by_employer)


def plan(world: World, response: Response) -> None:
    """Put what the employer will do about a response into the agenda."""
    rng = Random(f"life/{world.options.seed}/{response.vacancy.id}")
    seen = response.at + rng.uniform(0.3, 8) * HOUR
    later(world, seen, response, "view")
    name = rng.choices(("invite", "discard", "message", "ask", ""), (25, 30, 20, 10, 15))[0]
    if name:
        later(world, seen + rng.uniform(1, 60) * HOUR, response, name)


def plan_answer(world: World, chat: Chat) -> None:
    """The employer answers a message of the applicant within some hours, or stays silent."""
    response = world.responses.get(chat.response_id or 0)
    if response is None or response.state == "DISCARD":
        return
    rng = Random(f"answer/{world.options.seed}/{chat.id}/{len(chat.messages)}")
    if rng.random() < 0.7:
        moment = world.now + rng.uniform(0.5, 12) * HOUR
        _put(world, moment, response, "message", _TEXTS["answer"])


def later(world: World, moment: float, response: Response, name: str) -> None:
    """Do an act when the clock comes to this moment."""
    _put(world, moment, response, name, None)


def _put(world: World, moment: float, response: Response, name: str, text: str | None) -> None:
    heapq.heappush(world.agenda, Plan(moment, world.count("agenda"), response.id, name, text))


def catch_up(world: World) -> None:
    """Do everything that is due by now."""
    while world.agenda and world.agenda[0].at <= world.now:
        plan = heapq.heappop(world.agenda)
        response = world.responses[plan.response_id]
        if response.state != "DISCARD" and not response.declined:
            world.acting_at = plan.at
            act(world, response, plan.act, plan.text)
            world.acting_at = None
