"""What every tool is handed: the settings, the store, hh.ru and the gate; each is made when first needed."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from mcp.server.mcpserver import Context

from hh_mcp.settings import Settings

if TYPE_CHECKING:
    from hh_mcp.guard.changes import Changes
    from hh_mcp.guard.gate import Gate
    from hh_mcp.hh.client import HHClient
    from hh_mcp.store import Store
    from hh_mcp.store.records import Action
    from hh_mcp.tools.card_keys import CardKeys


NEWS = "hh://notifications"  # the resource that changes by itself
_UNASKED = {
    "ru": "HH_MCP_APPROVAL=auto: отклики и сообщения уходят без вопроса.",
    "en": "HH_MCP_APPROVAL=auto: responses and messages leave without asking.",
}
_UNCONFIRMED = {
    "ru": "HH_MCP_APPROVAL=auto не подтверждено и не действует: о каждой отправке спрашивают. Подтвердить может только "
    "человек в терминале: hh-mcp settings set APPROVAL auto.",
    "en": "HH_MCP_APPROVAL=auto is not confirmed and does not count: each send is asked about. Only the person can "
    "confirm it, in a terminal: hh-mcp settings set APPROVAL auto.",
}


class Page(Protocol):
    """The local page, where a person decides and signs in without the chat (`hh_mcp.console`)."""

    async def show(self, path: str = "/") -> bool:
        """Open the page for the person; False where no browser can be opened."""
        ...


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


def unasked(app: "App") -> str | None:
    """The warning that nobody is asked before a send, or that somebody wanted that and has not confirmed it."""
    chosen = app.settings
    if chosen.approval != "auto" or chosen.read_only:
        return None
    return (_UNASKED if app.approval == "auto" else _UNCONFIRMED)[chosen.lang]


class App:
    """One running server: nothing here that another process would need."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = utc_now, sandbox_url: str | None = None):
        self.settings = settings
        self.now = now
        self.sandbox_url = sandbox_url
        self.page: Page | None = None  # put in by the composition root
        self.over_http = False  # set by the transport
        self._open = ExitStack()

    @property
    def client_decides(self) -> bool:
        """Whether a form or a card of the client counts as the person's answer.

        Over stdio the client is a program that the person started; over HTTP it is whoever has the token.
        """
        return not self.over_http or self.settings.http_decisions

    @cached_property
    def store(self) -> "Store":
        """The database; sends that a crash cut short are found when it is opened."""
        from hh_mcp.store import Store

        store = self._open.enter_context(Store.open(self.settings.database, self.settings.key))
        store.actions.recover(self.now())
        store.tidy(self.now())
        store.actions.on_approved = self._tell_desktop
        return store

    def _tell_desktop(self, action: "Action") -> None:
        from hh_mcp.guard.desktop import notify

        notify(action, self.settings)

    @property
    def approval(self) -> Literal["ask", "deny", "auto"]:
        """How sends are approved: the setting, but `auto` only as far as the person has confirmed it."""
        if self.settings.approval != "auto":
            return self.settings.approval
        from hh_mcp.guard.consent import sends_unasked

        return "auto" if sends_unasked(self.settings, self.store) else "ask"

    @cached_property
    def hh(self) -> "HHClient":
        """The client of hh.ru; making it sends nothing."""
        from hh_mcp.hh.client import HHClient
        from hh_mcp.hh.config import HHConfig

        chosen = self.settings
        config = HHConfig(
            api_url=chosen.api_url,
            site_url=chosen.site_url,
            chat_url=chosen.chat_url,
            region=chosen.region,
            api_user_agent=chosen.api_user_agent,
            site_user_agent=chosen.site_user_agent,
            route=chosen.route,
            client_id=chosen.client_id,
            client_secret=chosen.client_secret.get_secret_value() if chosen.client_secret else None,
            redirect_uri=chosen.redirect_uri,
            write_timeout=chosen.write_timeout,
            pace=0.0 if chosen.imitated else 0.4,
            lang=chosen.lang,
        )
        return HHClient(config, self.store.sessions(chosen.account_key), now=self.now, cache=self.store.cache)

    def note_person(self, person: str) -> None:
        """Remember whose session this is; what happens on an imitation stays there."""
        place = self.settings.account_key.removeprefix(self.settings.account)
        self.store.known.is_person(self.settings.account_key, f"{person}{place}")

    @cached_property
    def gate(self) -> "Gate":
        """The one way out."""
        from hh_mcp.guard.gate import Gate

        return Gate(self.settings, self.store, self.hh, self.now)

    @cached_property
    def changes(self) -> "Changes":
        """The reversible changes."""
        from hh_mcp.guard.changes import Changes

        return Changes(self.settings, self.store, self.hh, self.now)

    @cached_property
    def card_keys(self) -> "CardKeys":
        """What the approval card proves its calls with."""
        from hh_mcp.tools.card_keys import CardKeys

        return CardKeys()

    async def close(self) -> None:
        """Close what was opened."""
        if "hh" in self.__dict__:
            await self.hh.aclose()
        self.close_store()

    def close_store(self) -> None:
        """Close the database alone, where nothing of hh.ru was opened."""
        self._open.close()


Ctx = Context[App]


def app_of(ctx: Ctx) -> App:
    """The running server's parts."""
    return ctx.request_context.lifespan_context
