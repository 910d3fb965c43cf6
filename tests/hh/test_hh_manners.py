"""Lists of responses: interviews among the invitations, and what they tell about employers."""

import copy
import json
from typing import Any

import pytest
import real_samples as real
from hh_memory import MemoryStore
from hh_servers import Pretender, Request, config, page, serving

from hh_mcp.hh.client import HHClient
from hh_mcp.views.vacancy_words import employer_warnings, politeness_words

pytestmark = pytest.mark.anyio
SITE = json.dumps({"id": "s1", "cookies": {"hhtoken": "t", "_xsrf": "x"}, "signed_in": True})


class Lists(Pretender):
    """Answers a list of responses by its state."""

    async def __call__(self, request: Request, stream: Any) -> None:
        state = next((word for word in ("INVITATION", "INTERVIEW") if word in request.target), "")
        self.tell("/site/applicant/negotiations", page(responses(state)))
        await super().__call__(request, stream)


def responses(state: str) -> dict[str, Any]:
    found = copy.deepcopy(real.NEGOTIATIONS_PAGE)
    index = found["applicantEmployerPoliteness"]["employerPolitenessIndexes"]["500001"]
    index["readTopicPercent"] = 0
    if state:
        number = {"INVITATION": 1, "INTERVIEW": 2}[state]
        created = f"2026-03-1{number}T10:05:00.000+03:00"
        found["applicantNegotiations"]["topicList"][0] |= {"id": number, "lastState": state, "creationTime": created}
    return found


@pytest.fixture
async def client(store: MemoryStore):
    store.texts["site"] = SITE
    pretender = Lists()
    vacancy = copy.deepcopy(real.VACANCY_PAGE)
    del vacancy["applicantEmployerPoliteness"]
    pretender.tell("/site/vacancy/900000001", page(vacancy | {"userType": "applicant"}))
    async with serving(pretender) as server, HHClient(config(server.url), store) as client:
        yield client


async def test_interviews_are_among_the_invitations(client: HHClient):
    found = await client.get_responses("invitations")
    assert [(item.id, item.state) for item in found.items] == [("2", "interview"), ("1", "invitation")]
    assert (found.found, found.pages) == (2, 1)


async def test_one_state_is_still_one_list(client: HHClient):
    assert [item.state for item in (await client.get_responses("interview")).items] == ["interview"]


async def test_what_a_list_tells_of_an_employer_warns_before_a_response(client: HHClient):
    before = await client.get_vacancy("900000001")
    assert before.politeness.reads_percent is None
    await client.get_responses()
    vacancy = await client.get_vacancy("900000001")
    assert any("0 %" in warning for warning in employer_warnings(vacancy, "ru"))
    assert politeness_words(vacancy.politeness, "ru") == "читает 0 % откликов, отвечает за 3 раб. дн."
    context = await client.get_response_context("900000001")
    assert context.vacancy.politeness == vacancy.politeness
