"""Regional hosts of hh.ru: redirects within the family are followed, nothing else ever hears of us."""

import json
from typing import Any
from urllib.parse import urlsplit

import hh_samples as samples
import pytest
from hh_memory import MemoryStore
from hh_servers import Pretender, Request, answer, config, data, page, serving, to

from hh_mcp.hh.client import HHClient
from hh_mcp.hh.config import HHConfig
from hh_mcp.hh.errors import CountrySite, HHError, OutcomeUnknown, SiteChanged, VpnRefused
from hh_mcp.hh.hosts import Hosts
from hh_mcp.hh.models import Route, VacancyQuery

pytestmark = pytest.mark.anyio
RESUME = samples.HASH
VACANCY = "900000001"
POPUP = "/site/applicant/vacancy_response/popup"
RESUMES = "/site/applicant/resumes"
SITE = json.dumps({"id": "s1", "cookies": {"hhtoken": "t", "_xsrf": "x"}, "signed_in": True})


class Regional(Pretender):
    """The site lives at `localhost`; whoever asks `127.0.0.1` for a page is sent there."""

    def __init__(self) -> None:
        super().__init__()
        self.tell(RESUMES, page(samples.RESUMES_PAGE, 200, "Set-Cookie: regional=yes"))
        self.tell(f"/site/vacancy/{VACANCY}", page(samples.VACANCY_PAGE))
        self.tell(POPUP, data({"success": True, "topic_id": "54"}), "POST")
        self.tell("/chatik/chatik/api/send", data({"id": 7}), "POST")
        self.home = "localhost"

    async def __call__(self, request: Request, stream: Any) -> None:
        name, _, port = request.headers["host"].partition(":")
        if name != self.home and request.target.startswith("/site/"):
            self.seen.append(request)
            await stream.send(to(f"http://{self.home}:{port}{request.target}"))
        else:
            await super().__call__(request, stream)

    def hosts(self) -> list[str]:
        return [request.headers["host"].partition(":")[0] for request in self.seen]


@pytest.fixture
def regional() -> Regional:
    return Regional()


@pytest.fixture
async def url(regional: Regional):
    async with serving(regional) as server:
        yield server.url


@pytest.fixture
async def client(url: str, store: MemoryStore):
    store.texts["site"] = SITE
    async with HHClient(config(url), store) as client:
        yield client


async def test_a_regional_host_is_followed_once(regional: Regional, client: HHClient):
    await client.get_resumes()
    await client.get_vacancy(VACANCY)
    assert regional.hosts() == ["127.0.0.1", "localhost", "localhost"]
    assert "regional=yes" in regional.seen[-1].headers["cookie"]


async def test_another_process_knows_the_regional_host(regional: Regional, client: HHClient, url: str, store: Any):
    await client.get_resumes()
    async with HHClient(config(url), store) as other:
        await other.get_resumes()
    assert regional.hosts()[2:] == ["localhost"]


async def test_a_write_goes_to_the_host_that_answered(regional: Regional, client: HHClient, url: str):
    await client.get_vacancy(VACANCY)
    await client.respond_to_vacancy(VACANCY, RESUME)
    sent, there = regional.seen[-1], url.replace("127.0.0.1", "localhost")
    assert sent.headers["host"] == urlsplit(there).netloc
    assert (sent.headers["origin"], sent.headers["referer"]) == (there, f"{there}/site/vacancy/{VACANCY}")


async def test_the_chats_keep_their_host(regional: Regional, client: HHClient):
    await client.get_resumes()
    await client.send_chat_message("55", "Привет", "k")
    assert regional.hosts()[-1] == "127.0.0.1"


async def test_a_write_follows_no_redirect(regional: Regional, client: HHClient):
    with pytest.raises(OutcomeUnknown):
        await client.respond_to_vacancy(VACANCY, RESUME)
    assert [request.method for request in regional.seen] == ["POST"]


async def test_the_region_may_change(regional: Regional, client: HHClient):
    await client.get_resumes()
    regional.home = "127.0.0.1"
    await client.get_resumes()
    await client.get_resumes()
    assert regional.hosts() == ["127.0.0.1", "localhost", "localhost", "127.0.0.1", "127.0.0.1"]


async def test_a_region_can_be_named_by_hand(regional: Regional, url: str, store: MemoryStore):
    store.texts["site"] = SITE
    async with HHClient(config(url, region="localhost"), store) as client:
        await client.respond_to_vacancy(VACANCY, RESUME)
    assert regional.hosts() == ["localhost"]


async def test_a_region_named_by_hand_wins_over_a_remembered_one(regional: Regional, url: str, store: MemoryStore):
    netloc = urlsplit(url).netloc
    store.texts["site"] = json.dumps(json.loads(SITE) | {"netlocs": {"site": netloc}, "region": ""})
    async with HHClient(config(url, region="localhost"), store) as client:
        await client.get_resumes()
    assert regional.hosts() == ["localhost"]


async def test_a_remembered_host_must_still_be_ours(regional: Regional, url: str, store: MemoryStore):
    store.texts["site"] = json.dumps(json.loads(SITE) | {"netlocs": {"site": "evil.example:80"}})
    async with HHClient(config(url), store) as client:
        await client.get_resumes()
    assert regional.hosts() == ["127.0.0.1", "localhost"]


async def test_a_sign_in_goes_through_the_regional_host(regional: Regional, url: str, store: MemoryStore):
    anonymous = {"xsrfToken": "y" * 32, "userType": "anonymous", "userId": None}
    regional.tell("/site/account/login", page(anonymous))
    regional.tell("/site/account/otp_generate", data({"success": True, "key": "CODE_SEND_OK"}), "POST")
    proof = ("Set-Cookie: hhtoken=fresh", "Set-Cookie: crypted_id=me")
    regional.tell("/site/account/login/by_code", data({"success": True}, 200, *proof), "POST")
    regional.tell("/site/", page({"userType": "applicant", "userId": "70000001"}))
    async with HHClient(config(url), store) as client:
        await client.request_login_code("+79000000001")
        await client.confirm_login("1234")
        assert client.signed_in() == {Route.SITE}
    assert regional.hosts() == ["127.0.0.1"] + ["localhost"] * 5
    posts = regional.made("POST")
    assert {urlsplit(request.headers["origin"]).hostname for request in posts} == {"localhost"}
    assert {request.headers["x-xsrftoken"] for request in posts} == {"y" * 32}


# Redirects that lead away

PLAIN = HHConfig(api_user_agent="a", site_user_agent="b")
TRICKS = [
    "https://evil.hh.ru.example/x",
    "https://hh.ru@evil.example/x",
    "https://hh.ru:443@evil.example/x",
    "//evil.example/x",
    "///evil.example/x",
    "/\\evil.example/x",
    "\\\\evil.example/x",
    "https:\\\\evil.example\\hh.ru",
    "https:evil.example/x",
    "http://hh.ru/x",
    "http://sochi.hh.ru/x",
    "https://sochi.hh.ru:8443/x",
    "https://sochi.hh.ru:80/x",
    "https://hh.ru./x",
    "https://sochi.hh.ru./x",
    "https://.hh.ru/x",
    "https://-.hh.ru/x",
    "https://evilhh.ru/x",
    "https://xn--hh-7kc.ru/x",
    "https://hh.xn--p1ai/x",
    "https://hh\u3002ru/x",
    "https://sochi.hh.ru%2eevil.example/x",
    "https://sochi.hh.ru%00.evil.example/x",
    "https://sochi.hh.ru\\.evil.example/x",
    "https://evil.example#.hh.ru",
    "https://evil.example?.hh.ru/x",
    "https://user:pw@sochi.hh.ru/x",
    "https://[::1]/x",
    "https://[sochi.hh.ru]/x",
    "https://api.spb.hh.ru/x",
    "https://chatik.spb.hh.ru/x",
    "https://127.0.0.1/x",
    "https://hh.ru.:443/x",
    "ftp://sochi.hh.ru/x",
    "javascript:alert(1)//.hh.ru",
    "https://a.b.c.d.e.hh.ru/x",
    f"https://{'a' * 64}.hh.ru/x",
    "https://sochi.hh.ru\t.evil.example/x",
    "https://\u0455ochi.hh.ru/x",
]


@pytest.mark.parametrize("location", TRICKS)
@pytest.mark.parametrize("host", ["site", "chat"])
def test_no_trick_leads_away_from_hh(location: str, host: Any):
    hosts = Hosts(PLAIN)
    place = hosts.locate(host, location)
    if place is not None:
        assert hosts.url(*place).startswith(("https://hh.ru/", "https://chatik.hh.ru/"))
        assert not place.netloc


@pytest.mark.parametrize(
    ("host", "location", "expected"),
    [
        ("site", "https://sochi.hh.ru/vacancy/1?a=2", ("site", "/vacancy/1?a=2", "sochi.hh.ru")),
        ("site", "//Sochi.HH.ru/x", ("site", "/x", "sochi.hh.ru")),
        ("site", "https://sochi.hh.ru:443/x", ("site", "/x", "sochi.hh.ru")),
        ("site", "https://hh.ru/x", ("site", "/x", "")),
        ("site", "https://www.hh.ru", ("site", "/", "www.hh.ru")),
        ("site", "https://chatik.hh.ru/x", ("chat", "/x", "")),
        ("site", "https://api.hh.ru/x", ("api", "/x", "")),
        ("api", "https://sochi.hh.ru/x", ("site", "/x", "sochi.hh.ru")),
        ("chat", "https://hh.ru/account/login", ("site", "/account/login", "")),
        ("site", "https://example.test/x", None),
    ],
)
def test_hosts_of_the_family_keep_their_roles(host: Any, location: str, expected: Any):
    assert Hosts(PLAIN).locate(host, location) == expected


def test_a_path_on_a_regional_host_stays_there():
    assert Hosts(PLAIN).locate("site", "/x?y=1", "sochi.hh.ru") == ("site", "/x?y=1", "sochi.hh.ru")
    assert Hosts(PLAIN).url("site", "x", "evil.example") == "https://hh.ru/x"


async def test_not_one_request_goes_to_a_foreign_server(store: MemoryStore):
    foreign, ours = Pretender(), Pretender()
    async with serving(foreign) as evil, serving(ours) as server:
        store.texts["site"] = SITE
        there, port = urlsplit(evil.url).netloc, urlsplit(server.url).port
        tricks = [
            evil.url,
            f"//{there}/site/x",
            f"http://localhost:{urlsplit(evil.url).port}/site/x",
            f"http://127.0.0.1:{port}@{there}/site/x",
            f"http://localhost:{port}@{there}/site/x",
            f"http://localhost:{port}\\@{there}/site/x",
            f"http://localhost:{port}#@{there}/site/x",
            f"https://localhost:{port}/site/x",
            f"http://localhost.:{port}/site/x",
            f"http://localhost:{port}/api/x",
            f"http://evil.localhost:{port}/site/x",
            f"http://127.0.0.1.evil.example:{port}/site/x",
            f"http://2130706433:{port}/site/x",
            f"http://0:{port}/site/x",
            f"///{there}/site/x",
            f"/\\{there}/site/x",
        ]
        async with HHClient(config(server.url), store) as client:
            for location in tricks:
                ours.tell(RESUMES, to(location))
                with pytest.raises(HHError):
                    await client.get_resumes()
        assert foreign.seen == []
        assert {request.headers["host"] for request in ours.seen} <= {f"127.0.0.1:{port}", f"localhost:{port}"}
        assert json.loads(store.texts["site"])["cookies"] == {"hhtoken": "t", "_xsrf": "x"}


async def test_redirects_without_end_are_named(regional: Regional, client: HHClient):
    regional.tell(RESUMES, to("/site/applicant/resumes"))
    with pytest.raises(SiteChanged, match="without end"):
        await client.get_resumes()
    assert len(regional.seen) <= 6


@pytest.mark.parametrize("name", ["hh.kz", "almaty.hh.kz", "hh.uz", "rabota.by", "headhunter.ge", "headhunter.com.kz"])
@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_a_site_of_another_country_is_named(regional: Regional, client: HHClient, name: str, lang: Any):
    regional.tell(RESUMES, to(f"https://{name}/applicant/resumes"))
    with pytest.raises(CountrySite) as error:
        await client.get_resumes()
    words = error.value.text(lang)
    assert words.startswith("[vpn_refused]")
    assert name in words
    assert "HH_MCP_REGION" in words


# A VPN


@pytest.mark.parametrize("reply", [to("/vpncheeck"), to("/vpncheeck?backurl=%2F"), answer(451)])
async def test_a_vpn_is_told_as_one(regional: Regional, client: HHClient, url: str, reply: bytes):
    regional.tell(RESUMES, reply)
    regional.tell("/site/search/vacancy", reply)
    regional.tell("/api/vacancies", answer(403))
    for read in (client.get_resumes(), client.get_vacancies(VacancyQuery(text="python"))):
        with pytest.raises(VpnRefused) as error:
            await read
        assert "VPN" in error.value.text("ru")
        assert "hh-mcp" not in error.value.next_step("ru")
    async with HHClient(config(url), MemoryStore()) as stranger:
        with pytest.raises(VpnRefused):
            await stranger.get_vacancies(VacancyQuery(text="python"))
    assert client.signed_in() == {Route.SITE}
    assert client.stopped() is None


@pytest.mark.parametrize("reply", [to("/vpncheeck"), answer(451)])
async def test_a_write_refused_for_a_vpn_was_not_sent(regional: Regional, client: HHClient, reply: bytes):
    await client.get_vacancy(VACANCY)
    regional.tell(POPUP, reply, "POST")
    with pytest.raises(VpnRefused) as error:
        await client.respond_to_vacancy(VACANCY, RESUME)
    assert error.value.sent == "no"


@pytest.mark.parametrize("reply", [to("/vpncheeck"), answer(451)])
async def test_a_vpn_is_told_at_the_sign_in_and_by_the_doctor(url: str, regional: Regional, reply: bytes):
    regional.home = "127.0.0.1"
    regional.tell("/site/account/login", reply)
    async with HHClient(config(url), MemoryStore()) as client:
        with pytest.raises(VpnRefused):
            await client.request_login_code("+79000000001")
        with pytest.raises(VpnRefused):
            await client.probes()["site"]()


async def test_the_doctor_names_the_regional_host(url: str, regional: Regional):
    async with HHClient(config(url), MemoryStore()) as client:
        assert "localhost" in str(await client.probes()["site"]())
