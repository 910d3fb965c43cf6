"""What is shipped starts as a person's machine starts it: the wheel through uvx, the MCPB bundle through uv."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters
from support import PHONE

from hh_mcp import __version__

ROOT = Path(__file__).resolve().parents[2]
OFFLINE = re.compile(
    r"(?i)failed to fetch|error sending request|dns error|connection refused|ENOTFOUND|EAI_AGAIN|ECONN"
)


def uv(name: str = "uv") -> str:
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def run(*command: str) -> str:
    """Run a tool that may need a package index; without one the test is skipped with what the tool said."""
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=180, cwd=ROOT, check=False)
    said = done.stdout + done.stderr
    if done.returncode and OFFLINE.search(said):
        pytest.skip(f"no package index: {said.strip().splitlines()[-1]}")
    assert done.returncode == 0, said
    return said


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(uv(), "build", "--quiet", "--wheel", "--out-dir", str(folder), str(ROOT))
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("npx") is None:
        pytest.skip("npx is not installed")
    folder = tmp_path_factory.mktemp("bundle")
    file = folder / "hh-mcp.mcpb"
    said = run(sys.executable, str(ROOT / "scripts" / "bundle.py"), "--to", str(file))
    assert "Manifest schema validation passes" in said
    with zipfile.ZipFile(file) as packed:
        packed.extractall(folder / "unpacked")
    return folder / "unpacked"


def environment(home: Path, **given: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HH_MCP_", "VIRTUAL_ENV"))}
    return {**kept, "HH_MCP_HOME": str(home), "HH_MCP_SANDBOX": "true", **given}


async def try_out(command: list[str], env: dict[str, str]) -> None:
    """What any client does first, then a look at what must have been shipped besides code."""
    server = StdioServerParameters(command=command[0], args=command[1:], env=env)
    async with Client(server) as client:
        assert {"respond", "search_vacancies"} <= {tool.name for tool in (await client.list_tools()).tools}
        assert (await client.list_prompts()).prompts
        await client.call_tool("login_request_code", {"login": PHONE})
        status = (await client.call_tool("get_status", {})).structured_content
        assert status["version"] == __version__


def test_the_wheel_holds_what_runs_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    for needed in ("hh_mcp/py.typed", "hh_mcp/sandbox/data/dictionaries.json"):
        assert needed in names
    shipped = {f"hh_mcp/_prompts/{path.name}" for path in (ROOT / "prompts").glob("*.md")}
    shipped |= {
        str(path.relative_to(ROOT))
        for folder in ("templates", "static")
        for path in (ROOT / "hh_mcp" / "console" / folder).glob("*.*")
    }
    assert shipped <= names
    assert {name.split("/")[0] for name in names} == {"hh_mcp", f"hh_mcp-{__version__}.dist-info"}


@pytest.mark.anyio
async def test_the_wheel_starts_through_uvx(wheel, tmp_path):
    await try_out([uv("uvx"), "--quiet", "--from", str(wheel), "hh-mcp"], environment(tmp_path / "home"))


@pytest.mark.anyio
async def test_the_bundle_starts_with_its_own_command(bundle, tmp_path):
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    config = manifest["server"]["mcp_config"]
    chosen = {name: field["default"] for name, field in manifest["user_config"].items()} | {"sandbox": True}

    def filled(text: str) -> str:
        text = text.replace("${__dirname}", str(bundle))
        return re.sub(r"\$\{user_config\.(\w+)\}", lambda found: _host_writes(chosen[found[1]]), text)

    command = [uv(config["command"]), *map(filled, config["args"])]
    env = {name: filled(value) for name, value in config["env"].items()}
    await try_out(command, environment(tmp_path / "home", **env))


def _host_writes(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_the_bundle_holds_no_rubbish_and_hides_what_is_secret(bundle):
    with zipfile.ZipFile(bundle.parent / "hh-mcp.mcpb") as packed:
        names = {name.split("/")[0] for name in packed.namelist() if "__pycache__" not in name}
        assert len(packed.namelist()) < 500
    assert names == {"manifest.json", "pyproject.toml", "README.md", "LICENSE", "hh_mcp", "prompts"}
    asked = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))["user_config"]
    assert {name for name, field in asked.items() if field.get("sensitive")} == {"client_secret", "key"}
    assert {field["type"] for field in asked.values()} <= {"string", "number", "boolean"}


def test_what_is_generated_is_up_to_date():
    command = [sys.executable, str(ROOT / "scripts" / "docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


def test_every_link_in_the_documents_leads_somewhere():
    for file in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        text = file.read_text(encoding="utf-8")
        links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text) + re.findall(r'(?:src|srcset)="(?!http)([^"]+)"', text)
        missing = [link for link in links if not (file.parent / link).exists()]
        assert not missing, f"{file.name}: {missing}"


def test_the_plan_of_the_house_names_every_room():
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.name for path in (ROOT / "hh_mcp").iterdir() if not path.name.startswith(("_", "py."))}
    assert [room for room in sorted(rooms) if room not in plan] == []


def test_the_container_is_nobody_special_and_shows_no_token():
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER 10001$", text, re.MULTILINE)
    assert "HH_MCP_HTTP_TOKEN=" not in re.sub(r"^#.*$", "", text, flags=re.MULTILINE)


def test_the_registry_knows_whose_package_it_is():
    described = json.loads((ROOT / "server.json").read_text(encoding="utf-8"))
    assert f"<!-- mcp-name: {described['name']} -->" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(described["description"]) <= 100
    assert described["packages"][0]["version"] == described["version"] == __version__
