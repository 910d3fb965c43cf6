"""What a first day on hh.ru may bring, through the tools: a VPN, a border, a draft, an answer for strangers."""

import pytest
from support import RESUME, yes

pytestmark = pytest.mark.anyio
RESUME_ARGUMENT = {"resume_id": RESUME}


@pytest.mark.parametrize("kind", ["vpn", "geo"])
async def test_a_refused_network_is_told_and_nothing_is_lost(connect, hh, vacancy, kind):
    async with connect(yes()) as assistant:
        hh.fault(kind=kind, times=0)
        hh.fault(kind="status", host="api", status=403, times=0)
        for tool, arguments in (
            ("search_vacancies", {"text": "python"}),
            ("get_vacancy", {"vacancy_id": vacancy}),
            ("list_resumes", {}),
            ("respond", {"vacancy_id": vacancy, **RESUME_ARGUMENT}),
        ):
            words = await assistant.error(tool, **arguments)
            assert words.startswith("[vpn_refused]")
            assert "VPN" in words
        hh.clear_faults()
        assert (await assistant.call("respond", vacancy_id=vacancy, **RESUME_ARGUMENT))["status"] == "sent"


@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_only_a_draft_is_told_by_every_tool_that_needs_a_resume(connect, hh, vacancy, lang):
    async with connect(yes(), lang=lang) as assistant:
        hh.fault(kind="draft_only")
        for arguments in ({}, RESUME_ARGUMENT):
            words = await assistant.error("respond", vacancy_id=vacancy, **arguments)
            assert words.startswith("[resume_not_published]")
            assert "/applicant/resumes" in words
        assert (await assistant.error("list_resumes")).startswith("[resume_not_published]")
        await assistant.call("get_notifications")
        hh.clear_faults()
    assert hh.responses_to(vacancy) == []


async def test_an_answer_for_strangers_ends_nothing_for_good(connect, hh, vacancy):
    async with connect(yes()) as assistant:
        hh.fault(kind="anonymous_cookie", times=1)
        assert (await assistant.error("list_resumes")).startswith("[session_expired]")
        assert (await assistant.call("list_resumes"))["items"]
        assert (await assistant.call("respond", vacancy_id=vacancy, **RESUME_ARGUMENT))["status"] == "sent"


async def test_an_account_of_an_employer_is_told_at_the_sign_in(connect, hh):
    async with connect(signed_in=False) as assistant:
        await assistant.call("login_request_code", login="+79000000020")
        words = await assistant.error("login_confirm", code=hh.codes()[-1]["code"])
        assert "работодател" in words
        assert (await assistant.call("get_status"))["signed_in"] is False
