"""Copies of our own index as thin as most FAQs are: what search learns for another FAQ.

Beside dozens of ways to ask each entry, the nearest text tells nearly all. Beside a single question, the
words and the answer tell more, so a thin index is searched with other weights.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from knowledge.intents import Kind
from knowledge.translation import Language
from retrieval.analysis.language import CHINESE, language_of
from retrieval.analysis.wording import wording_of
from retrieval.encoder import Encoder
from retrieval.index.documents import Document, TextRole
from retrieval.index.generation import Generation
from retrieval.index.index import Index, encode, parts
from retrieval.index.vectors import VectorIndex
from retrieval.ranking.features import Layout, ordered
from retrieval.training.examples import TrainingQuery

# Of what people asked, every third text says enough.
_EVERY = 3
_SEED = 7
Rows = dict[Document, int]


@dataclass(frozen=True, slots=True)
class Thinness:
    """What a copy keeps of an entry: some variants, and its question and answer unless told otherwise.

    An entry without its question is asked by its answer, as `external` reads a FAQ of answers.
    """

    variants: int = 0
    question: bool = True
    answer: bool = True


SHAPES = (Thinness(), Thinness(variants=2), Thinness(answer=False), Thinness(question=False))


@dataclass(frozen=True, slots=True)
class Copy:
    """What people asked, searched in one thin copy."""

    layout: Layout
    examples: tuple[TrainingQuery, ...]


def thinned(generation: Generation, encoder: Encoder) -> Iterator[Copy]:
    """What people asked, searched in one thin copy of ``generation`` after another.

    The entries in Chinese in each of `SHAPES`, then in each language with their question and answer. What is
    out of scope has nothing right. A copy is worded as another FAQ is, without our glossary.
    """
    rows = {document: row for row, document in enumerate(generation.documents)}
    heard: dict[str, list[int]] = {}
    for document, row in rows.items():
        if document.role is TextRole.HEARD:
            heard.setdefault(language_of(document.text), []).append(row)
    ours = heard.get(CHINESE, [])[::_EVERY]
    for shape in SHAPES:
        yield _searched(generation, encoder, _copy(generation, encoder, _in_chinese(generation, shape)), ours)
    for language in Language:
        kept = _in_language(generation, language, rows)
        if kept and language.value in heard:
            yield _searched(generation, encoder, _copy(generation, encoder, kept), heard[language.value])


def _in_chinese(generation: Generation, shape: Thinness) -> Rows:
    """The documents that are left of each entry, each with the row of its vector."""
    of_entry: dict[str, dict[TextRole, list[int]]] = {}
    for row, document in enumerate(generation.documents):
        if document.kind is Kind.FAQ and not document.translated:
            of_entry.setdefault(document.label, {}).setdefault(document.role, []).append(row)
    chance, kept = Random(_SEED), []
    for roles in of_entry.values():
        question, answer = roles[TextRole.QUESTION][0], roles[TextRole.PASSAGE][0]
        variants = roles.get(TextRole.VARIANT, [])
        kept += [(generation.documents[question], question)] if shape.question else []
        kept += [(generation.documents[answer], answer)] if shape.answer else []
        if not shape.question:
            asking = replace(generation.documents[answer], role=TextRole.QUESTION)
            kept.append((asking, answer))
        for row in chance.sample(variants, min(shape.variants, len(variants))):
            kept.append((generation.documents[row], row))
    return dict(kept)


def _in_language(generation: Generation, language: Language, rows: Rows) -> Rows:
    """Question and answer of the entries that have a translation."""
    base, kept = generation.base, []
    for entry in base.entries:
        text = base.translations.of(entry, language)
        if text is None:
            continue
        answer = base.parameters.render(text.answer, generation.day)
        pair = (
            Document(entry.id, Kind.FAQ, TextRole.VARIANT, text.question, translated=True),
            Document(entry.id, Kind.FAQ, TextRole.PASSAGE, answer),
        )
        kept += [(document, rows[document]) for document in pair if all(d in rows for d in pair)]
    return dict(kept)


def _copy(generation: Generation, encoder: Encoder, kept: Rows) -> Index:
    documents = ordered(list(kept))
    wording = wording_of([document.text for document in documents])
    if wording.chinese:  # encoded as ours but for a few words
        rows = generation.vectors.vectors()[[kept[document] for document in documents]]
        vectors = VectorIndex.build(np.ascontiguousarray(rows))
    else:
        vectors = encode(documents, encoder, wording=wording)
    return replace(generation, **parts(documents, vectors, wording=wording))


def _searched(generation: Generation, encoder: Encoder, copy: Index, rows: Sequence[int]) -> Copy:
    """The heard texts of ``rows`` as queries of ``copy``; those of an entry that it lacks are left out."""
    position = {label: place for place, label in enumerate(copy.layout.labels)}
    vectors = generation.vectors.vectors()[list(rows)]
    if not copy.wording.chinese:
        vectors = encoder.queries([copy.wording.searchable(generation.documents[row].text) for row in rows])
    examples = []
    for row, vector in zip(rows, vectors, strict=True):
        document = generation.documents[row]
        own = (document.label, *document.alternatives)
        right = tuple(position[label] for label in own if label in position)
        if right or document.kind is Kind.OUT_OF_SCOPE:
            found = copy.features(copy.wording.asked(document.text), vector)
            examples.append(TrainingQuery(document.text, found, right, heard=True, author=document.author))
    return Copy(copy.layout, tuple(examples))
