"""The ways to sign in at a terminal, beside the code of `test_commands`."""

import json
import socket
import subprocess
import sys

import httpx2 as httpx
import pytest
from support import PHONE, Imitation, consent, cookies_of, environment, in_terminal, run_with, sign_in

REDIRECT = "http://127.0.0.1:{port}/callback"


def cookies_of_a_browser(settings, hh: Imitation) -> dict[str, str]:
    """Sign in as the site's own page does, and take the browser's cookies."""
    sign_in(settings, hh)
    return cookies_of(settings)


def jar(cookies: dict[str, str], form: str) -> str:
    if form == "json":
        return json.dumps([{"name": name, "value": value, "domain": "127.0.0.1"} for name, value in cookies.items()])
    rows = [f"127.0.0.1\tFALSE\t/\tFALSE\t0\t{name}\t{value}" for name, value in cookies.items()]
    return "\n".join(["# Netscape HTTP Cookie File", *rows, ""])


@pytest.mark.parametrize("form", ["json", "netscape"])
def test_a_browser_s_cookies_are_brought_from_a_file(form, make_settings, hh, tmp_path):
    file = tmp_path / "cookies.txt"
    file.write_text(jar(cookies_of_a_browser(make_settings(), hh), form), encoding="utf-8")
    other = make_settings(home=tmp_path / "other")
    done = run_with(other, "login", "--import-cookies", str(file), "--json")
    assert json.loads(done.stdout)["signed_in"] is True
    run_with(other, "status", "--json")


def test_cookies_of_nobody_are_refused(make_settings, tmp_path):
    done = run_with(make_settings(), "login", "--import-cookies", "-", typed="[]", code=1)
    assert "cookie" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_code_is_typed_by_a_person(make_settings, hh):
    run_with(make_settings(), "login", PHONE, code=4)
    assert hh.codes() == [], "nothing is asked of hh.ru for nobody"


def picture_text(hh: Imitation) -> str:
    """What a person reads in the last picture that was shown."""
    return hh.state()["captchas"][-1]["text"] + "\n"


def test_a_picture_that_comes_with_the_code_is_read_by_a_person(make_settings, hh, monkeypatch):
    monkeypatch.setenv("BROWSER", "true")  # the program of this name: it shows nobody anything
    settings = make_settings()
    shown = in_terminal(
        settings,
        ["login", "+79000000006"],
        lambda: hh.codes()[-1]["code"] + "\n",
        after="Код",
        then=[("картинке", "wrong\n"), ("картинке", lambda: picture_text(hh))],
    )
    assert "✓" in shown
    assert json.loads(run_with(settings, "status", "--json").stdout)["signed_in"] is True


def test_a_picture_before_the_code_is_read_by_a_person(make_settings, hh, monkeypatch):
    monkeypatch.setenv("BROWSER", "true")
    settings = make_settings()
    code = ("Код", lambda: hh.codes()[-1]["code"] + "\n")
    in_terminal(settings, ["login", "+79000000002"], lambda: picture_text(hh), after="картинке", then=[code])
    assert json.loads(run_with(settings, "status", "--json").stdout)["signed_in"] is True


def test_a_person_who_cannot_read_the_pictures_is_told_so(make_settings, hh, monkeypatch):
    monkeypatch.setenv("BROWSER", "true")
    wrong = [("картинке", "wrong\n")]
    shown = in_terminal(make_settings(), ["login", "+79000000002"], "wrong\n", 1, "картинке", wrong)
    assert "Картинку читает человек" in shown
    assert len(hh.requests("GET", "/captcha/picture")) == 2, "no picture is asked for after the last try"


def test_two_ways_at_once_are_a_usage_error(make_settings):
    run_with(make_settings(), "login", "--oauth", "--code", code=2)


def test_oauth_without_an_application_says_what_is_missing(make_settings):
    assert "CLIENT_ID" in run_with(make_settings(), "login", "--oauth", code=1).stderr


@pytest.mark.parametrize("answer", ["approve", "deny"])
def test_oauth_in_the_browser(answer, make_settings, hh, tmp_path, unused_port):
    browser = cookies_of_a_browser(make_settings(), hh)
    settings = make_settings(home=tmp_path / "other")
    redirect = REDIRECT.format(port=unused_port)
    given = {"CLIENT_ID": "app", "CLIENT_SECRET": "secret", "REDIRECT_URI": redirect, "OPEN_BROWSER": "false"}
    env = {**environment(settings), **{f"HH_MCP_{name}": value for name, value in given.items()}}
    command = [sys.executable, "-m", "hh_mcp", "login", "--oauth", "--json"]
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        process.stderr.readline()
        address = process.stderr.readline().strip()
        callback = consent(address, browser, answer)
        assert callback.startswith(redirect)
        assert httpx.get(callback, trust_env=False).status_code == 200
        out, said = process.communicate(timeout=30)
    assert process.returncode == (0 if answer == "approve" else 3), said
    if answer == "approve":
        assert json.loads(out)["signed_in"] is True
        assert "api" in json.loads(run_with(settings, "status", "--json").stdout)["routes"].values()


def test_a_taken_redirect_port_opens_no_browser(make_settings, hh, tmp_path, unused_port):
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\necho opened > {opened}\n")
    browser.chmod(0o755)
    settings = make_settings()
    own = {"CLIENT_ID": "app", "CLIENT_SECRET": "secret", "REDIRECT_URI": REDIRECT.format(port=unused_port)}
    env = {**environment(settings), **{f"HH_MCP_{name}": value for name, value in own.items()}}
    env |= {"HH_MCP_OPEN_BROWSER": "true", "BROWSER": f"{browser} %s"}
    command = [sys.executable, "-m", "hh_mcp", "login", "--oauth"]
    with socket.socket() as other:
        other.bind(("127.0.0.1", unused_port))
        other.listen()
        done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 1
    assert str(unused_port) in done.stderr
    assert "oauth/authorize" not in done.stderr
    assert not opened.exists()


def test_a_failure_beside_the_imitation_keeps_its_words_and_its_exit_code(make_settings):
    done = run_with(make_settings(), "login", code=2, HH_MCP_SANDBOX="true")
    assert "Укажите телефон" in done.stderr


@pytest.mark.parametrize(("arguments", "question"), [(["login"], "Телефон"), (["login", PHONE], "Код")])
def test_ctrl_c_leaves_a_question_at_once(arguments, question, make_settings):
    """An event loop runs then, which would keep the first Ctrl+C to itself until Enter is pressed."""
    shown = in_terminal(make_settings(), arguments, "\x03", after=question, code=1)
    assert "Прервано" in shown
    assert "Traceback" not in shown


def test_a_wrong_code_tells_how_many_tries_are_left(make_settings):
    shown = in_terminal(
        make_settings(), ["login", PHONE], "0000\n", after="Код", then=[("осталось: 2", "\x03")], code=1
    )
    assert "hh-mcp login" not in shown, "there is no need to start again yet"
