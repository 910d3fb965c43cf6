"""The one applicant of the imitation, with three resumes: two published, one not."""

from hh_mcp.sandbox.records import Employer, Job, Resume

FIRST_NAME, LAST_NAME, MIDDLE_NAME = "Анна", "Тестова", "Сергеевна"
EMAIL = "anna@example.test"
PHONE = "79000000001"
BIRTH_DATE = "1992-05-14"
USER_ID, HHID = 70_000_001, 80_000_001
DAY = 86_400.0


def make_resumes(employers: list[Employer], now: float) -> list[Resume]:
    """Three resumes; the newest published one has an open-ended job at an employer of the catalogue."""
    current = employers[min(3, len(employers) - 1)]
    return [_developer(current, now), _tester(now), _analyst(now)]


def _developer(current: Employer, now: float) -> Resume:
    return Resume(
        id=300_000_001,
        hash="a1b2c3d4ff0300000001a1b2c3d4e5f6a7b8c9",
        title="Python-разработчик",
        role=96,
        area=1,
        amount=250_000,
        jobs=[
            Job(11, current.name, current.id, "Python-разработчик", "2022-03-01", None,
                "Развиваю личный кабинет: FastAPI, PostgreSQL, Kafka. Сократила время ответа вдвое.", current.area),
            Job(12, "Студия «Пример»", None, "Младший разработчик", "2020-02-01", "2022-02-28",
                "Писала интеграции и тесты, сопровождала сайт на Django."),
        ],
        skills=("Python", "FastAPI", "Django", "PostgreSQL", "Docker", "Kafka", "Git"),
        about="Люблю понятный код и хорошие тесты. Готова к удалённой работе и гибриду.",
        created_at=now - 400 * DAY,
        updated_at=now - 1 * DAY,
        experience_months=68,
        views=[(now - 2 * DAY, current.id, True), (now - 0.5 * DAY, current.id + 1, False)],
        next_publish_at=now - DAY + 14_400,
    )  # fmt: skip


def _tester(now: float) -> Resume:
    return Resume(
        id=300_000_002,
        hash="b2c3d4e5ff0300000002b2c3d4e5f6a7b8c9d0",
        title="Инженер по тестированию",
        role=124,
        area=1,
        amount=160_000,
        jobs=[
            Job(21, "Студия «Пример»", None, "Тестировщик", "2019-01-01", "2020-01-31",
                "Ручное тестирование сайта и приложения, первые автотесты на pytest."),
        ],
        skills=("Тестирование", "pytest", "Postman", "SQL"),
        about="Внимательна к мелочам, умею описывать ошибки так, чтобы их чинили.",
        created_at=now - 300 * DAY,
        updated_at=now - 20 * DAY,
        experience_months=13,
        next_publish_at=now - 19 * DAY,
        short=True,
    )  # fmt: skip


def _analyst(now: float) -> Resume:
    return Resume(
        id=300_000_003,
        hash="c3d4e5f6ff0300000003c3d4e5f6a7b8c9d0e1",
        title="Системный аналитик",
        role=148,
        area=2,
        amount=None,
        jobs=[],
        skills=("SQL", "UML"),
        about="Черновик: опыт ещё не заполнен.",
        created_at=now - 5 * DAY,
        updated_at=now - 4 * DAY,
        published=False,
        access="no_one",
    )
