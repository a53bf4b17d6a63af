"""Looks whether the addresses that citizens are sent to still lead somewhere (網頁檢核).

Few requests at a time, each with a limit; a HEAD first, a GET where a server refuses it. What was found is
kept as a file in the data folder, for the page of what is wrong and for the next round.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path

import httpx
import structlog
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from core.database import Database
from core.settings import Settings
from knowledge.links import links
from publication import service as knowledge

AT_ONCE = 8
_SECONDS = 15.0
_PERMANENT = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
# The server is there but does not let a program in, or is ill for the moment: nothing is known.
_SILENT = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
log = structlog.get_logger()


class LinkState(StrEnum):
    """What became of an address."""

    OK = "ok"
    MOVED = "moved"
    DEAD = "dead"
    SILENT = "silent"

    @property
    def label(self) -> str:
        """The state as staff read it."""
        return {"ok": "正常", "moved": "搬家", "dead": "失效", "silent": "沒有回應"}[self]


class CheckedLink(BaseModel):
    """One address, who names it, and what was found; ``detail`` is the new address or the reason."""

    model_config = ConfigDict(frozen=True)

    url: str
    used_by: tuple[str, ...]
    state: LinkState
    detail: str = ""


class LinkReport(BaseModel):
    """All addresses as they were at ``checked_at`` (UTC)."""

    model_config = ConfigDict(frozen=True)

    checked_at: AwareDatetime
    found: tuple[CheckedLink, ...]

    def count(self, state: LinkState) -> int:
        """How many addresses are in ``state``."""
        return sum(link.state is state for link in self.found)


async def _ask(client: httpx.AsyncClient, url: str) -> httpx.Response:
    """The answer's head; many servers refuse a HEAD, so that a refusal is asked again with a GET."""
    answer = await client.head(url)
    if answer.status_code < HTTPStatus.BAD_REQUEST:
        return answer
    async with client.stream("GET", url) as answer:
        return answer


async def look_at(client: httpx.AsyncClient, url: str) -> tuple[LinkState, str]:
    """The state of one address, and its new address or the reason."""
    try:
        answer = await _ask(client, url)
    except (httpx.TimeoutException, httpx.TooManyRedirects) as error:
        return LinkState.SILENT, type(error).__name__
    except (httpx.TransportError, httpx.InvalidURL) as error:
        return LinkState.DEAD, type(error).__name__
    status = answer.status_code
    if status in _SILENT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return LinkState.SILENT, str(status)
    if status >= HTTPStatus.BAD_REQUEST:
        return LinkState.DEAD, str(status)
    if any(step.status_code in _PERMANENT for step in answer.history):
        return LinkState.MOVED, str(answer.url)
    return LinkState.OK, ""


async def check(wanted: Mapping[str, tuple[str, ...]], now: datetime) -> LinkReport:
    """Look at every address of ``wanted`` (address: who names it), `AT_ONCE` at a time."""
    gate = asyncio.Semaphore(AT_ONCE)
    headers = {"User-Agent": "labordesk link check"}
    async with httpx.AsyncClient(follow_redirects=True, timeout=_SECONDS, headers=headers) as client:

        async def one(url: str, used_by: tuple[str, ...]) -> CheckedLink:
            async with gate:
                state, detail = await look_at(client, url)
            return CheckedLink(url=url, used_by=used_by, state=state, detail=detail)

        found = await asyncio.gather(*(one(url, used_by) for url, used_by in wanted.items()))
    return LinkReport(checked_at=now, found=tuple(found))


def _file(settings: Settings) -> Path:
    return settings.data_dir / "links.json"


def keep(report: LinkReport, settings: Settings) -> None:
    """Keep ``report`` as the newest."""
    file = _file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(report.model_dump_json(indent=1), "utf-8")


def newest(settings: Settings) -> LinkReport | None:
    """The newest report, None before the first round or when it cannot be read."""
    try:
        return LinkReport.model_validate_json(_file(settings).read_text("utf-8"))
    except (OSError, ValidationError):
        return None


def is_due(report: LinkReport | None, days: int, now: datetime) -> bool:
    """Whether it is time for a round; never when ``days`` is 0."""
    return days > 0 and (report is None or now - report.checked_at >= timedelta(days=days))


async def check_when_due(settings: Settings, database: Database, now: datetime) -> None:
    """Look at all addresses when the newest report is too old."""
    if is_due(newest(settings), settings.link_check_days, now):
        keep(await check(links(await knowledge.read(database)), now), settings)
