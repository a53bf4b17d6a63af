"""The commands of cases, calendar and keys."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cases.schemas import Receipt
from cases.service import CaseService
from cli import app
from core.database import Database
from core.encryption import first_key, vault_of
from core.migrations import migrate
from core.settings import Settings
from tests.cases.conftest import NOW, STATEMENT, WEB

run = CliRunner().invoke


@pytest.fixture
def receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Receipt:
    """A data folder of its own with one case."""
    monkeypatch.setenv("LABORDESK_DATA_DIR", str(tmp_path))
    settings = Settings(_env_file=None)
    migrate(settings.database)

    async def fill() -> Receipt:
        database = Database(settings.database)
        first_key(settings)
        service = CaseService.build(settings, database, vault_of(settings))
        filed = await service.file(STATEMENT, WEB, (), NOW, "k")
        await database.close()
        return filed

    return asyncio.run(fill())


def test_open_cases_are_listed_without_the_person(receipt: Receipt) -> None:
    shown = run(app, ["cases", "list"]).output
    assert receipt.number in shown and "2027-01-25" in shown and "王小明" not in shown
    assert receipt.number not in run(app, ["cases", "list", "--due-by", "2026-12-01"]).output


def test_a_case_is_printed_and_an_unknown_number_told(receipt: Receipt) -> None:
    assert "王小明" in run(app, ["cases", "export", receipt.number]).output
    assert "王小明" not in run(app, ["cases", "export", receipt.number, "--as", "employer"]).output
    unknown = run(app, ["cases", "export", "20200101-0001-0"])
    assert unknown.exit_code == 1 and "沒有這個案號" in unknown.output


def test_a_closure_moves_the_deadlines_and_can_be_taken_back(receipt: Receipt) -> None:
    assert run(app, ["calendar", "close", "2027-01-25", "颱風停班"]).exit_code == 0
    assert "颱風停班" in run(app, ["calendar", "list"]).output
    assert "2027-01-26" in run(app, ["cases", "list"]).output
    run(app, ["calendar", "forget", "2027-01-25"])
    assert "2027-01-25" in run(app, ["cases", "list"]).output


def test_a_closure_without_a_reason_is_refused(receipt: Receipt) -> None:
    refused = run(app, ["calendar", "close", "2027-01-25", " "])
    assert refused.exit_code == 1 and "請寫理由" in refused.output


def test_keys_are_rotated(receipt: Receipt) -> None:
    assert "加了一把新金鑰" in run(app, ["keys", "rotate"]).output
    assert "王小明" in run(app, ["cases", "export", receipt.number]).output


def test_purging_says_how_many(receipt: Receipt) -> None:
    assert "清除 0 件" in run(app, ["cases", "purge"]).output


def test_a_missing_database_is_told_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABORDESK_DATA_DIR", str(tmp_path))
    failed = run(app, ["cases", "list"])
    assert failed.exit_code == 1 and "make build" in failed.output
