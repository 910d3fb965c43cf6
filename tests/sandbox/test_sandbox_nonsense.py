"""Nonsense from a client is answered, never a failure of the imitation."""

import re
from random import Random
from typing import Any

from sandbox_browser import RESUME, Application, Browser
from starlette.routing import BaseRoute, Mount, Route

from hh_mcp.sandbox.app import routes

NONSENSE = (
    *(
        "",
        "0",
        "-1",
        "--1",
        "9" * 5000,
        "слово",
        "%00",
        "²",
        "٣",
        "null",
        "[1,",
        "{}",
        '"',
        "((((",
        "NOT",
        "NAME:",
        '"~',
    ),
    *("*", "!", "х" * 3000, "NaN", "inf", "1e999", "2026-13-45", RESUME, "900000001", "5400000002", "5500000004"),
)
VALUES: tuple[Any, ...] = (
    *(None, True, -5, 1e30, "слово", "9" * 5000),
    *([], {}, [{}], [None], {"id": []}, {"name": {}}, {"id": "²"}),
)
NAMES = """
    page per_page limit order start_message_id text area salary currency period date_from date_to top_lat
    bottom_lat left_lng right_lng order_by sort_point_lat sort_point_lng vacancyId vacancy_id resume_id
    resume_hash resume login username code chatId messageId title lastMessageId topicId topic from ids vacancyIds
    id key captchaKey captchaText captchaState grant_type refresh_token client_id status client_secret
    redirect_uri response_type code_challenge name subscription filter state items_on_page employer_id experience
    items filter_with_vacancy_ids since message hhid loginkey confirmation_code excluded_text letter task_1
    backurl idempotencyKey skill_set professional_roles employer messages act response_id kind times seconds write
    key_skills snippet work_format type published_at idempotency_key file_upload_ids questions vacancy advance
    with_chat_info has_updates only_with_salary
""".split()  # noqa: SIM905  a hundred lines otherwise
# These end the session, the token or the faults that the other calls live by.
SPARED = ("/reset", "/faults", "logout", "/token", "/clock")
ROUNDS = 6


def every_route() -> list[tuple[str, Route]]:
    found: list[tuple[str, BaseRoute]] = []
    for item in routes():
        found += [(item.path, one) for one in item.routes] if isinstance(item, Mount) else [("", item)]
    return [
        (prefix, one)
        for prefix, one in found
        if isinstance(one, Route) and not any(word in one.path for word in SPARED)
    ]


def nonsense(rng: Random) -> dict[str, Any]:
    """Some kind of a body."""
    fields = rng.sample(NAMES, 9)
    return rng.choice(
        (
            {"data": {name: rng.choice(NONSENSE) for name in fields}},
            {"json": {name: rng.choice(VALUES) for name in fields}},
            {"json": rng.choice(VALUES)},
            {"content": b"\xff\xfe{", "headers": {"Content-Type": "application/json"}},
            {"content": b"--x\r\nbroken", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        )
    )


def test_nonsense_is_never_a_failure_of_the_imitation(visitor: Browser) -> None:
    rng, failures = Random(7), set[tuple[str, str]]()
    for _ in range(ROUNDS):
        visitor.control("reset", legacy_api=True, vacancies=100)
        visitor.http.cookies.clear()
        access = Application(visitor.sign_in()).tokens()["access_token"]
        for prefix, route in every_route():
            path = prefix + re.sub(
                r"{[^}]*}", lambda _: rng.choice(("1", "x", "9" * 30, RESUME, "5500000004")), route.path
            )
            for method in sorted((route.methods or set()) - {"HEAD"}):
                more = nonsense(rng) if method in ("POST", "PUT") else {}
                headers = {
                    "Authorization": f"Bearer {access}",
                    "X-Force-App-Access": "true",
                    **visitor.xhr,
                    **more.pop("headers", {}),
                }
                query = {name: rng.choice(NONSENSE) for name in rng.sample(NAMES, 5)}
                answer = visitor.http.request(method, path, params=query, headers=headers, **more)
                failures |= {(method, path)} if answer.status_code >= 500 else set()
    assert failures == set()
