"""The link check tells dead, moved and silent addresses from good ones; a local server stands for the world."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from core.settings import Settings
from desk.watch import links as watched
from desk.watch.checks import KINDS
from desk.watch.links import LinkReport, LinkState, check, is_due, keep, newest
from knowledge.links import links
from knowledge.loader import KnowledgeBase
from tests.conftest import free_port
from tests.desk.watch.test_checks import WELL, _kinds

NOW = datetime(2026, 11, 29, 4, tzinfo=UTC)


class _World(BaseHTTPRequestHandler):
    """Pages that are there, have moved for good or for now, are gone, ill, closed, or refuse a HEAD."""

    def _answer(self) -> None:
        status = {"/gone": 404, "/ill": 503, "/closed": 403, "/moved": 301, "/today": 302}.get(self.path, 200)
        if self.path == "/no-head" and self.command == "HEAD":
            status = 405
        self.send_response(status)
        if status in (301, 302):
            self.send_header("Location", "/here")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = _answer

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output quiet."""


@pytest.fixture(scope="module")
def world() -> Iterator[str]:
    """The address of a local server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _World)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "state", "detail"),
    [
        ("/here", LinkState.OK, ""),
        ("/no-head", LinkState.OK, ""),
        ("/today", LinkState.OK, ""),
        ("/moved", LinkState.MOVED, "/here"),
        ("/gone", LinkState.DEAD, "404"),
        ("/ill", LinkState.SILENT, "503"),
        ("/closed", LinkState.SILENT, "403"),
    ],
)
async def test_what_became_of_an_address(world: str, path: str, state: LinkState, detail: str) -> None:
    report = await check({world + path: ("payslip",)}, NOW)
    (found,) = report.found
    assert (found.state, found.used_by) == (state, ("payslip",))
    assert found.detail.endswith(detail)


async def test_a_host_that_is_not_there_is_dead() -> None:
    report = await check({f"http://127.0.0.1:{free_port()}/": ("payslip",)}, NOW)
    assert report.count(LinkState.DEAD) == 1


async def test_a_host_that_does_not_answer_in_time_is_silent(
    world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched, "_SECONDS", 1e-9)
    report = await check({f"{world}/here": ()}, NOW)
    assert report.count(LinkState.SILENT) == 1


async def test_the_newest_report_is_kept(world: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert newest(settings) is None
    report = await check({f"{world}/gone": ("payslip",), f"{world}/here": ("bureau",)}, NOW)
    keep(report, settings)
    assert newest(settings) == report


def test_a_report_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    (tmp_path / "links.json").write_text("{", "utf-8")
    assert newest(Settings(data_dir=tmp_path)) is None


@pytest.mark.parametrize(("days", "age", "due"), [(7, 8, True), (7, 6, False), (0, 400, False)])
def test_a_round_is_due_after_so_many_days_and_never_when_switched_off(
    days: int, age: int, due: bool
) -> None:
    assert is_due(LinkReport(checked_at=NOW - timedelta(days=age), found=()), days, NOW) is due
    assert is_due(None, days, NOW) is (days > 0)


def test_dead_and_moved_addresses_are_told_at_the_desk() -> None:
    assert _kinds(replace(WELL, dead_links=2, moved_links=1)) == ["dead_links", "moved_links"]
    assert {"dead_links", "moved_links"} <= set(KINDS)


def test_every_address_a_citizen_is_sent_to_is_looked_at(base: KnowledgeBase) -> None:
    wanted = links(base)
    for entry in base.entries:
        named = [form.url for form in entry.forms] + [entry.online.url if entry.online else None]
        assert all(entry.id in wanted[url] for url in named if url)
    assert all(place.key in wanted[place.website] for place in base.directory if place.website)
