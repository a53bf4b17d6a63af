"""A numbered generation: knowledge, vectors and word index built together and swapped whole."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from knowledge.snapshot import dump, parse
from retrieval.documents import Document, Role, collect
from retrieval.encoder.base import Encoder, Vectors
from retrieval.errors import NoGeneration
from retrieval.features import Layout, Ridge, ordered
from retrieval.lexical import LexicalIndex
from retrieval.text import normalize
from retrieval.vectors import VectorIndex

# What is indexed and how it is laid out: an index of another format is built anew.
FORMAT = 3
RIDGE_STRENGTH = 1.0
_ENCODE_STEP = 64
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Generation:
    """Everything one search needs; immutable, so a running search keeps the one it began with."""

    number: int
    day: date
    fingerprint: str
    base: KnowledgeBase
    catalogue: Catalogue
    documents: tuple[Document, ...]
    layout: Layout
    vectors: VectorIndex
    lexical: LexicalIndex
    ridge: Ridge
    verbatim: Mapping[str, int]

    def known_vectors(self) -> dict[tuple[Role, str], NDArray[np.float32]]:
        """Vector of each indexed text, for the next build."""
        rows = self.vectors.vectors()
        return {(d.role, d.text): row for d, row in zip(self.documents, rows, strict=True)}


def _encode(
    documents: list[Document],
    encoder: Encoder,
    known: dict[tuple[Role, str], NDArray[np.float32]],
    progress: Progress,
) -> Vectors:
    vectors = np.empty((len(documents), encoder.dimension), dtype=np.float32)
    missing: dict[Role, list[int]] = {}
    for row, document in enumerate(documents):
        vector = known.get((document.role, document.text))
        if vector is None:
            missing.setdefault(document.role, []).append(row)
        else:
            vectors[row] = vector
    total = sum(map(len, missing.values()))
    done = 0
    for role, rows in missing.items():
        encode = encoder.passages if role is Role.PASSAGE else encoder.queries
        for start in range(0, len(rows), _ENCODE_STEP):
            part = rows[start : start + _ENCODE_STEP]
            vectors[part] = encode([normalize(documents[row].text) for row in part])
            done += len(part)
            progress(done, total)
    return vectors


def _assemble(
    number: int, day: date, fingerprint: str, base: KnowledgeBase, vectors: VectorIndex
) -> Generation:
    documents = ordered(collect(base, day))
    layout = Layout.of(documents)
    questions = vectors.vectors()[: layout.question_count]
    return Generation(
        number=number,
        day=day,
        fingerprint=fingerprint,
        base=base,
        catalogue=Catalogue(base, number),
        documents=tuple(documents),
        layout=layout,
        vectors=vectors,
        lexical=LexicalIndex([document.text for document in documents]),
        ridge=Ridge.fit(questions, layout.owners(), len(layout.labels), RIDGE_STRENGTH),
        verbatim=_verbatim(documents, layout),
    )


def _verbatim(documents: list[Document], layout: Layout) -> dict[str, int]:
    """Position of the only label that has a question-like text, by the normalized text."""
    owners: dict[str, set[str]] = {}
    for document in documents[: layout.question_count]:
        owners.setdefault(normalize(document.text), set()).add(document.label)
    position = {label: index for index, label in enumerate(layout.labels)}
    return {text: position[label] for text, (label, *others) in owners.items() if not others}


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
    vectors = VectorIndex.build(_encode(documents, encoder, known, progress))
    return _assemble(number, day, encoder.fingerprint, base, vectors)


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
    (unfinished / "knowledge.json").write_text(dump(generation.base), "utf-8")
    manifest = {
        "format": FORMAT,
        "number": generation.number,
        "day": generation.day.isoformat(),
        "fingerprint": generation.fingerprint,
        "documents": len(generation.documents),
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
        if manifest.get("format") != FORMAT:
            raise NoGeneration(f"generation {number} is of another format: run `labordesk build`")
        base = parse((folder / "knowledge.json").read_text("utf-8"))
        vectors = VectorIndex.load(folder / "vectors.faiss")
    except (OSError, RuntimeError) as error:
        raise NoGeneration(f"generation {number} cannot be read: run `labordesk build`") from error
    day = date.fromisoformat(manifest["day"])
    return _assemble(number, day, manifest["fingerprint"], base, vectors)


def serves(root: Path, number: int, encoder: Encoder) -> bool:
    """Whether generation ``number`` is there and was built with ``encoder``."""
    try:
        manifest = json.loads((folder_of(root, number) / "manifest.json").read_text("utf-8"))
    except OSError:
        return False
    return bool(manifest.get("format") == FORMAT and manifest["fingerprint"] == encoder.fingerprint)


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
