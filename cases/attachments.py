"""Photos and PDF files of a case: checked by content, kept sealed on disk under random names.

Of a photo the picture is kept, not where and when it was taken (`cases.photos`).
"""

import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

import puremagic

from cases import pdf_safety, photos
from cases.errors import BadAttachment
from cases.schemas import Upload
from core import durable_files
from core.encryption import Vault

MEGABYTE = 1024 * 1024
SIZE_LIMIT = 10 * MEGABYTE
COUNT_LIMIT = 5
NAME_LIMIT = 100
PDF = "application/pdf"
# Media types with the ending that their files have.
KINDS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heif": ".heic",
    "image/gif": ".gif",
    PDF: ".pdf",
}
# A name may end so, or have no ending at all.
_ENDINGS = frozenset({*KINDS.values(), ".jpeg", ".jfif", ".heif", ""})
# Still pictures of phones (ISO/IEC 23008-12, annex B and E); puremagic knows the first brand only.
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_TAKEN = "只收照片（JPG、PNG、HEIC、WebP、GIF）和 PDF 檔"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: ``kind`` is its media type, ``digest`` the SHA-256 (hex) of its content."""

    name: str
    kind: str
    digest: str
    content: bytes


def check(uploads: Sequence[Upload], already: int = 0) -> tuple[Checked, ...]:
    """``uploads`` as they may be kept; a case has ``already`` so many files.

    Raises:
        BadAttachment: with every file that is not taken, and why.
    """
    looked_at = [(upload.name, _looked_at(upload)) for upload in uploads]
    problems = [(name, why) for name, why in looked_at if isinstance(why, str)]
    if problems:
        sentences = "；".join(f"「{_safe_name(name)}」{why}" for name, why in problems)
        raise BadAttachment(f"{sentences}。您寫的內容還在，請換檔案後再送一次，或先不附檔案。")
    if already + len(uploads) > COUNT_LIMIT:
        raise BadAttachment(
            f"一個案件最多 {COUNT_LIMIT} 個附件，已有 {already} 個，這次送了 {len(uploads)} 個。"
        )
    return tuple(found for _, found in looked_at if isinstance(found, Checked))


def _looked_at(upload: Upload) -> Checked | str:
    """The file as it may be kept, or why it may not."""
    if not upload.content:
        return "是空的檔案"
    if len(upload.content) > SIZE_LIMIT:
        size = len(upload.content) / MEGABYTE
        return f"有 {size:.1f} MB，每個檔案最多 {SIZE_LIMIT // MEGABYTE} MB"
    kind = kind_of(upload.content)
    if kind is None:
        return f"的內容不是照片或 PDF，{_TAKEN}"
    if kind == PDF and pdf_safety.is_active(upload.content):
        return "裡面有會自己執行的程式。請用「列印」另存成 PDF，或拍成照片再送"
    try:
        content = photos.picture_only(kind, upload.content)
    except photos.UnreadablePhoto:
        return "看起來不完整，打不開。請重新拍一張，或另存成 JPG 再送"
    return Checked(_named(upload.name, kind), kind, sha256(content).hexdigest(), content)


def kind_of(content: bytes) -> str | None:
    """The media type that the first bytes show, or None for what is not taken."""
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return "image/heif"
    try:
        kind = puremagic.magic_string(content)[0].mime_type
    except (puremagic.PureError, ValueError):
        return None
    return kind if kind in KINDS else None


def _safe_name(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip()
    return shown[-NAME_LIMIT:] or "附件"


def _named(name: str, kind: str) -> str:
    """A name that ends as a photo or a PDF file does: who opens 收據.bat must not start a program."""
    safe, usual = _safe_name(name), KINDS[kind]
    if PurePosixPath(safe).suffix.lower() in _ENDINGS:
        return safe
    return f"{safe[-NAME_LIMIT + len(usual) :]}{usual}"


class AttachmentStore:
    """Sealed files in one folder, one a file, named by their ids."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder = folder
        self._vault = vault

    def write(self, file_id: str, content: bytes) -> None:
        """Keep ``content`` sealed; whole and on the disk when this returns, or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        durable_files.replace(self._folder / file_id, self._vault.seal_bytes(content))

    def read(self, file_id: str) -> bytes:
        """The content as it was uploaded.

        Raises:
            FileNotFoundError, WrongKey.
        """
        return self._vault.open_bytes((self._folder / file_id).read_bytes())

    def keep_only(self, file_ids: frozenset[str], older_than: float) -> int:
        """Delete files of no case that are older than a POSIX time; returns how many."""
        gone = [
            file for file in self._files() if file.name not in file_ids and file.stat().st_mtime < older_than
        ]
        for file in gone:
            file.unlink(missing_ok=True)
        return len(gone)

    def rotate(self) -> int:
        """Seal every file with the vault's first key; returns how many."""
        done = 0
        for file in self._files():
            # One may be swept away meanwhile.
            with suppress(FileNotFoundError):
                if file.suffix != durable_files.UNFINISHED:
                    self.write(file.name, self.read(file.name))
                    done += 1
        return done

    def _files(self) -> list[Path]:
        return list(self._folder.iterdir()) if self._folder.exists() else []
