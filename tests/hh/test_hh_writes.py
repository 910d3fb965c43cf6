"""A write is one POST, and its outcome is never guessed."""

from typing import Any

import anyio
import pytest
from hh_memory import MemoryStore

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import (
    AlreadyApplied,
    BadArgument,
    CannotWrite,
    CaptchaRequired,
    HHError,
    LetterRequired,
    LimitReached,
    NotFound,
    NotSignedIn,
    OutcomeUnknown,
    SessionExpired,
    StaleToken,
    TestRequired,
)
from hh_mcp.hh.models import Answer, Receipt, Route

pytestmark = pytest.mark.anyio
RESUME = "a1b2c3d4ff0300000001a1b2c3d4e5f6a7b8c9"
SECOND = "b2c3d4e5ff0300000002b2c3d4e5f6a7b8c9d0"
HIDDEN = "c3d4e5f6ff0300000003c3d4e5f6a7b8c9d0e1"
POPUP = "/applicant/vacancy_response/popup"
SEND = "/chatik/api/send"

# kind of fault, its options -> code of the error (None: sent), what became of the write
FAULTS = [
    ({"kind": "status", "status": 503}, "outcome_unknown", "unknown"),
    ({"kind": "status", "status": 500}, "outcome_unknown", "unknown"),
    ({"kind": "status", "status": 429, "retry_after": 7}, "rate_limited", "no"),
    ({"kind": "status", "status": 404}, "not_found", "no"),
    ({"kind": "captcha"}, "captcha_required", "no"),
    ({"kind": "ddos_html"}, "blocked_by_site", "no"),
    ({"kind": "hang"}, "outcome_unknown", "unknown"),
    ({"kind": "slow", "seconds": 0.05}, None, "yes"),
    ({"kind": "reset_before"}, "outcome_unknown", "unknown"),
    ({"kind": "reset_after_commit"}, "outcome_unknown", "unknown"),
    ({"kind": "hang_after_commit"}, "outcome_unknown", "unknown"),
    ({"kind": "garbage"}, "outcome_unknown", "unknown"),
    ({"kind": "empty"}, "outcome_unknown", "unknown"),
    ({"kind": "expire_session"}, "session_expired", "no"),
]
IDS = [f"{fault['kind']} {fault.get('status', '')}".strip() for fault, *_ in FAULTS]


@pytest.fixture
async def hasty(client: HHClient, open_client: Any):
    """A client that shares the session and does not wait long."""
    async with open_client(write_timeout=0.8) as hasty:
        yield hasty


async def outcome(writing: Any) -> tuple[str | None, str]:
    try:
        await writing
    except HHError as error:
        return error.code, error.sent
    return None, "yes"


@pytest.mark.parametrize(("fault", "code", "sent"), FAULTS, ids=IDS)
async def test_a_response_is_posted_once_whatever_happens(hh, vacancy, hasty: HHClient, fault, code, sent):
    hh.fault(method="POST", path=POPUP, **fault)
    assert await outcome(hasty.respond_to_vacancy(vacancy, RESUME, "Здравствуйте!")) == (code, sent)
    assert len(hh.requests("POST", POPUP)) == 1
    accepted = hh.responses_to(vacancy)
    assert len(accepted) <= (0 if sent == "no" else 1)
    hh.clear_faults()
    if code == "session_expired":
        return
    found = await hasty.find_response(vacancy, RESUME)
    assert (found is not None) == bool(accepted)


@pytest.mark.parametrize(("fault", "code", "sent"), FAULTS, ids=IDS)
async def test_a_message_is_posted_once_whatever_happens(hh, hasty: HHClient, fault, code, sent):
    chat = (await hasty.get_user_chats()).items[0]
    hh.fault(method="POST", path=SEND, **fault)
    assert await outcome(hasty.send_chat_message(chat.id, "Добрый день!", "key-1")) == (code, sent)
    assert len(hh.requests("POST", SEND)) == 1
    accepted = hh.state()["messages"]
    assert len(accepted) <= (0 if sent == "no" else 1)
    hh.clear_faults()
    if code == "session_expired":
        return
    detail = await hasty.get_chat_detail(chat.id)
    assert [message.text for message in detail.messages if message.mine].count("Добрый день!") == len(accepted)


async def test_a_response_has_a_receipt(hh, vacancy, client: HHClient):
    receipt = await client.respond_to_vacancy(vacancy, RESUME, "Здравствуйте!")
    response = await client.find_response(vacancy, RESUME)
    assert response is not None
    assert receipt.at == response.created_at
    assert receipt == Receipt(id=response.id, chat_id=response.chat_id, at=receipt.at, route=Route.SITE)
    assert [item["letter"] for item in hh.responses_to(vacancy)] == ["Здравствуйте!"]


async def test_another_resume_of_the_same_vacancy_is_another_response(vacancy, client: HHClient):
    await client.respond_to_vacancy(vacancy, SECOND)
    assert await client.find_response(vacancy, RESUME) is None
    assert await client.find_response(vacancy, SECOND) is not None
    form = await client.get_response_form(vacancy)
    assert (form.responses, form.applied_resume_ids) == (1, {"300000002"})


@pytest.mark.parametrize(
    ("fields", "letter", "resume", "error"),
    [
        ({}, "x" * 10_001, RESUME, BadArgument),
        ({"response_letter_required": True}, "", RESUME, LetterRequired),
        ({"archived": True}, "", RESUME, HHError),
        ({}, "", HIDDEN, HHError),
    ],
    ids=["long letter", "letter required", "archived", "hidden resume"],
)
async def test_a_refused_response_says_so_and_nothing_is_sent(hh, client: HHClient, fields, letter, resume, error):
    vacancy = hh.add_vacancy(name="Инженер", **fields)
    with pytest.raises(error) as refused:
        await client.respond_to_vacancy(vacancy, resume, letter)
    assert refused.value.sent == "no"
    assert hh.responses_to(vacancy) == []


async def test_a_second_response_is_refused_as_already_applied(hh, vacancy, client: HHClient):
    await client.respond_to_vacancy(vacancy, RESUME)
    with pytest.raises(AlreadyApplied):
        await client.respond_to_vacancy(vacancy, RESUME)
    assert len(hh.responses_to(vacancy)) == 1


async def test_the_limit_of_hh_is_named(hh, client: HHClient):
    hh.reset(responses_limit=1)
    await client.request_login_code("+79000000009")
    await client.confirm_login(hh.codes()[-1]["code"])
    first, second = hh.add_vacancy(name="Один"), hh.add_vacancy(name="Два")
    await client.respond_to_vacancy(first, RESUME)
    with pytest.raises(LimitReached):
        await client.respond_to_vacancy(second, RESUME)


async def test_nobody_signed_in_sends_nothing(hh, vacancy, open_client: Any):
    async with open_client() as stranger:
        with pytest.raises(NotSignedIn):
            await stranger.respond_to_vacancy(vacancy, RESUME)
        with pytest.raises(NotSignedIn):
            await stranger.send_chat_message("5500000001", "Привет", "k")
    assert hh.requests("POST") == []


@pytest.mark.parametrize("bad", ["../me", "1/2", "", "١٢", "1 ", "9" * 90])
async def test_ids_that_are_none_go_nowhere(hh, client: HHClient, bad: str):
    before = len(hh.requests())
    for call in (
        client.get_vacancy(bad),
        client.respond_to_vacancy(bad, RESUME),
        client.respond_to_vacancy("1", bad),
        client.get_resume_detail(bad),
        client.send_chat_message(bad, "Привет", "k"),
        client.get_chat_detail("1", before=bad),
        client.withdraw_response(bad),
        client.mark_chat_read("1", bad),
        client.get_metro(bad),
    ):
        with pytest.raises(BadArgument):
            await call
    assert len(hh.requests()) == before


@pytest.mark.parametrize("text", ["", "  \n", "x" * 20_001])
async def test_a_message_has_a_sensible_length(hh, client: HHClient, text: str):
    with pytest.raises(BadArgument):
        await client.send_chat_message("5500000001", text, "k")
    assert hh.requests("POST", SEND) == []


async def test_an_unknown_chat_is_not_found(client: HHClient):
    with pytest.raises((NotFound, CannotWrite)) as refused:
        await client.send_chat_message("5599999999", "Привет", "k")
    assert refused.value.sent == "no"


async def test_a_repeated_key_is_unknown_and_stays_one_message(hh, client: HHClient):
    chat = (await client.get_user_chats()).items[0]
    await client.send_chat_message(chat.id, "Привет", "same-key")
    with pytest.raises(OutcomeUnknown):
        await client.send_chat_message(chat.id, "Привет", "same-key")
    assert len(hh.state()["messages"]) == 1


async def test_a_stale_token_is_refused_once_and_renewed_for_the_next_attempt(
    hh, vacancy, client: HHClient, store: MemoryStore
):
    store.texts["site"] = store.texts["site"].replace('"_xsrf":"', '"_xsrf":"0000')
    with pytest.raises(StaleToken) as stale:
        await client.respond_to_vacancy(vacancy, RESUME)
    assert (stale.value.sent, stale.value.retry_safe) == ("no", True)
    assert len(hh.requests("POST", POPUP)) == 1
    await client.respond_to_vacancy(vacancy, RESUME)
    assert len(hh.responses_to(vacancy)) == 1


async def test_a_session_that_expired_is_told_apart_from_a_refusal(hh, vacancy, client: HHClient):
    hh.fault(path=POPUP, kind="expire_session")
    with pytest.raises(SessionExpired) as expired:
        await client.respond_to_vacancy(vacancy, RESUME)
    assert expired.value.sent == "no"
    with pytest.raises(SessionExpired):
        await client.get_resumes()
    assert client.signed_in() == frozenset()


async def test_a_check_by_hh_stops_writes_until_the_person_acts(hh, vacancy, client: HHClient):
    hh.fault(method="POST", path=POPUP, kind="captcha")
    with pytest.raises(CaptchaRequired):
        await client.respond_to_vacancy(vacancy, RESUME)
    posts = len(hh.requests("POST"))
    with pytest.raises(CaptchaRequired) as stopped:
        await client.respond_to_vacancy(vacancy, RESUME)
    with pytest.raises(CaptchaRequired):
        await client.send_chat_message("5500000001", "Привет", "k")
    assert (stopped.value.sent, len(hh.requests("POST"))) == ("no", posts)
    assert client.stopped() is not None
    assert await client.get_resumes()
    client.resume_writes()
    await client.respond_to_vacancy(vacancy, RESUME)
    assert len(hh.responses_to(vacancy)) == 1


async def test_a_response_that_left_is_not_cancelled(hh, vacancy, client: HHClient):
    found = []
    hh.fault(method="POST", path=POPUP, kind="slow", seconds=0.3)
    async with anyio.create_task_group() as group:

        async def respond():
            found.append(await client.respond_to_vacancy(vacancy, RESUME))

        group.start_soon(respond)
        with anyio.fail_after(5):
            while not hh.requests("POST", POPUP):
                await anyio.lowlevel.checkpoint()
        group.cancel_scope.cancel()
    assert len(found) == len(hh.responses_to(vacancy)) == 1


async def test_answers_to_questions_are_sent_with_the_response(hh, client: HHClient):
    vacancy = hh.add_vacancy(name="С вопросами", has_test=True, test_required=True)
    form = await client.get_response_form(vacancy)
    assert form.has_test
    with pytest.raises(TestRequired):
        await client.respond_to_vacancy(vacancy, RESUME)
    questions = await client.get_questions(vacancy)
    assert questions
    answers = tuple(
        Answer(question_id=q.id, options=(q.options[0].id,)) if q.options else Answer(question_id=q.id, text="Да")
        for q in questions
    )
    with pytest.raises(TestRequired):
        await client.respond_to_vacancy(vacancy, RESUME, "", answers[:-1])
    with pytest.raises(BadArgument):
        await client.respond_to_vacancy(vacancy, RESUME, "", (*answers, Answer(question_id="0", text="?")))
    await client.respond_to_vacancy(vacancy, RESUME, "", answers)
    assert len(hh.responses_to(vacancy)) == 1
    assert await client.get_questions(hh.add_vacancy(name="Без вопросов")) == ()


async def test_a_captcha_in_the_way_of_the_answers_to_questions_is_told_as_one(hh, client: HHClient):
    hh.reset(captcha_every=1)
    await client.request_login_code("+79000000001")
    await client.confirm_login(hh.codes()[-1]["code"])
    vacancy = hh.add_vacancy(name="С вопросами", has_test=True, test_required=True)
    questions = await client.get_questions(vacancy)
    answers = tuple(
        Answer(question_id=q.id, options=(q.options[0].id,)) if q.options else Answer(question_id=q.id, text="Да")
        for q in questions
    )
    with pytest.raises(CaptchaRequired):
        await client.respond_to_vacancy(vacancy, RESUME, "", answers)
    assert hh.responses_to(vacancy) == []
