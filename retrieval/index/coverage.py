"""How much of a question the entries speak of: the share of its words, by rarity, that each one's texts have.

An entry that treats the topic of a question but not its point lacks the rare words of it, whatever the
encoder says (query performance prediction: Cronen-Townsend et al. 2002, Hauff et al. 2008).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from knowledge.intents import Kind
from retrieval.analysis.wording import OURS, EntryWording
from retrieval.index.documents import Document, TextRole
from retrieval.index.lexical import Grams, indexed_ngrams, weighted_rows

Floats = NDArray[np.float32]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Covered:
    """Shares of a question's words, weighted by rarity, in 0..1.

    ``whole`` is what all texts of a label have, ``told`` what its passages have, both of shape (labels,);
    ``known`` is what any entry has.
    """

    whole: Floats
    told: Floats
    known: float


class Coverage:
    """Which n-grams the texts of each entry have, without what was only heard: staff did not write it."""

    def __init__(
        self, documents: Sequence[Document], labels: Sequence[str], wording: EntryWording = OURS
    ) -> None:
        position = {label: index for index, label in enumerate(labels)}
        self._labels = len(labels)
        written = [d for d in documents if d.kind is Kind.FAQ and d.role is not TextRole.HEARD]
        self._row: dict[str, int] = {}
        rows = [
            [self._row.setdefault(gram, len(self._row)) for gram in indexed_ngrams(d.text, wording)]
            for d in written
        ]
        lengths = list(map(len, rows))
        grams = np.fromiter(chain.from_iterable(rows), np.int64, sum(lengths))
        owners = np.repeat(np.array([position[d.label] for d in written], dtype=np.int64), lengths)
        is_told = np.repeat(np.array([not d.role.is_question for d in written], dtype=np.bool_), lengths)
        # Side by side, so that both shares are one product: all texts of a label, then its passages alone.
        both = np.concatenate([owners, owners[is_told] + self._labels])
        shape = (len(self._row), 2 * self._labels)
        self._table = _table(np.concatenate([grams, grams[is_told]]), both, shape)
        entries = max(len({d.label for d in documents if d.kind is Kind.FAQ}), 1)
        # An n-gram of no entry counts as the rarest.
        self._unknown = float(np.log(1 + entries))
        frequency = self._table[:, : self._labels].count_nonzero(axis=1).astype(np.float32)
        self._rarity = (self._unknown - np.log(np.maximum(frequency, 1))).astype(np.float32)

    def of(self, asked: Grams) -> Covered:
        """How much of a text with these n-grams the labels speak of; 0 everywhere for one without words."""
        grams = set(asked)
        rows = [self._row[gram] for gram in grams if gram in self._row]
        rarity = self._rarity[rows]
        known = float(rarity.sum(dtype=np.float64))
        total = known + self._unknown * (len(grams) - len(rows))
        if total <= 0:
            nothing = np.zeros(self._labels, dtype=np.float32)
            return Covered(nothing, nothing, 0.0)
        whole, told = np.split(weighted_rows(self._table, rows, rarity) / total, 2)
        return Covered(whole, told, known / total)


def _table(grams: Positions, owners: Positions, shape: tuple[int, int]) -> csr_array:
    """Rows of n-grams, columns of labels: 1 where a text of the label has the n-gram."""
    found = csr_array((np.ones(len(grams), dtype=np.float32), (grams, owners)), shape=shape)
    found.data[:] = 1  # however often
    return found
