"""The assistants' programs that hh-mcp can be added to: where each keeps its list of servers, and its shape."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Entry = dict[str, object]


@dataclass(frozen=True)
class Machine:
    """The system that files are looked for on; a parameter, so that every system's paths can be tested on one."""

    system: str
    home: Path
    environment: Mapping[str, str]

    @classmethod
    def here(cls) -> "Machine":
        """This machine."""
        return cls(sys.platform, Path.home(), os.environ)

    @property
    def applications(self) -> Path:
        """The folder where desktop programs keep their settings."""
        if self.system == "darwin":
            return self.home / "Library" / "Application Support"
        if self.system == "win32":
            return Path(self.environment.get("APPDATA") or self.home / "AppData" / "Roaming")
        return Path(self.environment.get("XDG_CONFIG_HOME") or self.home / ".config")


@dataclass(frozen=True)
class Client:
    """One assistant's program."""

    name: str
    title: str
    key: str  # of the object that lists the servers
    typed: bool  # whether an entry says that it is a stdio server
    ru: str  # what to do after the install
    en: str

    def file(self, machine: Machine) -> Path:
        """The file with its servers, there or not."""
        if self.name == "claude-desktop":
            return machine.applications / "Claude" / "claude_desktop_config.json"
        if self.name == "vscode":
            return machine.applications / "Code" / "User" / "mcp.json"
        if self.name == "cursor":
            return machine.home / ".cursor" / "mcp.json"
        return Path(machine.environment.get("CLAUDE_CONFIG_DIR") or machine.home) / ".claude.json"

    def entry(self, command: list[str], environment: dict[str, str]) -> Entry:
        """What is written under our name."""
        kind: Entry = {"type": "stdio"} if self.typed else {}
        return {**kind, "command": command[0], "args": command[1:], "env": environment}


CLIENTS = {
    client.name: client
    for client in (
        Client(
            "claude-desktop",
            "Claude Desktop",
            "mcpServers",
            False,
            "Закройте Claude Desktop совсем и откройте снова.",
            "Quit Claude Desktop and open it again.",
        ),
        Client(
            "claude-code",
            "Claude Code",
            "mcpServers",
            True,
            "Откройте новую беседу; проверить: claude mcp list.",
            "Start a new session; to check: claude mcp list.",
        ),
        Client(
            "cursor",
            "Cursor",
            "mcpServers",
            False,
            "Включите сервер в Cursor: Settings → MCP.",
            "Switch the server on in Cursor: Settings → MCP.",
        ),
        Client(
            "vscode",
            "VS Code",
            "servers",
            True,
            "В VS Code: команда «MCP: List Servers» → hh → Start.",
            "In VS Code: “MCP: List Servers” → hh → Start.",
        ),
    )
}
