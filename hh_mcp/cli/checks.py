"""What `hh-mcp doctor` looks at: this machine, the store, the clients' files, then hh.ru itself."""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from hh_mcp import __version__
from hh_mcp.cli import jsonc
from hh_mcp.cli.clients import CLIENTS, Client, Machine
from hh_mcp.cli.config_file import read_entry
from hh_mcp.cli.output import Lang, next_step, pick, told
from hh_mcp.hh.errors import NotSignedIn
from hh_mcp.hh.health import Check, check_health
from hh_mcp.settings import Settings
from hh_mcp.store import Store
from hh_mcp.store.errors import StoreUnavailable, VaultError
from hh_mcp.tools.app import App, unasked


class Finding(BaseModel):
    """One look: `note` is worth knowing, `failed` must be mended."""

    name: str
    state: Literal["ok", "note", "failed"]
    found: str
    next_step: str | None = None
    code: str | None = None
    route: str | None = None
    milliseconds: int | None = None


def look_at_settings(chosen: Settings) -> Iterator[Finding]:
    """Look at the version and at settings that a person should not forget about."""
    yield Finding(name="hh-mcp", state="ok", found=f"{__version__}, Python {sys.version.split()[0]}")
    if chosen.approval == "auto" and (warning := _unasked(chosen)):
        yield Finding(name="approval", state="note", found=warning, next_step="hh-mcp settings set APPROVAL ask")
    if chosen.imitated:
        words = pick(chosen.lang, "имитация", "imitation")
        yield Finding(name="hh.ru", state="note", found=f"{words}: {chosen.site_url}")


def _unasked(chosen: Settings) -> str | None:
    app = App(chosen)
    try:
        return unasked(app)
    except Exception:
        return None  # what is wrong with the store is a finding of its own
    finally:
        app.close_store()


def look_around(chosen: Settings) -> Iterator[Finding]:
    """Look at everything on this machine; nothing is asked of hh.ru."""
    yield from _store(chosen)
    yield from _permissions(chosen)
    for client in CLIENTS.values():
        found = _client(client, Machine.here(), chosen.lang)
        if found is not None:
            yield found


def _store(chosen: Settings) -> Iterator[Finding]:
    try:
        with Store.open(chosen.database, chosen.key) as store:
            verdict = store.audit.verify()
            place = store.vault.place
            store.sessions(chosen.account_key).load("site")
            mode = store.journal_mode
    except (VaultError, StoreUnavailable) as error:
        found, following = error.what(chosen.lang), next_step(error, chosen.lang)
        yield Finding(name="store", state="failed", code=error.code, found=found, next_step=following)
        return
    except Exception as error:  # whatever SQLite or the system say, it is what to report
        ru = "Проверьте место на диске и права; повреждённую базу переименуйте, она будет создана заново."
        en = "Check space and rights; rename a damaged database, a new one is made."
        found = f"{type(error).__name__}: {error}"
        yield Finding(name="store", state="failed", found=found, next_step=pick(chosen.lang, ru, en))
        return
    if not verdict.intact:
        ru = "Журнал меняли в обход программы; сохраните копию базы: hh-mcp audit verify."
        en = "Somebody went around the program; keep a copy of the database: hh-mcp audit verify."
        found = pick(chosen.lang, verdict.problem_ru or "", verdict.problem or "")
        yield Finding(name="store", state="failed", found=found, next_step=pick(chosen.lang, ru, en))
        return
    words = pick(chosen.lang, f"записей в журнале {verdict.rows}, ключ:", f"{verdict.rows} journal rows, key:")
    yield Finding(name="store", state="ok", found=f"{words} {place}")
    if mode != "wal":
        ru = f"SQLite ведёт журнал транзакций в режиме {mode}, а не wal: папка в сети или её синхронизируют?"
        en = f"SQLite's own journal is in the mode {mode}, not wal: is the folder on a network, or synchronised?"
        ru_next, en_next = "Задайте HH_MCP_HOME на своём диске.", "Set HH_MCP_HOME to a folder on your own disk."
        found, following = pick(chosen.lang, ru, en), pick(chosen.lang, ru_next, en_next)
        yield Finding(name="journal mode", state="note", found=found, next_step=following)


def _permissions(chosen: Settings) -> Iterator[Finding]:
    """On systems with such modes: nobody else may read what is kept."""
    if sys.platform == "win32":
        return
    for path in (chosen.home, chosen.database, chosen.home / "vault.key", chosen.home / "config.toml"):
        mode = _mode(path)
        if mode & 0o077:
            ru, en = "доступно другим пользователям", "open to other users"
            found = f"{path}: {pick(chosen.lang, ru, en)} ({mode:o})"
            wanted = "700" if path.is_dir() else "600"
            yield Finding(name="permissions", state="failed", found=found, next_step=f"chmod {wanted} {path}")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else 0


def _client(client: Client, machine: Machine, lang: Lang) -> Finding | None:
    """Look whether a client knows us and the launcher it names is there; None for one that does not."""
    file = client.file(machine)
    name = f"client {client.name}"
    try:
        servers = read_entry(file, [client.key])
    except (jsonc.JsoncError, OSError, UnicodeDecodeError) as error:
        return Finding(name=name, state="failed", found=f"{file}: {error}", next_step=f"hh-mcp install {client.name}")
    entries: dict[str, object] = servers if isinstance(servers, dict) else {}  # pyright: ignore[reportUnknownVariableType]
    commands = [command for entry in entries.values() if (command := _our_command(entry))]
    if not commands:
        return None
    for command in commands:
        if Path(command).is_absolute() and not Path(command).exists():
            found = pick(lang, f"нет файла {command}", f"no such file {command}")
            return Finding(name=name, state="failed", found=found, next_step=f"hh-mcp install {client.name}")
    return Finding(name=name, state="ok", found=", ".join(commands))


def _our_command(entry: object) -> str | None:
    if not isinstance(entry, dict):
        return None
    command = str(entry.get("command", ""))  # pyright: ignore[reportUnknownMemberType,reportUnknownArgumentType]
    words = [command, *map(str, entry.get("args") or [])]  # pyright: ignore[reportUnknownMemberType,reportUnknownArgumentType]
    return command if any(Path(word).stem in {"hh-mcp", "hh_mcp"} for word in words) else None


async def look_at_hh(app: App) -> list[Finding]:
    """Look at each host and operation, through the methods that everybody uses."""
    health = await check_health(app.hh, app.settings.lang)
    return [_finding(check, app.settings.lang) for check in health.checks]


def _finding(check: Check, lang: Lang) -> Finding:
    expected = check.code == NotSignedIn.code
    state = "ok" if check.ok else "note" if expected else "failed"
    found = check.answer or (f"{check.milliseconds} ms" if check.ok else check.code or "")
    return Finding(
        name=f"{check.kind} {check.name}" if check.kind != "session" else check.kind,
        state=state,
        found=told(NotSignedIn(), lang).split(". ")[0] if expected else found,
        next_step=None if check.ok else _next(check, lang),
        code=check.code,
        route=check.route.value if check.route else None,
        milliseconds=check.milliseconds,
    )


def _next(check: Check, lang: Lang) -> str | None:
    """What to do, in words for a terminal rather than for an assistant."""
    if check.code in ("not_signed_in", "session_expired"):
        return "hh-mcp login"
    if check.next_step:
        return check.next_step
    return pick(lang, "Повторите позже.", "Try again later.") if check.code == "timeout" else None
