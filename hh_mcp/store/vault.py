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

_NONCE = 12  # bytes, as NIST SP 800-38D recommends for GCM
_SALT = b"hh-mcp vault 1"


class VaultError(Exception):
    """A value cannot be opened: another key, or changed bytes."""


class Vault:
    """Seals and opens texts with one key, read when first needed."""

    def __init__(self, home: Path, key: SecretStr | None = None):
        self._home = home
        self._given = key

    def seal(self, text: str, context: str) -> bytes:
        """Encrypt `text`; it opens only under the same `context`."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode(), context.encode())

    def open(self, sealed: bytes, context: str) -> str:
        """Decrypt what `seal` made; raises VaultError for another key, context or changed bytes."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise VaultError("the vault's key does not open this value") from error

    @cached_property
    def place(self) -> KeyPlace:
        """Where the key is kept."""
        return self._found[0]

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


def _file_key(path: Path) -> bytes:
    """Read the key file; the first process makes it, whole or not at all."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(base64.b64encode(os.urandom(32)))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # fails where another process was first: its key is the key
        draft.unlink()
    return base64.b64decode(path.read_bytes())
