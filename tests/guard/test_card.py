"""The approval card: only for hosts that are known, from the action's id alone, and never through the model."""

import json
from contextlib import asynccontextmanager
from datetime import timedelta

import anyio
import anyio.lowlevel
import pytest
from card_support import SECRET, mount, read_page
from mcp import Client
from mcp.server.apps import APP_MIME_TYPE
from mcp.types import Implementation
from support import APPS, DESKTOP, RESUME, Assistant, Clock, yes

from hh_mcp.server import build_server
from hh_mcp.store.records import State
from hh_mcp.tools.card_clients import CARD, CARD_TOOLS

pytestmark = pytest.mark.anyio


@pytest.fixture
async def open_host(make_settings, connect, era):
    """A host that shows cards and no forms, as Claude Desktop does."""
    async with connect(None):
        pass

    @asynccontextmanager
    async def opened(name=DESKTOP, extensions=(APPS,), **changes):
        clock = Clock()
        server = build_server(make_settings(**changes), now=clock)
        async with Client(server, mode=era, client_info=name, extensions=list(extensions)) as client:
            host = Assistant(client)
            host.clock, host.app = clock, server._app
            yield host

    return opened


@pytest.fixture
async def desktop(open_host):
    async with open_host() as host:
        yield host


async def propose(host, vacancy, letter="Здравствуйте!"):
    pending = await host.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=letter)
    assert pending["status"] == "pending_approval"
    return pending["action_id"]


async def shown(host, action_id):
    """Mount the card, and read it as long as a person does."""
    page = await mount(host.client)
    item = await page.one(action_id)
    host.clock.passed += timedelta(seconds=2)
    return page, item


async def test_the_card_shows_all_that_the_person_decides_by(desktop, hh, vacancy):
    _, item = await shown(desktop, await propose(desktop, vacancy, "Пишите: t.me/anna"))
    assert (item["state"], item["can"], item["text"]) == ("waiting", ["send", "decline"], "Пишите: t.me/anna")
    assert item["vacancy"] == "Инженер по тестированию"
    assert item["link"].endswith(f"/vacancy/{vacancy}")
    assert {warning["about"] for warning in item["warnings"]} == {"text"}
    assert (item["limit"], item["until"][:2]) == (10_000, "20")


async def test_the_card_sends_what_the_person_wrote(desktop, hh, vacancy):
    page, item = await shown(desktop, await propose(desktop, vacancy))
    after = await page.press(item, True, "Здравствуйте! Исправлено.")
    assert (after["state"], after["edited"], after.get("can"), after.get("nonce")) == ("sent", True, None, None)
    assert [r["letter"] for r in hh.responses_to(vacancy)] == ["Здравствуйте! Исправлено."]
    again = await page.press(item, True, "Ещё раз")
    assert again["state"] == "sent"
    assert len(hh.requests("POST", "vacancy_response/popup")) == 1


async def test_an_emptied_field_sends_no_letter(desktop, hh, vacancy):
    page, item = await shown(desktop, await propose(desktop, vacancy))
    assert (await page.press(item, True, " "))["state"] == "sent"
    assert [r["letter"] for r in hh.responses_to(vacancy)] == [""]


async def test_the_card_declines(desktop, hh, vacancy):
    page, item = await shown(desktop, await propose(desktop, vacancy))
    assert (await page.press(item, False))["state"] == "declined"
    assert hh.responses_to(vacancy) == []


async def test_no_counts_at_once(desktop, hh, vacancy):
    page = await mount(desktop.client)
    item = await page.one(await propose(desktop, vacancy))
    assert (await page.press(item, False))["state"] == "declined"


async def test_yes_quicker_than_reading_decides_nothing(desktop, hh, vacancy):
    page = await mount(desktop.client)
    item = await page.one(await propose(desktop, vacancy))
    after = await page.press(item, True, item["text"])
    assert (after["state"], after["problem"]["code"], after["nonce"]) == ("waiting", "too_soon", item["nonce"])
    assert hh.responses_to(vacancy) == []


async def test_a_text_that_is_too_long_leaves_the_nonce(desktop, hh, vacancy):
    page, item = await shown(desktop, await propose(desktop, vacancy))
    after = await page.press(item, True, "x" * 10_120)
    assert (after["state"], after["nonce"]) == ("waiting", item["nonce"])
    assert "10120" in after["problem"]["text"]
    assert "Ничего не отправлено." in after["problem"]["text"]
    assert (await page.press(after, True, "Короче"))["state"] == "sent"
    assert [r["letter"] for r in hh.responses_to(vacancy)] == ["Короче"]


async def test_what_stops_the_send_is_told_and_can_be_tried_again(open_host, hh, vacancy):
    async with open_host() as host:
        action_id = await propose(host, vacancy)
    async with open_host(daily_responses=0) as host:
        page, item = await shown(host, action_id)
        after = await page.press(item, True, "Здравствуйте!")
        assert (after["state"], after["problem"]["code"]) == ("approved", "limit_reached")
        assert after["can"] == ["send", "decline"]
        assert after["nonce"] != item["nonce"]
        assert (await page.press(after, False))["state"] == "declined"
    assert hh.responses_to(vacancy) == []


async def test_a_yes_is_undone_while_it_waits_for_its_turn(open_host, hh, vacancy):
    async with open_host(response_pause=30) as host:
        first = hh.add_vacancy(name="Первая")
        page, item = await shown(host, await propose(host, first))
        assert (await page.press(item, True, item["text"]))["state"] == "sent"
        page, item = await shown(host, await propose(host, vacancy))
        outcome = {}

        async def send():
            outcome["sent"] = await page.press(item, True, item["text"])

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(send)
            while (seen := await page.one(item["id"]))["state"] == "waiting":
                await anyio.lowlevel.checkpoint()
            assert seen["state"] == "approved"
            assert 0 < seen["leaves_in"] <= 30
            assert (await page.press(seen, False))["state"] == "declined"
            tasks.cancel_scope.cancel()
        assert (await page.one(item["id"]))["state"] == "declined"
    assert hh.responses_to(vacancy) == []


async def test_a_withdrawal_has_no_text(open_host, hh, vacancy):
    async with open_host(toolsets="all") as host:
        page, item = await shown(host, await propose(host, vacancy))
        await page.press(item, True, item["text"])
        response = str(hh.responses_to(vacancy)[0]["id"])
        pending = await host.call("withdraw_response", response_id=response)
        page, item = await shown(host, pending["action_id"])
        assert (item["kind"], item.get("text")) == ("withdraw", None)
        assert (await page.press(item, True, "Лишний текст"))["state"] == "sent"
        assert host.app.store.actions.get(item["id"]).text == ""


@pytest.mark.parametrize(
    ("state", "shows"),
    [(State.DECLINED, "declined"), (State.EXPIRED, "replaced"), (State.SENT, "sent"), (State.REFUSED, "refused")],
)
async def test_what_was_decided_elsewhere_is_not_offered(desktop, hh, vacancy, state, shows):
    page, item = await shown(desktop, await propose(desktop, vacancy))
    actions, now = desktop.app.store.actions, desktop.app.now()
    action = actions.get(item["id"])
    if state is State.DECLINED:
        actions.decline(action, "console", now)
    elif state is State.EXPIRED:
        actions.withdraw(action, now)
    else:
        other = await page.press(item, True, item["text"])
        assert other["state"] == "sent"
        if state is State.REFUSED:
            desktop.app.store._database.execute("update actions set state = 'refused', detail = 'Закрыта'")
    after = await page.one(item["id"])
    assert (after["state"], after.get("can"), after.get("nonce")) == (shows, None, None)
    assert (await page.press({**item}, True, "Поздно"))["state"] == shows
    assert len(hh.requests("POST", "vacancy_response/popup")) <= 1


async def test_a_proposal_of_yesterday_has_expired(desktop, hh, vacancy):
    page, item = await shown(desktop, await propose(desktop, vacancy))
    desktop.clock.passed += timedelta(hours=25)
    assert (await page.press(item, True, item["text"]))["state"] == "expired"
    assert hh.responses_to(vacancy) == []


async def test_an_unknown_action_is_missing(desktop):
    page = await mount(desktop.client)
    assert await page.show("zzzzzzzz") == [{"id": "zzzzzzzz", "state": "missing"}]


async def test_several_actions_fit_on_one_card(desktop, hh, vacancy):
    ids = [await propose(desktop, one) for one in (vacancy, hh.add_vacancy(name="Другая"))]
    page = await mount(desktop.client)
    assert [item["id"] for item in await page.show(*ids)] == ids


async def test_without_a_result_the_subject_finds_the_action(desktop, vacancy):
    action_id = await propose(desktop, vacancy)
    page = await mount(desktop.client)
    assert [item["id"] for item in await page.show(target=vacancy)] == [action_id]
    assert await page.show(target="1") == await page.show() == []


async def test_with_approval_forbidden_only_no_is_offered(open_host, hh, vacancy):
    async with open_host() as host:
        action_id = await propose(host, vacancy)
    async with open_host(approval="deny") as host:
        page, item = await shown(host, action_id)
        assert item["can"] == ["decline"]
        after = await page.press(item, True, item["text"])
        assert after["problem"]["code"] == "approval_denied"
    assert hh.responses_to(vacancy) == []


async def test_a_second_mount_does_not_end_the_first(desktop, hh, vacancy):
    action_id = await propose(desktop, vacancy)
    (first, item), (second, other) = [await shown(desktop, action_id) for _ in range(2)]
    assert first.key != second.key
    assert (await first.press(item, True, "Первая"))["state"] == "sent"
    assert (await second.press(other, True, "Вторая"))["state"] == "sent"
    assert [r["letter"] for r in hh.responses_to(vacancy)] == ["Первая"]


# What a model may try


async def test_no_result_holds_what_proves(desktop, hh, vacancy):
    page = await mount(desktop.client)
    results = [await desktop.raw("respond", vacancy_id=vacancy, resume_id=RESUME)]
    item = await page.one(results[0].structured_content["action_id"])
    results.append(await page.raw(item["id"], item["nonce"], True, ""))
    for result in results:
        assert page.key not in json.dumps(result.model_dump(mode="json"))


@pytest.mark.parametrize(
    "changes",
    [{"page": "other"}, {"proof": ""}, {"proof": "é"}, {"proof": "0" * 64}, {"text": "Другое"}, {"send": True}],
)
async def test_without_the_proof_nothing_is_decided(desktop, hh, vacancy, changes):
    page, item = await shown(desktop, await propose(desktop, vacancy))
    result = await page.raw(item["id"], item["nonce"], False, "", changes)
    assert result.content[0].text.startswith("[approval_denied]")
    assert "hh-mcp console" in result.content[0].text
    assert "HH_MCP_APPROVAL" not in result.content[0].text
    assert (await page.one(item["id"]))["state"] == "waiting"


async def test_the_nonce_of_one_action_does_not_open_another(desktop, hh, vacancy):
    page, first = await shown(desktop, await propose(desktop, vacancy))
    _, second = await shown(desktop, await propose(desktop, hh.add_vacancy(name="Другая")))
    after = await page.press({**second, "nonce": first["nonce"]}, True, "Подмена")
    assert (after["state"], after["problem"]["code"]) == ("waiting", "stale")


async def test_a_page_of_an_earlier_start_proves_nothing(open_host, hh, vacancy):
    async with open_host() as host:
        page, item = await shown(host, await propose(host, vacancy))
    async with open_host() as host:
        page.client = host.client
        result = await page.raw(item["id"], item["nonce"], True, "")
    assert result.content[0].text.startswith("[approval_denied]")
    assert hh.responses_to(vacancy) == []


# Which hosts it is for


STRANGER = Implementation(name="somebody", version="1")


async def names(host):
    return {tool.name for tool in (await host.client.list_tools()).tools}


@pytest.mark.parametrize(
    ("name", "extensions", "card", "there"),
    [
        (DESKTOP, (APPS,), "known", True),
        (STRANGER, (APPS,), "known", False),
        (STRANGER, (APPS,), "always", True),
        (STRANGER, (), "always", False),
        (DESKTOP, (), "known", False),
        (DESKTOP, (APPS,), "never", False),
    ],
)
async def test_only_a_known_host_has_the_cards_tools(open_host, vacancy, name, extensions, card, there):
    async with open_host(name, extensions, card=card) as host:
        assert (await names(host) >= CARD_TOOLS) is there
        assert bool(await names(host) & CARD_TOOLS) is there
        tools = {tool.name: tool for tool in (await host.client.list_tools()).tools}
        assert bool(tools["respond"].meta) is there
        page, key = SECRET.search(await read_page(host.client)).groups()
        assert bool(page) is bool(key) is there
        if not there:
            text = await host.error("decide", action_id="a", nonce="b", send=True, text="", page="c", proof="d")
            assert "Unknown tool: decide" in text


async def test_over_http_the_card_is_there_only_where_allowed(make_settings):
    for allowed in (False, True):
        server = build_server(make_settings(http_decisions=allowed))
        server.serve_over_http()
        async with Client(server, client_info=DESKTOP, extensions=[APPS]) as client:
            assert bool(await names(Assistant(client)) & CARD_TOOLS) is allowed
            assert bool(SECRET.search(await read_page(client))[2]) is allowed


async def test_a_stranger_is_asked_on_the_page_instead(open_host, vacancy):
    async with open_host(STRANGER) as host:
        pending = await host.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert "hh-mcp approvals" in pending["next_step"]
    assert "карточк" not in pending["next_step"]


async def test_the_pending_text_names_the_other_doors(desktop, vacancy):
    pending = await desktop.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert "hh-mcp console" in pending["next_step"]
    assert "hh-mcp approvals" in pending["next_step"]


async def test_a_host_that_shows_forms_is_asked_by_form(connect, make_settings, hh, vacancy):
    async with connect(None):
        pass
    person, clock = yes(), Clock()
    server = build_server(make_settings(), now=clock)
    person_reads = clock.read_by(person, 2)
    async with Client(server, client_info=DESKTOP, extensions=[APPS], elicitation_callback=person_reads) as client:
        sent = await Assistant(client).call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert (sent["status"], len(person.asked)) == ("sent", 1)


async def test_the_tools_name_the_card_in_both_ways(desktop):
    tools = {tool.name: tool for tool in (await desktop.client.list_tools()).tools}
    for name in ("respond", "send_message"):
        assert tools[name].meta == {"ui": {"resourceUri": CARD}, "ui/resourceUri": CARD}
    for name in CARD_TOOLS:
        assert tools[name].meta["ui"] == {"resourceUri": CARD, "visibility": ["app"]}
    assert (tools["show_approval"].annotations.read_only_hint, tools["decide"].annotations.read_only_hint) == (
        True,
        False,
    )


async def test_the_page_is_whole_and_is_not_listed(desktop):
    assert CARD not in {str(resource.uri) for resource in (await desktop.client.list_resources()).resources}
    page = (await desktop.client.read_resource(CARD)).contents[0]
    assert page.mime_type == APP_MIME_TYPE
    assert len(page.text.encode()) < 30_000
    for foreign in ("http://", "https://", "innerHTML", "<form", "localStorage"):
        assert foreign not in page.text


async def test_read_only_mode_has_no_card(open_host):
    async with open_host(read_only=True) as host:
        assert not await names(host) & CARD_TOOLS
        with pytest.raises(Exception, match="Unknown resource"):
            await host.client.read_resource(CARD)
