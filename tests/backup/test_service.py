"""A backup is one file with everything; restoring it is whole or not at all."""

import shutil
import socket
import zipfile
from pathlib import Path

import pytest

from backup.archive import read
from backup.errors import BackupRefused, BadArchive, NewerArchive, ToolFailed
from backup.service import back_up, key_marks, restore
from cases.schemas import Filters, Receipt
from cases.service import CaseService
from core.clock import utc_now
from core.settings import Settings
from knowledge.loader import KnowledgeBase
from retrieval.encoder import Encoder
from retrieval.engine import Engine
from retrieval.index import generation as generations
from retrieval.ranking.ranker import RankerModel
from tests.backup.conftest import LIVE, Office, in_thread
from tests.cases.conftest import CHIEF, NOW, PDF


async def _saved(office: Office, file: Path, with_keys: bool = False) -> Path:
    await in_thread(back_up, office.settings, file, with_keys, utc_now())
    return file


async def _attachment(office: Office, receipt: Receipt) -> bytes:
    async def content(cases: CaseService) -> bytes:
        (case,) = await cases.list(Filters(number=receipt.number))
        (file,) = (await cases.view(case.id, CHIEF, NOW)).attachments
        return (await cases.attachment(case.id, file.id, CHIEF, NOW))[1]

    found: bytes = await office.cases(content)
    return found


def _names(file: Path) -> set[str]:
    return set(read(file).parts)


async def test_what_was_there_is_there_again_and_what_came_later_is_gone(
    office: Office, tmp_path: Path
) -> None:
    kept = await office.file()
    file = await _saved(office, tmp_path / "b.zip")
    later = await office.file("後來的事")
    manifest = await in_thread(restore, office.settings, file, True)
    assert manifest.generation == await office.generation() == LIVE
    assert await _attachment(office, kept) == PDF
    listed = await office.cases(lambda cases: cases.list(Filters()))
    assert [case.number for case in listed] == [kept.number] and later.number != kept.number


async def test_only_the_live_generation_is_kept(office: Office, tmp_path: Path) -> None:
    file = await _saved(office, tmp_path / "b.zip")
    assert {name for name in _names(file) if name.startswith("index/")} == {
        f"index/{LIVE:06d}/words/table.npy"
    }
    await in_thread(restore, office.settings, file, True)
    assert [folder.name for folder in (tmp_path / "index").iterdir()] == [f"{LIVE:06d}"]


async def test_keys_are_in_it_only_when_asked_for(office: Office, tmp_path: Path) -> None:
    await office.file()
    _ = office.settings.signing_key
    without = await _saved(office, tmp_path / "without.zip")
    assert not [name for name in _names(without) if name.startswith("keys/")]
    for key in ("data_keys", "secret_key"):
        content = (tmp_path / key).read_bytes().strip()
        with zipfile.ZipFile(without) as packed:
            assert all(content not in packed.read(name) for name in packed.namelist())
    file = await _saved(office, tmp_path / "with.zip", True)
    assert {name for name in _names(file) if name.startswith("keys/")} == {
        "keys/data_keys",
        "keys/secret_key",
    }


async def test_an_empty_machine_becomes_the_office_with_its_keys(office: Office, tmp_path: Path) -> None:
    receipt = await office.file()
    file = await _saved(office, tmp_path / "b.zip", True)
    url = office.settings.database_url
    fresh = tmp_path / "fresh"
    if office.settings.database.startswith("sqlite"):
        url = f"sqlite:///{fresh / 'labordesk.db'}"
    other = Office(Settings(_env_file=None, data_dir=fresh, database_url=url, port=office.settings.port))
    await in_thread(restore, other.settings, file, not office.settings.database.startswith("sqlite"))
    assert await _attachment(other, receipt) == PDF
    assert other.settings.signing_key == office.settings.signing_key
    assert key_marks(other.settings) == key_marks(office.settings)
    for secret in ("data_keys", "secret_key"):
        assert (fresh / secret).stat().st_mode & 0o077 == 0


async def test_a_backup_is_readable_by_its_owner_only_and_replaces_no_file(
    office: Office, tmp_path: Path
) -> None:
    file = await _saved(office, tmp_path / "b.zip")
    assert file.stat().st_mode & 0o077 == 0
    before = file.read_bytes()
    with pytest.raises(BackupRefused, match="已經存在"):
        await _saved(office, file)
    assert file.read_bytes() == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith((".backup", "b.zip."))]


async def test_data_are_replaced_only_by_force(office: Office, tmp_path: Path) -> None:
    receipt = await office.file()
    file = await _saved(office, tmp_path / "b.zip")
    with pytest.raises(BackupRefused, match="--force"):
        await in_thread(restore, office.settings, file)
    assert await _attachment(office, receipt) == PDF


@pytest.mark.parametrize("damage", ["cut", "flipped", "text", "empty", "gone"])
async def test_a_damaged_file_changes_nothing(office: Office, tmp_path: Path, damage: str) -> None:
    receipt = await office.file()
    file = await _saved(office, tmp_path / "b.zip")
    content = bytearray(file.read_bytes())
    content[200] ^= 0xFF
    spoiled = {"cut": content[:-100], "flipped": content, "text": b"not a backup", "empty": b"", "gone": b""}
    file.write_bytes(spoiled[damage])
    if damage == "gone":
        file.unlink()
    with pytest.raises(BadArchive):
        await in_thread(restore, office.settings, file, True)
    assert await _attachment(office, receipt) == PDF
    assert not list(tmp_path.glob(".restore-*"))


@pytest.mark.parametrize(("field", "value"), [("format", 2), ("revision", "9999")])
async def test_a_backup_of_a_newer_program_is_refused(
    office: Office, tmp_path: Path, field: str, value: object
) -> None:
    file = await _saved(office, tmp_path / "b.zip")
    newer = tmp_path / "newer.zip"
    manifest = read(file).model_copy(update={field: value})
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(newer, "w") as copy:
        for name in manifest.parts:
            copy.writestr(name, packed.read(name))
        copy.writestr("manifest.json", manifest.model_dump_json())
    with pytest.raises(NewerArchive, match="先更新程式"):
        await in_thread(restore, office.settings, newer, True)


@pytest.mark.parametrize(
    "name", ["../outside", "index/../../outside", "/outside", "keys/./../outside", "x/y"]
)
async def test_a_part_cannot_be_written_elsewhere(office: Office, tmp_path: Path, name: str) -> None:
    file = await _saved(office, tmp_path / "b.zip")
    evil = tmp_path / "evil.zip"
    manifest = read(file)
    changed = manifest.model_copy(update={"parts": {**manifest.parts, name: "0" * 64}})
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(evil, "w") as copy:
        for part in manifest.parts:
            copy.writestr(part, packed.read(part))
        copy.writestr(name, b"x")
        copy.writestr("manifest.json", changed.model_dump_json())
    with pytest.raises(BadArchive):
        await in_thread(restore, office.settings, evil, True)
    assert not (tmp_path / "outside").exists() and not (tmp_path.parent / "outside").exists()


async def test_a_failure_in_the_middle_leaves_everything_as_it_was(office: Office, tmp_path: Path) -> None:
    receipt = await office.file()
    file = await _saved(office, tmp_path / "b.zip")
    later = await office.file("後來的事")
    # The last step cannot be done: the database has no place to go.
    error: type[Exception]
    if office.settings.database.startswith("sqlite"):
        (tmp_path / "blocked").write_text("a file where a folder is needed")
        nowhere, error = f"sqlite:///{tmp_path}/blocked/x.db", OSError
    else:
        nowhere, error = str(office.settings.database_url).replace("/postgres", "/nowhere"), ToolFailed
    broken = office.settings.model_copy(update={"database_url": nowhere})
    with pytest.raises(error):
        await in_thread(restore, broken, file, True)
    assert await _attachment(office, receipt) == await _attachment(office, later) == PDF
    assert len(list((tmp_path / "index").iterdir())) == 3


async def test_a_running_app_is_not_restored_under_its_feet(office: Office, tmp_path: Path) -> None:
    file = await _saved(office, tmp_path / "b.zip")
    with (
        socket.create_server(("127.0.0.1", office.settings.port)),
        pytest.raises(BackupRefused, match="先停止"),
    ):
        await in_thread(restore, office.settings, file, True)


async def test_a_backup_goes_to_the_kind_of_database_that_it_came_from(
    office: Office, tmp_path: Path
) -> None:
    file = await _saved(office, tmp_path / "b.zip")
    is_sqlite = office.settings.database.startswith("sqlite")
    other = "postgresql://u@127.0.0.1:1/d" if is_sqlite else f"sqlite:///{tmp_path / 'other.db'}"
    with pytest.raises(BackupRefused, match="LABORDESK_DATABASE_URL"):
        await in_thread(restore, office.settings.model_copy(update={"database_url": other}), file, True)


async def test_nothing_to_back_up_makes_no_database(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="labordesk build"):
        await in_thread(
            back_up, Settings(_env_file=None, data_dir=tmp_path), tmp_path / "b.zip", False, utc_now()
        )
    assert not list(tmp_path.iterdir())


async def test_a_missing_program_is_one_clear_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url="postgresql://u:geheim@127.0.0.1:1/d")
    with pytest.raises(ToolFailed, match="postgresql-client") as caught:
        await in_thread(back_up, settings, tmp_path / "b.zip", False, utc_now())
    assert "geheim" not in caught.value.detail


async def test_a_restored_machine_answers_the_same_with_the_same_generation(
    settings: Settings,
    base: KnowledgeBase,
    encoder: Encoder,
    generation: generations.Generation,
    tmp_path: Path,
) -> None:
    office, fresh = tmp_path / "office", tmp_path / "fresh"
    (office / "index").mkdir(parents=True)
    shutil.copy(settings.data_dir / "labordesk.db", office)
    name = f"{generation.number:06d}"
    shutil.copytree(settings.data_dir / "index" / name, office / "index" / name)
    file = tmp_path / "b.zip"
    old = Settings(_env_file=None, data_dir=office, port=settings.port)
    await in_thread(back_up, old, file, False, utc_now())
    new = Office(old.model_copy(update={"data_dir": fresh}))
    await in_thread(restore, new.settings, file)
    number = await new.generation()
    assert number == generation.number
    restored = Engine(encoder, RankerModel.load(), generations.load(fresh / "index", number))
    before = Engine(encoder, RankerModel.load(), generation)
    for text in ("老闆不給我加班費怎麼辦", "資遣費怎麼算", "今天天氣如何"):
        assert restored.search(text) == before.search(text)
