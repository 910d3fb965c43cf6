"""`hh-mcp console` shows a page that opens once, and sends at once what is approved there."""

import json
import os
import pty
import re
import signal
import subprocess
import sys

import anyio
import pytest
from loopback import new_browser, new_plain_browser
from support import RESUME, environment, sign_in


@pytest.fixture
def page(make_settings, hh):
    """The command in a terminal, and the address that the person reads there."""
    sign_in(make_settings(), hh)
    command = [sys.executable, "-m", "hh_mcp", "console", "--no-browser", "--json"]
    master, slave = pty.openpty()
    with subprocess.Popen(command, env=environment(make_settings()), stdin=slave, stdout=slave) as process:
        os.close(slave)
        shown = b""
        while b"}" not in shown:
            shown += os.read(master, 4096)
        yield json.loads(shown)["url"], process
        process.kill()
    os.close(master)


def test_without_a_terminal_the_address_is_not_shown(make_settings):
    """An agent with a shell could open the page and decide for the person."""
    command = [sys.executable, "-m", "hh_mcp", "console", "--json"]
    done = subprocess.run(command, env=environment(make_settings()), capture_output=True, timeout=30, check=False)
    assert done.returncode == 4
    assert b"localhost" not in done.stdout + done.stderr


def test_the_address_opens_once_and_ctrl_c_ends_it(page):
    url, process = page
    assert re.match(r"http://hh-mcp-[0-9a-f]{16}\.localhost:\d+/enter\?key=", url)
    with new_plain_browser(follow_redirects=True) as person:
        assert "hh-mcp" in person.get(url).text
    with new_plain_browser(follow_redirects=True) as stranger:
        assert stranger.get(url).status_code in (401, 403, 404, 410)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


@pytest.mark.anyio
async def test_what_is_approved_there_leaves_at_once(connect, vacancy, hh, page):
    async with connect(None) as assistant:
        pending = await assistant.call("respond", vacancy_id=vacancy, resume_id=RESUME, cover_letter="Здравствуйте!")
        url, _ = page
        base = "/".join(url.split("/", 3)[:3])
        async with new_browser(base_url=base, headers={"Origin": base}) as person:
            await person.get(url)
            shown = (await person.get("/")).text
            fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown))
            given = {**fields, "text": "Здравствуйте!"}
            answer = await person.post(f"/actions/{pending['action_id']}/approve", data=given)
            assert answer.status_code == 303
            with anyio.fail_after(20):
                while not hh.responses_to(vacancy):
                    await person.get(answer.headers["location"])
    assert len(hh.responses_to(vacancy)) == 1
