"""The approval card: shown only to hosts that declare it, decides once, and never through the model."""

import json

import pytest
from mcp import Client
from mcp.client import advertise
from mcp.server.apps import APP_MIME_TYPE, EXTENSION_ID
from support import RESUME, Assistant, Clock, yes

from hh_mcp.server import build_server
from hh_mcp.tools.card import CARD, META

pytestmark = pytest.mark.anyio

APPS = advertise(EXTENSION_ID, {"mimeTypes": [APP_MIME_TYPE]})


@pytest.fixture
async def desktop(make_settings, connect, hh, era):
    """A host that shows cards and no forms, as Claude Desktop does."""
    async with connect(None):
        pass
    async with Client(build_server(make_settings()), mode=era, extensions=[APPS]) as client:
        yield Assistant(client)


async def test_the_card_sends_what_the_person_saw(desktop, hh, vacancy):
    result = await desktop.raw("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Здравствуйте!")
    card = result.meta[META]
    assert result.structured_content["status"] == "pending_approval"
    assert card["text"] == "Здравствуйте!"
    assert card["nonce"] not in json.dumps(result.structured_content) + result.content[0].text

    decided = await desktop.call(
        "decide", action_id=card["action_id"], nonce=card["nonce"], send=True, text="Здравствуйте! Исправлено."
    )
    assert decided["status"] == "sent"
    assert [r["letter"] for r in hh.responses_to(vacancy)] == ["Здравствуйте! Исправлено."]
    assert (await desktop.call("get_action", action_id=card["action_id"]))["status"] == "sent"

    again = await desktop.error("decide", action_id=card["action_id"], nonce=card["nonce"], send=True, text="Ещё раз")
    assert again.startswith("[approval_denied]")
    assert len(hh.requests("POST", "vacancy_response/popup")) == 1


async def test_the_card_declines(desktop, hh, vacancy):
    result = await desktop.raw("respond", vacancy_id=vacancy, resume_id=RESUME)
    card = result.meta[META]
    told = await desktop.call("decide", action_id=card["action_id"], nonce=card["nonce"], send=False, text="")
    assert told["status"] == "declined"
    assert hh.responses_to(vacancy) == []


@pytest.mark.parametrize("nonce", ["", "guess", "\u0000"])
async def test_without_the_nonce_nothing_is_decided(desktop, hh, vacancy, nonce):
    result = await desktop.raw("respond", vacancy_id=vacancy, resume_id=RESUME)
    action_id = result.structured_content["action_id"]
    text = await desktop.error("decide", action_id=action_id, nonce=nonce, send=True, text="")
    assert text.startswith("[approval_denied]")
    assert hh.responses_to(vacancy) == []


async def test_the_nonce_of_one_action_does_not_open_another(desktop, hh, vacancy):
    other = hh.add_vacancy(name="Другая")
    first = (await desktop.raw("respond", vacancy_id=vacancy, resume_id=RESUME)).meta[META]
    second = (await desktop.raw("respond", vacancy_id=other, resume_id=RESUME)).meta[META]
    text = await desktop.error("decide", action_id=second["action_id"], nonce=first["nonce"], send=True, text="")
    assert text.startswith("[approval_denied]")


async def test_a_client_without_cards_gets_no_nonce_and_cannot_decide(connect, make_settings, desktop, vacancy):
    card = (await desktop.raw("respond", vacancy_id=vacancy, resume_id=RESUME)).meta[META]
    async with connect(None) as plain:
        result = await plain.raw("respond", vacancy_id=vacancy, resume_id=RESUME)
        assert META not in (result.meta or {})
        text = await plain.error("decide", action_id=card["action_id"], nonce=card["nonce"], send=True, text="")
    assert text.startswith("[approval_denied]")


async def test_a_host_that_shows_forms_is_asked_by_form(connect, make_settings, hh, vacancy):
    async with connect(None):
        pass
    person, clock = yes(), Clock()
    server = build_server(make_settings(), now=clock)
    async with Client(server, extensions=[APPS], elicitation_callback=clock.read_by(person, 2)) as client:
        sent = await Assistant(client).call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert (sent["status"], len(person.asked)) == ("sent", 1)


async def test_the_card_is_a_page_on_its_own(desktop):
    tools = {tool.name: tool for tool in (await desktop.client.list_tools()).tools}
    assert tools["decide"].meta["ui"] == {"resourceUri": CARD, "visibility": ["app"]}
    assert tools["respond"].meta["ui"]["resourceUri"] == tools["send_message"].meta["ui"]["resourceUri"] == CARD
    page = (await desktop.client.read_resource(CARD)).contents[0]
    assert page.mime_type == APP_MIME_TYPE
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "innerHTML" not in page.text
