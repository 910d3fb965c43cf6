"""A sign-in under way, kept in the SessionStore under `login`, so that two processes can share it.

The history of requests outlives a sign-in and a restart: it is what the client's own lockout counts.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from pydantic import BaseModel, Field, ValidationError

from hh_mcp.hh.errors import BadArgument, HHError, TooManyAttempts
from hh_mcp.hh.session import SessionStore

NAME = "login"
# Our own guard (hh.ru: facts 3.4): repeated sign-ins lead to refusals for an hour or more (facts 3.1).
REQUEST_PAUSE = timedelta(minutes=1)
REQUESTS_A_DAY = 10
WRONG_CODES = 5
LOCKOUT = timedelta(minutes=15)


class LoginState(BaseModel):
    """What must survive between asking for a code and typing it."""

    login: str | None = Field(default=None, repr=False)
    cookies: dict[str, str] = Field(default_factory=dict[str, str], repr=False)
    netloc: str = ""  # the regional host that the sign-in page came from
    xsrf: str | None = Field(default=None, repr=False)
    secret: str | None = None  # the public key of the page for `loginTrustFlags`
    pending: bool = False
    code_length: int = 4
    delivery: str = "sms"
    resend_at: datetime | None = None
    expires_at: datetime | None = None
    captcha_state: str | None = None
    asked: list[datetime] = []
    wrong: int = 0
    locked_until: datetime | None = None

    def fresh(self) -> LoginState:
        """Return a new sign-in that remembers the history."""
        return LoginState(asked=self.asked, wrong=self.wrong, locked_until=self.locked_until)

    def check_lock(self, now: datetime) -> None:
        """Raise TooManyAttempts while mistyped codes lock the sign-in."""
        if self.locked_until and now < self.locked_until:
            raise too_many(self.locked_until - now)

    def check_request(self, login: str, now: datetime) -> None:
        """Raise TooManyAttempts when codes were asked for too often; another login than before need not pause."""
        self.check_lock(now)
        recent = [moment for moment in self.asked if now - moment < timedelta(days=1)]
        if len(recent) >= REQUESTS_A_DAY:
            raise too_many(timedelta(days=1) - (now - recent[0]))
        if self.pending and self.login == login and recent and now - recent[-1] < REQUEST_PAUSE:
            raise too_many(REQUEST_PAUSE - (now - recent[-1]))

    def note_request(self, now: datetime) -> None:
        """Remember that a code was asked for."""
        recent = [moment for moment in self.asked if now - moment < timedelta(days=1)]
        self.asked = [*recent[-REQUESTS_A_DAY:], now]

    def note_wrong(self, now: datetime) -> timedelta | None:
        """Count a wrong code; the fifth locks the sign-in for the time returned."""
        self.wrong += 1
        if self.wrong < WRONG_CODES:
            return None
        self.wrong = 0
        self.locked_until = now + LOCKOUT
        return LOCKOUT


def too_many(wait: timedelta) -> TooManyAttempts:
    """Make the error that names how long to wait."""
    seconds = max(1, round(wait.total_seconds()))
    return TooManyAttempts(f"Wait {seconds} s.", detail_ru=f"Подождите {seconds} с.", retry_after=float(seconds))


def load(store: SessionStore) -> LoginState:
    """Return the stored state; one that cannot be read or opened counts as none."""
    try:
        text = store.load(NAME)
        return LoginState() if text is None else LoginState.model_validate_json(text)
    except (HHError, ValidationError):
        return LoginState()


def save(store: SessionStore, state: LoginState) -> None:
    """Store the state."""
    store.save(NAME, state.model_dump_json())


def normalise(login: str) -> str:
    """Return an e-mail in lower case or a phone as +79990000000; anything else is a BadArgument."""
    text = login.strip()
    if "@" in text:
        if re.fullmatch(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}", text) and len(text) <= 254:
            return text.lower()
        raise _bad_login()
    digits = re.sub(r"[\s()\-.]", "", text)
    if not re.fullmatch(r"\+?[0-9]{10,15}", digits, re.ASCII):
        raise _bad_login()
    if digits.startswith("+"):
        return digits
    if len(digits) == 11 and digits[0] in "78":
        return "+7" + digits[1:]
    return "+7" + digits if len(digits) == 10 else "+" + digits


def mask(login: str) -> str:
    """Return a login that is safe to show: `+7 *** ***-**-01`, `a***@example.test`."""
    if "@" in login:
        name, _, host = login.partition("@")
        return f"{name[:1]}***@{host}"
    country = "+7" if login.startswith("+7") else login[:4]
    return f"{country} *** ***-**-{login[-2:]}"


def _bad_login() -> BadArgument:
    return BadArgument(
        "Neither a phone number nor an e-mail address.", detail_ru="Это не номер телефона и не адрес почты."
    )
