"""The commands for notices and topics: what waits is seen, mistakes are clear sentences."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cases.notification_service import Notifications
from cases.schemas import Action, Filters
from cases.service import CaseService
from cli import app
from connectors.proactive_messages import Sender
from core.clock import utc_now
from core.database import Database
from core.encryption import first_key, vault_of
from core.migrations import migrate
from core.settings import Settings
from tests.cases.conftest import CHIEF, STATEMENT, WEB

run = CliRunner().invoke


@pytest.fixture
def bureau_of_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty database that the commands use."""
    monkeypatch.setenv("LABORDESK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LABORDESK_QUIET_HOURS", "")
    settings = Settings(_env_file=None)
    migrate(settings.database)
    return settings


@pytest.fixture
def left_to_staff(bureau_of_commands: Settings) -> str:
    """A case whose notices no way could carry; returns its number."""

    async def fill() -> str:
        settings = bureau_of_commands
        first_key(settings)
        database, vault = Database(settings.database), vault_of(settings)
        cases = CaseService.build(settings, database, vault)
        receipt = await cases.file(STATEMENT, WEB, (), utc_now(), "k")
        (found,) = await cases.list(Filters())
        await cases.act(found.id, Action.ACCEPT, CHIEF, utc_now())
        await Notifications.build(settings, database, vault, Sender({})).work(utc_now())
        await database.close()
        return receipt.number

    return asyncio.run(fill())


def test_what_was_left_to_staff_is_listed_with_its_reasons(left_to_staff: str) -> None:
    listed = run(app, ["notices", "list"], env={"COLUMNS": "200"}).output
    assert left_to_staff in listed and "待同仁聯絡" in listed and "還沒有設定電子郵件" in listed
    assert STATEMENT.name not in listed and STATEMENT.phone not in listed


def test_a_notice_is_tried_again_once(left_to_staff: str) -> None:
    assert run(app, ["notices", "retry", "2"]).exit_code == 0
    again = run(app, ["notices", "retry", "2", "99"])
    assert again.exit_code == 1 and "2、99" in again.output


def test_topics_are_listed_changed_and_announced(bureau_of_commands: Settings) -> None:
    assert "最低工資調整" in run(app, ["topics", "list"]).output
    assert run(app, ["topics", "set", "strike", "罷工消息", "--word", "罷工"]).exit_code == 0
    assert "罷工消息" in run(app, ["topics", "list"]).output
    sent = run(app, ["announce", "strike", "今天有罷工"])
    assert sent.exit_code == 0 and "topics report 1" in sent.output
    assert run(app, ["topics", "report", "1"]).exit_code == 0


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["announce", "lottery", "開獎"], "可以訂閱的有"),
        (["announce", "job_fair", " "], "1000 字"),
        (["topics", "report", "7"], "沒有這一則通知"),
        (["topics", "set", "a b", "名稱"], "代號"),
    ],
)
def test_a_mistake_is_told_as_a_sentence(bureau_of_commands: Settings, command: list[str], said: str) -> None:
    result = run(app, command)
    assert result.exit_code == 1 and said in result.output and "Traceback" not in result.output


def test_without_a_database_the_commands_say_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABORDESK_DATA_DIR", str(tmp_path))
    result = run(app, ["notices", "list"])
    assert result.exit_code == 1 and "make build" in result.output
