"""A visitor of the imitation with cookies, and the hands behind the scenes."""

from html import unescape
from json import loads
from re import DOTALL, search
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx

PHONE = "+7 900 000-00-01"
RESUME = "a1b2c3d4ff0300000001a1b2c3d4e5f6a7b8c9"
TESTER_RESUME = "b2c3d4e5ff0300000002b2c3d4e5f6a7b8c9d0"
DRAFT_RESUME = "c3d4e5f6ff0300000003c3d4e5f6a7b8c9d0e1"


class Browser:
    """A visitor of the imitation with cookies, and the hands behind the scenes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, headers={"User-Agent": "tests/1.0 (qa@example.test)"}, timeout=10)

    def control(self, call: str, **body: Any) -> Any:
        """A control call; without a body it is read."""
        path = f"/_sandbox/{call}"
        answer = self.http.post(path, json=body) if body else self.http.get(path)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def state(self, path: str) -> dict[str, Any]:
        """The state inside a page of the site."""
        answer = self.http.get(f"/site{path}")
        assert answer.status_code == 200, answer
        return state_of(answer.text)

    @property
    def xhr(self) -> dict[str, str]:
        """Headers of a script of the site."""
        return {"X-Xsrftoken": self.http.cookies.get("_xsrf") or "", "X-Requested-With": "XMLHttpRequest"}

    def post(self, path: str, **fields: Any) -> httpx.Response:
        """A form of the site."""
        return self.http.post(f"/site{path}", data=fields, headers=self.xhr)

    def ask_code(self, login: str = PHONE, **more: str) -> dict[str, Any]:
        """Open the page and ask for a code."""
        self.http.get("/site/account/login")
        return self.post("/account/otp_generate", login=login, **more).json()

    def code(self) -> str:
        """The last code in the inbox."""
        return self.control("inbox")[-1]["code"]

    def sign_in(self, login: str = PHONE) -> "Browser":
        """Sign in by code."""
        self.ask_code(login)
        answer = self.post("/account/login/by_code", username=login, code=self.code())
        assert answer.json()["success"] is True
        return self

    def respond(self, vacancy_id: str, letter: str = "", resume: str = RESUME, **more: Any) -> httpx.Response:
        """Respond in the popup."""
        return self.post(
            "/applicant/vacancy_response/popup", vacancy_id=vacancy_id, resume_hash=resume, letter=letter, **more
        )

    def chatik(self, call: str, **query: Any) -> httpx.Response:
        """A read call of chatik."""
        return self.http.get(f"/chatik/chatik/api/{call}", params=query)

    def tell(self, call: str, **body: Any) -> httpx.Response:
        """A change in chatik."""
        return self.http.post(f"/chatik/chatik/api/{call}", json=body, headers=self.xhr)

    def vacancy(self, **fields: Any) -> str:
        """Add a vacancy; its id."""
        return self.control("vacancies", **{"name": "Проверочная вакансия", **fields})["id"]


def state_of(page: str) -> dict[str, Any]:
    """The JSON inside the template of a page."""
    found = search(r'<template[^>]*id="HH-Lux-InitialState">(.*?)</template>', page, DOTALL)
    assert found
    return loads(unescape(found.group(1)))


class Application:
    """An OAuth application and what it can do for a person who has signed in."""

    ID, SECRET, BACK = "sandbox-tests", "secret", "http://127.0.0.1:9/back"

    def __init__(self, person: Browser) -> None:
        self.person, self.http = person, person.http

    def authorize(self, **query: str) -> httpx.Response:
        """Open the page where access is asked for."""
        return self.http.get("/site/oauth/authorize", params=self.query(**query))

    def agree(self, action: str = "approve", **query: str) -> httpx.Response:
        """Answer on that page."""
        form = {"action": action, "_xsrf": self.http.cookies["_xsrf"]}
        return self.http.post("/site/oauth/authorize", params=self.query(**query), data=form)

    def query(self, **query: str) -> dict[str, str]:
        """The query of the page."""
        return {"response_type": "code", "client_id": self.ID, "redirect_uri": self.BACK, **query}

    def token(self, **fields: str) -> httpx.Response:
        """A call of the token endpoint."""
        return self.http.post("/api/token", data={"client_id": self.ID, "client_secret": self.SECRET, **fields})

    def exchange(self, code: str, **fields: str) -> httpx.Response:
        """Tokens for a code."""
        return self.token(grant_type="authorization_code", code=code, redirect_uri=self.BACK, **fields)

    def tokens(self) -> dict[str, Any]:
        """Tokens of a person, the whole way."""
        return self.exchange(code_of(self.agree())).json()

    def call(self, access: str, method: str, path: str, **more: Any) -> httpx.Response:
        """A call of the API with a token."""
        headers = {"Authorization": f"Bearer {access}", **more.pop("headers", {})}
        return self.http.request(method, f"/api{path}", headers=headers, **more)


def code_of(answer: httpx.Response) -> str:
    """The code in an address to return to."""
    assert answer.status_code == 302, answer.text
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
