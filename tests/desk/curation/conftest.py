"""An installation that may publish: the encoder is shared, database and index are its own.

It has twelve entries: a publication asks and learns everything again, which takes minutes with all.
"""

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import supervisor
from core.clock import local_now, utc_now
from core.database import Database
from core.settings import ROOT, Settings
from knowledge.checks import RELATED_RANGE
from knowledge.loader import KnowledgeBase
from knowledge.translation import Translations
from publication import service as knowledge
from retrieval.encoder import Encoder
from retrieval.index import generation as generations
from retrieval.index.generation import Generation
from tests.conftest import free_port
from tests.platforms.smtp import SmtpPlatform, mail_server
from tests.platforms.telegram import TelegramPlatform
from tests.staff import Desk

WRITER, REVIEWER = "writer@labor.example", "reviewer@labor.example"
_NEEDED = ("overtime-pay", "annual-leave", "mediation-apply")
_ENTRIES = 12


def small(base: KnowledgeBase) -> KnowledgeBase:
    """The entries that the tests name and some more, with links among themselves; all else is whole."""
    others = [item.entry.id for item in base.located if item.entry.id not in _NEEDED]
    kept = {*_NEEDED, *others[: _ENTRIES - len(_NEEDED)]}
    located = []
    for item in base.located:
        if item.entry.id in kept:
            own = [link for link in item.entry.related if link in kept]
            rest = sorted(kept - {item.entry.id, *own})
            links = tuple([*own, *rest][: max(RELATED_RANGE.start, len(own))])
            located.append(replace(item, entry=item.entry.model_copy(update={"related": links})))
    texts = base.translations
    translations = Translations([text for text in texts if text.id in kept], texts.places, texts.labels)
    return KnowledgeBase(tuple(located), base.parameters, base.directory, base.intents, translations)


def own_installation(
    folder: Path, settings: Settings, base: KnowledgeBase, generation: Generation, encoder: Encoder
) -> Settings:
    """Settings of an installation in ``folder`` with ``base``; ``generation`` lends its vectors."""
    (folder / "encoder").symlink_to(settings.data_dir / "encoder")
    own = Settings(_env_file=None, data_dir=folder, secret_key="key of the tests", port=free_port())

    async def fill() -> None:
        database = Database(own.database)
        try:
            await knowledge.store(database, base, "system", "最初的知識庫", utc_now())
            built = generations.build(base, encoder, 1, local_now().date(), generation)
            generations.save(built, folder / "index")
            await knowledge.announce(database, built.number, "最初的索引", utc_now())
        finally:
            await database.close()

    # In a thread: the test that asks first may run an event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, fill()).result()
    return own


@pytest.fixture(scope="package")
def office_mail() -> Iterator[SmtpPlatform]:
    """The mail server of that installation."""
    with mail_server() as server:
        yield server


@pytest.fixture(scope="package")
def office_telegram() -> Iterator[tuple[TelegramPlatform, str]]:
    """The one channel of that installation, and its address."""
    platform = TelegramPlatform()
    address = platform.start()
    yield platform, address
    platform.stop()


@pytest.fixture(scope="package")
def publishing_desk(
    tmp_path_factory: pytest.TempPathFactory,
    settings: Settings,
    migrated_sqlite: Path,
    base: KnowledgeBase,
    generation: Generation,
    encoder: Encoder,
    office_mail: SmtpPlatform,
    office_telegram: tuple[TelegramPlatform, str],
) -> Iterator[Desk]:
    """The app as a process of its own, for browsers."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copy(migrated_sqlite, folder)
    own = own_installation(folder, settings, small(base), generation, encoder)
    environment = {
        "PATH": "/usr/bin:/bin",
        "LABORDESK_DATA_DIR": str(folder),
        "LABORDESK_PORT": str(own.port),
        "LABORDESK_RASA_URL": f"http://127.0.0.1:{free_port()}",
        "LABORDESK_SMTP_URL": office_mail.url,
        "LABORDESK_MAIL_FROM": "勞工局 <noreply@labor.example>",
        "LABORDESK_TELEGRAM_API_BASE": office_telegram[1],
        **{f"LABORDESK_{name}": secret for name, secret in office_telegram[0].settings.items()},
    }
    with (folder / "app.log").open("wb") as log:
        process = subprocess.Popen(
            supervisor.app_command(own), cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{own.port}"
    ready = supervisor.wait_until_ready(f"{address}/healthz", process, 240)
    assert ready, (folder / "app.log").read_text()
    yield Desk(address, own.database)
    process.terminate()
    process.wait(20)
