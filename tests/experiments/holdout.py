"""The third author's questions as a judge: everything else is learned, they are searched."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.settings import Settings
from knowledge.intents import Kind
from retrieval.classifier.kernel_ridge import Factored
from retrieval.classifier.lesson import alike, sharpness_of, shrinkage, target
from retrieval.encoder.base import Vectors
from retrieval.evaluation.queries import DATA, read_queries
from retrieval.index import generation as generations
from retrieval.index.documents import Document, TextRole

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Holdout:
    """Learned texts and held-out queries with their joint vectors; ``right`` holds label positions."""

    learned: tuple[Document, ...]
    vectors: Vectors
    queries: tuple[Document, ...]
    query_vectors: Vectors
    owners: NDArray[np.int64]
    right: tuple[frozenset[int], ...]
    is_faq: NDArray[np.bool_]

    @classmethod
    def load(cls) -> "Holdout":
        """From the newest generation on this machine.

        Raises:
            NoGeneration: run ``labordesk build`` first.
        """
        root = Settings().data_dir / "index"
        generation = generations.load(root, generations.newest_number(root))
        layout = generation.layout
        position = {label: index for index, label in enumerate(layout.labels)}
        third = {query.text for query in read_queries(DATA / "train_third.csv")}
        documents = generation.documents[: layout.question_count]
        out = np.array([d.role is TextRole.HEARD and d.text in third for d in documents])
        judged = [row for row in np.flatnonzero(out) if documents[row].kind is Kind.FAQ]
        vectors = generation.vectors.vectors()
        return cls(
            tuple(d for d, held in zip(documents, out, strict=True) if not held),
            vectors[np.flatnonzero(~out)],
            tuple(documents[row] for row in judged),
            vectors[judged],
            layout.questions.owners[~out],
            tuple(
                frozenset(position[label] for label in (documents[row].label, *documents[row].alternatives))
                for row in judged
            ),
            layout.of_kind[Kind.FAQ],
        )

    def hits(self, among: Floats, asked: Floats) -> tuple[float, float]:
        """Hit@1 and Hit@3 of kernel ridge regression.

        ``among`` is the likeness of the learned texts, shape (learned, learned), and is used up; ``asked`` that of the
        queries with them, shape (queries, learned).
        """
        labels = len(self.is_faq)
        among[np.diag_indices(len(among))] += shrinkage(self.owners, len(self.owners) / labels)
        weights = Factored.of(among).solve(target(self.owners, labels))
        order = np.argsort(-np.where(self.is_faq, asked @ weights, -np.inf), axis=1)[:, :3]
        first = np.mean([top[0] in right for top, right in zip(order, self.right, strict=True)])
        third = np.mean([bool(set(top) & right) for top, right in zip(order, self.right, strict=True)])
        return float(first), float(third)

    def with_copies(self, rows: Sequence[int], vectors: Vectors) -> "Holdout":
        """The same with other wordings, given by ``vectors``, of the learned texts of ``rows``."""
        return replace(
            self,
            vectors=np.concatenate([self.vectors, vectors]),
            owners=np.concatenate([self.owners, self.owners[np.asarray(rows)]]),
        )

    def dense(self, vectors: Vectors, query_vectors: Vectors) -> tuple[Floats, Floats]:
        """The likeness by meaning of the learned texts and of the queries, as `Classifier` has it."""
        sharpness = sharpness_of(vectors)
        return alike(vectors, vectors, sharpness), alike(query_vectors, vectors, sharpness)
