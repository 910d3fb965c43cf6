"""The person's own settings file, `config.toml`: changed in place, comments and order kept, whole or not at all."""

import os
from collections.abc import Mapping
from pathlib import Path

from hh_mcp.settings import Settings
from hh_mcp.store.database import private_folder

ABSENT = None  # the value of a setting that is taken out


def file_of(home: Path) -> Path:
    """Where the settings of a data folder stand."""
    return home / "config.toml"


def named(home: Path) -> dict[str, object]:
    """What the file says, by the settings' names."""
    file = file_of(home)
    if not file.exists():
        return {}
    import tomllib

    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: value for name, value in found.items() if name in Settings.model_fields}


def checked(home: Path, texts: Mapping[str, str]) -> dict[str, object]:
    """Make what is written into the file from what a person typed; raises ValidationError for what does not fit."""
    valid = Settings(home=home, **texts)  # pyright: ignore[reportArgumentType]
    return {name: _plain(getattr(valid, name), text) for name, text in texts.items()}


def _plain(value: object, text: str) -> object:
    return value if isinstance(value, bool | int | float) else text


def change(home: Path, values: Mapping[str, object]) -> None:
    """Put settings into the file, or take out those whose value is `ABSENT`; the rest of it stays as it is."""
    import tomlkit

    file = file_of(home).resolve()  # a link stays a link: dotfiles are often kept elsewhere
    private_folder(home)
    document = tomlkit.parse(file.read_text(encoding="utf-8") if file.exists() else "")
    for name, value in values.items():
        if value is ABSENT:
            document.pop(name, None)  # pyright: ignore[reportUnknownMemberType]
        else:
            document[name] = value
    _replace(file, tomlkit.dumps(document))


def _replace(file: Path, text: str) -> None:
    draft = file.with_name(f".{file.name}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
