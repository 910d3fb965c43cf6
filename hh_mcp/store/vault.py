"""Encrypts sessions before they reach SQLite: AES-256-GCM, each value bound to its account and name.

Where the key comes from, in this order: `HH_MCP_KEY`; the OS keyring, when the optional `keyring` package is there;
a file `vault.key` (0600) beside the database, where there is no keyring. The last one guards copies of the database
(backups, sync folders, bug reports), not a stolen laptop: whoever has the whole folder has the key too.
"""

import base64
import contextlib
import hashlib
import hmac
import importlib
import os
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from filelock import FileLock
from pydantic import SecretStr

from hh_mcp.store.errors import KeyringFailed, VaultError

KeyPlace = Literal["environment", "keyring", "file"]

_ID = 4  # bytes that tell one key from another
_NONCE = 12  # bytes, as NIST SP 800-38D recommends for GCM
_SALT = b"hh-mcp vault 1"
_SERVICE = "hh-mcp"  # under which the keyring knows us


class Vault:
    """Seals and opens texts with one key, read when first needed.

    A sealed value is `key id (4 bytes) || nonce (12) || ciphertext`; the id tells a value of another key from damage.
    """

    def __init__(self, home: Path, key: SecretStr | None = None):
        self._home = home
        self._given = key

    def seal(self, text: str, context: str) -> bytes:
        """Encrypt `text`; it opens only under the same `context`."""
        nonce = os.urandom(_NONCE)
        return self.id + nonce + self._cipher.encrypt(nonce, text.encode(), context.encode())

    def open(self, sealed: bytes, context: str) -> str:
        """Decrypt what `seal` made; raises VaultError for another key, context or changed bytes."""
        from cryptography.exceptions import InvalidTag

        if sealed[:_ID] != self.id:
            self.look_again()
        if sealed[:_ID] != self.id:
            raise VaultError("It was sealed with another key.", detail_ru="Она зашифрована другим ключом.")
        nonce, body = sealed[_ID : _ID + _NONCE], sealed[_ID + _NONCE :]
        try:
            return self._cipher.decrypt(nonce, body, context.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise VaultError("It was changed.", detail_ru="Она была изменена.") from error

    def sign(self, purpose: str, text: str) -> bytes:
        """Make an HMAC of `text` with a key that serves this purpose only."""
        return hmac.digest(hmac.digest(self._found[1], purpose.encode(), "sha256"), text.encode(), "sha256")

    @property
    def at_hand(self) -> bool:
        """Whether this process has read the key already; to read it may ask the person to unlock a keyring."""
        return "_found" in self.__dict__

    def look_again(self) -> None:
        """Another process may have changed the key since this one read it (`hh-mcp key rotate`)."""
        for name in () if self._given else ("place", "_found", "id", "_cipher"):
            self.__dict__.pop(name, None)

    @cached_property
    def place(self) -> KeyPlace:
        """Where the key is kept."""
        return self._found[0]

    def take_new_key(self) -> "Vault":
        """Make a new key where this one is kept; the caller seals everything anew, then calls `keep`."""
        if self.place == "environment":
            raise ValueError("the key comes from HH_MCP_KEY: give the new one there")
        fresh = Vault(self._home)
        fresh._found = (self.place, os.urandom(32))
        return fresh

    def keep(self) -> None:
        """Put this vault's key where keys are kept, in place of the one before."""
        place, key = self._found
        text = base64.b64encode(key).decode()
        if place == "keyring":
            importlib.import_module("keyring").set_password(_SERVICE, str(self._home), text)
        elif place == "file":
            draft = _write_draft(self._home / "vault.key", text)
            draft.replace(self._home / "vault.key")

    @cached_property
    def id(self) -> bytes:
        """What tells this key from others, and nothing about it."""
        return hashlib.sha256(b"id" + self._found[1]).digest()[:_ID]

    @cached_property
    def _cipher(self) -> Any:  # noqa: ANN401 - the type lives in a package imported only when a secret is touched
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._found[1])

    @cached_property
    def _found(self) -> tuple[KeyPlace, bytes]:
        if self._given:
            return "environment", derive_key(self._given.get_secret_value())
        if stored := _keyring_key(self._home):
            return "keyring", stored
        return "file", _file_key(self._home / "vault.key")


def derive_key(phrase: str) -> bytes:
    """Make 32 bytes from a phrase that a person chose; scrypt makes guessing it slow."""
    return hashlib.scrypt(phrase.encode(), salt=_SALT, n=2**14, r=8, p=1, dklen=32)


def _keyring_key(home: Path) -> bytes | None:
    """Take the key from the OS keyring, or put a new one there; None where a file keeps it.

    Raises KeyringFailed: a locked keyring may hold the key, and a new one beside it would close what that has sealed.
    """
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        return None
    in_file = (home / "vault.key").exists()
    try:
        return _stored_key(keyring, str(home), may_make=not in_file)
    except keyring.errors.NoKeyringError:  # the package is there, a keyring of this system is not
        return None
    except Exception as error:  # each backend has errors of its own
        if in_file:
            return None
        raise KeyringFailed from error


def _stored_key(keyring: ModuleType, name: str, *, may_make: bool) -> bytes | None:
    stored: str | None = keyring.get_password(_SERVICE, name)
    if stored is None and may_make:
        with _alone(Path(name)):  # or one of two processes would seal with a key that the other replaces
            stored = keyring.get_password(_SERVICE, name)
            if stored is None:
                keyring.set_password(_SERVICE, name, base64.b64encode(os.urandom(32)).decode())
                stored = keyring.get_password(_SERVICE, name)
    return base64.b64decode(stored) if stored else None


def forget_key(home: Path) -> None:
    """Take our key out of the OS keyring, where the optional package put it."""
    with contextlib.suppress(Exception):  # no keyring, or a locked one: what the key has sealed is erased all the same
        importlib.import_module("keyring").delete_password(_SERVICE, str(home))


def _file_key(path: Path) -> bytes:
    """Read the key file; the first process makes it, whole or not at all."""
    if not path.exists():
        with _alone(path.parent):
            if not path.exists():  # another process was first: its key is the key
                _write_draft(path, base64.b64encode(os.urandom(32)).decode()).replace(path)
    return base64.b64decode(path.read_bytes())


def _alone(home: Path) -> FileLock:
    """The lock under which a first key is made; a hard link would do, but not every disk has them."""
    return FileLock(home / "vault.lock", timeout=10, mode=0o600)


def _write_draft(path: Path, text: str) -> Path:
    """Write a private file beside `path`, to be moved into its place whole."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft
