"""What is new: told once, again on request, most urgent first."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import partial

import anyio
import pytest
from mcp import MCPDeprecationWarning
from mcp.types import ResourceUpdatedNotification
from support import RESUME, yes

from hh_mcp.console.progress import funnel
from hh_mcp.hh.models import Response, SavedSearch
from hh_mcp.store.notices import Notice
from hh_mcp.tools.news import _kind, _of_search
from hh_mcp.views.news import NewsItem
from hh_mcp.views.words import INVITED, state_words

pytestmark = pytest.mark.anyio


@pytest.fixture
def answered(hh, vacancy):
    """Make the employer of a response act."""

    def act(**what) -> None:
        hh.employer(response_id=hh.responses_to(vacancy)[0]["id"], **what)

    return act


async def test_news_are_told_once_and_again_on_request(connect, hh, vacancy, answered):
    async with connect(yes()) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        await assistant.call("get_notifications")
        assert (await assistant.call("get_notifications"))["items"] == []

        answered(act="view")
        (viewed,) = (await assistant.call("get_notifications"))["items"]
        assert (viewed["kind"], viewed["vacancy_id"]) == ("viewed", vacancy)

        answered(act="invite", text="Приходите!")
        (invited,) = (await assistant.call("get_notifications"))["items"]
        assert (invited["kind"], invited["text"]) == ("invitation", "Приходите!")
        assert invited["chat_id"]
        assert invited["response_id"]
        assert (await assistant.call("get_notifications"))["items"] == []

        again = await assistant.call("get_notifications", since=datetime.now(UTC).date().isoformat())
        assert {"invitation", "viewed"} <= {item["kind"] for item in again["items"]}


async def test_questions_messages_and_refusals_have_kinds_of_their_own(connect, hh, vacancy, answered):
    async with connect(yes()) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        await assistant.call("get_notifications")
        answered(act="message", text="Уточните, пожалуйста, опыт.")
        message = (await assistant.call("get_notifications"))["items"][0]
        assert (message["kind"], message["text"]) == ("message", "Уточните, пожалуйста, опыт.")
        answered(act="ask", text="Готовы к переезду?")
        question = (await assistant.call("get_notifications"))["items"][0]
        assert question["kind"] == "question"
        answered(act="discard", text="К сожалению, нет.")
        refusal = (await assistant.call("get_notifications"))["items"][0]
        assert refusal["kind"] == "refusal"


async def test_the_most_urgent_comes_first(connect):
    async with connect() as assistant:
        found = await assistant.call("get_notifications", since="2020-01-01")
    order = ["invitation", "question", "message", "state", "refusal", "saved_search", "viewed", "resume_views"]
    places = [order.index(item["kind"]) for item in found["items"]]
    assert places == sorted(places)
    assert sum(found["counts"].values()) == found["found"]


def test_a_saved_search_with_new_vacancies_is_news():
    notice = _of_search(SavedSearch(id="5", name="Python, удалённо", new=3), datetime.now(UTC))
    item = NewsItem.model_validate_json(notice.body)
    assert (item.kind, item.vacancy, item.count) == ("saved_search", "Python, удалённо", 3)


@pytest.mark.parametrize("state", sorted(INVITED))
def test_what_is_an_invitation_in_the_news_is_one_in_the_funnel(state):
    response = Response(id="1", state=state)
    assert _kind(response) == "invitation"
    assert funnel([response])[-1].count == 1
    assert state_words(state) != state


async def test_a_bad_date_is_said_so(connect):
    async with connect() as assistant:
        for moment in ("вчера", "0001-01-01", "9999-12-31", "0001-01-01T00:00+14:00"):
            text = await assistant.raw("get_notifications", since=moment)
            assert not text.is_error or text.content[0].text.startswith("[bad_argument]"), moment
        assert (await assistant.error("get_notifications", since="вчера")).startswith("[bad_argument]")


async def test_a_digest_costs_hh_at_most_four_requests(connect, hh):
    async with connect() as assistant:
        before = len(hh.requests())
        await assistant.call("get_notifications")
        assert len(hh.requests()) - before <= 4


async def test_somebody_who_listens_is_told_when_there_is_news(connect, hh, vacancy, answered, era):
    heard = anyio.Event()

    async def hear(message: object) -> None:
        if isinstance(message, ResourceUpdatedNotification):
            heard.set()

    async with connect(yes(), mode=era, message_handler=hear, watch_minutes=0.002) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        await assistant.call("get_notifications")
        if era == "legacy":
            with pytest.warns(MCPDeprecationWarning):
                await assistant.client.subscribe_resource("hh://notifications")
            answered(act="invite", text="Приходите!")
            with anyio.fail_after(10):
                await heard.wait()
        else:
            async with assistant.client.listen(resource_subscriptions=["hh://notifications"]) as events:
                answered(act="invite", text="Приходите!")
                with anyio.fail_after(10):
                    async for _ in events:
                        break
        resource = (await assistant.client.read_resource("hh://notifications")).contents[0].text
        assert "Приходите!" in resource
        told = await assistant.call("get_notifications")
        assert [item["kind"] for item in told["items"]] == ["invitation"]


async def test_a_look_that_breaks_off_ends_neither_server_nor_watch(connect, make_settings, hh, vacancy, answered):
    """Another program takes the table away and puts it back: an error that nobody foresaw."""
    looks = partial(hh.requests, "GET", "/applicant/negotiations")
    async with connect(yes(), watch_minutes=0.002) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        await assistant.call("get_notifications")
        async with assistant.client.listen(resource_subscriptions=["hh://notifications"]) as events:
            with closing(sqlite3.connect(make_settings().database)) as other, anyio.fail_after(10):
                other.execute("alter table notices rename to taken")
                before = len(looks())
                while len(looks()) < before + 2:  # the second look: the first one has broken off
                    await anyio.sleep(0.02)
                other.execute("alter table taken rename to notices")
            answered(act="invite", text="Приходите!")
            with anyio.fail_after(10):
                async for _ in events:
                    break


async def test_more_news_than_a_digest_shows_are_all_counted(connect):
    """Whoever was away for long is told how much there is, and nothing counts as told that was not read."""
    moment = datetime.now(UTC)
    body = NewsItem(kind="refusal", at="2026-11-01 10:00").model_dump_json()
    notices = [Notice(key=f"response:{n}:discard", kind="refusal", at=moment, body=body) for n in range(250)]
    async with connect() as assistant:
        await assistant.call("get_notifications")
        app = assistant.client.server._app
        app.store.notices.learn(app.settings.account_key, notices, stale=moment)
        told = await assistant.call("get_notifications")
    assert (told["found"], told["counts"]) == (250, {"refusal": 250})
