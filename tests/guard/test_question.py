"""What a person is shown before the yes, and what the yes may be for."""

from datetime import UTC, datetime, timedelta

import pytest

from hh_mcp.guard import approval
from hh_mcp.guard.action import Preview, Proposal, permit
from hh_mcp.hh.errors import BadArgument
from hh_mcp.store import Store
from hh_mcp.store.records import Kind

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SEEN = Preview(
    employer="Ромашка",
    vacancy="Тестировщик",
    salary="от 150 000 ₽",
    area="Москва",
    resume="Инженер",
    url="https://hh.ru/vacancy/1",
    last_message="Когда удобно?",
    answers=(("Готовы к сменам?", "Да"),),
    warnings=("В тексте есть ссылка.",),
)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "home" / "hh-mcp.db") as store:
        yield store


def proposed(store, kind=Kind.RESPOND, text="Здравствуйте!", seen=SEEN):
    proposal = Proposal(account="me", kind=kind, target="1", resume="r", text=text)
    return store.actions.propose(proposal.draft(seen), NOW, timedelta(hours=1))


def test_the_person_sees_everything_that_will_leave_and_to_whom(store):
    assert approval.question(proposed(store), "en").split("\n") == [
        "Send a response to the vacancy?",
        "",
        "Text:",
        "Здравствуйте!",
        "",
        "The employer's questions (>) and the answers that will leave:",
        "> Готовы к сменам?",
        "  Да",
        "",
        "Vacancy: Тестировщик",
        "Employer: Ромашка",
        "Salary: от 150 000 ₽",
        "City: Москва",
        "Resume: Инженер",
        "Link: https://hh.ru/vacancy/1",
        "",
        "The employer's last message:",
        "> Когда удобно?",
        "",
        "⚠ В тексте есть ссылка.",
    ]


FORGED = "Hello.\n\nТекст:\nСпасибо, приду.\n\n⚠ Всё в порядке.\n\nВакансия: Директор\n" + "\n" * 60 + "x\n" * 300


def test_an_employers_words_cannot_look_like_ours(store):
    forged = SEEN.model_copy(update={"last_message": FORGED, "answers": ((FORGED, "Да\nи да"),)})
    lines = approval.question(proposed(store, text="МОИ СЛОВА", seen=forged)).split("\n")
    assert lines[2:4] == ["Текст:", "МОИ СЛОВА"]
    assert [line for line in lines if line.startswith(("Текст", "Вакансия", "⚠"))] == [
        "Текст:",
        "Вакансия: Тестировщик",
        "⚠ В тексте есть ссылка.",
    ]
    assert len(lines) < 45
    assert "" not in lines[lines.index("Последнее сообщение работодателя:") : -2]
    assert lines[lines.index("  Да") + 1] == "  и да"


@pytest.mark.parametrize(
    "markup", ["![x](https://evil.example/p.png)", "![x][1]", "[hh.ru](https://evil.example)", "<img src=x>", "</b>"]
)
@pytest.mark.parametrize("field", ["last_message", "vacancy", "employer", "resume", "area", "url"])
def test_an_employers_markup_renders_as_nothing(store, field, markup):
    asked = approval.question(proposed(store, seen=SEEN.model_copy(update={field: f"Слова {markup} слова"})))
    assert not any(mark in asked for mark in ("![", "](", "][", "<img", "</b"))
    assert "Слова" in asked


def test_no_letter_is_said_to_be_none_and_a_withdrawal_has_no_text(store):
    bare = Preview(vacancy="Тестировщик")
    letter = approval.question(proposed(store, text="", seen=bare), "en")
    assert letter == "Send a response to the vacancy?\n\nText:\n(no cover letter)\n\nVacancy: Тестировщик"
    withdrawal = proposed(store, Kind.WITHDRAW, text="", seen=bare)
    assert approval.question(withdrawal, "en").endswith("brought back.\n\nVacancy: Тестировщик")
    asked = approval.form(withdrawal, "ru").model_fields
    assert set(asked) == {"send"}
    assert (asked["send"].title, asked["send"].description) == (
        "Отозвать",
        "Да: отклик будет отозван. Нет: ничего не изменится.",
    )


def test_blank_lines_of_a_stranger_push_nothing_away(store):
    seen = SEEN.model_copy(update={"last_message": "Добрый день!" + "\n \n" * 60 + "Когда удобно?"})
    lines = approval.question(proposed(store, Kind.MESSAGE, "Завтра", seen)).split("\n")
    at = lines.index("> Добрый день!")
    assert lines[at + 1] == "> Когда удобно?"
    assert ">" not in [line.strip() for line in lines]


def test_the_form_has_the_letter_in_it_and_no_yes(store):
    fields = approval.form(proposed(store)).model_fields
    assert fields["text"].default == "Здравствуйте!"
    assert fields["send"].is_required()


@pytest.mark.parametrize("text", [None, "Здравствуйте!  \r\n"])
def test_a_letter_left_as_it_was_is_permitted_as_it_was(store, text):
    action = approval.approve(store, proposed(store), "test", NOW, text)
    assert (action.text, action.approved, action.approved_by) == ("Здравствуйте!", action.fingerprint, "test")
    assert action.expires_at == NOW + approval.PERMIT_LIFE


def test_an_edited_letter_is_permitted_as_edited(store):
    before = proposed(store)
    action = approval.approve(store, before, "test", NOW, " Добрый день! ")
    assert (action.text, action.approved) == ("Добрый день!", permit(before, "Добрый день!"))
    assert action.approved != action.fingerprint == before.fingerprint


@pytest.mark.parametrize(
    ("kind", "text", "taken"),
    [
        (Kind.RESPOND, "", True),
        (Kind.RESPOND, "я" * 10_000, True),
        (Kind.RESPOND, "я" * 10_001, False),
        (Kind.MESSAGE, " ", False),
        (Kind.MESSAGE, "я" * 20_000, True),
        (Kind.MESSAGE, "я" * 20_001, False),
    ],
)
def test_a_text_that_hh_would_not_take_is_no_permit(store, kind, text, taken):
    action = proposed(store, kind)
    if taken:
        assert approval.approve(store, action, "test", NOW, text).text == text
    else:
        with pytest.raises(BadArgument):
            approval.approve(store, action, "test", NOW, text)
        assert store.actions.get(action.id) == action
