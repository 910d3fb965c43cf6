"""Secrets are unreadable in the file, bound to their account, and useless without the key."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as Nothing
from keyring.errors import KeyringLocked
from pydantic import SecretStr

from hh_mcp.store import Store
from hh_mcp.store.erasing import erase_everything
from hh_mcp.store.errors import KeyringFailed, VaultError
from hh_mcp.store.vault import Vault

SECRET = "hhtoken-0123456789"


def test_a_secret_comes_back_and_is_nowhere_in_the_files(tmp_path):
    home = tmp_path / "home"
    with Store.open(home / "hh-mcp.db") as store:
        store.sessions("default").save("site", SECRET)
        for file in home.glob("hh-mcp.db*"):
            assert SECRET.encode() not in file.read_bytes()
        assert store.vault.place == "file"
    with Store.open(home / "hh-mcp.db") as store:
        assert store.sessions("default").load("site") == SECRET
        assert store.sessions("other").load("site") is None
    assert (home / "vault.key").stat().st_mode & 0o777 == 0o600


def test_another_key_opens_nothing(tmp_path):
    with Store.open(tmp_path / "home" / "hh-mcp.db", SecretStr("one")) as store:
        store.sessions("default").save("site", SECRET)
        assert store.vault.place == "environment"
    with Store.open(tmp_path / "home" / "hh-mcp.db", SecretStr("two")) as store, pytest.raises(VaultError):
        store.sessions("default").load("site")
    assert not (tmp_path / "home" / "vault.key").exists()


def test_a_value_moved_to_another_account_does_not_open(tmp_path):
    vault = Vault(tmp_path, SecretStr("one"))
    sealed = vault.seal(SECRET, "default\nsite")
    with pytest.raises(VaultError):
        vault.open(sealed, "other\nsite")
    with pytest.raises(VaultError):
        vault.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "default\nsite")


def test_a_new_key_opens_what_was_sealed_before_and_the_old_one_nothing(tmp_path):
    home = tmp_path / "home"
    with Store.open(home / "hh-mcp.db") as store:
        store.sessions("default").save("site", SECRET)
        before = (home / "vault.key").read_bytes()
        assert store.rotate_key() == 1
        assert store.sessions("default").load("site") == SECRET
    assert (home / "vault.key").read_bytes() != before
    assert (home / "vault.key").stat().st_mode & 0o777 == 0o600
    with Store.open(home / "hh-mcp.db") as store:
        assert store.sessions("default").load("site") == SECRET
    (home / "vault.key").write_bytes(before)
    with Store.open(home / "hh-mcp.db") as store, pytest.raises(VaultError, match="another key"):
        store.sessions("default").load("site")


def test_a_key_of_the_environment_is_changed_by_giving_the_new_one(tmp_path):
    path = tmp_path / "home" / "hh-mcp.db"
    with Store.open(path, SecretStr("one")) as store:
        store.sessions("default").save("site", SECRET)
        with pytest.raises(ValueError, match="HH_MCP_KEY"):
            store.rotate_key()
        assert store.rotate_key(Vault(tmp_path / "home", SecretStr("two"))) == 1
    with Store.open(path, SecretStr("two")) as store:
        assert store.sessions("default").load("site") == SECRET


class FakeKeyring(KeyringBackend):
    """A keyring of this system: a dictionary, locked when a test says so."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def _open(self) -> dict[tuple[str, str], str]:
        if self.locked:
            raise KeyringLocked("nobody has unlocked it")
        return self.kept

    def get_password(self, service: str, username: str) -> str | None:
        return self._open().get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self._open()[service, username]


@pytest.fixture
def system_keyring() -> Iterator[FakeKeyring]:
    before, fake = keyring.get_keyring(), FakeKeyring()
    keyring.set_keyring(fake)
    yield fake
    keyring.set_keyring(before)


def test_a_key_in_the_keyring_leaves_no_file(tmp_path, system_keyring):
    home = tmp_path / "home"
    with Store.open(home / "hh-mcp.db") as store:
        store.sessions("default").save("site", SECRET)
        assert store.vault.place == "keyring"
    assert list(system_keyring.kept) == [("hh-mcp", str(home))]
    assert not (home / "vault.key").exists()
    with Store.open(home / "hh-mcp.db") as store:
        assert store.sessions("default").load("site") == SECRET
    system_keyring.kept.clear()
    with Store.open(home / "hh-mcp.db") as store, pytest.raises(VaultError):
        store.sessions("default").load("site")


def test_a_locked_keyring_is_no_reason_for_another_key(tmp_path, system_keyring):
    home = tmp_path / "home"
    with Store.open(home / "hh-mcp.db") as store:
        store.sessions("default").save("site", SECRET)
    system_keyring.locked = True
    with Store.open(home / "hh-mcp.db") as store, pytest.raises(KeyringFailed) as failed:
        store.sessions("default").load("site")
    assert "HH_MCP_KEY" in failed.value.text("ru")
    assert failed.value.text("en").startswith("[session_expired] The system's keyring")
    assert not (home / "vault.key").exists()
    system_keyring.locked = False
    with Store.open(home / "hh-mcp.db") as store:
        assert store.sessions("default").load("site") == SECRET


def test_a_key_that_a_file_holds_needs_no_keyring(tmp_path, system_keyring):
    home = tmp_path / "home"
    keyring.set_keyring(Nothing())
    with Store.open(home / "hh-mcp.db") as store:
        store.sessions("default").save("site", SECRET)
        assert store.vault.place == "file"
    keyring.set_keyring(system_keyring)
    for system_keyring.locked in (False, True):
        with Store.open(home / "hh-mcp.db") as store:
            assert store.sessions("default").load("site") == SECRET
    assert system_keyring.kept == {}


def test_the_keyring_forgets_with_everything_else(tmp_path, system_keyring):
    home = tmp_path / "home"
    with Store.open(home / "hh-mcp.db") as store:
        store.sessions("default").save("site", SECRET)
    erase_everything(home)
    assert system_keyring.kept == {}


def test_a_session_saved_while_the_key_is_changed_is_not_lost(tmp_path):
    path = tmp_path / "home" / "hh-mcp.db"
    with Store.open(path) as store, Store.open(path) as other:
        store.sessions("default").save("site", "old")

        def save_before_the_transaction(sql: str) -> None:
            if sql == "begin immediate":
                other.sessions("default").save("site", SECRET)

        store._database.set_trace_callback(save_before_the_transaction)
        assert store.rotate_key() == 1
        assert store.sessions("default").load("site") == SECRET


def test_a_server_that_runs_while_the_key_is_changed_goes_on(tmp_path):
    """There is one for each open chat: none of them may take its session for lost, or seal with a key that is gone."""
    path = tmp_path / "home" / "hh-mcp.db"
    with Store.open(path) as running, Store.open(path) as other:
        sessions = running.sessions("default")
        sessions.save("site", SECRET)
        other.rotate_key()
        assert sessions.load("site") == SECRET
        sessions.save("site", SECRET * 2)
        assert other.sessions("default").load("site") == SECRET * 2


def test_a_key_that_is_gone_is_told_by_whoever_still_had_it(tmp_path):
    path = tmp_path / "home" / "hh-mcp.db"
    with Store.open(path) as running, Store.open(path, SecretStr("of another")) as other:
        running.sessions("default").save("site", SECRET)
        other.sessions("default").save("site", SECRET)
        with pytest.raises(VaultError, match="another key"):
            running.sessions("default").load("site")
