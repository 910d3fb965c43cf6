"""What else the page shows: limits, progress, journal, settings, banners; in both languages."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from console_support import send
from support import PHONE, run_with

from hh_mcp.console.events import EVENTS
from hh_mcp.console.moments import said
from hh_mcp.console.progress import funnel, weeks
from hh_mcp.console.word_lists import LISTS
from hh_mcp.console.words import _WORDS, Words
from hh_mcp.hh.models import Response
from hh_mcp.settings import Settings
from hh_mcp.store.records import Kind, State

pytestmark = pytest.mark.anyio


async def test_a_full_limit_says_when_a_slot_frees(run_console, propose):
    moment = datetime.now(UTC)
    async with run_console(daily_responses=1, now=lambda: moment) as held:
        send(held, propose(held))
        html = (await (await held.visit()).get("/")).text
    assert "1 из 1" in html
    assert "сейчас больше нельзя" in html
    assert f"место освободится {said(moment + timedelta(days=1), moment, 'ru')}" in html


async def test_the_cap_of_an_hour_says_when_it_goes_on(run_console, propose):
    moment = datetime.now(UTC)
    async with run_console(hourly_responses=1, now=lambda: moment) as held:
        send(held, propose(held))
        html = (await (await held.visit()).get("/")).text
    assert "1 из 200" in html
    assert f"место освободится {said(moment + timedelta(hours=1), moment, 'ru')}" in html


async def test_a_limit_of_nothing_is_full(run_console):
    async with run_console(daily_messages=0) as held:
        html = (await (await held.visit()).get("/progress")).text
    assert "0 из 0" in html


async def test_progress_without_a_sign_in_asks_for_one(run_console):
    async with run_console() as held:
        html = (await (await held.visit()).get("/progress")).text
    assert "Войдите на hh.ru" in html
    assert 'href="/sign-in"' in html


async def test_progress_counts_what_hh_ru_has_and_what_left_from_here(run_console, propose, hh, connect):
    async with connect(None), run_console() as held:
        before = (await (await held.visit()).get("/progress")).text
        assert "Путь откликов" in before
        send(held, propose(held, target="999999"))
        hh.fault(path="/applicant/negotiations", kind="status", status=503, times=20)
        html = (await (await held.visit()).get("/progress")).text
    assert "hh.ru сейчас недоступен" in html
    assert ": 1</span>" in html


def test_the_funnel_narrows():
    responses = [
        Response(id="1"),
        Response(id="2", viewed=True),
        Response(id="3", state="discard"),
        Response(id="4", state="invitation", viewed=True),
    ]
    assert [(bar.name, bar.count, bar.of_all) for bar in funnel(responses)] == [
        ("funnel_sent", 4, 100),
        ("funnel_seen", 3, 75),
        ("funnel_answered", 2, 50),
        ("funnel_invited", 1, 25),
    ]
    assert [bar.share for bar in funnel([])] == [0, 0, 0, 0]


def test_weeks_begin_on_monday_and_older_ones_fall_off():
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
    moments = [now, now - timedelta(days=1), now - timedelta(days=7), now - timedelta(days=100)]
    bars = weeks([Response(id=str(i), created_at=at) for i, at in enumerate(moments)], [], now, "ru")
    assert [bar.count for bar in bars] == [0, 0, 0, 0, 0, 0, 2, 1]
    assert (bars[-1].name, bars[-2].share) == ("23 ноября", 100)


async def test_the_journal_reads_like_a_diary_and_can_be_searched(run_console, propose):
    async with run_console() as held:
        visitor = await held.visit()
        send(held, propose(held, vacancy="Инженер по ЁЛКАМ"))
        propose(held, kind=Kind.MESSAGE, target="5", text="Добрый день")
        everything = (await visitor.get("/journal")).text
        for words in (
            "Ассистент подготовил отклик",
            "вы, на локальной странице",
            "Отклик отправлен",
            "Открыта локальная страница",
        ):
            assert words in everything
        found = (await visitor.get("/journal", params={"text": "ёлкам"})).text
        assert found.count("<li class=") == 4
        assert "Ассистент подготовил сообщение" not in found
        chosen = (await visitor.get("/journal", params={"event": "proposed", "text": "день"})).text
        assert chosen.count("<li class=") == 1
        nothing = (await visitor.get("/journal", params={"text": "100%_'--"})).text
        assert "Ничего не нашлось" in nothing


async def test_the_journal_has_pages(run_console):
    async with run_console() as held:
        visitor = await held.visit()
        for number in range(30):
            held.app.store.audit.append("tool_called", account="default", now=held.app.now(), tool="other account")
            held.app.store.audit.append(
                "tool_called", account=held.settings.account_key, now=held.app.now(), tool=f"tool{number}"
            )
        first, second = (await visitor.get("/journal")).text, (await visitor.get("/journal?page=1")).text
        assert "other account" not in first + second
        assert (first.count("<li class="), second.count("<li class=")) == (25, 6)
        assert ("tool29" in first, "tool29" in second, "tool0 " in second) == (True, False, False)
        assert "page=1" in first
        assert "page=0" in second
        for junk in ("-1", "x", "9" * 30, "²"):
            assert (await visitor.get("/journal", params={"page": junk})).status_code == 200


async def test_a_row_reads_the_same_on_the_page_and_in_the_terminal(run_console):
    facts = {"by": "console", "rows": 3, "sealed": 2, "through": 7, "way": "oauth", "outcome": "not_found"}
    async with run_console() as held:
        account, now = held.settings.account_key, held.app.now()
        for event in EVENTS:
            held.app.store.audit.append(event, account=account, now=now, target="77", **facts)
        visitor = await held.visit()
        pages = [(await visitor.get("/journal", params={"page": str(number)})).text for number in range(2)]
        html = unescape("".join(pages))
        listed = run_with(held.settings, "audit", "show").stdout.splitlines()
    for event, row in zip(EVENTS, listed, strict=False):
        _, _, title, about = row.split("\t")
        assert title != event, "an event has no words"
        assert f'<strong>{title}</strong> <span class="quiet">{about}</span>' in html
    said = about.split(" · ")
    assert said[:2] == ["вы, на локальной странице", "через приложение hh.ru"]
    assert said[2:] == ["строк: 3", "перешифровано: 2", "по № 7", "77", "not_found"]


async def test_the_chain_is_verified_when_asked(run_console):
    async with run_console() as held:
        visitor = await held.visit()
        assert "Цепочка цела" not in (await visitor.get("/journal")).text
        assert "Цепочка цела. Строк: 1." in (await visitor.get("/journal?verify=1")).text
        database = held.app.store._database
        database.execute("drop trigger audit_no_update")
        database.execute("update audit set body = replace(body, 'opened', 'closed')")
        assert "Цепочка нарушена со строки 1" in (await visitor.get("/journal?verify=1")).text


async def test_settings_are_shown_and_secrets_are_not(run_console):
    secrets = {"key": "hunter2-key", "client_secret": "hunter2-client", "http_token": "hunter2-http"}
    async with run_console(**secrets, exclude_employers=("Рога", "Копыта"), response_pause=2.5) as held:
        html = (await (await held.visit()).get("/settings")).text
    assert "hunter2" not in html
    assert html.count("задано, скрыто") == 3
    for name in Settings.model_fields:
        assert f"HH_MCP_{name.upper()}" in html
    assert "Копыта, Рога" in html
    assert "2.5 " in html


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({}, "Учебная имитация hh.ru"),
        ({"approval": "auto"}, "Письма уходят без вашего согласия"),
        ({"approval": "deny"}, "Отправка запрещена"),
        ({"read_only": True}, "Только чтение"),
        ({"read_only": True, "approval": "auto"}, "Только чтение"),
    ],
)
async def test_what_is_out_of_the_ordinary_is_said_on_every_page(run_console, setting, words):
    async with run_console(**setting) as held:
        visitor = await held.visit()
        for path in ("/", "/progress", "/journal", "/sign-in", "/settings"):
            assert words in (await visitor.get(path)).text


async def test_the_person_says_that_the_check_on_hh_ru_is_passed(run_console, hh):
    hh.fault(path="/applicant/negotiations", kind="captcha", times=5)
    async with run_console() as held:
        await held.app.hh.request_login_code(PHONE)
        await held.app.hh.confirm_login(hh.codes()[-1]["code"])
        visitor = await held.visit()
        await visitor.get("/progress")
        if held.app.hh.stopped() is None:  # reads do not stop writes: trip it as a write would
            held.app.hh._breaker.note(_captcha())
        html = (await visitor.get("/")).text
        assert "Проверка на hh.ru пройдена" in html
        stopped = held.app.hh.stopped()
        assert stopped is not None
        assert stopped.url is None or f'href="{stopped.url}"' in unescape(html)  # no other address lifts the check
        await visitor.submit("/writes/resume", "/")
        assert held.app.hh.stopped() is None
        html = (await visitor.get("/")).text
        assert "Отправка снова возможна" in html
        assert "Проверка на hh.ru пройдена" not in html
        assert held.app.store.audit.entries()[-1].body["event"] == "writes_resumed"


def _captcha():
    from hh_mcp.hh.errors import CaptchaRequired

    return CaptchaRequired()


async def test_the_page_speaks_english_too(run_console, propose):
    async with run_console(lang="en") as held:
        action, visitor = propose(held), await held.visit()
        home = (await visitor.get("/")).text
        assert '<html lang="en">' in home
        assert "Send the response" in home
        for path in ("/progress", "/journal", "/sign-in", "/sign-in/code", "/settings", f"/actions/{action.id}"):
            html = (await visitor.get(path)).text
            for theirs in ("Инженер по тестированию", "ООО «Ромашка»", "Москва", "Тестировщик", "от 150 000 ₽ на руки"):
                html = html.replace(theirs, "")
            assert not any("а" <= char <= "я" for char in html.partition("<main")[2].partition("<textarea")[0]), path


def test_every_word_is_in_both_languages_and_every_state_has_words():
    for key, (russian, english) in (_WORDS | LISTS).items():
        assert russian, key
        assert english, key
        assert not any("а" <= char <= "я" for char in english.lower()), key
    for state in State:
        for prefix in ("state", "step", "live"):
            assert Words("ru")(f"{prefix}_{state}")
    for name in Settings.model_fields:
        assert Words("ru").get(f"setting_{name}"), f"{name} has no words on the page of settings"
    with pytest.raises(KeyError):
        Words("ru")("no such word")


def here(*parts: int) -> datetime:
    """A moment on the wall clock of this machine."""
    return datetime(*parts).astimezone()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (here(2026, 11, 23, 9, 5), "сегодня в 09:05"),
        (here(2026, 11, 24, 9, 5), "завтра в 09:05"),
        (here(2026, 11, 22, 23, 59), "вчера в 23:59"),
        (here(2026, 1, 2, 9, 5), "2 января в 09:05"),
        (here(2025, 12, 31, 9, 5), "31 декабря 2025 в 09:05"),
    ],
)
def test_moments_are_said_in_the_time_zone_of_the_person(moment, words):
    assert said(moment.astimezone(UTC), here(2026, 11, 23, 12, 0), "ru") == words


async def test_an_unknown_page_says_so(run_console):
    async with run_console() as held:
        visitor = await held.visit()
        for path in ("/nothing", "/actions/zzzzzzzz"):
            answer = await visitor.get(path)
            assert answer.status_code == 404
            assert "Здесь ничего нет" in answer.text


@pytest.mark.parametrize("kind", list(Kind))
async def test_every_kind_of_action_has_a_card_before_and_after(run_console, propose, kind):
    async with run_console() as held:
        action = propose(held, "" if kind is Kind.WITHDRAW else "Добрый день", kind)
        visitor = await held.visit()
        assert "Инженер по тестированию" in (await visitor.get("/")).text
        answer = await visitor.submit(f"/actions/{action.id}/approve", "/")
        assert answer.status_code == 303
        assert held.app.store.actions.get(action.id).state is State.APPROVED
        assert (await visitor.get(f"/actions/{action.id}")).status_code == 200
        assert (await visitor.get("/journal")).status_code == 200
