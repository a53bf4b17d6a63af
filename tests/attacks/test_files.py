"""Files that are two things at once, and archives that unpack to a flood or nest without end."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from backup import archive
from backup.errors import BadArchive, NewerArchive
from cases.attachments import check, kind_of
from cases.errors import BadAttachment
from cases.schemas import Upload
from tests import photos
from tests.attacks import nasty

SCRIPT = b"<html><script>alert(1)</script></html>"
MEGABYTE = 1024 * 1024


def _zip() -> bytes:
    """An archive that can stand behind anything."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        packed.writestr("a.html", SCRIPT)
    return kept.getvalue()


@pytest.mark.parametrize("photo", [photos.JPEG, photos.PNG, photos.WEBP, photos.GIF], ids=len)
@pytest.mark.parametrize("behind", [SCRIPT, _zip()], ids=["page", "archive"])
def test_a_photo_with_something_behind_it_is_kept_as_the_photo_alone(photo: bytes, behind: bytes) -> None:
    (kept,) = check([Upload("a", photo + behind)])
    assert kept.content == photo


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a/*" + SCRIPT + b"*/=1;alert(1)",
        b"\xff\xd8\xff\xe0/*" + SCRIPT,
        b"\x89PNG\r\n\x1a\n" + SCRIPT,
        b"RIFF\x10\0\0\0WEBPVP8 " + SCRIPT,
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + SCRIPT,
    ],
    ids=["gif", "jpeg", "png", "webp", "heif"],
)
def test_a_script_that_begins_like_a_photo_is_refused(content: bytes) -> None:
    with pytest.raises(BadAttachment):
        check([Upload("a", content)])


@pytest.mark.parametrize(
    "content", [SCRIPT + b"%PDF-1.7", _zip() + b"%PDF-1.7", b"BM" + SCRIPT, b"MZ%PDF-1.7"]
)
def test_what_does_not_begin_as_a_photo_or_paper_is_neither(content: bytes) -> None:
    assert kind_of(content) is None


def _archive(path: Path, manifest: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(archive.MANIFEST, manifest)
    return path


@pytest.mark.parametrize(
    "manifest", [nasty.DEEP, b"null", b"[]", b'{"format": NaN}', b'{"format": 1e999}', b"\xff"]
)
def test_a_backup_whose_list_is_none_is_refused_with_a_sentence(tmp_path: Path, manifest: bytes) -> None:
    with pytest.raises((BadArchive, NewerArchive)):
        archive.read(_archive(tmp_path / "a.zip", manifest))


def test_a_backup_that_unpacks_to_a_flood_is_not_read_to_its_end(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open(archive.MANIFEST, "w") as list_,
    ):
        for _ in range(200):
            list_.write(b" " * MEGABYTE)
    tracemalloc.start()
    with pytest.raises(BadArchive):
        archive.read(bomb)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 160 * MEGABYTE
