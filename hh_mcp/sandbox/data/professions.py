"""Twenty-one professions in the words of employers: titles, duties, requirements, skills, pay in thousands."""

from dataclasses import dataclass

from hh_mcp.sandbox.data.professions_it import IT
from hh_mcp.sandbox.data.professions_other import OTHER


@dataclass(frozen=True, slots=True)
class Profession:
    """Raw material for vacancies of one role."""

    role: int
    pay: int
    titles: tuple[str, ...]
    duties: tuple[str, ...]
    requirements: tuple[str, ...]
    skills: tuple[str, ...]


GRADES: tuple[tuple[str, str, float], ...] = (
    ("Младший", "noExperience", 0.5),
    ("", "between1And3", 0.8),
    ("", "between3And6", 1.2),
    ("Старший", "between3And6", 1.4),
    ("Ведущий", "moreThan6", 1.8),
)

INTROS: tuple[str, ...] = (
    "Мы растём и ищем человека, которому важно видеть результат своей работы.",
    "Команда небольшая, решения принимаются быстро, без лишних согласований.",
    "Открываем новое направление и собираем команду с нуля.",
    "Ищем коллегу на замену сотруднику, который перешёл в соседний отдел.",
    "Продукту шесть лет, им пользуются в сорока регионах страны.",
    "Проект долгосрочный, бюджет утверждён на два года вперёд.",
    "Нам доверяют крупные заказчики, поэтому качество важнее скорости.",
    "Вы будете работать рядом с опытными коллегами и быстро расти.",
)

CONDITIONS: tuple[str, ...] = (
    "Оформление по трудовому кодексу с первого дня.",
    "Добровольное медицинское страхование после испытательного срока.",
    "Гибкое начало дня: с восьми до одиннадцати утра.",
    "Оплачиваем профильное обучение и конференции.",
    "Удобный офис рядом с метро, парковка для сотрудников.",
    "Выплаты два раза в месяц без задержек.",
    "Годовая премия по итогам работы отдела.",
    "Корпоративный спорт: бег, волейбол, скалолазание.",
    "Выдаём технику на выбор.",
    "Дополнительные пять дней отпуска.",
    "Компенсация питания в рабочие дни.",
    "Скидки на продукцию компании и партнёров.",
)

PROFESSIONS: tuple[Profession, ...] = tuple(Profession(*row) for row in (*IT, *OTHER))
