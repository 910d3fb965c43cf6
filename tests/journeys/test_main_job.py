"""The main job, from sign-in to a message back, through the tools alone, in both protocol eras."""

import pytest
from support import PHONE, RESUME, yes

pytestmark = pytest.mark.anyio


async def test_a_person_finds_a_vacancy_responds_and_writes_to_the_employer(connect, hh, era):
    person = yes()
    async with connect(person, mode=era, signed_in=False) as assistant:
        assert (await assistant.call("get_status"))["signed_in"] is False
        sent = await assistant.call("login_request_code", login=PHONE)
        assert "9000000001" not in str(sent)
        await assistant.call("login_confirm", code=hh.codes()[-1]["code"])

        resumes = (await assistant.call("list_resumes"))["items"]
        assert {resume["status"] for resume in resumes} == {"published", "not_published"}
        resume = await assistant.call("get_resume", resume_id=RESUME)
        assert resume["skills"]

        found = await assistant.call("search_vacancies", text="python", per_page=50)
        vacancy_id = next(card["id"] for card in found["items"] if "flags" not in card)
        vacancy = await assistant.call("get_vacancy", vacancy_id=vacancy_id)
        assert vacancy["employer_text"]

        response = await assistant.call(
            "respond", vacancy_id=vacancy_id, resume_id=RESUME, cover_letter="Здравствуйте! Мне интересна вакансия."
        )
        assert response["status"] == "sent"
        assert vacancy["title"] in person.asked[0]
        assert "Здравствуйте! Мне интересна вакансия." in person.asked[0]

        (accepted,) = hh.responses_to(vacancy_id)
        hh.employer(response_id=accepted["id"], act="invite", text="Приходите к нам!")
        (chat,) = (await assistant.call("list_chats", unread_only=True))["items"][:1]
        assert chat["id"] == response["chat_id"]
        assert chat["last_message"]["text"] == "Приходите к нам!"

        message = await assistant.call("send_message", chat_id=chat["id"], text="Спасибо, приду!")
        assert message["status"] == "sent"
        texts = [line["text"] for line in (await assistant.call("get_chat", chat_id=chat["id"]))["messages"]]
        assert texts == ["Здравствуйте! Мне интересна вакансия.", "Приходите к нам!", "Спасибо, приду!"]

        status = await assistant.call("get_status")
        assert (status["responses"]["used"], status["messages"]["used"]) == (1, 1)
        found = await assistant.call("search_vacancies", text="python", per_page=50)
        assert "applied" in next(card for card in found["items"] if card["id"] == vacancy_id)["flags"]


async def test_a_second_identical_call_returns_the_first_outcome(connect, hh, era, vacancy):
    person = yes()
    async with connect(person, mode=era) as assistant:
        letter = {"vacancy_id": vacancy, "resume_id": RESUME, "cover_letter": "Здравствуйте!"}
        first = await assistant.call("respond", **letter)
        second = await assistant.call("respond", **letter)
        assert {**first, "next_step": ""} == {**second, "next_step": ""}
        assert "сейчас ничего не отправлялось" in second["next_step"]
        assert len(hh.requests("POST", "vacancy_response/popup")) == 1
        assert len(person.asked) == 1
        changed = await assistant.error("respond", **{**letter, "cover_letter": "Другое письмо"})
        assert changed.startswith("[already_applied]")
        assert len(hh.requests("POST", "vacancy_response/popup")) == 1


async def test_without_a_resume_id_several_published_resumes_are_listed(connect, vacancy):
    async with connect(yes()) as assistant:
        text = await assistant.error("respond", vacancy_id=vacancy)
        assert text.startswith("[ambiguous_name]")
        assert RESUME in text
