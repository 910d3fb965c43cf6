"""`hh-mcp demo`: the main job, start to end, by a real MCP client against the imitation of hh.ru.

The server runs as a separate process, exactly as an assistant would start it. The person who runs the demo plays both
the job seeker, who approves what is sent, and, through the imitation's control calls, the employer who answers.
"""

import os
import secrets
import sys
import tempfile
from typing import Any

import anyio
import anyio.to_thread
import click

from hh_mcp.cli.demo_screen import Screen
from hh_mcp.cli.output import fail, interactive

PHONE = "+79000000001"
READING = 1.1  # seconds: the server takes a quicker yes for a program's, and --yes is one
TIME = 300.0  # seconds: the demo ends, whatever happens


@click.command()
@click.option("--yes", is_flag=True, help="Отвечать «да» за человека. / Answer yes for the person.")
@click.option("--json", "as_json", is_flag=True, help="Строка JSON на шаг. / One JSON line a step.")
def demo(yes: bool, as_json: bool) -> None:
    """Показать всё на имитации hh.ru. / Show the whole job on an imitation of hh.ru.

    \b
    Пример / Example:
      hh-mcp demo
    """
    screen = Screen(as_json=as_json, ask=not yes and interactive())
    try:
        anyio.run(_bounded, screen)
    except* DemoFailed as failed:  # the client's task groups wrap it
        fail(f"✗ {_first(failed)}")


def _first(group: "BaseExceptionGroup[DemoFailed]") -> BaseException:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


class DemoFailed(Exception):
    """A step did not end as it should."""


async def _bounded(screen: Screen) -> None:
    with anyio.fail_after(TIME), tempfile.TemporaryDirectory(prefix="hh-mcp-demo-") as home:
        await _run(screen, home)


async def _run(screen: Screen, home: str) -> None:
    from mcp import Client, StdioServerParameters
    from mcp.client import ClientRequestContext
    from mcp.types import ElicitRequestFormParams, ElicitRequestParams, ElicitResult

    async def person(context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        del context
        if not isinstance(params, ElicitRequestFormParams):
            return ElicitResult(action="cancel")
        agreed = await anyio.to_thread.run_sync(screen.ask_person, params.message)
        await anyio.sleep(READING)
        return ElicitResult(action="accept", content={"send": True}) if agreed else ElicitResult(action="decline")

    kept = {name: value for name, value in os.environ.items() if not name.startswith("HH_MCP_")}
    ours = {"HH_MCP_HOME": home, "HH_MCP_KEY": secrets.token_hex(16)}  # no key of a demo stays in the system's keyring
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "hh_mcp", "serve", "--sandbox"], env={**kept, **ours}
    )
    screen.note("Запускаю сервер MCP с имитацией hh.ru внутри. / Starting the MCP server with the imitation inside.")
    async with Client(server, elicitation_callback=person) as client:
        await _Story(client, screen).tell()
    await _verify(screen, {**kept, **ours})


class _Story:
    """The steps, in order; each calls one tool and shows what came back."""

    def __init__(self, client: Any, screen: Screen) -> None:  # noqa: ANN401 - mcp is imported when the demo runs
        self._client = client
        self._screen = screen

    async def tell(self) -> None:
        status = await self._call("get_status")
        await self._sign_in(status["sandbox_url"])
        resume = await self._choose_resume()
        vacancy = await self._choose_vacancy()
        response = await self._respond(vacancy, resume)
        await self._employer_answers(status["sandbox_url"], vacancy["id"])
        await self._answer(response["chat_id"])
        await self._call("get_status", step="limits")

    async def _sign_in(self, sandbox: str) -> None:
        await self._call("login_request_code", login=PHONE)
        code = (await _control("GET", f"{sandbox}/_sandbox/inbox"))[-1]["code"]
        self._screen.step("sms", "SMS от имитации / SMS from the imitation", {"code": code})
        await self._call("login_confirm", code=code)

    async def _choose_resume(self) -> dict[str, Any]:
        resumes = (await self._call("list_resumes"))["items"]
        chosen = next(item for item in resumes if item["status"] == "published" and not item.get("hidden"))
        return await self._call("get_resume", resume_id=chosen["id"])

    async def _choose_vacancy(self) -> dict[str, Any]:
        found = (await self._call("search_vacancies", text="python", per_page=20))["items"]
        free = next((item for item in found if not item.get("flags")), None)
        if free is None:
            raise DemoFailed("No vacancy to respond to was found.")
        return await self._call("get_vacancy", vacancy_id=free["id"])

    async def _respond(self, vacancy: dict[str, Any], resume: dict[str, Any]) -> dict[str, Any]:
        skills = ", ".join(resume.get("skills", [])[:3])
        letter = (
            f"Здравствуйте! Меня заинтересовала вакансия «{vacancy['title']}». "
            f"Работаю с {skills}, опыт {resume.get('experience', 'есть').rstrip('.')}. Расскажу подробнее на встрече."
        )
        sent = await self._call("respond", vacancy_id=vacancy["id"], resume_id=resume["id"], cover_letter=letter)
        return _expect(sent, "sent")

    async def _employer_answers(self, sandbox: str, vacancy_id: str) -> None:
        accepted = (await _control("GET", f"{sandbox}/_sandbox/state"))["responses"]
        response = next(item for item in accepted if str(item["vacancy_id"]) == vacancy_id)
        words = "Здравствуйте! Спасибо за отклик. Когда вам удобно созвониться?"
        act = {"response_id": response["id"], "act": "invite", "text": words}
        await _control("POST", f"{sandbox}/_sandbox/employer", act)
        self._screen.step("employer", "Работодатель отвечает / The employer answers", {"text": words})

    async def _answer(self, chat_id: str) -> None:
        await self._call("list_chats", unread_only=True)
        await self._call("get_chat", chat_id=chat_id)
        text = "Спасибо за приглашение! Удобно завтра в 11:00 или после 16:00."
        _expect(await self._call("send_message", chat_id=chat_id, text=text), "sent")

    async def _call(self, tool: str, step: str | None = None, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401
        result = await self._client.call_tool(tool, arguments)
        if result.is_error or result.structured_content is None:
            raise DemoFailed(f"{tool}: {result.content[0].text}")
        self._screen.step(step or tool, tool, result.structured_content, arguments)
        return result.structured_content


def _expect(result: dict[str, Any], status: str) -> dict[str, Any]:
    if result["status"] != status:
        raise DemoFailed(f"{result['status']}: {result['next_step']}")
    return result


async def _control(method: str, url: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
    """Ask the imitation itself, not through the server."""
    import httpx2 as httpx

    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.request(method, url, json=body)
        return answer.raise_for_status().json()


async def _verify(screen: Screen, environment: dict[str, str]) -> None:
    """Check the journal that the server left, as a person would: with another process."""
    command = [sys.executable, "-m", "hh_mcp", "audit", "verify", "--json"]
    done = await anyio.run_process(command, env=environment, check=False)
    if done.returncode:
        raise DemoFailed(done.stderr.decode())
    screen.verdict("audit", "hh-mcp audit verify", done.stdout.decode())
