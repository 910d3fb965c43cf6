"""`hh-mcp doctor` tells what is wrong and what to do, and gives nobody away."""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import Result
from support import run_with, sign_in

from hh_mcp.cli.redaction import redact
from hh_mcp.settings import Settings, secret_names
from hh_mcp.store import Store
from hh_mcp.store.database import open_database
from hh_mcp.tools.app import utc_now


def doctor(settings, *arguments: str, code: int = 0) -> Result:
    return run_with(settings, "doctor", *arguments, code=code, HOME=str(settings.home.parent))


def checks(done: Result) -> dict[str, dict]:
    return {check["name"]: check for check in json.loads(done.stdout)["checks"]}


def test_nobody_signed_in_is_told_what_works_without(make_settings):
    found = checks(doctor(make_settings(), "--json", code=3))
    assert found["store"]["state"] == "ok"
    assert {found[f"host {host}"]["state"] for host in ("api", "site", "chat")} == {"ok"}
    assert found["session"]["next_step"] == "hh-mcp login"
    assert found["operation resumes"]["state"] == "note"


def test_all_is_well_after_a_sign_in(make_settings, hh):
    settings = make_settings()
    sign_in(settings, hh)
    done = doctor(settings, "--json")
    found = checks(done)
    assert {check["state"] for check in found.values()} <= {"ok", "note"}
    assert found["operation chats"]["route"] == "site"
    assert json.loads(done.stdout)["ok"] is True


def test_an_unreachable_site_is_named(make_settings, hh, unused_port):
    settings = make_settings().model_copy(update={"site_url": f"http://127.0.0.1:{unused_port}"})
    found = checks(doctor(settings, "--json", code=1))
    assert found["host site"]["state"] == "failed"
    assert found["host site"]["code"] == "hh_unavailable"
    assert found["host api"]["state"] == "ok"


def offline(run, code: int = 0) -> dict[str, dict]:
    return {
        check["name"]: check for check in json.loads(run("doctor", "--offline", "--json", code=code).stdout)["checks"]
    }


def test_what_others_can_read_is_named_with_the_command_that_mends_it(person_home, run):
    offline(run)
    key = person_home / "data" / "vault.key"
    key.chmod(0o644)
    assert offline(run, 1)["permissions"]["next_step"] == f"chmod 600 {key}"


def test_a_changed_journal_and_a_broken_database_are_told_apart(person_home, run):
    file = person_home / "data" / "hh-mcp.db"
    with Store.open(file) as store:
        store.audit.append("one", account="a", now=utc_now())
    database = open_database(file)
    database.execute("drop trigger audit_no_update")
    database.execute("update audit set body = '{}'")
    database.close()
    assert "запись 1" in offline(run, 1)["store"]["found"]
    file.write_text("nothing that SQLite knows" * 100)
    assert "DatabaseError" in offline(run, 1)["store"]["found"]


def test_a_store_that_is_not_in_wal_mode_is_named(person_home, run):
    file = person_home / "data" / "hh-mcp.db"
    open_database(file).close()
    assert "journal mode" not in offline(run, 0)
    database = open_database(file)
    database.execute("pragma journal_mode = delete")
    database.close()
    found = offline(run, 0)["journal mode"]
    assert found["state"] == "note"
    assert "delete, а не wal" in found["found"]


def test_an_old_sqlite_is_told_in_the_persons_words(run, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    found = offline(run, 1)["store"]
    assert "а нужна 3.37 или новее" in found["found"]
    assert "StoreUnavailable" not in found["found"]


def test_a_client_whose_launcher_is_gone_is_named(person_home, run):
    run("install", "vscode")
    file = person_home / ".cursor" / "mcp.json"
    file.parent.mkdir()
    file.write_text('{"mcpServers": {"hh": {"command": "/gone/hh-mcp", "args": ["serve"]}, "x": {"command": "/no"}}}')
    found = offline(run, 1)
    assert found["client vscode"]["state"] == "ok"
    assert found["client cursor"]["next_step"] == "hh-mcp install cursor"
    file.write_text("{")
    assert offline(run, 1)["client cursor"]["state"] == "failed"


def test_the_report_has_what_a_bug_report_needs_and_no_secret(person_home, run, monkeypatch):
    file = person_home / "report.json"
    given = {"CONTACT": "ivan@example.com", "HTTP_TOKEN": "token-token-token", "ACCOUNT": "ivan", "KEY": "phrase"}
    for name, value in given.items():
        monkeypatch.setenv(f"HH_MCP_{name}", value)
    run("doctor", "--offline", "--report", str(file))
    told = file.read_text(encoding="utf-8")
    assert {"hh_mcp", "python", "system", "settings", "checks"} <= json.loads(told).keys()
    for secret in ("ivan", "token-token", "phrase", str(person_home)):
        assert secret not in told


@pytest.mark.parametrize(
    "text",
    [
        "call +7 900 123-45-67 now",
        "89001234567",
        "mail ivan.petrov+work@mail.example.ru",
        "Authorization: Bearer abc.def",
        "cookie=hhtoken-abc",
        f"at {Path.home()}/secret",
    ],
)
def test_redaction(text, tmp_path):
    clean = redact({"deep": [text]}, Settings(home=tmp_path))["deep"][0]
    assert not re.search(r"900|ivan|abc|hhtoken|" + re.escape(str(Path.home())), clean)


def test_a_secret_is_taken_out_wherever_it_stands(tmp_path):
    chosen = Settings(home=tmp_path, **{name: f"phrase-{name}" for name in secret_names()})
    assert "phrase" not in redact(" ".join(f"phrase-{name}" for name in secret_names()), chosen)


def test_a_version_is_no_phone_number(tmp_path):
    text = "hh-mcp 0.1.0, Python 3.11.7, Linux-6.1.0-13-amd64-x86_64"
    assert redact(text, Settings(home=tmp_path)) == text


def test_a_person_reads_the_checks_in_their_language(make_settings):
    settings = make_settings()
    shown = doctor(settings, code=3).stdout
    names = [row.split("\t")[1] for row in shown.splitlines()]
    assert {"хранилище", "вход", "адрес site", "проба: поиск", "проба: чаты"} <= set(names)
    english = run_with(settings, "doctor", code=3, HOME=str(settings.home.parent), HH_MCP_LANG="en")
    assert "operation search" in english.stdout
