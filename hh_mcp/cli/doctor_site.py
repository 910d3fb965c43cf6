"""`hh-mcp doctor --site`: what of hh.ru's pages can be read today, for a bug report without anything personal."""

import json
import os
from pathlib import Path

from hh_mcp.cli.output import FAILED, NOT_SIGNED_IN, Lang, pick, print_json, print_table, with_app, working
from hh_mcp.cli.visible import say
from hh_mcp.hh.scrubbing import Scrubber
from hh_mcp.hh.site_check import PageReport, PageState, parts_read
from hh_mcp.settings import Settings
from hh_mcp.tools.app import App

_SHOWN = 8  # keys of a kind that a table names; all of them are in `--json`
_PAGES = {
    "search": "поиск",
    "vacancy": "вакансия",
    "popup": "окно отклика",
    "resumes": "список резюме",
    "resume": "резюме",
    "responses": "отклики",
    "chats": "чаты",
    "chat": "чат",
}


def check_site(chosen: Settings, folder: Path | None, *, as_json: bool) -> int:
    """Read each page once, show what became of it, and keep scrubbed states where asked; returns an exit code."""
    reports: list[PageReport] = []
    states: list[PageState] = []

    async def go(app: App) -> None:
        check = app.hh.site_check()
        reports.extend([report async for report in check.reports()])
        states.extend(check.states)

    with working(pick(chosen.lang, "Читаю страницы hh.ru…", "Reading hh.ru's pages…")):
        with_app(go, chosen)
    if as_json:
        print_json({"pages": [report.model_dump(mode="json", exclude_none=True) for report in reports]})
    else:
        _show(reports, chosen.lang)
    if folder is not None:
        keep(folder, states, reports, Scrubber())
        _say_kept(folder, len(states), chosen.lang)
    return _code(reports)


def _code(reports: list[PageReport]) -> int:
    codes = {report.code for report in reports if not report.ok}
    if not codes:
        return 0
    return NOT_SIGNED_IN if codes <= {"not_signed_in", "session_expired"} else FAILED


def _show(reports: list[PageReport], lang: Lang) -> None:
    head = pick(lang, "\tСтраница\tПрочитано\tЧего нет\tЧто нового", "\tPage\tRead\tMissing\tNew").split("\t")
    print_table(head, [_row(report, lang) for report in reports])
    if build := next((report.build for report in reports if report.build), None):
        say(pick(lang, f"Сборка сайта: {build}", f"Build of the site: {build}"))
    ru = "Здесь только названия полей и их типы. Пришлите это, если чего-то не хватает: docs/site-report.md."
    en = "Only names of fields and their types are here. Send this when something is missing: docs/site-report.md."
    say(pick(lang, ru, en))


def _row(report: PageReport, lang: Lang) -> tuple[str, str, str, str, str]:
    """One page: a mark, its name, what was read or why not, what is missing or of another type, what is new."""
    keys = pick(lang, f"полей: {report.read}", f"{report.read} keys")
    trouble = " ".join(filter(None, (f"[{report.code}]", report.problem)))
    name = _PAGES.get(report.page, report.page) if lang == "ru" else report.page
    lacks = _listed((*report.missing, *report.other_type))
    return "✓" if report.ok else "✗", name, keys if report.ok else trouble, lacks, _listed(report.new)


def _listed(paths: tuple[str, ...]) -> str:
    more = len(paths) - _SHOWN
    return "\n".join([*paths[:_SHOWN], *([f"… +{more}"] if more > 0 else [])]) or "—"


def keep(folder: Path, states: list[PageState], reports: list[PageReport], scrubber: Scrubber) -> None:
    """Write the states without a word of what they said; only this person can read the files."""
    builds = {report.page: report.build for report in reports}
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for page in states:
        kept = {
            "page": page.name,
            "build": builds.get(page.name),
            "subject": scrubber.text(page.subject),
            "state": scrubber.state(parts_read(page)),
        }
        file = folder / f"{page.name}.json"
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:  # noqa: PTH123
            json.dump(kept, out, ensure_ascii=False, indent=1, sort_keys=True)


def _say_kept(folder: Path, count: int, lang: Lang) -> None:
    ru = f"Страниц без личного: {count}, папка {folder}. Просмотрите их, прежде чем отправить."
    en = f"Pages with nothing personal: {count}, folder {folder}. Look through them before you send them."
    say(pick(lang, ru, en), err=True)
