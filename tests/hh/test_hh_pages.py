"""Scrubbed pages, as `hh-mcp doctor --site --save` keeps them: each is read by the reader that everybody uses."""

import json
from pathlib import Path

import pytest
from hh_memory import MemoryStore
from hh_servers import Pretender, answer, config, serving

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.errors import SiteChanged
from hh_mcp.hh.models import VacancyQuery
from hh_mcp.hh.site_check import READERS, PageState, report
from hh_mcp.hh.state_page import front_build

PAGES = sorted((Path(__file__).parent / "pages").glob("*.json"))


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_a_kept_page_is_read(file):
    kept = json.loads(file.read_text(encoding="utf-8"))
    found = report(PageState(kept["page"], kept["state"], kept["subject"]))
    assert found.ok, found.problem
    assert found.read > 3
    assert not found.missing


def test_every_reader_has_a_page():
    assert {json.loads(file.read_text(encoding="utf-8"))["page"] for file in PAGES} == set(READERS)


GLOBALS = '<script id="js-script-global-vars">window.globalVars = {userType: "applicant", build: "26.35.5.4"};</script>'


@pytest.mark.anyio
async def test_a_changed_page_is_named_with_key_and_build():
    pretender = Pretender()
    state = json.dumps({"userType": "anonymous", "vacancySearchResult": {"results": []}})
    body = f'<template id="HH-Lux-InitialState">{state}</template>{GLOBALS}'
    pretender.tell("/site/search/vacancy", answer(200, body.encode()))
    async with serving(pretender) as server, HHClient(config(server.url, route="site"), MemoryStore()) as client:
        with pytest.raises(SiteChanged) as raised:
            await client.get_vacancies(VacancyQuery(text="x"))
    error = raised.value
    assert (error.page, error.key, error.build) == ("/search/vacancy", "vacancies", "26.35.5.4")
    assert "Сборка сайта: 26.35.5.4." in error.text("ru")
    assert "The site's build: 26.35.5.4." in error.text("en")


@pytest.mark.parametrize(
    ("shown", "build"),
    [
        ('window.globalVars = {"login": "", "build": "26.36.3.3"}', "26.36.3.3"),
        ("window.globalVars={build:'26.1'}", "26.1"),
        ("window.globalVars = {features: {}}", None),
        ('{"build": "26.36.3.3"}', None),
        ("globalVars = {build: a.b}", None),
    ],
)
def test_the_build_is_read_where_it_is_shown(shown, build):
    assert front_build(f"<html><script>{shown}</script>") == build
