"""``labordesk check`` looks at the folder, the database and the models, and changes nothing."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from checkup.installation import findings
from core.settings import ROOT, Settings
from retrieval.encoder.served_files import ONNX_FILE, PIECES_FILE, WORDS_FILE, seal


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """A built data folder of the test's own."""
    shutil.copytree(
        settings.data_dir / "index", tmp_path / "index", ignore=shutil.ignore_patterns("golden.npz")
    )
    shutil.copy(settings.data_dir / "labordesk.db", tmp_path)
    for models in ("encoder", "rasa"):
        (tmp_path / models).symlink_to(settings.data_dir / models)
    (tmp_path / "labordesk.db").chmod(0o600)
    return tmp_path


def _told(folder: Path, **values: Any) -> str:
    settings = Settings(_env_file=None, data_dir=folder, **values)
    return "\n".join(f"{finding.what} {finding.todo}" for finding in asyncio.run(findings(settings)))


def test_a_built_folder_has_nothing_wrong_and_stays_as_it_is(folder: Path) -> None:
    before = sorted(file.name for file in folder.iterdir())
    assert _told(folder) == ""
    assert sorted(file.name for file in folder.iterdir()) == before


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "LABORDESK_DATA_DIR" in _told(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_what_has_not_been_built_is_named_and_not_made(tmp_path: Path) -> None:
    told = _told(tmp_path)
    assert "語意模型" in told and "還沒有資料庫" in told and "rasa" in told and "make build" in told
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_version(folder: Path) -> None:
    with sqlite3.connect(folder / "labordesk.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")
    assert "結構不是這一版" in _told(folder)


def test_a_database_that_does_not_answer_is_told_without_its_password(folder: Path) -> None:
    told = _told(folder, database_url="postgresql://app:s3cret@127.0.0.1:1/labordesk")
    assert "資料庫連不上" in told and "s3cret" not in told


def test_an_index_that_was_damaged(folder: Path) -> None:
    for vectors in folder.glob("index/*/vectors.faiss"):
        vectors.write_bytes(vectors.read_bytes()[:-1] + b"?")
    assert "索引不見了或壞了" in _told(folder)


def test_an_encoder_that_was_damaged(folder: Path) -> None:
    (folder / "encoder").unlink()
    (folder / "encoder").mkdir()
    for name in (ONNX_FILE, WORDS_FILE, PIECES_FILE):
        (folder / "encoder" / name).write_bytes(b"as it was built")
    seal(folder / "encoder")
    assert "語意模型" not in _told(folder)
    (folder / "encoder" / ONNX_FILE).write_bytes(b"as it was bui?t")
    assert "語意模型壞了" in _told(folder)


def test_a_model_of_rasa_that_was_damaged(folder: Path) -> None:
    packed = (folder / "rasa" / "labordesk.tar.gz").read_bytes()
    (folder / "rasa").unlink()
    (folder / "rasa").mkdir()
    (folder / "rasa" / "labordesk.tar.gz").write_bytes(packed[: len(packed) // 2])
    told = _told(folder)
    assert "labordesk.tar.gz 壞了" in told and "make build" in told


@pytest.mark.parametrize("secret", ["secret_key", "internal_token"])
def test_an_empty_secret(folder: Path, secret: str) -> None:
    (folder / secret).write_text("")
    assert f"{secret} 壞了" in _told(folder)


def test_a_database_that_everybody_can_read(folder: Path) -> None:
    (folder / "labordesk.db").chmod(0o644)
    assert "chmod o-rwx" in _told(folder)


def _check(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", "check"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LABORDESK_DATA_DIR": str(folder), **variables},
        capture_output=True,
        text=True,
    )


def test_the_command_says_all_and_ends_with_an_error_only_when_it_would_not_work(folder: Path) -> None:
    fine = _check(folder)
    assert (fine.returncode, "沒有問題" in fine.stdout) == (0, True)
    wrong = _check(folder, LABORDESK_DESK_HOURS="day and night", LABORDESK_LINE_CHANNEL_SECRET="s3cret")
    assert wrong.returncode == 1
    assert "LABORDESK_DESK_HOURS" in wrong.stdout and "LINE_CHANNEL_ACCESS_TOKEN" in wrong.stdout
    assert "s3cret" not in wrong.stdout + wrong.stderr


def test_a_value_of_the_wrong_kind_is_a_sentence_without_the_value(folder: Path) -> None:
    wrong = _check(folder, LABORDESK_PORT="s3cret")
    assert wrong.returncode == 1
    assert "LABORDESK_PORT" in wrong.stdout and "app 監聽的埠" in wrong.stdout
    assert "s3cret" not in wrong.stdout + wrong.stderr and "Traceback" not in wrong.stderr
