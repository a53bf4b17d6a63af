"""A missing prerequisite is told in one sentence, before anything is installed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What installing needs, and nothing else."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


@pytest.mark.parametrize(
    ("target", "setting", "needed"),
    [
        (".venv/installed", "PYTHON=", "python3.11"),
        (".venv/installed", "PYTHON=no-such-python", "python3.11"),
        (".venv-rasa/installed", "RASA_PYTHON=", "python3.10"),
        ("install-serving", "PYTHON=", "python3.11"),
    ],
)
def test_a_missing_python_is_one_clear_sentence(
    target: str, setting: str, needed: str, project: Path
) -> None:
    result = subprocess.run(["make", "-C", project, target, setting], capture_output=True, text=True)
    assert result.returncode != 0
    assert f"請安裝 {needed}" in result.stdout
    assert not list(project.glob(".venv*"))


def _find(version: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", ROOT / "requirements" / "find_python.sh", version],
        env={"PATH": f"{folder}:/usr/bin:/bin", "HOME": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
    )


def _program(folder: Path, name: str, lines: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{lines}\n", "utf-8")
    (folder / name).chmod(0o755)


def test_a_python_that_is_there_is_used(tmp_path: Path) -> None:
    _program(tmp_path, "python3.11", f'exec {sys.executable} "$@"')
    assert _find("3.11", tmp_path).stdout == f"{tmp_path}/python3.11\n"


def test_one_that_is_missing_is_fetched_with_uv(tmp_path: Path) -> None:
    """uv itself cannot be tried where nothing may be downloaded: it is played by a script that takes notes."""
    _program(
        tmp_path,
        "uv",
        f'echo "$@" >> {tmp_path}/asked; [ "$2" = install ] && touch {tmp_path}/there; '
        f"[ -e {tmp_path}/there ] && echo {tmp_path}/cpython",
    )
    assert _find("3.99", tmp_path).stdout == f"{tmp_path}/cpython\n"
    assert "python install 3.99" in (tmp_path / "asked").read_text("utf-8")


def test_nothing_is_printed_where_none_can_be_had(tmp_path: Path) -> None:
    _program(tmp_path, "uv", "exit 1")
    assert _find("3.99", tmp_path).stdout == ""
