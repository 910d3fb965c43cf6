"""Every `HH_MCP_*` setting, in one place: the environment first, then `config.toml` in the data folder."""

import os
import re
from pathlib import Path
from typing import Annotated, Literal, Self, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from hh_mcp import __version__

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def expanded(path: Path) -> Path:
    """Replace a leading `~`: in a client's JSON no shell does it; an unknown user's stays and is refused later."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def default_home() -> Path:
    """Return the platform's folder for this application's data."""
    import platformdirs  # not needed where HH_MCP_HOME is set

    return platformdirs.user_data_path("hh-mcp", appauthor=False)


# What may stand in an address, letter by letter: parsers disagree about backslashes, percent signs and spaces, and
# whoever parses it last decides where the cookies go
_PATH = r"(?:/[\w.~-]+)*/?"
_OURS = re.compile(rf"https://(?:[a-z\d](?:[a-z\d-]{{0,61}}[a-z\d])?\.){{0,4}}hh\.ru{_PATH}", re.ASCII)
_HERE = re.compile(rf"http://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{{1,5}})?{_PATH}", re.ASCII)


def check_address(url: str) -> str:
    """Allow https to hh.ru and its subdomains, and http to this machine; a session goes nowhere else."""
    if not (_OURS.fullmatch(url) or _HERE.fullmatch(url)):
        raise ValueError("must be https to hh.ru or one of its subdomains, or http to loopback")
    return url.rstrip("/")


Address = Annotated[str, AfterValidator(check_address)]


class Settings(BaseSettings):
    """What a person can set; names in the environment have the prefix `HH_MCP_`."""

    model_config = SettingsConfigDict(env_prefix="HH_MCP_", extra="ignore", frozen=True, env_ignore_empty=True)

    home: Path = Field(default_factory=default_home, description="Folder for the database, the key and the log.")
    account: str = Field(
        default="default", pattern=r"^[\w.@+-]{1,64}$", description="Several people: separate sessions and limits."
    )
    api_url: Address = Field(default="https://api.hh.ru", description="The documented API.")
    site_url: Address = Field(default="https://hh.ru", description="The site.")
    chat_url: Address = Field(default="https://chatik.hh.ru", description="The site's chats.")
    region: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
        description="Regional host of hh.ru named by hand (`spb`, `sochi`); else hh.ru's own redirect decides.",
    )
    sandbox: bool = Field(default=False, description="Start the imitation of hh.ru inside and use it.")
    read_only: bool = Field(default=False, description="Nothing is ever sent; wins over everything.")
    toolsets: Annotated[frozenset[Literal["core", "extra"]], NoDecode] = Field(
        default=frozenset({"core"}), description="`core`, `extra` or `all`."
    )
    approval: Literal["ask", "deny", "auto"] = Field(
        default="ask",
        description="`ask`: a person approves each send; `deny`: nothing is sent; `auto`: nobody is asked.",
    )
    approval_wait: float = Field(default=45, ge=0, le=50, description="Seconds that a call waits for the person.")
    daily_responses: int = Field(default=200, ge=0, le=200, description="Responses within any 24 hours.")
    hourly_responses: int = Field(default=60, ge=1, le=200, description="Responses within any hour.")
    daily_messages: int = Field(default=200, ge=0, le=200, description="Messages within any 24 hours.")
    response_pause: float = Field(default=3, ge=0, le=600, description="Least seconds between two responses.")
    write_timeout: float = Field(
        default=8, gt=0, le=9, description="Seconds that hh.ru has to confirm a send; then its outcome is unknown."
    )
    settle_after: float = Field(
        default=60, ge=0, le=3600, description="Seconds after which a send that hh.ru does not show was not sent."
    )
    exclude_employers: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Ids or names never applied to, separated by commas."
    )
    exclude_refused_by: Literal["warn", "block", "off"] = Field(
        default="warn",
        description="An employer that has refused before: `warn` says so in the question, `block` never asks.",
    )
    exclude_current_employer: bool = Field(default=True, description="Never apply to the resume's open-ended job.")
    watch_minutes: float = Field(
        default=15, ge=0, le=1440, description="How often to look for news while someone listens; 0 = never."
    )
    card: Literal["known", "always", "never"] = Field(
        default="known",
        description="Approval by a card in the chat: `known` programs only, `always`, `never`.",
    )
    route: Literal["auto", "api", "site"] = Field(default="auto", description="How hh.ru is reached.")
    client_id: str | None = Field(default=None, description="OAuth application registered at dev.hh.ru.")
    client_secret: SecretStr | None = Field(default=None, description="Its secret.")
    redirect_uri: str | None = Field(default=None, description="Its redirect address.")
    contact: str | None = Field(default=None, pattern=r"^[^\s()]{3,100}$", description="E-mail for the User-Agent.")
    site_user_agent: str = Field(
        default=f"Mozilla/5.0 (compatible) hh-mcp/{__version__}",
        description="What the site's pages are asked with; ends with hh-mcp/VERSION.",
    )
    key: SecretStr | None = Field(default=None, description="Key of the vault; else the OS keyring; else a 0600 file.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="WARNING", description="What is logged to stderr; secrets are not, at any level."
    )
    lang: Literal["ru", "en"] = Field(default="ru", description="Language of what a person reads.")
    http_token: SecretStr | None = Field(default=None, description="Bearer token of the HTTP transport.")
    http_decisions: bool = Field(
        default=False,
        description="Over HTTP, take a client's forms and cards as the person's; the token is as good as a yes then.",
    )
    notify: Literal["none", "desktop"] = Field(
        default="desktop", description="`desktop`: a notification of each yes, never with its text; `none`: none."
    )
    open_browser: bool = Field(default=True, description="Open the console page when a person is needed.")

    @field_validator("home")
    @classmethod
    def _home(cls, value: Path) -> Path:
        """A client starts us in any folder: a relative one would be another each time, each with limits of its own."""
        home = expanded(value)
        if not home.is_absolute():
            raise PydanticCustomError("relative_home", "must be an absolute path, or one that begins with ~")
        return home

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        """A session of hh.ru must not follow one address to another program on this machine."""
        here = {(urlsplit(url).hostname or "") in LOOPBACK for url in (self.api_url, self.site_url, self.chat_url)}
        if len(here) > 1:
            raise PydanticCustomError(
                "mixed_addresses", "API_URL, SITE_URL and CHAT_URL must be all of hh.ru or all of loopback"
            )
        return self

    @field_validator("toolsets", mode="before")
    @classmethod
    def _toolsets(cls, value: object) -> object:
        names = _listed(value)
        return {"core", "extra"} if names is not None and "all" in names else names if names is not None else value

    @field_validator("exclude_employers", mode="before")
    @classmethod
    def _employers(cls, value: object) -> object:
        names = _listed(value)
        return value if names is None else names

    @field_validator("region", mode="before")
    @classmethod
    def _region(cls, value: object) -> object:
        """Take the whole address, too: `https://spb.hh.ru/` is `spb`."""
        if not isinstance(value, str):
            return value
        name = value.strip().lower().removeprefix("https://").rstrip("/").removesuffix(".hh.ru")
        if name in ("api", "chatik"):
            raise ValueError("names a region, as spb or sochi do")
        return name or None

    @field_validator("site_user_agent")
    @classmethod
    def _honest(cls, value: str) -> str:
        """Whatever else it says, the site is told who asks."""
        ours = f"hh-mcp/{__version__}"
        return value if value.endswith(ours) else f"{value} {ours}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, which wins over `config.toml` of the folder they name."""
        named: dict[str, object] = {**env_settings(), **init_settings()}
        home = expanded(Path(str(named.get("home") or default_home())))
        if not home.is_absolute():  # it is refused a moment later, by name
            return init_settings, env_settings
        return init_settings, env_settings, _config_file(settings_cls, home / "config.toml")

    @property
    def api_user_agent(self) -> str:
        """Who we are, in the form hh.ru asks for (hh.ru: facts 1.2)."""
        contact = self.contact or "contact not given"
        return f"hh-mcp/{__version__} ({contact})"

    @property
    def imitated(self) -> bool:
        """Whether the site is an imitation on this machine."""
        return (urlsplit(self.site_url).hostname or "") in LOOPBACK

    @property
    def account_key(self) -> str:
        """The account with the place it is on: what happens on an imitation never counts for hh.ru.

        The sandbox of a home is one place, whatever its port is today; no account's name has a colon.
        """
        if self.sandbox:
            return f"sandbox:{self.account}"
        site = urlsplit(self.site_url)
        return f"{self.account}@{site.hostname}:{site.port}" if self.imitated else self.account

    @property
    def sandbox_state(self) -> Path:
        """What the sandbox of this home remembers; processes that share the file share the sandbox."""
        return self.home / "sandbox.json"

    @property
    def database(self) -> Path:
        """The one SQLite file."""
        return self.home / "hh-mcp.db"

    def at(self, sandbox_url: str) -> Self:
        """The same settings, pointed at an imitation of hh.ru."""
        return self.model_copy(
            update={
                "api_url": f"{sandbox_url}/api",
                "site_url": f"{sandbox_url}/site",
                "chat_url": f"{sandbox_url}/chatik",
            }
        )


def _config_file(settings_cls: type[BaseSettings], file: Path) -> TomlConfigSettingsSource:
    try:
        return TomlConfigSettingsSource(settings_cls, file)
    except RecursionError as error:  # what the parser says of thousands of brackets
        raise ValueError("too deeply nested") from error


def _listed(value: object) -> list[str] | None:
    """Split `a, b` into names; anything but text is None."""
    if not isinstance(value, str):
        return None
    return [name.strip() for name in value.split(",") if name.strip()]


def secret_names() -> frozenset[str]:
    """The settings whose values are shown to nobody and written into no other program's file."""
    return frozenset(name for name, field in Settings.model_fields.items() if SecretStr in get_args(field.annotation))


def helper_environment() -> dict[str, str]:
    """The environment for another program that we start: nothing of ours is its business, secrets least of all."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("HH_MCP_")}
