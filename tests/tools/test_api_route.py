"""A person who uses hh.ru by an application (ROUTE=api): what the assistant and the person are told."""

import pytest
from support import PHONE, RESUME, Imitation, run_with, sign_in_by_oauth, yes

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
    hh.reset(legacy_api=True)
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


async def test_questions_are_told_to_who_is_signed_in_by_the_api(connect, by_oauth, hh: Imitation):
    vacancy = hh.add_vacancy(name="С вопросами", has_test=True, test_required=True)
    async with connect(yes(), route="api", signed_in=False, **APPLICATION) as assistant:
        text = await assistant.error("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert text.startswith("[test_required]")
    assert hh.responses_to(vacancy) == []


async def test_a_response_by_the_api_is_the_documented_form(connect, by_oauth, hh: Imitation, vacancy: str):
    letter = "Здравствуйте!\n\nОпыт & 100 % = «да»; --boundary\nС уважением"
    async with connect(yes(), route="api", signed_in=False, **APPLICATION) as assistant:
        sent = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=letter)
    assert sent["status"] == "sent"
    (post,) = hh.requests("POST", "/negotiations")
    assert post["headers"]["content-type"].startswith("multipart/form-data; boundary=")
    assert post["form"] == {"vacancy_id": vacancy, "resume_id": RESUME, "message": letter}


async def test_an_invitation_by_the_api_is_told_once(connect, by_oauth, hh: Imitation, vacancy: str):
    async with connect(yes(), route="api", signed_in=False, **APPLICATION) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        await assistant.call("get_notifications")
        response = hh.responses_to(vacancy)[0]["id"]
        hh.employer(response_id=response, act="invite", text="Приходите!")
        first = (await assistant.call("get_notifications"))["items"]
        again = (await assistant.call("get_notifications"))["items"]
        hh.employer(response_id=response, act="message", text="Во сколько удобно?")
        later = (await assistant.call("get_notifications"))["items"]
    assert [(item["kind"], item["text"]) for item in first] == [("invitation", "Приходите!")]
    assert again == []
    assert [(item["kind"], item["text"], item["vacancy"]) for item in later] == [
        ("message", "Во сколько удобно?", "Инженер по тестированию")
    ]


async def test_a_chat_by_the_api_mixes_no_names(connect, by_oauth, hh: Imitation, vacancy: str):
    async with connect(yes(), route="api", signed_in=False, **APPLICATION) as assistant:
        employer = (await assistant.call("get_vacancy", vacancy_id=vacancy))["employer"]
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        hh.employer(response_id=hh.responses_to(vacancy)[0]["id"], act="invite", text="Приходите!")
        chats = (await assistant.call("list_chats"))["items"]
        (chat,) = [one for one in chats if one["last_message"]["text"] == "Приходите!"]
        whole = await assistant.call("get_chat", chat_id=chat["id"])
    assert chat["employer"] in (employer, employer.get("name") if isinstance(employer, dict) else None)
    assert "vacancy" not in chat
    assert (whole["employer"], whole["vacancy_id"]) == (chat["employer"], vacancy)
