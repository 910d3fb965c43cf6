"""Settings: where they come from, and what is refused at the start."""

import pytest
from pydantic import ValidationError

from hh_mcp.settings import Settings, secret_names

ADDRESSES = ("api_url", "site_url", "chat_url")


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
        "https://evil.test\\.hh.ru",
        "https://evil.test%2f.hh.ru",
        "https://evil.test/.hh.ru",
        "https://a\n.hh.ru",
        "https://a\t.hh.ru",
        "https://hh.ru\n",
        " https://hh.ru",
        "https://hh.ru.",
        "https://.hh.ru",
        "https://-.hh.ru",
        "https://xhh.ru",
        "https://hh.ru:8443",
        "https://hh。ru",
        "https://ʜh.ru",
        "https://hh.ru/#x",
        "https://hh.ru//evil.test",
        "https://hh.ru\\@evil.test",
        "http://127.0.0.1.evil.test",
        "http://127.0.0.1:80@evil.test",
        "http://127.0.0.1:٨٠",
        "http://[::1]evil.test",
        "http://127.1",
    ],
)
def test_a_session_goes_nowhere_but_to_hh_and_loopback(url):
    for name in ADDRESSES:
        with pytest.raises(ValidationError, match="must be https to hh"):
            Settings(**{name: url})


@pytest.mark.parametrize("url", ["https://hh.ru", "https://kazan.hh.ru", "https://a.b-c.hh.ru/x"])
def test_hh_is_allowed(url):
    assert Settings(site_url=url).site_url == url


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/site", "http://localhost", "http://[::1]:1/a/b"])
def test_loopback_is_allowed(url):
    assert Settings(**dict.fromkeys(ADDRESSES, f"{url}/")).site_url == url


@pytest.mark.parametrize("here", [["api_url"], ["site_url"], ["chat_url"], ["api_url", "chat_url"]])
def test_a_real_session_follows_no_address_to_this_machine(here):
    with pytest.raises(ValidationError, match="or all of loopback"):
        Settings(**dict.fromkeys(here, "http://127.0.0.1:9999"))


def test_a_tilde_is_the_persons_own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "config.toml").write_text("daily_responses = 7\n", encoding="utf-8")
    monkeypatch.setenv("HH_MCP_HOME", "~/x")
    assert (Settings().home, Settings().daily_responses) == (tmp_path / "x", 7)


@pytest.mark.parametrize("home", ["x", "./x", "../x", "~nobody-of-this-name/x"])
def test_a_folder_relative_to_nothing_is_refused(monkeypatch, home):
    monkeypatch.setenv("HH_MCP_HOME", home)
    with pytest.raises(ValidationError, match="absolute path"):
        Settings()


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
