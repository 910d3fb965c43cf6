"""`hh-mcp forget` leaves nothing behind, and takes nothing that belongs to another account."""

import sys

import anyio
import pytest
from support import PHONE, RESUME, environment, type_in_terminal, yes

from hh_mcp.store import Store
from hh_mcp.store.erasing import StillSending, erase_account, erase_everything
from hh_mcp.tools.app import utc_now

LETTER = "Письмо, которое не должно остаться на диске"


def bytes_of(folder) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture
async def lived_in(connect, vacancy, make_settings):
    """A store with a session and a response of one account, and a session and a row of another."""
    async with connect(yes()) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter=LETTER)
    settings = make_settings()
    with Store.open(settings.database) as store:
        store.sessions("other").save("site", "{}")
        store.audit.append("signed_in", account="other", now=utc_now())
        store.audit.append("signed_in", account="default@mail.test", now=utc_now())
    return settings


@pytest.mark.anyio
async def test_one_account_is_erased_to_the_byte_and_the_journal_holds(lived_in, hh):
    assert LETTER.encode() in bytes_of(lived_in.home)
    shown = type_in_terminal(["forget"], ["default"], environment(lived_in))
    assert "✓" in shown
    left = bytes_of(lived_in.home)
    for trace in (LETTER.encode(), PHONE[-4:].encode(), RESUME.encode()):
        assert trace not in left
    with Store.open(lived_in.database) as store:
        assert store.audit.verify().intact
        accounts = [entry.body["account"] for entry in store.audit.entries()]
        assert accounts == ["other", "default@mail.test", "-"]
        assert store.sessions("other").load("site") == "{}"
        with pytest.raises(Exception, match="append-only"):
            store._database.execute("delete from audit")
    assert hh.requests("POST", "logout") or hh.requests("GET", "logout"), "the session is ended on hh.ru too"


@pytest.mark.anyio
async def test_everything_is_erased_but_the_person_s_own_file(lived_in):
    (lived_in.home / "config.toml").write_text('lang = "en"\n')
    shown = type_in_terminal(["forget", "--all", "--json"], ["ALL"], environment(lived_in))
    assert "hh-mcp.db" in shown
    assert '"not_signed_out": ["other"]' in shown, "its session is of hh.ru itself, and these settings lead elsewhere"
    assert [path.name for path in lived_in.home.iterdir()] == ["config.toml"]


@pytest.mark.anyio
async def test_anything_but_the_name_erases_nothing(lived_in):
    type_in_terminal(["forget"], ["", "yes"], environment(lived_in), code=4)
    assert LETTER.encode() in bytes_of(lived_in.home)


@pytest.mark.anyio
async def test_without_a_terminal_nothing_is_erased(lived_in):
    command = [sys.executable, "-m", "hh_mcp", "forget"]
    done = await anyio.run_process(command, env=environment(lived_in), input=b"default\n", check=False)
    assert done.returncode == 4
    assert LETTER.encode() in bytes_of(lived_in.home)


@pytest.mark.anyio
async def test_nothing_is_erased_under_a_send(lived_in):
    with Store.open(lived_in.database) as store:
        store._database.execute("update actions set state = 'sending'")
    with pytest.raises(StillSending):
        erase_account(lived_in.database, "default", utc_now())
    with pytest.raises(StillSending):
        erase_everything(lived_in.home)
    assert LETTER.encode() in bytes_of(lived_in.home)


@pytest.mark.anyio
async def test_whoever_lost_the_key_can_erase_all_the_same(lived_in):
    environ = environment(lived_in) | {"HH_MCP_KEY": "another key"}
    shown = type_in_terminal(["forget"], ["default"], environ)
    assert "✓" in shown
    assert "не подтверждён: default." in shown
    assert LETTER.encode() not in bytes_of(lived_in.home)


@pytest.mark.anyio
async def test_every_account_is_signed_out_before_everything_is_erased(lived_in, connect, hh):
    async with connect(account="work"):
        pass
    shown = type_in_terminal(["forget", "--all"], ["ALL"], environment(lived_in))
    assert len(hh.requests("POST", "logout")) == 2
    assert "не подтверждён: other." in shown
    assert not lived_in.database.exists()


@pytest.mark.anyio
async def test_who_could_not_be_signed_out_is_named_and_erased_all_the_same(lived_in, connect, hh):
    async with connect(account="work"):
        pass
    hh.fault(kind="ddos_html", times=0)
    shown = type_in_terminal(["forget", "--all", "--json"], ["ALL"], environment(lived_in))
    assert '"not_signed_out": ["default", "other", "work"]' in shown
    assert not lived_in.database.exists()
