"""A missing prerequisite is told in one sentence, before anything is installed."""

import shutil
import subprocess
from pathlib import Path

import pytest

from core.settings import ROOT


@pytest.mark.parametrize(
    ("target", "setting", "hint"),
    [
        (".venv/installed", "PYTHON=no-such-python", "uv python install 3.11"),
        (".venv-rasa/installed", "RASA_PYTHON=", "uv python install 3.10"),
    ],
)
def test_a_missing_python_is_one_clear_sentence(target: str, setting: str, hint: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    result = subprocess.run(["make", "-C", tmp_path, target, setting], capture_output=True, text=True)
    assert result.returncode != 0
    assert hint in result.stdout
    assert not (tmp_path / target).parent.exists()
