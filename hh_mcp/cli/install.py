"""`hh-mcp install`: adds hh-mcp to an assistant's program, and takes it out again."""

import json
import os
import shlex
from pathlib import Path

import click
from pydantic import ValidationError

from hh_mcp.cli import claude_code, jsonc
from hh_mcp.cli.bad_settings import wanted
from hh_mcp.cli.clients import CLIENTS, Client, Entry, Machine
from hh_mcp.cli.config_file import Change, change
from hh_mcp.cli.launcher import launcher
from hh_mcp.cli.output import FAILED, Lang, fail, interactive, json_option, pick, print_json, settings
from hh_mcp.cli.present_entry import Present
from hh_mcp.cli.questions import ask_settings
from hh_mcp.settings import Settings, secret_names

_SECRETS = frozenset(name.upper() for name in secret_names())  # other programs may read a client's file


@click.command()
@click.argument("client", type=click.Choice(list(CLIENTS)))
@click.option("--print", "only_print", is_flag=True, help="Только показать. / Only show what would be written.")
@click.option("--uninstall", is_flag=True, help="Убрать. / Take it out again.")
@click.option("--name", default="hh", show_default=True, help="Имя сервера. / The server's name.")
@click.option("--sandbox", is_flag=True, help="На имитации hh.ru. / On the imitation of hh.ru.")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="Настройка. / A setting: LANG=en.")
@click.option("--unset", "dropped", multiple=True, metavar="NAME", help="Убрать настройку. / Drop a setting.")
@click.option("--yes", is_flag=True, help="Без вопросов. / Ask nothing.")
@json_option
def install(
    client: str,
    only_print: bool,
    uninstall: bool,
    name: str,
    sandbox: bool,
    given: tuple[str, ...],
    dropped: tuple[str, ...],
    yes: bool,
    as_json: bool,
) -> None:
    """Подключить к ассистенту. / Add hh-mcp to an assistant's program.

    Повторная установка ничего не теряет: настройки остаются, изменения называются.
    / Run again, it keeps every setting that is there and names what changes.

    \b
    Пример / Example:
      hh-mcp install claude-desktop
      hh-mcp install cursor --sandbox --print
      hh-mcp install vscode --uninstall
    """
    program, machine, lang = CLIENTS[client], Machine.here(), settings().lang
    try:
        if uninstall:
            _told(program, _take_out(program, machine, name), lang, None, as_json)
            return
        present = Present.read(program, machine, name)
        chosen = present.settings | _chosen(given, sandbox, lang)
        for setting in (_known(text) for text in dropped):
            chosen.pop(setting, None)
        if not (yes or only_print or as_json) and interactive():
            chosen = ask_settings(chosen, lang)
        _warn_of_secrets(lang)
        entry = present.renewed(program.entry([*launcher(), "serve"], chosen))
        if only_print:
            _show(program, machine, name, entry, as_json)
            return
        _told(program, _put_in(program, machine, name, entry), lang, entry, as_json)
        if not as_json:
            _say_changes(present.settings, chosen, lang)
    except jsonc.JsoncError as error:
        ru = f"✗ {program.file(machine)} не читается ({error}). Файл не изменён: исправьте его и повторите."
        en = f"✗ {program.file(machine)} cannot be read ({error}). Nothing was changed: correct it and repeat."
        fail(pick(lang, ru, en), FAILED)


def _put_in(program: Client, machine: Machine, name: str, entry: Entry) -> Change:
    if program.name == "claude-code" and (binary := claude_code.find(machine)):
        return claude_code.add(binary, program.file(machine), name, entry)
    return change(program.file(machine), lambda text: jsonc.put(text, [program.key, name], entry))


def _take_out(program: Client, machine: Machine, name: str) -> Change:
    if program.name == "claude-code" and (binary := claude_code.find(machine)):
        return claude_code.remove(binary, program.file(machine), name)
    return change(program.file(machine), lambda text: jsonc.drop(text, [program.key, name]))


def _chosen(given: tuple[str, ...], sandbox: bool, lang: Lang) -> dict[str, str]:
    """The settings to write down: those of this shell, then `--set`, checked, without secrets."""
    known = {f"HH_MCP_{name.upper()}" for name in Settings.model_fields}
    here = {name: value for name, value in os.environ.items() if name in known and value}
    asked = dict(_pair(text, lang) for text in given)
    wanted = {**here, **asked, **({"HH_MCP_SANDBOX": "true"} if sandbox else {})}
    if home := wanted.get("HH_MCP_HOME"):  # the assistant's program starts us in a folder of its own
        wanted["HH_MCP_HOME"] = str(Path(home).expanduser().absolute())
    return {name: value for name, value in wanted.items() if name.removeprefix("HH_MCP_") not in _SECRETS}


def _say_changes(before: dict[str, str], after: dict[str, str], lang: Lang) -> None:
    """Name the settings that were there and are not as they were, and those that stay."""
    nothing = pick(lang, "нет", "none")
    kept = [f"{name.removeprefix('HH_MCP_')}={value}" for name, value in before.items() if after.get(name) == value]
    if kept:
        click.echo(f"  {pick(lang, 'Осталось', 'Kept')}: {', '.join(kept)}")
    for name in before.keys() | after.keys() if before else ():
        old, new = before.get(name, nothing), after.get(name, nothing)
        if old != new:
            click.echo(f"  {pick(lang, 'Изменено', 'Changed')}: {name.removeprefix('HH_MCP_')}: {old} → {new}")


def _warn_of_secrets(lang: Lang) -> None:
    left_out = ", ".join(sorted(f"HH_MCP_{name}" for name in _SECRETS if os.environ.get(f"HH_MCP_{name}")))
    if left_out:
        ru = f"! Секреты в файл программы не пишутся: {left_out}. Перенесите их в config.toml."
        en = f"! Secrets are not written to a program's file: {left_out}. Move them to config.toml."
        click.echo(pick(lang, ru, en), err=True)


def _known(name: str) -> str:
    """The name of a setting as a client's file has it, however a person wrote it."""
    short = name.strip().upper().removeprefix("HH_MCP_")
    if short.lower() not in Settings.model_fields:
        raise click.UsageError(f"{name}: {', '.join(sorted(known.upper() for known in Settings.model_fields))}")
    return f"HH_MCP_{short}"


def _pair(text: str, lang: Lang) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    short = _known(name).removeprefix("HH_MCP_")
    if not equals:
        raise click.UsageError(f"--set {name}: NAME=VALUE")
    if short in _SECRETS:
        raise click.UsageError(f"--set {short}: секреты хранит config.toml. / Secrets belong in config.toml.")
    try:
        Settings(**{short.lower(): value})  # pyright: ignore[reportArgumentType] - text, as in the environment
    except ValidationError as error:
        raise click.UsageError(f"--set {short}: {wanted(error.errors()[0], lang)}") from error
    return f"HH_MCP_{short}", value


def _show(program: Client, machine: Machine, name: str, entry: Entry, as_json: bool) -> None:
    if as_json:
        print_json({"client": program.name, "file": str(program.file(machine)), "name": name, "entry": entry})
        return
    if program.name == "claude-code" and (binary := claude_code.find(machine)):
        click.echo(shlex.join(claude_code.command(binary, name, entry)))
        return
    click.echo(f"// {program.file(machine)}")
    click.echo(json.dumps({program.key: {name: entry}}, ensure_ascii=False, indent=2))


def _told(program: Client, done: Change, lang: Lang, entry: Entry | None, as_json: bool) -> None:
    if as_json:
        backup = str(done.backup) if done.backup else None
        facts: dict[str, object] = {"client": program.name, "file": str(done.file), "changed": done.changed}
        print_json({**facts, "backup": backup, "entry": entry})
        return
    if not done.changed:
        click.echo(pick(lang, f"✓ Уже так: {done.file}", f"✓ It is so already: {done.file}"))
        return
    ru, en = ("убрано из", "taken out of") if entry is None else ("записано в", "written to")
    click.echo(f"✓ {program.title}: {pick(lang, ru, en)} {done.file}")
    if done.backup:
        click.echo(pick(lang, f"  Прежний файл: {done.backup}", f"  The file as it was: {done.backup}"))
    if entry is not None:
        ru = "Затем скажите: «Войди на hh.ru и найди удалённые вакансии»."
        en = "Then say: “Sign in to hh.ru and find remote vacancies”."
        click.echo(f"{pick(lang, program.ru, program.en)} {pick(lang, ru, en)}")
