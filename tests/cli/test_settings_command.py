"""`hh-mcp settings`: the person's own file is changed with care, and `auto` only by a typed sentence."""

import json

import pytest
from support import RESUME, in_terminal, run_with

from hh_mcp.store import Store

SENTENCE = "Я разрешаю отправлять без вопроса\n"


def config(settings):
    return settings.home / "config.toml"


def write_config(settings, text):
    settings.home.mkdir(mode=0o700, exist_ok=True)
    config(settings).write_text(text, encoding="utf-8")


def test_a_setting_is_written_and_the_rest_stays(make_settings):
    settings = make_settings()
    write_config(settings, '# мои настройки\nlang = "ru"  # язык\n\ndaily_responses = 40\nunknown = 1\n')
    shown = run_with(settings, "settings", "set", "daily_responses", "20", "HH_MCP_EXCLUDE_EMPLOYERS", "Ромашка, 1455")
    assert "DAILY_RESPONSES = 20" in shown.stdout
    text = config(settings).read_text(encoding="utf-8")
    assert text.startswith('# мои настройки\nlang = "ru"  # язык\n\ndaily_responses = 20\nunknown = 1\n')
    assert config(settings).stat().st_mode & 0o777 == 0o600
    listed = json.loads(run_with(settings, "settings", "show", "--json").stdout)
    found = {row["name"]: (row["value"], row["from"]) for row in listed}
    assert found["DAILY_RESPONSES"] == ("20", "file")
    assert found["EXCLUDE_EMPLOYERS"] == ("1455, Ромашка", "file")
    assert found["DAILY_MESSAGES"] == ("200", "default")
    run_with(settings, "settings", "unset", "DAILY_RESPONSES")
    assert "daily_responses" not in config(settings).read_text(encoding="utf-8")
    with Store.open(settings.database) as store:
        changed = [entry.body for entry in store.audit.entries(event="setting_changed")]
    assert [row["setting"] for row in changed] == ["DAILY_RESPONSES", "EXCLUDE_EMPLOYERS", "DAILY_RESPONSES"]
    assert "Ромашка" not in str(changed)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["set", "DAILY_RESPONSES", "777"], "не больше 200"),
        (["set", "DAILY_RESPONSES"], "имя и значение"),
        (["set", "DAILY_RESPONCES", "7"], "DAILY_RESPONSES?"),
        (["set", "HOME", "/tmp"], "HH_MCP_HOME"),
        (["set", "CHAT_URL", "http://evil.test"], "HH_MCP_CHAT_URL"),
        (["set", "KEY", "hunter2"], "Секрет не пишут в команду"),
        (["set", "CLIENT_SECRET", "hunter2"], "Секрет не пишут в команду"),
        (["unset", "NOTHING"], "Нет настройки"),
    ],
)
def test_what_does_not_fit_changes_nothing(make_settings, arguments, words):
    settings = make_settings()
    shown = run_with(settings, "settings", *arguments, code=2).stderr
    assert words in shown
    assert "hunter2" not in shown
    assert not config(settings).exists()


def test_a_secret_is_typed_unseen(make_settings, hh):
    settings = make_settings()
    with Store.open(settings.database) as store:
        store.sessions(settings.account_key).save("site", "{}")
    run_with(settings, "settings", "set", "KEY", code=4, typed="hunter2\n")
    shown = in_terminal(settings, ["settings", "set", "KEY"], "hunter2-hunter2\n", after="KEY")
    assert "hunter2" not in shown
    assert "hunter2-hunter2" in config(settings).read_text(encoding="utf-8")
    assert run_with(settings, "status", code=3), "what was sealed before opens with the new key"
    assert "***" in run_with(settings, "settings", "show").stdout


def test_the_environment_that_wins_is_named(make_settings):
    shown = run_with(make_settings(), "settings", "set", "DAILY_MESSAGES", "7", HH_MCP_DAILY_MESSAGES="9").stdout
    assert "HH_MCP_DAILY_MESSAGES задано в окружении" in shown


@pytest.mark.parametrize("typed", ["да\n", "yes\n", "\n", "auto\n"])
def test_auto_needs_the_whole_sentence(make_settings, typed):
    settings = make_settings()
    in_terminal(settings, ["settings", "set", "APPROVAL", "auto"], typed * 2, after="Напечатайте", code=4)
    assert not config(settings).exists()


def test_auto_needs_a_terminal(make_settings):
    settings = make_settings()
    run_with(settings, "settings", "set", "APPROVAL", "auto", code=4, typed=SENTENCE)
    assert not config(settings).exists()


@pytest.mark.anyio
async def test_auto_that_nobody_confirmed_asks(make_settings, connect, hh, vacancy):
    """From the environment or a hand-edited file alone."""
    async with connect(None, approval="auto", confirmed=False) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
        assert pending["status"] == "pending_approval"
        assert "не подтверждено" in pending["warning"]
        status = await assistant.call("get_status")
        assert status["approval"] == "ask"
        assert "hh-mcp settings set APPROVAL auto" in status["warning"]
    assert hh.responses_to(vacancy) == []


@pytest.mark.anyio
async def test_auto_confirmed_by_its_sentence_sends_until_taken_back(make_settings, connect, hh):
    settings = make_settings()
    in_terminal(settings, ["settings", "set", "APPROVAL", "auto"], SENTENCE, after="Напечатайте")
    assert 'approval = "auto"' in config(settings).read_text(encoding="utf-8")
    async with connect(None, approval="auto", confirmed=False) as assistant:
        first = await assistant.call("respond", vacancy_id=hh.add_vacancy(name="1"), resume_id=RESUME)
        assert first["status"] == "sent"
        run_with(settings, "settings", "set", "APPROVAL", "ask")
        second = await assistant.call("respond", vacancy_id=hh.add_vacancy(name="2"), resume_id=RESUME)
        assert second["status"] == "pending_approval", "a server that runs already heeds it too"
    with Store.open(settings.database) as store:
        changed = [entry.body for entry in store.audit.entries(event="setting_changed")]
    assert [(row["setting"], row["value"]) for row in changed] == [("APPROVAL", "auto"), ("APPROVAL", "ask")]


@pytest.mark.anyio
async def test_a_confirmation_cannot_be_copied_from_another_home(make_settings, connect, hh, vacancy):
    settings = make_settings(approval="auto")
    (settings.home / "vault.key").unlink()
    async with connect(None, approval="auto", confirmed=False) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
    assert pending["status"] == "pending_approval"


def test_a_new_key_keeps_what_was_confirmed(make_settings):
    settings = make_settings(approval="auto")
    with Store.open(settings.database) as store:
        store.rotate_key()
        assert store.confirmations.holds("APPROVAL", "auto")
