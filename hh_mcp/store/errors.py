"""What the store refuses, in the same form as hh.ru's refusals (`hh_mcp.hh.errors`).

HHError
├── VaultError            session_expired     a sealed value cannot be opened
│   └── KeyringFailed     session_expired     the OS keyring is there and does not answer
└── StoreUnavailable      store_unavailable   the database is locked, full, damaged, or its folder is not ours

The first two have the code of a session that is of no use any more, and say themselves what to do.
"""

from hh_mcp.hh.errors import HHError


class VaultError(HHError):
    """A sealed value cannot be opened: another key, or changed bytes."""

    code = "session_expired"
    ru = "Сохранённая сессия hh.ru не открывается."
    en = "The saved hh.ru session cannot be opened."
    next_ru = "Верните прежний HH_MCP_KEY; или выйдите (logout) и войдите заново."
    next_en = "Bring back the HH_MCP_KEY of before; or sign out (logout) and in again."


class KeyringFailed(VaultError):
    """The OS keyring, where the key is or belongs, is there and fails; no other key is made beside it."""

    ru = "Системное хранилище паролей не отвечает, а ключ к сессии там."
    en = "The system's keyring does not answer, and the key of the session belongs there."
    next_ru = "Человек разблокирует хранилище и повторит; где его не открыть, подойдёт свой ключ в HH_MCP_KEY."
    next_en = (
        "The person unlocks the keyring and repeats; where that is impossible, HH_MCP_KEY gives a key of one's own."
    )


class StoreUnavailable(HHError):
    """The database could not be read or written, and nothing was sent because of it.

    What has left already is answered all the same: its outcome is written down when the store takes it again.
    """

    code = "store_unavailable"
    retry_safe = True
    ru = "Хранилище hh-mcp недоступно."
    en = "The store of hh-mcp is not available."
    next_ru = "Повторите через минуту; если не поможет, человек запустит hh-mcp doctor: место на диске и права."
    next_en = "Try again in a minute; if that does not help, the person runs hh-mcp doctor: disk space and rights."
