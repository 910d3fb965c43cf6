"""Responding to a vacancy: the rules in the order hh.ru applies them, and what a response starts (facts 6)."""

from dataclasses import dataclass, field
from typing import Any

from hh_mcp.sandbox import employer_life, questionnaire
from hh_mcp.sandbox.chatting import Refusal, add_message
from hh_mcp.sandbox.records import Chat, Response, Resume, Vacancy
from hh_mcp.sandbox.world import World

FIRST_RESPONSE, FIRST_CHAT = 5_400_000_001, 5_500_000_001
DAY = 86_400.0


@dataclass(slots=True)
class Attempt:
    """What a client sends to respond, whatever the door."""

    vacancy_id: str
    resume_hash: str
    letter: str = ""
    answers: dict[str, Any] = field(default_factory=dict[str, Any])
    at: float | None = None
    seeded: bool = False


def respond(world: World, attempt: Attempt) -> Response:
    """Accept a response or raise Refusal."""
    vacancy, resume = check(world, attempt)
    moment = attempt.at if attempt.at is not None else world.now
    response = _record(world, attempt, vacancy, resume, moment)
    if not attempt.seeded:
        employer_life.plan(world, response)
    return response


def check(world: World, attempt: Attempt) -> tuple[Vacancy, Resume]:
    """The vacancy and the resume of an attempt that breaks no rule."""
    vacancy, resume = world.vacancy(attempt.vacancy_id), world.resume(attempt.resume_hash)
    if vacancy is None:
        raise Refusal("vacancy_not_found")
    if resume is None:
        raise Refusal("resume_not_found")
    if reason := _vacancy_refuses(vacancy) or _resume_refuses(world, resume, vacancy):
        raise Refusal(reason)
    if not attempt.seeded and used_today(world) >= world.options.responses_limit:
        raise Refusal("limit_exceeded")
    if reason := _content_refuses(vacancy, attempt):
        raise Refusal(reason)
    return vacancy, resume


def _vacancy_refuses(vacancy: Vacancy) -> str | None:
    if vacancy.archived:
        return "archived"
    if vacancy.response_url is not None:
        return "external"
    if not vacancy.response_allowed:
        return "country_not_allowed"
    return "invalid_vacancy" if vacancy.closed else None


def _resume_refuses(world: World, resume: Resume, vacancy: Vacancy) -> str | None:
    if not resume.published:
        return "resume_not_published"
    if resume.hidden_from(vacancy):
        return "resume_visibility_conflict"
    used = any(item.resume.hash == resume.hash for item in world.responses_to(vacancy))
    return "already_applied" if used else None


def _content_refuses(vacancy: Vacancy, attempt: Attempt) -> str | None:
    if len(attempt.letter) > vacancy.letter_limit:
        return "too_long_message"
    if vacancy.has_test and not questionnaire.answered(vacancy, attempt.answers):
        return "test_required"
    return "letter_required" if vacancy.letter_required and not attempt.letter.strip() else None


def used_today(world: World) -> int:
    """Responses of the last 24 hours: the limit is a rolling window (facts 1.5)."""
    return sum(1 for item in world.responses.values() if item.at > world.now - DAY)


def _record(world: World, attempt: Attempt, vacancy: Vacancy, resume: Resume, moment: float) -> Response:
    number = world.count("responses") - 1
    response = Response(
        id=FIRST_RESPONSE + number,
        vacancy=vacancy,
        resume=resume,
        letter=attempt.letter,
        chat_id=FIRST_CHAT + number * 3,
        at=moment,
        updated_at=moment,
        seeded=attempt.seeded,
        answers=attempt.answers,
    )
    world.responses[response.id] = response
    _open_chat(world, response)
    vacancy.responses += 1
    return response


def _open_chat(world: World, response: Response) -> None:
    vacancy, moment = response.vacancy, response.at
    chat = Chat(response.chat_id, vacancy, response.id, moment, moment + world.options.chat_delay, write=vacancy.write)
    world.chats[chat.id] = chat
    message = add_message(world, chat, "applicant", response.letter, state="RESPONSE")
    message.at = moment


def withdraw(world: World, response: Response) -> None:
    """The applicant takes the response back (facts 6.8)."""
    if response.declined or response.state == "DISCARD":
        raise Refusal("wrong_state")
    if world.now < world.chats[response.chat_id].ready_at:
        raise Refusal("chat_is_not_ready")
    response.declined, response.updated_at = True, world.now
    add_message(world, world.chats[response.chat_id], "applicant", "", state="DISCARD")


def hide(world: World, response: Response) -> None:
    """The response goes to the bin together with its chat (facts 6.11)."""
    response.hidden = True
    world.chats[response.chat_id].left = True
