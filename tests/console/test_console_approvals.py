"""What the person sees is what is permitted: this text, once, or nothing."""

from datetime import UTC, datetime, timedelta

import anyio
import pytest
from console_support import fields
from support import RESUME

from hh_mcp.store.records import Action, Kind, State

pytestmark = pytest.mark.anyio

LETTER = "Здравствуйте!\n\nХочу у вас работать."


def now_of(held, action: Action) -> Action:
    return held.app.store.actions.get(action.id)


async def test_the_person_sees_everything_before_deciding(run_console, propose):
    async with run_console() as held:
        answers = (("Готовы к переезду?", "Да, в Казань"),)
        propose(held, answers=answers, warnings=("В тексте есть ссылка.",), last_message="Когда сможете выйти?")
        html = (await (await held.visit()).get("/")).text
    seen = ["Инженер по тестированию", "ООО «Ромашка»", "от 150 000 ₽ на руки", "Москва", "Тестировщик", *answers[0]]
    for words in [*seen, "https://hh.ru/vacancy/77", "В тексте есть ссылка.", "Когда сможете выйти?", LETTER]:
        assert words in html


async def test_what_was_shown_can_be_permitted(run_console, propose):
    async with run_console() as held:
        action, visitor = propose(held), await held.visit()
        answer = await visitor.submit(f"/actions/{action.id}/approve", "/")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/actions/{action.id}")
        permitted = now_of(held, action)
        assert (permitted.state, permitted.approved_by, permitted.text) == (State.APPROVED, "console", LETTER)
        assert permitted.approved == permitted.fingerprint
        assert "Вы разрешили отправку" in (await visitor.get(f"/actions/{action.id}")).text


@pytest.mark.parametrize(
    "text",
    ["", "  с отступом", "«ёлки» — 😀 & <b>", "a\n\n\nb", "\t", "%41+%2B&text=x", "'\"`", "\u2028x", "x" * 10_000],
    ids=lambda text: repr(text)[:20],
)
async def test_a_text_comes_back_from_the_form_as_it_was_proposed(run_console, propose, text):
    from hh_mcp.guard.outgoing import tidy

    async with run_console() as held:
        action, visitor = propose(held, tidy(text)), await held.visit()
        form = fields((await visitor.get("/")).text)
        form["text"] = form["text"].replace("\n", "\r\n")  # as browsers send it
        assert (await visitor.post(f"/actions/{action.id}/approve", form)).status_code == 303
        assert now_of(held, action).approved == action.fingerprint


async def test_an_edited_text_is_what_is_permitted(run_console, propose):
    async with run_console() as held:
        action, visitor = propose(held), await held.visit()
        await visitor.submit(f"/actions/{action.id}/approve", "/", text="Мой\r\nтекст ")
        permitted = now_of(held, action)
        assert (permitted.state, permitted.text) == (State.APPROVED, "Мой\nтекст")
        assert permitted.approved != permitted.fingerprint


@pytest.mark.parametrize("column", ["text", "preview", "fingerprint"])
@pytest.mark.parametrize("edited", [False, True])
async def test_what_was_not_shown_is_not_permitted(run_console, propose, column, edited):
    async with run_console() as held:
        action, visitor = propose(held), await held.visit()
        form = fields((await visitor.get("/")).text) | ({"text": "Моя правка"} if edited else {})
        other = {"text": "Другое письмо", "preview": '{"employer": "Другой"}', "fingerprint": "0" * 64}[column]
        held.app.store._database.execute(f"update actions set {column} = ?", [other])
        answer = await visitor.post(f"/actions/{action.id}/approve", form)
        assert answer.status_code == 409
        assert "предложение изменилось" in answer.text
        assert now_of(held, action).state is State.PROPOSED
        if edited:
            assert "Моя правка" in answer.text
        elif column != "fingerprint":
            assert "Друго" in answer.text


async def test_a_form_without_what_was_shown_permits_nothing(run_console, propose):
    async with run_console() as held:
        action, visitor = propose(held), await held.visit()
        form = {"csrf": await visitor.token(), "text": LETTER}
        assert (await visitor.post(f"/actions/{action.id}/approve", form)).status_code == 409
        assert now_of(held, action).state is State.PROPOSED


@pytest.mark.parametrize(("first", "second"), [("approve", "decline"), ("decline", "approve"), ("approve", "approve")])
async def test_the_second_window_is_told_that_it_is_decided(run_console, propose, first, second):
    async with run_console() as held:
        action, here, there = propose(held), await held.visit(), await held.visit()
        page_there = fields((await there.get("/")).text) | {"text": "Совсем другое"}
        await here.submit(f"/actions/{action.id}/{first}", "/")
        decided = now_of(held, action)
        answer = await there.post(f"/actions/{action.id}/{second}", page_there)
        if (first, second) == ("approve", "decline"):  # it has not left yet: a no still counts
            assert now_of(held, action).state is State.DECLINED
            return
        assert answer.status_code == 409
        assert "уже решено" in answer.text
        assert now_of(held, action) == decided


async def test_too_late_is_said_plainly(run_console, propose):
    moment = datetime.now(UTC)
    async with run_console(now=lambda: moment) as held:
        action, visitor = propose(held, hours=1), await held.visit()
        form = fields((await visitor.get("/")).text)
        moment += timedelta(hours=2)
        for verb in ("approve", "decline"):
            answer = await visitor.post(f"/actions/{action.id}/{verb}", form)
            assert answer.status_code == 409
            assert "предложение больше не действует" in answer.text
        assert now_of(held, action).state is State.EXPIRED


async def test_declined_is_never_sent(run_console, propose):
    async with run_console() as held:
        action, visitor = propose(held), await held.visit()
        answer = await visitor.submit(f"/actions/{action.id}/decline", "/")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert now_of(held, action).state is State.DECLINED
        assert now_of(held, action).approved_by == "console"
        assert "не будет отправлено" in (await visitor.get("/")).text


@pytest.mark.parametrize(
    ("kind", "text", "said"), [(Kind.MESSAGE, "  ", "Текст пуст"), (Kind.RESPOND, "x" * 10_001, "не больше 10000")]
)
async def test_a_text_that_cannot_be_sent_is_explained_and_kept(run_console, propose, kind, text, said):
    async with run_console() as held:
        action, visitor = propose(held, kind=kind), await held.visit()
        answer = await visitor.submit(f"/actions/{action.id}/approve", "/", text=text)
        assert answer.status_code == 409
        assert said in answer.text
        assert text in answer.text
        assert now_of(held, action).state is State.PROPOSED


@pytest.mark.parametrize("blank", ["", "  \r\n "])
async def test_a_blank_text_removes_a_letter_that_nobody_requires(connect, run_console, hh, vacancy, blank):
    asked = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": LETTER}
    async with run_console() as held, connect(None) as assistant:
        action_id = (await assistant.call("respond", **asked))["action_id"]
        visitor = await held.visit()
        answer = await visitor.submit(f"/actions/{action_id}/approve", "/", text=blank)
        assert answer.status_code == 303
        assert "Без сопроводительного письма" in (await visitor.get(f"/actions/{action_id}")).text
        assert (await assistant.call("respond", **asked))["status"] == "sent"
    assert [response["letter"] for response in hh.responses_to(vacancy)] == [""]


@pytest.mark.parametrize("blank", ["", "  \r\n "])
async def test_a_letter_that_is_required_is_not_removed(connect, run_console, hh, blank):
    vacancy = hh.add_vacancy(response_letter_required=True)
    async with run_console() as held, connect(None) as assistant:
        asked = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": LETTER}
        action_id = (await assistant.call("respond", **asked))["action_id"]
        visitor = await held.visit()
        answer = await visitor.submit(f"/actions/{action_id}/approve", "/", text=blank)
        assert answer.status_code == 409
        assert "Ничего не разрешено" in answer.text
        assert held.app.store.actions.get(action_id).state is State.PROPOSED
        assert (await assistant.call("respond", **asked))["status"] == "pending_approval"
    assert hh.responses_to(vacancy) == []


@pytest.mark.parametrize("setting", [{"read_only": True}, {"approval": "deny"}])
async def test_settings_that_forbid_sending_win_over_a_yes(run_console, propose, setting):
    async with run_console(**setting) as held:
        action, visitor = propose(held), await held.visit()
        assert "Отправить отклик" not in (await visitor.get("/")).text
        answer = await visitor.submit(f"/actions/{action.id}/approve", "/")
        assert answer.status_code == 409
        assert now_of(held, action).state is State.PROPOSED
        assert (await visitor.submit(f"/actions/{action.id}/decline", "/")).status_code == 303


async def test_the_actions_of_another_account_are_not_there(run_console, propose):
    async with run_console(account="anna") as hers:
        action = propose(hers)
    async with run_console(account="boris") as his:
        visitor = await his.visit()
        assert "Ромашка" not in (await visitor.get("/")).text
        csrf = await visitor.token()
        answers = [
            await visitor.get(f"/actions/{action.id}"),
            await visitor.post(f"/actions/{action.id}/approve", {"csrf": csrf, "text": LETTER}),
            await visitor.post(f"/actions/{action.id}/decline", {"csrf": csrf}),
        ]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        news = await visitor.get(f"/live?known={action.id}:x")
        assert news.json()["cards"] == []
        assert his.app.store.actions.get(action.id).state is State.PROPOSED


EVIL = "</textarea></title><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7*7 }}"


async def test_words_of_strangers_are_words_and_nothing_else(run_console, propose):
    async with run_console() as held:
        fields_of_theirs = ("employer", "vacancy", "salary", "area", "resume", "last_message")
        seen = dict.fromkeys(fields_of_theirs, EVIL) | {"answers": ((EVIL, EVIL),), "warnings": (EVIL,)}
        action, visitor = propose(held, EVIL, url="javascript:alert(1)", **seen), await held.visit()
        pages = [await visitor.get(path) for path in ("/", f"/actions/{action.id}", "/journal")]
        pages.append(await visitor.submit(f"/actions/{action.id}/approve", "/", shown="x", text=EVIL + "!"))
        news = (await visitor.get("/live")).json()
        for html in [*(page.text for page in pages), *(card["html"] for card in news["cards"])]:
            assert "alert(1)" in html
            assert "<script>" not in html
            assert "<img" not in html
            assert "javascript:" not in html
            assert "{{ 7*7 }}" in html


async def test_a_call_that_waits_sends_at_once_and_the_page_shows_it(connect, run_console, hh, vacancy):
    sent: list[str] = []
    async with run_console() as held, connect(None, approval_wait=20) as assistant, anyio.create_task_group() as tasks:

        async def call() -> None:
            response = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=LETTER)
            sent.append(response["status"])

        tasks.start_soon(call)
        visitor = await held.visit()
        with anyio.fail_after(15):
            while not (cards := (await visitor.get("/live")).json()["cards"]):
                await anyio.lowlevel.checkpoint()
            form = fields(cards[0]["html"])
            assert form["text"] == LETTER
            await visitor.post(f"/actions/{cards[0]['id']}/approve", form)
            while "Отклик отправлен" not in (await visitor.get("/journal")).text:
                await anyio.lowlevel.checkpoint()
        news = (await visitor.get(f"/live?known={cards[0]['id']}:approved&heading=1")).json()
        assert news["waiting"] == 0
        assert "hh.ru подтвердил" in news["cards"][0]["html"]
        assert "1 из 200" in news["gauges"]
    assert sent == ["sent"]
    assert [r["letter"] for r in hh.responses_to(vacancy)] == [LETTER]


async def test_without_a_waiting_call_the_next_one_sends_what_was_permitted(connect, run_console, hh, vacancy):
    async with run_console() as held, connect(None) as assistant:
        letter = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": LETTER}
        pending = await assistant.call("respond", **letter)
        visitor = await held.visit()
        await visitor.submit(f"/actions/{pending['action_id']}/approve", "/", text="Моё письмо")
        assert hh.responses_to(vacancy) == []
        assert "отправит ассистент" in (await visitor.get("/")).text
        assert (await assistant.call("respond", **letter))["status"] == "sent"
    assert [r["letter"] for r in hh.responses_to(vacancy)] == ["Моё письмо"]


async def test_the_person_can_have_an_unknown_outcome_looked_up(connect, run_console, hh, vacancy):
    letter = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": LETTER}
    async with run_console() as held, connect(None) as assistant:
        pending = await assistant.call("respond", **letter)
        visitor, action = await held.visit(), f"/actions/{pending['action_id']}"
        await visitor.submit(f"{action}/approve", "/")
        hh.fault(method="POST", path="vacancy_response/popup", kind="reset_after_commit")
        assert (await assistant.call("respond", **letter))["status"] == "unknown"
        assert "hh.ru не подтвердил отправку" in (await visitor.get(action)).text
        answer = await visitor.submit(f"{action}/settle", action)
        assert (answer.status_code, answer.headers["location"]) == (303, action)
        assert "hh.ru подтвердил, что получил" in (await visitor.get(action)).text
    assert len(hh.requests("POST", "vacancy_response/popup")) == 1


async def test_the_program_may_send_at_once_what_was_permitted(run_console, propose):
    told: list[Action] = []
    heard = anyio.Event()

    async def send(action: Action) -> None:
        told.append(action)
        heard.set()
        raise RuntimeError("the page outlives this")

    async with run_console(on_approved=send) as held:
        action, visitor = propose(held), await held.visit()
        await visitor.submit(f"/actions/{action.id}/approve", "/")
        with anyio.fail_after(5):
            await heard.wait()
        assert told == [now_of(held, action)]
        assert (await visitor.get("/")).status_code == 200


async def test_an_open_page_hears_of_a_new_proposal_and_keeps_the_cards_it_has(run_console, propose):
    async with run_console() as held:
        visitor = await held.visit()
        assert (await visitor.get("/live")).json()["cards"] == []
        action = propose(held)
        news = (await visitor.get("/live")).json()
        assert [card["id"] for card in news["cards"]] == [action.id]
        assert (news["waiting"], news["cards"][0]["said"]) == (1, "Новое письмо ждёт вашего решения.")
        again = (await visitor.get(f"/live?known={action.id}:proposed,junk")).json()
        assert again["cards"] == []
