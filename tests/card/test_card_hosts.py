"""The card in hosts of every kind: one press gives one response with exactly the text that was on the screen."""

import pytest
from playwright.async_api import expect
from support import RESUME

pytestmark = pytest.mark.anyio

HOSTS = {
    "alone": {},
    "same origin": {"sandbox": "allow-scripts allow-same-origin"},
    "strips _meta": {"strips": ("_meta",)},
    "strips both": {"strips": ("_meta", "structuredContent")},
    "strips everywhere": {"strips": ("_meta", "structuredContent"), "strips_calls": ("_meta", "structuredContent")},
    "no context": {"context": False},
    "two frames": {"proxy": "http://localhost:9/proxy.html"},
}
EVERY = pytest.mark.parametrize("options", HOSTS.values(), ids=HOSTS)


def heading(card, name):
    return expect(card.get_by_role("heading", name=name))


def button(card, name):
    return card.get_by_role("button", name=name, exact=True)


@EVERY
async def test_an_edit_is_sent_once_and_exactly(open_host, hh, vacancy, options):
    async with open_host(**options) as host:
        card = await host.show(vacancy)
        await heading(card, "Отправить отклик?").to_be_visible()
        await card.get_by_role("textbox").fill("Моя правка,\nдве строки")
        await button(card, "Отправить").dblclick()
        await heading(card, "Отклик отправлен").to_be_visible()
        await expect(card.get_by_role("button")).to_have_count(0)
        # replayed, drawn again, opened again: never a second time
        await host.give()
        card = await host.open()
        await heading(card, "Отклик отправлен").to_be_visible()
        await expect(card.get_by_role("button")).to_have_count(0)
    assert [r["letter"] for r in hh.responses_to(vacancy)] == ["Моя правка,\nдве строки"]
    assert len(hh.requests("POST", "vacancy_response/popup")) == 1


@EVERY
async def test_a_no_sends_nothing(open_host, hh, vacancy, options):
    async with open_host(**options) as host:
        card = await host.show(vacancy)
        await button(card, "Не отправлять").click()
        await heading(card, "Отклик не отправлен: вы отказались").to_be_visible()
        await expect(card.get_by_role("button")).to_have_count(0)
    assert hh.responses_to(vacancy) == []


@EVERY
async def test_a_withdrawal_is_called_one(open_host, hh, vacancy, options):
    async with open_host(**options) as host:
        card = await host.show(vacancy)
        await button(card, "Отправить").click()
        await heading(card, "Отклик отправлен").to_be_visible()
        await host.call("withdraw_response", response_id=str(hh.responses_to(vacancy)[0]["id"]))
        card = await host.open()
        await heading(card, "Отозвать отклик?").to_be_visible()
        await expect(card.get_by_text("Это нельзя отменить")).to_be_visible()
        await expect(card.get_by_role("textbox")).to_have_count(0)
        await expect(button(card, "Отправить")).to_have_count(0)
        await button(card, "Отозвать отклик").click()
        await heading(card, "Отклик отозван").to_be_visible()


async def test_a_message_has_words_of_its_own(open_host, hh):
    chat = hh.add_chat()
    async with open_host() as host:
        await host.call("send_message", chat_id=chat, text="Добрый день!")
        card = await host.open()
        await heading(card, "Отправить сообщение?").to_be_visible()
        await card.get_by_role("textbox").fill("")
        await expect(button(card, "Отправить")).to_be_disabled()
        await expect(card.get_by_text("Сообщение пустое")).to_be_visible()
        await card.get_by_role("textbox").fill("Доброе утро!")
        await button(card, "Отправить").click()
        await heading(card, "Сообщение отправлено").to_be_visible()
    sent = hh.state()["messages"]
    assert [message["text"] for message in sent if str(message["chat_id"]) == chat][-1:] == ["Доброе утро!"]


async def test_a_host_that_only_reads_is_told_the_other_way(open_host, hh, vacancy):
    async with open_host() as host:
        host.allowed = lambda tool: tool == "show_approval"
        card = await host.show(vacancy)
        await card.get_by_role("textbox").fill("Моя правка")
        await button(card, "Отправить").click()
        await expect(card.get_by_text("программа не пропустила ответ карточки")).to_be_visible()
        await expect(card.get_by_text("hh-mcp console")).to_be_visible()
        await expect(card.get_by_role("textbox")).to_have_value("Моя правка")
    assert hh.responses_to(vacancy) == []


async def test_a_host_that_lets_nothing_through_is_told_the_other_way(open_host, vacancy):
    async with open_host() as host:
        host.allowed = lambda tool: False
        card = await host.show(vacancy)
        await expect(card.get_by_text("не может связаться")).to_be_visible()
        await expect(card.get_by_text("hh-mcp approvals")).to_be_visible()
        await expect(card.get_by_role("button")).to_have_count(0)


async def test_without_any_result_the_call_itself_is_enough(open_host, hh, vacancy):
    async with open_host(no_result=True) as host:
        card = await host.show(vacancy)
        await heading(card, "Отправить отклик?").to_be_visible()
        await button(card, "Отправить").click()
        await heading(card, "Отклик отправлен").to_be_visible()
    assert len(hh.responses_to(vacancy)) == 1


async def test_a_card_of_an_earlier_start_names_the_other_way(open_host, hh, vacancy):
    async with open_host() as host:
        action = await host.respond(vacancy)
        html = (await host.assistant.client.read_resource("ui://hh-mcp/approval.html")).contents[0].text
        result, arguments = host.result, host.arguments
    async with open_host() as host:  # the program kept the page, the server was started again
        host.result, host.arguments = result, arguments
        await host.page.evaluate("(html) => open_card(html)", html)
        await host.give()
        await expect(host.card.get_by_text("от прошлого запуска")).to_be_visible()
        await expect(host.card.get_by_text("hh-mcp console")).to_be_visible()
        card = await host.open()  # the page read anew, for the old result
        await heading(card, "Отправить отклик?").to_be_visible()
    assert action
    assert hh.responses_to(vacancy) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"has_test": True, "test_required": True}, "Работодатель задаёт вопросы"),
        ({"archived": True}, "Ничего не отправлено."),
    ],
)
async def test_what_is_no_question_is_not_blank(open_host, hh, fields, words):
    async with open_host() as host:
        await host.call(vacancy_id=hh.add_vacancy(name="Другая", **fields), resume_id=RESUME)
        card = await host.open()
        await expect(card.locator("#brief")).to_contain_text(words)
        await expect(card.get_by_text("login_")).to_have_count(0)
