"""The tables of the documents, made from the code they tell about."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import click
from pydantic_core import PydanticUndefined

import hh_mcp
from hh_mcp import __version__
from hh_mcp.cli.root import cli
from hh_mcp.console.word_lists import LISTS
from hh_mcp.hh.errors import HHError
from hh_mcp.settings import Settings, secret_names
from hh_mcp.tools.registry import SIGN_IN, TOOLS, ToolSpec

Lang = Literal["ru", "en"]

TOOLS_RU = {
    "get_status": "кто вошёл, сколько осталось, что ждёт решения",
    "login_request_code": "попросить код для входа",
    "login_confirm": "войти с этим кодом",
    "logout": "выйти и стереть сессию",
    "list_resumes": "ваши резюме",
    "get_resume": "прочитать резюме",
    "search_vacancies": "искать вакансии",
    "get_vacancy": "прочитать вакансию",
    "respond": "откликнуться, с вашего согласия",
    "list_responses": "ваши отклики и их судьба",
    "list_chats": "чаты с работодателями",
    "get_chat": "прочитать чат",
    "send_message": "написать работодателю, с вашего согласия",
    "get_notifications": "что нового",
    "get_action": "чем кончилась отправка",
    "lookup": "id города, профессии, отрасли, метро, работодателя по названию",
    "withdraw_response": "отозвать отклик",
    "raise_resume": "поднять резюме в поиске",
    "mark_chat_read": "отметить чат прочитанным",
    "get_employer": "прочитать о работодателе",
    "add_favorite": "добавить вакансию в избранное",
    "remove_favorite": "убрать из избранного",
    "list_favorites": "избранные вакансии",
    "hide_employer": "скрыть работодателя из поиска",
}
APPROVED = {"respond", "send_message", "withdraw_response"}  # the gate asks a person before each
KINDS = {
    "read": {"en": "reads", "ru": "читает"},
    "change": {"en": "changes your account", "ru": "меняет ваш аккаунт"},
    "session": {"en": "signs in or out", "ru": "вход и выход"},
    "send": {"en": "**sends, after your yes**", "ru": "**отправляет, после вашего «да»**"},
}
PLACES = {"en": "the platform's data folder", "ru": "папка данных системы"}


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def tools(lang: Lang) -> str:
    """Every tool, what it does, and what it may change."""
    heads = {"en": ("Tool", "Does", ""), "ru": ("Инструмент", "Что делает", "")}
    rows = [(f"`{spec.name}`", _does(spec, lang), _kind(spec, lang)) for spec in TOOLS]
    return table(heads[lang], rows)


def _does(spec: ToolSpec, lang: Lang) -> str:
    if lang == "ru":
        return TOOLS_RU[spec.name]
    return spec.title[0].lower() + spec.title[1:]


def _kind(spec: ToolSpec, lang: Lang) -> str:
    kind = "read" if spec.read_only else "session" if spec.name in SIGN_IN else "change"
    kind = "send" if spec.name in APPROVED else kind
    extra = {"en": " (`extra`)", "ru": " (`extra`)"}[lang] if spec.toolset == "extra" else ""
    return KINDS[kind][lang] + extra


def settings(lang: Lang) -> str:
    """Every setting with its default."""
    heads = {"en": ("Name", "Default", ""), "ru": ("Имя", "По умолчанию", "")}
    rows = [(f"`{name.upper()}`", default_of(name, lang), _about(name, lang)) for name in Settings.model_fields]
    return table(heads[lang], rows)


def _about(name: str, lang: Lang) -> str:
    described = Settings.model_fields[name].description or ""
    words = LISTS.get(f"setting_{name}")
    return words[0] if words and lang == "ru" else described


def default_of(name: str, lang: Lang) -> str:
    """A setting's default as a person would write it."""
    value = Settings.model_fields[name].default
    if value is PydanticUndefined:
        return PLACES[lang]
    if value is None or value == ():
        return "—"
    if isinstance(value, frozenset):
        return f"`{', '.join(sorted(value))}`"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text.replace(__version__, 'VERSION')}`"


def commands(lang: Lang) -> str:
    """Every command of `hh-mcp`."""
    heads = {"en": ("Command", "Does"), "ru": ("Команда", "Что делает")}
    return table(heads[lang], [(f"`hh-mcp {name}`", words[lang]) for name, words in _commands()])


def _commands() -> Iterator[tuple[str, dict[Lang, str]]]:
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command is not None:
            ru, _, en = (command.help or "").split("\n")[0].partition(" / ")
            yield name, {"ru": ru, "en": en}


def errors(lang: Lang) -> str:
    """Every error by its code: what it says and what to do; several classes may share a code."""
    heads = {"en": ("Code", "What it says", "What to do next"), "ru": ("Код", "Что говорит", "Что делать")}
    rows = [(f"`{kind.code}`", kind().what(lang), kind().next_step(lang)) for kind in error_classes()]
    return table(heads[lang], sorted(set(rows)))


def error_classes() -> list[type[HHError]]:
    """Every error that a person can meet, of every room."""
    for found in pkgutil.walk_packages(hh_mcp.__path__, "hh_mcp."):
        if found.name.endswith(".errors"):
            importlib.import_module(found.name)
    kinds: list[type[HHError]] = []
    queue = [HHError]
    while queue:
        queue += (below := queue.pop().__subclasses__())
        kinds += below
    return kinds


def environment() -> list[dict[str, object]]:
    """Every setting as the registry of MCP servers wants it (`server.json`)."""
    return [_variable(name) for name in Settings.model_fields]


def _variable(name: str) -> dict[str, object]:
    field = Settings.model_fields[name]
    default = default_of(name, "en").strip("`")
    told: dict[str, object] = {"name": f"HH_MCP_{name.upper()}", "description": field.description or ""}
    if default not in ("—", PLACES["en"]):
        told["default"] = default.replace("VERSION", __version__)
    if name in secret_names():
        told["isSecret"] = True
    return told


def tools_of_the_bundle() -> list[dict[str, str]]:
    """The tools that a bundle shows before it is installed: those of the default settings."""
    return [{"name": spec.name, "description": spec.title} for spec in TOOLS if spec.toolset == "core"]
