"""Sign-in on the site: the page, the code, the password, the captcha, the way out (site shapes 7)."""

from functools import cache
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import captcha, codes, pages
from hh_mcp.sandbox.clock import chat_time
from hh_mcp.sandbox.data import people
from hh_mcp.sandbox.styles import head
from hh_mcp.sandbox.visitors import admit, close_session, greet, open_session, signed_in, visitor, welcome, xsrf_fits
from hh_mcp.sandbox.web import form_of, shell, site_url, text_of, world_of
from hh_mcp.sandbox.world import World


@cache
def trust_flags_key() -> str:
    """A real RSA key, PEM: pages encrypt how the form was filled in with it (facts 3.1)."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


async def login_page(request: Request) -> Response:
    """GET /account/login."""
    state: dict[str, Any] = {
        "loginForm": {
            "socialNetworks": [],
            "registration": {"code": "REG_APPLICANT"},
            "passwordRecovery": "/account/remember_password",
            "savedAreaIds": [],
        },
        "applicantSignup": {"fields": []},
        "authUrl": {"login-form": "/account/login", "backurl": request.query_params.get("backurl", "/")},
    }
    if signed_in(request) is None:
        state["loginTrustFlagsSecret"] = trust_flags_key()
    return pages.answer(request, "Вход в личный кабинет", state)


async def otp_generate(request: Request) -> Response:
    """POST /account/otp_generate: send a code."""
    if not await xsrf_fits(request):
        return shell(403)
    world, fields = world_of(request), await form_of(request)
    login = text_of(fields, "login")
    if codes.normalize(login) == codes.CAPTCHA_PHONE and (asked := _captcha(world, fields)):
        return JSONResponse({**_otp(world, login, "UNKNOWN"), "hhcaptcha": asked})
    refusal = codes.refusal(world, login)
    if refusal is None:
        codes.send(world, login)
    return JSONResponse(_otp(world, login, refusal or "CODE_SEND_OK"))


def _captcha(world: World, fields: dict[str, Any]) -> dict[str, object] | None:
    """What still has to be solved; None when the fields hold a right answer."""
    given = [text_of(fields, name) for name in ("captchaKey", "captchaText", "captchaState")]
    if all(given) and captcha.passes(world, *given):
        return None
    return captcha.block(captcha.new_state(world), error=all(given))


def _otp(world: World, login: str, key: str) -> dict[str, Any]:
    account = codes.normalize(login)
    sent = key == "CODE_SEND_OK"
    code = codes.current(world, account) if account else None
    seconds = round(codes.wait(world, account)) if account else 0
    return {
        "success": sent,
        "key": key,
        "state": world.secret(16),
        "codeLength": codes.CODE_LENGTH,
        "notificationType": codes.channel(account) if account else None,
        "otpSendState": "SENT" if sent else "NOT_SENT",
        "accountType": "EMPLOYER" if codes.is_employer(account) else "APPLICANT",
        "isMultiAccount": False,
        "expectedOperationType": "applicant_otp_auth",
        "nextSendTime": chat_time(world.now + seconds) if seconds else None,
        "nextConfirmTime": None,
        "expirationTime": {"$": chat_time(code.sent_at + codes.LIFETIME)} if code else None,
        "otp": {"formattedPhone": login, "secondsUntilNextSend": seconds, "backurl": "/"},
        "recaptcha": {"isBot": False, "siteKey": "sandbox", "key": "sandbox"},
        "hhcaptcha": captcha.block(None),
        "redirectURL": None,
    }


async def login_by_code(request: Request) -> Response:
    """POST /account/login/by_code: the code opens a session."""
    if not await xsrf_fits(request):
        return shell(403)
    world, fields = world_of(request), await form_of(request)
    login = text_of(fields, "username", "login")
    if codes.normalize(login) == codes.STRICT_PHONE and (asked := _captcha(world, fields)):
        return JSONResponse(_unverified("UNKNOWN", None) | {"hhcaptcha": asked})
    key = codes.confirm(world, login, text_of(fields, "code"))
    if key == "CODE_OK":
        return _signed_in(request, codes.normalize(login) or login, text_of(fields, "backurl"))
    if key == "WRONG_CODE":
        return JSONResponse({"success": False, "error": {"key": key}})
    until = world.blocked_until.get(codes.normalize(login) or "") if key == "CONFIRM_CODE_BLOCKED" else None
    return JSONResponse(_unverified(key, until))


def _unverified(key: str, until: float | None) -> dict[str, Any]:
    return {
        "login": None,
        "token": None,
        "backurl": None,
        "verificationResult": {"key": key, "nextConfirmTime": chat_time(until) if until else None},
        "recaptcha": {"isBot": False},
        "hhcaptcha": captcha.block(None),
    }


def _signed_in(request: Request, login: str, backurl: str) -> Response:
    world = world_of(request)
    if before := visitor(request):
        close_session(world, before)
    session = open_session(world, login, request.cookies.get("_xsrf"))
    backurl = backurl or site_url(world, "/")
    response = _welcome_back(world.options.sign_in, backurl)
    admit(response, session, people.HHID)
    return response


def _welcome_back(how: str, backurl: str) -> Response:
    """The answer to a right code in one of the ways hh.ru was seen to give it; the cookies decide (site shapes 7.3)."""
    if how == "redirect":
        return RedirectResponse(backurl, 302)
    if how == "empty":
        return Response(status_code=200)
    return JSONResponse({"success": True, "verification": {"success": True, "key": "CODE_OK"}, "backurl": backurl})


async def login_by_password(request: Request) -> Response:
    """POST /account/login: the password form (facts 3.2)."""
    if not await xsrf_fits(request):
        return shell(403)
    fields = await form_of(request)
    login = codes.normalize(text_of(fields, "username", "login"))
    if login is None:
        return _mismatch("BAD_LOGIN")
    if text_of(fields, "password") != codes.PASSWORD:
        return _mismatch("mismatch")
    return _signed_in(request, login, text_of(fields, "backurl"))


def _mismatch(code: str) -> Response:
    return JSONResponse(
        {
            "loginError": {"code": code, "trl": f"login.error.{code}"},
            "recaptcha": {"isBot": False, "siteKey": "sandbox"},
            "hhcaptcha": captcha.block(None),
            "redirectConfig": {},
            "authUrl": {},
            "supernovaUserType": "anonymous",
        }
    )


async def logout(request: Request) -> Response:
    """POST /account/logout (XSRF field) or GET /logout: always 302 (site shapes 7.7)."""
    world = world_of(request)
    if request.method == "POST" and not await xsrf_fits(request):
        return shell(403)
    if session := visitor(request):
        close_session(world, session)
    response = RedirectResponse(site_url(world, "/"), 302)
    for name in ("hhtoken", "_hi", "crypted_id"):
        response.delete_cookie(name)
    response.set_cookie("remember", "0")
    return response


async def captcha_key(request: Request) -> Response:
    """POST or GET /captcha: a key for a picture."""
    return JSONResponse({"key": captcha.new_key(world_of(request))})


async def captcha_picture(request: Request) -> Response:
    """GET /captcha/picture."""
    text = world_of(request).captchas.get(request.query_params.get("key", ""))
    return Response(captcha.picture(text), media_type="image/png") if text else shell(404)


async def logo(request: Request) -> Response:
    """GET /employer-logo/<id>.png: a picture, so that links to logos lead somewhere."""
    return Response(captcha.picture(f"{request.path_params['employer_id'] % 100:02d}"), media_type="image/png")


async def captcha_page(request: Request) -> Response:
    """GET /account/captcha: the page where a person proves to be one."""
    world = world_of(request)
    state = request.query_params.get("state") or captcha.new_state(world)
    key = captcha.new_key(world)
    query = urlencode({"captchaKey": key, "captchaState": state, "backurl": request.query_params.get("backurl", "/")})
    session = welcome(request)
    response = HTMLResponse(
        f"{head('Ой!')}<body>"
        "<h1>Подтвердите, что вы не робот</h1>"
        f'<img data-qa="account-captcha-picture" src="{site_url(world, f"/captcha/picture?key={key}")}" alt="цифры">'
        f'<form method="post" action="{site_url(world, "/account/captcha")}?{query}">'
        f'<input type="hidden" name="_xsrf" value="{session.xsrf}">'
        '<input data-qa="account-captcha-input" name="captchaText" aria-label="Цифры с картинки" autocomplete="off">'
        '<button class="main">Продолжить</button></form></body></html>'
    )
    greet(response, session)
    return response


async def captcha_answer(request: Request) -> Response:
    """POST /account/captcha: 302 to `backurl` when passed, 403 when not."""
    world, fields = world_of(request), await form_of(request)
    given = [text_of(fields, name) for name in ("captchaKey", "captchaText", "captchaState")]
    if not captcha.passes(world, *given):
        return shell(403)
    world.counts["captcha_passed"] = world.counts.get("captcha_passed", 0) + 1
    backurl = text_of(fields, "backurl") or "/"
    return RedirectResponse(site_url(world, backurl) if backurl.startswith("/") else backurl, 302)


ROUTES = [
    Route("/account/login", login_page),
    Route("/account/login", login_by_password, methods=["POST"]),
    Route("/account/signup", login_page),
    Route("/account/otp_generate", otp_generate, methods=["POST"]),
    Route("/account/login/by_code", login_by_code, methods=["POST"]),
    Route("/account/logout", logout, methods=["POST"]),
    Route("/logout", logout),
    Route("/captcha", captcha_key, methods=["GET", "POST"]),
    Route("/captcha/picture", captcha_picture),
    Route("/employer-logo/{employer_id:int}.png", logo),
    Route("/account/captcha", captcha_page),
    Route("/account/captcha", captcha_answer, methods=["POST"]),
]
