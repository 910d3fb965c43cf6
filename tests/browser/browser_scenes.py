"""A console in the middle of a job search, for looking at: people, vacancies and letters are made up."""

from datetime import datetime, timedelta

from console_support import Held, send
from support import PHONE, Imitation

from hh_mcp.store.records import Kind, State

LETTER = """Здравствуйте!

Шесть лет тестирую веб-сервисы: Python, pytest, Playwright. В вашей вакансии особенно понравилось, что команда сама \
решает, как проверять релиз: последние два года я выстраивала именно это.

Примеры моих тестов: https://tests.example/anna.

С уважением,
Анна"""

CHAT = "Добрый день! Да, удобно в четверг после 15:00. Пришлите, пожалуйста, ссылку на встречу."

SENT = [
    ("101", "Ведущий тестировщик", "Северный банк"),
    ("102", "QA Engineer (Python)", "Облако и Ко"),
    ("103", "Инженер по автоматизации тестирования", "Логистика Плюс"),
]


async def sign_in(held: Held, hh: Imitation) -> None:
    await held.app.hh.request_login_code(PHONE)
    await held.app.hh.confirm_login(hh.codes()[-1]["code"])
    held.app.store.audit.append("signed_in", account=held.settings.account_key, now=held.app.now())


class Clock:
    """The time of a story that goes on by itself."""

    def __init__(self, moment: datetime):
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def go_on(self, minutes: float) -> None:
        self.moment += timedelta(minutes=minutes)


def busy_day(held: Held, propose, clock: Clock | None = None) -> str:
    """Some responses have left, one was refused, two letters wait; returns the id of the first that waits."""
    for number in range(34):
        if clock:
            clock.go_on(9)
        target, vacancy, employer = SENT[number % 3] if number > 30 else (str(1000 + number), "QA", "Компания")
        send(held, propose(held, target=target, vacancy=vacancy, employer=employer))
    send(held, propose(held, target="104", vacancy="Тестировщик мобильных приложений"), State.REFUSED)
    for number in range(6):
        send(
            held, propose(held, f"Сообщение {number}", Kind.MESSAGE, "5", vacancy="QA Engineer", employer="Облако и Ко")
        )
    if clock:
        clock.go_on(50)
    warnings = ("В тексте есть ссылка: такие письма hh.ru может счесть спамом.",)
    seen = {"salary": "180 000–240 000 ₽ на руки", "area": "Москва, удалённо", "resume": "Инженер по тестированию"}
    action = propose(
        held, LETTER, target="200", vacancy="Старший инженер по тестированию (Python)", employer="Студия «Полёт»",
        warnings=warnings, **seen,
    )  # fmt: skip
    propose(
        held, CHAT, Kind.MESSAGE, "6", vacancy="QA Lead", employer="Облако и Ко", salary=None, resume=None, url=None,
        last_message="Анна, здравствуйте! Удобно ли вам поговорить в четверг во второй половине дня?",
    )  # fmt: skip
    return action.id
