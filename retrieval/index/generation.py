"""A numbered generation: knowledge, vectors and word index built together and swapped whole."""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from knowledge.snapshot import dump, parse
from retrieval.classifier.classifier import Learner
from retrieval.encoder.base import Encoder
from retrieval.errors import NoGeneration
from retrieval.index.checksums import are_kept, checksums, seal_of
from retrieval.index.documents import Document, collect, training_queries
from retrieval.index.index import Index, Progress, Stored, encode, parts
from retrieval.index.lexical import LexicalIndex
from retrieval.index.vectors import FLAT, VectorIndex, kind_for
from retrieval.ranking.features import ordered

# What is indexed and how it is laid out: an index of another format is built anew.
FORMAT = 7
MANIFEST_FILE = "manifest.json"
CLASSIFIER_FILE = "classifier.npy"
VECTORS_FILE = "vectors.faiss"
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
    learner: Learner | None = None,
) -> Generation:
    return Generation(
        number=number,
        day=day,
        fingerprint=fingerprint,
        base=base,
        catalogue=Catalogue(base, number, day),
        **parts(documents, vectors, stored, learner),
    )


def build(
    base: KnowledgeBase,
    encoder: Encoder,
    number: int,
    day: date,
    previous: Generation | None = None,
    progress: Progress = lambda done, total: None,
    learner: Learner | None = None,
    without: str = "",
) -> Generation:
    """Index ``base`` as generation ``number``; only texts that ``previous`` lacks are encoded.

    ``progress`` is called with (texts encoded, texts to encode); ``learner`` learns the classifier.
    The training queries of the author ``without`` are left out.
    """
    documents = ordered(collect(base, day, without))
    reusable = previous is not None and previous.fingerprint == encoder.fingerprint
    known = previous.known_vectors() if previous and reusable else {}
    vectors = encode(documents, encoder, known, progress)
    weights = _learned_before(previous, documents) if previous and reusable else None
    return _assemble(number, day, encoder.fingerprint, base, documents, vectors, weights, learner)


def _learned_before(previous: Generation, documents: Sequence[Document]) -> Stored | None:
    """What ``previous`` learned, if its questions are the same: who edits an answer need not wait."""
    questions = tuple(document for document in documents if document.role.is_question)
    if previous.classifier is None or questions != previous.documents[: previous.layout.question_count]:
        return None
    return Stored(previous.classifier.weights, LexicalIndex.of([document.text for document in documents]))


def without(generation: Generation, base: KnowledgeBase, number: int, label: str) -> Generation | None:
    """``generation`` as ``number`` without the entry ``label``, which ``base`` does not serve any more.

    It takes a second or two: nothing is learned again, the classifier just forgets the entry. None when
    ``base`` differs in anything else.
    """
    if generation.classifier is None:
        return None
    old, documents = generation.documents, ordered(collect(base, generation.day))
    left = np.array([row for row, document in enumerate(old) if document.label != label])
    if [*map(_indexed, documents)] != [_indexed(old[row]) for row in left]:
        return None
    questions = left[left < generation.layout.question_count]
    column = generation.layout.labels.index(label)
    weights = np.delete(generation.classifier.weights[questions], column, axis=1)
    vectors = VectorIndex.build(generation.vectors.vectors()[left])
    stored = Stored(weights, LexicalIndex.of([document.text for document in documents]))
    return _assemble(number, generation.day, generation.fingerprint, base, documents, vectors, stored)


def _indexed(document: Document) -> tuple[str, str, str]:
    return document.label, document.role, document.text


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
    generation.vectors.save(unfinished / VECTORS_FILE)
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
        "vectors": generation.vectors.kind,
        "others": _others(),
        "files": checksums(unfinished, MANIFEST_FILE),
    }
    manifest["seal"] = seal_of(manifest)
    (unfinished / MANIFEST_FILE).write_text(json.dumps(manifest), "utf-8")
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)


def load(root: Path, number: int) -> Generation:
    """Read generation ``number``, after every file of it was checked.

    Raises:
        NoGeneration: it is not there, not whole, or damaged.
    """
    folder = folder_of(root, number)
    try:
        manifest = _manifest(folder)
        if not _is_current(manifest):
            raise NoGeneration(f"generation {number} is laid out in another way: run `labordesk build`")
        base = parse((folder / "knowledge.json").read_text("utf-8"))
        vectors = VectorIndex.load(folder / VECTORS_FILE)
        learned = folder / CLASSIFIER_FILE
        weights = np.load(learned) if learned.exists() else None
        lexical = LexicalIndex.load(folder / WORDS_FOLDER, manifest["documents"])
    except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
        raise NoGeneration(f"generation {number} cannot be read: run `labordesk build`") from error
    day = date.fromisoformat(manifest["day"])
    documents = ordered(collect(base, day))
    stored = Stored(weights, lexical)
    found = _assemble(number, day, manifest["fingerprint"], base, documents, vectors, stored)
    return replace(found, vectors=vectors.left_in(folder / VECTORS_FILE))


def serves(root: Path, number: int, encoder: Encoder) -> bool:
    """Whether generation ``number`` is there undamaged and was built with ``encoder``."""
    manifest = _whole(root, number)
    return manifest is not None and manifest.get("fingerprint") == encoder.fingerprint


def is_whole(root: Path, number: int) -> bool:
    """Whether generation ``number`` is there undamaged, as this program lays it out."""
    return _whole(root, number) is not None


def _whole(root: Path, number: int) -> Mapping[str, Any] | None:
    try:
        manifest = _manifest(folder_of(root, number))
        return manifest if _is_current(manifest) else None
    except (OSError, ValueError, TypeError, KeyError, NoGeneration):
        return None


def _manifest(folder: Path) -> dict[str, Any]:
    """What the generation in ``folder`` says of itself, once its files are found to be as they were written.

    Raises:
        NoGeneration: one is not; OSError, ValueError: there is no manifest that can be read.
    """
    manifest = json.loads((folder / MANIFEST_FILE).read_text("utf-8"))
    if not isinstance(manifest, dict):
        raise ValueError("a manifest is an object")
    seal = manifest.pop("seal", None)
    if seal is None and "files" not in manifest:  # of an earlier version, which kept no checksums
        return manifest
    if seal != seal_of(manifest) or not are_kept(folder, manifest["files"], MANIFEST_FILE):
        raise NoGeneration(f"{folder} is damaged: run `labordesk build`, which builds it anew")
    return manifest


def _is_current(manifest: Mapping[str, Any]) -> bool:
    """Whether a generation is laid out as this program reads it, with the training queries it ships.

    Earlier versions did not name their kind of vector index, which changed for larger ones alone.
    """
    return (
        manifest.get("format") == FORMAT
        and manifest.get("others") == _others()
        and manifest.get("vectors", FLAT) == kind_for(manifest["documents"])
    )


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
