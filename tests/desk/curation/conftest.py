"""An installation that may publish: the encoder is shared, database and index are its own."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import service
from core.migrations import migrate
from core.settings import ROOT, Settings
from tests.conftest import free_port
from tests.staff import Desk

WRITER, REVIEWER = "writer@labor.example", "reviewer@labor.example"


def own_installation(folder: Path, settings: Settings, **changes: object) -> Settings:
    """Settings of an installation in ``folder`` with the knowledge of this checkout."""
    (folder / "encoder").symlink_to(settings.data_dir / "encoder")
    shutil.copytree(settings.data_dir / "index", folder / "index")
    shutil.copy(settings.data_dir / "labordesk.db", folder / "labordesk.db")
    changed = Settings(data_dir=folder, secret_key="key of the tests", **changes)
    migrate(changed.database)
    return changed


@pytest.fixture(scope="package")
def publishing_desk(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Desk]:
    """The app as a process of its own, for browsers."""
    folder, port = tmp_path_factory.mktemp("office"), free_port()
    own = own_installation(folder, settings, port=port)
    environment = {
        "PATH": "/usr/bin:/bin",
        "LABORDESK_DATA_DIR": str(folder),
        "LABORDESK_PORT": str(port),
        "LABORDESK_RASA_URL": f"http://127.0.0.1:{free_port()}",
    }
    with (folder / "app.log").open("wb") as log:
        process = subprocess.Popen(
            service.app_command(own), cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    ready = service.wait_until_ready(f"{address}/healthz", process, 240)
    assert ready, (folder / "app.log").read_text()
    yield Desk(address, own.database)
    process.terminate()
    process.wait(20)
