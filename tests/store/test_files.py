"""The folder and its files: ours alone, and usable wherever the folder is."""

import multiprocessing
import os
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hh_mcp.store import Store
from hh_mcp.store.errors import StoreUnavailable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes and owners of files")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SHARED = {"world-writable": 0o777, "sticky": 0o1777}


@pytest.mark.parametrize("mode", SHARED.values(), ids=SHARED)
def test_a_shared_folder_is_refused_and_left_alone(tmp_path, mode):
    home = tmp_path / "shared"
    home.mkdir()
    home.chmod(mode)
    with pytest.raises(StoreUnavailable, match="shared with other users"), Store.open(home / "hh-mcp.db"):
        pass
    assert home.stat().st_mode & 0o7777 == mode
    assert list(home.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_that_a_group_may_write_into_is_refused(tmp_path):
    home = tmp_path / "team"
    home.mkdir()
    os.chown(home, os.geteuid(), 12)
    home.chmod(0o770)
    with pytest.raises(StoreUnavailable, match="shared with other users"), Store.open(home / "hh-mcp.db"):
        pass
    os.chown(home, os.geteuid(), os.getegid())  # a group of one
    with Store.open(home / "hh-mcp.db"):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_refused(tmp_path):
    home = tmp_path / "theirs"
    home.mkdir(mode=0o700)
    os.chown(home, 65534, 65534)
    with pytest.raises(StoreUnavailable, match="another user"), Store.open(home / "hh-mcp.db"):
        pass


def test_a_folder_of_ones_own_keeps_its_mode(tmp_path):
    home = tmp_path / "mine"
    home.mkdir()
    home.chmod(0o755)
    with Store.open(home / "hh-mcp.db"):
        pass
    assert home.stat().st_mode & 0o777 == 0o755


def test_files_that_anybody_could_write_are_tightened(tmp_path):
    path = tmp_path / "home" / "hh-mcp.db"
    with Store.open(path):
        pass
    (path.parent / "config.toml").write_text("", encoding="utf-8")
    for name in ("hh-mcp.db", "config.toml"):
        (path.parent / name).chmod(0o666)
    with Store.open(path):
        pass
    for name in ("hh-mcp.db", "config.toml"):
        assert (path.parent / name).stat().st_mode & 0o777 == 0o600


def test_a_store_opened_twice_keeps_its_locks(tmp_path):
    """Without them another process would take the write-ahead log away, with what is committed there later."""
    path = tmp_path / "home" / "hh-mcp.db"
    with Store.open(path) as store, multiprocessing.get_context("spawn").Pool(1) as pool:
        store.known.mark("me", "before", NOW)
        with Store.open(path):
            pass
        store.known.mark("me", "after", NOW)
        assert pool.apply(_mark, [str(path), "theirs"])
        store.known.mark("me", "last", NOW)
        assert pool.apply(_marks, [str(path)]) == ["after", "before", "last", "theirs"]
    with Store.open(path) as store:
        assert store.audit.verify().intact


def _mark(path, name):
    """Write as another process would, and close: the last to close the file takes its log away."""
    with Store.open(Path(path)) as store:
        store.known.mark("me", name, NOW)
    return True


def _marks(path):
    with Store.open(Path(path)) as store:
        return [
            name for (name,) in store._database.execute("select name from marks where account = 'me' order by name")
        ]


def test_a_first_key_needs_no_hard_links(tmp_path, monkeypatch):
    def no_links(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    with Store.open(tmp_path / "home" / "hh-mcp.db") as store:
        store.sessions("default").save("site", "secret")
        assert store.sessions("default").load("site") == "secret"
    assert [file.name for file in (tmp_path / "home").glob("vault.key*")] == ["vault.key"]


def test_files_of_killed_senders_are_swept_at_the_start(tmp_path):
    path = tmp_path / "home" / "hh-mcp.db"
    with Store.open(path) as living:
        mine = living.owners.me
        run = path.parent / "run"
        for n in range(10):
            dead = run / f"{n:016x}.lock"
            dead.touch()
            os.utime(dead, (0, 0))
        os.utime(run / f"{mine}.lock", (0, 0))
        (run / f"{'f' * 16}.lock").touch()
        with Store.open(path):
            assert {file.stem for file in run.glob("*.lock")} == {mine, "f" * 16}
        assert living.owners.alive(mine)


def test_a_living_process_is_told_from_a_dead_one(tmp_path):
    path = tmp_path / "home" / "hh-mcp.db"
    with Store.open(path) as one, Store.open(path) as other:
        name = one.owners.me
        assert other.owners.alive(name)
        one.owners.close()
        assert not other.owners.alive(name)
        (path.parent / "run" / f"{name}.lock").touch()  # as one that was killed leaves it
        assert not other.owners.alive(name)


def test_an_old_sqlite_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(StoreUnavailable, match=r"3\.37"), Store.open(tmp_path / "home" / "hh-mcp.db"):
        pass
