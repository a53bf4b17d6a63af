"""A numbered generation: knowledge, vectors and word index built together and swapped whole."""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from knowledge.snapshot import dump, parse
from retrieval.documents import Document, collect, training_queries
from retrieval.encoder.base import Encoder
from retrieval.errors import NoGeneration
from retrieval.features import ordered
from retrieval.index import Index, Progress, Stored, encode, parts
from retrieval.lexical import LexicalIndex
from retrieval.vectors import VectorIndex

# What is indexed and how it is laid out: an index of another format is built anew.
FORMAT = 6
CLASSIFIER_FILE = "classifier.npy"
WORDS_FOLDER = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation(Index):
    """A numbered index together with the knowledge that it was built from."""

    day: date
    base: KnowledgeBase
    catalogue: Catalogue


def _assemble(
    number: int,
    day: date,
    fingerprint: str,
    base: KnowledgeBase,
    documents: Sequence[Document],
    vectors: VectorIndex,
    stored: Stored | None = None,
) -> Generation:
    return Generation(
        number=number,
        day=day,
        fingerprint=fingerprint,
        base=base,
        catalogue=Catalogue(base, number, day),
        **parts(documents, vectors, stored),
    )


def build(
    base: KnowledgeBase,
    encoder: Encoder,
    number: int,
    day: date,
    previous: Generation | None = None,
    progress: Progress = lambda done, total: None,
) -> Generation:
    """Index ``base`` as generation ``number``; only texts that ``previous`` lacks are encoded.

    ``progress`` is called with (texts encoded, texts to encode).
    """
    documents = ordered(collect(base, day))
    reusable = previous is not None and previous.fingerprint == encoder.fingerprint
    known = previous.known_vectors() if previous and reusable else {}
    vectors = encode(documents, encoder, known, progress)
    return _assemble(number, day, encoder.fingerprint, base, documents, vectors)


def for_day(generation: Generation, encoder: Encoder, day: date) -> Generation:
    """``generation`` as it is on ``day``: entries begin and expire, figures change."""
    if day == generation.day:
        return generation
    if tuple(ordered(collect(generation.base, day))) != generation.documents:
        return build(generation.base, encoder, generation.number, day, generation)
    catalogue = Catalogue(generation.base, generation.number, day)
    return replace(generation, day=day, catalogue=catalogue)


def folder_of(root: Path, number: int) -> Path:
    """Where generation ``number`` lies under ``root``."""
    return root / f"{number:06d}"


def save(generation: Generation, root: Path) -> None:
    """Write the generation beside the others; it appears whole or not at all."""
    target = folder_of(root, generation.number)
    unfinished = target.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    generation.vectors.save(unfinished / "vectors.faiss")
    generation.lexical.save(unfinished / WORDS_FOLDER)
    if generation.classifier is not None:
        np.save(unfinished / CLASSIFIER_FILE, generation.classifier.weights)
    (unfinished / "knowledge.json").write_text(dump(generation.base), "utf-8")
    manifest = {
        "format": FORMAT,
        "number": generation.number,
        "day": generation.day.isoformat(),
        "fingerprint": generation.fingerprint,
        "documents": len(generation.documents),
        "others": _others(),
    }
    (unfinished / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)


def load(root: Path, number: int) -> Generation:
    """Read generation ``number``.

    Raises:
        NoGeneration: it is not there, or not whole.
    """
    folder = folder_of(root, number)
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        if not _is_current(manifest):
            raise NoGeneration(f"generation {number} is of another format: run `labordesk build`")
        base = parse((folder / "knowledge.json").read_text("utf-8"))
        vectors = VectorIndex.load(folder / "vectors.faiss")
        learned = folder / CLASSIFIER_FILE
        weights = np.load(learned) if learned.exists() else None
        lexical = LexicalIndex.load(folder / WORDS_FOLDER, manifest["documents"])
    except (OSError, RuntimeError) as error:
        raise NoGeneration(f"generation {number} cannot be read: run `labordesk build`") from error
    day = date.fromisoformat(manifest["day"])
    documents = ordered(collect(base, day))
    return _assemble(number, day, manifest["fingerprint"], base, documents, vectors, Stored(weights, lexical))


def serves(root: Path, number: int, encoder: Encoder) -> bool:
    """Whether generation ``number`` is there and was built with ``encoder``."""
    try:
        manifest = json.loads((folder_of(root, number) / "manifest.json").read_text("utf-8"))
    except OSError:
        return False
    return _is_current(manifest) and bool(manifest["fingerprint"] == encoder.fingerprint)


def _is_current(manifest: Mapping[str, object]) -> bool:
    """Whether a generation is laid out as this program reads it, with the training queries it ships."""
    return manifest.get("format") == FORMAT and manifest.get("others") == _others()


@cache
def _others() -> str:
    """Digest of the indexed texts that are not kept with a generation: the training queries."""
    texts = ((query.text, query.id, query.alternatives) for _, query in training_queries())
    return hashlib.sha256(repr([*texts]).encode()).hexdigest()


def newest_number(root: Path) -> int:
    """Number of the newest complete generation, 0 when there is none."""
    manifests = root.glob("*/manifest.json")
    numbers = [int(file.parent.name) for file in manifests if file.parent.name.isdigit()]
    return max(numbers, default=0)


def remove_old(root: Path, keep: int = 5) -> None:
    """Delete all but the ``keep`` newest generations."""
    numbers = sorted(int(f.parent.name) for f in root.glob("*/manifest.json") if f.parent.name.isdigit())
    for number in numbers[:-keep]:
        shutil.rmtree(folder_of(root, number), ignore_errors=True)
