"""Generations are built beside each other and swapped whole."""

import json
import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from core.clock import local_now, utc_now
from core.database import Database
from core.settings import Settings
from knowledge.loader import KnowledgeBase
from publication import service as knowledge
from publication.release_service import publish
from retrieval.analysis.glossary import searchable
from retrieval.encoder import Encoder, load_encoder
from retrieval.encoder.base import Vectors
from retrieval.engine import Engine
from retrieval.errors import EncoderMismatch, NoGeneration
from retrieval.index import generation as generations
from retrieval.index import vectors
from retrieval.index.checksums import seal_of
from retrieval.index.generation import Generation
from retrieval.ranking.ranker import RankerModel
from tests.few import without

DAY = date(2026, 11, 23)


class _CountingEncoder:
    """The real encoder, counting what it is given."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.fingerprint, self.dimension = encoder.fingerprint, encoder.dimension
        self.count = 0

    def queries(self, texts: list[str]) -> Vectors:
        self.count += len(texts)
        return self._encoder.queries(texts)

    def passages(self, texts: list[str]) -> Vectors:
        self.count += len(texts)
        return self._encoder.passages(texts)

    def messages(self, texts: list[str]) -> Vectors:
        return self._encoder.messages(texts)


def test_the_built_vectors_are_what_the_encoder_gives(generation: Generation, settings: Settings) -> None:
    encoder = load_encoder(settings)
    known = generation.known_vectors()
    for (role, text), vector in list(known.items())[:: len(known) // 20]:
        side = encoder.queries if role.is_question else encoder.passages
        assert np.allclose(side([searchable(text)])[0], vector, atol=1e-6)


def test_a_faq_twice_as_large_is_still_compared_exactly(generation: Generation) -> None:
    assert vectors.kind_for(2 * len(generation.documents)) == vectors.FLAT


def test_a_saved_generation_is_read_back_the_same(generation: Generation, tmp_path: Path) -> None:
    generations.save(generation, tmp_path)
    again = generations.load(tmp_path, generation.number)
    assert again.documents == generation.documents
    assert np.array_equal(again.vectors.vectors(), generation.vectors.vectors())
    text = "老闆不給我加班費 how much"
    vector = generation.vectors.vectors()[0]
    ours, theirs = generation.features(text, vector), again.features(text, vector)
    assert np.allclose(ours.matrix, theirs.matrix, atol=1e-5)


def test_a_missing_generation_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoGeneration, match="labordesk build"):
        generations.load(tmp_path, 7)


def test_an_index_of_another_format_is_refused_and_built_anew(
    generation: Generation, encoder: Encoder, tmp_path: Path
) -> None:
    generations.save(generation, tmp_path)
    manifest = generations.folder_of(tmp_path, generation.number) / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"format": {generations.FORMAT}', '"format": 0'))
    with pytest.raises(NoGeneration, match="labordesk build"):
        generations.load(tmp_path, generation.number)
    assert not generations.serves(tmp_path, generation.number, encoder)


@pytest.mark.parametrize("kind", ["flat", "HNSW", ""])
def test_a_kind_of_vector_index_that_an_earlier_version_made_is_built_anew(
    generation: Generation, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Of the size at which this version keeps product codes; the earliest did not name their kind."""
    generations.save(generation, tmp_path)
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 100)
    monkeypatch.setattr(vectors, "GRAPH_UP_TO", 200)
    manifest = generations.folder_of(tmp_path, generation.number) / "manifest.json"
    told = json.loads(manifest.read_text())
    del told["vectors"], told["seal"]
    told |= {"vectors": kind} if kind else {}
    manifest.write_text(json.dumps(told | {"seal": seal_of(told)}))
    with pytest.raises(NoGeneration, match="labordesk build"):
        generations.load(tmp_path, generation.number)
    assert not generations.serves(tmp_path, generation.number, encoder)


def test_exact_search_of_an_earlier_version_is_still_read(generation: Generation, tmp_path: Path) -> None:
    """It did not name its kind, of which there was but one for a bureau's size."""
    generations.save(generation, tmp_path)
    manifest = generations.folder_of(tmp_path, generation.number) / "manifest.json"
    told = json.loads(manifest.read_text())
    del told["vectors"], told["seal"]
    manifest.write_text(json.dumps(told | {"seal": seal_of(told)}))
    assert generations.load(tmp_path, generation.number).documents == generation.documents


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0x01
    file.write_bytes(content)


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "gone"])
def test_a_damaged_file_is_noticed_whichever_it_is(
    damage: str, generation: Generation, encoder: Encoder, tmp_path: Path
) -> None:
    generations.save(generation, tmp_path / "whole")
    whole = generations.folder_of(tmp_path / "whole", generation.number)
    names = [file.relative_to(whole) for file in whole.rglob("*") if file.is_file()]
    assert len(names) > 5
    for name in names:
        root = tmp_path / "damaged"
        folder = generations.folder_of(root, generation.number)
        file = shutil.copytree(whole, folder, copy_function=os.link) / name
        content = file.read_bytes()
        file.unlink()
        if damage != "gone":
            file.write_bytes(content[:-20] if damage == "cut" else content if damage == "flipped" else b"")
        if damage == "flipped":
            _flip(file)
        assert not generations.serves(root, generation.number, encoder), name
        with pytest.raises(NoGeneration, match="labordesk build"):
            generations.load(root, generation.number)
        shutil.rmtree(root)


def test_no_byte_of_what_it_says_of_itself_can_change_unnoticed(
    generation: Generation, encoder: Encoder, tmp_path: Path
) -> None:
    generations.save(generation, tmp_path)
    manifest = generations.folder_of(tmp_path, generation.number) / "manifest.json"
    whole = manifest.read_bytes()
    for position in range(0, len(whole), 7):
        manifest.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        assert not generations.serves(tmp_path, generation.number, encoder), whole[position : position + 9]
    manifest.write_bytes(whole)
    assert generations.serves(tmp_path, generation.number, encoder)


async def test_a_damaged_generation_is_built_anew_from_the_database(
    database: Database, base: KnowledgeBase, encoder: Encoder, tmp_path: Path
) -> None:
    few = replace(base, located=base.located[:3])
    await knowledge.store(database, few, "system", "first", utc_now())
    first = await publish(database, encoder, tmp_path, "first", local_now())
    _flip(generations.folder_of(tmp_path, first.number) / "vectors.faiss")
    again = await publish(database, encoder, tmp_path, "again", local_now())
    assert generations.serves(tmp_path, again.number, encoder)
    assert np.array_equal(again.vectors.vectors(), first.vectors.vectors())


def test_an_index_of_another_encoder_is_refused(encoder: Encoder, generation: Generation) -> None:
    with pytest.raises(EncoderMismatch, match="labordesk build"):
        Engine(encoder, RankerModel.load(), replace(generation, fingerprint="another"))


def test_an_index_serves_only_the_encoder_that_built_it(
    encoder: Encoder, generation: Generation, tmp_path: Path
) -> None:
    generations.save(generation, tmp_path)
    assert generations.serves(tmp_path, generation.number, encoder)
    assert not generations.serves(tmp_path, generation.number + 1, encoder)
    generations.save(replace(generation, fingerprint="another"), tmp_path)
    assert not generations.serves(tmp_path, generation.number, encoder)


def test_an_edit_encodes_only_what_changed(generation: Generation, encoder: Encoder) -> None:
    base = generation.base
    first = base.located[0]
    changed = replace(first, entry=first.entry.model_copy(update={"answer": "改寫後的直接回答。"}))
    edited = replace(base, located=(changed, *base.located[1:]))
    counting = _CountingEncoder(encoder)
    built = generations.build(edited, counting, generation.number + 1, generation.day, generation)
    assert counting.count == 1
    assert built.classifier is not None and generation.classifier is not None
    assert built.classifier.weights is generation.classifier.weights, "no question was edited"
    assert built.catalogue[first.entry.id].answer == "改寫後的直接回答。"


def test_a_withdrawn_entry_cannot_be_reached(few_built: Generation, encoder: Encoder) -> None:
    engine = Engine(encoder, RankerModel.load(), few_built)
    entry = few_built.catalogue["overtime-pay"]
    base = without(few_built.base, entry.id)
    engine.swap(generations.build(base, encoder, few_built.number + 1, few_built.day, few_built))
    for text in (entry.question, *entry.all_variants, *entry.passages):
        assert entry.id not in [hit.id for hit in engine.search(text, 150).results]
    assert engine.catalogue.get(entry.id) is None
