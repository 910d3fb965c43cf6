"""A model in a careless host: it has the card's tools, every resource and every result, and sends nothing."""

import hashlib
import random
from datetime import timedelta

import anyio
import pytest
from card_support import SECRET, mount, read_page
from mcp import Client
from support import APPS, DESKTOP, RESUME, Assistant, Clock

from hh_mcp.server import build_server

pytestmark = pytest.mark.anyio

TRIES = 5_000
AT_ONCE = 20


@pytest.fixture
async def careless(make_settings, connect, era):
    """A host that hides nothing from its model."""
    async with connect(None):
        pass
    clock = Clock()
    async with Client(build_server(make_settings(), now=clock), mode=era, client_info=DESKTOP, extensions=[APPS]) as it:
        host = Assistant(it)
        host.clock = clock
        yield host


async def everything(host):
    """All that the host could hand to its model but the card's page: lists, resources, texts."""
    client = host.client
    texts = [str((await client.list_tools()).tools)]
    for resource in (await client.list_resources()).resources:
        texts += [content.text for content in (await client.read_resource(str(resource.uri))).contents]
    return " ".join(texts).split()


async def test_a_model_with_every_tool_and_result_sends_nothing(careless, hh, vacancy):
    pending = await careless.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Письмо")
    page = await mount(careless.client)  # the card that the person sees, and whose calls the model is shown
    item = await page.one(pending["action_id"])
    careless.clock.passed += timedelta(seconds=5)
    proofs = [page.prove("show", item["id"], ""), page.prove("decide", item["id"], "old", "send", ""), ""]
    words = [*await everything(careless), item["id"], item["nonce"], page.page, *proofs]
    dice = random.Random(13)

    async def guess():
        tool = dice.choice(["show_approval", "decide"])
        arguments = {
            "action_id": item["id"],
            "action_ids": [item["id"]],
            "target": dice.choice(["", vacancy, "x"]),
            "nonce": item["nonce"] if dice.random() < 0.8 else dice.choice(words),
            "send": True,
            "text": dice.choice(["", "Письмо", "Другое"]),
            "page": page.page if dice.random() < 0.8 else dice.choice(words),
            "proof": dice.choice([*proofs, dice.choice(words), dice.randbytes(32).hex()]),
        }
        result = await careless.raw(tool, **arguments)
        assert result.is_error or result.structured_content["items"][0]["state"] == "waiting"

    for _ in range(TRIES // AT_ONCE):
        async with anyio.create_task_group() as tasks:
            for _ in range(AT_ONCE):
                tasks.start_soon(guess)
    assert (await page.one(item["id"]))["state"] == "waiting"
    assert hh.requests("POST", "vacancy_response/popup") == []


async def test_a_model_that_reads_the_page_has_nothing_to_pass_on(careless, hh, vacancy):
    """What stands in the page is a key, and a key is no proof: a model would have to run the page's script."""
    pending = await careless.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    action = pending["action_id"]
    name, key = SECRET.search(await read_page(careless.client)).groups()
    shown = await (await mount(careless.client)).one(action)
    careless.clock.passed += timedelta(seconds=5)
    guesses = [
        key,
        name,
        f"{name}{key}",
        *(hashlib.sha256(f"{key}{word}".encode()).hexdigest() for word in (action, "")),
    ]
    for proof in guesses:
        common = {"page": name, "proof": proof}
        assert (await careless.raw("show_approval", action_ids=[action], **common)).is_error
        decision = {"action_id": action, "nonce": shown["nonce"], "send": True, "text": ""}
        assert (await careless.raw("decide", **decision, **common)).is_error
    assert hh.requests("POST", "vacancy_response/popup") == []


async def test_no_call_of_the_card_counts_twice(careless, hh, vacancy):
    """A host that shows its model the calls of the card gives away nothing that could be used again."""
    first = await careless.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    page = await mount(careless.client)
    item = await page.one(first["action_id"])
    careless.clock.passed += timedelta(seconds=5)
    assert (await page.press(item, True, ""))["state"] == "sent"
    again = await page.raw(item["id"], item["nonce"], True, "")
    assert again.structured_content["items"][0]["state"] == "sent"
    other = await careless.call("respond", vacancy_id=hh.add_vacancy(name="Другая"), resume_id=RESUME)
    changed = await page.raw(item["id"], item["nonce"], True, "", {"action_id": other["action_id"]})
    assert changed.is_error
    assert len(hh.requests("POST", "vacancy_response/popup")) == 1
