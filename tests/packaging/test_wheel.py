"""``pip install .`` gives a program that works: everything is in it, and everything it imports is declared."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import httpx
import pytest

import supervisor
from core.settings import ROOT, Settings
from tests.conftest import free_port

# Runs in the environment of Rasa, which requirements/rasa.txt locks.
_OF_RASA = {"bot/rasa_channel.py", "retrieval/evaluation/peer_rank.py"}


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _setuptools() -> dict[str, Any]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found: dict[str, Any] = project["tool"]["setuptools"]
    return found


def _modules() -> set[str]:
    return set(_setuptools()["py-modules"])


def _rooms() -> set[str]:
    return {pattern.removesuffix("*") for pattern in _setuptools()["packages"]["find"]["include"]}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is left in the checkout."""
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in _tracked():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", source, "--no-deps", "--no-build-isolation", "-w", made],
        check=True,
        capture_output=True,
    )
    return next(made.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the wheel's files lie after an installation."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as files:
        files.extractall(folder)
    return folder


def test_every_file_of_every_room_is_in_the_wheel(wheel: Path) -> None:
    rooms = _rooms()
    wanted = {
        name
        for name in _tracked()
        if name.removesuffix(".py") in _modules()
        or (name.split("/")[0] in rooms and not name.startswith("bot/tests/"))
    }
    with zipfile.ZipFile(wheel) as files:
        assert wanted - set(files.namelist()) == set()


def test_no_test_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        assert [name for name in files.namelist() if name.startswith("tests/")] == []


def _imported() -> dict[str, str]:
    """Each top-level module that the rooms import, and a file that does."""
    found = {}
    for name in _tracked():
        is_of_a_room = "/" not in name or name.split("/")[0] in _rooms()
        if not (name.endswith(".py") and is_of_a_room) or name in _OF_RASA:
            continue
        for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules = [node.module]
            found |= {module.split(".")[0]: name for module in modules}
    return found


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["build"]]
    declared = {_normal(line.partition("[")[0].partition(">")[0].partition("=")[0].strip()) for line in lines}
    # What sentence-transformers is made of comes with it.
    declared.add("transformers")
    distributions = packages_distributions()
    missing = {
        module: name
        for module, name in _imported().items()
        if module not in sys.stdlib_module_names | _rooms() | _modules()
        and not declared & {_normal(distribution) for distribution in distributions.get(module, [module])}
    }
    assert missing == {}


@pytest.mark.parametrize("lock", ["app.txt", "build.txt"])
def test_the_locks_hold_what_the_database_layer_imports_by_itself(lock: str) -> None:
    """SQLAlchemy's asyncio imports greenlet, which is an extra; the development tools bring it too."""
    assert "\ngreenlet==" in "\n" + (ROOT / "requirements" / lock).read_text("utf-8")


@pytest.fixture(scope="module")
def elsewhere(installed: Path, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of work without the source, with a data folder that another machine built."""
    folder = tmp_path_factory.mktemp("work")
    data = folder / "var"
    data.mkdir()
    for name in ("encoder", "index", "rasa"):
        (data / name).symlink_to(settings.data_dir / name)
    shutil.copy(settings.data_dir / "labordesk.db", data)
    (data / "labordesk.db").chmod(0o600)
    return folder


def _environment(installed: Path, **variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LABORDESK_")}
    return {**kept, "PYTHONPATH": str(installed), **variables}


def test_the_installed_program_finds_its_data_where_it_is_started(installed: Path, elsewhere: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "check"],
        cwd=elsewhere,
        env=_environment(installed),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "沒有問題" in done.stdout


@pytest.fixture(scope="module")
def served(installed: Path, elsewhere: Path) -> Iterator[str]:
    """``labordesk serve`` of the installed program; importing torch is an error there."""
    (elsewhere / "torch.py").write_text("raise ImportError('a server has no torch')")
    port = free_port()
    environment = _environment(
        installed, LABORDESK_PORT=str(port), LABORDESK_RASA_URL=f"http://127.0.0.1:{free_port()}"
    )
    environment["PYTHONPATH"] = f"{elsewhere}{os.pathsep}{installed}"
    process = subprocess.Popen([sys.executable, "-m", "cli", "serve"], cwd=elsewhere, env=environment)
    address = f"http://127.0.0.1:{port}"
    assert supervisor.wait_until_ready(f"{address}/healthz", process, 3 * supervisor.START_SECONDS)
    yield address
    process.terminate()
    process.wait(30)


def test_a_server_that_only_serves_answers_without_torch(served: str) -> None:
    reply = httpx.post(
        f"{served}/api/v1/chat", json={"session": None, "text": "老闆不給我加班費怎麼辦"}, timeout=60
    )
    assert reply.json()["state"]["faq_id"] == "overtime-pay"
    page = httpx.get(f"{served}/faq/overtime-pay", timeout=60)
    assert (page.status_code, "text/html" in page.headers["content-type"]) == (200, True)
