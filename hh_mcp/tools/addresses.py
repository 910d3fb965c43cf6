"""A pasted address of hh.ru is an id: people copy what the browser shows.

Only addresses of hh.ru and of its sister sites count, which share their ids; anything else stays as it was and is
refused as an id later.
"""

import re
from collections.abc import Callable
from urllib.parse import SplitResult, parse_qs, urlsplit

_DOMAINS = ("hh.ru", "hh.kz", "hh.uz", "rabota.by", "headhunter.ge", "headhunter.kg", "hh1.az")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_NUMBER = "[0-9]{1,20}"
_HASH = "[0-9a-fA-F]{16,64}"


def id_reader(pattern: str, paths: str, *names: str) -> Callable[[object], object]:
    """Make a reader of an id: as it is, or the `pattern` after one of `paths`, or in a parameter of one of `names`."""
    in_path = re.compile(rf"/(?:{paths})/({pattern})(?:/|$)")
    alone = re.compile(pattern)

    def read(value: object) -> object:
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            return value
        address = _address(value)
        if address is None:
            return value.strip()
        query = parse_qs(address.query)
        named = [found for name in names for found in query.get(name, ()) if alone.fullmatch(found)]
        found = in_path.search(address.path)
        return found[1] if found else next(iter(named), value)

    return read


def _address(value: str) -> SplitResult | None:
    """Take a text apart that is one address of hh.ru, with or without https:// before it."""
    text = value.strip(" \t\n.,;()<>\"'«»")
    if not text or re.search(r"\s", text) or "/" not in text:
        return None
    try:
        address = urlsplit(text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}")
        host = address.hostname or ""
    except ValueError:
        return None
    ours = any(host == domain or host.endswith(f".{domain}") for domain in _DOMAINS) or host in _LOOPBACK
    return address if ours else None


vacancy_id = id_reader(_NUMBER, "vacancy|vacancies|promo/vacancy", "vacancyId", "vacancy_id")
resume_id = id_reader(_HASH, "resume|resumes", "resume", "hash", "resumeHash", "resumeId")
chat_id = id_reader(_NUMBER, "chat|chats", "chatId", "chat_id")
response_id = id_reader(_NUMBER, "negotiations|negotiations/item", "topicId", "topic_id", "topic")
employer_id = id_reader(_NUMBER, "employer|employers", "employerId", "employer_id")
