"""What the client must be told: addresses, names it goes by, how patient it is."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True)
class HHConfig:
    """Settings of one client; the composition root fills them.

    `region` names a regional host of the site by hand (`spb`); otherwise hh.ru's own redirect decides.
    `pace` is the least time in seconds between two requests to one host (jitter is added; 0 switches pacing off).
    `call_timeout` bounds one method of the client, retries and waits included.
    """

    api_url: str = "https://api.hh.ru"
    site_url: str = "https://hh.ru"
    chat_url: str = "https://chatik.hh.ru"
    region: str | None = None
    api_user_agent: str
    site_user_agent: str
    route: Literal["auto", "api", "site"] = "auto"
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    redirect_uri: str | None = None
    pace: float = 0.4
    read_timeout: float = 20.0
    write_timeout: float = 20.0
    call_timeout: float = 45.0
    backoff: float = 0.5
    lang: Literal["ru", "en"] = "ru"

    def __post_init__(self) -> None:
        """Refuse plain HTTP to anything but this machine."""
        for url in (self.api_url, self.site_url, self.chat_url):
            parts = urlsplit(url)
            if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
                raise ValueError(f"{url} must be https, or http to this machine")


def is_loopback(host: str | None) -> bool:
    """Tell whether `host` is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
