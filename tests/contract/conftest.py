"""Two running imitations, one a world; in each an applicant and an application with their tokens."""

from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal
from contract_api import Api

from hh_mcp.sandbox import serve


@pytest.fixture(scope="session")
def old_url() -> Iterator[str]:
    """The applicant API as it was until December 2025."""
    imitation = serve(legacy_api=True, vacancies=600)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(imitation) as sandbox:
        yield sandbox.url


@pytest.fixture(scope="session")
def new_url() -> Iterator[str]:
    """The API as it is documented now."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(serve(vacancies=600)) as sandbox:
        yield sandbox.url


@pytest.fixture
def old(old_url: str) -> Iterator[Api]:
    """Somebody signed in, in the old world, afresh."""
    with Api(old_url) as api:
        yield api


@pytest.fixture
def new(new_url: str) -> Iterator[Api]:
    """Somebody signed in, in the new world, afresh."""
    with Api(new_url) as api:
        yield api
