"""Which addresses are hh.ru's: the three hosts, and the regional ones that the site answers under.

    https://hh.ru/vacancy/1  302  https://sochi.hh.ru/vacancy/1        (hh.ru: site shapes 11.1)

A regional host is a name under `.hh.ru`, by https, on the usual port; on loopback another loopback name of the same
port. `api` and `chatik` keep their roles. Addresses are put together from parts that passed these rules, never from
what a redirect said, so two parsers cannot disagree about where a request goes. The push channel is where a page
says, if that passes the same rules.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, urlsplit

from hh_mcp.hh.config import HHConfig, is_loopback
from hh_mcp.hh.errors import CountrySite, HHError, SiteChanged
from hh_mcp.hh.wire import HostName

_FAMILY = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){0,4}hh\.ru")
_THIS_MACHINE = re.compile(r"(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]):[0-9]{1,5}")
_NAMES: tuple[HostName, ...] = ("site", "chat", "api")
_DEAD = ("/account/login", "/account/signup", "/account/connect_merging")
_ROLES = frozenset({"api", "chatik"})
# HeadHunter in other countries: accounts and vacancies of their own (hh.ru: facts 1.1).
_COUNTRIES = re.compile(
    r"(?:[a-z0-9-]+\.)*(?:hh\.kz|hh\.uz|hh1\.az|rabota\.by|jobs\.tut\.by|headhunter(?:\.[a-z]{2,3}){1,2})"
)


class Place(NamedTuple):
    """Where a redirect leads: a host's role, the path with its query, and the regional address (empty: the usual)."""

    host: HostName
    path: str
    netloc: str = ""


class Hosts:
    """The addresses of one configuration."""

    def __init__(self, config: HHConfig) -> None:
        self._bases: dict[HostName, SplitResult] = {
            "api": urlsplit(config.api_url.rstrip("/")),
            "site": urlsplit(config.site_url.rstrip("/")),
            "chat": urlsplit(config.chat_url.rstrip("/")),
        }
        self.named = self._by_name(config.region) if config.region else ""

    def name(self, host: HostName, netloc: str = "") -> str:
        """Return the name of `host` without a port."""
        return urlsplit(self.url(host, netloc=netloc)).hostname or ""

    def url(self, host: HostName, path: str = "", netloc: str = "") -> str:
        """Return the address of `path` on `host`; without the slash a path could lengthen the host's name."""
        base = self._bases[host]
        address = base._replace(netloc=netloc) if netloc and self.is_ours(host, netloc) else base
        return address.geturl() + (path if path.startswith("/") or not path else f"/{path}")

    def origin(self, host: HostName, netloc: str = "") -> str:
        """Return scheme, name and port of `host`, as an Origin header wants it."""
        parts = urlsplit(self.url(host, netloc=netloc))
        return f"{parts.scheme}://{parts.netloc}"

    def is_ours(self, host: HostName, netloc: str) -> bool:
        """Tell whether `host` may answer under `netloc`."""
        base = self._bases[host]
        if netloc == base.netloc:
            return True
        if host == "api":
            return False
        if is_loopback(base.hostname):
            port = netloc.rpartition(":")[2]
            return bool(_THIS_MACHINE.fullmatch(netloc)) and port == str(base.port)
        return is_regional(base.hostname or "", netloc)

    def locate(self, host: HostName, location: str, netloc: str = "") -> Place | None:
        """Return where a redirect from `host` (under `netloc`) leads; None when it leaves hh.ru."""
        try:
            parts = urlsplit(location)
        except ValueError:
            return None
        tail = "/" + parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
        if not parts.scheme and not parts.netloc:
            prefix = self._bases[host].path
            return Place(host, tail.removeprefix(prefix) if prefix and tail.startswith(prefix + "/") else tail, netloc)
        wanted = parts.netloc.lower()
        names: list[HostName] = [name for name in self._bases if name in _NAMES and wanted == self._bases[name].netloc]
        for name in names or (host, *_NAMES):
            place = self._place(name, parts.scheme, wanted, tail)
            if place is not None:
                return place
        return None

    def _place(self, name: HostName, scheme: str, netloc: str, tail: str) -> Place | None:
        base = self._bases[name]
        plain = netloc.removesuffix(":443") if base.scheme == "https" else netloc
        same = (scheme or base.scheme) == base.scheme and self.is_ours(name, plain)
        if not same or not (tail + "/").startswith(base.path + "/"):
            return None
        return Place(name, tail.removeprefix(base.path) or "/", "" if plain == base.netloc else plain)

    def adopt_push(self, origin: str) -> bool:
        """Take the address of the push channel from a page; False, and nothing kept, if it is not hh.ru's."""
        parts = self._of_channel(origin, self._bases["site"].scheme)
        if parts is not None:
            self._bases["push"] = parts._replace(path=parts.path.rstrip("/"), query="")
        return parts is not None

    def socket(self, address: str) -> str | None:
        """Return the address of a socket of the push channel, put together anew; None if it is not hh.ru's."""
        secure = self._bases["site"].scheme == "https"
        parts = self._of_channel(address, "wss" if secure else "ws")
        return parts.geturl() if parts is not None else None

    def _of_channel(self, address: str, scheme: str) -> SplitResult | None:
        """Split an address that hh.ru gave in words; the rules are those of a regional host of the site."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        netloc = parts.netloc.lower().removesuffix(":443")
        if parts.scheme != scheme or not self.is_ours("site", netloc):
            return None
        return parts._replace(netloc=netloc, fragment="")

    def _by_name(self, region: str) -> str:
        """Return the address of a region that was named by hand; empty where there is none of that name."""
        base = self._bases["site"]
        netloc = f"{region}:{base.port}" if is_loopback(base.hostname) else f"{region}.hh.ru"
        return netloc if self.is_ours("site", netloc) else ""


def leads_to(path: str) -> Literal["login", "captcha", "vpn", "elsewhere"]:
    """Tell where a redirect's path leads; `/vpncheeck` is hh.ru's spelling (hh.ru: site shapes 11.1)."""
    if path.startswith(("/vpncheeck", "/vpncheck")):
        return "vpn"
    if path.startswith("/account/captcha"):
        return "captcha"
    return "login" if path.startswith(_DEAD) else "elsewhere"


def is_regional(host: str, name: str) -> bool:
    """Tell whether `name` is of the same `.hh.ru` as `host`; the API and the chats are hosts of their own."""
    return bool(_FAMILY.fullmatch(host) and _FAMILY.fullmatch(name)) and not _ROLES & set(name.split("."))


def leaves(path: str, location: str) -> HHError:
    """Make the error for a redirect that leaves hh.ru; a site of another country is named."""
    try:
        name = (urlsplit(location).hostname or "").rstrip(".")
    except ValueError:
        name = ""
    if len(name) <= 60 and _COUNTRIES.fullmatch(name):
        return CountrySite(f"It leads to {name}.", detail_ru=f"Он ведёт на {name}.")
    return SiteChanged(f"{path}: leads to another host.", detail_ru=f"{path}: ведёт на другой сайт.")
