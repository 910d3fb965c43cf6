"""`hh-mcp demo` shows the whole job and ends well."""

import json
import os
import subprocess
import sys


def test_the_demo_goes_from_sign_in_to_a_message_and_a_whole_journal():
    command = [sys.executable, "-m", "hh_mcp", "demo", "--yes", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=True)
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    by_name = {step["step"]: step.get("result") for step in steps}
    assert by_name["respond"]["status"] == "sent"
    assert "созвониться" in by_name["employer"]["text"]
    assert by_name["send_message"]["status"] == "sent"
    assert by_name["limits"]["responses"]["used"] == 1
    assert by_name["audit"]["intact"] is True
    asked = [step for step in steps if step["step"] == "approval"]
    assert len(asked) == 2
    assert all(step["answered_for_the_person"] for step in asked)


def test_the_demo_leaves_the_system_s_keyring_alone(tmp_path):
    """Whoever asks this keyring for anything fails."""
    broken = "from keyring.backend import KeyringBackend\nclass Keyring(KeyringBackend):\n    priority = 1\n"
    broken += "    get_password = set_password = delete_password = None\n"
    (tmp_path / "broken_keyring.py").write_text(broken)
    env = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHON_KEYRING_BACKEND": "broken_keyring.Keyring"}
    command = [sys.executable, "-m", "hh_mcp", "demo", "--yes", "--json"]
    subprocess.run(command, env=env, capture_output=True, timeout=60, check=True)


def test_without_a_terminal_the_demo_says_that_it_answers_for_the_person():
    command = [sys.executable, "-m", "hh_mcp", "demo"]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=60, check=True
    )
    assert "отвечаю «да» за человека" in done.stdout
