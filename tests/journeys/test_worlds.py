"""One behaviour in every place where hh.ru may live for a person: the plain host, a region, a region for all but chats.

The second host name of the imitation stands for `sochi.hh.ru`; a write that comes to the plain host there is redirected
with nothing done.
"""

from urllib.parse import urlsplit

import pytest
from support import PHONE, RESUME, run_with, yes

pytestmark = pytest.mark.anyio
WORLDS = {"plain": None, "region": {"chatik": True}, "region but chats": {"chatik": False}}


@pytest.fixture(params=WORLDS.values(), ids=WORLDS.keys())
def world(request, hh):
    if request.param is not None:
        hh.fault(kind="region", **request.param)
    yield request.param
    hh.clear_faults()


async def test_from_sign_in_to_a_sent_message(connect, hh, era, vacancy, world):
    async with connect(yes(), mode=era, signed_in=False) as assistant:
        await assistant.call("login_request_code", login=PHONE)
        await assistant.call("login_confirm", code=hh.codes()[-1]["code"])
        assert (await assistant.call("list_resumes"))["items"]
        assert (await assistant.call("search_vacancies", text="python"))["found"]
        assert (await assistant.call("get_vacancy", vacancy_id=vacancy))["title"]
        letter = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": "Здравствуйте!"}
        sent = await assistant.call("respond", **letter)
        (accepted,) = hh.responses_to(vacancy)
        hh.employer(response_id=accepted["id"], act="invite", text="Приходите!")
        assert (await assistant.call("get_notifications"))["items"]
        message = await assistant.call("send_message", chat_id=sent["chat_id"], text="Приду!")
        assert (sent["status"], message["status"]) == ("sent", "sent")
        withdrawn = await assistant.call("list_responses")
        assert [item["vacancy_id"] for item in withdrawn["items"]][:1] == [vacancy]
        await assistant.call("logout")
        assert (await assistant.call("get_status"))["signed_in"] is False
    posts = [request["path"] for request in hh.requests("POST") if not request["path"].startswith("/account")]
    assert posts == ["/applicant/vacancy_response/popup", "/chatik/api/send"]


async def test_the_next_process_goes_on_without_a_redirect(connect, hh, vacancy, world):
    async with connect(yes()) as assistant:
        await assistant.call("list_resumes")
    before = len(hh.requests())
    async with connect(yes()) as assistant:
        await assistant.call("list_resumes")
        assert (await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME))["status"] == "sent"
    seen = [(request["method"], request["path"]) for request in hh.requests()[before:]]
    assert len(seen) == len(set(seen)) == 4


def test_a_program_of_the_terminal_goes_on_there(hh, make_settings, world):
    from support import sign_in

    sign_in(make_settings(), hh)
    shown = run_with(make_settings(), "status", "--json").output
    assert urlsplit(hh.url).hostname == "127.0.0.1"
    assert '"signed_in": true' in shown
