"""The page where a person lets an application in: `/oauth/authorize` (facts 2.1)."""

import html
from urllib.parse import quote, urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import grants
from hh_mcp.sandbox.grants import Client
from hh_mcp.sandbox.styles import head
from hh_mcp.sandbox.visitors import applicant, greet, xsrf_fits
from hh_mcp.sandbox.web import form_of, shell, site_url, text_of, world_of
from hh_mcp.sandbox.world import Session, World


async def authorize(request: Request) -> Response:
    """GET: to the login form, to the consent page, or straight back with a code."""
    world, query = world_of(request), request.query_params
    if wrong := _wrong(query):
        return JSONResponse({"error": "invalid_request", "error_description": wrong}, 400)
    client = grants.client_of(world, query["client_id"])
    address = redirect_address(client, query)
    if address is None:
        return JSONResponse({"error": "invalid_request", "error_description": "bad redirect url"}, 400)
    session = applicant(request)
    if session is None or (query.get("force_login") == "true" and "just_logged_in" not in request.cookies):
        return RedirectResponse(
            site_url(world, f"/account/login?backurl={quote(_self(request), safe='')}&oauth=true"), 302
        )
    if session.login in client.consents:
        return RedirectResponse(_with_code(world, client, session, address, query), 302)
    return _consent_page(request, client, session)


def _wrong(query: QueryParams) -> str | None:
    if query.get("response_type") != "code":
        return "response_type must be code"
    if not query.get("client_id"):
        return "client_id is required"
    method, challenge = query.get("code_challenge_method"), query.get("code_challenge")
    if bool(method) != bool(challenge):
        return "code_challenge and code_challenge_method go together"
    return "code_challenge_method must be S256" if method not in (None, "S256") else None


def redirect_address(client: Client, query: QueryParams) -> str | None:
    """Where to return to; the first address an application names is its registered one."""
    given = query.get("redirect_uri")
    if client.redirect_uri is None:
        client.redirect_uri = given
    if given is None or client.redirect_uri is None:
        return client.redirect_uri
    return given if grants.fits(client.redirect_uri, given) else None


def _self(request: Request) -> str:
    return f"{site_url(world_of(request))}/oauth/authorize?{request.url.query}"


def _with_code(world: World, client: Client, session: Session, address: str, query: QueryParams) -> str:
    sent, challenge = query.get("redirect_uri"), query.get("code_challenge")
    item = grants.grant(world, client, session.login or "", address, sent, challenge)
    return _back(address, {"code": item.code}, query)


def _back(address: str, fields: dict[str, str], query: QueryParams) -> str:
    state = {"state": query["state"]} if query.get("state") else {}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(fields | state)}"


def _consent_page(request: Request, client: Client, session: Session) -> Response:
    name = html.escape(client.id)
    body = (
        f"{head('Доступ приложения')}<body>"
        f"<h1>Приложение «{name}» просит доступ</h1><p>Оно сможет видеть ваши резюме и отклики.</p>"
        f'<form method="post" action="{html.escape(_self(request))}">'
        f'<input type="hidden" name="_xsrf" value="{session.xsrf}">'
        '<button class="main" name="action" value="approve">Продолжить</button>'
        '<button name="action" value="deny">Отказать</button>'
        "</form></body></html>"
    )
    response = HTMLResponse(body)
    greet(response, session)
    return response


async def consent(request: Request) -> Response:
    """POST: the person has agreed or refused."""
    world, query, session = world_of(request), request.query_params, applicant(request)
    if session is None or not await xsrf_fits(request):
        return shell(403)
    client = grants.client_of(world, query.get("client_id", ""))
    address = redirect_address(client, query)
    if _wrong(query) or address is None:
        return JSONResponse({"error": "invalid_request"}, 400)
    if text_of(await form_of(request), "action") != "approve":
        return RedirectResponse(_back(address, {"error": "access_denied"}, query), 302)
    client.consents.add(session.login or "")
    return RedirectResponse(_with_code(world, client, session, address, query), 302)


ROUTES = [Route("/oauth/authorize", authorize), Route("/oauth/authorize", consent, methods=["POST"])]
