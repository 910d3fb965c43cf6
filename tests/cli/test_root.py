"""The command line as a whole: help, errors in one sentence, completion."""

import json
import sqlite3
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from hh_mcp.cli.root import COMMANDS, cli


def commands(group: click.Group = cli, path: tuple[str, ...] = ()):
    with click.Context(group) as ctx:
        for name in group.list_commands(ctx):
            command = group.get_command(ctx, name)
            yield (*path, name), command
            if isinstance(command, click.Group):
                yield from commands(command, (*path, name))


ALL = dict(commands())


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_is_in_two_languages_and_shows_an_example(path):
    shown = CliRunner().invoke(cli, [*path, "--help"]).output
    assert " / " in shown
    assert "Пример / Example:" in shown
    assert f"hh-mcp {' '.join(path)}" in shown
    assert "--debug" in shown


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_that_tells_something_speaks_json(path):
    named = {name for parameter in ALL[path].params for name in parameter.opts}
    no_words_of_its_own = {("serve",), ("sandbox",), ("audit",), ("audit", "export"), ("key",), ("settings",)}
    assert ("--json" in named) is (path not in no_words_of_its_own)


def test_a_broken_database_is_one_sentence_and_a_next_step(person_home, run):
    (person_home / "data").mkdir(mode=0o700)
    (person_home / "data" / "hh-mcp.db").write_text("not a database, though long enough to be looked at" * 20)
    done = run("status", code=1)
    assert "hh-mcp doctor" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("arguments", [["--debug", "status"], ["status", "--debug"]])
def test_debug_shows_where_it_broke(arguments, person_home):
    (person_home / "data").mkdir(mode=0o700)
    (person_home / "data" / "hh-mcp.db").write_text("not a database, though long enough to be looked at" * 20)
    assert isinstance(CliRunner().invoke(cli, arguments).exception, sqlite3.Error)


def test_a_key_that_does_not_fit_is_told_apart(person_home, run, monkeypatch):
    from hh_mcp.store import Store

    with Store.open(person_home / "data" / "hh-mcp.db") as store:
        store.sessions("default").save("site", "{}")
    monkeypatch.setenv("HH_MCP_KEY", "another key")
    assert "HH_MCP_KEY" in run("status", code=1).stderr


def test_a_folder_that_cannot_be_made_is_one_sentence(person_home, run, monkeypatch):
    (person_home / "file").touch()
    monkeypatch.setenv("HH_MCP_HOME", str(person_home / "file" / "data"))
    monkeypatch.setenv("HH_MCP_LANG", "en")
    assert "The system refused" in run("approvals", code=1).stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell, run):
    assert "_HH_MCP_COMPLETE" in run("completion", shell).stdout
    assert json.loads(run("completion", shell, "--json").stdout)["shell"] == shell


def test_tab_offers_commands(person_home):
    words = {"_HH_MCP_COMPLETE": "bash_complete", "COMP_WORDS": "hh-mcp a", "COMP_CWORD": "1"}
    done = subprocess.run([sys.executable, "-m", "hh_mcp"], env=words, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["plain,approvals", "plain,audit"]


def test_serve_imports_nothing_for_a_person():
    for_a_person = ["rich", "jinja2", "hh_mcp.sandbox.server", "hh_mcp.cli.demo_screen"]
    code = f"import sys, hh_mcp.cli.root, hh_mcp.cli.serve; print(sys.modules.keys() & {for_a_person})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_table_of_commands_is_the_contract_s():
    contract = "serve demo sandbox login logout status approvals console audit doctor install"
    assert set(contract.split()) <= set(COMMANDS)
