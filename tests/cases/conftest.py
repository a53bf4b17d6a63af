"""A bureau's cases on each database, a statement to file, and the ways to the citizen."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cases.notification_service import Notifications
from cases.schemas import Actor, ActorKind, Origin, Receipt, Route, Statement
from cases.service import CaseService
from core.clock import TAIPEI
from core.database import Database
from core.encryption import Vault, first_key, vault_of
from core.settings import Settings
from tests import photos
from tests.cases.world import STAFF, World
from tests.connectors.conftest import MakeDesk, make_desk
from tests.platforms.smtp import SmtpPlatform, mail_server
from tests.platforms.telegram import TelegramPlatform

__all__ = ["make_desk"]

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=TAIPEI)
WEB = Origin("web")
CHIEF = Actor(ActorKind.STAFF, "chief", "科長", "勞動條件科", sees_all=True)
CLERK = Actor(ActorKind.STAFF, "clerk", "承辦人", "勞動條件科")
OUTSIDER = Actor(ActorKind.STAFF, "other", "別科同仁", "職業重建科")
PHOTO = photos.JPEG
PDF = b"%PDF-1.7\n%a small file\n%%EOF"

STATEMENT = Statement(
    route=Route.VIOLATION,
    category="工資",
    what="老闆從三月起沒有給加班費，我的電話是 0912 345 678。",
    when="2026-03-02",
    where="前鎮區",
    employer="某某食品行",
    wish="請去查",
    confidential=True,
    name="王小明",
    phone="0912-345-678",
    email="ming@example.com",
    second_contact="",
    language="zh-Hant",
    consented_at=NOW,
)


@pytest.fixture
def bureau(tmp_path: Path) -> Settings:
    """Settings with a data folder of their own."""
    return Settings(_env_file=None, data_dir=tmp_path)


@pytest.fixture
def vault(bureau: Settings) -> Vault:
    """The vault of that folder."""
    first_key(bureau)
    return vault_of(bureau)


@pytest.fixture
def cases(database: Database, vault: Vault, bureau: Settings) -> CaseService:
    """The service on an empty database of each kind."""
    return CaseService.build(bureau, database, vault)


File = Callable[..., Any]


@pytest.fixture
def file(cases: CaseService) -> File:
    """File a statement with some fields changed; every call is a submission of its own unless ``key`` is given."""
    count = iter(range(1000))

    async def filed(
        origin: Origin = WEB,
        now: datetime = NOW,
        key: str | None = None,
        attachments: tuple[Any, ...] = (),
        **changes: Any,
    ) -> Receipt:
        own = f"submission {next(count)}"
        statement = replace(STATEMENT, **changes)
        return await cases.file(statement, origin, attachments, now, key or own)

    return filed


@pytest.fixture
def smtp() -> Iterator[SmtpPlatform]:
    """A running mail server."""
    with mail_server() as server:
        yield server


@pytest.fixture
async def world(
    make_desk: MakeDesk, database: Database, vault: Vault, smtp: SmtpPlatform
) -> AsyncIterator[World]:
    """Everything between a case and its citizen, running; without quiet hours."""
    stand_in = TelegramPlatform()
    stand_in.address = stand_in.start()
    desk = make_desk(
        stand_in,
        smtp_url=smtp.url,
        mail_from="高雄市政府勞工局 <noreply@labor.example>",
        mail_bounce_token="shared",
        retry_seconds=0.0005,
        staff_email=STAFF,
        quiet_hours="",
    )
    # Cases name people by their address here; accounts are the desk's.
    yield World(desk, smtp, Notifications.build(desk.settings, database, vault, desk.sender))
    stand_in.stop()
