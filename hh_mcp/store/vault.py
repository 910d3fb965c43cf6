"""Encrypts sessions before they reach SQLite: AES-256-GCM, each value bound to its account and name.

Where the key comes from, in this order: `HH_MCP_KEY`; the OS keyring, when the optional `keyring` package is there;
a file `vault.key` (0600) beside the database. The last one guards copies of the database (backups, sync folders, bug
reports), not a stolen laptop: whoever has the whole folder has the key too.
"""

import base64
import contextlib
import hashlib
import importlib
import os
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr

KeyPlace = Literal["environment", "keyring", "file"]

_ID = 4  # bytes that tell one key from another
_NONCE = 12  # bytes, as NIST SP 800-38D recommends for GCM
_SALT = b"hh-mcp vault 1"


class VaultError(Exception):
    """A value cannot be opened: another key, or changed bytes."""


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
        return self._id + nonce + self._cipher.encrypt(nonce, text.encode(), context.encode())

    def open(self, sealed: bytes, context: str) -> str:
        """Decrypt what `seal` made; raises VaultError for another key, context or changed bytes."""
        from cryptography.exceptions import InvalidTag

        if sealed[:_ID] != self._id:
            raise VaultError("sealed with another key; is HH_MCP_KEY the one it was sealed with?")
        nonce, body = sealed[_ID : _ID + _NONCE], sealed[_ID + _NONCE :]
        try:
            return self._cipher.decrypt(nonce, body, context.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise VaultError("the sealed value was changed") from error

    @cached_property
    def place(self) -> KeyPlace:
        """Where the key is kept."""
        return self._found[0]

    def take_new_key(self) -> "Vault":
        """Make a new key where this one is kept; the caller seals everything anew, then calls `keep`."""
        if self.place == "environment":
            raise VaultError("the key comes from HH_MCP_KEY: give the new one there")
        fresh = Vault(self._home)
        fresh._found = (self.place, os.urandom(32))
        return fresh

    def keep(self) -> None:
        """Put this vault's key where keys are kept, in place of the one before."""
        place, key = self._found
        text = base64.b64encode(key).decode()
        if place == "keyring":
            importlib.import_module("keyring").set_password("hh-mcp", str(self._home), text)
        elif place == "file":
            draft = _write_draft(self._home / "vault.key", text)
            draft.replace(self._home / "vault.key")

    @cached_property
    def _id(self) -> bytes:
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
    """Take the key from the OS keyring, or put a new one there; None where there is no keyring."""
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        return None
    # a headless system has the package and no backend; its errors share no base that is worth importing
    with contextlib.suppress(Exception):
        name = str(home)
        stored: str | None = keyring.get_password("hh-mcp", name)
        if stored is None and not (home / "vault.key").exists():
            keyring.set_password("hh-mcp", name, base64.b64encode(os.urandom(32)).decode())
            stored = keyring.get_password("hh-mcp", name)
        return base64.b64decode(stored) if stored else None
    return None


def forget_key(home: Path) -> None:
    """Take our key out of the OS keyring, where the optional package put it."""
    # a headless system has the package and no backend; its errors share no base that is worth importing
    with contextlib.suppress(Exception):
        importlib.import_module("keyring").delete_password("hh-mcp", str(home))


def _file_key(path: Path) -> bytes:
    """Read the key file; the first process makes it, whole or not at all."""
    if not path.exists():
        draft = _write_draft(path, base64.b64encode(os.urandom(32)).decode())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # fails where another process was first: its key is the key
        draft.unlink()
    return base64.b64decode(path.read_bytes())


def _write_draft(path: Path, text: str) -> Path:
    """Write a private file beside `path`, to be moved into its place whole."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft
