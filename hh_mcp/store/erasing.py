"""Erases what is kept about a person: one account's rows, or everything, so that the bytes are gone from the file too.

The journal is append-only and chained, so an account's rows cannot simply be deleted: what remains is chained anew, and
a last row says that, when, and how many rows were taken out. That row names nobody.
"""

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from pydantic import SecretStr

from hh_mcp.store.audit import Audit, write
from hh_mcp.store.chain import Chain, Head
from hh_mcp.store.database import open_database, transaction
from hh_mcp.store.errors import VaultError
from hh_mcp.store.vault import Vault, forget_key

_FILES = (
    "hh-mcp.db",
    "hh-mcp.db-wal",
    "hh-mcp.db-shm",
    "hh-mcp.lock",
    "vault.key",
    "vault.lock",
    "sandbox.json",
    "sandbox.json.lock",
)
_FOLDERS = ("run",)


class StillSending(Exception):
    """Something is on its way to hh.ru; erasing now would hide whether it arrived."""


def keys_of(database: Connection, account: str) -> list[str]:
    """The names under which an account's rows stand: its own, and the same on imitations."""
    names = {row[0] for table in _tables(database) for row in database.execute(f"select distinct account from {table}")}  # noqa: S608
    names |= {row[0] for row in database.execute("select distinct json_extract(body, '$.account') from audit")}
    elsewhere = f"{account}@"  # `name@host:port`
    own = {account, f"sandbox:{account}"}
    return sorted(name for name in names if name and (name in own or (name.startswith(elsewhere) and ":" in name)))


def erase_account(file: Path, account: str, now: datetime, key: SecretStr | None = None) -> int:
    """Erase every row of one account and return how many there were; raises StillSending."""
    database = open_database(file)
    try:
        database.execute("pragma secure_delete = on")  # zeros over what is deleted
        with transaction(database):
            _check(database, names := keys_of(database, account))
            count = sum(_delete(database, table, names) for table in _tables(database))
            count += _rewrite_journal(database, names, now, Vault(file.parent, key))
        database.execute("pragma wal_checkpoint(truncate)")
        database.execute("vacuum")
        database.execute("pragma wal_checkpoint(truncate)")
    finally:
        database.close()
    return count


def erase_everything(home: Path) -> list[Path]:
    """Erase the database, the key and the locks; `config.toml` is the person's own file and stays."""
    file = home / "hh-mcp.db"
    if file.exists():
        database = open_database(file)
        try:
            _check(database, None)
        finally:
            database.close()
    forget_key(home)
    there = [path for name in (*_FILES, *_FOLDERS) if (path := home / name).exists()]
    for path in there:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return there


def _check(database: Connection, names: Iterable[str] | None) -> None:
    for (account,) in database.execute("select account from actions where state = 'sending'"):
        if names is None or account in names:
            raise StillSending


def _tables(database: Connection) -> list[str]:
    """Every table that has rows by account, whichever version of the store made it."""
    tables = [row[0] for row in database.execute("select name from sqlite_master where type = 'table'")]
    return [
        name for name in tables if any(row[1] == "account" for row in database.execute(f"pragma table_info({name})"))
    ]


def _delete(database: Connection, table: str, names: list[str]) -> int:
    marks = ", ".join("?" * len(names))
    return database.execute(f"delete from {table} where account in ({marks})", names).rowcount  # noqa: S608


def _rewrite_journal(database: Connection, names: list[str], now: datetime, vault: Vault) -> int:
    """Chain the rows of other accounts anew; the guards against changing rows are off only inside this transaction."""
    facts = "select body, json_extract(body, '$.at'), json_extract(body, '$.account') from audit order by seq"
    rows = database.execute(facts).fetchall()
    kept = [(body, at) for body, at, account in rows if account not in names]
    if len(kept) == len(rows):
        return 0
    audit = Audit(database, vault)
    whole = _is_whole(audit)
    guards = database.execute("select name, sql from sqlite_master where type = 'trigger' and tbl_name = 'audit'")
    for name, _ in (saved := guards.fetchall()):
        database.execute(f"drop trigger {name}")
    database.execute("delete from audit")
    database.execute("delete from audit_base")  # the chain begins anew, also where older rows had been dropped
    write(database, Chain(Head()), kept)
    for _, sql in saved:
        database.execute(sql)
    audit.append("erased", account="-", now=now, rows=len(rows) - len(kept))
    if whole:
        audit.seals.seal(audit.head())
    return len(rows) - len(kept)


def _is_whole(audit: Audit) -> bool:
    """Whether the key vouches for the journal; without it the person erases all the same, and `verify` says so."""
    try:
        return audit.seals.whole(audit.head())
    except (VaultError, OSError):
        return False
