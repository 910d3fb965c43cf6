"""Cookies of a browser that is signed in: a Netscape cookie file or a JSON export (`login --import-cookies`)."""

import json
from collections.abc import Iterable
from urllib.parse import urlsplit

from hh_mcp.hh.errors import BadArgument
from hh_mcp.hh.jar import is_cookie
from hh_mcp.hh.tree import rows, text

_PROOF = ("crypted_id", "_hi", "hhtoken")
Entry = tuple[str, str, str]  # domain, name, value


def parse_cookies(source: str, site_url: str) -> dict[str, str]:
    """Return the cookies that belong to the site; raises BadArgument when there is no sign-in among them."""
    host = urlsplit(site_url).hostname or ""
    source = source.removeprefix("\ufeff")  # Notepad of Windows begins a file with it
    stripped = source.lstrip()
    entries = _json_entries(stripped) if stripped.startswith(("[", "{")) else _netscape_entries(source)
    ordered = sorted(entries, key=lambda entry: _belongs_exactly(entry[0], host))
    cookies = {
        name: value for domain, name, value in ordered if _belongs(domain, host) and value and is_cookie(name, value)
    }
    if not any(name in cookies for name in _PROOF):
        raise BadArgument(f"No cookies of a sign-in to {host} there.", detail_ru=f"Там нет cookie входа на {host}.")
    return cookies


def _json_entries(source: str) -> Iterable[Entry]:
    """Read `[{name, value, domain}]`, or the same list under `cookies`, as extensions and Playwright export it."""
    try:
        parsed: object = json.loads(source)
    except (ValueError, RecursionError) as error:
        raise BadArgument("The file is not JSON.", detail_ru="Файл не читается как JSON.") from error
    for row in rows({"cookies": parsed}, "cookies") or rows(parsed, "cookies"):
        yield text(row, "domain") or "", text(row, "name") or "", text(row, "value") or ""


def _netscape_entries(source: str) -> Iterable[Entry]:
    """Read seven columns: domain, subdomains, path, secure, expiry, name, value; `#HttpOnly_` is no comment."""
    for line in source.splitlines():
        columns = line.removeprefix("#HttpOnly_").split("\t")
        if len(columns) == 7 and not columns[0].startswith("#"):
            yield columns[0], columns[5].strip(), columns[6].strip()


def _belongs(domain: str, host: str) -> bool:
    bare = domain.lstrip(".").lower()
    return bool(bare) and (host == bare or host.endswith("." + bare) or bare == f"www.{host}")


def _belongs_exactly(domain: str, host: str) -> bool:
    """Sort a cookie of the whole site after one of a host: of two `_xsrf` the former wins (site shapes 7.4)."""
    return domain.lower() == f".{host}"
