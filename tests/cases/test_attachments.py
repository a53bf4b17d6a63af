"""Photos and PDF files by their content, sealed on disk."""

import os
import time
from pathlib import Path

import pytest

from cases.attachments import COUNT_LIMIT, MEGABYTE, SIZE_LIMIT, AttachmentStore, check, kind_of
from cases.errors import BadAttachment
from cases.schemas import Upload
from core.encryption import Vault, new_key
from tests import photos
from tests.cases.conftest import PDF, PHOTO

HEIC = photos.heif()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PHOTO, "image/jpeg"),
        (photos.PNG, "image/png"),
        (HEIC, "image/heif"),
        (HEIC.replace(b"ftypheic", b"ftypheix"), "image/heif"),
        (HEIC.replace(b"ftypheic", b"ftypmif1"), "image/heif"),
        (HEIC.replace(b"ftypheic", b"ftypisom"), None),
        (photos.WEBP, "image/webp"),
        (PDF, "application/pdf"),
        (b"<html><script>alert(1)</script>", None),
        (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', None),
        (b"PK\x03\x04" + b"\x00" * 50, None),
        (b"MZ" + b"\x00" * 50, None),
        (b"<script>alert(1)</script>%PDF-1.4", None),
        (b"hello", None),
        (b"", None),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, kind: str | None) -> None:
    assert kind_of(content) == kind


def test_a_file_of_the_largest_size_is_taken_and_a_larger_one_named() -> None:
    largest = PDF + b"\x00" * (SIZE_LIMIT - len(PDF))
    assert check([Upload("a.pdf", largest)])[0].kind == "application/pdf"
    with pytest.raises(BadAttachment, match=r"「b\.pdf」有 10\.0 MB，每個檔案最多 10 MB"):
        check([Upload("b.pdf", largest + b"\x00")])


def test_every_bad_file_is_named() -> None:
    with pytest.raises(BadAttachment, match=r"a\.exe.*b\.pdf"):
        check([Upload("a.exe", b"MZ" + b"\x00" * 9), Upload("b.pdf", b""), Upload("c.pdf", PDF)])


def test_more_than_five_are_refused() -> None:
    assert len(check([Upload("a.pdf", PDF)] * COUNT_LIMIT)) == COUNT_LIMIT
    with pytest.raises(BadAttachment, match="已有 3 個"):
        check([Upload("a.pdf", PDF)] * 3, already=3)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("收據.bat", "收據.bat.pdf"),
        ("收據.PDF", "收據.PDF"),
        ("收據.pdf.exe", "收據.pdf.exe.pdf"),
        ("C:\\fakepath\\照片.jpg", "照片.jpg"),
        ("a\x00\n\u202eb.pdf", "ab.pdf"),
        ("", "附件"),
        ("長" * 300 + ".exe", "長" * 92 + ".exe.pdf"),
        ("長" * 300 + ".pdf", "長" * 96 + ".pdf"),
    ],
)
def test_names_are_only_shown_and_never_a_path(name: str, kept: str) -> None:
    assert check([Upload(name, PDF)])[0].name == kept


@pytest.mark.parametrize(("name", "kept"), [("IMG_0001.HEIC", "IMG_0001.HEIC"), ("image.jpg", "image.jpg")])
def test_a_photo_of_an_iphone_keeps_its_kind_whatever_it_is_called(name: str, kept: str) -> None:
    (photo,) = check([Upload(name, HEIC)])
    assert (photo.kind, photo.name) == ("image/heif", kept)


def test_every_bad_file_is_named_though_they_have_one_name() -> None:
    with pytest.raises(BadAttachment) as caught:
        check([Upload("image.jpg", b"MZ" + b"\x00" * 9), Upload("image.jpg", b"")])
    assert caught.value.detail.count("「image.jpg」") == 2


def test_thirty_megabytes_are_named_with_the_limit() -> None:
    with pytest.raises(BadAttachment, match=r"「影片\.jpg」有 30\.0 MB，每個檔案最多 10 MB"):
        check([Upload("影片.jpg", PHOTO.ljust(30 * MEGABYTE, b"\0"))])


def test_a_file_lies_sealed_on_disk_for_the_owner_only(tmp_path: Path, vault: Vault) -> None:
    store = AttachmentStore(tmp_path / "files", vault)
    store.write("abc", PDF)
    (file,) = (tmp_path / "files").iterdir()
    assert PDF not in file.read_bytes() and b"%PDF" not in file.read_bytes()
    assert (tmp_path / "files").stat().st_mode & 0o077 == 0
    assert store.read("abc") == PDF


def test_only_old_files_of_no_case_are_swept_away(tmp_path: Path, vault: Vault) -> None:
    store, now = AttachmentStore(tmp_path / "files", vault), time.time()
    for name, age in (("kept", 9999), ("orphan", 9999), ("young", 0)):
        store.write(name, PDF)
        os.utime(tmp_path / "files" / name, (now - age, now - age))
    assert store.keep_only(frozenset({"kept"}), now - 3600) == 1
    assert {file.name for file in (tmp_path / "files").iterdir()} == {"kept", "young"}


def test_a_disk_that_fills_up_leaves_no_half_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    store = AttachmentStore(tmp_path, Vault(lambda: [new_key()]))
    with pytest.raises(OSError, match="No space"):
        store.write("one", PDF)
    assert not list(tmp_path.iterdir())
