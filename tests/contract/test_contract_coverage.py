"""Every documented operation that an applicant or anybody may use is imitated, or its absence is explained."""

import re
from typing import Any

from contract_spec import NEW, OLD, load, needs_spec
from starlette.routing import Match, Mount, Route

from hh_mcp.sandbox.app import routes

pytestmark = needs_spec

# Kept word for word in the README of this folder.
LEFT_OUT = {
    "/resume_phone_confirm": "confirming a phone of a resume",
    "/resume_phone_generate_code": "confirming a phone of a resume",
    "/resume_should_send_sms": "confirming a phone of a resume",
    "/artifacts": "photos and portfolio",
    "/artifacts/photo": "photos and portfolio",
    "/artifacts/photo/conditions": "photos and portfolio",
    "/artifacts/portfolio": "photos and portfolio",
    "/artifacts/portfolio/conditions": "photos and portfolio",
    "/artifacts/{id}": "photos and portfolio",
    "/salary_statistics/dictionaries/employee_levels": "the paid bank of salaries",
    "/salary_statistics/dictionaries/professional_areas": "the paid bank of salaries",
    "/salary_statistics/dictionaries/salary_areas": "the paid bank of salaries",
    "/salary_statistics/dictionaries/salary_industries": "the paid bank of salaries",
}
GROUPS = ("Соискатель", "Общедоступные методы")
EMPLOYERS_ONLY = {
    ("PUT", "/vacancies/{vacancy_id}"),
    ("POST", "/vacancies"),
    ("PUT", "/negotiations/{id}"),
    ("GET", "/resumes"),
}


def documented(name: str) -> set[tuple[str, str]]:
    spec = load(name)
    tags = {tag for group in spec["x-tagGroups"] if group["name"] in GROUPS for tag in group["tags"]}
    tags |= {"Чаты", "Поиск вакансий", "Подсказки по компаниям", "Подсказки по ключевым словам"}
    return {
        (method.upper(), path)
        for path, item in spec["paths"].items()
        for method, operation in item.items()
        if isinstance(operation, dict) and tags & set(operation.get("tags") or ())
    }


def imitated(method: str, path: str) -> bool:
    concrete = re.sub(r"\{[^}]*\}", "1", path)
    for mount in routes():
        if isinstance(mount, Mount) and mount.path in ("/api", "/site"):
            scope: dict[str, Any] = {"type": "http", "method": method, "path": concrete, "root_path": ""}
            found = [route for route in mount.routes if route.matches(scope)[0] is Match.FULL]
            if any(isinstance(route, Route) and "{rest" not in route.path for route in found):
                return True
    return False


def test_nothing_documented_is_forgotten_in_either_world() -> None:
    wanted = (documented(OLD) | documented(NEW)) - EMPLOYERS_ONLY
    missing = {(method, path) for method, path in wanted if not imitated(method, path)}
    assert {path for _, path in missing} == set(LEFT_OUT)
