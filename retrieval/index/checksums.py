"""Whether the files of a folder are as they were written: a damaged index answers, but wrongly."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path


def checksums(folder: Path, besides: str) -> dict[str, str]:
    """SHA-256 (hex) of every file under ``folder`` by its path there; the file ``besides`` holds them."""
    found = {}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and name != besides:
            with file.open("rb") as content:
                found[name] = hashlib.file_digest(content, "sha256").hexdigest()
    return found


def seal_of(content: Mapping[str, object]) -> str:
    """SHA-256 (hex) of a JSON object, whatever the order of its fields."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def are_kept(folder: Path, kept: Mapping[str, str], besides: str) -> bool:
    """Whether the files are those that ``kept`` tells of, each unchanged."""
    return checksums(folder, besides) == dict(kept)
