"""The commands of the channels: what is stuck is seen and replayed, set-up says what is missing."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from connectors import repository
from connectors.models import DeliveryState, EventState, InboxRow, LaneRow, OutboxRow
from core.clock import utc_now
from core.database import Database
from core.migrations import migrate
from tests.platforms import PLATFORMS, Platform
from tests.platforms.line import LinePlatform

run = CliRunner().invoke


@pytest.fixture
def stuck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with one dead letter and one dead event; returns its address."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}"
    migrate(url)
    monkeypatch.setenv("LABORDESK_DATABASE_URL", url)

    async def fill() -> None:
        database, now = Database(url), utc_now()
        async with database.transaction() as session:
            lane = await session.get_one(LaneRow, await repository.lane_of(session, "line", "U1", now))
            repository.enqueue(session, lane, [{"messages": []}], now)
            await session.flush()
            delivery = await session.get_one(OutboxRow, 1)
            delivery.state, delivery.reason = DeliveryState.FAILED, "HTTP 400"
            session.add(
                InboxRow(
                    channel="line",
                    event_id="e",
                    lane_id=lane.id,
                    payload={"type": "message"},
                    occurred_at=now,
                    received_at=now,
                    state=EventState.DEAD,
                    attempts=5,
                    next_at=now,
                    reason="KeyError",
                )
            )
        await database.close()

    asyncio.run(fill())
    return url


def test_what_is_stuck_is_listed_and_counted(stuck: str) -> None:
    listed = run(app, ["outbox", "list"]).output
    assert "out-1" in listed and "HTTP 400" in listed and "in-1" in listed and "KeyError" in listed
    assert "outbox.failed" in run(app, ["outbox", "status"]).output


def test_what_is_stuck_is_replayed_once(stuck: str) -> None:
    assert run(app, ["outbox", "replay", "out-1", "in-1"]).exit_code == 0
    again = run(app, ["outbox", "replay", "out-1"])
    assert again.exit_code == 1 and "out-1" in again.output


@pytest.mark.parametrize("wanted", ["out-99", "in-x", "x", "out-", "out-1; drop", "out-²", "in-" + "9" * 30])
def test_an_unknown_number_is_a_clear_error(stuck: str, wanted: str) -> None:
    result = run(app, ["outbox", "replay", wanted])
    assert result.exit_code == 1 and "outbox list" in result.output


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_set_up_without_secrets_says_which_setting_is_missing(
    platform: type[Platform], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(app, [platform.name, "setup"])
    assert result.exit_code == 1 and f"LABORDESK_{platform.name.upper()}_" in result.output


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_set_up_configures_the_platform(platform: type[Platform], monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = platform()
    address = stand_in.start()
    for name, value in stand_in.settings.items():  # type: ignore[attr-defined]
        monkeypatch.setenv(f"LABORDESK_{name}", value)
    for name in (f"{stand_in.name.upper()}_API_BASE", "LINE_DATA_API_BASE"):
        monkeypatch.setenv(f"LABORDESK_{name}", address)
    monkeypatch.setenv("LABORDESK_PUBLIC_URL", "https://labor.example")
    result = run(app, [stand_in.name, "setup"])
    stand_in.stop()
    assert result.exit_code == 0, result.output
    assert stand_in.violations == []


def test_a_platform_refuses_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in LinePlatform().settings.items():
        monkeypatch.setenv(f"LABORDESK_{name}", value)
    monkeypatch.setenv("LABORDESK_PUBLIC_URL", "http://labor.example")
    result = run(app, ["line", "setup"])
    assert result.exit_code == 1 and "https" in result.output
