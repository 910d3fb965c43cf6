"""An application with an applicant's token: a code by SMS, consent, tokens."""

from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx

RESUME = "a1b2c3d4ff0300000001a1b2c3d4e5f6a7b8c9"
PHONE = "+7 900 000-00-01"
CLIENT = {"client_id": "contract", "client_secret": "secret"}
BACK = "http://127.0.0.1:9/back"


class Api:
    """Calls of api.hh.ru with a token."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, headers={"User-Agent": "contract/1.0 (qa@example.test)"}, timeout=10)

    def __enter__(self) -> "Api":
        self.control("reset", seed=1)
        self.token = self.user_token()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()

    def control(self, call: str, **body: Any) -> Any:
        """A control call."""
        answer = self.http.post(f"/_sandbox/{call}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """A call of the API as the applicant."""
        return self.http.request(method, f"/api{path}", headers={"Authorization": f"Bearer {self.token}"}, **more)

    def sign_in(self) -> None:
        """A session of the site."""
        self.http.get("/site/account/login")
        headers = {"X-Xsrftoken": self.http.cookies["_xsrf"], "X-Requested-With": "XMLHttpRequest"}
        self.http.post("/site/account/otp_generate", data={"login": PHONE}, headers=headers)
        code = self.http.get("/_sandbox/inbox").json()[-1]["code"]
        self.http.post("/site/account/login/by_code", data={"username": PHONE, "code": code}, headers=headers)

    def user_token(self) -> str:
        """An applicant's token: signed in, agreed, exchanged."""
        self.sign_in()
        query = {"response_type": "code", "client_id": CLIENT["client_id"], "redirect_uri": BACK}
        consent = {"action": "approve", "_xsrf": self.http.cookies["_xsrf"]}
        back = self.http.post("/site/oauth/authorize", params=query, data=consent)
        code = parse_qs(urlsplit(back.headers["location"]).query)["code"][0]
        fields = {"grant_type": "authorization_code", **CLIENT, "code": code, "redirect_uri": BACK}
        return self.http.post("/api/token", data=fields).json()["access_token"]

    def vacancy(self, **fields: Any) -> str:
        """Add a vacancy; its id."""
        return self.control("vacancies", **{"name": "Проверочная вакансия", **fields})["id"]

    def response(self, **fields: Any) -> dict[str, str]:
        """Respond to a fresh vacancy; the ids of the response, its chat and its first message."""
        chat = self.control("chats", **{"letter": "Здравствуйте!", **fields})
        return {"nid": chat["topic_id"], "chat_id": chat["chat_id"], "message_id": chat["messages"][-1]["id"]}
