"""What an answer of api.hh.ru means when it is not a success (hh.ru: facts 1.3, 1.4, 6.2).

Only `errors[].type` and `errors[].value` (in new chat methods `reason`) are looked at, with equality; `description` is
for people. A business 403 is not a dead token. A reason that is not known is quoted, never guessed at.
"""

import re
from collections.abc import Callable
from typing import Literal
from urllib.parse import urlsplit

from hh_mcp.hh import errors
from hh_mcp.hh.api_standing import is_on_the_site, names_one, standing_of
from hh_mcp.hh.config import is_loopback
from hh_mcp.hh.errors import ApiRefused, HHError, Withdrawn
from hh_mcp.hh.pacing import wait_asked_for
from hh_mcp.hh.refusals import by_word
from hh_mcp.hh.state_page import is_guard_page
from hh_mcp.hh.tree import rows, text
from hh_mcp.hh.wire import Answer

Pair = tuple[str | None, str | None]
# Whose token the request had; a stranger has none, and may be somebody who is signed in on the site.
Bearer = Literal["user", "application", "stranger", "stranger_with_site"]
_OF_A_SESSION = frozenset({"bad_authorization", "token_expired", "token_revoked"})
_NAMED = frozenset({"negotiations", "text", "forbidden", "vacancies_favorited", "multiple_fields", "resumes"})
_NO = frozenset({401, 403, 404, 405, 406, 410})


def _no_application() -> HHError:
    return ApiRefused(
        "The application is not known to hh.ru any more.", detail_ru="hh.ru больше не знает это приложение."
    ).advise(
        "Check CLIENT_ID at dev.hh.ru/admin; or set HH_MCP_ROUTE=auto and sign in by code: login_request_code.",
        "Проверьте CLIENT_ID на dev.hh.ru/admin или поставьте HH_MCP_ROUTE=auto и войдите по коду: login_request_code.",
    )


def _no_scope() -> HHError:
    return ApiRefused(
        "The token does not permit this (no_scope).", detail_ru="Токен не даёт права на это действие (no_scope)."
    ).advise(
        "Give the application this right at dev.hh.ru/admin and run hh-mcp login --oauth again; "
        "or set HH_MCP_ROUTE=auto and sign in by code: login_request_code.",
        "Дайте приложению это право на dev.hh.ru/admin и снова выполните hh-mcp login --oauth; "
        "или поставьте HH_MCP_ROUTE=auto и войдите по коду: login_request_code.",
    )


def _application_wanted() -> HHError:
    return ApiRefused(
        "It wants the token of an application here, not a person's.",
        detail_ru="Здесь нужен токен приложения, а не человека.",
    ).advise("Set CLIENT_ID and CLIENT_SECRET.", "Задайте CLIENT_ID и CLIENT_SECRET.")


def _unknown_token() -> HHError:
    return errors.OAuthExpired("hh.ru does not know the token.", detail_ru="hh.ru не знает этот токен.")


def _revoked() -> HHError:
    return errors.OAuthExpired(
        "The access was revoked: in the settings of hh.ru, or by a new password.",
        detail_ru="Доступ отозван: в настройках hh.ru или сменой пароля.",
    )


def _user_agent() -> HHError:
    return ApiRefused(
        "hh.ru refuses the User-Agent; set HH_MCP_CONTACT.", detail_ru="hh.ru не принимает User-Agent."
    ).advise("Set HH_MCP_CONTACT to your e-mail.", "Укажите свой e-mail в HH_MCP_CONTACT.")


def _list_is_full(en: str, ru: str) -> Callable[[], HHError]:
    def make() -> HHError:
        return errors.CannotWrite(en, detail_ru=ru).advise(
            "Remove something from it on hh.ru first.", "Сначала уберите из него что-нибудь на hh.ru."
        )

    return make


def _resume_limit() -> HHError:
    return errors.RaisedTooEarly(
        "hh.ru raises no more resumes now.", detail_ru="Сейчас hh.ru больше не поднимает резюме."
    )


def _employers_side() -> HHError:
    return errors.CannotWrite(
        "The employer's side of hh.ru does not permit it now.", detail_ru="Сторона работодателя сейчас этого не даёт."
    )


_BY_PAIR: dict[Pair, Callable[[], HHError]] = {
    ("oauth", "bad_authorization"): _unknown_token,
    ("oauth", "token_expired"): errors.OAuthExpired,
    ("oauth", "token_revoked"): _revoked,
    ("oauth", "application_not_found"): _no_application,
    ("oauth", "user_auth_expected"): errors.OAuthNeeded,
    ("oauth", "application_auth_expected"): _application_wanted,
    ("oauth", "no_scope"): _no_scope,
    ("bad_user_agent", "unset"): _user_agent,
    ("bad_user_agent", "blacklisted"): _user_agent,
    ("resumes", "touch_limit_exceeded"): errors.RaisedTooEarly,
    ("resumes", "total_limit_exceeded"): _resume_limit,
    ("vacancies_blacklist", "limit_exceeded"): _list_is_full(
        "The list of hidden vacancies is full.", "Список скрытых вакансий полон."
    ),
    ("employers_blacklist", "limit_exceeded"): _list_is_full(
        "The list of hidden employers is full.", "Список скрытых работодателей полон."
    ),
    ("vacancies_favorited", "limit_exceeded"): _list_is_full(
        "The list of favourites is full.", "Список избранного полон."
    ),
    ("negotiations", "address_not_found"): _employers_side,
    ("negotiations", "not_enough_purchased_services"): _employers_side,
}


def api_error(answer: Answer, bearer: Bearer = "user") -> HHError | None:
    """Return the error that `answer` stands for, or None for a 2xx."""
    if answer.ok:
        return None
    listed = rows(answer.json(), "errors")
    captcha = next((row for row in listed if text(row, "type") == "captcha_required"), None)
    if captcha is not None:
        return errors.CaptchaRequired(url=_address(text(captcha, "captcha_url")))
    for row in listed:
        found = _named(row, bearer)
        if found is not None:
            return found
    return _by_status(answer, listed, bearer)


def dead_word(answer: Answer) -> str | None:
    """Return hh.ru's word when the API refused the token itself, else None."""
    for row in rows(answer.json(), "errors"):
        if text(row, "type") == "oauth" and (word := text(row, "value")) in _OF_A_SESSION:
            return word
    return None


def is_dead_token(answer: Answer) -> bool:
    """Tell whether the API refused the token itself."""
    return dead_word(answer) is not None


def quoted(words: str) -> str:
    """Quote a word of hh.ru: short, and nothing in it but letters, digits and plain marks."""
    return f"«{re.sub(r'[^0-9A-Za-zА-Яа-яЁё_.:/ -]', '?', words)[:60]}»"


def _address(url: str | None) -> str | None:
    """Return an address of hh.ru that a person may be sent to; any other one is dropped."""
    try:
        parts = urlsplit(url or "")
        host = parts.hostname or ""
    except ValueError:
        return None
    ours = parts.scheme == "https" and (host == "hh.ru" or host.endswith(".hh.ru"))
    fit = re.fullmatch(r"[!-~]{1,2000}", url or "") is not None and "@" not in parts.netloc
    return url if fit and (ours or (parts.scheme == "http" and is_loopback(host))) else None


def _named(row: object, bearer: Bearer) -> HHError | None:
    kind = text(row, "type")
    word = text(row, "value") or text(row, "reason")
    if (kind, word) == ("oauth", "bad_authorization") and bearer.startswith("stranger"):
        return _stranger(bearer)
    maker = _BY_PAIR.get((kind, word))
    if maker is not None:
        return maker()
    if kind == "bad_argument":
        return errors.BadArgument(f"{word}.") if word else errors.BadArgument()
    return by_word(word) if word and kind in _NAMED else None


def _by_status(answer: Answer, listed: list[object], bearer: Bearer) -> HHError:
    wait = wait_asked_for(answer.headers)
    status = answer.status
    if status in _NO:
        return _no(answer, listed, bearer)
    if status == 425:
        return errors.CannotWrite("The chat is not ready yet.", detail_ru="Чат ещё не создан.")
    if status == 429:
        return errors.RateLimited(retry_after=wait)
    if status == 451:
        return errors.VpnRefused("HTTP 451.")
    if status >= 500:
        return errors.HHUnavailable(f"HTTP {status}.", retry_after=wait)
    if status >= 400:
        return _bad_argument(answer, listed)
    return errors.SiteChanged(f"{answer.path}: HTTP {status}.")


def _bad_argument(answer: Answer, listed: list[object]) -> HHError:
    word = text(answer.json(), "bad_argument") or _reason(listed)
    en = f"HTTP {answer.status}: {quoted(word) if word else 'no reason given'}."
    return errors.BadArgument(en, detail_ru=f"HTTP {answer.status}: {quoted(word) if word else 'без причины'}.")


def _no(answer: Answer, listed: list[object], bearer: Bearer) -> HHError:
    """Tell why the API says no: the front guard, a method that is gone, no such thing, no token, or a word unheard."""
    if is_guard_page(answer.text):
        return errors.BlockedBySite()
    plain = _is_plain(listed)
    if bearer.startswith("stranger") and answer.status in (401, 403) and plain:
        return _stranger(bearer)
    if answer.status in (404, 410) and (_may_be_an_id(answer, listed) or not plain):
        return _not_found(answer)
    if plain and (gone := _gone(answer)) is not None:
        return gone
    if answer.status in (404, 410):
        return errors.NotFound().advise(
            "Update hh-mcp; hh.ru may have moved it.", "Обновите hh-mcp: hh.ru мог это убрать."
        )
    return _bad_argument(answer, listed) if answer.status in (405, 406) else _forbidden(listed, bearer)


def _may_be_an_id(answer: Answer, listed: list[object]) -> bool:
    """Tell whether a 404 may be about an id: one of the path, or one of the form that a write has sent."""
    return names_one(answer.path) or (
        answer.method != "GET" and any(text(row, "type") == "not_found" for row in listed)
    )


def _is_plain(listed: list[object]) -> bool:
    """Tell whether no reason is given beyond the bare `forbidden` or `not_found`."""
    return all(text(row, "type") in ("forbidden", "not_found", "error", None) and not _word(row) for row in listed)


def _word(row: object) -> str | None:
    return text(row, "value") or text(row, "reason")


def _reason(listed: list[object]) -> str | None:
    for row in listed:
        words = [word for word in (text(row, "type"), _word(row)) if word]
        if words:
            return " / ".join(dict.fromkeys(words))
    return None


def _gone(answer: Answer) -> HHError | None:
    """Name a method that hh.ru does not document for applicants, and the way that is left."""
    standing = standing_of(answer.method, answer.path)
    elsewhere = is_on_the_site(answer.method, answer.path)
    error: HHError | None = None
    if standing == "withdrawn":
        error = Withdrawn(f"HTTP {answer.status}.")
    elif standing == "employers":
        error = ApiRefused(
            "hh.ru documents this method for employers only.",
            detail_ru="Этот метод hh.ru описывает только для работодателей.",
        ).advise(Withdrawn.next_en, Withdrawn.next_ru)
    elif standing == "undocumented":
        error = ApiRefused(
            "hh.ru keeps this method to its own application.",
            detail_ru="Этот метод hh.ru держит для своего приложения.",
        )
    if error is None or elsewhere:
        return error
    return error.advise("Do it on hh.ru in a browser.", "Сделайте это на hh.ru в браузере.")


def _not_found(answer: Answer) -> HHError:
    error = errors.NotFound()
    if standing_of(answer.method, answer.path) != "withdrawn":
        return error
    return error.advise(
        "Take an id from a list. If it is from one: hh.ru no longer documents this method of its API; "
        "set HH_MCP_ROUTE=auto and sign in by code (login_request_code).",
        "Возьмите id из списка. Если он оттуда: этот метод API hh.ru больше не описывает; "
        "поставьте HH_MCP_ROUTE=auto и войдите по коду (login_request_code).",
    )


def _stranger(bearer: Bearer) -> HHError:
    """Name the two ways out of a 403 to a program without a token (hh.ru: facts 1.5); one is taken already."""
    error = ApiRefused(
        "api.hh.ru does not answer programs without a token.", detail_ru="api.hh.ru не отвечает программам без токена."
    )
    if bearer == "stranger_with_site":
        return error.advise(
            "Your sign-in is fine; only this needs an application of dev.hh.ru (HH_MCP_CLIENT_ID). The rest works.",
            "Ваш вход в порядке; только для этого нужно приложение с dev.hh.ru (HH_MCP_CLIENT_ID). Остальное работает.",
        )
    return error.advise(
        "Two ways out: sign in (login_request_code), or register an application at dev.hh.ru (HH_MCP_CLIENT_ID).",
        "Два выхода: войти на hh.ru (login_request_code) или зарегистрировать приложение на dev.hh.ru "
        "(HH_MCP_CLIENT_ID).",
    )


def _forbidden(listed: list[object], bearer: Bearer) -> HHError:
    if not _is_plain(listed):
        word = quoted(_reason(listed) or "")
        return ApiRefused(
            f"Its reason, in hh.ru's own word, which hh-mcp does not know: {word}.",
            detail_ru=f"Причина словом самого hh.ru, которого hh-mcp не знает: {word}.",
        )
    whose, russian = ("the application's", "приложения") if bearer == "application" else ("the person's", "человека")
    return ApiRefused(
        f"It does not permit this with {whose} token (forbidden).",
        detail_ru=f"Он не разрешает это с токеном {russian} (forbidden).",
    )
