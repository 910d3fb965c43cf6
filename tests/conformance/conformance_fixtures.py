"""What the conformance suite calls by name, added to our own server: so its calls go through our doors and our code.

The names and the shapes are the suite's (`conformance list --requirements REVISION`). Sampling, roots, logging and
tasks are not here: the server neither offers nor uses them.
"""

import base64
from typing import Any

import anyio
from mcp import MCPError
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.prompts.base import UserMessage
from mcp.types import (
    MISSING_REQUIRED_CLIENT_CAPABILITY,
    AudioContent,
    CallToolResult,
    ElicitRequest,
    ElicitRequestFormParams,
    EmbeddedResource,
    ImageContent,
    InputRequiredResult,
    TextContent,
    TextResourceContents,
)

from hh_mcp.server import JobServer
from hh_mcp.tools.app import Ctx

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SILENCE = base64.b64encode(b"RIFF\x24\x00\x00\x00WAVEfmt ").decode()
NAME = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}


def text(words: str) -> TextContent:
    return TextContent(type="text", text=words)


def embedded(uri: str = "test://embedded-resource") -> EmbeddedResource:
    inner = TextResourceContents(uri=uri, mime_type="text/plain", text="An embedded resource.")
    return EmbeddedResource(type="resource", resource=inner)


IMAGE = ImageContent(type="image", data=PIXEL, mime_type="image/png")
CONTENT: dict[str, list[Any]] = {
    "test_simple_text": [text("This is a simple text response for testing.")],
    "test_image_content": [IMAGE],
    "test_audio_content": [AudioContent(type="audio", data=SILENCE, mime_type="audio/wav")],
    "test_embedded_resource": [embedded()],
    "test_multiple_content_types": [text("Several types:"), IMAGE, embedded("test://mixed-content-resource")],
}
PRIMITIVES = {
    "name": {"type": "string", "default": "John Doe"},
    "age": {"type": "integer", "default": 30},
    "score": {"type": "number", "default": 95.5},
    "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
    "verified": {"type": "boolean", "default": True},
}
PLAIN = ["option1", "option2", "option3"]
TITLED = [{"const": f"value{n}", "title": f"Option {n}"} for n in (1, 2, 3)]
CHOICES = {
    "untitledSingle": {"type": "string", "enum": PLAIN},
    "titledSingle": {"type": "string", "oneOf": TITLED},
    "legacyEnum": {"type": "string", "enum": ["opt1", "opt2", "opt3"], "enumNames": ["One", "Two", "Three"]},
    "untitledMulti": {"type": "array", "items": {"type": "string", "enum": PLAIN}},
    "titledMulti": {"type": "array", "items": {"anyOf": TITLED}},
}


def furnish(server: JobServer) -> JobServer:
    """Add all of it."""
    for name, content in CONTENT.items():
        server.add_tool(_answering(content), name=name, description=name)
    for tool in (test_error_handling, test_missing_capability, test_tool_with_progress, test_elicitation):
        server.add_tool(tool, description=tool.__name__)
    server.add_tool(_asking(PRIMITIVES), name="test_elicitation_sep1034_defaults", description="Defaults.")
    server.add_tool(_asking(CHOICES), name="test_elicitation_sep1330_enums", description="Choices.")
    for name, (rounds, state) in ROUNDS.items():
        server.add_tool(_rounds(rounds, state), name=f"test_input_required_result_{name}", description=name)
    _add_resources(server)
    _add_prompts(server)
    return server


def _answering(content: list[Any]) -> Any:
    async def answer() -> CallToolResult:
        return CallToolResult(content=content)

    return answer


async def test_error_handling() -> CallToolResult:
    raise ToolError("This tool intentionally returns an error for testing")


async def test_missing_capability() -> CallToolResult:
    missing = {"requiredCapabilities": {"sampling": {}}}
    raise MCPError(MISSING_REQUIRED_CLIENT_CAPABILITY, "The client has not declared sampling.", missing)


async def test_tool_with_progress(ctx: Ctx) -> CallToolResult:
    for done in (0, 50, 100):
        await ctx.report_progress(done, 100)
        await anyio.lowlevel.checkpoint()
    return CallToolResult(content=[text("done")])


async def test_elicitation(message: str, ctx: Ctx) -> CallToolResult:
    fields = {name: {"type": "string"} for name in ("username", "email")}
    schema = {"type": "object", "properties": fields, "required": list(fields)}
    answer = await ctx.session.elicit_form(message, schema, ctx.request_id)
    return CallToolResult(content=[text(f"User response: {answer.action}, {answer.content}")])


def _asking(fields: dict[str, Any]) -> Any:
    async def asks(ctx: Ctx) -> CallToolResult:
        schema = {"type": "object", "properties": fields, "required": []}
        answer = await ctx.session.elicit_form("Please choose", schema, ctx.request_id)
        return CallToolResult(content=[text(f"Elicitation completed: action={answer.action}, {answer.content}")])

    return asks


# questions in their order, and whether the server keeps a state of its own between the rounds
ROUNDS: dict[str, tuple[tuple[str, ...], bool]] = {
    "elicitation": (("user_name",), False),
    "request_state": (("confirm",), True),
    "multi_round": (("step1", "step2"), True),
    "tampered_state": (("confirm",), True),
}


def question(key: str, state: str | None) -> InputRequiredResult:
    params = ElicitRequestFormParams(message=f"{key}?", requested_schema=NAME)
    return InputRequiredResult(input_requests={key: ElicitRequest(params=params)}, request_state=state)


def _rounds(keys: tuple[str, ...], keeps: bool) -> Any:
    async def asks(ctx: Ctx) -> CallToolResult | InputRequiredResult:
        given = ctx.input_responses or {}
        reached = int(ctx.request_state or 0) if keeps else 0
        if reached < len(keys) and keys[reached] in given:
            reached += 1
        if reached < len(keys):
            return question(keys[reached], str(reached) if keeps else None)
        return CallToolResult(content=[text("state-ok")])

    return asks


def _add_resources(server: JobServer) -> None:
    @server.resource("test://static-text", mime_type="text/plain")
    def static_text() -> str:
        """Text."""
        return "This is the content of the static text resource."

    @server.resource("test://static-binary", mime_type="image/png")
    def static_binary() -> bytes:
        """Bytes."""
        return base64.b64decode(PIXEL)

    @server.resource("test://template/{id}/data", mime_type="application/json")
    def template(id: str) -> str:
        """A template."""
        return f'{{"id":"{id}","templateTest":true}}'


def _add_prompts(server: JobServer) -> None:
    @server.prompt()
    def test_simple_prompt() -> str:
        """Without arguments."""
        return "This is a simple prompt for testing."

    @server.prompt()
    def test_prompt_with_arguments(arg1: str, arg2: str) -> str:
        """With arguments."""
        return f"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'"

    @server.prompt()
    def test_prompt_with_embedded_resource(resourceUri: str) -> list[UserMessage]:  # noqa: N803
        """With a resource."""
        return [UserMessage(embedded(resourceUri)), UserMessage("Please process the embedded resource above.")]

    @server.prompt()
    def test_prompt_with_image() -> list[UserMessage]:
        """With an image."""
        return [UserMessage(IMAGE), UserMessage("Please analyze the image above.")]

    @server.prompt()
    async def test_input_required_result_prompt(ctx: Ctx) -> str | InputRequiredResult:
        """With a question."""
        if "user_context" not in (ctx.input_responses or {}):
            return question("user_context", None)
        return "A prompt for that context."
