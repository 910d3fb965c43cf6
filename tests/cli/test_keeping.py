"""What is kept: the journal is shortened and the key is changed by a person, and everything still fits."""

import json
import os
from datetime import timedelta

import pytest
from support import type_in_terminal

from hh_mcp.store import Store
from hh_mcp.store.erasing import erase_account
from hh_mcp.tools.app import utc_now


@pytest.fixture
def file(person_home):
    path = person_home / "data" / "hh-mcp.db"
    with Store.open(path) as store:
        store.sessions("default").save("site", "a session")
        for days in (500, 400, 1):
            store.audit.append("one", account="default", now=utc_now() - timedelta(days=days))
    return path


def test_old_rows_are_dropped_and_the_chain_still_holds(file, run):
    shown = type_in_terminal(["audit", "prune", "--keep-days", "365", "--json"], ["y"], dict(os.environ))
    assert '"dropped": 2' in shown
    assert json.loads(run("audit", "verify", "--json").stdout)["intact"] is True
    assert erase_account(file, "default", utc_now()) == 3
    assert json.loads(run("audit", "verify", "--json").stdout) | {"head": ""} == {
        "rows": 1,
        "intact": True,
        "broken_at": None,
        "problem": None,
        "problem_ru": None,
        "head": "",
        "chained": True,
    }


def test_without_a_yes_nothing_is_dropped(file, run):
    type_in_terminal(["audit", "prune", "--keep-days", "365"], ["n"], dict(os.environ), code=4)
    assert "Ничего не сделано" in run("audit", "prune", "--keep-days", "365", code=4).stderr
    assert json.loads(run("audit", "verify", "--json").stdout)["rows"] == 3


def test_a_new_key_opens_what_the_old_one_sealed(file, run):
    before = file.with_name("vault.key").read_bytes()
    assert json.loads(run("key", "rotate", "--json").stdout) == {"sealed": 1}
    assert file.with_name("vault.key").read_bytes() != before
    with Store.open(file) as store:
        assert store.sessions("default").load("site") == "a session"


def test_a_key_of_the_environment_is_changed_there(file, run, monkeypatch):
    monkeypatch.setenv("HH_MCP_KEY", "a phrase of the person")
    assert "HH_MCP_KEY" in run("key", "rotate", code=1).stderr


def test_the_journal_says_ways_and_reasons_in_words(file, run):
    with Store.open(file) as store:
        store.audit.append("signed_in", account="default", now=utc_now(), way="code")
        store.audit.append("unknown", account="default", now=utc_now(), reason="crash")
    shown = run("audit", "show").stdout
    assert "Вход на hh.ru\tпо коду" in shown
    assert "hh.ru не подтвердил отправку\tпрограмму закрыли посреди отправки" in shown
