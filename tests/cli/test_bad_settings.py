"""Settings that cannot be taken are named with what would fit, and never with their values."""

import pytest
from click.testing import CliRunner

from hh_mcp.cli.root import cli

BAD = {
    ("LANG", "fr"): "нужно 'ru' или 'en'",
    ("DAILY_RESPONSES", "777"): "нужно число не больше 200",
    ("HOURLY_RESPONSES", "0.0"): "нужно число не меньше 1",
    ("DAILY_MESSAGES", "many"): "нужно целое число",
    ("READ_ONLY", "perhaps"): "нужно true или false",
    ("WRITE_TIMEOUT", "-7"): "нужно число больше 0",
    ("SITE_URL", "https://evil.test"): "нужен https-адрес hh.ru",
    ("CONTACT", "no spaces"): "такой текст не подходит",
    ("HOME", "data"): "нужен полный путь",
}


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_setting_is_named_with_what_would_fit(name, value, person_home):
    done = CliRunner().invoke(cli, ["status"], env={f"HH_MCP_{name}": value})
    assert done.exit_code == 2
    assert f"HH_MCP_{name}: {BAD[name, value]}" in done.stderr
    assert value not in done.stderr


def test_addresses_that_do_not_fit_together_are_named(person_home):
    done = CliRunner().invoke(cli, ["status"], env={"HH_MCP_CHAT_URL": "http://127.0.0.1:9999"})
    assert done.exit_code == 2
    assert "HH_MCP_API_URL, HH_MCP_SITE_URL, HH_MCP_CHAT_URL: все три" in done.stderr
    assert "9999" not in done.stderr


def test_in_english_too(run, monkeypatch):
    monkeypatch.setenv("HH_MCP_LANG", "en")
    monkeypatch.setenv("HH_MCP_DAILY_RESPONSES", "777")
    assert "less than or equal to 200" in run("status", code=2).stderr


@pytest.mark.parametrize("command", [["status"], ["doctor", "--offline"], ["serve"]])
def test_a_config_file_that_is_not_toml_is_named_with_the_place(command, person_home, run):
    (person_home / "data").mkdir()
    (person_home / "data" / "config.toml").write_text("daily_responses = many", encoding="utf-8")
    said = run(*command, code=2).stderr
    assert "config.toml не читается" in said
    assert "line 1" in said


@pytest.mark.parametrize("command", [["status"], ["audit", "verify"], ["serve"]])
def test_a_config_file_of_brackets_is_a_sentence(command, person_home, run):
    (person_home / "data").mkdir()
    (person_home / "data" / "config.toml").write_text("a = " + "[" * 100_000, encoding="utf-8")
    shown = run(*command, code=2).stderr
    assert "config.toml не читается" in shown
    assert "Traceback" not in shown
