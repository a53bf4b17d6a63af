"""Character n-grams: they find what the encoder blurs, e.g. names, numbers and typos."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from math import log, sqrt
from pathlib import Path
from sys import intern

import bm25s
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from retrieval.analysis.wording import OURS, EntryWording

Floats = NDArray[np.float32]
_SIZES = (1, 2, 3)
_K1 = 1.2
# Low: variants are short, and a short one is not better for being short.
_B = 0.3
# A reload meets mostly the texts of the generation before; what citizens say is not remembered.
_REMEMBERED = 20_000


Grams = Sequence[str]


def ngrams(text: str, wording: EntryWording = OURS) -> Grams:
    """Character 1-, 2- and 3-grams of each run of non-space characters, with official words."""
    runs = wording.with_official_words(text).split()
    return [run[i : i + size] for run in runs for size in _SIZES for i in range(len(run) - size + 1)]


@lru_cache(_REMEMBERED)
def indexed_ngrams(text: str, wording: EntryWording = OURS) -> Grams:
    """`ngrams` of a text of the index."""
    # Interned: the texts of a FAQ share most of theirs, and all of them are remembered.
    return tuple(map(intern, ngrams(text, wording)))


class LexicalIndex:
    """BM25 scores of every document for a query (Robertson & Zaragoza 2009, package ``bm25s``)."""

    def __init__(self, model: bm25s.BM25, count: int) -> None:
        self._model = model
        self._count = count
        self._saturation = 1 + float(model.k1)
        # Interned: the texts of the index, which are remembered, hold the same 200,000.
        self._column: dict[str, int] = {intern(gram): column for gram, column in model.vocab_dict.items()}
        model.vocab_dict, model.unique_token_ids_set = self._column, None  # the set is for its own search
        # Scores by n-gram: what the package keeps, read as it is.
        kept = model.scores
        shape = len(kept["indptr"]) - 1, count
        self._scores = csr_array((kept["data"], kept["indices"], kept["indptr"]), shape=shape)
        frequency = np.diff(self._scores.indptr)
        self._rarity = np.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
        self._unknown = log(1 + (count + 0.5) / 0.5)

    @classmethod
    def of(cls, texts: Sequence[str], wording: EntryWording = OURS) -> "LexicalIndex":
        """Index ``texts``."""
        tokens = [list(indexed_ngrams(text, wording)) or [""] for text in texts]
        model = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        model.index(tokens, show_progress=False)
        return cls(model, len(texts))

    def save(self, folder: Path) -> None:
        """Write the index into ``folder``."""
        self._model.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path, count: int) -> "LexicalIndex":
        """Read an index of ``count`` texts that `save` wrote."""
        return cls(bm25s.BM25.load(folder), count)

    def ceiling(self, grams: Grams) -> float:
        """The score of an average-length document that holds exactly these n-grams of a query.

        Dividing by it brings scores into about 0..1 whatever the query's length; n-grams that no
        document has count in full, so an unknown word lowers the share.
        """
        columns = [self._column[gram] for gram in grams if gram in self._column]
        known = float(self._rarity[columns].sum())
        return (known + self._unknown * (len(grams) - len(columns))) / self._saturation

    def scores(self, grams: Grams) -> Floats:
        """BM25 score of each document for a query's n-grams, shape (documents,); zeros for none shared."""
        times = Counter(self._column[gram] for gram in grams if gram in self._column)
        return weighted_rows(self._scores, [*times], np.array([*times.values()], dtype=np.float32))


def weighted_rows(table: csr_array, rows: Sequence[int], weights: Floats) -> Floats:
    """``weights @ table[rows]`` as a dense row, shape (columns,); without the sparse matrix in between."""
    places = np.asarray(rows, dtype=np.int64)
    starts = table.indptr[places].astype(np.int64)
    lengths = table.indptr[places + 1] - starts
    before = np.cumsum(lengths) - lengths
    taken = np.arange(lengths.sum()) + np.repeat(starts - before, lengths)
    values = table.data[taken] * np.repeat(weights, lengths)
    return np.bincount(table.indices[taken], values, table.shape[1]).astype(np.float32)


class WordVectors:
    """TF-IDF vectors of texts: unlike BM25, a likeness that is the same in both directions.

    Logarithmic term frequency, smoothed inverse document frequency, length 1 (Manning et al. 2008, ch. 6).
    """

    def __init__(
        self,
        texts: Sequence[str],
        counted: NDArray[np.bool_] | None = None,
        wording: EntryWording = OURS,
    ) -> None:
        """``counted`` says which texts tell how rare an n-gram is: all, or those that no editor changes."""
        self._column: dict[str, int] = {}
        columns = [
            [self._column.setdefault(g, len(self._column)) for g in indexed_ngrams(text, wording)]
            for text in texts
        ]
        starts = np.cumsum([0, *map(len, columns)])
        flat = np.fromiter(chain.from_iterable(columns), dtype=np.int64, count=int(starts[-1]))
        counts = csr_array((np.ones(len(flat)), flat, starts), shape=(len(texts), len(self._column)))
        counts.sum_duplicates()
        # An n-gram that no text has counts in full, so an unknown word lowers the likeness to all.
        rows = np.repeat(np.arange(len(texts)), np.diff(counts.indptr))
        common = counts.indices if counted is None else counts.indices[counted[rows]]
        self._unknown = 1 + log(1 + (len(texts) if counted is None else int(counted.sum())))
        self._rarity = self._unknown - np.log1p(np.bincount(common, minlength=len(self._column)))
        values = (1 + np.log(counts.data)) * self._rarity[counts.indices]
        lengths = np.sqrt(np.bincount(rows, values**2, minlength=len(texts)))
        scaled = (values / lengths[rows]).astype(np.float32)
        self._texts = csr_array((scaled, counts.indices, counts.indptr), shape=counts.shape)
        self._grams = self._texts.T.tocsr()

    @property
    def rarities(self) -> str:
        """A digest of how rare n-grams are: where it is the same, so is how alike the same two texts are."""
        known = zip(self._column, self._rarity.tolist(), strict=True)
        told = (f"{gram} {rarity!r}" for gram, rarity in known if rarity < self._unknown)
        return hashlib.sha256("\n".join([repr(self._unknown), *sorted(told)]).encode()).hexdigest()

    def _weights(self, grams: Grams) -> dict[int, float]:
        """Weight of each of ``grams`` that the texts have, by its column."""
        weights, squares = {}, 0.0
        for gram, times in Counter(grams).items():
            column = self._column.get(gram)
            rarity = self._unknown if column is None else float(self._rarity[column])
            weight = (1 + log(times)) * rarity
            squares += weight * weight
            if column is not None:
                weights[column] = weight
        return {column: weight / sqrt(squares) for column, weight in weights.items()}

    def cosines(self, grams: Grams) -> Floats:
        """Cosine of a query with these n-grams with each text, shape (texts,)."""
        weights = self._weights(grams)
        return weighted_rows(self._grams, [*weights], np.array([*weights.values()], dtype=np.float32))

    def between(self, some: NDArray[np.int64], others: NDArray[np.int64]) -> Floats:
        """Cosines of the texts of two sets of rows, shape (some, others)."""
        found: Floats = (self._texts[some] @ self._texts[others].T).toarray()
        return found
