"""What a person should look at twice before saying yes."""

import re
from typing import Literal

from hh_mcp.guard.foreign import TEXT

SAMPLE = 4_000  # characters that tell the language of a text
# Every repetition is bounded: the time grows with the text, not faster
_LINK = re.compile(r"https?://|www\.|[\w-]\.(?:ru|com|org|net|io|me|рф)\b", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+7|\b8)[\s(-]{0,4}\d{3}[\s)-]{0,4}\d{3}[\s-]{0,4}\d{2}[\s-]{0,4}\d{2}\b")
# Words by which a text speaks to an assistant instead of a person, in both languages
_COMMAND = re.compile(
    r"ignore (?:all |any )?(?:previous|prior|above)|disregard .{0,20}instructions|system prompt|as an ai\b|"
    r"</?(?:system|tool|assistant|instructions?)\b|\bassistant\s{0,9}:|tool_result|"
    r"игнорируй .{0,30}(?:инструкц|указани)|забудь .{0,30}инструкц|если (?:ты|вы) (?:бот|ии|нейросет|ассистент)|"
    r"(?:ты|вы) (?:—|-|–)?\s{0,9}(?:языковая модель|ии-ассистент|нейросеть)",
    re.IGNORECASE,
)

_TEXTS: dict[str, tuple[str, str]] = {
    "link": ("В тексте есть ссылка: такие письма hh.ru может счесть спамом.", "There is a link: hh.ru may see spam."),
    "phone": (
        "В тексте есть номер телефона: он уйдёт работодателю.",
        "There is a phone number: the employer will get it.",
    ),
    "language": (
        "Текст не на том языке, на котором написана вакансия.",
        "The text is not in the vacancy's language.",
    ),
    "command": (
        "Текст работодателя обращается к ассистенту, а не к вам: проверьте письмо особенно внимательно.",
        "The employer's text speaks to an assistant, not to you: read the letter with special care.",
    ),
    "refused": ("Этот работодатель вам уже отказывал.", "This employer has refused you before."),
    "discarded": ("Работодатель уже отказал по этому отклику.", "The employer has turned this response down."),
    "other_resume": (
        "На эту вакансию уже есть отклик с резюме «{resume}»: работодатель увидит оба.",
        "There is a response to this vacancy with the resume «{resume}» already: the employer will see both.",
    ),
    "unseen": (
        "Это резюме видно не всем работодателям: если этому не видно, hh.ru не примет отклик.",
        "Not every employer sees this resume: if this one does not, hh.ru will refuse the response.",
    ),
}


def warnings(text: str, foreign: str, lang: Literal["ru", "en"] = "ru", *, unseen: bool = False) -> tuple[str, ...]:
    """What to look at in `text`, given the employer's own words in `foreign`, and in a resume that may be `unseen`."""
    foreign = foreign[-TEXT:]
    found = {
        "link": bool(_LINK.search(text)),
        "phone": bool(_PHONE.search(text)),
        "language": len(foreign) > 100 and _differ(_letters(text), _letters(foreign)),
        "command": commands_assistant(foreign),
        "unseen": unseen,
    }
    return tuple(_TEXTS[name][0 if lang == "ru" else 1] for name, hit in found.items() if hit)


def subject_of(warning: str) -> Literal["text", "employer", "resume"]:
    """Tell what a warning is about, so that it can stand beside it."""
    if warning in _TEXTS["command"]:
        return "employer"
    return "resume" if warning in _TEXTS["unseen"] else "text"


def warning(name: str, lang: Literal["ru", "en"]) -> str:
    """A warning by its name."""
    return _TEXTS[name][0 if lang == "ru" else 1]


def commands_assistant(text: str) -> bool:
    """Whether a text seems to speak to an assistant; a hint for the person, never a filter."""
    return bool(_COMMAND.search(text))


def _differ(text: str, foreign: str) -> bool:
    return bool(text) and _cyrillic(text) != _cyrillic(foreign)


def _letters(text: str) -> str:
    """The first letters of a text; those of a link belong to no language."""
    words = (word for word in text[:SAMPLE].lower().split() if not _LINK.search(word))
    return "".join(char for word in words for char in word if char.isalpha())


def _cyrillic(letters: str) -> bool:
    return sum("а" <= char <= "я" or char == "ё" for char in letters) * 3 > len(letters)
