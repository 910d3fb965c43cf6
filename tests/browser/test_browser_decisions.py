"""A person decides in a real browser."""

from datetime import UTC, datetime, timedelta

import anyio
import pytest
from playwright.async_api import expect
from support import PHONE, RESUME

from hh_mcp.console.browser import write_lead
from hh_mcp.store.records import State

pytestmark = pytest.mark.anyio

LETTER = "Здравствуйте! Хочу у вас работать."
SEND, DECLINE = "Отправить отклик", "Не отправлять"


async def test_a_person_signs_in(run_console, window, hh):
    async with run_console() as held:
        page = await window.enter(held, "/sign-in")
        await page.get_by_label("Телефон или e-mail").fill(PHONE)
        await page.get_by_role("button", name="Получить код").click()
        await page.get_by_label("Код").fill(hh.codes()[-1]["code"])
        await page.get_by_role("button", name="Войти").click()
        await expect(page.get_by_role("heading", name="Вы вошли на hh.ru")).to_be_visible()
        assert held.app.hh.signed_in()
        assert window.troubles == []


async def test_a_person_reads_the_picture_and_signs_in(run_console, window, hh):
    async with run_console() as held:
        page = await window.enter(held, "/sign-in")
        await page.get_by_label("Телефон или e-mail").fill("+79000000002")
        await page.get_by_role("button", name="Получить код").click()
        picture = page.get_by_role("img", name="Картинка с текстом")
        assert await picture.evaluate("image => image.complete && image.naturalWidth > 0")
        await page.get_by_label("Текст на картинке").fill(hh.state()["captchas"][-1]["text"])
        await page.get_by_role("button", name="Получить код").click()
        await page.get_by_label("Код").fill(hh.codes()[-1]["code"])
        await page.get_by_role("button", name="Войти").click()
        await expect(page.get_by_role("heading", name="Вы вошли на hh.ru")).to_be_visible()


async def test_the_file_that_is_opened_leads_in(run_console, propose, window):
    async with run_console() as held:
        propose(held)
        lead = write_lead(held.settings.home, held.console.entry())
        await window.page.goto(lead.as_uri())
        await expect(window.page.get_by_role("button", name=SEND)).to_be_visible()
        assert window.page.url == f"{held.base}/"


async def test_a_waiting_call_sends_at_once_and_the_page_shows_it(connect, run_console, window, hh, vacancy):
    sent: list[str] = []
    async with run_console() as held, connect(None, approval_wait=30) as assistant, anyio.create_task_group() as tasks:
        page = await window.enter(held)
        await expect(page.get_by_text("Всё решено")).to_be_visible()

        async def call() -> None:
            response = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=LETTER)
            sent.append(response["status"])

        tasks.start_soon(call)
        letter = page.get_by_label("Сопроводительное письмо")  # it appears by itself
        await expect(letter).to_have_value(LETTER)
        await page.get_by_role("button", name=SEND).click()
        await expect(page.get_by_text("hh.ru подтвердил, что получил")).to_be_visible()
        assert window.troubles == []
    assert sent == ["sent"]
    assert [r["letter"] for r in hh.responses_to(vacancy)] == [LETTER]


async def test_edited_then_sent(connect, run_console, window, hh, vacancy):
    asked = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": LETTER}
    async with run_console() as held, connect(None) as assistant:
        await assistant.call("respond", **asked)
        page = await window.enter(held)
        await page.get_by_label("Сопроводительное письмо").fill("Моё письмо,\nв две строки")
        await page.get_by_role("button", name=SEND).click()
        await expect(page.get_by_text("Вы разрешили отправку")).to_be_visible()
        assert (await assistant.call("respond", **asked))["status"] == "sent"
    assert [r["letter"] for r in hh.responses_to(vacancy)] == ["Моё письмо,\nв две строки"]


async def test_declined(connect, run_console, window, hh, vacancy):
    asked = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": LETTER}
    async with run_console() as held, connect(None) as assistant:
        await assistant.call("respond", **asked)
        page = await window.enter(held)
        await page.get_by_role("button", name=DECLINE).click()
        await expect(page.get_by_text("это не будет отправлено")).to_be_visible()
        assert (await assistant.call("respond", **asked))["status"] == "declined"
    assert hh.responses_to(vacancy) == []


async def test_expired_while_it_was_on_the_screen(run_console, propose, new_window):
    moment = datetime.now(UTC)
    window = await new_window(java_script_enabled=False)  # with it, the page would have changed by itself
    async with run_console(now=lambda: moment) as held:
        action = propose(held, hours=1)
        page = await window.enter(held)
        moment += timedelta(hours=2)
        await page.get_by_role("button", name=SEND).click()
        await expect(page.get_by_role("alert")).to_contain_text("Время вышло")
        assert held.app.store.actions.get(action.id).state is State.EXPIRED


async def test_an_open_page_shows_that_the_time_is_up(run_console, propose, window):
    moment = datetime.now(UTC)
    async with run_console(now=lambda: moment) as held:
        propose(held, hours=1)
        page = await window.enter(held)
        moment += timedelta(hours=2)
        await expect(page.get_by_text("Решения не было вовремя")).to_be_visible()
        await expect(page.get_by_role("button", name=SEND)).to_have_count(0)


async def test_two_windows(run_console, propose, new_window):
    async with run_console() as held:
        action = propose(held)
        one, two = await new_window(), await new_window(java_script_enabled=False)
        here, there = await one.enter(held), await two.enter(held)
        await here.get_by_role("button", name=SEND).click()
        await expect(here.get_by_text("Вы разрешили отправку")).to_be_visible()
        await there.get_by_label("Сопроводительное письмо").fill("Другое")
        await there.get_by_role("button", name=SEND).click()
        await expect(there.get_by_role("alert")).to_contain_text("уже решено")
        assert held.app.store.actions.get(action.id).text != "Другое"


async def test_the_other_open_window_changes_by_itself(run_console, propose, new_window):
    async with run_console() as held:
        propose(held)
        here, there = [await (await new_window()).enter(held) for _ in range(2)]
        await here.get_by_role("button", name=DECLINE).click()
        await expect(there.get_by_text("Вы отказались, ничего не отправлено")).to_be_visible()
        await expect(there.get_by_role("button", name=SEND)).to_have_count(0)


async def test_what_is_being_typed_survives_the_news(run_console, propose, window):
    async with run_console() as held:
        propose(held)
        page = await window.enter(held)
        letter = page.get_by_label("Сопроводительное письмо")
        await letter.fill("Я ещё пишу")
        propose(held, target="88", vacancy="Вторая вакансия")
        await expect(page.get_by_role("heading", name="Вторая вакансия")).to_be_visible()
        await expect(letter.first).to_have_value("Я ещё пишу")
        assert (await page.title()).startswith("(2)")


async def test_a_double_click_is_one_decision(run_console, propose, window):
    async with run_console() as held:
        action = propose(held)
        page = await window.enter(held)
        await page.get_by_role("button", name=SEND).dblclick()
        await expect(page.get_by_text("Вы разрешили отправку")).to_be_visible()
        events = [e.body["event"] for e in held.app.store.audit.entries() if e.body.get("action") == action.id]
        assert events == ["proposed", "approved"]


async def test_without_scripts_everything_works(run_console, propose, new_window):
    window = await new_window(java_script_enabled=False)
    async with run_console() as held:
        action = propose(held)
        page = await window.enter(held)
        await page.get_by_label("Сопроводительное письмо").fill("Без скриптов")
        await page.get_by_role("button", name=SEND).click()
        await expect(page.get_by_text("Вы разрешили отправку")).to_be_visible()
        await page.get_by_role("button", name="Передумать").click()
        assert held.app.store.actions.get(action.id).state is State.DECLINED


async def test_a_person_decides_with_the_keyboard_alone(run_console, propose, window):
    async with run_console() as held:
        action = propose(held)
        page = await window.enter(held)
        seen: list[str] = []
        for _ in range(20):
            await page.keyboard.press("Tab")
            focused = page.locator(":focus")
            seen.append((await focused.inner_text()) or await focused.evaluate("e => e.name || ''"))
            if seen[-1] == SEND:
                break
        assert seen[0] == "Перейти к содержанию"
        assert "text" in seen
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Вы разрешили отправку")).to_be_visible()
        assert held.app.store.actions.get(action.id).state is State.APPROVED
