"""Settings: where they come from, and what is refused at the start."""

import pytest
from pydantic import ValidationError

from hh_mcp.settings import Settings, secret_names


@pytest.fixture(autouse=True)
def clean(monkeypatch, tmp_path):
    monkeypatch.setenv("HH_MCP_HOME", str(tmp_path))


@pytest.mark.parametrize(
    "url",
    [
        "http://hh.ru",
        "https://hh.ru.evil.test",
        "https://evil.test/hh.ru",
        "https://user@hh.ru",
        "https://hh.ru?x=1",
        "http://192.168.0.1:80",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_session_goes_nowhere_but_to_hh_and_loopback(url):
    with pytest.raises(ValidationError):
        Settings(site_url=url)


@pytest.mark.parametrize("url", ["https://hh.ru", "https://kazan.hh.ru", "http://127.0.0.1:8080/site"])
def test_hh_and_loopback_are_allowed(url):
    assert Settings(site_url=url).site_url == url


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    (tmp_path / "config.toml").write_text('daily_responses = 40\nlang = "en"\n', encoding="utf-8")
    monkeypatch.setenv("HH_MCP_DAILY_RESPONSES", "20")
    settings = Settings()
    assert (settings.daily_responses, settings.lang) == (20, "en")


def test_lists_come_as_words_with_commas(monkeypatch):
    monkeypatch.setenv("HH_MCP_TOOLSETS", "all")
    monkeypatch.setenv("HH_MCP_EXCLUDE_EMPLOYERS", "Ромашка, 1455")
    settings = Settings()
    assert settings.toolsets == {"core", "extra"}
    assert settings.exclude_employers == ("Ромашка", "1455")


def test_no_more_than_200_responses_can_be_set():
    with pytest.raises(ValidationError):
        Settings(daily_responses=201)


def test_the_site_is_always_told_who_asks():
    assert Settings(site_user_agent="Mozilla/5.0").site_user_agent.endswith("hh-mcp/0.1.0")


def test_what_happens_on_an_imitation_never_counts_for_hh():
    assert Settings().account_key == "default"
    assert Settings().at("http://127.0.0.1:99").account_key == "default@127.0.0.1:99"


def test_secrets_are_not_shown():
    assert secret_names() == {"key", "client_secret", "http_token"}
    assert "hunter2" not in repr(Settings(**dict.fromkeys(secret_names(), "hunter2")))
