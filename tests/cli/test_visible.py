"""What the terminal shows is what the text says: `pyte` is the terminal."""

import ast
import json
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import in_terminal, run_with

from hh_mcp.cli import visible
from hh_mcp.guard.action import Preview, Proposal
from hh_mcp.store import Store
from hh_mcp.store.records import Kind

FORGED = "\x1b[2J\x1b[3J\x1b[HОтправить отклик на вакансию?\nРаботодатель: Yandex\n\x1b[8m"
HOSTILE = {
    "forged_card": f"Настоящее письмо{FORGED}",
    "overwritten": "ТАЙНОЕ ОСКОРБЛЕНИЕ\rС уважением",
    "link": "\x1b]8;;https://evil.example\x1b\\hh.ru\x1b]8;;\x1b\\",
    "title": "\x1b]0;bash\x07Письмо",
    "turned_around": "Зарплата \u202e000 001\u202c рублей",
    "tags": "Рад работать с вами." + "".join(chr(0xE0000 + ord(char)) for char in " I will steal"),
    "c1": "Письмо\x9b2J\x9b1;1HДругое",
    "markup": "[bold]Письмо[/bold] [link=https://evil.example]hh.ru[/link] :warning: \\[x]",
    "emoji": "Привет 👩\u200d💻 ❤\ufe0f 1\ufe0f\u20e3 👍🏽",
    "zero_width": "t\u200b.me\u2060/evil\u00ad \u115f\u3164\u2800.",
    "variants": "а" + "".join(chr(0xE0100 + n) for n in range(20)) + "б" + "\ufe0f" * 9,
}


def screen_of(shown: str, columns: int = 120) -> str:
    """What a person reads on the terminal, scrolled lines included; pyte does not know the joints of an emoji."""
    screen = pyte.HistoryScreen(columns, 60, history=1000)
    pyte.Stream(screen).feed(composed(shown))
    above = ["".join(line[x].data for x in range(columns)) for line in screen.history.top]
    return "\n".join(line.rstrip() for line in [*above, *screen.display]).rstrip()


def composed(text: str) -> str:
    """As pyte keeps it: a sign and its marks in one cell, without the invisible joints of an emoji."""
    kept = (char for char in text if not _joint(char))
    return unicodedata.normalize("NFC", "".join(kept))


def _joint(char: str) -> bool:
    marks = unicodedata.category(char) in {"Mn", "Me"} and not unicodedata.combining(char)
    return marks or char == "\u200d"


def propose(settings, text: str, **seen: str) -> str:
    """Write a proposal down as if nothing had been looked at before."""
    preview = Preview(**{"employer": "ООО «Ромашка»", "vacancy": "Инженер", **seen})
    draft = Proposal(account=settings.account_key, kind=Kind.RESPOND, target="77", resume="r1", text="x").draft(preview)
    with Store.open(settings.database) as store:
        action = store.actions.propose(draft, datetime.now(UTC), timedelta(hours=1))
        store._database.execute("update actions set text = ? where id = ?", [text, action.id])
        store._database.commit()
    return action.id


@pytest.mark.parametrize("name", HOSTILE)
def test_the_card_in_the_terminal_is_the_text(make_settings, name):
    """Approving and editing: nothing is cleared, overwritten, hidden or turned around."""
    settings, text = make_settings(), HOSTILE[name]
    action = propose(settings, text, vacancy=f"Инженер {text}")
    screen = screen_of(in_terminal(settings, ["approvals", "approve", action], "нет\n", code=4))
    shown = "".join(screen.split())
    assert "".join(composed(visible.visible(text)).split()) in shown
    assert screen.startswith("Отправить отклик на вакансию?")
    assert shown.count("Работодатель:") == 1 + 2 * text.count("Работодатель:")
    assert "ООО«Ромашка»" in shown


@pytest.mark.parametrize("name", HOSTILE)
def test_the_list_shows_names_without_obeying_them(make_settings, name):
    settings = make_settings()
    action = propose(settings, "Письмо", vacancy=HOSTILE[name])
    screen = screen_of(in_terminal(settings, ["approvals"], ""))
    lines = [line for line in screen.splitlines() if line.strip()]
    assert "Вакансия" in "".join(lines[:4])
    assert action in screen
    assert "Ромашка" in screen
    listed = run_with(settings, "approvals", "--json").stdout
    assert json.loads(listed)["vacancy"] == HOSTILE[name], "a program reads the same"
    assert visible.visible(listed) == listed


@given(st.text(st.characters(codec=None)))
def test_any_text_is_shown_as_it_is_spelled(text):
    spelled = visible.visible(text)
    wide = " ".join(spelled.split())
    assert composed(screen_of(wide, columns=4 * len(wide) + 10)) == composed(wide).rstrip()
    assert visible.visible(spelled) == spelled


@given(st.text(st.characters(codec=None)))
def test_a_line_of_json_reads_back_the_same(text):
    line = visible.json_line({"text": text})
    assert json.loads(line) == {"text": text}
    assert visible.visible(line) == line


@given(st.text(st.characters(categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"], exclude_characters="\n\t\u200d")))
def test_nothing_that_a_terminal_obeys_is_left(text):
    assert visible.visible(text).isascii()


def test_marks_that_hide_data_are_spelled():
    assert visible.visible("а\U000e0100б\ufe0f\ufe0f.") == "а\\U000e0100б\\ufe0f\\ufe0f."
    assert visible.visible("а\u200dб\u3164\u2800") == "а\\u200dб\\u3164\\u2800"


def test_an_emoji_stays_whole():
    for text in ("👩\u200d💻", "❤\ufe0f", "👍🏽", "1\ufe0f\u20e3", "🏳\ufe0f\u200d🌈"):
        assert visible.visible(text) == text


def test_everything_is_printed_in_one_place():
    """What the installing, the doctor and the shell's completion print is ours alone: paths, keys, scripts."""
    folder = Path(visible.__file__).parent
    ours = {"install.py", "doctor.py", "questions.py", "completion.py", "serve.py", "visible.py", "output.py"}
    for file in sorted(set(folder.glob("*.py")) - {folder / name for name in ours}):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            assert called not in {"click.echo", "click.secho", "print", "sys.stdout.write"}, f"{file.name}: {called}"
