"""`hh-mcp doctor`: what works, what does not, and what to do about it."""

import json
import platform
from datetime import UTC, datetime
from pathlib import Path

import click

from hh_mcp import __version__
from hh_mcp.cli.checks import Finding, look_around, look_at_hh, look_at_settings
from hh_mcp.cli.output import (
    FAILED,
    NOT_SIGNED_IN,
    Lang,
    json_option,
    pick,
    print_json,
    print_table,
    settings,
    with_app,
    working,
)
from hh_mcp.cli.redaction import redact
from hh_mcp.settings import Settings
from hh_mcp.tools.app import App

_NAMES = {
    "store": "хранилище",
    "journal": "журнал",
    "mode": "SQLite",
    "permissions": "права",
    "approval": "согласие",
    "client": "программа",
    "host": "адрес",
    "session": "вход",
    "operation": "проба:",
    "search": "поиск",
    "account": "аккаунт",
    "resumes": "резюме",
    "responses": "отклики",
    "chats": "чаты",
    "lookup": "названия",
}


@click.command()
@click.option("--offline", is_flag=True, help="Не обращаться к hh.ru. / Do not ask hh.ru.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Отчёт в файл. / A report to a file.")
@click.option("--site", is_flag=True, help="Что читается на страницах hh.ru. / What of hh.ru's pages can be read.")
@click.option(
    "--save",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="С --site: страницы без личного, в папку. / With --site: pages without anything personal, to a folder.",
)
@json_option
def doctor(offline: bool, report: Path | None, site: bool, save: Path | None, as_json: bool) -> None:
    """Проверить всё и сказать, что делать. / Check everything and tell what to do.

    \b
    Коды / Exit codes: 0 всё работает / all is well, 1 есть поломка / something is broken, 3 нет входа / not signed in.

    \b
    Пример / Example:
      hh-mcp doctor
      hh-mcp doctor --report report.json
      hh-mcp doctor --site
    """
    chosen = settings()
    if site:
        from hh_mcp.cli.doctor_site import check_site

        raise SystemExit(check_site(chosen, save, as_json=as_json))
    if save is not None:
        raise click.UsageError("--save: --site")
    findings = _findings(chosen, offline)
    if as_json:
        print_json({"ok": _ok(findings), "checks": [finding.model_dump(exclude_none=True) for finding in findings]})
    else:
        _show(findings, chosen.lang)
    if report is not None:
        _write(report, findings, chosen)
        click.echo(pick(chosen.lang, f"Отчёт без секретов: {report}", f"Report without secrets: {report}"), err=True)
    raise SystemExit(_code(findings))


def _findings(chosen: Settings, offline: bool) -> list[Finding]:
    async def ask(app: App) -> list[Finding]:
        return await look_at_hh(app)

    findings = [*look_at_settings(chosen), *look_around(chosen)]
    broken_store = any(finding.name == "store" and finding.state == "failed" for finding in findings)
    if offline or broken_store:
        return findings
    with working(pick(chosen.lang, "Спрашиваю hh.ru…", "Asking hh.ru…")):
        return [*findings, *with_app(ask, chosen)]


def _ok(findings: list[Finding]) -> bool:
    return not any(finding.state == "failed" for finding in findings)


def _code(findings: list[Finding]) -> int:
    if not _ok(findings):
        return FAILED
    return NOT_SIGNED_IN if any(finding.code == "not_signed_in" for finding in findings) else 0


def _show(findings: list[Finding], lang: Lang) -> None:
    marks = {"ok": "✓", "note": "!", "failed": "✗"}
    columns = pick(lang, "\tПроверка\tЧто нашлось\tЧто делать", "\tCheck\tFound\tWhat to do").split("\t")
    rows = [(marks[f.state], _named(f.name, lang), f.found, f.next_step or "") for f in findings]
    print_table(columns, rows)


def _named(name: str, lang: Lang) -> str:
    """The name of a check in words; in `--json` and in the report it stays as it is."""
    return name if lang == "en" else " ".join(_NAMES.get(word, word) for word in name.split(" "))


def _write(file: Path, findings: list[Finding], chosen: Settings) -> None:
    """Write what a bug report needs; secrets, names and addresses of the person are taken out."""
    report = {
        "hh_mcp": __version__,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "settings": chosen.model_dump(mode="json", exclude_defaults=True),
        "checks": [finding.model_dump(exclude_none=True) for finding in findings],
    }
    clean = redact(report, chosen)
    file.write_text(json.dumps(clean, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
