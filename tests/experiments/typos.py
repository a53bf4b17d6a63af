"""Typing errors added to what is learned: a homophone for one character, or one character dropped."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from random import Random

import numpy as np
from pypinyin import Style, lazy_pinyin
from sklearn.feature_extraction.text import TfidfVectorizer

from core.settings import Settings
from knowledge.intents import Kind
from retrieval.analysis.glossary import searchable
from retrieval.classifier.classifier import WORDS
from retrieval.encoder import load_encoder
from retrieval.index.lexical import ngrams
from tests.experiments.holdout import Holdout

COPIES = 2_000
SHORTEST = 4


def _homophones(texts: Sequence[str]) -> dict[str, list[str]]:
    """The other characters of ``texts`` that sound the same but for the tone, by character."""
    by_sound: dict[str, list[str]] = defaultdict(list)
    characters = sorted({char for text in texts for char in text if "\u4e00" <= char <= "\u9fff"})
    for char in characters:
        by_sound[lazy_pinyin(char, style=Style.NORMAL)[0]].append(char)
    return {
        char: [other for other in group if other != char] for group in by_sound.values() for char in group
    }


def _mistyped(text: str, homophones: dict[str, list[str]], random: Random) -> str:
    at = random.randrange(len(text))
    others = homophones.get(text[at])
    return text[:at] + (random.choice(others) if others and random.random() < 0.7 else "") + text[at + 1 :]


def results() -> Iterator[str]:
    """Hit@1 and Hit@3 of the third author's queries, as typed and mistyped once, without and with copies."""
    holdout, random = Holdout.load(), Random(7)
    encoder = load_encoder(Settings())
    texts = [document.text for document in holdout.learned]
    homophones = _homophones(texts)
    asked = [document.text for document in holdout.queries]
    wrong = [_mistyped(text, homophones, random) for text in asked]
    queries = {
        "as typed": (asked, holdout.query_vectors),
        "mistyped": (wrong, encoder.queries([searchable(text) for text in wrong])),
    }
    long_enough = [
        row
        for row, document in enumerate(holdout.learned)
        if document.kind is Kind.FAQ and not document.translated and len(document.text) >= SHORTEST
    ]
    rows = sorted(random.sample(long_enough, COPIES))
    copies = [_mistyped(texts[row], homophones, random) for row in rows]
    more = encoder.queries([searchable(text) for text in copies])
    ways = {
        "without copies": (holdout, texts),
        f"with {COPIES} copies": (holdout.with_copies(rows, more), [*texts, *copies]),
    }
    for way, (learned, words) in ways.items():
        vectorizer = TfidfVectorizer(analyzer=lambda text: list(ngrams(text)), sublinear_tf=True)
        grams = vectorizer.fit_transform(words)
        for name, (typed, vectors) in queries.items():
            among, likeness = learned.dense(learned.vectors, vectors)
            among += np.float32(WORDS) * (grams @ grams.T).toarray()
            likeness += np.float32(WORDS) * (vectorizer.transform(typed) @ grams.T).toarray()
            first, third = learned.hits(among, likeness)
            yield f"{way}, {name}: Hit@1 {first:.3f}, Hit@3 {third:.3f}"


if __name__ == "__main__":
    for line in results():
        print(line, flush=True)
