"""Vacancies and chats that a control call adds, in the API's own field names, with any values."""

from typing import cast

from hh_mcp.sandbox.chatting import add_message
from hh_mcp.sandbox.clock import parse_time
from hh_mcp.sandbox.data import areas
from hh_mcp.sandbox.numbers import number_of
from hh_mcp.sandbox.records import Chat, Employer, Json, Response, Salary, Texts, Vacancy, Value
from hh_mcp.sandbox.responding import FIRST_CHAT, FIRST_RESPONSE
from hh_mcp.sandbox.world import World

_FIRST_ADDED, _FIRST_ADDED_EMPLOYER = 910_000_001, 590_001
# field of the API -> attribute of the record
_FLAGS = {
    "has_test": "has_test",
    "response_letter_required": "letter_required",
    "archived": "archived",
    "closed_for_applicants": "closed",
    "internship": "internship",
    "accept_handicapped": "accept_handicapped",
    "accept_kids": "accept_kids",
    "night_shifts": "night_shifts",
    "response_allowed": "response_allowed",
}
_PLAIN = {
    "name": "name",
    "description": "description",
    "response_url": "response_url",
    "chat_write_possibility": "write",
    "write": "write",
}
_USED = {
    *_FLAGS,
    *_PLAIN,
    "id",
    "employer",
    "employer_id",
    "employer_name",
    "area",
    "area_id",
    "salary",
    "salary_range",
    "experience",
    "employment_form",
    "work_format",
    "type",
    "key_skills",
    "professional_roles",
    "professional_role",
    "published_at",
    "snippet",
    "letter_max_length",
}


def add_vacancy(world: World, fields: Json) -> Vacancy:
    """A vacancy with the given fields, the rest plain; a known id is replaced."""
    vacancy = Vacancy(
        id=int(fields.get("id") or _FIRST_ADDED + world.count("added_vacancies") - 1),
        name="Тестовая вакансия",
        employer=_employer(world, fields),
        area=_area(fields.get("area", fields.get("area_id"))),
        role=int(_id(fields.get("professional_role") or _list(fields.get("professional_roles") or 96)[0])),
        published_at=_moment(world, fields.get("published_at")),
        texts=_texts(fields),
        salary=_salary(fields),
    )
    for name, attribute in _FLAGS.items():
        if name in fields:
            setattr(vacancy, attribute, bool(fields[name]))
    for name, attribute in _PLAIN.items():
        if fields.get(name) is not None:
            setattr(vacancy, attribute, str(fields[name]))
    if fields.get("letter_max_length") is not None:
        vacancy.letter_limit = int(fields["letter_max_length"])
    _choose(vacancy, fields)
    vacancy.extra = {key: value for key, value in fields.items() if key not in _USED}
    world.added[vacancy.id] = vacancy
    world.library.add(vacancy)
    return vacancy


def _choose(vacancy: Vacancy, fields: Json) -> None:
    if fields.get("experience"):
        vacancy.experience = _id(fields["experience"])
    if fields.get("employment_form"):
        vacancy.employment_form = _id(fields["employment_form"])
    if fields.get("work_format"):
        vacancy.work_formats = tuple(_id(item) for item in _list(fields["work_format"]))
    if fields.get("type"):
        vacancy.type = _id(fields["type"])


def _dict(value: Value) -> Json:
    return cast("Json", value) if isinstance(value, dict) else {}


def _list(value: Value) -> list[Value]:
    if value is None:
        return []
    return cast("list[Value]", value) if isinstance(value, list) else [value]


def _id(value: Value) -> str:
    """The id of a reference, whether it comes alone or as an object."""
    return str(_dict(value).get("id") if isinstance(value, dict) else value)


def _employer(world: World, fields: Json) -> Employer:
    given = fields.get("employer")
    inner = _dict(given) or ({"name": given} if isinstance(given, str) else {"id": given})
    number = inner.get("id") or fields.get("employer_id")
    name = inner.get("name") or fields.get("employer_name")
    if number is None and name is None:
        return next(iter(world.library.employers.values()))
    known = world.library.employers.get(int(number)) if number is not None else _by_name(world, name)
    if known is not None and (name is None or known.name == name):
        return known
    return _new_employer(world, number, name)


def _new_employer(world: World, number: Value, name: Value) -> Employer:
    key = int(number) if number is not None else _FIRST_ADDED_EMPLOYER + world.count("added_employers") - 1
    shown = str(name or f"Работодатель {key}")
    employer = Employer(key, shown, "ООО", "7.540", 1, "Добавлен проверкой.", "Мария Соколова")
    world.library.employers[key] = employer
    return employer


def _by_name(world: World, name: str | None) -> Employer | None:
    return next((item for item in world.library.employers.values() if item.name == name), None)


def _area(value: Value) -> int:
    text = str(_dict(value).get("name")) if isinstance(value, dict) and "id" not in value else _id(value)
    if (number := number_of(text)) is not None:
        return number
    return next((area.id for area in areas.AREAS.values() if area.name == text), areas.MOSCOW)


def _moment(world: World, value: Value) -> float:
    if isinstance(value, int | float):
        return float(value)
    return (parse_time(value) if isinstance(value, str) else None) or world.now


def _salary(fields: Json) -> Salary | None:
    given = _dict(fields.get("salary_range")) or _dict(fields.get("salary"))
    if not given:
        return None
    return Salary(
        given.get("from"),
        given.get("to"),
        str(given.get("currency") or "RUR"),
        bool(given.get("gross")),
        _id(given.get("mode") or "MONTH"),
        _id(given["frequency"]) if given.get("frequency") else None,
    )


def _texts(fields: Json) -> Texts:
    snippet = _dict(fields.get("snippet"))
    skills = tuple(str(_dict(item).get("name", item)) for item in _list(fields.get("key_skills")))
    duties = (str(snippet["responsibility"]),) if snippet.get("responsibility") else ()
    requirements = (str(snippet["requirement"]),) if snippet.get("requirement") else ()
    return Texts("", duties, requirements, (), skills)


def add_chat(world: World, fields: Json) -> Chat:
    """A chat with the given vacancy, messages and rules; by default the employer has just written."""
    response = _response(world, _vacancy(world, fields), fields)
    chat = Chat(response.chat_id, response.vacancy, response.id, world.now, world.now, write=_write(fields))
    chat.archived = bool(fields.get("archived"))
    world.responses[response.id] = response
    world.chats[chat.id] = chat
    _fill(world, chat, fields)
    return chat


def _vacancy(world: World, fields: Json) -> Vacancy:
    known = world.vacancy(fields.get("vacancy_id"))
    if known is not None:
        return known
    given = fields.get("vacancy")
    inner = dict(_dict(given)) or ({"name": given} if given else {})
    return add_vacancy(world, inner | ({"employer": fields["employer"]} if fields.get("employer") else {}))


def _write(fields: Json) -> str:
    given = fields.get("write", fields.get("write_possibility", fields.get("writePossibility")))
    if given:
        return str(_dict(given).get("name", given))
    return "DISABLED_FOR_APPLICANT" if fields.get("can_write") is False else "ENABLED_FOR_ALL"


def _response(world: World, vacancy: Vacancy, fields: Json) -> Response:
    number = world.count("responses") - 1
    return Response(
        id=int(fields.get("response_id") or FIRST_RESPONSE + number),
        vacancy=vacancy,
        resume=world.resume(fields.get("resume_hash") or fields.get("resume_id")) or world.resumes[0],
        letter=str(fields.get("letter") or ""),
        chat_id=int(fields.get("id") or fields.get("chat_id") or FIRST_CHAT + number * 3),
        at=world.now - 2 * 86_400.0,
        updated_at=world.now,
        seeded=True,
        state=str(fields.get("state") or "RESPONSE").upper(),
        viewed=True,
    )


def _fill(world: World, chat: Chat, fields: Json) -> None:
    add_message(world, chat, "applicant", str(fields.get("letter") or ""), state="RESPONSE")
    greeting = str(fields.get("text") or "Здравствуйте! Готовы обсудить вакансию?")
    for row in _list(fields.get("messages", [greeting])):
        item = _dict(row) or {"text": str(row)}
        author = str(item.get("author") or item.get("from") or "employer").lower()
        author = author if author in ("applicant", "bot") else "employer"
        buttons = tuple(str(one) for one in _list(item.get("buttons") or item.get("text_buttons")))
        text = str(item.get("text") or "")
        add_message(world, chat, author, text, buttons=buttons, by_client=author == "applicant")
    if fields.get("unread") in (False, 0):
        chat.seen_by_applicant = chat.messages[-1].id
