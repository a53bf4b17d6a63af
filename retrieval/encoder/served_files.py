"""The files that the bundled encoder is served from, and whether they are as they were built.

A damaged model gives vectors all the same, but wrong ones.
"""

import hashlib
import json
from pathlib import Path

ONNX_FILE = "sentence.int8.onnx"
# The model's only input: what each word piece of a text is, one row of `WORDS_FILE` each.
WORDS = "words"
WORDS_FILE = "words.int8"
PIECES_FILE = "pieces.model"
# The graph that was tuned on conversations (`labordesk tune`), for the same words.
MESSAGES_FILE = Path(__file__).parent / "data" / "messages.int8.onnx"
CHECKSUMS_FILE = "checksums.json"
_SERVED = (ONNX_FILE, WORDS_FILE, PIECES_FILE)


def is_built(folder: Path) -> bool:
    """Whether ``folder`` holds all that is read."""
    return all((folder / name).exists() for name in _SERVED)


def is_whole(folder: Path) -> bool:
    """Whether all that is read is there, as it was built."""
    try:
        kept = json.loads((folder / CHECKSUMS_FILE).read_text("utf-8"))
        return bool(kept == _checksums(folder))
    except (FileNotFoundError, ValueError):
        return False


def seal(folder: Path) -> None:
    """Write down the checksums of what is there."""
    (folder / CHECKSUMS_FILE).write_text(json.dumps(_checksums(folder), indent=1), "utf-8")


def sealed(folder: Path) -> bytes:
    """The checksums as they were written down: other files have others."""
    return (folder / CHECKSUMS_FILE).read_bytes()


def _checksums(folder: Path) -> dict[str, str]:
    found = {}
    for name in _SERVED:
        with (folder / name).open("rb") as content:
            found[name] = hashlib.file_digest(content, "sha256").hexdigest()
    return found
