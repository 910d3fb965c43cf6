"""A person who uses hh.ru by an application (ROUTE=api): what the assistant and the person are told."""

import pytest
from support import PHONE, Imitation, run_with, sign_in_by_oauth

pytestmark = pytest.mark.anyio
APPLICATION = {"client_id": "route-tests", "client_secret": "hush", "redirect_uri": "http://127.0.0.1:9/back"}


async def test_with_route_api_a_code_is_not_offered_nor_taken(connect, hh: Imitation):
    async with connect(route="api", signed_in=False, **APPLICATION) as assistant:
        for tool, arguments in (
            ("login_request_code", {"login": PHONE}),
            ("login_request_code", {}),
            ("login_confirm", {"code": "1234"}),
            ("list_resumes", {}),
        ):
            text = await assistant.error(tool, **arguments)
            assert text.startswith("[not_signed_in]")
            assert "hh-mcp login --oauth" in text
            assert "HH_MCP_ROUTE=auto" in text
        status = await assistant.call("get_status")
    assert not status["signed_in"]
    assert "hh-mcp login --oauth" in status["next_step"]
    assert hh.codes() == []


async def test_with_route_api_a_session_of_the_site_does_not_count(connect, hh: Imitation):
    async with connect() as assistant:
        assert (await assistant.call("get_status"))["signed_in"]
    async with connect(route="api", signed_in=None, **APPLICATION) as assistant:
        status = await assistant.call("get_status")
        assert not status["signed_in"]
        assert "hh-mcp login --oauth" in status["next_step"]
        assert (await assistant.error("list_resumes")).startswith("[not_signed_in]")


def test_the_terminal_names_the_way_in_of_route_api(make_settings, hh: Imitation):
    settings = make_settings()
    told = run_with(settings, "login", PHONE, code=3, HH_MCP_ROUTE="api").output
    assert "hh-mcp login --oauth" in told
    assert "hh-mcp login --oauth" in run_with(settings, "status", code=3, HH_MCP_ROUTE="api").output
    assert hh.codes() == []


@pytest.fixture
def by_oauth(make_settings, hh: Imitation):
    settings = make_settings(**APPLICATION, route="api")
    sign_in_by_oauth(settings, hh)
    return settings


def test_the_address_of_a_check_is_shown_in_the_terminal(by_oauth, hh: Imitation):
    hh.fault(kind="captcha", path="/resumes/mine", times=1)
    told = run_with(by_oauth, "doctor", code=1, **environment_of(by_oauth)).output
    assert "/account/captcha?state=" in told.replace("\n", "")
    told = run_with(by_oauth, "status", **environment_of(by_oauth)).output
    assert "/account/captcha?state=" in told.replace("\n", "")


async def test_the_address_of_a_check_is_in_the_tool_answer(connect, by_oauth, hh: Imitation):
    async with connect(route="api", signed_in=False, **APPLICATION) as assistant:
        hh.fault(kind="captcha", path="/resumes/mine", times=1)
        text = await assistant.error("list_resumes")
        status = await assistant.call("get_status")
    assert text.startswith("[captcha_required]")
    assert "/account/captcha?state=" in text
    assert status["captcha_url"] in text
    assert status["captcha_url"] in status["next_step"]


@pytest.fixture
def hh_of_today(make_settings, hh: Imitation) -> Imitation:
    """hh.ru as it is documented since December 2025, with a person who has signed in by an application."""
    hh.reset(legacy_api=False)
    sign_in_by_oauth(make_settings(**APPLICATION, route="api"), hh)
    return hh


async def test_what_hh_took_from_the_api_is_told_with_the_way_out(connect, hh_of_today: Imitation):
    async with connect(route="api", signed_in=False, **APPLICATION) as assistant:
        for tool, arguments in (
            ("list_resumes", {}),
            ("list_responses", {}),
            ("respond", {"vacancy_id": hh_of_today.add_vacancy(name="QA")}),
        ):
            text = await assistant.error(tool, **arguments)
            assert "15 декабря 2025" in text, tool
            assert "HH_MCP_ROUTE=auto" in text
            assert "login_request_code" in text


def environment_of(settings) -> dict[str, str]:
    return {"HH_MCP_ROUTE": "api", "HH_MCP_CLIENT_ID": settings.client_id, "HH_MCP_CLIENT_SECRET": "hush"}
