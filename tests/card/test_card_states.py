"""The card keeps what the person wrote, says what is so, and speaks the host's language."""

import pytest
from playwright.async_api import expect
from support import RESUME
from test_card_hosts import button, heading

pytestmark = pytest.mark.anyio

LONG = "\n\n".join(f"Абзац {number}. " + "Подробно о том, как я тестирую. " * 8 for number in range(30))


async def test_an_edit_survives_a_second_result_and_a_new_context(open_host, hh, vacancy):
    async with open_host() as host:
        card = await host.show(vacancy)
        await card.get_by_role("textbox").fill("Моя правка")
        await host.give()
        await host.page.evaluate("bridge.setHostContext({ theme: 'dark' })")
        await expect(card.locator("html")).to_have_attribute("data-theme", "dark")
        await expect(card.get_by_role("textbox")).to_have_value("Моя правка")
        await button(card, "Отправить").click()
        await heading(card, "Отклик отправлен").to_be_visible()
    assert [r["letter"] for r in hh.responses_to(vacancy)] == ["Моя правка"]


async def test_an_edit_survives_a_server_that_is_away(open_host, hh, vacancy):
    async with open_host() as host:
        card = await host.show(vacancy)
        await card.get_by_role("textbox").fill("Моя правка")
        host.allowed = lambda tool: False
        await button(card, "Отправить").click()
        await expect(card.get_by_text("неизвестно, чем кончилось")).to_be_visible()
        await expect(card.get_by_role("textbox")).to_have_value("Моя правка")
        host.allowed = lambda tool: True
        await button(card, "Отправить").click()
        await heading(card, "Отклик отправлен").to_be_visible()
    assert [r["letter"] for r in hh.responses_to(vacancy)] == ["Моя правка"]


async def test_a_text_too_long_is_told_before_the_press(open_host, hh, vacancy):
    async with open_host() as host:
        card = await host.show(vacancy)
        await card.get_by_role("textbox").fill("x" * 10_120)
        await expect(card.get_by_text("Длиннее на 120 знаков")).to_be_visible()
        await expect(button(card, "Отправить")).to_be_disabled()
        await card.get_by_role("textbox").fill("x" * 9_990)
        await expect(button(card, "Отправить")).to_be_enabled()


async def test_a_long_text_is_read_to_its_end_first(open_host, hh, vacancy):
    async with open_host() as host:
        card = await host.show(vacancy, LONG)
        await expect(card.get_by_text("Дочитайте до конца")).to_be_visible()
        await host.page.wait_for_timeout(1300)  # longer than the pause that every question has
        await expect(button(card, "Отправить")).to_be_disabled()
        field = card.get_by_role("textbox")
        assert 300 < await field.evaluate("field => field.clientHeight") < 520
        await field.evaluate("field => { field.scrollTop = field.scrollHeight }")
        await expect(button(card, "Отправить")).to_be_enabled()


async def test_a_short_text_is_on_the_screen_whole(open_host, vacancy):
    async with open_host() as host:
        card = await host.show(vacancy, "\n".join(f"Строка {number}" for number in range(12)))
        field = card.get_by_role("textbox")
        await expect(button(card, "Отправить")).to_be_enabled()
        assert await field.evaluate("field => field.scrollHeight <= field.clientHeight")


async def test_an_emptied_letter_is_told_and_sent_as_none(open_host, hh, vacancy):
    async with open_host() as host:
        card = await host.show(vacancy)
        await card.get_by_role("textbox").fill("")
        await expect(card.get_by_text("Отклик уйдёт без письма.")).to_be_visible()
        await button(card, "Отправить").click()
        await heading(card, "Отклик отправлен").to_be_visible()
    assert [r["letter"] for r in hh.responses_to(vacancy)] == [""]


async def test_a_yes_is_undone_while_it_waits(open_host, hh, vacancy):
    async with open_host(changes={"response_pause": 60}) as host:
        card = await host.show(hh.add_vacancy(name="Первая"))
        await button(card, "Отправить").click()
        await heading(card, "Отклик отправлен").to_be_visible()
        card = await host.show(vacancy)
        await button(card, "Отправить").click()
        await heading(card, "Отклик ждёт отправки").to_be_visible()
        await expect(card.get_by_text("Отправится через")).to_be_visible()
        await button(card, "Отменить").click()
        await heading(card, "Отклик не отправлен: вы отказались").to_be_visible()
    assert hh.responses_to(vacancy) == []


async def test_what_hh_refuses_is_told_to_the_person(open_host, hh, vacancy):
    async with open_host() as host:
        card = await host.show(vacancy)
        hh.fault(method="POST", path="vacancy_response/popup", kind="captcha")
        await button(card, "Отправить").click()
        await expect(card.locator(".problem, .note").filter(has_text="hh.ru")).not_to_have_count(0)
        await expect(card.get_by_text("get_action")).to_have_count(0)
    assert hh.responses_to(vacancy) == []


async def test_what_was_decided_elsewhere_is_shown_when_opened_again(open_host, hh, vacancy):
    async with open_host() as host:
        action = await host.respond(vacancy)
        actions = host.app.store.actions
        actions.decline(actions.get(action), "console", host.app.now())
        card = await host.open()
        await heading(card, "Отклик не отправлен: вы отказались").to_be_visible()
        await expect(card.get_by_role("button")).to_have_count(0)


async def test_a_cancelled_call_is_not_blank(open_host):
    async with open_host() as host:
        card = await host.open(give=False)
        await expect(card.locator("#brief")).to_have_text("Готовлю вопрос…")
        await host.page.evaluate("bridge.sendToolCancelled({ reason: 'stopped' })")
        await expect(card.get_by_text("Ассистент остановлен")).to_be_visible()


async def test_a_host_without_the_handshake_is_told_the_other_way(open_host):
    async with open_host(silent=True) as host:
        card = await host.open(give=False)
        await expect(card.get_by_text("hh-mcp console")).to_be_visible(timeout=10_000)


async def test_unknown_requests_are_answered_and_teardown_is_too(open_host, vacancy):
    async with open_host() as host:
        await host.show(vacancy)
        assert await host.page.evaluate("bridge.teardownResource({}).then(() => 'gone')") == "gone"
        unknown = await host.page.evaluate("raw_request('tools/unheard-of')")
        assert unknown["error"]["code"] == -32601


async def test_the_model_hears_the_outcome_and_nothing_else(open_host, vacancy):
    async with open_host() as host:
        card = await host.show(vacancy)
        await button(card, "Отправить").click()
        await heading(card, "Отклик отправлен").to_be_visible()
        await host.page.wait_for_function("log.length > 0")
        log = await host.page.evaluate("log")
        action = host.result.structured_content["action_id"]
        assert log[0]["content"] == [{"type": "text", "text": f"hh-mcp action {action}: sent"}]
        await card.get_by_role("link", name="Инженер по тестированию").click()
        await host.page.wait_for_function("log.length > 1")
        assert (await host.page.evaluate("log"))[1]["url"].endswith(f"/vacancy/{vacancy}")


async def test_the_card_shrinks_and_keeps_the_focus(open_host, vacancy):
    async with open_host() as host:
        card = await host.show(vacancy, "\n".join("строка" for _ in range(15)))
        await expect(button(card, "Отправить")).to_be_enabled()
        tall = await host.page.evaluate("frame_.offsetHeight")
        await button(card, "Отправить").focus()
        await host.page.keyboard.press("Enter")
        await heading(card, "Отклик отправлен").to_be_focused()
        await expect(card.get_by_role("status").filter(has_text="Отклик отправлен")).to_have_count(1)
        await host.page.wait_for_function(f"frame_.offsetHeight < {tall} / 2")


async def test_the_hosts_colours_insets_and_size_are_taken(open_host, vacancy):
    context = {
        "theme": "dark",
        "locale": "ru-RU",
        "timeZone": "Asia/Vladivostok",
        "styles": {"variables": {"--color-background-primary": "rgb(10, 20, 30)"}},
        "safeAreaInsets": {"top": 0, "right": 0, "bottom": 40, "left": 0},
        "containerDimensions": {"maxHeight": 600},
    }
    async with open_host(hostContext=context) as host:
        card = await host.show(vacancy, LONG)
        await heading(card, "Отправить отклик?").to_be_visible()
        colour = await card.locator("html").evaluate("element => getComputedStyle(element).backgroundColor")
        inset = await card.locator("body").evaluate("element => getComputedStyle(element).paddingBottom")
        assert (colour, inset) == ("rgb(10, 20, 30)", "58px")
        assert await card.get_by_role("textbox").evaluate("field => field.clientHeight") < 300


async def test_hostile_words_stay_words(open_host, hh):
    name = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    async with open_host() as host:
        await host.call(vacancy_id=hh.add_vacancy(name=name), resume_id=RESUME, cover_letter="</textarea><b>жирно</b>")
        card = await host.open()
        await expect(card.get_by_role("textbox")).to_have_value("</textarea><b>жирно</b>")
        await expect(card.locator("img, b, script:not(:last-of-type)")).to_have_count(0)
