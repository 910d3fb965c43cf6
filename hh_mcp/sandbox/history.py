"""What the applicant did before the first visit: some responses with their chats, days ago."""

from hh_mcp.sandbox.chatting import add_message
from hh_mcp.sandbox.employer_life import act
from hh_mcp.sandbox.records import Response, Vacancy
from hh_mcp.sandbox.responding import Attempt, respond
from hh_mcp.sandbox.world import World

DAY = 86_400.0

# days ago, what the employer did
_STORY = (
    (20, ("view", "discard")),
    (15, ("view",)),
    (12, ("view", "message")),
    (9, ("view", "invite")),
    (6, ()),
    (4, ("view", "ask")),
)
LETTER = "Здравствуйте! Мне интересна вакансия «{name}». Буду рада рассказать о своём опыте на встрече."


def fill(world: World) -> None:
    """Put the story into a fresh world; the last two chats have something unread."""
    vacancies = _plain(world)
    for (days, acts), vacancy in zip(_STORY, vacancies, strict=False):
        response = _past_response(world, vacancy, world.now - days * DAY)
        for step, name in enumerate(acts, 1):
            act(world, response, name)
            _back_date(world, response, world.now - (days - step) * DAY)
    _read_old(world)


def _plain(world: World) -> list[Vacancy]:
    """Vacancies old enough for the story, without special rules."""
    rows = world.library.vacancies
    return [item for item in rows if item.type == "open" and item.response_allowed and not _asks(item)]


def _asks(item: Vacancy) -> bool:
    return item.archived or item.has_test or item.letter_required


def _past_response(world: World, vacancy: Vacancy, moment: float) -> Response:
    letter = LETTER.format(name=vacancy.name)
    return respond(world, Attempt(str(vacancy.id), world.resumes[0].hash, letter, at=moment, seeded=True))


def _back_date(world: World, response: Response, moment: float) -> None:
    response.updated_at = moment
    chat = world.chats[response.chat_id]
    for message in chat.messages[1:]:
        message.at = min(message.at, moment)


def _read_old(world: World) -> None:
    """Everything but the invitation and the question of the robot has been read; one chat was answered."""
    chats = list(world.chats.values())
    for number, chat in enumerate(chats):
        if number not in (3, 5) and chat.messages:
            chat.seen_by_applicant = chat.messages[-1].id
    if len(chats) > 2:
        answer = add_message(
            world,
            chats[2],
            "applicant",
            "Спасибо за ответ! Последний проект — личный кабинет на FastAPI.",
            by_client=True,
        )
        answer.at = world.now - 9 * DAY
