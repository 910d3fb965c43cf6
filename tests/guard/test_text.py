"""What a person sees of their own text is what the employer receives, whatever the assistant has put into it."""

import unicodedata

import pyte
import pytest
import wcwidth
from anyio.from_thread import start_blocking_portal
from console_support import fields, run_console  # noqa: F401 - a fixture
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import RESUME, yes

from hh_mcp.guard import approval
from hh_mcp.guard.outgoing import normalise
from hh_mcp.hh.errors import BadArgument
from hh_mcp.store.records import Kind

ZWJ, VS16, ZWSP, SHY, BOM = "\u200d", "\ufe0f", "\u200b", "\u00ad", "\ufeff"
HOSTILE = [
    *("\x1b[2J\x1b[H", "\x1b[8m", "\x1b]8;;https://evil.example\x1b\\", "\r", "\r\n", "\b", "\x07", "\x9b2J", "\x0b"),
    *("\u202e", "\u2066", "\u200f", "\u061c", "\u2028", "\u2029", "\x85", "\ufff9", "\ue000", "\u0378", "\U000e0041"),
    *(ZWSP, SHY, BOM, ZWJ, VS16, "\u2060", "\u3164", "\u034f", "\U000e0100", "\u0301" * 3, "\u0301" * 40),
]
FRIENDLY = [
    "Здравствуйте!",
    "\n",
    "\n\n",
    " ",
    "\t",
    "👩🏽‍💻",
    "❤️",
    "1️⃣",
    "🏳️‍🌈",
    "🩷",
    "й",
    "漢字",
    "é",
    "<b>&amp;",
    "`![x](y)",
]
TEXTS = st.lists(st.sampled_from(HOSTILE) | st.sampled_from(FRIENDLY) | st.text(max_size=4), max_size=8).map("".join)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def on_a_terminal(text: str) -> list[str]:
    """The lines that somebody at a terminal sees."""
    screen = pyte.Screen(160, 120)
    stream = pyte.Stream(screen)
    for char in text.replace("\n", "\r\n"):
        stream.feed(char)
    return [seen(line) for line in screen.display]


def seen(line: str) -> str:
    """A line as far as the emulator knows it: without accents and joiners, whatever the width of its gaps."""
    shown = (c for c in unicodedata.normalize("NFD", line) if c == "\t" or wcwidth.wcwidth(c) > 0)
    return " ".join("".join(shown).split())


def is_shown(text: str, screen: str) -> bool:
    """Whether the lines of the text stand on the screen, in order and nothing between them."""
    lines, shown = [seen(line) for line in text.split("\n")], on_a_terminal(screen)
    return any(shown[n : n + len(lines)] == lines for n in range(len(shown)))


def test_a_form_and_a_terminal_show_what_is_received(connect, hh):
    person = yes()
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(connect(person)) as assistant:

        @FEW
        @given(text=TEXTS)
        def holds(text: str) -> None:
            chat, before, asked = hh.add_chat(), len(hh.state()["messages"]), len(person.asked)
            result = portal.call(lambda: assistant.raw("send_message", chat_id=chat, text=text))
            received = [message["text"] for message in hh.state()["messages"][before:]]
            if result.is_error:
                assert result.content[0].text.startswith("[bad_argument]")
                assert received == []
            else:
                assert len(person.asked) == asked + 1
                assert [is_shown(sent, person.asked[-1]) for sent in received] == [True], (received, person.asked[-1])

        holds()


def test_the_page_shows_what_is_received(run_console, hh):  # noqa: F811
    async def sign_in(held) -> None:
        await held.app.hh.request_login_code("+79000000001")
        await held.app.hh.confirm_login(hh.codes()[-1]["code"])

    async def approve_on_the_page(held, visitor, chat: str, text: str) -> str | None:
        try:
            action = await held.app.gate.propose_message(chat, text)
        except BadArgument:
            return None
        page = fields((await visitor.get(f"/actions/{action.id}")).text)
        form = page | {"text": page["text"].replace("\n", "\r\n")}
        assert (await visitor.post(f"/actions/{action.id}/approve", form)).status_code == 303
        await held.app.gate.send(held.app.store.actions.get(action.id))
        return page["text"]

    with start_blocking_portal() as portal, portal.wrap_async_context_manager(run_console()) as held:
        portal.call(sign_in, held)
        visitor = portal.call(held.visit)

        @FEW
        @given(text=TEXTS)
        def holds(text: str) -> None:
            chat, before = hh.add_chat(), len(hh.state()["messages"])
            shown = portal.call(approve_on_the_page, held, visitor, chat, text)
            received = [message["text"] for message in hh.state()["messages"][before:]]
            assert received == ([] if shown is None else [shown])

        holds()


@pytest.mark.parametrize(
    ("char", "name"),
    [
        ("\x1b", "U+001B"),
        ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\u2066", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"),
        ("\ue000", "U+E000 private use"),
        ("\u0378", "U+0378 unassigned"),
        ("\ud83d", "U+D83D surrogate"),
        ("\u2028", "U+2028 LINE SEPARATOR"),
        ("е" + "\u0301" * 9, "U+0301 COMBINING ACUTE ACCENT"),
    ],
)
def test_a_character_that_hides_text_is_refused_by_name(char, name):
    with pytest.raises(BadArgument) as refused:
        normalise(f"Первая строка\nдо{char}после")
    assert name in refused.value.what("ru")
    assert "строка 2" in refused.value.what("ru")


@pytest.mark.parametrize("char", [ZWSP, SHY, BOM, ZWJ, VS16, "\u200c", "\u2060", "\u3164", "\u034f", "\U000e0100"])
def test_an_invisible_character_is_gone_before_anybody_looks(char):
    assert normalise(f"t{char}.me {char}и всё{char}") == "t.me и всё"


@pytest.mark.parametrize("text", ["👩🏽‍💻", "❤️‍🔥", "1️⃣ #️⃣", "🏳️‍🌈", "🇷🇺", "☺︎", "🩷", "👨‍👩‍👧‍👦", "⛹🏽‍♂️", "й", "漢字\tтаб"])
def test_emoji_and_other_scripts_survive(text):
    assert normalise(text) == text


@given(text=TEXTS | st.text())
def test_a_text_made_normal_stays_as_it_is(text):
    try:
        once = normalise(text)
    except BadArgument:
        return
    assert normalise(once) == once
    assert normalise(once.replace("\n", "\r\n")) == normalise(once.replace("\n", "\r")) == once


@pytest.mark.anyio
@pytest.mark.parametrize("hidden", ["\x1b[2J", "\u202e", "\U000e0041"])
async def test_no_tool_proposes_a_text_that_hides_something(connect, hh, era, vacancy, hidden):
    chat, asking = hh.add_chat(), hh.add_vacancy(name="С вопросами", has_test=True, test_required=True)
    calls = {
        "letter": ("respond", {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": f"Добрый{hidden} день"}),
        "message": ("send_message", {"chat_id": chat, "text": f"Добрый{hidden} день"}),
        "answer": (
            "respond",
            {"vacancy_id": asking, "resume_id": RESUME, "answers": [{"question_id": "1", "text": f"Да{hidden}"}]},
        ),
    }
    person = yes()
    async with connect(person, mode=era) as assistant:
        for tool, arguments in calls.values():
            text = await assistant.error(tool, **arguments)
            assert text.startswith("[bad_argument]")
            assert "U+" in text
            assert hidden not in text
    assert person.asked == []


@pytest.mark.anyio
@pytest.mark.parametrize("door", [approval.FORM, approval.CARD, "console", "terminal"])
async def test_an_edit_that_hides_something_is_no_permit(opened, vacancy, door):
    async with opened() as app:
        action = await app.gate.propose_response(vacancy, RESUME, "Здравствуйте!", ())
        with pytest.raises(BadArgument):
            approval.decide(app.store, action, door, app.now(), yes=True, text="Правка\u202e")
        assert app.store.actions.get(action.id) == action
        edited = approval.decide(app.store, action, door, app.now(), yes=True, text=f"Моя{ZWSP}\r\nправка")
    assert edited.text == "Моя\nправка"


def test_lengths_are_counted_as_hh_counts_them():
    approval.check_text(Kind.RESPOND, "😀" * 5_000)
    approval.check_text(Kind.MESSAGE, "😀" * 10_000)
    for kind, count in ((Kind.RESPOND, 5_001), (Kind.MESSAGE, 10_001)):
        with pytest.raises(BadArgument):
            approval.check_text(kind, "😀" * count)
