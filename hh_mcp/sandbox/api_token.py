"""The token endpoint: `POST` and `DELETE` of `/token`; the site's `/oauth/token` is the same (facts 2.2, 2.5)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hh_mcp.sandbox import grants
from hh_mcp.sandbox.api_errors import ApiError, door
from hh_mcp.sandbox.grants import TokenError
from hh_mcp.sandbox.records import Json
from hh_mcp.sandbox.tokens import LIFETIME, Token, any_token
from hh_mcp.sandbox.web import form_of, text_of, world_of
from hh_mcp.sandbox.world import World


async def create(request: Request) -> Response:
    """POST /token."""
    world, fields = world_of(request), await form_of(request)
    try:
        return JSONResponse(_shown(_issue(world, fields)))
    except TokenError as error:
        return JSONResponse({"error": error.error, "error_description": error.description}, 400)


def _issue(world: World, fields: Json) -> Token:
    kind = text_of(fields, "grant_type")
    if kind == "refresh_token":
        return grants.by_refresh(world, text_of(fields, "refresh_token"))
    if kind not in ("authorization_code", "client_credentials"):
        raise TokenError("unsupported_grant_type", "unsupported grant_type")
    client = grants.check_client(world, text_of(fields, "client_id"), text_of(fields, "client_secret"))
    if kind == "client_credentials":
        return grants.for_application(world, client)
    given = [text_of(fields, name) for name in ("code", "redirect_uri", "code_verifier")]
    return grants.by_code(world, client, *given)


def _shown(token: Token) -> Json:
    body: Json = {"access_token": token.access, "token_type": "bearer"}
    if token.is_user:
        body |= {"expires_in": int(LIFETIME), "refresh_token": token.refresh}
    return body


async def revoke(request: Request) -> Response:
    """DELETE /token: a user's access token ends together with its refresh token; others cannot be ended so."""
    token = any_token(request)
    if not token.is_user:
        raise ApiError(403, "forbidden")
    token.revoked = True
    return Response(status_code=204)


# The old addresses: hh.ru documented POST at the site and DELETE at the API; clients use both at both (facts 2.2, 2.5).
OLD_ROUTES = [
    Route("/oauth/token", door(create), methods=["POST"]),
    Route("/oauth/token", door(revoke), methods=["DELETE"]),
]
ROUTES = [
    Route("/token", door(create), methods=["POST"]),
    Route("/token", door(revoke), methods=["DELETE"]),
    *OLD_ROUTES,
]
