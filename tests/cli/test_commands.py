"""The command line: what it prints, and its exit codes."""

import json
import subprocess
import sys

import pytest
from support import RESUME, environment, in_terminal, run_with, yes

from hh_mcp.store import Store


def test_version():
    done = subprocess.run([sys.executable, "-m", "hh_mcp", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "hh-mcp, version 0.1.0"


def test_a_wrong_option_is_a_usage_error(make_settings):
    run_with(make_settings(), "serve", "--no-such-option", code=2)


def test_a_bad_setting_is_named_without_its_value(make_settings):
    env = {**environment(make_settings()), "HH_MCP_SITE_URL": "https://evil.test"}
    command = [sys.executable, "-m", "hh_mcp", "status"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "HH_MCP_SITE_URL" in done.stderr
    assert "evil" not in done.stderr


def test_status_of_somebody_not_signed_in(make_settings):
    done = run_with(make_settings(), "status", "--json", code=3)
    assert json.loads(done.stdout)["signed_in"] is False


def test_the_status_and_the_doctor_say_that_nobody_is_asked(make_settings):
    for command, code in ((("status",), 3), (("doctor", "--offline"), 0)):
        settings = make_settings(home_name="new")
        assert "не подтверждено" in run_with(settings, *command, code=code, HH_MCP_APPROVAL="auto").stdout
    for command, code in ((("status",), 3), (("doctor", "--offline"), 0)):
        settings = make_settings(approval="auto")
        assert "уходят без вопроса" in run_with(settings, *command, code=code, HH_MCP_APPROVAL="auto").stdout


def test_sign_in_in_a_terminal(make_settings, hh):
    settings = make_settings()
    shown = in_terminal(settings, ["login", "+79000000001"], lambda: hh.codes()[-1]["code"] + "\n", after="Код")
    assert "9000000001" not in shown
    assert json.loads(run_with(settings, "status", "--json").stdout)["signed_in"] is True
    assert "стёрта" in run_with(settings, "logout").stdout
    run_with(settings, "status", code=3)
    assert "не был выполнен" in run_with(settings, "logout").stdout
    assert run_with(settings, "audit", "export").stdout.count("signed_out") == 1


@pytest.mark.anyio
async def test_the_journal_reads_verifies_and_exports(make_settings, connect, vacancy):
    async with connect(yes()) as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Тайное письмо")
    settings = make_settings()
    assert "цепочка цела" in run_with(settings, "audit", "verify").stdout
    shown = run_with(settings, "audit", "show").stdout
    exported = run_with(settings, "audit", "export", "--format", "jsonl").stdout
    for event in ("code_requested", "signed_in", "proposed", "approved", "sending", "sent"):
        assert f'"event": "{event}"' in exported
    for words in ("Запрошен код", "Ассистент подготовил отклик", "Отклик отправлен", "Инженер по тестированию"):
        assert words in shown, "it reads like a diary"
    assert "Тайное письмо" not in shown + exported


@pytest.mark.anyio
async def test_what_waits_is_listed(make_settings, connect, vacancy):
    async with connect(None) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Письмо")
    listed = json.loads(run_with(make_settings(), "approvals", "--json").stdout)
    assert (listed["action_id"], listed["text"]) == (pending["action_id"], "Письмо")
    table = run_with(make_settings(), "approvals").stdout
    assert make_settings().account_key not in table, "there is no other"
    assert "\tотклик\t" in table


@pytest.mark.anyio
async def test_a_withdrawal_is_asked_about_as_what_it_is(make_settings, connect, hh, vacancy):
    async with connect(yes(), toolsets="all") as assistant:
        await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Письмо")
    async with connect(None, toolsets="all") as assistant:
        pending = await assistant.call("withdraw_response", response_id=hh.responses_to(vacancy)[0]["id"])
    approve = ["approvals", "approve", pending["action_id"]]
    assert "Чтобы отозвать, наберите слово" in in_terminal(make_settings(), approve, "нет\n", code=4)


@pytest.mark.anyio
async def test_whose_an_action_is_is_said_where_there_are_several_accounts(make_settings, connect, vacancy):
    waiting = {}
    for account in ("default", "work"):
        async with connect(None, account=account) as assistant:
            pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME)
            waiting[make_settings(account=account).account_key] = pending["action_id"]
    settings = make_settings()
    rows = [row.split("\t") for row in run_with(settings, "approvals").stdout.splitlines()]
    assert {row[-1]: row[0] for row in rows} == waiting
    work = make_settings(account="work").account_key
    assert f"Аккаунт: {work}" in in_terminal(settings, ["approvals", "approve", waiting[work]], "нет\n", code=4)


def sign_in_typing(settings, hh):
    in_terminal(settings, ["login", "+79000000001"], lambda: hh.codes()[-1]["code"] + "\n", after="Код")


def test_whoever_lost_the_key_signs_out_and_in_again_as_they_are_told(make_settings, hh):
    settings = make_settings()
    sign_in_typing(settings, hh)
    with Store.open(settings.database) as store:
        for name in ("oauth", "breaker"):  # kept beside the cookies where there is an application, or was a captcha
            store.sessions(settings.account_key).save(name, "{}")
    (settings.home / "vault.key").unlink()
    assert "logout" in run_with(settings, "status", code=1).stderr
    run_with(settings, "logout")
    run_with(settings, "status", code=3)
    hh.advance(seconds=60)
    sign_in_typing(settings, hh)
    assert json.loads(run_with(settings, "status", "--json").stdout)["signed_in"] is True


def test_a_key_changed_between_two_sign_ins_is_not_missed(make_settings, hh):
    """What `hh-mcp key rotate` tells whoever gives the key in HH_MCP_KEY: sign out, change it, sign in."""
    settings = make_settings()
    sign_in_typing(settings, hh)
    with Store.open(settings.database) as store:
        store.sessions(settings.account_key).save("breaker", "{}")
    run_with(settings, "logout")
    (settings.home / "vault.key").unlink()
    hh.advance(seconds=60)
    sign_in_typing(settings, hh)
    assert json.loads(run_with(settings, "status", "--json").stdout)["signed_in"] is True
