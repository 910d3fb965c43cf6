"""What every tool is handed: the settings, the store, hh.ru and the gate; each is made when first needed."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from mcp.server.mcpserver import Context

from hh_mcp.settings import Settings

if TYPE_CHECKING:
    from hh_mcp.guard.changes import Changes
    from hh_mcp.guard.gate import Gate
    from hh_mcp.hh.client import HHClient
    from hh_mcp.store import Store
    from hh_mcp.store.records import Action


NEWS = "hh://notifications"  # the resource that changes by itself
_UNASKED = {
    "ru": "HH_MCP_APPROVAL=auto: отклики и сообщения уходят без вопроса.",
    "en": "HH_MCP_APPROVAL=auto: responses and messages leave without asking.",
}


class Page(Protocol):
    """The local page, where a person decides and signs in without the chat (`hh_mcp.console`)."""

    async def show(self, path: str = "/") -> bool:
        """Open the page for the person; False where no browser can be opened."""
        ...


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


def unasked(settings: Settings) -> str | None:
    """The warning that nobody is asked before a send, where that is so."""
    sends = settings.approval == "auto" and not settings.read_only
    return _UNASKED[settings.lang] if sends else None


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
        store.actions.on_approved = self._tell_desktop
        return store

    def _tell_desktop(self, action: "Action") -> None:
        from hh_mcp.guard.desktop import notify

        notify(action, self.settings.lang)

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

    async def close(self) -> None:
        """Close what was opened."""
        if "hh" in self.__dict__:
            await self.hh.aclose()
        self._open.close()


Ctx = Context[App]


def app_of(ctx: Ctx) -> App:
    """The running server's parts."""
    return ctx.request_context.lifespan_context
