"""The one file of a backup: a ZIP with its parts, and a manifest with the SHA-256 of each."""

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

from backup.errors import BackupRefused, BadArchive, NewerArchive

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE, ATTACHMENTS, INDEX, KEYS = "database", "attachments", "index", "keys"
_PIECE = 1024 * 1024
_NAME = re.compile(rf"{DATABASE}|({ATTACHMENTS}|{INDEX}|{KEYS})(/\w[\w.-]*)+", re.ASCII)


# So many bytes of a manifest are read: room for some hundred thousand attachments.
_MOST_TOLD = 64 * 1024 * 1024
_NO_MANIFEST = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    KeyError,
    TypeError,
    ValueError,
    RecursionError,
    ValidationError,
)


class Manifest(BaseModel):
    """What a backup holds; ``parts`` gives the SHA-256 (hex) of each part by its name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    version: str
    made_at: datetime
    kind: str
    revision: str
    generation: int
    key_marks: tuple[str, ...]
    parts: Mapping[str, str]

    @property
    def has_keys(self) -> bool:
        """Whether the keys are in it."""
        return any(name.startswith(f"{KEYS}/") for name in self.parts)


def write(file: Path, parts: Mapping[str, Path], manifest: Manifest) -> Manifest:
    """Write ``parts`` into ``file``, readable by its owner only, whole or not at all; gives what was kept.

    Raises:
        BackupRefused: the file is there already.
    """
    if file.exists():
        raise BackupRefused(f"{file} 已經存在，備份不會蓋掉別的檔案：請換一個檔名。")
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
                digests = {name: _add(packed, name, part) for name, part in parts.items()}
                kept = {name: digest for name, digest in digests.items() if digest is not None}
                complete = manifest.model_copy(update={"parts": kept})
                packed.writestr(MANIFEST, complete.model_dump_json(indent=2))
            raw.flush()
            os.fsync(raw.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return complete


def _add(packed: zipfile.ZipFile, name: str, part: Path) -> str | None:
    try:
        source = part.open("rb")
    except FileNotFoundError:
        # An attachment may be swept away meanwhile: the case that it belonged to is gone.
        if not name.startswith(f"{ATTACHMENTS}/"):
            raise
        return None
    with source, packed.open(name, "w", force_zip64=True) as target:
        return _copy(source, target)


def _copy(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := source.read(_PIECE):
        digest.update(piece)
        target.write(piece)
    return digest.hexdigest()


def read(file: Path) -> Manifest:
    """The manifest of a backup.

    Raises:
        BadArchive: no backup, or its parts are not those of its manifest.
        NewerArchive: its layout is not known here.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
            with packed.open(MANIFEST) as source:
                told = json.loads(source.read(_MOST_TOLD))
        if told["format"] > FORMAT:
            raise NewerArchive(f"備份是較新的程式（{told.get('version')}）做的：請先更新程式再還原。")
        manifest = Manifest.model_validate(told)
    except FileNotFoundError:
        raise BadArchive(f"沒有 {file} 這個檔案。") from None
    except _NO_MANIFEST as error:
        raise _damaged(file) from error
    if sorted(names) != sorted([*manifest.parts, MANIFEST]) or not all(map(_NAME.fullmatch, manifest.parts)):
        raise _damaged(file)
    return manifest


def extract(file: Path, manifest: Manifest, folder: Path) -> None:
    """Every part under ``folder``, readable by the owner only.

    Raises:
        BadArchive: a part is not what the manifest says.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            for name, digest in manifest.parts.items():
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                target.touch(mode=0o600)
                with packed.open(name) as source, target.open("wb") as copy:
                    if _copy(source, copy) != digest:
                        raise _damaged(file)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise _damaged(file) from error


def _damaged(file: Path) -> BadArchive:
    return BadArchive(f"{file} 不是完整的備份檔（可能沒有傳完或損壞），什麼都沒有還原：請換一份備份。")
