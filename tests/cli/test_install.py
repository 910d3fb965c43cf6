"""`hh-mcp install` adds us to a client's file and takes nothing else away."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters
from support import type_in_terminal

from hh_mcp.cli import jsonc
from hh_mcp.cli.clients import CLIENTS, Machine
from hh_mcp.cli.launcher import launcher

LINUX = {
    "claude-desktop": ".config/Claude/claude_desktop_config.json",
    "claude-code": ".claude.json",
    "cursor": ".cursor/mcp.json",
    "vscode": ".config/Code/User/mcp.json",
}
OURS = str(Path(sys.executable).parent / "hh-mcp")
HAND = """\
{
  // kept by hand
  "SERVERS": {
    "files": {"command": "npx"}, // mine
  },
}
"""

each_client = pytest.mark.parametrize("name", CLIENTS)


def servers(home: Path, name: str) -> dict:
    text = (home / LINUX[name]).read_text(encoding="utf-8")
    return jsonc.read(text).plain()[CLIENTS[name].key]


@each_client
def test_a_file_is_made_where_there_was_none(name, person_home, run):
    run("install", name, "--set", "LANG=en")
    entry = servers(person_home, name)["hh"]
    assert entry["command"] == OURS
    assert entry["args"] == ["serve"]
    assert entry["env"] == {"HH_MCP_HOME": str(person_home / "data"), "HH_MCP_LANG": "en"}
    assert entry.get("type") == ("stdio" if name in ("vscode", "claude-code") else None)


@each_client
def test_other_servers_and_comments_stay_and_a_backup_is_kept(name, person_home, run):
    file = person_home / LINUX[name]
    file.parent.mkdir(parents=True, exist_ok=True)
    before = HAND.replace("SERVERS", CLIENTS[name].key)
    file.write_text(before, encoding="utf-8")
    file.chmod(0o600)
    done = json.loads(run("install", name, "--json").stdout)
    after = file.read_text(encoding="utf-8")
    assert "// kept by hand" in after
    assert "// mine" in after
    assert list(servers(person_home, name)) == ["files", "hh"]
    assert Path(done["backup"]).read_text(encoding="utf-8") == before
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@each_client
def test_twice_is_once_and_out_again_leaves_the_others(name, person_home, run):
    file = person_home / LINUX[name]
    run("install", name)
    once = file.read_bytes()
    assert json.loads(run("install", name, "--json").stdout)["changed"] is False
    assert file.read_bytes() == once
    assert [path.name for path in file.parent.glob("*.bak")] == []
    assert "убрано из" in run("install", name, "--uninstall").stdout
    assert servers(person_home, name) == {}
    assert json.loads(run("install", name, "--uninstall", "--json").stdout)["changed"] is False


@each_client
def test_print_writes_nothing(name, person_home, run):
    shown = run("install", name, "--print", "--sandbox").stdout
    assert OURS in shown
    assert "HH_MCP_SANDBOX" in shown
    assert not (person_home / LINUX[name]).exists()


@each_client
def test_a_broken_file_is_left_alone(name, person_home, run):
    file = person_home / LINUX[name]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('{\n "a": oops }', encoding="utf-8")
    done = run("install", name, code=1)
    assert "line 2" in done.stderr
    assert file.read_text(encoding="utf-8") == '{\n "a": oops }'
    assert list(file.parent.glob("*.bak")) == []


TIGHT = ["READ_ONLY=true", "APPROVAL=deny", "DAILY_RESPONSES=20", "EXCLUDE_EMPLOYERS=Орион Клиника, ИП Иванов"]
KEPT = {f"HH_MCP_{name}": value for name, value in (pair.split("=") for pair in TIGHT)} | {"HH_MCP_SANDBOX": "true"}


@each_client
def test_installing_again_keeps_every_setting(name, person_home, run):
    run("install", name, "--sandbox", *(word for pair in TIGHT for word in ("--set", pair)))
    shown = run("install", name, "--yes").stdout
    assert servers(person_home, name)["hh"]["env"].items() >= KEPT.items()
    assert "READ_ONLY" not in shown.partition("Изменено")[2]


def test_answering_with_enter_keeps_every_setting(person_home, run):
    run("install", "cursor", "--sandbox", *(word for pair in TIGHT for word in ("--set", pair)))
    type_in_terminal(["install", "cursor"], [""] * 6, dict(os.environ))
    assert servers(person_home, "cursor")["hh"]["env"].items() >= KEPT.items()


def test_a_changed_setting_is_named(person_home, run):
    run("install", "cursor", "--set", "READ_ONLY=true", "--set", "DAILY_RESPONSES=20")
    shown = run("install", "cursor", "--set", "DAILY_RESPONSES=50", "--unset", "READ_ONLY").stdout
    assert "DAILY_RESPONSES: 20 → 50" in shown
    assert "READ_ONLY: true → нет" in shown
    assert "HH_MCP_READ_ONLY" not in servers(person_home, "cursor")["hh"]["env"]


def test_what_others_wrote_into_our_entry_stays(person_home, run):
    file = person_home / LINUX["cursor"]
    file.parent.mkdir(parents=True)
    entry = {
        "command": "old-hh-mcp",
        "args": ["serve", "--read-only", "--toolsets", "all"],
        "env": {"HTTPS_PROXY": "http://127.0.0.1:3128", "HH_MCP_KEY": "very secret phrase", "HH_MCP_LANG": "en"},
        "disabled": False,
        "autoApprove": ["get_status"],
    }
    file.write_text(json.dumps({"mcpServers": {"hh": entry}}), encoding="utf-8")
    shown = run("install", "cursor").output
    after = servers(person_home, "cursor")["hh"]
    assert after["command"] == OURS
    assert after["args"] == entry["args"]
    assert after["env"].items() >= entry["env"].items()
    assert (after["disabled"], after["autoApprove"]) == (False, ["get_status"])
    assert "very secret phrase" not in shown


@pytest.mark.parametrize("odd", ['"text"', "[]", '{"env": [], "args": "serve"}', '{"env": {"HH_MCP_READ_ONLY": true}}'])
def test_an_odd_entry_of_ours_is_renewed(odd, person_home, run):
    file = person_home / LINUX["cursor"]
    file.parent.mkdir(parents=True)
    file.write_text(f'{{"mcpServers": {{"hh": {odd}}}}}', encoding="utf-8")
    run("install", "cursor")
    after = servers(person_home, "cursor")["hh"]
    assert after["args"] == ["serve"]
    assert after["env"].get("HH_MCP_READ_ONLY", "true") == "true"


def test_a_link_stays_a_link(person_home, run):
    kept = person_home / "dotfiles.json"
    kept.write_text("{}", encoding="utf-8")
    link = person_home / LINUX["cursor"]
    link.parent.mkdir()
    link.symlink_to(kept)
    run("install", "cursor")
    assert link.is_symlink()
    assert "hh-mcp" in kept.read_text(encoding="utf-8")


def test_secrets_are_not_written(person_home, run, monkeypatch):
    monkeypatch.setenv("HH_MCP_KEY", "very secret phrase")
    done = run("install", "cursor")
    assert "HH_MCP_KEY" in done.stderr
    assert "very secret phrase" not in (person_home / LINUX["cursor"]).read_text(encoding="utf-8")
    assert run("install", "cursor", "--set", "KEY=abc", code=2).exit_code == 2


@pytest.mark.parametrize("given", ["NO_SUCH=1", "LANG", "LANG=fr", "DAILY_RESPONSES=500"])
def test_a_wrong_setting_is_a_usage_error(given, person_home, run):
    run("install", "cursor", "--set", given, code=2)
    assert not (person_home / LINUX["cursor"]).exists()


CLAUDE = """\
#!{python}
import json, pathlib, sys
file = pathlib.Path.home() / ".claude.json"
kept = json.loads(file.read_text()) if file.exists() else {{"mcpServers": {{}}}}
verb, name = sys.argv[2], sys.argv[3]
assert sys.argv[-2:] == ["--scope", "user"]
if verb == "add-json":
    if name in kept["mcpServers"]:
        sys.exit("already exists")
    kept["mcpServers"][name] = json.loads(sys.argv[4])
else:
    del kept["mcpServers"][name]
file.write_text(json.dumps(kept))
with open(pathlib.Path.home() / "calls", "a") as calls:
    calls.write(verb + "\\n")
"""


@pytest.fixture
def claude(person_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Claude Code's own command, as far as it matters here."""
    folder = person_home / "bin"
    folder.mkdir()
    program = folder / "claude"
    program.write_text(CLAUDE.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return program


def test_claude_code_is_asked_itself_where_it_is_installed(person_home, run, claude):
    run("install", "claude-code")
    run("install", "claude-code")
    run("install", "claude-code", "--set", "LANG=en")
    assert servers(person_home, "claude-code")["hh"]["env"]["HH_MCP_LANG"] == "en"
    run("install", "claude-code", "--uninstall")
    run("install", "claude-code", "--uninstall")
    assert servers(person_home, "claude-code") == {}
    assert (person_home / "calls").read_text().split() == ["add-json", "remove", "add-json", "remove"]
    assert "mcp add-json hh" in run("install", "claude-code", "--print").stdout


def test_what_claude_code_says_is_passed_on(person_home, run, claude):
    claude.write_text(f"#!{sys.executable}\nraise SystemExit('no room')\n", encoding="utf-8")
    assert "no room" in run("install", "claude-code", code=1).stderr


@pytest.mark.parametrize(
    ("system", "name", "expected"),
    [
        ("darwin", "claude-desktop", "Library/Application Support/Claude/claude_desktop_config.json"),
        ("darwin", "vscode", "Library/Application Support/Code/User/mcp.json"),
        ("darwin", "cursor", ".cursor/mcp.json"),
        ("darwin", "claude-code", ".claude.json"),
        ("win32", "claude-desktop", "AppData/Roaming/Claude/claude_desktop_config.json"),
        ("win32", "vscode", "AppData/Roaming/Code/User/mcp.json"),
        ("win32", "cursor", ".cursor/mcp.json"),
        ("win32", "claude-code", ".claude.json"),
        *(("linux", name, path) for name, path in LINUX.items()),
    ],
)
def test_where_each_system_keeps_each_file(system, name, expected, tmp_path):
    assert CLIENTS[name].file(Machine(system, tmp_path, {})) == tmp_path / expected


def test_folders_that_the_system_names_are_used(tmp_path):
    other = str(tmp_path / "other")
    assert str(CLIENTS["vscode"].file(Machine("win32", tmp_path, {"APPDATA": other}))).startswith(other)
    assert str(CLIENTS["vscode"].file(Machine("linux", tmp_path, {"XDG_CONFIG_HOME": other}))).startswith(other)
    assert str(CLIENTS["claude-code"].file(Machine("linux", tmp_path, {"CLAUDE_CONFIG_DIR": other}))).startswith(other)


def test_the_launcher_is_absolute_and_starts(person_home):
    command = launcher()
    assert Path(command[0]).is_absolute()
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("hh-mcp")


def test_an_environment_of_uvx_is_not_written_down(tmp_path, monkeypatch):
    uvx = tmp_path / "uvx"
    uvx.touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "cache" / "uv" / "archive-v0" / "x1"))
    monkeypatch.setenv("UV", str(tmp_path / "uv"))
    assert launcher() == [str(uvx), "hh-mcp"]


def test_settings_are_asked_one_by_one(person_home):
    typed = ["true", "", "deny", "500", "50", "ООО Ромашка", ""]  # 500 is more than hh.ru allows: asked again
    shown = type_in_terminal(["install", "cursor"], typed, dict(os.environ))
    entry = servers(person_home, "cursor")["hh"]
    assert entry["env"] == {
        "HH_MCP_HOME": str(person_home / "data"),
        "HH_MCP_SANDBOX": "true",
        "HH_MCP_APPROVAL": "deny",
        "HH_MCP_DAILY_RESPONSES": "50",
        "HH_MCP_EXCLUDE_EMPLOYERS": "ООО Ромашка",
    }
    assert "нужно число не больше 200" in shown


@pytest.mark.anyio
async def test_what_was_written_starts_the_server_that_was_asked_for(person_home, run):
    run("install", "cursor", "--sandbox", "--set", "DAILY_RESPONSES=7")
    entry = servers(person_home, "cursor")["hh"]
    server = StdioServerParameters(command=entry["command"], args=entry["args"], env=entry["env"])
    async with Client(server) as client:
        status = (await client.call_tool("get_status", {})).structured_content
    assert status["sandbox_url"]
    assert status["responses"]["limit"] == 7
