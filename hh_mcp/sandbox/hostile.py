"""The same data with bait in it: every place where a stranger's words come through holds some (`--hostile`)."""

from random import Random

from hh_mcp.sandbox.chatting import add_message
from hh_mcp.sandbox.data.hostile import MESSAGES, NAMES, ORDERS, QUESTIONS, TITLES
from hh_mcp.sandbox.library import Library
from hh_mcp.sandbox.records import Vacancy
from hh_mcp.sandbox.world import World


def spoil(world: World) -> None:
    """Spoil every third vacancy and every fifth employer, the same ones for the same seed."""
    rng = Random(f"hostile/{world.options.seed}")
    employers = list(world.library.employers.values())
    for number, employer in enumerate(employers[::5]):
        employer.name = f"{NAMES[number % len(NAMES)]} {employer.id}"
        employer.about = ORDERS[number % len(ORDERS)]
    for number, vacancy in enumerate(world.library.vacancies[::3]):
        _spoil_vacancy(rng, vacancy, number)
    world.library = Library(employers, world.library.vacancies)


def _spoil_vacancy(rng: Random, vacancy: Vacancy, number: int) -> None:
    order = ORDERS[number % len(ORDERS)]
    vacancy.texts.duties = (*vacancy.texts.duties[:1], order)
    vacancy.texts.skills = (*vacancy.texts.skills[:2], order[:100])
    vacancy.description = f"{vacancy.html}<p>{rng.choice(ORDERS)}</p>"
    if number % 7 == 0:
        vacancy.name = TITLES[number % len(TITLES)]
    if vacancy.has_test:
        vacancy.extra["questions"] = list(QUESTIONS)


def spoil_chats(world: World) -> None:
    """Let every employer of the past write something hostile."""
    for number, chat in enumerate(world.chats.values()):
        add_message(world, chat, "employer", MESSAGES[number % len(MESSAGES)])
