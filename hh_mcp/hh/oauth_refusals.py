"""What the token endpoint says when it says no, and what the person must do about it (hh.ru: facts 2.4)."""

from hh_mcp.hh.api_errors import quoted
from hh_mcp.hh.errors import BadArgument, BlockedBySite, HHError, HHUnavailable, OAuthExpired


class TokenRefusedError(Exception):
    """The token endpoint said no; `description` is hh.ru's word (hh.ru: facts 2.4)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description


# What hh.ru calls it, and what that is (hh.ru: facts 2.4).
_REASONS: dict[str, tuple[str, str]] = {
    "password invalidated": ("Reset the password on hh.ru first.", "Сначала сбросьте пароль на hh.ru."),
    "login not verified": (
        "Confirm the phone or e-mail on hh.ru first.",
        "Сначала подтвердите телефон или почту на hh.ru.",
    ),
    "account not found": ("hh.ru finds no such account.", "Такого аккаунта на hh.ru нет."),
    "token_expired": ("Its token has expired.", "Срок токена вышел."),
    "token_revoked": (
        "The access was revoked: in the settings of hh.ru, or by a new password.",
        "Доступ отозван: в настройках hh.ru или сменой пароля.",
    ),
    "bad_authorization": ("hh.ru does not know the token.", "hh.ru не знает этот токен."),
    "token was revoked": ("The access was revoked.", "Доступ отозван."),
    "token deactivated": (
        "The password was changed, or the person has signed out.",
        "Пароль сменили, или человек вышел из аккаунта.",
    ),
    "token has already been refreshed": (
        "Its refresh token has been used elsewhere or its answer was lost.",
        "Токен обновления уже использован в другом месте, или ответ на него потерялся.",
    ),
    "code expired": ("The code of the browser has expired.", "Код из браузера устарел."),
    "code has already been used": ("The code of the browser was used before.", "Код из браузера уже использован."),
    "bad redirect url": (
        "REDIRECT_URI is not the one registered at dev.hh.ru.",
        "REDIRECT_URI не тот, что указан на dev.hh.ru.",
    ),
}


def sign_in_again(error: TokenRefusedError) -> HHError:
    """Name what the person must do (hh.ru: facts 2.4)."""
    if error.description == "account is locked":
        return BlockedBySite("The account is locked.", detail_ru="Аккаунт заблокирован: напишите в поддержку hh.ru.")
    if error.description in _REASONS:
        return ended(error.description)
    if error.error in ("invalid_client", "unsupported_grant_type"):
        return BadArgument(
            "hh.ru does not accept the application: check CLIENT_ID and CLIENT_SECRET.",
            detail_ru="hh.ru не принимает приложение: проверьте CLIENT_ID и CLIENT_SECRET.",
        ).advise("Compare them with dev.hh.ru/admin.", "Сверьте их с dev.hh.ru/admin.")
    if error.error == "forbidden":
        return HHUnavailable(
            "It gives a token to an application once in five minutes.",
            detail_ru="Токен приложения выдаётся раз в пять минут.",
        )
    return ended(error.description or error.error)


def ended(word: str) -> HHError:
    """Make the error for a session that hh.ru has ended with this word."""
    en, ru = _REASONS.get(word, (f"hh.ru: {quoted(word)}.",) * 2)
    return OAuthExpired(en, detail_ru=ru)
