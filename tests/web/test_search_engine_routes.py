"""What search engines, browsers and caches are told; nothing of it follows a foreign Host header."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree

import httpx
import pytest

from core.settings import ROOT
from desk.auth.permissions import Role
from knowledge.loader import KnowledgeBase
from tests.staff import Desk
from web import metrics
from web.compression import holds_no_secret
from web.static_files import IMMUTABLE

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}
FOREIGN = "evil.example"
ENTRY = "/faq/mediation-apply"


@pytest.fixture(scope="module")
def web(desk_app: Desk) -> Iterator[httpx.Client]:
    """A browser of somebody who is signed in at the desk."""
    with desk_app.client(Role.CLERK) as client:
        yield client


def _sitemap(web: httpx.Client) -> ElementTree.Element:
    return ElementTree.fromstring(web.get("/sitemap.xml").content)


def test_the_sitemap_lists_every_entry_and_each_address_answers(
    web: httpx.Client, base: KnowledgeBase, live_server: str
) -> None:
    places = [place.text or "" for place in _sitemap(web).findall("s:url/s:loc", NAMES)]
    assert {f"{live_server}/faq/{entry.id}" for entry in base.entries} <= set(places)
    assert len(places) == len(set(places))
    pages = [place for place in places if "?" not in place and "/faq/" not in place]
    assert len(pages) > 8
    assert {web.get(place).status_code for place in (*pages, places[-1])} == {200}


def test_the_sitemap_gives_the_languages_of_an_entry_and_so_does_its_page(
    web: httpx.Client, live_server: str
) -> None:
    address = f"{live_server}{ENTRY}"
    (found,) = [u for u in _sitemap(web).findall("s:url", NAMES) if u.findtext("s:loc", "", NAMES) == address]
    told = {link.get("hreflang"): link.get("href") for link in found.findall("x:link", NAMES)}
    assert told["zh-Hant-TW"] == address and told["vi"] == f"{address}?lang=vi"
    for path in (ENTRY, f"{ENTRY}?lang=vi"):
        html = web.get(path).text
        links = re.findall(r'rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', html)
        assert dict(links) == told | {"x-default": address}
    assert f'rel="canonical" href="{address}?lang=vi"' in html


def test_an_entry_without_translations_names_no_other_language(web: httpx.Client) -> None:
    html = web.get("/faq/mass-layoff?lang=vi").text
    assert "hreflang" not in html and "?lang=vi" not in html.partition('rel="canonical"')[2].partition(">")[0]


def test_robots_are_told_the_sitemap_and_what_is_private(web: httpx.Client, live_server: str) -> None:
    told = web.get("/robots.txt").text.splitlines()
    assert f"Sitemap: {live_server}/sitemap.xml" in told
    for path in ("/desk", "/cases/saved", "/api/"):
        assert f"Disallow: {path}" in told


@pytest.mark.parametrize("path", ["/", ENTRY, f"{ENTRY}?lang=vi", "/tools/severance", "/cases/new"])
def test_a_page_can_be_shared_with_title_text_and_picture(
    web: httpx.Client, live_server: str, path: str
) -> None:
    html = web.get(path).text
    told = dict(re.findall(r'property="og:(\w+)" content="([^"]*)"', html))
    assert told["title"] and told["title"] in html.partition("</title>")[0]
    assert told["description"]
    assert told["image"].startswith(f"{live_server}/static/")
    assert web.get(told["image"]).headers["content-type"] == "image/png"


def test_the_icon_is_where_every_browser_looks(web: httpx.Client) -> None:
    icon = web.get("/favicon.ico")
    assert icon.headers["content-type"] == "image/x-icon" and icon.content[:4] == b"\0\0\1\0"


# Compression and caching


@pytest.mark.parametrize("path", ["/", ENTRY, "/sitemap.xml", "/static/web/base.css"])
def test_what_is_public_is_compressed(web: httpx.Client, path: str) -> None:
    response = web.get(path, headers={"accept-encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in response.headers["vary"].lower()
    plain = web.get(path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert len(response.text) == len(plain.text)


@pytest.mark.parametrize(
    "path", ["/desk", "/desk/print/mediation-apply", "/cases/new?route=violation", "/cases/status"]
)
def test_a_page_that_holds_a_secret_is_not_compressed(web: httpx.Client, path: str) -> None:
    assert "content-encoding" not in web.get(path, headers={"accept-encoding": "gzip"}).headers


def test_a_conversation_in_a_form_is_not_compressed(web: httpx.Client) -> None:
    told = web.post("/chat", data={"text": "申請調解"}, headers={"accept-encoding": "gzip"})
    assert 'name="session"' in told.text and "content-encoding" not in told.headers
    assert not holds_no_secret("POST", "/tools/severance")


def test_what_is_compressed_holds_no_token_of_a_form(web: httpx.Client) -> None:
    for path in ("/", "/faq?q=資遣費", ENTRY, "/tools/severance", "/tools/deadlines"):
        html = web.get(path).text
        assert "csrf" not in html
        assert not re.search(r'name="session" value="[^"]', html)


def test_a_static_file_is_kept_for_ever_under_the_address_of_its_content_alone(web: httpx.Client) -> None:
    html = web.get(ENTRY).text
    assets = re.findall(r'"(/static/[^"]+\?v=\w+)"', html)
    assert assets
    for address in assets:
        path, _, digest = address.partition("?v=")
        assert web.get(address).headers["cache-control"] == IMMUTABLE
        assert web.get(f"{path}?v={digest[::-1]}").headers["cache-control"] == "no-cache"
        assert web.get(path).headers["cache-control"] == "no-cache"


# Foreign hosts and inner addresses


@pytest.mark.parametrize(
    "path",
    ["/", ENTRY, f"{ENTRY}?lang=vi", "/sitemap.xml", "/robots.txt", "/faq/", "/tools/", "/desk", "/nothing/"],
)
def test_no_address_follows_a_foreign_host(web: httpx.Client, path: str) -> None:
    told = web.get(path, headers={"host": FOREIGN, "x-forwarded-host": FOREIGN}, follow_redirects=False)
    assert FOREIGN not in told.text
    assert all(FOREIGN not in value for value in told.headers.values())


@pytest.mark.parametrize("path", [ENTRY, "/desk/print/mediation-apply"])
def test_a_qr_code_leads_to_the_public_address_whatever_the_host(web: httpx.Client, path: str) -> None:
    pictures = [
        re.findall(r'src="(data:image/svg[^"]+)"', web.get(path, headers=headers).text)
        for headers in ({}, {"host": FOREIGN})
    ]
    assert pictures[0] and pictures[0] == pictures[1]


def test_a_private_link_leads_to_the_public_address_whatever_the_host(
    web: httpx.Client, live_server: str
) -> None:
    sent = {"route": "violation", "what": "公司沒有給加班費", "key": "k" * 20}
    told = web.post("/cases/saved/keep", data=sent, headers={"host": FOREIGN})
    assert f'value="{live_server}/cases/saved?token=' in told.text and FOREIGN not in told.text


def test_no_page_reads_the_host_of_a_request_into_an_address() -> None:
    """``url_for``, ``base_url`` and ``request.url`` as a whole name the Host; parts of it do not."""
    rooms = ("web", "desk", "connectors", "bot", "cases")
    sources = [file for room in rooms for file in (ROOT / room).rglob("*") if file.suffix in (".py", ".html")]
    naming = re.compile(r"url_for\(|request\.base_url|request\.url(?!\.(path|query|netloc|scheme))\b")
    assert [file.name for file in sources if naming.search(file.read_text("utf-8"))] == []


@pytest.mark.parametrize("path", ["//evil.example/", "/%2Fevil.example/", "/\\evil.example/"])
def test_a_slash_too_many_leads_to_no_other_site(live_server: str, path: str) -> None:
    with httpx.Client() as client:
        told = client.get(httpx.URL(live_server).copy_with(raw_path=path.encode()))
    location = told.headers.get("location", "")
    assert told.status_code in (308, 404) and not urlsplit(location).netloc and "\\" not in location


def test_a_slash_at_the_end_leads_to_the_page(web: httpx.Client) -> None:
    told = web.get("/faq/?q=資遣費", follow_redirects=False)
    assert told.status_code == 308 and told.headers["location"].startswith("/faq?q=")


def test_the_figures_of_monitoring_are_not_where_the_public_asks(
    web: httpx.Client, metrics_address: str
) -> None:
    assert web.get("/metrics").status_code == 404
    assert "labordesk_" in httpx.get(metrics_address).text


def test_without_a_port_nobody_is_answered_figures() -> None:
    with metrics.serving("127.0.0.1", 0):
        pass


def test_a_port_that_is_taken_is_an_error_at_the_start(metrics_address: str, web: httpx.Client) -> None:
    port = urlsplit(metrics_address).port
    assert port and web.get("/healthz").status_code == 200
    with pytest.raises(OSError, match="in use"), metrics.serving("127.0.0.1", port):
        pass


def test_the_public_description_names_the_public_interface_alone(web: httpx.Client) -> None:
    paths = web.get("/openapi.json").json()["paths"]
    assert paths and all(path.startswith("/api/v1/") for path in paths)
