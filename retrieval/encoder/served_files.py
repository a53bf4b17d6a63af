"""The files that the bundled encoder is served from, and whether they are as they were built.

A damaged model gives vectors all the same, but wrong ones.
"""

import hashlib
import json
from pathlib import Path

ONNX_FILE = "sentence.int8.onnx"
PIECES_FILE = "pieces.model"
CHECKSUMS_FILE = "checksums.json"


def is_built(folder: Path) -> bool:
    """Whether ``folder`` holds all that is read."""
    return all((folder / name).exists() for name in (ONNX_FILE, PIECES_FILE))


def is_whole(folder: Path) -> bool:
    """Whether all that is read is there, as it was built.

    What an earlier version built has no checksums, and is taken as it is.
    """
    if not is_built(folder):
        return False
    try:
        kept = json.loads((folder / CHECKSUMS_FILE).read_text("utf-8"))
    except FileNotFoundError:
        return True
    except ValueError:
        return False
    return bool(kept == _checksums(folder))


def seal(folder: Path) -> None:
    """Write down the checksums of what is there."""
    (folder / CHECKSUMS_FILE).write_text(json.dumps(_checksums(folder), indent=1), "utf-8")


def _checksums(folder: Path) -> dict[str, str]:
    found = {}
    for name in (ONNX_FILE, PIECES_FILE):
        with (folder / name).open("rb") as content:
            found[name] = hashlib.file_digest(content, "sha256").hexdigest()
    return found
