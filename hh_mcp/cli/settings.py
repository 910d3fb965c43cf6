"""`hh-mcp settings`: the person's own settings file, looked at and changed."""

import os
from collections.abc import Iterator, Mapping
from typing import NoReturn, cast

import click
from pydantic import SecretStr, ValidationError

from hh_mcp.cli import bad_settings
from hh_mcp.cli.output import (
    REFUSED,
    USAGE,
    Lang,
    fail,
    interactive,
    json_option,
    pick,
    print_json,
    print_table,
)
from hh_mcp.cli.output import settings as read_settings
from hh_mcp.cli.visible import say
from hh_mcp.guard.consent import APPROVAL, AUTO
from hh_mcp.settings import Settings, secret_names
from hh_mcp.store import Store, settings_file
from hh_mcp.store.vault import Vault
from hh_mcp.tools.app import utc_now

_SENTENCE: dict[Lang, str] = {
    "ru": "Я разрешаю отправлять без вопроса",
    "en": "I allow sending without asking",
}


@click.group()
def settings() -> None:
    """Ваши настройки: показать и изменить. / Your settings: look at them and change them.

    \b
    Пример / Example:
      hh-mcp settings show
      hh-mcp settings set DAILY_RESPONSES 20
    """


@settings.command()
@json_option
def show(as_json: bool) -> None:
    """Все настройки и откуда они. / Every setting and where it comes from.

    \b
    Пример / Example:
      hh-mcp settings show
    """
    chosen = read_settings()
    rows = list(_rows(chosen))
    if as_json:
        print_json([{"name": name, "value": value, "from": source} for name, value, source in rows])
        return
    columns = pick(chosen.lang, "Настройка\tЗначение\tОткуда", "Setting\tValue\tFrom").split("\t")
    print_table(columns, [(name, value, _source(source, chosen.lang)) for name, value, source in rows])


@settings.command("set")
@click.argument("pairs", metavar="NAME VALUE", nargs=-1, required=True)
@json_option
def set_(pairs: tuple[str, ...], as_json: bool) -> None:
    """Изменить настройку; секрет спросят, в команде его не пишут. / Change a setting; a secret is asked for.

    \b
    Пример / Example:
      hh-mcp settings set DAILY_RESPONSES 20
      hh-mcp settings set KEY
    """
    chosen = read_settings()
    texts = _texts(pairs, chosen.lang)
    try:
        values = settings_file.checked(chosen.home, texts)
    except ValidationError as error:
        fail(bad_settings.told(error, chosen.lang), USAGE)
    if texts.get("approval") == AUTO:
        _confirm(chosen.lang)
    _write(chosen, values)
    _tell(chosen, list(texts), as_json)


@settings.command()
@click.argument("names", metavar="NAME", nargs=-1, required=True)
@json_option
def unset(names: tuple[str, ...], as_json: bool) -> None:
    """Вернуть значение по умолчанию. / Go back to the default.

    \b
    Пример / Example:
      hh-mcp settings unset DAILY_RESPONSES
    """
    chosen = read_settings()
    fields = [_field(name, chosen.lang) for name in names]
    _write(chosen, dict.fromkeys(fields, settings_file.ABSENT))
    _tell(chosen, fields, as_json)


def _texts(pairs: tuple[str, ...], lang: Lang) -> dict[str, str]:
    """Read names and values; a single secret has no value, as it would stay in the shell's history."""
    if len(pairs) == 1 and (field := _field(pairs[0], lang)) in secret_names():
        return {field: _secret(field, lang)}
    if len(pairs) % 2:
        fail(pick(lang, "Нужны имя и значение: NAME VALUE.", "A name and a value are needed: NAME VALUE."), USAGE)
    texts = {_field(name, lang): value for name, value in zip(pairs[::2], pairs[1::2], strict=True)}
    if secret := next((name for name in texts if name in secret_names()), None):
        ru = f"Секрет не пишут в команду: он останется в истории. Наберите: hh-mcp settings set {secret.upper()}"
        en = f"A secret does not belong on a command line: history keeps it. Type: hh-mcp settings set {secret.upper()}"
        fail(pick(lang, ru, en), USAGE)
    return texts


def _secret(field: str, lang: Lang) -> str:
    if not interactive():
        _nobody_here(lang)
    return click.prompt(pick(lang, f"{field.upper()} (не видно)", f"{field.upper()} (not shown)"), hide_input=True)


def _field(name: str, lang: Lang) -> str:
    """Find the setting that a person means: `DAILY_RESPONSES`, `HH_MCP_DAILY_RESPONSES`, in any case."""
    field = name.strip().lower().removeprefix("hh_mcp_")
    if field == "home":
        ru = "HOME задаётся только переменной HH_MCP_HOME: файл настроек лежит в этой папке."
        fail(pick(lang, ru, "HOME is set by HH_MCP_HOME only: the settings file is in that folder."), USAGE)
    if field not in Settings.model_fields:
        import difflib

        near = difflib.get_close_matches(field, Settings.model_fields, 1)
        perhaps = pick(lang, f" Может быть, {near[0].upper()}?", f" Perhaps {near[0].upper()}?") if near else ""
        ru, en = f"Нет настройки «{name}».", f"There is no setting {name!r}."
        fail(pick(lang, ru, en) + perhaps, USAGE)
    return field


def _confirm(lang: Lang) -> None:
    """Take a whole typed sentence: no Enter, no `yes` in a pipe lets letters leave unseen."""
    if not interactive():
        _nobody_here(lang)
    ru = (
        "Отклики и сообщения будут уходить работодателям от вашего имени без вопроса, текста вы не увидите.\n"
        "Пределы, паузы, исключения и журнал остаются. Вернуть: hh-mcp settings set APPROVAL ask."
    )
    en = (
        "Responses and messages will leave for employers in your name without asking, and you do not see the text.\n"
        "Limits, pauses, exclusions and the journal stay. To go back: hh-mcp settings set APPROVAL ask."
    )
    say(pick(lang, ru, en))
    wanted = _SENTENCE[lang]
    typed: str = click.prompt(
        pick(lang, f"Напечатайте: {wanted}\n", f"Type: {wanted}\n"), prompt_suffix="", default="", show_default=False
    )
    if " ".join(typed.split()).rstrip(".").casefold() != wanted.casefold():
        fail(pick(lang, "Ничего не изменено.", "Nothing was changed."), REFUSED)


def _nobody_here(lang: Lang) -> NoReturn:
    ru = "Ничего не изменено: это решает человек в терминале."
    fail(pick(lang, ru, "Nothing was changed: a person decides this in a terminal."), REFUSED)


def _write(chosen: Settings, values: Mapping[str, object]) -> None:
    """Change the file, and note in the journal what was changed; values of secrets and names are not noted."""
    with Store.open(chosen.database, chosen.key) as store:
        if "key" in values and "HH_MCP_KEY" not in os.environ:
            key = values["key"]
            store.rotate_key(Vault(chosen.home, SecretStr(str(key)) if key is not settings_file.ABSENT else None))
        if "approval" in values:
            store.confirmations.withdraw(APPROVAL)
        if values.get("approval") == AUTO:
            store.confirmations.give(APPROVAL, AUTO)
        settings_file.change(chosen.home, values)
        for name in values:
            said = str(values[name] or "") if name == "approval" else None
            store.audit.append(
                "setting_changed", account=chosen.account_key, now=utc_now(), setting=name.upper(), value=said
            )


def _tell(chosen: Settings, fields: list[str], as_json: bool) -> None:
    fresh = read_settings()
    rows = [row for row in _rows(fresh) if row[0].lower() in fields]
    if as_json:
        print_json([{"name": name, "value": value, "from": source} for name, value, source in rows])
        return
    for name, value, source in rows:
        say(f"✓ {name} = {value}")
        if source == "environment":
            ru = f"! HH_MCP_{name} задано в окружении, и действует оно, а не файл."
            say(pick(chosen.lang, ru, f"! HH_MCP_{name} of the environment wins over the file."))
    ru = "Открытые программы с ассистентом увидят это после перезапуска."
    say(pick(chosen.lang, ru, "Programs that are open see this after a restart."))


def _rows(chosen: Settings) -> Iterator[tuple[str, str, str]]:
    """Each setting: name, value in words, where it comes from."""
    in_file = settings_file.named(chosen.home)
    for name in Settings.model_fields:
        source = "environment" if os.environ.get(f"HH_MCP_{name.upper()}") else "file" if name in in_file else "default"
        yield name.upper(), _value(cast("object", getattr(chosen, name))), source


def _value(value: object) -> str:
    if isinstance(value, SecretStr):
        return "***"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | frozenset):
        return ", ".join(sorted(str(item) for item in cast("tuple[object, ...]", value)))
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _source(source: str, lang: Lang) -> str:
    words = {"environment": "окружение", "file": "config.toml", "default": "по умолчанию"}
    return words[source] if lang == "ru" else source
