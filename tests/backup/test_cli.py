"""``labordesk backup`` and ``restore`` say what was done and what to do next."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from core.migrations import migrate
from core.settings import Settings
from tests.conftest import free_port

run = CliRunner().invoke


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with an empty knowledge base and the keys in its folder."""
    monkeypatch.setenv("LABORDESK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LABORDESK_PORT", str(free_port()))
    settings = Settings(_env_file=None)
    migrate(settings.database)
    assert settings.signing_key
    (tmp_path / "data_keys").write_text("a key\n")
    return tmp_path


def test_a_backup_tells_that_the_keys_are_not_in_it(folder: Path) -> None:
    done = run(app, ["backup", str(folder / "b.zip")])
    assert done.exit_code == 0 and "金鑰不在備份裡" in done.output and "--with-keys" in done.output


def test_a_backup_with_keys_warns_of_them(folder: Path) -> None:
    done = run(app, ["backup", "--with-keys", str(folder / "b.zip")])
    assert done.exit_code == 0 and "請鎖好" in done.output


def test_keys_of_the_environment_are_told_to_be_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("data_keys", "secret_key"):
        (folder / key).unlink()
    monkeypatch.setenv("LABORDESK_DATA_KEYS", "a key")
    done = run(app, ["backup", "--with-keys", str(folder / "b.zip")])
    assert "由環境變數設定" in done.output


def test_restoring_over_data_needs_force_and_ends_with_1(folder: Path) -> None:
    run(app, ["backup", str(folder / "b.zip")])
    refused = run(app, ["restore", str(folder / "b.zip")])
    assert refused.exit_code == 1 and "--force" in refused.output
    done = run(app, ["restore", "--force", str(folder / "b.zip")])
    assert done.exit_code == 0 and "labordesk build" in done.output and "注意" not in done.output


def test_missing_keys_are_warned_of_before_the_app_starts(folder: Path) -> None:
    run(app, ["backup", str(folder / "b.zip")])
    (folder / "data_keys").write_text("another key\n")
    done = run(app, ["restore", "--force", str(folder / "b.zip")])
    assert done.exit_code == 0 and "個資與附件讀不出來" in done.output
    assert (folder / "data_keys").read_text() == "another key\n"


@pytest.mark.parametrize("target", ["nowhere/b.zip", "."])
def test_a_place_that_cannot_be_written_is_told(folder: Path, target: str) -> None:
    done = run(app, ["backup", str(folder / target)])
    assert done.exit_code == 1 and "Traceback" not in done.output
    assert "備份" in done.output
