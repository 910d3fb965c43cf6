"""The MCPB manifest and the registry's `server.json`, made from the package's own facts."""

import json
import tomllib
from pathlib import Path

from tables import environment, tools_of_the_bundle

from hh_mcp.settings import secret_names

ROOT = Path(__file__).resolve().parent.parent
REPOSITORY = "https://github.com/hh-mcp/hh-mcp"
NAME = "io.github.hh-mcp/hh-mcp"  # the README holds it too: that is how the registry knows whose package it is

# What a person is asked for in Claude Desktop's own form: name -> type, title, bounds; the rest has good defaults.
ASKED: dict[str, dict[str, object]] = {
    "sandbox": {"type": "boolean", "title": "Try on an imitation / Попробовать на имитации hh.ru", "default": False},
    "lang": {"type": "string", "title": "Language / Язык: ru, en", "default": "ru"},
    "approval": {"type": "string", "title": "Sending / Отправка: ask, deny", "default": "ask"},
    "daily_responses": {
        "type": "number",
        "title": "Responses in 24 hours / Откликов за 24 часа",
        "default": 200,
        "min": 0,
        "max": 200,
    },
    "exclude_employers": {"type": "string", "title": "Never apply to / Никогда не откликаться", "default": ""},
    "contact": {"type": "string", "title": "Your e-mail for hh.ru's API / E-mail для API", "default": ""},
    "client_id": {"type": "string", "title": "OAuth application of dev.hh.ru", "default": ""},
    "client_secret": {"type": "string", "title": "Its secret / Секрет приложения", "default": ""},
    "key": {"type": "string", "title": "Key of the vault / Ключ хранилища", "default": ""},
}


def project() -> dict[str, object]:
    """The `[project]` table of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def bundle() -> str:
    """The manifest of the MCPB bundle (manifest version 0.4: the first that knows `uv`)."""
    facts, about = project(), {str(one["name"]): one["description"] for one in environment()}
    asked = {
        name: {**field, **_hidden(name), "description": about[f"HH_MCP_{name.upper()}"], "required": False}
        for name, field in ASKED.items()
    }
    given = {f"HH_MCP_{name.upper()}": f"${{user_config.{name}}}" for name in ASKED}
    started = ["run", "--directory", "${__dirname}", "--no-dev", "hh-mcp", "serve"]
    return _json(
        {
            "manifest_version": "0.4",
            "name": "hh-mcp",
            "display_name": "hh.ru",
            "version": facts["version"],
            "description": facts["description"],
            "author": {"name": "hh-mcp maintainers", "url": REPOSITORY},
            "repository": {"type": "git", "url": f"{REPOSITORY}.git"},
            "license": facts["license"],
            "keywords": facts["keywords"],
            "server": {
                "type": "uv",
                "entry_point": "hh_mcp/__main__.py",
                # MANIFEST.md lets this be left out for uv; the validator (2.1.2) does not
                "mcp_config": {"command": "uv", "args": started, "env": given},
            },
            "tools": tools_of_the_bundle(),
            "compatibility": {
                "platforms": ["darwin", "win32", "linux"],
                "runtimes": {"python": facts["requires-python"]},
            },
            "user_config": asked,
        }
    )


def _hidden(name: str) -> dict[str, object]:
    return {"sensitive": True} if name in secret_names() else {}


def registry() -> str:
    """The description for the registry of MCP servers."""
    facts = project()
    package = {
        "registryType": "pypi",
        "identifier": "hh-mcp",
        "version": facts["version"],
        "runtimeHint": "uvx",
        "transport": {"type": "stdio"},
        "environmentVariables": environment(),
    }
    return _json(
        {
            "$schema": "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
            "name": NAME,
            "title": "hh.ru",
            "description": "Job search on hh.ru with an AI assistant; a person approves everything that is sent.",
            "version": facts["version"],
            "repository": {"url": REPOSITORY, "source": "github"},
            "packages": [package],
        }
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
