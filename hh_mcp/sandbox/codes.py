"""One-time codes: who gets one, where it goes, how long it lives, how often one may guess (facts 3.1, 3.4, 11.4).

Logins with a character of their own (any other valid phone or e-mail simply gets a code):

| Login | What happens |
| --- | --- |
| +7 900 000-00-01 | the applicant of the demo: a code by SMS |
| +7 900 000-00-02 | a captcha is asked before every code |
| +7 900 000-00-03 | PASSWORD_REQUIRED: this account signs in with a password (`sandbox`) |
| +7 900 000-00-04 | the code goes to a messenger |
| +7 900 000-00-05 | CODE_SEND_BLOCKED: locked for an hour |
| +7 900 000-00-06 | a captcha is asked with the code, too |
| +7 900 000-00-07 | the code goes by e-mail |
| +7 900 000-00-20 | an employer's account |
| +1 ... | COUNTRY_BLACKLISTED |
"""

import re

from hh_mcp.sandbox.world import Code, World

CODE_LENGTH = 4
LIFETIME, RESEND, LOCKOUT, ATTEMPTS = 300.0, 60.0, 900.0, 5
CAPTCHA_PHONE, PASSWORD_PHONE, MESSENGER_PHONE = "79000000002", "79000000003", "79000000004"
LOCKED_PHONE, STRICT_PHONE, EMAIL_PHONE = "79000000005", "79000000006", "79000000007"
EMPLOYER_PHONE = "79000000020"
PASSWORD = "sandbox"  # noqa: S105  a made-up account of the imitation

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def normalize(login: str) -> str | None:
    """Digits of a phone that start with the country, or a lower-case e-mail; None when it is neither."""
    login = login.strip()
    if "@" in login:
        return login.lower() if _EMAIL.fullmatch(login) else None
    if not re.fullmatch(r"\+?[\d\s()\-]+", login):
        return None
    digits = re.sub(r"\D", "", login)
    if len(digits) == 11 and digits[0] == "8" and not login.startswith("+"):
        digits = f"7{digits[1:]}"
    return digits if 10 < len(digits) < 14 else None


def is_employer(login: str | None) -> bool:
    """Whether an account belongs to somebody who hires."""
    return login == EMPLOYER_PHONE


def channel(account: str) -> str:
    """Where the code of an account goes."""
    if "@" in account or account == EMAIL_PHONE:
        return "EMAIL"
    return "MESSENGER" if account == MESSENGER_PHONE else "SMS"


def refusal(world: World, typed: str) -> str | None:
    """The `key` of an answer that sends nothing; None when a code may be sent."""
    account = normalize(typed)
    if not typed.strip():
        return "EMPTY"
    if account is None:
        return "BAD_LOGIN"
    if account == PASSWORD_PHONE:
        return "PASSWORD_REQUIRED"
    if account.startswith("1"):
        return "COUNTRY_BLACKLISTED"
    return "CODE_SEND_BLOCKED" if wait(world, account) > 0 else None


def wait(world: World, account: str) -> float:
    """Seconds until the next code may be asked for."""
    if account == LOCKED_PHONE:
        return 3600.0
    blocked = world.blocked_until.get(account, 0.0) - world.now
    last = current(world, account)
    return max(0.0, blocked, last.sent_at + RESEND - world.now if last else 0.0)


def current(world: World, account: str) -> Code | None:
    """The last code of an account, whether it still serves or not."""
    return next((item for item in reversed(world.codes) if normalize(item.login) == account), None)


def send(world: World, typed: str) -> Code:
    """Put a fresh code into the inbox."""
    account = normalize(typed) or typed
    code = Code(typed.strip(), f"{world.rng.randrange(10**CODE_LENGTH):0{CODE_LENGTH}d}", world.now, channel(account))
    world.codes.append(code)
    return code


def confirm(world: World, typed: str, digits: str) -> str:
    """`CODE_OK`, or the key of the refusal; a code serves once."""
    account = normalize(typed) or ""
    if world.blocked_until.get(account, 0.0) > world.now:
        return "CONFIRM_CODE_BLOCKED"
    code = current(world, account)
    if code is None or code.used:
        return "CODE_NOT_FOUND"
    if world.now >= code.sent_at + LIFETIME:
        return "CODE_EXPIRED"
    if digits.strip() != code.code:
        return _miss(world, account, code)
    code.used = True
    return "CODE_OK"


def _miss(world: World, account: str, code: Code) -> str:
    code.attempts += 1
    if code.attempts < ATTEMPTS:
        return "WRONG_CODE"
    code.used = True
    world.blocked_until[account] = world.now + LOCKOUT
    return "CONFIRM_CODE_BLOCKED"
