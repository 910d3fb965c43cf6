"""What a client offers while an id is typed: the person's resumes, and the vacancies and chats of late."""

from mcp.types import Completion, CompletionArgument, PromptReference, ResourceTemplateReference

from hh_mcp.hh.errors import HHError
from hh_mcp.store.records import Kind
from hh_mcp.tools.app import App

LIMIT = 20
_BY_TEMPLATE = {"hh://resume/{id}": "resume_id", "hh://vacancy/{id}": "vacancy_id", "hh://chat/{id}": "chat_id"}


async def complete(
    app: App, ref: PromptReference | ResourceTemplateReference, argument: CompletionArgument
) -> Completion | None:
    """Offer ids that begin as the argument does; None for an argument that is no id."""
    name = _BY_TEMPLATE.get(ref.uri) if isinstance(ref, ResourceTemplateReference) else argument.name
    match name:
        case "resume_id":
            options = await _resumes(app)
        case "vacancy_id" | "vacancy_ids":
            options = app.store.actions.targets(app.settings.account_key, Kind.RESPOND, LIMIT)
        case "chat_id":
            options = app.store.actions.targets(app.settings.account_key, Kind.MESSAGE, LIMIT)
        case _:
            return None
    return Completion(values=[option for option in options if option.startswith(argument.value)][:LIMIT])


async def _resumes(app: App) -> list[str]:
    try:
        return [resume.id for resume in await app.hh.get_resumes()]
    except HHError:
        return []  # not signed in: nothing to offer, and no reason to disturb
