"""What an answer of the site or the chat means when it is not the thing asked for (site shapes 5.3, 7.7, 8.3)."""

from hh_mcp.hh.errors import (
    BadArgument,
    BlockedBySite,
    CaptchaRequired,
    HHError,
    HHUnavailable,
    NotFound,
    NotSignedIn,
    RateLimited,
    SessionExpired,
    SiteChanged,
    StaleToken,
    VpnRefused,
)
from hh_mcp.hh.pacing import wait_asked_for
from hh_mcp.hh.state_page import is_guard_page, is_robot_page
from hh_mcp.hh.tree import at, flag, rows, table, text
from hh_mcp.hh.wire import Answer

# The empty shell of the site's front, shown with 403 to whoever is not signed in; its scripts name every address.
_SHELL_MARKS = ("<title>HeadHunter", "/account/login", "accountLogin", "Войти в аккаунт")
_NO_SUCH_CHAT = frozenset({"CHAT_DOES_NOT_EXIST", "chat_not_found"})  # comes as 409 too (hh.ru: site shapes 8.3)


def dead(signed_in: bool) -> HHError:
    """Make the error for a session that hh.ru does not accept."""
    return SessionExpired() if signed_in else NotSignedIn()


def robot_check(url: str | None = None) -> CaptchaRequired:
    """Make the error for a robot check of the site; a person passes it in a browser."""
    return CaptchaRequired(url=url)


def site_error(answer: Answer, *, signed_in: bool, site_url: str) -> HHError | None:
    """Return the error that `answer` stands for, or None for a plain success."""
    body = answer.json()
    if at(body, "hhcaptcha", "isBot") is True or at(body, "recaptcha", "isBot") is True:
        return robot_check(site_url)
    if answer.ok:
        return None
    if flag(body, "xsrfError") or flag(body, "errorPage", "xsrfError"):
        return StaleToken()
    if answer.status in (401, 403):
        return _refused(answer, body, signed_in, site_url)
    return _by_status(answer, body)


def _refused(answer: Answer, body: object, signed_in: bool, site_url: str) -> HHError:
    """Tell a guard, a robot check, a business refusal and a dead session apart (hh.ru: site shapes 7.7)."""
    if is_guard_page(answer.text):
        return BlockedBySite("HTTP 403.")
    if is_robot_page(answer.text):
        return robot_check(site_url)
    if answer.status == 403 and table(body):
        error = BlockedBySite(f"HTTP 403: {named_error(body) or 'forbidden'}.")
        error.stops_writes = False
        return error
    if answer.is_html and not any(mark in answer.text for mark in _SHELL_MARKS):
        return BlockedBySite(f"HTTP {answer.status}.")
    return dead(signed_in)


def _by_status(answer: Answer, body: object) -> HHError:
    wait = wait_asked_for(answer.headers)
    if answer.status in (404, 410) or named_error(body) in _NO_SUCH_CHAT:
        return NotFound()
    if answer.status == 429:
        return RateLimited(retry_after=wait)
    if answer.status == 451:
        return VpnRefused("HTTP 451: refused for this country.", detail_ru="HTTP 451: отказ для этой страны.")
    if answer.status >= 500:
        return HHUnavailable(f"HTTP {answer.status}.", retry_after=wait)
    if answer.status >= 400:
        return BadArgument(f"HTTP {answer.status}: {named_error(body) or 'no reason given'}.")
    return SiteChanged(f"{answer.path}: HTTP {answer.status}.")


def named_error(body: object) -> str | None:
    """Return the error's name, the most telling one first."""
    return next(iter(error_words(body)), None)


def error_words(body: object) -> tuple[str, ...]:
    """Return hh.ru's words for an error in any form: a text, `{code}`, `[{key}]`, `errors: [{type, value}]`."""
    single = at(body, "error")
    listed = next(iter([*rows(body, "error"), *rows(body, "errors")]), None)
    names = (text(single), text(single, "code"), text(listed, "key"), text(listed, "value"), text(listed, "type"))
    return tuple(name[:80] for name in names if name is not None)
