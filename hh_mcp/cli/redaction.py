"""Takes out of a report whatever names the person or lets anybody in."""

import re
from pathlib import Path
from typing import Any, cast

from pydantic import SecretStr

from hh_mcp.settings import Settings, secret_names

HIDDEN = "***"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.])\+?\d[\d ()-]{8,16}\d(?![\w.])")
_TOKEN = re.compile(r"(?i)\b(bearer(?=\s)|token|cookie|secret|key|code)([\"']?\s*[=:]\s*|(?<=bearer)\s+)\S+")
_PRIVATE = {"account", "contact", "client_id", "redirect_uri", "exclude_employers", "site_user_agent"}


def redact(value: Any, chosen: Settings) -> Any:  # noqa: ANN401 - JSON in, JSON out
    """Clean every text of a JSON value, at any depth."""
    if isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        return {key: HIDDEN if key in _PRIVATE else redact(inner, chosen) for key, inner in given.items()}
    if isinstance(value, list):
        return [redact(inner, chosen) for inner in cast("list[Any]", value)]
    return _clean(value, chosen) if isinstance(value, str) else value


def _clean(text: str, chosen: Settings) -> str:
    for secret in _secrets(chosen):
        text = text.replace(secret, HIDDEN)
    for name, folder in (("HH_MCP_HOME", chosen.home), ("~", Path.home())):
        text = text.replace(str(folder), name)
    text = _MAIL.sub(HIDDEN, text)
    text = _TOKEN.sub(rf"\1\2{HIDDEN}", text)
    return _PHONE.sub(HIDDEN, text)


def _secrets(chosen: Settings) -> list[str]:
    values: list[SecretStr | None] = [getattr(chosen, name) for name in secret_names()]
    return [secret for value in values if value and (secret := value.get_secret_value())]
