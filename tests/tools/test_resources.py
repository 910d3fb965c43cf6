"""What a client attaches says what the tool of the same thing says, and lists that another tool makes say no less."""

import json

import pytest
from support import RESUME, consent, cookies_of, yes

from hh_mcp.store import Store
from hh_mcp.tools.app import App, utc_now

pytestmark = pytest.mark.anyio

DOLLARS = {"from": 3000, "to": 4000, "currency": "USD", "gross": False}
APPLICATION = {"client_id": "app", "client_secret": "hush", "redirect_uri": "http://127.0.0.1:8765/callback"}


async def resource(assistant, name: str):
    return json.loads((await assistant.client.read_resource(f"hh://{name}")).contents[0].text)


async def test_a_vacancy_is_the_same_as_a_resource_and_as_a_tool(connect, hh):
    vacancy = hh.add_vacancy(name="Remote engineer", salary=DOLLARS)
    async with connect(yes()) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        read = await assistant.call("get_vacancy", vacancy_id=vacancy, full=True)
        assert await resource(assistant, f"vacancy/{vacancy}") == read
    assert "applied" in read["flags"]
    assert "₽" in read["salary"]


async def test_favourites_say_what_is_paid_in_roubles_and_what_is_answered(connect, hh, make_settings):
    hh.reset(legacy_api=True)
    vacancy = hh.add_vacancy(name="Remote engineer", salary=DOLLARS)
    async with connect(yes(), toolsets="all", **APPLICATION) as assistant:
        await allow_the_application(make_settings(**APPLICATION))
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        await assistant.call("add_favorite", vacancy_id=vacancy)
        (kept,) = [item for item in (await assistant.call("list_favorites"))["items"] if item["id"] == vacancy]
    assert "applied" in kept["flags"]
    assert "₽" in kept["salary"]


async def allow_the_application(settings):
    app = App(settings)
    await app.hh.finish_oauth(consent(app.hh.begin_oauth(), cookies_of(settings)))
    await app.close()


async def test_the_journal_of_today_is_not_pushed_out_by_another_account(connect, make_settings):
    async with connect() as assistant:
        with Store.open(make_settings().database) as store:
            for _ in range(150):
                store.audit.append("signed_in", account="other", now=utc_now())
        told = [line["event"] for line in (await resource(assistant, "audit/today"))["items"]]
    assert told[:2] == ["tool_called", "code_requested"], "oldest first"
    assert told[-1] == "tool_called"
    assert "signed_in" in told
