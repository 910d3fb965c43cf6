"""What an answer of api.hh.ru means when it is not a success (hh.ru: facts 1.3, 1.4, 6.2).

Only `errors[].type` and `errors[].value` (in new chat methods `reason`) are looked at, with equality; `description` is
for people. A business 403 is not a dead token.
"""

from collections.abc import Callable

from hh_mcp.hh import errors
from hh_mcp.hh.errors import HHError
from hh_mcp.hh.pacing import wait_asked_for
from hh_mcp.hh.refusals import by_word
from hh_mcp.hh.state_page import is_guard_page
from hh_mcp.hh.tree import rows, text
from hh_mcp.hh.wire import Answer

Pair = tuple[str | None, str | None]


def _no_application() -> HHError:
    return errors.NotSignedIn(
        "The application is not known to hh.ru any more.", detail_ru="hh.ru больше не знает это приложение."
    )


def _harmless(detail: str, detail_ru: str) -> HHError:
    """Make a block that is about the request and not about the account: it does not stop writes."""
    error = errors.BlockedBySite(detail, detail_ru=detail_ru)
    error.stops_writes = False
    return error


def _no_scope() -> HHError:
    return _harmless("The token does not permit this.", "Токен приложения не даёт права на это действие.")


def _user_agent() -> HHError:
    return _harmless(
        "hh.ru refuses the User-Agent; set HH_MCP_CONTACT.", "hh.ru не принимает User-Agent; задайте HH_MCP_CONTACT."
    )


def bare_refusal() -> HHError:
    """Make the error for a 403 without a reason; anonymous programs get it from api.hh.ru (hh.ru: facts 1.5)."""
    return _harmless(
        "api.hh.ru refuses programs without a token. Two ways out: sign in, or register an application at dev.hh.ru.",
        "api.hh.ru не отвечает программам без токена. Два выхода: войти на hh.ru (login_request_code) "
        "или зарегистрировать приложение на dev.hh.ru (HH_MCP_CLIENT_ID).",
    )


_BY_PAIR: dict[Pair, Callable[[], HHError]] = {
    ("oauth", "bad_authorization"): errors.SessionExpired,
    ("oauth", "token_expired"): errors.SessionExpired,
    ("oauth", "token_revoked"): errors.SessionExpired,
    ("oauth", "application_not_found"): _no_application,
    ("oauth", "user_auth_expected"): errors.NotSignedIn,
    ("oauth", "application_auth_expected"): _no_scope,
    ("oauth", "no_scope"): _no_scope,
    ("bad_user_agent", "unset"): _user_agent,
    ("bad_user_agent", "blacklisted"): _user_agent,
    ("resumes", "touch_limit_exceeded"): errors.RaisedTooEarly,
    ("resumes", "total_limit_exceeded"): errors.RaisedTooEarly,
    ("vacancies_blacklist", "limit_exceeded"): errors.CannotWrite,
    ("employers_blacklist", "limit_exceeded"): errors.CannotWrite,
    ("vacancies_favorited", "limit_exceeded"): errors.CannotWrite,
}
_OF_A_SESSION = frozenset({"bad_authorization", "token_expired", "token_revoked"})
_NAMED = frozenset({"negotiations", "text", "forbidden", "vacancies_favorited", "multiple_fields", "resumes"})


def api_error(answer: Answer) -> HHError | None:
    """Return the error that `answer` stands for, or None for a 2xx."""
    if answer.ok:
        return None
    body = answer.json()
    listed = rows(body, "errors")
    captcha = next((row for row in listed if text(row, "type") == "captcha_required"), None)
    if captcha is not None:
        return errors.CaptchaRequired(url=text(captcha, "captcha_url"))
    for row in listed:
        found = _named(row)
        if found is not None:
            return found
    return _by_status(answer, body)


def is_dead_token(answer: Answer) -> bool:
    """Tell whether the API refused the token itself."""
    return any(
        text(row, "type") == "oauth" and text(row, "value") in _OF_A_SESSION for row in rows(answer.json(), "errors")
    )


def _named(row: object) -> HHError | None:
    kind = text(row, "type")
    word = text(row, "value") or text(row, "reason")
    maker = _BY_PAIR.get((kind, word))
    if maker is not None:
        return maker()
    if kind == "bad_argument":
        return errors.BadArgument(f"{word}.") if word else errors.BadArgument()
    if kind == "not_found":
        return errors.NotFound()
    return by_word(word) if word and kind in _NAMED else None


def _by_status(answer: Answer, body: object) -> HHError:
    wait = wait_asked_for(answer.headers)
    status = answer.status
    if status in (401, 403):
        return errors.BlockedBySite() if is_guard_page(answer.text) else bare_refusal()
    if status in (404, 410):
        return errors.NotFound()
    if status == 425:
        return errors.CannotWrite("The chat is not ready yet.", detail_ru="Чат ещё не создан.")
    if status == 429:
        return errors.RateLimited(retry_after=wait)
    if status == 451:
        return errors.BlockedBySite("HTTP 451.")
    if status >= 500:
        return errors.HHUnavailable(f"HTTP {status}.", retry_after=wait)
    if status >= 400:
        return errors.BadArgument(f"HTTP {status}: {text(body, 'bad_argument') or 'no reason given'}.")
    return errors.SiteChanged(f"{answer.path}: HTTP {status}.")
