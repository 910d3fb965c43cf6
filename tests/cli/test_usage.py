"""A wrong command line: what is wrong, that nothing was done, where the help is; Russian unless English is chosen."""

import pytest

WRONG = {
    ("sttaus",): "Нет команды «sttaus»",
    ("--nope",): "Нет ключа --nope",
    ("status", "--nope"): "Нет ключа --nope",
    ("audit", "prune"): "Не хватает --keep-days: целое число от 1",
    ("audit", "show", "--limit", "many"): "Не подходит значение --limit: целое число от 1",
    ("approvals", "approve"): "Не хватает ID",
    ("install", "emacs"): "можно claude-desktop, claude-code, cursor, vscode",
    ("login", "--import-cookies", "/no/such/file"): "такого файла нет",
    ("sandbox", "--port", "99999"): "целое число от 0 до 65535",
}


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_a_wrong_command_line_is_one_sentence_and_where_the_help_is(arguments, run):
    said = run(*arguments, code=2).stderr
    assert WRONG[arguments] in said
    assert "Ничего не сделано" in said
    assert said.rstrip().endswith("--help")
    assert len(said.strip().splitlines()) == 1


def test_in_english_it_is_click_that_speaks(run, monkeypatch):
    monkeypatch.setenv("HH_MCP_LANG", "en")
    assert "No such command 'sttaus'" in run("sttaus", code=2).stderr


def test_a_group_without_a_command_shows_its_help(run):
    assert "verify" in run("audit", code=2).output
