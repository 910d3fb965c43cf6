"""hh.ru's own descriptions of its API, and answers of the imitation held against them by openapi-core."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from warnings import catch_warnings, simplefilter

import httpx2 as httpx
import pytest
import yaml

FOLDER = Path(__file__).parents[3] / "shared" / "openapi"
OLD, NEW = "hh-applicant-2025-12.yml", "hh-public-2026-06.yml"
HOSTS = {"api": "https://api.hh.ru", "site": "https://hh.ru"}

needs_spec = pytest.mark.skipif(
    not (FOLDER / OLD).exists() or not (FOLDER / NEW).exists(),
    reason="hh.ru's OpenAPI files are not beside the checkout (../shared/openapi)",
)


@cache
def load(name: str) -> dict[str, Any]:
    """A description as plain data."""
    with (FOLDER / name).open(encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@contextmanager
def quietly() -> Iterator[None]:
    """The validators' own warnings about themselves are not ours to fix."""
    with catch_warnings():
        simplefilter("ignore")
        yield


@dataclass
class Asked:
    """A request as openapi-core wants to see it."""

    method: str
    path: str
    content_type: str = ""
    body: bytes | None = None
    host_url: str = HOSTS["api"]
    parameters: Any = field(default=None)


@dataclass
class Answered:
    """An answer as openapi-core wants to see it."""

    data: bytes
    status_code: int
    content_type: str
    headers: dict[str, str]


@cache
def validator(name: str) -> Any:
    """openapi-core over one description; the description itself is taken as it is."""
    with quietly():
        from openapi_core import Config, OpenAPI

        return OpenAPI.from_dict(load(name), config=Config(spec_validator_cls=None))


def check(name: str, response: httpx.Response) -> None:
    """The answer has a documented status, content type and schema; else openapi-core's own error."""
    request = response.request
    _, host, rest = urlsplit(str(request.url)).path.split("/", 2)
    with quietly():
        from openapi_core.datatypes import RequestParameters

        asked = Asked(request.method.lower(), f"/{rest}", parameters=RequestParameters(), host_url=HOSTS[host])
        kind = response.headers.get("content-type", "").split(";")[0]
        headers = {key.title(): value for key, value in response.headers.items()}
        answered = Answered(response.content, response.status_code, kind, headers)
        errors = [error for error in validator(name).iter_response_errors(asked, answered) if not empty_text(error)]
    assert not errors, "\n".join(explain(error) for error in errors)


def empty_text(error: BaseException) -> bool:
    """hh.ru documents empty bodies as `text/html` strings; an empty string is a string (facts 1.3)."""
    return type(error).__name__ == "MissingData"


def explain(error: BaseException) -> str:
    """What differs, without the whole schema and the whole answer."""
    deeper = getattr(error.__cause__, "schema_errors", None)
    if not deeper:
        return f"{type(error).__name__}: {str(error)[:200]}"
    rows = [row for item in deeper for row in leaves(item)]
    return "\n".join(dict.fromkeys(rows))


def leaves(error: Any, depth: int = 0) -> list[str]:
    """The innermost complaints of a jsonschema error, alternatives included."""
    if error.context and depth < 6:
        return [row for item in error.context for row in leaves(item, depth + 1)]
    return [f"{error.json_path}: {error.message[:160]}"]
