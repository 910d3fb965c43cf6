"""The entry that a client's file has for us already: what is in it stays when it is written again."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from hh_mcp.cli.clients import Client, Entry, Machine
from hh_mcp.cli.config_file import read_entry
from hh_mcp.settings import Settings, secret_names

_OURS = frozenset(f"HH_MCP_{name.upper()}" for name in Settings.model_fields.keys() - secret_names())


class Present(BaseModel):
    """The entry as it stands: its environment, its arguments and whatever else the person or the client put there."""

    model_config = ConfigDict(extra="allow")

    args: list[str] = Field(default_factory=list[str])
    env: dict[str, str] = Field(default_factory=dict[str, str])

    @classmethod
    def read(cls, program: Client, machine: Machine, name: str) -> Self:
        """Read the entry `name`; nothing usable is an empty one. Raises JsoncError for a broken file."""
        entry = read_entry(program.file(machine), [program.key, name])
        if not isinstance(entry, dict):
            return cls()
        known: dict[str, object] = {str(key): value for key, value in entry.items()}  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
        env, args = known.pop("env", None), known.pop("args", None)
        return cls.model_validate({**known, "env": _texts(env), "args": _words(args)})

    @property
    def settings(self) -> dict[str, str]:
        """Our settings among its environment; a secret that the person put there stays, and is shown nowhere."""
        return {name: value for name, value in self.env.items() if name in _OURS}

    def renewed(self, entry: Entry) -> Entry:
        """Return `entry` with all that the old one held besides our own command and settings."""
        command = entry["args"]
        fresh = [str(word) for word in command] if isinstance(command, list) else []  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
        settings = entry["env"] if isinstance(entry["env"], dict) else {}  # pyright: ignore[reportUnknownVariableType]
        others = {name: value for name, value in self.env.items() if name not in _OURS}
        return {**(self.model_extra or {}), **entry, "args": [*fresh, *self._options()], "env": {**others, **settings}}

    def _options(self) -> list[str]:
        """Return what stands behind `serve`, `--read-only` for instance."""
        return self.args[self.args.index("serve") + 1 :] if "serve" in self.args else []


def _texts(value: object) -> dict[str, str]:
    """Return a client's environment as texts: a number or a boolean there is written as JSON writes it."""
    if not isinstance(value, dict):
        return {}
    pairs: dict[object, object] = value  # pyright: ignore[reportUnknownVariableType]
    return {str(name): _text(one) for name, one in pairs.items() if one is not None}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _words(value: object) -> list[str]:
    return [str(word) for word in value] if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
