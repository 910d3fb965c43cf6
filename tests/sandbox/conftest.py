"""One running imitation for all these tests, a fresh state for each of them."""

from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal
from sandbox_browser import Application, Browser

from hh_mcp.sandbox import serve


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    """The address of the imitation."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(serve(vacancies=400)) as sandbox:
        yield sandbox.url


@pytest.fixture
def visitor(sandbox_url: str) -> Iterator[Browser]:
    """Somebody who has just come, to a fresh imitation."""
    browser = Browser(sandbox_url)
    with browser.http:
        browser.control("reset", seed=1)
        yield browser


@pytest.fixture
def person(visitor: Browser) -> Browser:
    """Somebody who has signed in."""
    return visitor.sign_in()


@pytest.fixture
def application(person: Browser) -> Application:
    """An application beside somebody who has signed in."""
    return Application(person)
