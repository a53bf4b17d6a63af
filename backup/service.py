"""What goes into a backup, and how a machine is restored from one."""

import asyncio
import hashlib
import shutil
import socket
import uuid
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from backup import archive, restore_swap
from backup.archive import ATTACHMENTS, DATABASE, INDEX, KEYS, Manifest
from backup.databases import Store, store_of
from backup.errors import BackupRefused, NewerArchive
from backup.restore_swap import Swap
from core import backup_note
from core.database import Database
from core.durable_files import UNFINISHED
from core.encryption import KEY_FILE
from core.migrations import revisions
from core.settings import Settings
from publication.service import live_generation
from retrieval.index.generation import folder_of

_WORK = ".restore-"
SECRETS = (KEY_FILE, "secret_key", "internal_token")


def back_up(settings: Settings, file: Path, with_keys: bool, now: datetime) -> Manifest:
    """Write everything that lets another machine answer as this one into ``file``; the app goes on.

    The encoder and Rasa's model are made by ``labordesk build`` and are not in it, nor is Rasa's own
    record of conversations, which the app fills again.

    Raises:
        BackupRefused: there is no database, or the file is there already.
        ToolFailed: a program of PostgreSQL is missing or failed.
    """
    settle(settings)
    store = store_of(settings.database)
    revision, before = store.revision(), _live(settings)
    with TemporaryDirectory(dir=file.absolute().parent, prefix=".backup-") as work:
        # First the database: files are kept an hour longer than their rows, so none of its files is missing.
        copy = Path(work) / DATABASE
        store.dump(copy)
        # One that was published meanwhile may be the live one of the copy.
        live = _live(settings)
        parts = {DATABASE: copy}
        parts |= dict(_files(settings.data_dir / ATTACHMENTS, ATTACHMENTS))
        for number in range(before, live + 1):
            folder = folder_of(settings.data_dir / INDEX, number)
            parts |= dict(_files(folder, f"{INDEX}/{folder.name}"))
        if with_keys:
            parts |= {f"{KEYS}/{name}": key for name in SECRETS if (key := settings.data_dir / name).exists()}
        manifest = Manifest(
            format=archive.FORMAT,
            version=version("labordesk"),
            made_at=now,
            kind=store.kind,
            revision=revision,
            generation=live,
            key_marks=key_marks(settings),
            parts={},
        )
        written = archive.write(file, parts, manifest)
    backup_note.note(settings.data_dir, now)
    return written


def restore(settings: Settings, file: Path, force: bool = False) -> Manifest:
    """Put the backup ``file`` in place, whole or not at all; what is there is refused unless ``force``.

    Raises:
        BadArchive, NewerArchive: the file cannot be restored here.
        BackupRefused: the app runs, there are data already, or the database is of another kind.
        ToolFailed: a program of PostgreSQL is missing or failed.
    """
    settle(settings)
    manifest, store, data = archive.read(file), store_of(settings.database), settings.data_dir
    if manifest.revision not in revisions():
        raise NewerArchive(f"備份是較新的程式（{manifest.version}）做的：請先更新程式再還原。")
    if manifest.kind != store.kind:
        raise BackupRefused(
            f"備份是 {manifest.kind} 的，這裡設定的是 {store.kind}：請改 LABORDESK_DATABASE_URL。"
        )
    if _answers(settings):
        raise BackupRefused(f"服務還在執行（埠 {settings.port}）：請先停止再還原。")
    holds_data = store.holds_data()  # also asks whether the database is there
    if not force and (holds_data or any(_files(data / ATTACHMENTS, ""))):
        raise BackupRefused("這裡已經有資料，還原會蓋掉：確定要蓋掉請加 --force，或先備份現有的。")
    data.mkdir(parents=True, exist_ok=True)
    for killed in data.glob(f"{_WORK}*"):
        shutil.rmtree(killed)
    with TemporaryDirectory(dir=data, prefix=_WORK) as work:
        archive.extract(file, manifest, Path(work))
        store.check(Path(work) / DATABASE)
        _exchange(settings, store, Path(work))
    store.finish()
    return manifest


def _exchange(settings: Settings, store: Store, staged: Path) -> None:
    data, mark = settings.data_dir, uuid.uuid4().hex
    swap = Swap(data, mark)
    try:
        for folder in (ATTACHMENTS, INDEX):
            (staged / folder).mkdir(exist_ok=True, mode=0o700)
            swap.put(staged / folder, data / folder)
        for key in (staged / KEYS).glob("*"):
            swap.put(key, data / key.name)
        store.prepare(staged / DATABASE, swap)
        swap.commit()
    except BaseException:
        swap.undo()
        raise
    try:
        store.load(staged / DATABASE, mark)
    finally:
        settle(settings)


def settle(settings: Settings) -> bool:
    """Finish a restore that was killed, or forget it if it had not come far enough; False without one.

    To be called before anything of the data folder is used.

    Raises:
        ToolFailed: the database cannot be asked how far it came.
    """
    return restore_swap.settle(settings.data_dir, lambda mark: store_of(settings.database).holds(mark))


def key_marks(settings: Settings) -> tuple[str, ...]:
    """What tells the data keys of this machine apart, without telling them: half of their SHA-256."""
    file = settings.data_dir / KEY_FILE
    if settings.data_keys is not None:
        keys = settings.data_keys.get_secret_value().split()
    else:
        keys = file.read_text("ascii").split() if file.exists() else []
    return tuple(hashlib.sha256(key.encode()).hexdigest()[:32] for key in keys)


def _live(settings: Settings) -> int:
    async def number() -> int:
        database = Database(settings.database)
        try:
            return await live_generation(database)
        finally:
            await database.close()

    return asyncio.run(number())


def _files(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    """The finished files under ``folder`` by their names in the backup."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix not in (UNFINISHED, ".unfinished"):
            yield f"{name}/{file.relative_to(folder).as_posix()}", file


def _answers(settings: Settings) -> bool:
    """Whether the app listens here: it holds files open that would be exchanged under it."""
    try:
        with socket.create_connection((settings.host, settings.port), timeout=1):
            return True
    except OSError:
        return False
