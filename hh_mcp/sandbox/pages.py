"""Pages of the site: HTML with the state of the page inside a template, or that state alone for XHR (site shapes 0)."""

import html
import json

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from hh_mcp.sandbox.chatting import unread_chats
from hh_mcp.sandbox.data import people
from hh_mcp.sandbox.records import Json
from hh_mcp.sandbox.visitors import greet, role, signed_in, welcome
from hh_mcp.sandbox.web import chatik_url, site_host, site_url, wants_json, websocket_url, world_of
from hh_mcp.sandbox.world import Session, World

BUILD = "26.36.3.3"


def answer(request: Request, title: str, state: Json, *, json_too: bool = False) -> Response:
    """A page with its state; with `json_too` an XHR gets the state alone."""
    session = welcome(request)
    whole = {**common(world_of(request), session, signed_in(request) is not None), **state}
    response: Response = JSONResponse(whole) if json_too and wants_json(request) else HTMLResponse(render(title, whole))
    greet(response, session)
    return response


def render(title: str, state: Json) -> str:
    """The page: the state is JSON with HTML entities inside the template (site shapes 0.1)."""
    body = html.escape(json.dumps(state, ensure_ascii=False, separators=(",", ":")))
    return (
        f'<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<script id="js-script-global-vars">{_global_vars(state)}</script></head><body>'
        f'<div id="HH-React-Root"><h1>{html.escape(title)}</h1></div>'
        f'<template style="display:none" id="HH-Lux-InitialState">{body}</template></body></html>'
    )


def _global_vars(state: Json) -> str:
    """A second, shorter word on who is looking, and the build of the site (site shapes 0.3)."""
    shown: Json = {
        "userType": state.get("userType"),
        "hhid": state.get("hhid"),
        "login": None,
        "build": BUILD,
        "area": "113",
        "country": "1",
        "features": {},
    }
    safe = json.dumps(shown).replace("<", "\\u003c")
    return f"window.globalVars = {safe};"


def common(world: World, session: Session, known: bool) -> Json:
    """Keys of every page (site shapes 0.3)."""
    account = person(session.login) if known else None
    return {
        "topLevelSite": "hh.ru",
        "authUrl": {"login-url": "/account/login?backurl=%2F", "login-form": "/account/login", "backurl": "/"},
        "chatik": {
            "chatikOrigin": chatik_url(world),
            "websocketOrigin": websocket_url(world),
            "isIframeInsideChatik": False,
        },
        "displayType": "DESKTOP",
        "langs": ["RU"],
        "locale": {
            "areaId": 1,
            "domainAreaId": 113,
            "host": site_host(world),
            "siteLanguage": "RU",
            "availableLanguages": ["RU", "EN"],
            "langsByHost": {},
        },
        "hhid": str(people.HHID) if known else None,
        "trl": {},
        "errorCode": None,
        "features": {},
        "experiments": {"enabled": {}},
        "config": {"externalMicroFrontendHosts": {"chatik": chatik_url(world), "hh": site_url(world)}},
        "session": {
            "isFallback": False,
            "securityCheckFailed": False,
            "hasExtraAccounts": False,
            "isMultiAccount": False,
        },
        "xsrfToken": session.xsrf,
        "userType": role(session) if known else "anonymous",
        "userId": str(people.USER_ID) if known else None,
        "account": account,
        "hhidAccount": account,
        **(own(world) if known and role(session) == "applicant" else {}),
    }


def person(login: str | None) -> Json:
    """The applicant as pages show them; the login they signed in with is their phone or e-mail."""
    login = login or people.PHONE
    return {
        "firstName": people.FIRST_NAME,
        "middleName": people.MIDDLE_NAME,
        "lastName": people.LAST_NAME,
        "email": login if "@" in login else people.EMAIL,
        "phone": login if "@" not in login else people.PHONE,
    }


def own(world: World) -> Json:
    """Keys of pages of a signed-in applicant."""
    published = len(world.finished_resumes)
    views = sum(len(item.views) for item in world.resumes)
    fresh = sum(item.new_views for item in world.resumes)
    total = len(world.listed_resumes)
    return {
        "resumeLimits": {"max": 20, "remaining": 20 - total},
        "applicantInfo": {"total": total, "finished": published, "visible": published, "searchable": published},
        "userNotifications": [],
        "userStats": {
            "resumes-views": views,
            "new-resumes-views": fresh,
            "new-applicant-invitations": 0,
            "new-stats-total": unread_chats(world),
        },
        "headerMenu": [{"name": "logout", "url": "/account/logout"}],
    }
