"""Sign-in by code on the site, as a person does it in a browser (hh.ru: facts 3.1, 3.3; site shapes 7).

    page          GET  /account/login            XSRF token, the page's public key, first cookies
    code          POST /account/otp_generate     hh.ru sends a code, or wants a picture read
    confirmation  POST /account/login/by_code    the cookies decide, not the body (site shapes 7.3)
    first page    GET  /?role=applicant          gives the session its role (site shapes 7.4)

Nothing here is repeated: each request for a code may send one. A captcha is read by a person, never by this client.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from hh_mcp.hh import login_state
from hh_mcp.hh.answers import robot_check, site_error
from hh_mcp.hh.errors import (
    BadArgument,
    CodeExpired,
    HHError,
    HHUnavailable,
    PasswordOnly,
    SignInCaptcha,
    VpnRefused,
    WrongCode,
)
from hh_mcp.hh.hosts import Place, leads_to
from hh_mcp.hh.jar import absorb, cookie_header
from hh_mcp.hh.login_state import LoginState, mask, too_many
from hh_mcp.hh.models import Captcha, CaptchaAnswer, CodeRequest
from hh_mcp.hh.redirects import read_through, site_cookies
from hh_mcp.hh.session import SessionStore
from hh_mcp.hh.state_page import read_state
from hh_mcp.hh.transport import Transport
from hh_mcp.hh.tree import changed, flag, moment, text, whole
from hh_mcp.hh.trust_flags import trust_flags
from hh_mcp.hh.wire import Answer, Ask, Pairs, form

PAGE = "/account/login"
OTP = "/account/otp_generate"
CONFIRM = "/account/login/by_code"
_SENT = frozenset({"CODE_SEND_OK", "OTP_SEND_OK"})
_BAD_LOGIN = frozenset({"BAD_LOGIN", "NULL_PHONE", "EMPTY", "NEED_PHONE", "COUNTRY_BLACKLISTED"})
_DELIVERY = {"SMS": "sms", "EMAIL": "email", "CALL": "call", "VOICE": "call"}
_LONGEST = timedelta(days=1)
_PROOF = ("crypted_id", "_hi")


class NewSession(NamedTuple):
    """What a sign-in ends in: the cookies, and the host of the site that gave them."""

    cookies: dict[str, str]
    netloc: str = ""


class SignIn:
    """One sign-in by code; its state is in the store, so each step may run in another process."""

    def __init__(self, transport: Transport, store: SessionStore, now: Callable[[], datetime]) -> None:
        self._transport = transport
        self._store = store
        self._now = now

    async def request(self, login: str, captcha: CaptchaAnswer | None) -> CodeRequest:
        """Ask hh.ru for a code; raises SignInCaptcha when a person must read a picture first."""
        wanted = login_state.normalise(login)
        state = self._so_far()
        if captcha is None:
            waiting = self._still_waiting(state, wanted)
            if waiting is not None:
                return waiting
            state.check_request(wanted, self._now())
            state = await self._open(state, wanted)
        elif state.login != wanted or state.xsrf is None:
            raise CodeExpired("No sign-in is under way.", detail_ru="Вход не начат.")
        return await self._ask(state, captcha)

    def _so_far(self) -> LoginState:
        """The sign-in under way; one that the store can no longer open begins anew."""
        try:
            return login_state.load(self._store)
        except HHError:
            return LoginState()

    def _still_waiting(self, state: LoginState, login: str) -> CodeRequest | None:
        """Within the pause a second request would only lock the sign-in: name the code already sent."""
        resend = state.resend_at
        if state.pending and state.login == login and resend and self._now() < resend:
            state.check_lock(self._now())
            return _request_of(state, already=True)
        return None

    async def _open(self, old: LoginState, login: str) -> LoginState:
        """Read the sign-in page with an empty jar."""
        state = old.fresh()
        state.login = login
        params = (("role", "applicant"), ("backurl", "/"), ("hhtmFrom", ""))
        first = self._transport.hosts.named
        ask = Ask(host="site", netloc=first, path=PAGE, params=params, headers={"Accept": "text/html"})
        reply = await read_through(self._transport, ask, {}, self._check)
        self._stop(reply.answer)
        absorb(state.cookies, reply.set_cookies)
        state.netloc = reply.answer.netloc
        page = read_state(PAGE, reply.answer.text)
        state.xsrf = text(page, "xsrfToken") or state.cookies.get("_xsrf")
        state.secret = text(page, "loginTrustFlagsSecret")
        if state.xsrf is None:
            raise changed(PAGE, "xsrfToken")
        state.cookies.setdefault("_xsrf", state.xsrf)
        return state

    async def _ask(self, state: LoginState, captcha: CaptchaAnswer | None) -> CodeRequest:
        login = state.login or ""
        fields: Pairs = (
            ("login", login),
            ("otpType", "email" if "@" in login else "phone"),
            ("operationType", "applicant_otp_auth"),
            ("authScenario", "APPLICANT_AUTH"),
            ("formatPhone", "true"),
            ("isSignupPage", "false"),
            ("role", "applicant"),
            ("backurl", "/"),
            ("captchaText", captcha.text if captcha else ""),
        )
        if captcha:
            fields += (("captchaKey", captcha.key), ("captchaState", captcha.state))
        state.note_request(self._now())
        login_state.save(self._store, state)
        try:
            answer = await self._post(state, OTP, fields)
        except HHUnavailable as error:
            raise _code_may_come(error) from error
        return self._requested(state, answer)

    def _requested(self, state: LoginState, answer: Answer) -> CodeRequest:
        body = answer.json()
        self._note_captcha(state, body)
        key = _key(body)
        if flag(body, "success") or key in _SENT or key == "CODE_SEND_BLOCKED":
            return self._sent(state, body, already=key == "CODE_SEND_BLOCKED")
        if key == "PASSWORD_REQUIRED":
            raise PasswordOnly
        if key in _BAD_LOGIN:
            raise BadArgument(
                f"hh.ru does not accept this login: {key}.", detail_ru=f"hh.ru не принимает логин: {key}."
            )
        if key == "UNKNOWN":
            raise HHUnavailable("hh.ru could not send a code.", detail_ru="hh.ru не смог отправить код.")
        self._stop(answer)
        raise changed(OTP, "key")

    def _note_captcha(self, state: LoginState, body: object) -> None:
        """Only `hhcaptcha` counts: `recaptcha.key` is always there (hh.ru: site shapes 7.2)."""
        captcha = text(body, "hhcaptcha", "captchaState")
        if not captcha and not flag(body, "hhcaptcha", "isBot"):
            return
        state.captcha_state = captcha
        login_state.save(self._store, state)
        wrong = bool(flag(body, "hhcaptcha", "captchaError"))
        raise SignInCaptcha(
            "The picture was read wrong." if wrong else None,
            detail_ru="Картинка прочитана неверно." if wrong else None,
            url=self._transport.url("site", PAGE, state.netloc),
        )

    def _sent(self, state: LoginState, body: object, *, already: bool) -> CodeRequest:
        now = self._now()
        seconds = whole(body, "otp", "secondsUntilNextSend")
        login = state.login or ""
        kind = (text(body, "notificationType") or ("EMAIL" if "@" in login else "SMS")).upper()
        state.pending = True
        state.captcha_state = None
        state.code_length = whole(body, "codeLength") or 4
        state.delivery = _DELIVERY.get(kind, "messenger")
        state.resend_at = _later(moment(body, "nextSendTime"), seconds, now)
        state.expires_at = moment(body, "expirationTime")
        login_state.save(self._store, state)
        return _request_of(state, already=already)

    async def captcha(self) -> Captcha:
        """Fetch the picture that a person must read to go on."""
        state = login_state.load(self._store)
        if state.captcha_state is None:
            raise CodeExpired("No picture is asked for now.", detail_ru="Сейчас картинка не нужна.")
        answer = await self._post(state, "/captcha", (), params=(("lang", "RU"),))
        key = text(answer.json(), "key")
        if key is None:
            raise changed("/captcha", "key")
        headers = cookie_header(state.cookies)
        params = (("key", key),)
        ask = Ask(host="site", netloc=state.netloc, path="/captcha/picture", params=params, headers=headers)
        picture = await self._transport.read(ask)
        self._stop(picture)
        kind = picture.headers.get("content-type", "image/png").partition(";")[0].strip()
        return Captcha(key=key, state=state.captcha_state, picture=picture.body, media_type=kind)

    async def confirm(self, code: str, captcha: CaptchaAnswer | None) -> NewSession:
        """Type the code; returns the new session."""
        state = login_state.load(self._store)
        if state.login is None or state.xsrf is None or not state.pending:
            raise CodeExpired("No code was asked for.", detail_ru="Код не запрошен.")
        state.check_lock(self._now())
        digits = code.strip().replace(" ", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 10):
            raise WrongCode("A code consists of digits.", detail_ru="Код состоит из цифр.")
        fields: Pairs = (
            ("username", state.login),
            ("code", digits),
            ("accountType", "APPLICANT"),
            ("operationType", "applicant_otp_auth"),
            ("authScenario", "APPLICANT_AUTH"),
            ("isApplicantSignup", "false"),
            ("remember", "true"),
            ("backurl", self._transport.url("site", "/", state.netloc)),
        )
        if captcha:
            fields += (("captchaText", captcha.text), ("captchaKey", captcha.key), ("captchaState", captcha.state))
        return self._confirmed(state, await self._post(state, CONFIRM, fields))

    def _confirmed(self, state: LoginState, answer: Answer) -> NewSession:
        """Let the cookies decide: a browser is answered by a redirect as well (hh.ru: site shapes 7.3)."""
        body = answer.json()
        accepted = (answer.ok or self._leads_on(answer)) and flag(body, "success") is not False
        if accepted and any(name in state.cookies for name in _PROOF):
            login_state.save(self._store, LoginState(login=state.login, asked=state.asked))
            return NewSession(state.cookies, state.netloc)
        self._note_captcha(state, body)
        error = self._code_error(state, body)
        login_state.save(self._store, state)
        if error is not None:
            raise error
        self._stop(answer)
        raise changed(CONFIRM, "session cookies")

    def _code_error(self, state: LoginState, body: object) -> HHError | None:
        key = _key(body)
        if key in ("WRONG_CODE", "CODE_NOT_FOUND"):
            wait = state.note_wrong(self._now())
            return WrongCode() if wait is None else too_many(wait)
        if key == "CODE_EXPIRED":
            state.pending = False
            return CodeExpired()
        if key == "CONFIRM_CODE_BLOCKED":
            until = moment(body, "verificationResult", "nextConfirmTime") or moment(body, "nextConfirmTime")
            now = self._now()
            state.locked_until = min(until, now + _LONGEST) if until and until > now else now + login_state.LOCKOUT
            return too_many(state.locked_until - self._now())
        return None

    async def _post(self, state: LoginState, path: str, fields: Pairs, *, params: Pairs = ()) -> Answer:
        token = state.xsrf or ""
        trust = (("loginTrustFlags", trust_flags(state.secret, self._now())),) if state.secret and fields else ()
        headers, body = form((*fields, *trust, ("_xsrf", token)) if fields else ())
        more = {
            "Accept": "application/json",
            "X-Requested-With": "XMLHttpRequest",
            "X-Xsrftoken": token,
            "X-hhtmSource": "account_login",
            "Origin": self._transport.hosts.origin("site", state.netloc),
            "Referer": self._transport.url("site", f"{PAGE}?role=applicant&backurl=%2F", state.netloc),
        }
        sent = {**headers, **more, **cookie_header(state.cookies)}
        ask = Ask(host="site", netloc=state.netloc, method="POST", path=path, params=params, headers=sent, body=body)
        answer = await self._transport.once(ask)
        absorb(state.cookies, site_cookies(self._transport.hosts, answer))
        return answer

    def _place(self, answer: Answer) -> Place | None:
        if not answer.is_redirect:
            return None
        return self._transport.hosts.locate("site", answer.headers["location"], answer.netloc)

    def _leads_on(self, answer: Answer) -> bool:
        """Tell whether an answer redirects anywhere but back to the sign-in or to a check."""
        place = self._place(answer)
        return answer.is_redirect and (place is None or leads_to(place.path) == "elsewhere")

    def _check(self, place: Place) -> None:
        """Stop a redirect that leads to a check instead of a page."""
        where = leads_to(place.path)
        if where == "captcha":
            raise robot_check(self._transport.url("site", place.path, place.netloc))
        if where == "vpn":
            raise VpnRefused

    def _stop(self, answer: Answer) -> None:
        """Raise what an answer says when it is not the page or the JSON of the sign-in."""
        place = self._place(answer)
        if place is not None:
            self._check(place)
        error = site_error(answer, signed_in=False, site_url=self._transport.url("site", "/"))
        if error is not None:
            raise error


def _key(body: object) -> str | None:
    """Return hh.ru's word for what happened; it is spelled in several places (hh.ru: site shapes 7.2, 7.3)."""
    places = (("key",), ("error", "key"), ("verification", "key"), ("verificationResult", "key"))
    return next((word for place in places if (word := text(body, *place))), None)


def _later(named: datetime | None, seconds: int | None, now: datetime) -> datetime:
    """When a new code may be asked for: hh.ru's seconds count from now, its clock may differ from ours."""
    if seconds is None and named is not None:
        return min(named, now + _LONGEST)
    return now + min(timedelta(seconds=60 if seconds is None else max(0, seconds)), _LONGEST)


def _request_of(state: LoginState, *, already: bool) -> CodeRequest:
    return CodeRequest(
        login=mask(state.login or ""),
        delivery=state.delivery,
        code_length=state.code_length,
        resend_at=state.resend_at,
        expires_at=state.expires_at,
        already_sent=already,
    )


def _code_may_come(error: HHError) -> HHError:
    """hh.ru did not answer: whether a code is on its way is not known."""
    words = "hh.ru did not answer; a code may come all the same."
    return HHUnavailable(words, detail_ru="hh.ru не ответил; код всё же может прийти.", retry_after=error.retry_after)
